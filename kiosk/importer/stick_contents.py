"""What one stick brings to this kiosk, counted for people: lessons before the copying, percent and minutes in it.

Guarantees: counts are those of the signed manifests; the lesson that is told of is a share of the bytes, because
sounds and pictures of all lessons lie together; minutes come from the speed that was measured.

    contents = read_stick_contents(stick, offers, installed_packs(root))
    contents.offered()                      # StickState("offered", "Kỹ năng số", new=3)
    counter = ProgressCounter(contents, clock_ms); counter.seen(offer, progress)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from kiosk.core.errors import PackUnfit
from kiosk.core.ports import StickState
from kiosk.packs.format.manifest import Manifest
from kiosk.packs.install.changes import changes_between
from kiosk.packs.install.registry import InstalledPack
from kiosk.packs.install.staging import Progress, Stick
from kiosk.packs.install.tuf_client import Offer

KNOWN_AFTER_MS: Final = 5000            # a speed measured for less is no speed
MINUTE_MS: Final = 60_000


@dataclass(frozen=True)
class StickContents:
    """``offers`` bring something; ``size`` is the bytes of each; the counts are lessons of all of them."""

    stick: Stick
    offers: tuple[Offer, ...]
    sizes: tuple[int, ...] = ()
    new: int = 0
    changed: int = 0
    removed: int = 0

    def offered(self) -> StickState:
        title = self.offers[0].title if len(self.offers) == 1 else ""
        return StickState("offered", title, self.new, self.changed, self.removed, lessons=self.new + self.changed)

    def done(self) -> StickState:
        return replace(self.offered(), stage="done", percent=100)


def read_stick_contents(stick: Stick, offers: Sequence[Offer], there: Sequence[InstalledPack]) -> StickContents:
    """Reads the manifests of ``offers``. Raises StickDamaged, StickGone, PackUnfit."""
    using = {pack.pack: pack.manifest for pack in there}
    manifests = [_manifest(stick, offer) for offer in offers]
    each = [changes_between(using.get(manifest.id), manifest) for manifest in manifests]
    return StickContents(
        stick, tuple(offers), tuple(sum(entry.size for entry in manifest.files) for manifest in manifests),
        sum(len(changes.new) for changes in each), sum(len(changes.changed) for changes in each),
        sum(len(changes.removed) for changes in each))


def _manifest(stick: Stick, offer: Offer) -> Manifest:
    try:
        return msgspec.json.decode(stick.manifest(offer), type=Manifest)
    except (msgspec.DecodeError, RecursionError) as broken:
        raise PackUnfit(f"mục lục của gói “{offer.title}” không đọc được") from broken


class ProgressCounter:
    """Turns bytes into what the screen shows. ``now_ms`` is CLOCK_BOOTTIME in milliseconds."""

    def __init__(self, load: StickContents, now_ms: Callable[[], int]) -> None:
        self._load, self._now_ms = load, now_ms
        self._all = sum(load.sizes)
        self._start: tuple[int, int] | None = None      # bytes that were there already, and when that was seen

    def seen(self, offer: Offer, progress: Progress) -> StickState:
        place = self._load.offers.index(offer)
        size = sum(self._load.sizes[:place]) + progress.size
        if self._start is None:
            self._start = size, self._now_ms()
        last = place == len(self._load.offers) - 1 and progress.files == progress.of_files
        state = self._load.offered()
        return replace(
            state, stage="keeping" if last else "copying", percent=100 * size // self._all if self._all else 100,
            lesson=self._lesson(state.lessons, size), minutes=self._minutes(size))

    def _lesson(self, lessons: int, size: int) -> int:
        return min(lessons, 1 + lessons * size // self._all) if self._all else lessons

    def _minutes(self, size: int) -> int:
        before, since = self._start or (0, 0)
        took, brought = self._now_ms() - since, size - before
        if took < KNOWN_AFTER_MS or brought <= 0:
            return 0
        return round(took * (self._all - size) / brought / MINUTE_MS)
