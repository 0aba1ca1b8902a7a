"""When a camera that still answers shows nothing: pictures that stand still, or pictures that are black.

Guarantees: pure; the time comes in, a new watch goes out. A sensor's noise makes two pictures of one quiet wall
different, so equal pictures for seconds mean that the driver repeats itself. A dark room keeps its noise; a closed lid
or a dead sensor does not. Knows no camera; for cameras that show files every picture is the same, do not watch them.

    watch, fault = HealthWatch().see(Sight(fingerprint=1, mean=90.0, spread=40.0), ms=0)
    watch, fault = watch.see(Sight(fingerprint=1, mean=90.0, spread=40.0), ms=3100)     # fault == "frozen"
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

PATIENCE_MS = 3000      # milliseconds of the same before it is a fault
BLACK_MEAN = 6.0        # grey levels, 0 to 255
BLACK_SPREAD = 2.0      # grey levels, standard deviation: less than any sensor's noise with light on it

Fault = Literal["frozen", "black"]


@dataclass(frozen=True)
class Sight:
    """One picture in three numbers; ``mean`` and ``spread`` in grey levels."""

    fingerprint: int
    mean: float
    spread: float

    @property
    def is_black(self) -> bool:
        return self.mean < BLACK_MEAN and self.spread < BLACK_SPREAD


@dataclass(frozen=True)
class HealthWatch:
    """The memory between two pictures; times in monotonic milliseconds, None where nothing is wrong."""

    patience_ms: int = PATIENCE_MS
    last: int | None = None             # fingerprint of the picture before
    same_since_ms: int = 0
    black_since_ms: int | None = None

    def see(self, sight: Sight, ms: int) -> tuple[HealthWatch, Fault | None]:
        """Takes the picture seen at ``ms``. Returns the next watch and what is wrong by now."""
        black_since = (ms if self.black_since_ms is None else self.black_since_ms) if sight.is_black else None
        same_since = self.same_since_ms if sight.fingerprint == self.last else ms
        after = replace(self, last=sight.fingerprint, same_since_ms=same_since, black_since_ms=black_since)
        if black_since is not None and ms - black_since >= self.patience_ms:
            return after, "black"
        return after, "frozen" if ms - same_since >= self.patience_ms else None
