"""Installs packs from a verified stick: whole or not at all, and only then "Xong".

Guarantees: when ``install`` returns, the new version is on the medium and in use, also after a power cut in the
next instant; wherever it fails, what was in use stays in use. A version older than what is, or ever was, in use
comes only if asked for; so does one that somebody rolled back from. Shows nothing and records no event: its
callers do, from ``Outcome``.

    publication = trust.publication(fetcher)
    stick = Stick(fetcher, publication)
    for offer in wanted(publication, installed_packs(root)):
        outcome = install(stick, offer, desk, marks)
        print(outcome.changes.sentence())

Source of the rules: docs/adr on lesson packs; issue "Lesson packs by USB".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.core.errors import LessonRefused, PackUnfit, StickOlder
from kiosk.packs.format.reader import read_built
from kiosk.packs.format.repository_paths import KINDS, order
from kiosk.packs.install.changes import Changes, changes_between
from kiosk.packs.install.kiosk_disk import on_kiosk
from kiosk.packs.install.registry import (
    STAGING,
    InstalledPack,
    Pointer,
    Version,
    installed,
    locked,
    sweep_old,
    switch,
    whole,
)
from kiosk.packs.install.rollback_marks import VersionsSeen, pack_mark, with_pack
from kiosk.packs.install.staging import InstallTarget, Progress, Stick, Watch, stage
from kiosk.packs.install.tuf_client import Offer, Publication


@dataclass(frozen=True)
class Outcome:
    """What an installation did; ``version`` is in use now. ``already`` where nothing had to be done."""

    pack: str
    version: str
    title: str
    previous: str
    changes: Changes
    already: bool = False


def wanted(publication: Publication, there: Sequence[InstalledPack]) -> tuple[Offer, ...]:
    """The offers that bring something: newer than what is in use, and not just rolled back from."""
    using = {pack.pack: pack for pack in there}
    return tuple(offer for offer in publication.newest() if offer.kind in KINDS and _brings(offer, using))


def _brings(offer: Offer, using: dict[str, InstalledPack]) -> bool:
    now = using.get(offer.pack)
    if now is None:
        return True
    return offer.signed.sha256 != now.sha256 and order(offer.version) >= order(now.version) \
        and offer.version != now.undone


def _unwatched(_progress: Progress) -> None:
    """For who shows nothing."""


def install(
    stick: Stick, offer: Offer, target: InstallTarget, versions_seen: VersionsSeen, watch: Watch = _unwatched, *,
    older: bool = False,
) -> Outcome:
    """Installs ``offer``; ``older`` allows a version below the one in use.

    Raises:
        StickOlder: an older version, and nobody asked for it.
        StickDamaged, StickGone: the next try goes on from here.
        PackUnfit, PackNoRoom, PackError: nothing stays in staging.
        StoreError: the mark could not be kept; the pack is in use.
    """
    if offer.kind not in KINDS:
        raise PackUnfit(f"gói “{offer.title}” là loại mà máy này chưa dùng được")
    with locked(target.root):
        now = installed(target.root, offer.pack)
        _check_age(offer, now, pack_mark(versions_seen.read(), offer.pack), older)
        if now is not None and now.sha256 == offer.signed.sha256 and _sound(now.folder, target.assets):
            return Outcome(offer.pack, now.version, offer.title, now.version, Changes(), already=True)
        outcome = _brought(stick, offer, target, now, watch)
        versions_seen.keep(with_pack(versions_seen.read(), offer.pack, offer.version))
        sweep_old(target.root, offer.pack, target.disk)
    return outcome


def _check_age(offer: Offer, now: InstalledPack | None, mark: str, older: bool) -> None:
    known = [version for version in (mark, now.version if now else "") if version]
    if now is not None and now.undone:
        known = [now.version]
    if not older and known and order(offer.version) < max(map(order, known)):
        raise StickOlder(f"bản {offer.version} của gói “{offer.title}” cũ hơn bản đang có; máy giữ bản đang có")


def _sound(folder: Path, assets: Path) -> bool:
    """Every byte of what is installed is as it was signed."""
    try:
        read_built(folder, assets)
    except LessonRefused:
        return False
    return True


def _brought(stick: Stick, offer: Offer, target: InstallTarget, now: InstalledPack | None, watch: Watch) -> Outcome:
    new = Version(offer.version, offer.signed.sha256)
    home = target.root / offer.pack
    spoiled = now is not None and now.sha256 == new.sha256
    if spoiled or whole(home, new) is None or not _sound(home / new.folder, target.assets):
        _free_space(target, home, new)
        staged = stage(stick, offer, target, None if spoiled else now, watch)
        _bring_in(target, staged, home, new)
    manifest = whole(home, new)
    if manifest is None:
        raise PackUnfit(f"gói “{offer.title}” không đọc lại được sau khi chép")
    previous = Version(now.version, now.sha256) if now is not None and not spoiled else None
    switch(target.root, offer.pack, Pointer(new, previous), target.disk)
    return Outcome(offer.pack, new.version, offer.title, now.version if now else "",
                   changes_between(now.manifest if now and not spoiled else None, manifest))


def _free_space(target: InstallTarget, home: Path, new: Version) -> None:
    """Room before anything is copied: older versions go first where it is short."""
    with on_kiosk():
        if not home.is_dir():
            target.disk.make_folder(home)
            target.disk.sync(target.root.parent)
        if target.disk.free(target.root) < 2 * target.kept_free:
            sweep_old(target.root, home.name, target.disk, most=0)


def _bring_in(target: InstallTarget, staged: Path, home: Path, new: Version) -> None:
    """The staged folder gets its name; a spoiled one of that name makes way only now."""
    with on_kiosk():
        place = home / new.folder
        if place.exists():
            aside = target.root / STAGING / f"spoiled-{new.folder}"
            target.disk.sweep(aside)
            target.disk.rename(place, aside)
            target.disk.sweep(aside)
        target.disk.rename(staged, place)
        target.disk.sync(home)
