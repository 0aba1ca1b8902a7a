"""Scanning: a large mirror with the aiming frame, one line of advice, and the door for who has no badge.

Guarantees: the advice always stands whole under the mirror, and the mirror keeps its size while advice of one
or two lines comes and goes; with larger text the title and the drawing of the distance leave (both are
spoken), never the advice or the door.

    plan(ScanView("scan", rail, look, title="Bác giơ thẻ vào khung vàng nhé"), m)
"""

from __future__ import annotations

from kiosk.core.views import Action, AimColour, ScanView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Corners, Icon, Panel, Part, Picture, Preview, Ring
from kiosk.ui.design.text_layout import height_of
from kiosk.ui.screens.components import (
    NOTES,
    TWO_LINE,
    NoteKind,
    balanced,
    button,
    button_height,
    fits,
    narrowest,
    note,
    note_height,
    sheet,
    title,
    words,
)
from kiosk.ui.screens.layout import page

_NOTE: dict[str, tuple[NoteKind, str]] = {
    "kind": ("kind", "card"), "busy": ("strip", "hourglass"), "warning": ("warning", "hand"),
}


def plan(view: ScanView, m: Metrics) -> tuple[Part, ...]:
    whole = page(m, bottom=764)
    heading = Box(whole.x, whole.y, whole.w, m.px(84))
    titled = bool(view.title) and fits(view.title, m.size("title"), 700, heading)
    top = whole.y + m.px(94) if titled else whole.y + m.px(14)
    body = Box(whole.x, top, whole.w, whole.bottom - top)
    parts: tuple[Part, ...] = (title(view.title, m, heading),) if titled else ()
    if m.percent > 100:
        return parts + _large(view, m, body)
    return parts + _usual(view, m, body)


def _usual(view: ScanView, m: Metrics, body: Box) -> tuple[Part, ...]:
    """Mirror and advice at the left, card and door at the right."""
    side_w = max(m.px(296), _door_width(view.no_badge, m))
    left = Box(body.x, body.y, body.w - side_w - m.px(24), body.h)
    side = Box(left.right + m.px(24), body.y, side_w, body.h)
    foot_h = advice_height(view.advice, m, left.w, _drawing(view))
    mirror = Box(left.x, left.y, left.w, left.h - foot_h - m.px(18))
    foot = Box(left.x, left.bottom - foot_h, left.w, foot_h)
    return (*viewfinder(mirror, m, view.frame), *advice(foot, view.advice, view.advice_kind, m, _drawing(view)),
            *_side(view, m, side))


def _side(view: ScanView, m: Metrics, side: Box) -> tuple[Part, ...]:
    if view.no_badge is None:
        return _card(view.card_text, m, side)
    door_h = side.h if not view.card_text else max(m.px(298), side.h * 0.46)
    door = _door(view, view.no_badge, m, Box(side.x, side.bottom - door_h, side.w, door_h))
    above = Box(side.x, side.y, side.w, side.h - door_h - m.px(24))
    return (*(_way_out(view.card_text, m, above) if view.way_out else _card(view.card_text, m, above)), door)


def _door(view: ScanView, action: Action, m: Metrics, box: Box) -> Part:
    """As big as any; green once nothing was read for a while."""
    return button(box, action, m, icon_side="top", lines=3, style="primary" if view.way_out else "plain")


def _large(view: ScanView, m: Metrics, body: Box) -> tuple[Part, ...]:
    """Larger text: the advice takes the whole width, the door stands beside the mirror."""
    foot_h = advice_height(view.advice, m, body.w, _drawing(view))
    foot = Box(body.x, body.bottom - foot_h, body.w, foot_h)
    above = Box(body.x, body.y, body.w, body.h - foot_h - m.gap)
    least = button_height(m, m.size("primary"), 3, 0) + m.px(56) if view.no_badge else 0.0
    if above.h < least:
        foot_h, above = body.h - m.gap - least, Box(body.x, body.y, body.w, least)
        foot = Box(body.x, body.bottom - foot_h, body.w, foot_h)
    side_w = max(m.px(296), _door_width(view.no_badge, m)) if view.no_badge else 0.0
    mirror = Box(above.x, above.y, above.w - (side_w + m.px(24) if side_w else 0), above.h)
    parts = (*viewfinder(mirror, m, view.frame), *advice(foot, view.advice, view.advice_kind, m, _drawing(view)))
    if view.no_badge is None:
        return parts
    place = Box(above.right - side_w, above.y, side_w, above.h - m.edge)
    return (*parts, _door(view, view.no_badge, m, place))


