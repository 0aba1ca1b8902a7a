"""From the stick into a staging folder: every byte hashed on its way, nothing believed before.

Guarantees: a folder that ``stage`` returns holds the signed pack, whole and on the medium, and this program can
use it; a stick that changes between two looks changes nothing, because a file is judged by the bytes that were
copied. What is whole already is not read from the stick again, what the version in use has is linked. Writes
nowhere but below ``DATA/packs/.staging/<sha256>``. Changes nothing that is installed.

    stage(Stick(fetcher, publication), offer, InstallTarget(data / "packs", assets), base=installed(...), watch=print)

Source of the rules: docs/adr on lesson packs (verify, stage, fsync, switch); kiosk.packs.format.reader for the form.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from tuf.api.exceptions import DownloadHTTPError, DownloadLengthMismatchError

from kiosk.core.errors import PackNoRoom, PackUnfit, StickDamaged, StickGone
from kiosk.packs.format.manifest import MANIFEST, MAX_MANIFEST, Listed, Manifest
from kiosk.packs.format.reader import FOLDERS, check_staged_file, check_staged_lessons, staged_manifest
from kiosk.packs.install.folder_fetcher import FolderFetcher, has_repository
from kiosk.packs.install.kiosk_disk import CardDisk, on_kiosk
from kiosk.packs.install.registry import STAGING, InstalledPack
from kiosk.packs.install.tuf_client import Offer, Publication, Signed
from sync.protocol.pack_repository import TARGETS, file_target, stored_at

KEPT_FREE: Final = 96_000_000           # bytes that installing leaves to attendance and the log
BLOCK: Final = 4096                     # bytes a file takes at least
_DRAFT: Final = ".dang-chep"
_PIECE: Final = 1 << 20


@dataclass(frozen=True)
class Progress:
    """Files and bytes of a pack that are in staging, of how many."""

    files: int
    of_files: int
    size: int
    of_size: int


Watch = Callable[[Progress], None]


@dataclass(frozen=True)
class Stick:
    """A verified stick: whoever reads through it gets signed bytes or an error."""

    fetcher: FolderFetcher
    publication: Publication

    def manifest(self, offer: Offer) -> bytes:
        """Raises StickDamaged, StickGone, PackUnfit."""
        if offer.signed.size > MAX_MANIFEST:
            raise PackUnfit(f"mục lục của gói “{offer.pack}” lớn quá")
        return b"".join(self.pieces(offer.target, offer.signed))

    def pieces(self, target: str, signed: Signed) -> Iterator[bytes]:
        """A target's bytes; the last piece is only followed by the end where all were as signed.

        Raises:
            StickDamaged: missing, shorter, longer or other bytes than signed.
            StickGone: the stick went away.
        """
        name = f"{TARGETS}/{stored_at(target, signed.sha256)}"
        digest, size = hashlib.sha256(), 0
        try:
            for piece in self.fetcher.pieces(name, signed.size):
                digest.update(piece)
                size += len(piece)
                yield piece
        except DownloadHTTPError as missing:
            if not has_repository(self.fetcher.stick):
                raise StickGone("USB đã bị rút ra; cắm lại là máy làm tiếp") from missing
            raise StickDamaged(f"USB chép thiếu tệp {target}; chép lại từ đầu") from missing
        except DownloadLengthMismatchError as longer:
            raise StickDamaged(f"tệp {target} trên USB khác bản đã ký; chép lại từ đầu") from longer
        if size != signed.size or digest.hexdigest() != signed.sha256:
            raise StickDamaged(f"tệp {target} trên USB khác bản đã ký; chép lại từ đầu")

    def signed(self, entry: Listed) -> tuple[str, Signed]:
        """The target of a file of a pack. Raises PackUnfit where the publishers did not sign it."""
        target = file_target(entry.sha256, entry.path.rpartition(".")[2])
        signed = Signed(entry.sha256, entry.size)
        if self.publication.files.get(target) != signed:
            raise PackUnfit(f"tệp {entry.path} có trong gói mà không được ký")
        return target, signed


@dataclass(frozen=True)
class InstallTarget:
    """Where packs are put together: ``root`` is DATA/packs, ``assets`` the program's shared icons; ``kept_free``
    bytes stay free."""

    root: Path
    assets: Path
    disk: CardDisk = field(default_factory=CardDisk)
    kept_free: int = KEPT_FREE


def stage(stick: Stick, offer: Offer, target: InstallTarget, base: InstalledPack | None, watch: Watch) -> Path:
    """Stages ``offer`` and returns its folder; goes on where an earlier try ended. What is in the folder is durable,
    its name is not: whoever renames it syncs where it went.

    Raises:
        StickDamaged, StickGone: what was whole stays for the next try.
        PackUnfit, PackNoRoom, PackError: nothing stays.
    """
    staging = _Staging(stick, target, target.root / STAGING / offer.signed.sha256, base, watch)
    try:
        with on_kiosk():
            return staging.whole(offer)
    except (PackUnfit, PackNoRoom):
        with on_kiosk():
            target.disk.sweep(staging.folder)
        raise


@dataclass
class _Staging:
    """One pack on its way in. ``fresh`` are files that are not on the medium yet."""

    stick: Stick
    target: InstallTarget
    folder: Path
    base: InstalledPack | None
    watch: Watch
    fresh: list[Path] = field(default_factory=list)
    known: frozenset[Listed] = frozenset()

    def __post_init__(self) -> None:
        self.known = frozenset(self.base.manifest.files) if self.base is not None else frozenset()

    def whole(self, offer: Offer) -> Path:
        self._make_folders()
        manifest = self._manifest(offer)
        targets = {entry.path: self.stick.signed(entry) for entry in manifest.files}
        self._remove_strangers(manifest)
        there = [entry for entry in manifest.files if self._has(entry) or self._linked(entry)]
        here = {entry.path for entry in there}
        wanted = [entry for entry in manifest.files if entry.path not in here]
        self._check_room(wanted)
        self._copy(wanted, targets, Progress(len(there), len(manifest.files), _size(there), _size(manifest.files)))
        check_staged_lessons(self.folder, manifest, self.target.assets)
        self._settle()
        return self.folder

    def _make_folders(self) -> None:
        """Durable only with what is in them (``_settle``): until then they may as well be gone."""
        for name in FOLDERS:
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for other in self.folder.parent.iterdir():
            if other != self.folder:
                self.target.disk.sweep(other)

    def _manifest(self, offer: Offer) -> Manifest:
        path = self.folder / MANIFEST
        self.target.disk.remove(path)
        self._write(path, iter([self.stick.manifest(offer)]))
        manifest = staged_manifest(self.folder)
        if (manifest.id, manifest.version, manifest.kind) != (offer.pack, offer.version, offer.kind):
            raise PackUnfit(f"mục lục của gói “{offer.pack}” là của gói khác")
        return manifest

    def _remove_strangers(self, manifest: Manifest) -> None:
        """What an earlier try left, or put there by no try of ours."""
        listed = {MANIFEST, *(entry.path for entry in manifest.files)}
        for path in sorted(self.folder.rglob("*")):
            name = str(path.relative_to(self.folder))
            if name not in FOLDERS and (name not in listed or path.is_symlink() or not path.is_file()):
                self.target.disk.sweep(path)

    def _has(self, entry: Listed) -> bool:
        """Whole from an earlier try: after a power cut a name proves nothing, so it is hashed again."""
        path = self.folder / entry.path
        if not path.exists():
            return False
        if self._is_of_base(path, entry) or _hash(path) == entry.sha256:
            self.fresh.append(path)
            return True
        self.target.disk.remove(path)
        return False

    def _linked(self, entry: Listed) -> bool:
        """The version in use has the same file: a second name for it, not a second copy."""
        if self.base is None or entry not in self.known:
            return False
        try:
            self.target.disk.link(self.base.folder / entry.path, self.folder / entry.path)
        except (PermissionError, FileNotFoundError):
            return False
        if (self.folder / entry.path).lstat().st_size == entry.size:
            return True
        self.target.disk.remove(self.folder / entry.path)
        return False

    def _is_of_base(self, path: Path, entry: Listed) -> bool:
        if self.base is None or entry not in self.known or not (twin := self.base.folder / entry.path).is_file():
            return False
        seen = path.lstat()
        return seen.st_size == entry.size and os.path.samestat(seen, twin.lstat())

    def _check_room(self, wanted: list[Listed]) -> None:
        need = sum(-(-entry.size // BLOCK) * BLOCK for entry in wanted)
        short = need + self.target.kept_free - self.target.disk.free(self.target.root)
        if wanted and short > 0:
            raise PackNoRoom(f"thẻ nhớ của máy thiếu {-(-short // 1_000_000)} MB; gói đang dùng vẫn còn nguyên")

    def _copy(self, wanted: list[Listed], targets: dict[str, tuple[str, Signed]], start: Progress) -> None:
        now = start
        self.watch(now)
        for entry in wanted:
            target, signed = targets[entry.path]
            self._write(self.folder / entry.path, self._watched(self.stick.pieces(target, signed), now))
            check_staged_file(self.folder, entry)
            now = replace(now, files=now.files + 1, size=now.size + entry.size)
            self.watch(now)

    def _watched(self, pieces: Iterator[bytes], before: Progress) -> Iterator[bytes]:
        size = before.size
        for piece in pieces:
            yield piece
            size += len(piece)
            self.watch(replace(before, size=size))

    def _write(self, path: Path, pieces: Iterator[bytes]) -> None:
        """The name appears once all bytes were as signed."""
        draft = self.folder / _DRAFT
        self.target.disk.remove(draft)
        self.target.disk.write(draft, pieces)
        self.target.disk.rename(draft, path)
        self.fresh.append(path)

    def _settle(self) -> None:
        for path in self.fresh:
            self.target.disk.sync(path)
        for folder in (self.folder / name for name in FOLDERS):
            if any(folder.iterdir()):
                self.target.disk.sync(folder)
        self.target.disk.sync(self.folder)


def _size(entries: list[Listed] | tuple[Listed, ...]) -> int:
    return sum(entry.size for entry in entries)


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
