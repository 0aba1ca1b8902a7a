"""From fingers to touches: which target is pressed, and when it acts. Pure: no Kivy, no clock.

Guarantees: a target acts on release inside, or up to 4 mm outside where no other target is near; a
repeat within 0.5 s on the same target or the same spot is ignored (a trembling hand, two touch events
for one touch; keys of a keypad: 0.15 s, or "11" could not be typed); a second finger is ignored. Where
keys stand close, the nearer one is meant.

    fingers = Fingers(mm_per_px=0.1695)
    fingers.down(1, 300, 400, now_ms, targets); fingers.up(1, 300, 400, now_ms, targets)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from kiosk.ui.design.parts import Box, Hear, Touch

Target = Touch | Hear

SLOP_MM: Final = 4.0
SPOT_MM: Final = 10.0                   # two touches nearer than this are on the same spot
REPEAT_MS: Final = 500
KEY_REPEAT_MS: Final = 150


class Fingers:
    """Follows the first finger from touch to release. All places in px from the top left."""

    def __init__(self, mm_per_px: float) -> None:
        self._slop = SLOP_MM / mm_per_px
        self._spot = SPOT_MM / mm_per_px
        self._finger: object = None
        self._held: Target | None = None
        self._inside = False
        self._acted: tuple[Target, float, float, int] | None = None

    @property
    def pressed(self) -> Target | None:
        """What shows as pressed now."""
        return self._held if self._inside else None

    def down(self, finger: object, x: float, y: float, now_ms: int, targets: Sequence[Target]) -> None:
        """A finger touches the glass."""
        if self._finger is not None:
            return
        self._finger = finger
        target = self.target_at(x, y, targets)
        repeated = target is not None and self._is_repeat(target, x, y, now_ms)
        self._held = None if repeated else target
        self._inside = self._held is not None

    def move(self, finger: object, x: float, y: float) -> None:
        """The finger slides: outside its target nothing shows as pressed."""
        if finger == self._finger and self._held is not None:
            self._inside = distance(self._held.box, x, y) <= self._slop

    def up(self, finger: object, x: float, y: float, now_ms: int) -> Target | None:
        """The finger leaves; the target that acts, if any."""
        if finger != self._finger:
            return None
        self.move(finger, x, y)
        acts = self.pressed
        self._finger = self._held = None
        self._inside = False
        if acts is not None:
            self._acted = acts, x, y, now_ms
        return acts

    def forget(self) -> None:
        """Lets go of everything: the screen under the finger has changed."""
        self._held, self._inside = None, False

    def target_at(self, x: float, y: float, targets: Sequence[Target]) -> Target | None:
        """The topmost target under a place, or the only one near it."""
        for target in reversed(targets):
            if distance(target.box, x, y) == 0:
                return target
        near = [target for target in targets if distance(target.box, x, y) <= self._slop]
        if len(near) == 1 or (near and all(is_key(target) for target in near)):
            return min(near, key=lambda target: distance(target.box, x, y))
        return None

    def _is_repeat(self, target: Target, x: float, y: float, now_ms: int) -> bool:
        if self._acted is None:
            return False
        before, bx, by, at = self._acted
        if is_key(target) and is_key(before):
            return target == before and now_ms - at < KEY_REPEAT_MS
        same = target == before or math.hypot(x - bx, y - by) < self._spot
        return same and now_ms - at < REPEAT_MS


def is_key(target: Target) -> bool:
    """Keys of keypad and keyboard stand closer than other targets."""
    return isinstance(target, Touch) and target.style.startswith("key")


def distance(box: Box, x: float, y: float) -> float:
    """Pixels from a place to the box, 0 inside."""
    return math.hypot(max(box.x - x, 0.0, x - box.right), max(box.y - y, 0.0, y - box.bottom))
