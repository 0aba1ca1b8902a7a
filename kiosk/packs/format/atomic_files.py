"""Writing so that a pulled stick or a power cut leaves the old files or the new ones, never halves.

Guarantees: a name appears only after what it names is on the disk; a symlink is never written through. Every
failure becomes one sentence of the PackError tree. Does not know what it writes.

    placing = Placing(Path("/media/usb/bdhvs/metadata"), Disk())
    placing.add("timestamp.json", [content])
    placing.settle()                                # now it is there, and stays
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kiosk.core.errors import PackError, PackNoRoom, StickDamaged, StickGone
from sync.durable import sync_path

DRAFT: Final = ".dang-ghi-"
PIECE: Final = 1 << 20                  # bytes read at once
_FULL: Final = {errno.ENOSPC, errno.EDQUOT}
_SHUT: Final = {errno.EROFS, errno.EACCES, errno.EPERM}


class Disk:
    """Every change this package makes to a disk; tests fail at any of them."""

    def write(self, path: Path, pieces: Iterable[bytes], mode: int = 0o644) -> None:
        """A new file; not yet durable. Raises OSError, FileExistsError too."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
        with open(descriptor, "wb") as stream:
            for piece in pieces:
                stream.write(piece)

    def sync(self, path: Path) -> None:
        """Puts a file or a folder onto the medium."""
        sync_path(path, follow_links=False)

    def rename(self, old: Path, new: Path) -> None:
        os.replace(old, new)

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)

    def make_folder(self, folder: Path, mode: int = 0o777) -> None:
        """One folder, durable in its parent; nothing where it is already."""
        if not folder.is_dir():
            folder.mkdir(mode)
            self.sync(folder.parent)


class Placing:
    """Files of one folder that become visible together, after all of them are durable."""

    def __init__(self, root: Path, disk: Disk, mode: int = 0o644) -> None:
        self._root, self._disk, self._mode = root, disk, mode
        self._drafts: dict[Path, Path] = {}

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """``name`` may have folders; they are made, and refused where they are links. Raises PackError."""
        path = self._root / name
        with storage_error(path):
            make_folders(self._root, path.parent, self._disk)
            draft = path.with_name(f"{DRAFT}{len(self._drafts)}-{os.getpid()}")
            self._disk.remove(draft)
            self._disk.write(draft, pieces, self._mode)
        self._drafts[path] = draft

    def settle(self) -> None:
        """Raises PackError; what has its name by then is whole."""
        for path, draft in self._drafts.items():
            with storage_error(path):
                self._disk.sync(draft)
        for path, draft in self._drafts.items():
            with storage_error(path):
                self._disk.rename(draft, path)
        for folder in sorted({path.parent for path in self._drafts}):
            with storage_error(folder):
                self._disk.sync(folder)
        self._drafts.clear()


def make_folders(root: Path, folder: Path, disk: Disk) -> None:
    """``folder`` and what is between it and ``root``; none may be a link. Raises PackError, OSError."""
    for step in (root, *(root.joinpath(*folder.relative_to(root).parts[:count + 1])
                         for count in range(len(folder.relative_to(root).parts)))):
        if step.is_symlink():
            raise StickDamaged(f"{step} là đường dẫn tắt, máy không ghi qua đó")
        disk.make_folder(step)


def read_file(path: Path, most: int) -> bytes:
    """A regular file of at most ``most`` bytes. Raises StickDamaged, StickGone."""
    return b"".join(read_pieces(path, most))


def read_pieces(path: Path, most: int) -> Iterator[bytes]:
    """The same, piece by piece: a link, pipe, device or longer file is refused. Raises StickDamaged, StickGone."""
    with storage_error(path):
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as stream:
            seen = os.fstat(descriptor)
            if not stat.S_ISREG(seen.st_mode) or seen.st_size > most:
                raise StickDamaged(f"{path} không phải tệp thường, hoặc lớn quá")
            while piece := stream.read(PIECE):
                most -= len(piece)
                if most < 0:
                    raise StickDamaged(f"{path} dài ra trong lúc đọc")
                yield piece


@contextmanager
def storage_error(place: Path) -> Iterator[None]:
    """OSError as the sentence for whoever holds the stick. Raises PackError."""
    try:
        yield
    except OSError as broken:
        raise _sentence(broken, place) from broken


def _sentence(broken: OSError, place: Path) -> PackError:
    if broken.errno in _FULL:
        return PackNoRoom(f"hết chỗ khi ghi {place}; xóa bớt hoặc lấy USB lớn hơn")
    if broken.errno in _SHUT:
        return PackError(f"không được phép đọc hoặc ghi {place}; xem lại quyền, và nấc khóa ghi của USB")
    if broken.errno in (errno.ENOENT, errno.ELOOP, errno.ENOTDIR, errno.EISDIR, errno.EEXIST):
        return StickDamaged(f"thiếu {place}, hoặc ở đó là thứ khác")
    return StickGone(f"không đọc hoặc ghi được {place}; cắm lại USB rồi làm lại ({broken.strerror})")
