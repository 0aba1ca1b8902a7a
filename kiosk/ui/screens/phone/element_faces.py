"""Faces of what stands on the simulated phone's screen: field, button, app, message, secret dots.

Guarantees: long names and labels become smaller before they are broken, never below the smallest type.
Sizes are reference pixels of a phone 388 wide, times the phone's own scale. Does not know places.
"""

from __future__ import annotations

from typing import Final

from kiosk.core.lessons.phone_screen import App, Dots, Field, Message, PhoneButton
from kiosk.ui.design.parts import Box, Icon, Panel, Part, Text
from kiosk.ui.design.parts import Dots as DotRow
from kiosk.ui.design.text_layout import wrap
from kiosk.ui.design.theme import STYLES
from kiosk.ui.screens.components import balanced, broadest
from kiosk.ui.screens.phone.type_sizes import Scale as Scale
from kiosk.ui.screens.phone.type_sizes import size_for as size_for

LABEL_SIZES = (48, 44, 40, 36, 32, 30)

MOODS: Final = {"good": "phone-green", "plain": "phone-label", "bad": "clay-deep"}     # colour of a message's sign


def field_style(field: Field) -> str:
    return "phone-field" if field.tone in ("strong", "primary") else "phone-flat"


def field_face(field: Field, box: Box, s: Scale, value: float) -> tuple[Part, ...]:
    ground = "phone-field" if field_style(field) == "phone-field" else "phone-screen"
    x, width = box.x + s(20), box.w - s(40)
    size, lines = value_lines(field, box.w, s, value)
    value_h = s(54) if len(lines) == 1 else len(lines) * size * 1.32
    label = size_for(field.label, 500, width, [s.text(n) for n in (32, 30)])
    parts: list[Part] = [] if ground == "phone-field" else [_frame(box)]
    parts.append(Text(Box(x, box.y + s(6), width, s(38)), field.label, label, weight=500, colour="phone-label",
                      leading=1.2, ground=ground))
    parts.append(Text(Box(x, box.y + s(44), width, value_h), "\n".join(lines), size, weight=700, colour="phone-name",
                      leading=1.32 if len(lines) > 1 else 1.17, max_lines=len(lines), ground=ground))
    if field.note:
        note = size_for(field.note, 500, width, [s.text(n) for n in (32, 30)])
        parts.append(Text(Box(x, box.y + s(42) + value_h, width, s(38)), field.note, note, weight=500,
                          colour="phone-label", leading=1.2, ground=ground))
    return tuple(parts)


def value_lines(field: Field, width: float, s: Scale, value: float) -> tuple[float, tuple[str, ...]]:
    """Size and lines of a field's value: a little smaller where it then stands on one line."""
    room = width - s(40)
    for size in (s.text(value), s.text(min(value, 40))):
        if len(wrap(field.value, size, 700, room)) == 1:
            return size, (field.value,)
    return s.text(value), balanced(field.value, s.text(value), 700, room)


def _frame(box: Box) -> Panel:
    return Panel(box, fill="", radius=min(24.0, box.h / 5), border="phone-line", border_width=2)


def button_style(button: PhoneButton) -> str:
    return "phone-primary" if button.tone in ("primary", "strong") else "phone-plain"


def button_face(button: PhoneButton, box: Box, s: Scale, style: str) -> tuple[Part, ...]:
    colour, ground = STYLES[style].on, STYLES[style].fill
    mark, gap = (s(44), s(16)) if button.icon else (0.0, 0.0)
    width = box.w - s(32) - mark - gap
    sizes = [s.text(n) for n in LABEL_SIZES]
    single = sizes[:4] if box.h >= s(98) else sizes
    size = size_for(button.label, 600, width, single)
    if len(wrap(button.label, size, 600, width)) > 1:
        size = size_for(button.label, 600, width, [one for one in sizes[2:] if one * 2.44 < box.h] or sizes[-1:], 2)
    lines = balanced(button.label, size, 600, width)
    label_w = broadest(lines, size, 600) + 2
    left = box.x + (box.w - mark - gap - label_w) / 2
    label = Text(Box(left + mark + gap, box.y, label_w, box.h), "\n".join(lines), size, weight=600, colour=colour,
                 leading=1.22, max_lines=len(lines), ground=ground)
    if not button.icon:
        return (label,)
    return Icon(Box(left, box.y + (box.h - mark) / 2, mark, mark), button.icon, colour), label


def app_face(app: App, box: Box, s: Scale) -> tuple[Part, ...]:
    side = min(s(132), box.h - s(104))
    size = size_for(app.label, 600, box.w, [s.text(n) for n in (32, 31, 30)], lines=2)
    lines = wrap(app.label, size, 600, box.w)
    top = box.y + (box.h - side - s(88)) / 2
    tile = Box(box.x + (box.w - side) / 2, top, side, side)
    label = Box(box.x, tile.bottom + s(6), box.w, len(lines) * size * 1.22)
    edge = "lamp-edge" if app.colour == "lamp" else f"{app.colour}-deep"
    return (
        Panel(tile, fill=app.colour, radius=s(28), border=edge, border_width=2),
        Icon(tile.inset(s(26)), app.icon, f"on-{app.colour}"),
        Text(label, "\n".join(lines), size, weight=600, colour="phone-name", align="center", leading=1.22,
             max_lines=len(lines), ground="phone-screen"),
    )


def message_face(message: Message, box: Box, s: Scale) -> tuple[Part, ...]:
    width = box.w - s(24)
    size = size_for(message.text, 700, width, [s.text(n) for n in (44, 42, 40, 38)])
    lines = balanced(message.text, size, 700, width)
    note_size = size_for(message.note, 500, width, [s.text(n) for n in (32, 30)])
    note = balanced(message.note, note_size, 500, width) if message.note else ()
    mark = s(104)
    text_h, note_h = len(lines) * size * 1.3, len(note) * note_size * 1.3
    top = box.y + max(0.0, (box.h - mark - s(10) - text_h - note_h) / 2)
    text = Box(box.x + s(12), top + mark + s(10), width, text_h)
    sign = Box(box.x + (box.w - mark) / 2, top, mark, mark)
    bad = message.mood == "bad"
    ground = (Panel(sign, fill="clay-soft", radius=s(24), border="clay", border_width=4),) if bad else ()
    parts: list[Part] = [
        *ground,
        Icon(sign.inset(mark * 0.16) if bad else sign, message.icon, MOODS[message.mood]),
        Text(text, "\n".join(lines), size, weight=700, colour="phone-name", align="center", leading=1.3,
             max_lines=len(lines), ground="phone-screen"),
    ]
    if note:
        parts.append(Text(Box(text.x, text.bottom, width, note_h), "\n".join(note), note_size, weight=500,
                          colour="phone-label", align="center", leading=1.3, max_lines=len(note),
                          ground="phone-screen"))
    return tuple(parts)


def secret_face(dots: Dots, box: Box, s: Scale) -> tuple[Part, ...]:
    x, width = box.x + s(20), box.w - s(40)
    size = s.text(32)
    return (
        _frame(box),
        Text(Box(x, box.y + s(6), width, s(38)), dots.label, size, weight=500, colour="phone-label", leading=1.2,
             ground="phone-screen"),
        DotRow(Box(x, box.y + s(46), s(252), s(42)), dots.filled, 6, s(26), s(18), "phone-name"),
    )
