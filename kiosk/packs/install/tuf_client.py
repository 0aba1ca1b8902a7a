"""Whom the kiosk believes: python-tuf's client over a folder, with our clock, our durability, our memory.

Guarantees: what a ``Publication`` offers was signed by the publishers the bootstrap root names (or whom their
signed roots name since), is not older than anything this kiosk ever accepted, and has not expired at the
newest time that somebody trustworthy told; the accepted state is on the medium before the publication is
handed out, and a refused stick changes nothing. Opens no pack and installs nothing.

    trust = Trust(bootstrap, data / "packs", high_water)
    publication = trust.publication(FolderFetcher(Path("/media/usb")), anchored=None)
    [offer.title for offer in publication.offers]

python-tuf's private attribute is touched in ``set_clock`` alone; its version is pinned and a test notices when
either changes. Source of the rules: TUF 1.0.33 section 5; docs/adr on lesson packs; python-tuf does not fsync.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct
from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    ExpiredMetadataError,
    RepositoryError,
    UnsignedMetadataError,
)
from tuf.api.metadata import Metadata, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.ngclient.updater import Updater

from kiosk.core.errors import PackError, PackUnfit, StickDamaged, StickExpired, StickForeign, StickOlder
from kiosk.core.lessons.phone_screen import Name, Words
from kiosk.packs.format.repository_paths import SIGNED_AT, TIME_FORMAT, order
from kiosk.packs.format.text_checks import text_problem
from kiosk.packs.install.folder_fetcher import METADATA_URL, FolderFetcher, has_repository
from kiosk.packs.install.kiosk_disk import CardDisk, on_kiosk, place_all
from kiosk.packs.install.registry import locked
from kiosk.packs.install.rollback_marks import FRESH, OLDER, Seen, VersionsSeen, after, check, newest_signed
from sync.protocol.pack_repository import MAX_VERSION, RESERVED_PACKS, is_target, pack_of

BUILT: Final = datetime(2026, 11, 22, tzinfo=UTC)   # it is never earlier than this; set it with every release
MAX_OFFERS: Final = 1000
_DRAFT: Final = ".trust-new"
_STATE: Final = ".trust"
_KEPT: Final = ("timestamp.json", "snapshot.json", "targets.json")
_BROKEN: Final = (RepositoryError, DownloadError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


class _SignedCustom(Struct, frozen=True):
    """A manifest target's ``custom``; further fields are for newer programs."""

    pack: Name
    version: str
    title: Words
    kind: Annotated[str, Meta(max_length=20)]
    signed_at: Annotated[str, Meta(max_length=40)]


@dataclass(frozen=True)
class Signed:
    """What the publishers signed about one file."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Offer:
    """One version of one pack on the stick. ``signed`` is of its manifest, at ``target``."""

    pack: str
    version: str
    title: str
    kind: str
    signed_at: datetime
    target: str
    signed: Signed


@dataclass(frozen=True)
class Publication:
    """A verified stick: its offers, newest version of a pack first; every file signed for, by target path."""

    offers: tuple[Offer, ...]
    files: Mapping[str, Signed]
    seen: Seen

    def newest(self) -> tuple[Offer, ...]:
        """The newest version of every pack."""
        return tuple({offer.pack: offer for offer in reversed(self.offers)}.values())[::-1]


def believed_now(newest: datetime | None, anchored: datetime | None) -> datetime:
    """The latest moment somebody trustworthy told of: this program's build, the publishers, an anchor. Never the
    machine's bare clock: a Pi may say 1970 or 2040."""
    return max(at for at in (BUILT, newest, anchored) if at is not None)


def set_clock(updater: Updater, now: datetime) -> None:
    """Judges expiry by ``now``. Raises PackError where python-tuf no longer keeps its time where we set it."""
    trusted_set = updater._trusted_set
    if not isinstance(getattr(trusted_set, "reference_time", None), datetime):
        raise PackError("bản python-tuf này giữ giờ ở chỗ khác, máy không dám kiểm tra gói bài học")
    trusted_set.reference_time = now


@dataclass(frozen=True)
class Trust:
    """``folder`` is DATA/packs: python-tuf's state lives below it. ``bootstrap`` is the root that came with the
    installation."""

    bootstrap: bytes = field(repr=False)
    folder: Path
    versions_seen: VersionsSeen
    disk: CardDisk = field(default_factory=CardDisk)

    def publication(self, fetcher: FolderFetcher, anchored: datetime | None = None) -> Publication:
        """What the stick offers, verified.

        Args:
            fetcher: the stick.
            anchored: what time it is, by an anchor of this boot (UTC); None where there is none.

        Raises:
            StickForeign, StickOlder, StickDamaged, StickGone, StickExpired, PackUnfit: the stick is refused.
            PackNoRoom, PackError: the kiosk's own disk.
            StoreError: the marks cannot be read or kept.
        """
        versions_seen = self.versions_seen.read()
        with locked(self.folder), on_kiosk():
            draft = self._drafted()
            try:
                with _age_error(draft, versions_seen):
                    self._refresh(draft, fetcher, believed_now(newest_signed(versions_seen), anchored))
                with _translated(fetcher):
                    publication = _publication(draft)
                check(versions_seen, publication.seen)
                self.versions_seen.keep(after(versions_seen, publication.seen))
                self._keep(draft)
            finally:
                self.disk.sweep(draft)
        return publication

    def _refresh(self, draft: Path, fetcher: FolderFetcher, now: datetime) -> None:
        try:
            updater = Updater(str(draft), METADATA_URL, fetcher=fetcher, bootstrap=self.bootstrap)
        except _BROKEN as broken:
            raise PackError("tệp root.json của máy này hỏng; chép lại tệp của xã") from broken
        set_clock(updater, now)
        with _translated(fetcher):
            updater.refresh()

    def _drafted(self) -> Path:
        """A copy of the state for python-tuf to work on: a refused stick must leave no trace."""
        draft = self.folder / _DRAFT
        self.disk.sweep(draft)
        (draft / "root_history").mkdir(parents=True)
        for name, content in _state(self.folder / _STATE):
            (draft / name).write_bytes(content)
        return draft

    def _keep(self, draft: Path) -> None:
        state = self.folder / _STATE
        for folder in (state, state / "root_history"):
            self.disk.make_folder(folder)
        known = dict(_state(state))
        place_all(self.disk, {state / name: content for name, content in _state(draft) if known.get(name) != content})


