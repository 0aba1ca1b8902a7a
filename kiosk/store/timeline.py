"""True time, worked out afterwards from what the machine knew.

Guarantees: where an interval is stated, the true instant lies in it, whatever the wall clock said (1970,
2040, jumps), as long as the anchors hold what they state and the crystal drifts less than ``DRIFT_PPM``.
Never looks at the wall clock and never changes an event.

    instant = true_time("b7c1…", 95_000, anchors, boots)
    instant.utc, instant.plus_minus_ms, instant.estimated

Source of the rules: docs/adr on the clock (a Pi has no battery clock).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

AnchorSource = Literal["ntp", "server", "facilitator", "time_qr"]
DRIFT_PPM = 200             # crystals of small boards stay under 100 ppm; doubled for heat and cold


@dataclass(frozen=True)
class Anchor:
    """At boottime ``ms`` of boot ``boot_id`` it was ``utc``, give or take ``plus_minus_ms``."""

    boot_id: str
    ms: int
    utc: datetime
    source: AnchorSource
    plus_minus_ms: int


@dataclass(frozen=True)
class Instant:
    """When something happened. ``within`` says how it is known: anchored in its own boot, between or
    only after / before anchors of other boots. ``plus_minus_ms`` is None where one side is open."""

    utc: datetime | None
    plus_minus_ms: int | None
    within: Literal["anchored", "between", "after", "before", "unknown"]

    @property
    def estimated(self) -> bool:
        """True where people must read "ước tính"."""
        return self.within != "anchored"


@dataclass(frozen=True)
class Boots:
    """Boots in their order; ``last_ms`` is the latest boottime known of each."""

    order: Sequence[str]
    last_ms: Mapping[str, int]

    def before(self, boot_id: str) -> Sequence[str]:
        return self.order[: self.order.index(boot_id)] if boot_id in self.order else ()

    def after(self, boot_id: str) -> Sequence[str]:
        return self.order[self.order.index(boot_id) + 1:] if boot_id in self.order else ()

    def lasted_ms(self, boot_ids: Sequence[str]) -> int:
        return sum(self.last_ms.get(boot_id, 0) for boot_id in boot_ids)


def true_time(boot_id: str, ms: int, anchors: Sequence[Anchor], boots: Boots) -> Instant:
    """The instant of boottime ``ms`` (milliseconds) in ``boot_id``: from the best anchor of the same
    boot, else between the boots around it."""
    own = [anchor for anchor in anchors if anchor.boot_id == boot_id]
    if own:
        best = min(own, key=lambda anchor: _error_ms(anchor, ms))
        return Instant(_at(best, ms), _error_ms(best, ms), "anchored")
    others = [anchor for anchor in anchors if anchor.boot_id in boots.order]
    return _between(_earliest(boot_id, ms, others, boots), _latest(boot_id, ms, others, boots))


def _error_ms(anchor: Anchor, ms: int) -> int:
    return anchor.plus_minus_ms + _drift_ms(ms - anchor.ms)


def _drift_ms(span_ms: int) -> int:
    return -(-abs(span_ms) * DRIFT_PPM // 1_000_000)


def _at(anchor: Anchor, ms: int) -> datetime:
    return anchor.utc + timedelta(milliseconds=ms - anchor.ms)


def _earliest(boot_id: str, ms: int, anchors: Sequence[Anchor], boots: Boots) -> datetime | None:
    """Not before: an earlier boot's anchor, and all the running time known since."""
    before = boots.before(boot_id)
    bounds = []
    for anchor in anchors:
        if anchor.boot_id in before:
            between = before[before.index(anchor.boot_id):]
            ran_ms = max(0, boots.lasted_ms(between) - anchor.ms) + ms
            bounds.append(_moved(anchor, ran_ms - _drift_ms(ran_ms) - anchor.plus_minus_ms))
    return max(bounds, default=None)


def _latest(boot_id: str, ms: int, anchors: Sequence[Anchor], boots: Boots) -> datetime | None:
    """Not after: a later boot's anchor, less all the running time known until it."""
    after = boots.after(boot_id)
    bounds = []
    for anchor in anchors:
        if anchor.boot_id in after:
            between = after[: after.index(anchor.boot_id)]
            left_ms = max(0, boots.last_ms.get(boot_id, ms) - ms)
            ran_ms = anchor.ms + boots.lasted_ms(between) + left_ms
            bounds.append(_moved(anchor, anchor.plus_minus_ms - ran_ms + _drift_ms(ran_ms)))
    return min(bounds, default=None)


def _moved(anchor: Anchor, by_ms: int) -> datetime:
    return anchor.utc + timedelta(milliseconds=by_ms)


def _between(earliest: datetime | None, latest: datetime | None) -> Instant:
    if earliest is None:
        return Instant(latest, None, "before" if latest else "unknown")
    if latest is None:
        return Instant(earliest, None, "after")
    half_ms = max(0, round((latest - earliest) / timedelta(milliseconds=2))) + 1
    return Instant(earliest + (latest - earliest) / 2, half_ms, "between")
