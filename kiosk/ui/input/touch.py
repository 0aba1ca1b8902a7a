"""From fingers to touches: which target is pressed, and when it acts. Pure: no Kivy, no clock.

Guarantees: a target acts on release inside, or up to 4 mm outside where no other target is near; a
repeat within 0.5 s on the same target or the same spot is ignored (a trembling hand, two touch events
for one touch; keys of a keypad: 0.15 s, or "11" could not be typed). Where keys stand close, the nearer
one is meant.

One finger is followed, the newest that touched a target: a palm that rests on the glass, or a finger
whose release was lost, blocks nothing. A key that is held for less than half a second when the next
target is touched acts at that moment, so typing quickly with two fingers loses no letter and keeps their
order; anything else that is held then is let go and does not act. A touch that neither moved nor ended
for some seconds is let go.

    fingers = Fingers(mm_per_px=0.1695)
    fingers.down(1, 300, 400, now_ms, targets); fingers.up(1, 300, 400, now_ms)
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
ROLLOVER_MS: Final = 500                # a key held longer is a hand that rests
STALE_MS: Final = 5000                  # a slow press is over by then
STILL_MM: Final = 2.0                   # a resting hand trembles by less


class Fingers:
    """Follows the newest finger on a target from touch to release. All places in px from the top left."""

    def __init__(self, mm_per_px: float) -> None:
        self._slop = SLOP_MM / mm_per_px
        self._spot = SPOT_MM / mm_per_px
        self._still = STILL_MM / mm_per_px
        self._finger: object = None
        self._held: Target | None = None
        self._inside = False
        self._place = (0.0, 0.0)
        self._began_ms = 0
        self._rested: tuple[float, float, int] = (0.0, 0.0, 0)      # where the finger rests, and since when
        self._acted: tuple[Target, float, float, int] | None = None

    @property
    def pressed(self) -> Target | None:
        """What shows as pressed now."""
        return self._held if self._inside else None

    @property
    def acted_at(self) -> tuple[float, float]:
        """Where the finger was that made a target act last."""
        return self._acted[1:3] if self._acted else (0.0, 0.0)

    def down(self, finger: object, x: float, y: float, now_ms: int, targets: Sequence[Target]) -> Target | None:
        """A finger touches the glass; the key under the finger before acts, if it was just pressed."""
        target = self.target_at(x, y, targets)
        if target is None and self._finger not in (None, finger):
            return None             # beside everything: what is held stays held
        before = self.pressed
        acts = before if before is not None and self._is_rollover(before, finger, now_ms) else None
        if acts is not None:
            self._acted = acts, *self._place, now_ms
        repeated = target is not None and self._is_repeat(target, x, y, now_ms)
        self._finger, self._held = finger, None if repeated else target
        self._inside = self._held is not None
        self._place, self._began_ms, self._rested = (x, y), now_ms, (x, y, now_ms)
        return acts

    def move(self, finger: object, x: float, y: float, now_ms: int | None = None) -> None:
        """The finger slides: outside its target nothing shows as pressed."""
        if finger != self._finger:
            return
        self._place = x, y
        if now_ms is not None and math.hypot(x - self._rested[0], y - self._rested[1]) > self._still:
            self._rested = x, y, now_ms
        if self._held is not None:
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

    def rest(self, now_ms: int) -> bool:
        """Time has passed: a touch that neither moved nor ended for ``STALE_MS`` is let go. Whether one was."""
        if self._finger is None or now_ms - self._rested[2] < STALE_MS:
            return False
        self._finger = self._held = None
        self._inside = False
        return True

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

    def _is_rollover(self, held: Target, finger: object, now_ms: int) -> bool:
        return is_key(held) and finger != self._finger and now_ms - self._began_ms <= ROLLOVER_MS

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
