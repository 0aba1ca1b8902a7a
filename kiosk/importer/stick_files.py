"""Where a kiosk's events lie on a stick, and every change that exporting makes there.

Guarantees: nothing but ``bdhvs-data/`` is written, never through a link; what went wrong is said as the stick's
trouble. Knows no format.

    files = StickFiles(Path("/run/bdhvs/usb/sda1"), "kiosk-1")
    with on_stick():
        StickDisk().append(files.part, line, at=0)
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.core.errors import PackError, StickDamaged, StickFull, StickGone, StickReadOnly
from kiosk.packs.format.atomic_files import PIECE, Disk
from sync.protocol.stick_export import EXPORT_ENDING, PART_ENDING, RECEIPT_ENDING, STICK_FOLDER, stick_name

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SHUT: Final = (errno.EROFS, errno.EACCES, errno.EPERM)
_ANOTHER_THING: Final = (errno.ELOOP, errno.ENOTDIR, errno.EISDIR, errno.EEXIST)
_OPEN: Final = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True)
class StickFiles:
    """``stick`` is a mount point; the files are those of one device."""

    stick: Path
    device: str

    @property
    def folder(self) -> Path:
        return self.stick / STICK_FOLDER

    @property
    def whole(self) -> Path:
        """The last export that was finished."""
        return self._file(EXPORT_ENDING)

    @property
    def part(self) -> Path:
        """One that is being written, or was cut off."""
        return self._file(PART_ENDING)

    @property
    def receipt(self) -> Path:
        return self._file(RECEIPT_ENDING)

    def _file(self, ending: str) -> Path:
        return self.folder / f"{stick_name(self.device)}{ending}"


class StickDisk(Disk):
    """A stick that is written. Tests fail, pull it or cut the power at any of these."""

    def append(self, path: Path, piece: bytes, at: int) -> None:
        """``path`` has ``piece`` from byte ``at`` and ends there; not yet durable. Raises OSError."""
        descriptor = os.open(path, _OPEN, 0o644)
        with open(descriptor, "wb", buffering=0) as stream:
            stream.truncate(at)
            stream.seek(at)
            while piece:
                piece = piece[stream.write(piece):]

    def digest(self, path: Path) -> str:
        """SHA-256 (hex) of what the stick itself gives back, not of what the system remembers. Raises OSError."""
        seen = hashlib.sha256()
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb", buffering=0) as stream:
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            while piece := stream.read(PIECE):
                seen.update(piece)
        return seen.hexdigest()


@contextmanager
def on_stick() -> Iterator[None]:
    """OSError as the stick's trouble. Raises StickFull, StickReadOnly, StickDamaged, StickGone."""
    try:
        yield
    except OSError as broken:
        raise _trouble(broken) from broken


def _trouble(broken: OSError) -> PackError:
    if broken.errno in _FULL:
        return StickFull("USB hết chỗ; sổ trong máy còn nguyên")
    if broken.errno in _SHUT:
        return StickReadOnly("USB này không ghi được; xem nấc khóa ghi trên USB")
    if broken.errno in _ANOTHER_THING:
        return StickDamaged(f"trên USB, chỗ {broken.filename} là thứ khác")
    return StickGone(f"không đọc hoặc ghi được USB ({broken.strerror}); cắm lại là máy làm tiếp")
