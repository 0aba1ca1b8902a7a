"""Dragging a list in the simulated phone: which way a finger went. Pure: no Kivy, no clock.

Guarantees: only an upright way of at least 12 mm that began in a list counts, so a trembling tap stays a tap; nothing
in the product needs it, the list's two buttons do the same. The newest finger in a list is followed, so one that was
never released, or rests beside it, blocks nothing.

    drags = Drags(mm_per_px=0.1695)
    drags.down(1, 200, 500, fields); drags.up(1, 205, 400)      # fields[0].up
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kiosk.core.intents import Intent
from kiosk.ui.design.parts import Drag
from kiosk.ui.input.touch import distance

MIN_MM: Final = 12.0


class Drags:
    """Follows the newest finger in a list from where it began. All places in px from the top left."""

    def __init__(self, mm_per_px: float) -> None:
        self._least = MIN_MM / mm_per_px
        self._finger: object = None
        self._began: tuple[Drag, float, float] | None = None

    def down(self, finger: object, x: float, y: float, fields: Sequence[Drag]) -> None:
        field = next((one for one in reversed(fields) if distance(one.box, x, y) == 0), None)
        if field is not None:
            self._finger, self._began = finger, (field, x, y)
        elif finger == self._finger:
            self._finger = self._began = None

    def up(self, finger: object, x: float, y: float) -> Intent | None:
        """What the way of the finger means; None for a tap or a way across."""
        if finger != self._finger:
            return None
        began, self._finger, self._began = self._began, None, None
        if began is None:
            return None
        field, from_x, from_y = began
        if abs(y - from_y) < self._least or abs(y - from_y) <= abs(x - from_x):
            return None
        return field.up if y < from_y else field.down
