"""What the simulated phone's elements are made of: a named spot, its touch, and what all of them need to know.

Guarantees: whatever has a name says where it is touched, and is only drawn (same look) where the room looks on.
Does not know the kinds of elements.

    placed = one_spot("dung-ten", box, rest, "phone-primary", face, "Đúng tên")
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kiosk.core.intents import TapElement
from kiosk.core.lessons.phone_screen import PhoneFace
from kiosk.core.views import AimColour
from kiosk.ui.design.parts import Box, Panel, Part, Touch
from kiosk.ui.design.theme import STYLES


@dataclass(frozen=True)
class Rest:
    """What the elements need to know besides their places."""

    camera_line: str
    camera_frame: AimColour
    touchable: bool
    glass: Box
    face: PhoneFace = field(default_factory=PhoneFace)

    def flat(self) -> Rest:
        """The same, but only to look at: behind a dialog."""
        return replace(self, touchable=False)


@dataclass(frozen=True)
class Spot:
    """Something with a name on the phone: its box and how to draw it again above the veil."""

    id: str
    box: Box
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Placed:
    """One element in its place; a grid, a list or a keyboard has a spot for each thing in it.
    ``extra`` is drawn before the spots."""

    spots: tuple[Spot, ...]
    extra: tuple[Part, ...] = ()


def one_spot(name: str, box: Box, rest: Rest, style: str, face: tuple[Part, ...], speak: str) -> Placed:
    return Placed((spot(name, box, rest, style, face, speak),))


def spot(name: str, box: Box, rest: Rest, style: str, face: tuple[Part, ...], speak: str, radius: float = 0) -> Spot:
    return Spot(name, box, standing(name, box, rest, style, face, speak, radius))


def standing(name: str, box: Box, rest: Rest, style: str, face: tuple[Part, ...], speak: str,
             radius: float = 0) -> tuple[Part, ...]:
    """As a touch that says where it is, or flat where the room only looks on."""
    radius = radius or min(24.0, box.h / 5)
    if not rest.touchable:
        fill = STYLES[style].fill
        ground = (Panel(box, fill=fill, radius=radius, border=STYLES[style].border,
                        border_width=STYLES[style].border_width),) if fill else ()
        return (*ground, *face)
    across = (box.x + box.w / 2 - rest.glass.x) / rest.glass.w
    down = (box.y + box.h / 2 - rest.glass.y) / rest.glass.h
    return (Touch(box, TapElement(name, round(across, 3), round(down, 3)), face, style=style, radius=radius,
                  in_phone=True, speak=speak),)
