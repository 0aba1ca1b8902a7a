"""Taking over a publishers' repository of lesson packs, so that kiosks can fetch it.

Guarantees: only files that the repository's own lists name are read, as regular files, in the listed length and
with the listed hash; new contents are durable before the timestamp that leads to them, which comes last, so that a
kiosk finds the older publication or the newer one at any moment; an older one never takes a newer one's place. Needs
no key and judges no signature: the kiosks do.

    taken = take_over(Path("/media/usb"), folder.packs)

Source of the rules: docs/protocol.md "Lesson packs"; docs/adr/0013.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from sync.commune.errors import PacksRefused
from sync.durable import sync_path, write_whole
from sync.protocol.errors import Malformed
from sync.protocol.pack_repository import (
    FOLDER,
    MAX_ROOTS,
    TIMESTAMP,
    Listed,
    files_of,
    is_name,
    max_bytes,
    root_name,
    snapshot_of,
    targets_of,
    version_of,
)

DRAFT: Final = ".dang-chep"         # in DIR/packs, beside what kiosks can ask for
_PIECE: Final = 1 << 20
_NO_LINK: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True)
class Taken:
    """The version that kiosks get now; ``written`` of its ``files`` were not here before."""

    version: int
    files: int
    written: int
    changed: bool


def take_over(source: Path, to: Path) -> Taken:
    """Makes ``to`` hold the repository of ``source`` (a stick, or the publishers' own copy).

    Raises:
        PacksRefused: no repository, damaged, half-copied, older than what is here, or another one of its version.
        OSError: the disk of either.
    """
    root = source / FOLDER
    timestamp = _whole(root, TIMESTAMP)
    if timestamp is None:
        raise PacksRefused(f"Trong {source} không có gói bài học nào (không thấy {FOLDER}/{TIMESTAMP}).")
    to.mkdir(mode=0o700, exist_ok=True)
    with _alone(to):
        version = _newer(timestamp, _whole(to / FOLDER, TIMESTAMP), to)
        roots, files = _roots(root), _listed(root, timestamp)
        written = sum(_bring(root, to / FOLDER, file) for file in files)
        changed = _switch(to / FOLDER, roots, timestamp)
        _forget_others(to / FOLDER, {TIMESTAMP, *roots, *(file.name for file in files)})
    return Taken(version, len(files), written, changed or written > 0)


@contextmanager
def _alone(to: Path) -> Iterator[None]:
    handle = os.open(to / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise PacksRefused("Máy chủ đang nhận gói bài học ở một cửa sổ khác; đợi xong rồi làm lại.") from busy
        yield
    finally:
        os.close(handle)


def open_file(root: Path, name: str) -> BinaryIO | None:
    """The file of this (checked) name; None where there is none, or a link, a pipe or a giant in its place."""
    *folders, last = name.split("/")
    try:
        handle = os.open(root, _NO_LINK | os.O_DIRECTORY)
        for folder in folders:
            handle = _below(handle, folder, os.O_DIRECTORY)
        file = open(_below(handle, last), "rb")  # noqa: SIM115 - whoever asked closes it
    except OSError:
        return None
    seen = os.fstat(file.fileno())
    if stat.S_ISREG(seen.st_mode) and seen.st_size <= max_bytes(name):
        return file
    file.close()
    return None


def _below(folder: int, name: str, more: int = 0) -> int:
    """Opens ``name`` in ``folder``, which is closed in any case. Raises OSError."""
    try:
        return os.open(name, _NO_LINK | more, dir_fd=folder)
    finally:
        os.close(folder)


# --- what there is to take ------------------------------------------------------------------------


def _newer(timestamp: bytes, here: bytes | None, to: Path) -> int:
    """The version of ``timestamp``, where it may take the place of what is here. Raises PacksRefused."""
    with _refused(TIMESTAMP):
        version = version_of(timestamp)
        now = 0 if here is None else version_of(here)
    if version < now:
        raise PacksRefused(f"Bản phát hành số {version} cũ hơn bản số {now} máy chủ đang có; máy chủ giữ bản đang có.")
    if version == now and timestamp != here:
        raise PacksRefused(f"Máy chủ đã có một bản phát hành số {now} khác, của kho khác; muốn đổi nơi phát hành thì "
                           f"xóa thư mục {to} rồi làm lại.")
    return version


def _roots(root: Path) -> dict[str, bytes]:
    """Every root version, by name. Raises PacksRefused where there is none."""
    roots: dict[str, bytes] = {}
    while len(roots) < MAX_ROOTS and (raw := _whole(root, name := root_name(len(roots) + 1))) is not None:
        roots[name] = raw
    if not roots:
        raise PacksRefused(f"Kho gói bài học thiếu {FOLDER}/{root_name(1)}; chép lại cả kho.")
    return roots


def _listed(root: Path, timestamp: bytes) -> list[Listed]:
    """All that the timestamp leads to: contents first, then the lists. Raises PacksRefused."""
    with _refused(TIMESTAMP):
        snapshot = snapshot_of(timestamp)
    with _refused(snapshot.name):
        targets = targets_of(_checked(root, snapshot))
    with _refused(targets.name):
        return [*files_of(_checked(root, targets)), targets, snapshot]


def _checked(root: Path, file: Listed) -> bytes:
    return b"".join(_pieces(root, file))


def _whole(root: Path, name: str) -> bytes | None:
    """A file that nothing lists, within its limit; None where there is no such regular file."""
    file = open_file(root, name)
    if file is None:
        return None
    with file:
        return file.read()


def _pieces(root: Path, listed: Listed) -> Iterator[bytes]:
    """The file, refused at its end where it is not what was listed. Raises PacksRefused."""
    file = open_file(root, listed.name)
    if file is None:
        raise PacksRefused(f"Kho gói bài học thiếu {listed.name}, hoặc ở đó không phải tệp thường; chép lại cả kho.")
    digest, left = hashlib.sha256(), listed.size
    with file:
        while left >= 0 and (piece := file.read(_PIECE)):
            digest.update(piece)
            left -= len(piece)
            yield piece
    if left or digest.hexdigest() != listed.sha256:
        raise PacksRefused(f"Tệp {listed.name} khác với lúc phát hành; chép lại cả kho.")


@contextmanager
def _refused(name: str) -> Iterator[None]:
    try:
        yield
    except Malformed as error:
        raise PacksRefused(f"Tệp {name} không phải của kho gói bài học, hoặc kho lớn quá.") from error


# --- taking it -------------------------------------------------------------------------------------


def _bring(source: Path, to: Path, listed: Listed) -> bool:
    """Copies a file, durably; False where it is here already."""
    if _is_here(to, listed):
        return False
    _place(to, listed.name, _pieces(source, listed))
    return True


def _place(to: Path, name: str, pieces: Iterable[bytes]) -> None:
    """The file has its name only once it is whole and durable; what an earlier try left half-done is replaced."""
    path = to / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, pieces, draft=to.parent / DRAFT)


def _is_here(to: Path, listed: Listed) -> bool:
    try:
        for _piece in _pieces(to, listed):
            pass
    except PacksRefused:
        return False
    return True


def _switch(to: Path, roots: dict[str, bytes], timestamp: bytes) -> bool:
    """The new timestamp, after everything it leads to is durable; False where it was there."""
    wanted = {**roots, TIMESTAMP: timestamp}
    fresh = {name: content for name, content in wanted.items() if _whole(to, name) != content}
    for name, content in fresh.items():
        _sync_folders(to)
        _place(to, name, [content])
    _sync_folders(to)
    return bool(fresh)


def _sync_folders(to: Path) -> None:
    for folder in (to.parent.parent, to.parent, to, *(path for path in sorted(to.rglob("*")) if path.is_dir())):
        sync_path(folder)


def _forget_others(to: Path, names: set[str]) -> None:
    for path in sorted(to.rglob("*")):
        name = str(path.relative_to(to))
        if is_name(name) and name not in names and not path.is_dir():
            path.unlink(missing_ok=True)
