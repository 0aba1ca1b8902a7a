"""The packs on this kiosk: whole versions side by side, and one pointer a pack that says which is in use.

Guarantees: a version that is answered is whole by names and sizes, whatever a power cut left: where the pointer
or its version is spoiled, the one before is answered; ``switch`` is one durable step; a version somebody holds
(``hold``: lessons in progress) is never swept away. Verifies no signature and hashes nothing at start-up.

    DATA/packs/<pack>/current                       {"current": …, "previous": …, "undone": ""}
    DATA/packs/<pack>/<version>-<sha16>/            pack.json, lessons/, assets/: as kiosk.packs.format.reader reads it
    DATA/packs/.staging/<sha256>/                   what is on its way in

    for pack in installed_packs(data / "packs"):
        load_built(pack.folder, assets)
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from kiosk.core.errors import PackError, PackUnknown
from kiosk.packs.format.manifest import MANIFEST, MAX_MANIFEST, Manifest, Sha256
from kiosk.packs.format.repository_paths import order
from kiosk.packs.install.kiosk_disk import CardDisk, on_kiosk, place
from sync.protocol.pack_repository import RESERVED_PACKS

POINTER: Final = "current"
STAGING: Final = ".staging"
OLD_BYTES: Final = 100_000_000          # versions older than the previous one are kept within this
_FOLDER: Final = re.compile(r"(\d{1,6}\.\d{1,6}\.\d{1,6})-([0-9a-f]{16})")
_PACK: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_MAX_POINTER: Final = 4096
_log = logging.getLogger(__name__)


class Version(Struct, frozen=True):
    """One version on the disk; ``sha256`` is its manifest's."""

    version: Annotated[str, Meta(pattern=r"^\d{1,6}\.\d{1,6}\.\d{1,6}$")]
    sha256: Sha256

    @property
    def folder(self) -> str:
        return f"{self.version}-{self.sha256[:16]}"


class Pointer(Struct, frozen=True):
    """``undone`` is the version somebody rolled back from: it does not come again unless asked for."""

    current: Version
    previous: Version | None = None
    undone: str = ""


@dataclass(frozen=True)
class InstalledPack:
    """A pack in use. ``previous`` can be rolled back to."""

    pack: str
    version: str
    sha256: str
    folder: Path
    manifest: Manifest = field(repr=False)
    previous: Version | None = None
    undone: str = ""


def installed_packs(root: Path) -> tuple[InstalledPack, ...]:
    """Every pack under ``root`` (DATA/packs) that can be used, by id; a spoiled one is logged with its code."""
    try:
        names = sorted({path.name for path in root.iterdir() if _PACK.fullmatch(path.name)} - RESERVED_PACKS)
    except (FileNotFoundError, NotADirectoryError):
        return ()
    return tuple(pack for name in names if (pack := installed(root, name)) is not None)


def installed(root: Path, pack: str) -> InstalledPack | None:
    """The version of ``pack`` in use; None where there is no whole one."""
    pointer = pointer_of(root / pack)
    candidates = [] if pointer is None else [pointer.current, *filter(None, [pointer.previous])]
    for version in (*candidates, *_on_disk(root / pack)):
        if (manifest := whole(root / pack, version)) is not None and manifest.id == pack:
            usual = pointer is not None and version == pointer.current
            previous, undone = (pointer.previous, pointer.undone) if pointer is not None and usual else (None, "")
            if not usual:
                _log.warning("P3: %s: the version in use is spoiled, %s is used", pack, version.version)
            return InstalledPack(pack, version.version, version.sha256, root / pack / version.folder, manifest,
                                 previous, undone)
    return None


def pointer_of(place: Path) -> Pointer | None:
    """What a pack's pointer says; None where it is missing or spoiled."""
    try:
        with (place / POINTER).open("rb") as stream:
            return msgspec.json.decode(stream.read(_MAX_POINTER), type=Pointer)
    except (OSError, msgspec.DecodeError, RecursionError):
        return None


