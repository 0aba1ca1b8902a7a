"""How fast guests may follow one another without a facilitator.

Guarantees: at most ``most`` guests within ``window_ms``, so that one person cannot fill the list; a facilitator's badge
begins the count anew.

    pace = GuestPace(most=3, window_ms=180_000)
    pace.may_come(now_ms)       # True: and counted
"""

from __future__ import annotations


class GuestPace:
    def __init__(self, most: int, window_ms: int) -> None:
        self._most, self._window_ms = most, window_ms
        self._came: tuple[int, ...] = ()

    def may_come(self, now_ms: int) -> bool:
        """True, and the guest is counted; False where too many came just now."""
        self._came = tuple(ms for ms in self._came if now_ms - ms < self._window_ms)
        if len(self._came) >= self._most:
            return False
        self._came = (*self._came, now_ms)
        return True

    def vouched(self) -> None:
        """A facilitator is there."""
        self._came = ()