def _state(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What of python-tuf's state is worth keeping, roots first."""
    roots = sorted(path.relative_to(folder) for path in folder.glob("root_history/*.root.json"))
    for name in (*map(str, roots), *_KEPT):
        path = folder / name
        if path.is_file() and not path.is_symlink():
            yield name, path.read_bytes()


@contextmanager
def _age_error(draft: Path, versions_seen: Mapping[str, str]) -> Iterator[None]:
    """An older stick that meets half of a lost state looks mixed to python-tuf: its timestamp tells."""
    try:
        yield
    except StickDamaged as mixed:
        with suppress(OSError, *_BROKEN):
            timestamp = Metadata[Timestamp].from_bytes((draft / "timestamp.json").read_bytes()).signed
            if timestamp.version < int(versions_seen.get("timestamp", "0")):
                raise StickOlder(OLDER) from mixed
        raise


@contextmanager
def _translated(fetcher: FolderFetcher) -> Iterator[None]:
    """python-tuf's errors, once, as what whoever holds the stick can do. ``last`` tells an old stick (its very
    timestamp is older) from one put together from several."""
    try:
        yield
    except UnsignedMetadataError as broken:
        raise StickForeign("USB này không do nơi phát hành của xã ký; máy không nhận") from broken
    except ExpiredMetadataError as broken:
        raise StickExpired("chữ ký trên USB đã hết hạn; xin nơi phát hành bản mới") from broken
    except BadVersionNumberError as broken:
        if fetcher.last == "metadata/timestamp.json":
            raise StickOlder(OLDER) from broken
        raise StickDamaged("USB này ghép từ nhiều lần phát hành; chép lại từ đầu") from broken
    except DownloadHTTPError as broken:
        if not has_repository(fetcher.stick):
            raise StickForeign("trên USB này không có gói bài học của xã") from broken
        raise StickDamaged(f"USB chép thiếu tệp ({fetcher.last}); chép lại từ đầu") from broken
    except _BROKEN as broken:
        raise StickDamaged(f"tệp trên USB hỏng ({fetcher.last}); chép lại từ đầu") from broken


# --- from signed metadata to offers ----------------------------------------------------------------


def _publication(state: Path) -> Publication:
    root = Metadata[Root].from_bytes((state / "root.json").read_bytes()).signed
    timestamp = Metadata[Timestamp].from_bytes((state / "timestamp.json").read_bytes()).signed
    snapshot = Metadata[Snapshot].from_bytes((state / "snapshot.json").read_bytes()).signed
    targets = Metadata[Targets].from_bytes((state / "targets.json").read_bytes()).signed
    found = {path: target for path, target in targets.targets.items() if is_target(path)}
    manifests = {path: target for path, target in found.items() if pack_of(path)}
    if max(root.version, timestamp.version, snapshot.version, targets.version) > MAX_VERSION:
        raise PackUnfit("số lần phát hành trên USB lớn quá mức có thể; chép lại từ nơi phát hành")
    if len(manifests) > MAX_OFFERS:
        raise PackUnfit(f"USB có hơn {MAX_OFFERS} gói; nơi phát hành cần bớt")
    offers = sorted((_offer(path, target) for path, target in manifests.items()),
                    key=lambda offer: ([-part for part in order(offer.version)], offer.pack))
    said = [offer.signed_at for offer in offers]
    if at := _moment(timestamp.unrecognized_fields.get(SIGNED_AT)):
        said.append(at)
    seen = Seen(
        versions={"root": root.version, "timestamp": timestamp.version, "snapshot": snapshot.version,
                  "targets": targets.version},
        keys={role: frozenset(root.roles[role].keyids) for role in FRESH},
        signed_at=max((at for at in said if at <= min(timestamp.expires, targets.expires)), default=None),
    )
    return Publication(tuple(offers), {path: _signed(target) for path, target in found.items()}, seen)


def _offer(path: str, target: TargetFile) -> Offer:
    try:
        told = msgspec.convert(target.custom, _SignedCustom)
    except msgspec.ValidationError as broken:
        raise PackUnfit(f"gói {path} thiếu lời giới thiệu mà máy này cần") from broken
    at = _moment(told.signed_at)
    if told.pack in RESERVED_PACKS:
        raise PackUnfit(f"“{told.pack}” là tên máy dùng riêng, không gói nào được mang")
    if pack_of(path) != (told.pack, told.version) or at is None or text_problem(told.title):
        raise PackUnfit(f"lời giới thiệu của gói {path} không đúng")
    return Offer(told.pack, told.version, told.title, told.kind, at, path, _signed(target))


def _signed(target: TargetFile) -> Signed:
    return Signed(target.hashes.get("sha256", ""), target.length)


def _moment(text: object) -> datetime | None:
    try:
        return datetime.strptime(str(text), TIME_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None
