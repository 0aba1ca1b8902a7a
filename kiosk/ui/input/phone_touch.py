"""Where within the simulated phone a finger was: the intent of a touch in it carries the place. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiosk.core.intents import Intent, TapElement
from kiosk.ui.design.parts import Box, Panel, Part, Touch
from kiosk.ui.input.touch import distance


def placed(target: Touch, x: float, y: float, parts: Sequence[Part]) -> Intent:
    """The target's intent; a ``TapElement`` gets the finger's place as fractions of the phone's screen
    (the largest field filled with "phone-screen" under it, else the target itself)."""
    if not isinstance(target.intent, TapElement):
        return target.intent
    box = phone_screen(parts, x, y) or target.box
    return replace(target.intent, x=_part(x, box.x, box.w), y=_part(y, box.y, box.h))


def phone_screen(parts: Sequence[Part], x: float, y: float) -> Box | None:
    """Box of the simulated phone's screen at a place, if there is one."""
    screens = [part.box for part in parts if isinstance(part, Panel) and part.fill == "phone-screen"
               and distance(part.box, x, y) == 0]
    return max(screens, key=lambda box: box.w * box.h, default=None)


def _part(at: float, start: float, span: float) -> float:
    return min(1.0, max(0.0, (at - start) / span)) if span else 0.5
