"""The few things that move by themselves: the ring's pulse, the tapping finger, the voice's waves.

Guarantees: each is a function of the milliseconds since it was shown, says when it has come to rest, and
none is made at all when "Ít chuyển động" is on.
"""

from __future__ import annotations

import math
from typing import Any, Final

from kiosk.ui.render.painter import Motion

PULSE_MS: Final = 1000
PULSES: Final = 3
TAP_MS: Final = 1200
TAPS: Final = 2
WAVE_MS: Final = 900


def pulse(colour: Any) -> Motion:
    """1 Hz, three times, then the ring stands still and full."""
    def move(ms: int) -> bool:
        moving = ms < PULSE_MS * PULSES
        colour.a = 0.55 + 0.45 * math.cos(2 * math.pi * ms / PULSE_MS) if moving else 1.0
        return moving
    return move


def tap(translate: Any, depth: float, times: int) -> Motion:
    """The finger comes down by ``depth`` px and rises again, ``times`` times in 1.2 s each."""
    def move(ms: int) -> bool:
        moving = ms < TAP_MS * times
        part = (ms % TAP_MS) / TAP_MS
        translate.y = -depth * math.sin(math.pi * part) ** 2 if moving else 0.0
        return moving
    return move


def waves(colours: list[Any]) -> Motion:
    """Waves light up one after another for as long as the voice speaks."""
    def move(ms: int) -> bool:
        for number, colour in enumerate(colours):
            phase = 2 * math.pi * (ms / WAVE_MS - number / 4)
            colour.a = 0.65 + 0.35 * math.cos(phase)
        return True
    return move