def _door_width(action: Action | None, m: Metrics) -> float:
    """Wide enough for the door's words in three lines."""
    if action is None:
        return 0.0
    return narrowest(action.label, m.size("primary"), 600, 3) + m.px(40)


def _card(text: str, m: Metrics, box: Box) -> tuple[Part, ...]:
    """The drawing of the distance: a card, a double arrow, the camera; its words below."""
    if not text or box.h < m.px(200):
        return ()
    size = m.text(36)
    lines = balanced(text, size, 600, box.w - m.px(40))
    text_h = height_of(lines, size, 1.33)
    drawing = Box(box.x + m.px(20), box.y + m.px(20), box.w - m.px(40), box.h - text_h - m.px(60))
    label = Box(box.x + m.px(14), drawing.bottom + m.px(12), box.w - m.px(28), text_h)
    return (sheet(box, m), Picture(drawing, "card-distance"),
            words(label, text, size, align="center", leading=1.33, lines=len(lines), ground="sheet"))


def _way_out(text: str, m: Metrics, box: Box) -> tuple[Part, ...]:
    """In the card's place: that it is nobody's fault, with an arrow down to the door where it has room."""
    size, arrow, gap = m.text(34), m.px(52), m.px(10)
    lines = balanced(text, size, 600, box.w - m.px(32))
    text_h = height_of(lines, size, 1.33)
    if text_h > box.h - m.px(16):
        return ()
    arrow = arrow if text_h + gap + arrow + m.px(20) <= box.h else 0.0
    top = box.y + (box.h - text_h - (gap + arrow if arrow else 0.0)) / 2
    fill, border, width, colour = NOTES["kind"]
    said = words(Box(box.x + m.px(16), top, box.w - m.px(32), text_h), text, size, align="center", leading=1.33,
                 lines=len(lines), ground=fill)
    down = Icon(Box(box.x + (box.w - arrow) / 2, top + text_h + gap, arrow, arrow), "arrow-down", colour)
    note_box = Panel(box, fill=fill, radius=m.px(18), border=border, border_width=width)
    return (note_box, said, down) if arrow else (note_box, said)


def _drawing(view: ScanView) -> str:
    """The drawing beside the advice; a warning has its icon instead."""
    return view.advice_picture if view.advice_kind == "kind" else ""


def advice(box: Box, text: str, kind: str, m: Metrics, picture: str = "") -> tuple[Part, ...]:
    """The coaching line in its note."""
    note_kind, icon = _NOTE[kind]
    return note(box, text, m, kind=note_kind, icon=icon, picture=picture, size=m.text(48), lines=3)


def advice_height(text: str, m: Metrics, width: float, picture: str = "", least: float = 130) -> float:
    """Height in px of the coaching line's note, ``width`` px wide: two lines at least, so that it rarely changes."""
    two = 2 * m.text(48) * TWO_LINE + m.px(16)
    return max(two, note_height(text, m, width, picture=bool(picture), size=m.text(48), least=least))


def viewfinder(box: Box, m: Metrics, colour: AimColour = "lamp") -> tuple[Part, ...]:
    """The live picture with the aiming frame's four corners in the middle."""
    height = box.h * 0.68
    width = min(box.w * 0.7, height * 1.45)
    frame = Box(box.x + (box.w - width) / 2, box.y + (box.h - height) * 0.8, width, height)
    arm = min(m.px(100), height * 0.42, width * 0.42)
    return (Preview(box, m.radius_sheet), Ring(box, "edge", 2, m.radius_sheet),
            Corners(frame, colour, m.px(14), arm, m.px(34), m.px(5)))
