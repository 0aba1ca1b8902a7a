"""From readings of single frames to scans: when does a card that is held up count, and how often.

Guarantees: a payload counts once it was read in ``reads`` frames running; it counts again only after
nobody has shown it for ``cooldown_ms``; another payload never waits for the first one's cooldown. Pure:
the time comes in, a new filter goes out. Does not decode and knows no thread.

    seen, scans = ScanFilter().see((b"BDHVS1:...",), ms=0)      # one read: scans == ()
    seen, scans = seen.see((b"BDHVS1:...",), ms=33)             # the second running: (b"BDHVS1:...",)
    seen, scans = seen.see((b"BDHVS1:...",), ms=66)             # still held up: ()
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

READS = 2           # equal readings running that make a scan: one alone may be a misreading
COOLDOWN_MS = 3000  # milliseconds a payload must be out of sight before it counts again


@dataclass(frozen=True)
class PreviewFrame:
    """What the camera sees, for the screen: as it sees it (the screen mirrors), small, 4 bytes a pixel,
    top row first."""

    rgba: bytes = field(repr=False)
    width: int
    height: int
    number: int


@dataclass(frozen=True)
class ScanFilter:
    """The memory between two frames. Payloads stay inside it and are never shown by ``repr``.

    ``streaks``: payload → frames running in which it was read; ``last_seen``: accepted payload → the
    millisecond it was last in sight.
    """

    reads: int = READS
    cooldown_ms: int = COOLDOWN_MS
    streaks: Mapping[bytes, int] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    last_seen: Mapping[bytes, int] = field(default_factory=lambda: MappingProxyType({}), repr=False)

    def see(self, payloads: Iterable[bytes], ms: int) -> tuple[ScanFilter, tuple[bytes, ...]]:
        """Takes every payload of one frame, read at ``ms`` (monotonic milliseconds).

        Returns the filter for the next frame and the payloads that became scans with this one.
        """
        shown = tuple(dict.fromkeys(payloads))
        streaks = {payload: self.streaks.get(payload, 0) + 1 for payload in shown}
        cooling = {p: then for p, then in self.last_seen.items() if ms - then < self.cooldown_ms}
        scans = tuple(p for p in shown if streaks[p] >= self.reads and p not in cooling)
        cooling.update({p: ms for p in shown if p in cooling or p in scans})
        after = replace(self, streaks=MappingProxyType(streaks), last_seen=MappingProxyType(cooling))
        return after, scans

    def forget(self) -> ScanFilter:
        """The filter of a scanning screen that opens anew."""
        return ScanFilter(self.reads, self.cooldown_ms)
