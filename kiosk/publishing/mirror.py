"""Puts a signed repository into a folder, from which kiosks may read at any moment.

Guarantees: contents first, then what lists them, the timestamp last, each durable before the next; cut off
anywhere, the folder holds the older repository or the newer one, whole (only while a rotated key's root and
timestamp change their names, two renames apart, neither: running again mends it). What is already there and
whole is not written again; what nobody lists any more goes last. Root versions stay for ever.

    place(repository, Path("/media/usb"), Path("khoa/repository"), {}, Disk())
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tuf.api.metadata import TargetFile

from kiosk.core.errors import PackError, PackNoRoom, StickDamaged
from kiosk.packs.format.atomic_files import DRAFT, Disk, Placing, make_folders, read_pieces, storage_error
from kiosk.publishing.repository import Repository, metadata_folder, targets_folder
from sync.protocol.pack_repository import stored_at

SPARE: Final = 2_000_000                # bytes left free for folders and metadata
_OURS: Final = re.compile(
    r"\d+\.(targets|snapshot)\.json|files/[0-9a-f]{64}\.[0-9a-f]{64}\.[a-z]{3,4}"
    r"|packs/[a-z0-9-]+/[0-9a-f]{64}\.[0-9.]+\.json|(.*/)?" + re.escape(DRAFT) + r"\d+-\d+")

Progress = Callable[[int, int], None]   # bytes done, of how many


@dataclass(frozen=True)
class Placed:
    """What was done: contents written, contents that were there, bytes written."""

    written: int
    kept: int
    written_bytes: int


def quiet(_done: int, _of: int) -> None:
    """Tells nobody."""


def place(repository: Repository, to: Path, origin: Path, sources: Mapping[str, Path], disk: Disk,
          progress: Progress = quiet) -> Placed:
    """Makes ``to`` hold ``repository``. Contents come from ``sources`` (by stored name), else from ``origin``.

    Raises PackNoRoom, StickDamaged (a source differs from what was signed), StickGone, PackError.
    """
    wanted = {stored_at(path, target.hashes["sha256"]): target for path, target in repository.targets.targets.items()}
    targets = targets_folder(to)
    with storage_error(to):
        for folder in (metadata_folder(to), targets):
            make_folders(to, folder, disk)
        _remove(to, disk, lambda name: DRAFT not in name)
    missing = {name: target for name, target in wanted.items() if not _whole(targets / name, target)}
    _check_free_space(to, missing)
    placing = Placing(targets, disk)
    done = 0
    of = sum(target.length for target in missing.values())
    for name, target in missing.items():
        placing.add(name, _signed(sources.get(name, targets_folder(origin) / name), target))
        done += target.length
        progress(done, of)
    placing.settle()
    _place_metadata(repository, metadata_folder(to), disk)
    keep = set(wanted) | set(repository.files)
    with storage_error(to):
        _remove(to, disk, lambda name: name in keep)
    return Placed(len(missing), len(wanted) - len(missing), of)


def _place_metadata(repository: Repository, folder: Path, disk: Disk) -> None:
    lists = {name: content for name, content in repository.files.items() if name != "timestamp.json"}
    roots = {f"{number}.root.json": content for number, content in enumerate(repository.chain.raw, start=1)}
    last = {"timestamp.json": repository.files["timestamp.json"]}
    for group in (lists, roots | last):
        placing = Placing(folder, disk)
        for name, content in group.items():
            if not _is(folder / name, content):
                placing.add(name, [content])
        placing.settle()


def _is(path: Path, content: bytes) -> bool:
    try:
        return b"".join(read_pieces(path, len(content))) == content
    except PackError:
        return False


def _whole(path: Path, target: TargetFile) -> bool:
    try:
        for _piece in _signed(path, target):
            pass
    except PackError:
        return False
    return True


def _signed(path: Path, target: TargetFile) -> Iterator[bytes]:
    """The file, refused at its end where it is not what was signed. Raises StickDamaged, StickGone."""
    digest, size = hashlib.sha256(), 0
    for piece in read_pieces(path, target.length):
        digest.update(piece)
        size += len(piece)
        yield piece
    if size != target.length or digest.hexdigest() != target.hashes["sha256"]:
        raise StickDamaged(f"{path} khác lúc ký")


def _check_free_space(to: Path, missing: Mapping[str, TargetFile]) -> None:
    need = sum(target.length for target in missing.values()) + SPARE
    with storage_error(to):
        free = shutil.disk_usage(to).free
    if need > free:
        raise PackNoRoom(f"{to} cần thêm {need / 1e6:.0f} MB mà chỉ còn {free / 1e6:.0f} MB; dùng --keep để bỏ bản cũ, "
                         "hoặc lấy USB lớn hơn")


def _remove(to: Path, disk: Disk, stays: Callable[[str], bool]) -> None:
    """Takes away files of ours that do not stay; anything else in the folder is left alone."""
    for folder in (metadata_folder(to), targets_folder(to)):
        for place_, _folders, names in os.walk(folder):
            for path in (Path(place_) / name for name in names):
                name = str(path.relative_to(folder))
                if _OURS.fullmatch(name) and not stays(name):
                    disk.remove(path)
