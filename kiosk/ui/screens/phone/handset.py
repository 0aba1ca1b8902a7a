"""The simulated phone: a real phone's size, flat inside, TẬP LUYỆN on it, every touch answered.

Guarantees: the phone is the same at every text step; what stands on it is stacked from the top, its
buttons from the bottom; whatever is touched in it, the empty ground too, says where it was. Hints lie
over it: a ring, a veil with an arrow, a veil with a finger. Does not decide what is right.

    plan_phone(phone_place(m), view.screen, m, Help(rung="arrow", target="dung-ten"))
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from kiosk.core.i18n import _
from kiosk.core.intents import TapElement
from kiosk.core.lessons.phone_screen import BACKGROUND, Chat, Dialog, Element, PhoneFace, PhoneScreen, Ringing
from kiosk.core.views import AimColour, HintRung
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Arrow, Box, Finger, Panel, Part, Ring, Text, Touch, Watermark
from kiosk.ui.screens.phone.elements import place_elements
from kiosk.ui.screens.phone.header import HEAD, address_height, place_head, plan_head
from kiosk.ui.screens.phone.touch_targets import Placed, Rest
from kiosk.ui.screens.phone.type_sizes import Scale


@dataclass(frozen=True)
class Help:
    """What lies over the phone. ``wrong_spot`` in fractions of the phone's screen."""

    rung: HintRung = "none"
    target: str = ""
    wrong_spot: tuple[float, float] | None = None
    demo: bool = False

    @property
    def veiled(self) -> bool:
        return self.rung in ("arrow", "finger") or self.demo


def phone_place(m: Metrics) -> Box:
    """Where the phone stands: left, below its tape; as large as the panel allows up to 1.25."""
    if m.plan == "low":
        height = min(560.0, m.height - 40.0)
        return Box(m.content.x, m.height - height - 10, round(height * 300 / 560), height)
    factor = min(1.25 if m.plan == "large" else 1.0, (m.height - 62) / 738)
    width, height = round(388 * factor), round(738 * factor)
    return Box(m.content.x, (m.height - height + 30 * factor) / 2, width, height)


def plan_phone(place: Box, screen: PhoneScreen, m: Metrics, over: Help | None = None, *,
               face: PhoneFace | None = None, camera_line: str = "", camera_frame: AimColour = "lamp",
               touchable: bool = True) -> tuple[Part, ...]:
    """All parts of the phone in ``place``, from the bezel to the finger."""
    over, screen = over or Help(), _named_once(screen)
    s = Scale(place.w / 388, m.smallest)
    glass = place.inset(s(14))
    rest = Rest(camera_line, camera_frame, touchable, glass, face or PhoneFace())
    placed = _place_all(screen, s, m, rest)
    parts: list[Part] = [*_body(place, glass, s)]
    if touchable:
        parts.append(Touch(glass, TapElement(BACKGROUND), style="clear", radius=0, in_phone=True))
    parts += plan_head(screen, s, rest)
    parts += _standing_below(placed, over)
    parts.append(watermark(_below_header(glass, s), s, dark=any(isinstance(e, Ringing) for e in screen.elements)))
    parts += _help(over, placed, glass, s)
    return (*parts, *plan_tape(place, s))


def _named_once(screen: PhoneScreen) -> PhoneScreen:
    """Where the header says already who writes, the chat does not say it again."""
    def once(element: Element) -> Element:
        named = isinstance(element, Chat) and element.who == screen.title
        return replace(element, who="") if named else element

    return replace(screen, elements=tuple(once(element) for element in screen.elements))


def watermark(box: Box, s: Scale, *, dark: bool) -> Watermark:
    """TẬP LUYỆN across what stands on the phone."""
    return Watermark(box, _("TẬP LUYỆN"), s.text(56), dark)


def _place_all(screen: PhoneScreen, s: Scale, m: Metrics, rest: Rest) -> tuple[Placed, ...]:
    """The header's own spots, then the elements; a call that comes in covers everything."""
    below = _below_header(rest.glass, s)
    top = below.y + s(8) + address_height(screen.address, s, rest)
    room = Box(below.x + s(14), top, below.w - s(28), below.bottom - s(18) - top)
    placed = place_elements(screen.elements, room, s, m, rest)
    if any(isinstance(element, Ringing) for element in screen.elements):
        return placed
    asked = any(isinstance(element, Dialog) for element in screen.elements)
    return (*place_head(screen, s, rest.flat() if asked else rest), *placed)