def _on_disk(place: Path) -> Iterator[Version]:
    """Versions found without a pointer, the newest first: a folder has its name only once it is whole."""
    with suppress(OSError):
        found = [path for path in place.iterdir() if _FOLDER.fullmatch(path.name)]
        for path in sorted(found, key=lambda path: order(path.name.partition("-")[0]), reverse=True):
            with suppress(OSError):
                sha256 = hashlib.sha256((path / MANIFEST).read_bytes()[:MAX_MANIFEST]).hexdigest()
                if path.name.endswith(sha256[:16]):
                    yield Version(path.name.partition("-")[0], sha256)


def whole(place: Path, version: Version) -> Manifest | None:
    """The manifest of a version that has every file in its size; None for any other."""
    folder = place / version.folder
    try:
        raw = (folder / MANIFEST).read_bytes()
        if hashlib.sha256(raw).hexdigest() != version.sha256:
            return None
        manifest = msgspec.json.decode(raw, type=Manifest)
        place_of = f"{folder}/"                 # ten thousand files: a Path for each would take most of the time
        same = all(os.lstat(place_of + entry.path).st_size == entry.size for entry in manifest.files)
    except (OSError, msgspec.DecodeError, RecursionError):
        return None
    return manifest if same else None


def switch(root: Path, pack: str, pointer: Pointer, disk: CardDisk) -> None:
    """From now on, and after any power cut, ``pointer.current`` is in use. Raises PackNoRoom, PackError."""
    with on_kiosk():
        place(disk, root / pack / POINTER, msgspec.json.encode(pointer))


def rollback(root: Path, pack: str, disk: CardDisk | None = None) -> tuple[Version, Version]:
    """Back to the version before; (the one left, the one in use now). Raises PackUnknown, PackError."""
    with locked(root):
        now = installed(root, pack) if _PACK.fullmatch(pack) else None
        if now is None:
            raise PackUnknown(f"máy chưa cài gói “{pack}”")
        if now.previous is None or whole(root / pack, now.previous) is None:
            raise PackUnknown(f"gói “{pack}” không còn bản trước để lùi về")
        switch(root, pack, Pointer(now.previous, None, now.version), disk or CardDisk())
        return Version(now.version, now.sha256), now.previous


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """One installer at a time. Raises PackError where another is at work."""
    with on_kiosk():
        root.mkdir(parents=True, exist_ok=True)
        handle = os.open(root / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise PackError("máy đang cài gói từ USB khác; đợi xong rồi làm lại") from busy
        yield
    finally:
        os.close(handle)


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Keeps a version from being swept while its lessons are open; ends with the process at the latest.

    Raises OSError where the folder is not there.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def sweep_old(root: Path, pack: str, disk: CardDisk, most: int = OLD_BYTES) -> None:
    """Removes versions other than the current and the previous one, the oldest first, until those left take at
    most ``most`` bytes of their own. Raises PackError."""
    pointer = pointer_of(root / pack)
    kept = {version.folder for version in (pointer.current, pointer.previous) if version} if pointer else set()
    with on_kiosk():
        old = [path for path in (root / pack).iterdir() if _FOLDER.fullmatch(path.name) and path.name not in kept]
        old.sort(key=lambda path: order(path.name.partition("-")[0]))
        sizes = _own_sizes(old, [root / pack / name for name in kept]) if old and kept else {}
        for path in sorted(sizes, key=old.index):
            if sum(sizes.values()) > most and _nobody_holds(path):
                disk.sweep(path)
                del sizes[path]


def _own_sizes(folders: list[Path], kept: list[Path]) -> dict[Path, int]:
    """Bytes that go with each folder: a file that ``kept`` has too costs nothing."""
    shared = {path.stat().st_ino for folder in kept for path in folder.rglob("*")}
    return {folder: sum(seen.st_size for path in folder.rglob("*") if (seen := path.lstat()).st_ino not in shared)
            for folder in folders}


def _nobody_holds(folder: Path) -> bool:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True
