"""The ring of a button box or keyboard: from target to target in reading order, or by itself for one button. Pure.

Guarantees: every target that says its name is reached, in the order it stands on the screen; the empty ground of the
simulated phone is passed over. After a redraw the ring stays where it was, even if the words there have changed. With
``scan_ms`` the ring moves on by itself (one switch: "enter" chooses what has the ring). Draws and speaks nothing.

    focus = Focus(scan_ms=2500)
    focus.scan(now_ms, targets)         # the target that now has the ring, None while nothing is due
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.ui.design.parts import Hear
from kiosk.ui.input.touch import Target

_FORWARD = frozenset({"tab", "right", "down"})
_BACK = frozenset({"left", "up"})


class Focus:
    """Remembers which target has the ring; a new place starts without one. ``scan_ms`` 0 = it never moves alone."""

    def __init__(self, scan_ms: int = 0) -> None:
        self._chosen: Target | None = None
        self._scan_ms = scan_ms
        self._moved_ms: int | None = None

    def leave(self) -> None:
        self._chosen = None
        self._moved_ms = None

    def key(self, key: str, targets: Sequence[Target]) -> Target | None:
        """The target that has the ring after ``key``; None where there is nothing to choose."""
        reachable = named(targets)
        if not reachable or key not in _FORWARD | _BACK | {"enter"}:
            return None
        self._moved_ms = None           # scanning waits a whole turn after every key
        self._chosen = self._still(reachable)
        if key != "enter":
            self._chosen = self._next(reachable, -1 if key in _BACK else 1)
        return self._chosen

    def scan(self, now_ms: int, targets: Sequence[Target]) -> Target | None:
        """Moves the ring on where a turn is over; None while nothing is due or scanning is off."""
        reachable = named(targets)
        if not self._scan_ms or not reachable:
            return None
        if self._moved_ms is None:
            self._moved_ms = now_ms
            return None
        if now_ms - self._moved_ms < self._scan_ms:
            return None
        self._moved_ms = now_ms
        self._chosen = self._still(reachable)
        self._chosen = self._next(reachable, 1)
        return self._chosen

    def _still(self, targets: Sequence[Target]) -> Target | None:
        """The target with the ring, or what now stands in its place."""
        if self._chosen is None or self._chosen in targets:
            return self._chosen
        return next((target for target in targets if target.box == self._chosen.box), None)

    def _next(self, targets: Sequence[Target], step: int) -> Target:
        if self._chosen not in targets:
            return targets[0] if step > 0 else targets[-1]
        return targets[(targets.index(self._chosen) + step) % len(targets)]


def named(targets: Sequence[Target]) -> tuple[Target, ...]:
    """Targets that can be told by voice."""
    return tuple(target for target in targets if words_of(target))


def words_of(target: Target) -> str:
    """What the voice says for a target."""
    return target.label if isinstance(target, Hear) else target.speak