def _below_header(glass: Box, s: Scale) -> Box:
    return Box(glass.x, glass.y + s(HEAD), glass.w, glass.h - s(HEAD))


def _body(place: Box, glass: Box, s: Scale) -> tuple[Part, ...]:
    return (
        Panel(place, fill="phone-bezel", radius=s(44), shadow=True),
        Panel(glass, fill="phone-screen", radius=s(30)),
    )


def plan_tape(place: Box, s: Scale) -> tuple[Part, ...]:
    """TẬP LUYỆN over the phone's upper edge."""
    size = s.text(32)
    height = max(s(48), size * 1.36)
    tape = Box(place.x + (place.w - s(250)) / 2, place.y + s(14) - height, s(250), height)
    return (
        Panel(tape, fill="lamp", radius=s(10), border="lamp-edge", border_width=2),
        Text(tape, _("TẬP LUYỆN"), size, weight=700, colour="on-lamp", align="center", ground="lamp"),
    )


def _standing_below(placed: tuple[Placed, ...], over: Help) -> list[Part]:
    """Everything but what will stand above the veil."""
    lifted = over.target if over.veiled else ""
    return [part for one in placed for part in
            (*one.extra, *(p for spot in one.spots if spot.id != lifted for p in spot.parts))]


# --- hints over the phone -----------------------------------------------------------------------


def _help(over: Help, placed: tuple[Placed, ...], glass: Box, s: Scale) -> tuple[Part, ...]:
    target = next((spot for one in placed for spot in one.spots if spot.id == over.target), None)
    parts: list[Part] = []
    if over.veiled:
        parts.append(Panel(glass, fill="veil", radius=s(30)))
        if target is not None:
            parts += target.parts
    if over.wrong_spot is not None:
        parts.append(_wrong_ring(over, placed, glass, s))
    if target is not None and (over.veiled or over.rung == "again"):
        parts += _ring_round(target.box, s, pulse=not over.veiled)
    if target is not None and over.veiled:
        parts.append(_pointer(over, target.box, glass, s))
    return tuple(parts)


def _ring_round(box: Box, s: Scale, *, pulse: bool) -> tuple[Part, ...]:
    """Lamp ring with a thin dark outline, so that it is seen on white as well."""
    return (
        Ring(box.inset(-s(9)), "lamp", s(9), s(30), pulse=pulse),
        Ring(box.inset(-s(11)), "lamp-edge", max(2, s(2)), s(32), pulse=pulse),
    )


def _wrong_ring(over: Help, placed: tuple[Placed, ...], glass: Box, s: Scale) -> Ring:
    """Outlines where the finger was: within the element it fell on, else a round spot."""
    across, down = over.wrong_spot or (0.5, 0.5)
    x, y = glass.x + across * glass.w, glass.y + down * glass.h
    on = next((spot.box for one in placed for spot in one.spots if _inside(spot.box, x, y)), None)
    width, height = (min(s(272), on.w), min(s(106), on.h + s(4))) if on else (s(118), s(118))
    if on and on.h > s(130) and on.w < s(200):
        width, height = on.w, on.h
    left = min(max(x - width / 2, (on or glass).x - s(2)), (on or glass).right - width + s(2))
    top = min(max(y - height / 2, (on or glass).y - s(2)), (on or glass).bottom - height + s(2))
    colour = "white" if over.veiled else "phone-label"
    return Ring(Box(left, top, width, height), colour, s(6), min(width, height, s(110)) / 2, dashed=True)


def _inside(box: Box, x: float, y: float) -> bool:
    return box.x <= x <= box.right and box.y <= y <= box.bottom


def _pointer(over: Help, target: Box, glass: Box, s: Scale) -> Part:
    if over.rung == "finger" or over.demo:
        size = s(152)
        x = min(target.x + target.w * 0.73, glass.right - size * 0.42)
        y = min(target.y + target.h * 0.7, glass.bottom - size * 0.4)
        return Finger(x, y, size, press=over.demo)
    length = s(118)
    middle = target.x + target.w / 2
    if target.h > s(220) and target.w > s(200):
        return Arrow(middle, target.y + target.h * 0.55, length, "top")
    if target.y - glass.y - s(92) >= length:
        return Arrow(middle, target.y - s(16), length, "top")
    return Arrow(middle, target.bottom + s(16), length, "bottom")
