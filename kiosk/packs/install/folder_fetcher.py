"""Reads the publishers' repository from a folder that anybody may have prepared.

Guarantees: opens one segment after another from the stick's own folder, never through a link, never anything
but a regular file (no pipe, no device), and reads at most what was asked for. A read that fails is the stick
that went away (``StickGone``); a name that is not there is a 404, as python-tuf's client wants it. Verifies
nothing: that is ``kiosk.packs.install.tuf_client``'s and ``stage``'s.

    fetcher = FolderFetcher(Path("/media/usb"))
    fetcher.download_bytes("stick:/metadata/timestamp.json", 16_384)

Source of the rules: docs/adr on lesson packs; FetcherInterface of python-tuf.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NoReturn

from tuf.api.exceptions import DownloadHTTPError, DownloadLengthMismatchError
from tuf.ngclient.fetcher import FetcherInterface

from kiosk.core.errors import StickDamaged, StickGone
from kiosk.packs.format.repository_paths import REPOSITORY
from sync.protocol.pack_repository import MAX_METADATA, METADATA

SCHEME: Final = "stick:/"
METADATA_URL: Final = f"{SCHEME}{METADATA}/"
PIECE: Final = 256 * 1024                       # bytes a read
_MAX_METADATA: Final = max(MAX_METADATA.values())
_NOT_THERE: Final = (errno.ENOENT, errno.ENAMETOOLONG)
_ANOTHER_THING: Final = (errno.ELOOP, errno.ENOTDIR, errno.EISDIR, errno.ENXIO, errno.EINVAL)
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC

Read = Callable[[int, int], bytes]


def has_repository(stick: Path) -> bool:
    """Whether somebody's lesson packs lie there at all (whose, ``trust`` tells)."""
    return (stick / REPOSITORY / METADATA / "timestamp.json").is_file()


class FolderFetcher(FetcherInterface):
    """python-tuf's way to files, on a folder. ``read`` is os.read, or a test's failing one."""

    def __init__(self, stick: Path, read: Read = os.read) -> None:
        self.stick = stick
        self.last = ""                          # the name asked for last: tells an older stick from a mixed one
        self._read = read

    def _fetch(self, url: str) -> Iterator[bytes]:
        return self.pieces(url.removeprefix(SCHEME), _MAX_METADATA)

    def download_bytes(self, url: str, max_length: int) -> bytes:
        """Metadata, in memory: at most ``max_length`` bytes and never more than any role may have.

        Raises:
            DownloadHTTPError: no such file (404).
            DownloadLengthMismatchError: the file is longer.
            StickDamaged, StickGone: see ``pieces``.
        """
        return b"".join(self.pieces(url.removeprefix(SCHEME), min(max_length, _MAX_METADATA)))

    def pieces(self, name: str, most: int) -> Iterator[bytes]:
        """A file below ``bdhvs/``, piece by piece.

        Args:
            name: ``metadata/…`` or ``targets/…``, with slashes.
            most: bytes; one more is refused before it is handed out.

        Raises:
            DownloadHTTPError: no such file (404).
            DownloadLengthMismatchError: the file is longer than ``most``.
            StickDamaged: a link, a folder, a pipe or a device stands there.
            StickGone: a read failed, or the whole stick is gone.
        """
        self.last = name
        with self._opened(name) as handle:
            left = most
            while piece := self._piece(handle, name):
                left -= len(piece)
                if left < 0:
                    raise DownloadLengthMismatchError(f"{name}: longer than {most} bytes")
                yield piece

    def _piece(self, handle: int, name: str) -> bytes:
        try:
            return self._read(handle, PIECE)
        except OSError as broken:
            raise StickGone(f"không đọc được USB giữa chừng ({name}); cắm lại là máy làm tiếp") from broken

    @contextmanager
    def _opened(self, name: str) -> Iterator[int]:
        handle = self._open(name)
        try:
            yield handle
        finally:
            os.close(handle)

    def _open(self, name: str) -> int:
        try:
            folder = os.open(self.stick, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as broken:
            raise StickGone("USB đã bị rút ra; cắm lại là máy làm tiếp") from broken
        *folders, last = (REPOSITORY, *name.split("/"))
        try:
            for segment in folders:
                folder = _stepped(folder, segment)
            return _regular(folder, last)
        except OSError as broken:
            _refuse(name, broken)
        finally:
            os.close(folder)


def _stepped(folder: int, segment: str) -> int:
    """The folder below; the one above is closed. Raises OSError, the one above still open."""
    if segment in ("", ".", ".."):
        raise OSError(errno.EINVAL, "no way through here")
    below = os.open(segment, _FOLDER, dir_fd=folder)
    os.close(folder)
    return below


def _regular(folder: int, name: str) -> int:
    """Looks before it opens (opening a device may do something), and again after."""
    if name in ("", ".", "..") or not stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
        raise OSError(errno.EINVAL, "no regular file")
    handle = os.open(name, _FILE, dir_fd=folder)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "no regular file")
    return handle


def _refuse(name: str, broken: OSError) -> NoReturn:
    if broken.errno in _NOT_THERE:
        raise DownloadHTTPError(f"{name}: not there", 404) from broken
    if broken.errno in _ANOTHER_THING:
        raise StickDamaged(f"{name} trên USB không phải tệp thường") from broken
    raise StickGone(f"không mở được {name} trên USB; cắm lại là máy làm tiếp") from broken
