"""The ring of a button box or keyboard: from target to target in reading order. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.ui.touch import Target

_FORWARD = frozenset({"tab", "right", "down"})
_BACK = frozenset({"left", "up"})


class Focus:
    """Remembers which target has the ring; a new place starts without one."""

    def __init__(self) -> None:
        self._chosen: Target | None = None

    def leave(self) -> None:
        self._chosen = None

    def key(self, key: str, targets: Sequence[Target]) -> Target | None:
        """The target that has the ring after ``key``; None where there is nothing to choose."""
        if not targets or key not in _FORWARD | _BACK | {"enter"}:
            return None
        if key != "enter" or self._chosen not in targets:
            self._chosen = self._next(targets, -1 if key in _BACK else 1) if key != "enter" else None
        return self._chosen

    def _next(self, targets: Sequence[Target], step: int) -> Target:
        if self._chosen not in targets:
            return targets[0] if step > 0 else targets[-1]
        return targets[(targets.index(self._chosen) + step) % len(targets)]
