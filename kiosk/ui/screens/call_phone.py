"""The phone of a stranger's call: a dark call screen, a picture call with a blurred face, or a chat.

Guarantees: all that is said stands whole on it; sizes give way before words do. Nothing on it can be touched: the
answers stand beside it.
"""

from __future__ import annotations

from kiosk.core.lessons.phone_screen import Bubble, Chat, PhoneFace, PhoneScreen
from kiosk.core.views import CallView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Icon, Panel, Part, Text
from kiosk.ui.design.text_layout import width_of
from kiosk.ui.screens.phone.handset import plan_phone, plan_tape, watermark
from kiosk.ui.screens.phone.type_sizes import Lines, Scale


def plan_call_phone(place: Box, view: CallView, m: Metrics) -> tuple[Part, ...]:
    if view.way == "chat":
        return _chat(place, view, m)
    s = Scale(place.w / 388, m.smallest)
    glass = place.inset(s(14))
    return (
        Panel(place, fill="phone-bezel", radius=s(44), shadow=True),
        Panel(glass, fill="phone-dark", radius=s(30)),
        *_caller(view, glass, s),
        watermark(glass, s, dark=True),
        *plan_tape(place, s),
    )


def _chat(place: Box, view: CallView, m: Metrics) -> tuple[Part, ...]:
    bubbles = tuple(Bubble(text=line) for line in view.says[:4])
    screen = PhoneScreen(title=view.who, icon="user-circle", elements=(
        Chat(id="chuyen", who=view.note or view.who, bubbles=bubbles),))
    return plan_phone(place, screen, m, face=PhoneFace(), touchable=False)


def _caller(view: CallView, glass: Box, s: Scale) -> tuple[Part, ...]:
    """Face, name and note above; the words in a bubble; the loudspeaker's line at the foot."""
    foot = _loud(view.loud, glass, s)
    floor = glass.bottom - (s(84) if foot else s(20))
    x, width = glass.x + s(16), glass.w - s(32)
    for side, sizes in ((116, (50, 44)), (96, (42, 38)), (72, (34, 32)), (0, (32, 30))):
        who = Lines.of(s, view.who, width, sizes, 700, most=2, leading=1.22)
        note = Lines.of(s, view.note, width, (34, 32, 30), 500, most=2, leading=1.22)
        top = glass.y + s(40) + (s(side) + s(10) if side else 0)
        bubble_top = top + who.height + note.height + s(24)
        room = floor - bubble_top
        said = Lines.of(s, "\n".join(view.says), width - s(38), (38, 36, 34, 32, 30), 600, most=_max(room, s),
                        leading=1.32)
        if said.height + s(36) <= room:
            break
    picture = _face(view, Box(glass.x + (glass.w - s(side)) / 2, glass.y + s(40), s(side), s(side)), s) if side else ()
    bubble = Box(glass.x + s(14), bubble_top, glass.w - s(28), said.height + s(36))
    return (
        *picture,
        *who.text(x, top, width, "on-phone-dark", "phone-dark", "center"),
        *note.text(x, top + who.height, width, "on-phone-dark", "phone-dark", "center"),
        *_tip(bubble, s),
        Panel(bubble, fill="sheet", radius=s(24)),
        *said.text(bubble.x + s(20), bubble.y + s(18), bubble.w - s(36), "ink", "sheet"),
        *foot,
    )


def _max(room: float, s: Scale) -> int:
    """Lines of the smallest type that stand in the bubble."""
    return max(2, int((room - s(36)) / (s.text(34) * 1.32)))


def _tip(bubble: Box, s: Scale) -> tuple[Part, ...]:
    """The bubble's point towards the face, in steps."""
    middle = bubble.x + bubble.w / 2
    return tuple(Panel(Box(middle - s(half), bubble.y - s(up), 2 * s(half), s(5)), fill="sheet", radius=0)
                 for up, half in ((16, 4), (12, 8), (8, 12), (4, 16)))


def _face(view: CallView, box: Box, s: Scale) -> tuple[Part, ...]:
    """A disc with a figure; in a picture call a large blurred head behind coarse tiles."""
    if view.way == "video":
        return _blurred(Box(box.x - s(60), box.y - s(20), box.w + s(120), box.h + s(24)), s)
    return (Panel(box, fill="grey", radius=box.h / 2), Icon(box.inset(box.h * 0.2), "user", "on-phone-dark"))


def _blurred(box: Box, s: Scale) -> tuple[Part, ...]:
    """Ten by eight coarse tiles: hair, face and shoulders are guessed, nobody is known."""
    rows = ("..........", "...hhhh...", "..hhhhhh..", "..hffffh..", "..ffffff..", "...ffff...", ".cccffccc.",
            "cccccccccc")
    colours = {"h": "wood-deep", "f": "clay-pressed", "c": "indigo", ".": "grey"}
    tile_w, tile_h = box.w / 10, box.h / 8
    tiles = tuple(Panel(Box(box.x + at * tile_w, box.y + line * tile_h, tile_w + 1, tile_h + 1),
                        fill=colours[kind], radius=0)
                  for line, row in enumerate(rows) for at, kind in enumerate(row))
    sign = Box(box.right - s(46), box.y + s(6), s(40), s(40))
    return (*tiles, Icon(sign, "video", "on-phone-dark"))


def _loud(text: str, glass: Box, s: Scale) -> tuple[Part, ...]:
    if not text:
        return ()
    size, mark = s.text(32), s(40)
    width = width_of(text, size, 600) + 2
    x = glass.x + (glass.w - width - mark - s(10)) / 2
    y = glass.bottom - s(64)
    return (Icon(Box(x, y, mark, mark), "speaker", "on-phone-dark"),
            Text(Box(x + mark + s(10), y, width, mark), text, size, weight=600, colour="on-phone-dark", leading=1.2,
                 ground="phone-dark"))
