"""Typing on the simulated phone: text boxes, the phone's own keyboard, PIN pads.

Guarantees: an open keyboard takes the whole field below its box; a touch between two keys means the nearer one
(their style begins with "key"); every letter has at least the smallest type. Which keys there are says
``kiosk.core.phone.typing.board``; what they do is decided there too.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.i18n import _
from kiosk.core.lessons.phone_screen import DIGIT, KEY, PinPad, TextBox
from kiosk.core.phone.typing import board
from kiosk.ui.design.parts import Box, Icon, Panel, Part, Text
from kiosk.ui.design.parts import Dots as DotRow
from kiosk.ui.design.text_layout import width_of
from kiosk.ui.screens.phone.touch_targets import Placed, Rest, Spot, one_spot, spot
from kiosk.ui.screens.phone.type_sizes import Lines, Scale

ERASE, SPACE, CLOSE = "xoa", "cach", "xong"
LETTER_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
PAD_ROWS = ("123", "456", "789")
LABELS = (32, 30)


# --- text box -------------------------------------------------------------------------------------


def text_height(text: TextBox, width: float, s: Scale, tight: int) -> float:
    label = Lines.of(s, text.label, width - s(8), LABELS, 500, most=2, leading=1.2)
    return label.height + s((82, 76, 70, 64, 58, 50)[tight])


def place_text(text: TextBox, box: Box, s: Scale, rest: Rest) -> Placed:
    label = Lines.of(s, text.label, box.w - s(8), LABELS, 500, most=2, leading=1.2)
    field = Box(box.x, box.y + label.height + s(2), box.w, box.h - label.height - s(2))
    open_now = rest.face.focus == text.id
    face = (
        *label.text(box.x + s(4), box.y, box.w - s(8), "phone-label"),
        Panel(field, fill="phone-field", radius=s(14), border="phone-name" if open_now else "phone-line",
              border_width=4 if open_now else 2),
        *_typed(rest.face.value(text.id), field, s, hidden=text.hidden, cursor=open_now),
    )
    return one_spot(text.id, box, rest, "phone-flat", face, text.label)


def _typed(value: str, field: Box, s: Scale, *, hidden: bool, cursor: bool) -> tuple[Part, ...]:
    """What has been typed, its end where it is long; dots where it is a secret; then the cursor."""
    x, room = field.x + s(14), field.w - s(34)
    if hidden:
        side, gap = s(18), s(8)
        count = min(len(value), int(room / (side + gap)))
        end = x + count * (side + gap)
        parts: tuple[Part, ...] = (
            DotRow(Box(x, field.y, count * (side + gap) - gap, field.h), count, count, side, gap, "phone-name"),
        ) if count else ()
    else:
        size = next((one for one in (s.text(40), s.text(34)) if width_of(value, one, 600) <= room), s.text(30))
        while value and width_of(value, size, 600) > room:
            value = value[1:]
        end = x + width_of(value, size, 600) + s(3)
        parts = (Text(Box(x, field.y, room + s(8), field.h), value, size, weight=600, colour="phone-name",
                      leading=1.2, ground="phone-field"),) if value else ()
    tall = min(s(46), field.h * 0.7)
    blink = Panel(Box(end, field.y + (field.h - tall) / 2, max(3.0, s(4)), tall), fill="phone-green", radius=1)
    return (*parts, blink) if cursor else parts


# --- the phone's keyboard -------------------------------------------------------------------------


def place_keyboard(text: TextBox, field: Box, s: Scale, rest: Rest) -> Placed:
    """Keys at the foot of the phone, as large as ``field`` allows."""
    keys = frozenset(board(text))
    rows = _pad_rows(KEY, last=CLOSE) if text.keys == "digits" else _letter_rows(keys)
    tall = min(s(112 if text.keys == "digits" else 100), (field.h - s(16)) / len(rows))
    ground = Box(field.x, field.bottom - len(rows) * tall - s(16), field.w, len(rows) * tall + s(16))
    inner = Box(ground.x + s(5), ground.y + s(8), ground.w - s(10), ground.h - s(16))
    gap = s(5) if text.keys == "letters" else s(8)
    spots = _keys(rows, inner, gap, s, rest, 46 if text.keys == "digits" else 34)
    low = min(s(30), ground.h / 4)
    return Placed(spots, (Panel(ground, fill="phone-board", radius=low, corners=(0, 0, low, low)),))


def _letter_rows(keys: frozenset[str]) -> list[list[tuple[str, float]]]:
    """(key's name, its width as a share of a letter) of each row."""
    rows: list[list[tuple[str, float]]] = [[(KEY + letter, 1.0) for letter in row] for row in LETTER_ROWS]
    rows[2].append((KEY + ERASE, 2.6))
    rows.append([(KEY + SPACE, 5.2), (KEY + CLOSE, 4.8)])
    if KEY + "1" in keys:
        rows.insert(0, [(KEY + digit, 1.0) for digit in "1234567890"])
    return rows


def _pad_rows(start: str, last: str = "") -> list[list[tuple[str, float]]]:
    """Digits as on a telephone; the last row: ``last`` (or nothing), 0, erase."""
    rows = [[(start + digit, 1.0) for digit in row] for row in PAD_ROWS]
    rows.append([(start + ERASE, 1.0), (start + "0", 1.0), (start + last if last else "", 1.0)])
    return rows


def _keys(rows: Sequence[Sequence[tuple[str, float]]], area: Box, gap: float, s: Scale, rest: Rest,
          letter: float) -> tuple[Spot, ...]:
    spots: list[Spot] = []
    most = max(sum(share for _name, share in row) for row in rows)
    step, unit = (area.h + gap) / len(rows), area.w / most
    for number, row in enumerate(rows):
        x = area.x + (area.w - unit * sum(share for _name, share in row)) / 2
        for name, share in row:
            box = Box(x + gap / 2, area.y + number * step, unit * share - gap, step - gap)
            x += unit * share
            if name:
                spots.append(_key(name, box, s, rest, letter))
    return tuple(spots)


def _key(name: str, box: Box, s: Scale, rest: Rest, letter: float) -> Spot:
    sign = name.removeprefix(KEY).removeprefix(DIGIT)
    words = {ERASE: _("Xóa"), SPACE: _("Cách"), CLOSE: _("Xong")}
    style = "key-phone-done" if sign == CLOSE else "key-phone"
    colour, ground = ("on-phone-green", "phone-green") if sign == CLOSE else ("phone-name", "phone-screen")
    label = words.get(sign, sign)
    size = s.text(min(letter if sign not in words else 32, box.h / s.factor * 0.72))
    face: tuple[Part, ...] = (Text(box, label, size, weight=600, colour=colour, align="center", leading=1.2,
                                   ground=ground),)
    if sign == ERASE and width_of(label, size, 600) + s(8) > box.w:
        face = (Icon(box.inset(s(8)), "backspace", colour),)
    return spot(name, box, rest, style, face, label, radius=min(s(12), box.h / 3))


# --- PIN pad --------------------------------------------------------------------------------------


def _pin_head(pin: PinPad, width: float, s: Scale) -> Lines:
    return Lines.of(s, pin.label, width - s(16), (36, 34, 32, 30), 600, most=2, leading=1.22)


def pin_height(pin: PinPad, width: float, s: Scale, tight: int) -> float:
    return _pin_head(pin, width, s).height + s(48) + 4 * s((104, 96, 84, 74, 64, 58)[tight])


def place_pin(pin: PinPad, box: Box, s: Scale, rest: Rest) -> Placed:
    head = _pin_head(pin, box.w, s)
    typed = rest.face.value(pin.id)
    shown = Box(box.x, box.y + head.height, box.w, s(48))
    label = (*head.text(box.x + s(8), box.y, box.w - s(16), align="center"), *_digits(pin, typed, shown, s))
    step = min(s(112), (box.bottom - shown.bottom) / 4)
    pad = Box(box.x, box.bottom - 4 * step, box.w, 4 * step)
    keys = _keys(_pad_rows(DIGIT), pad, s(8), s, rest, 46)
    whole = spot(pin.id, Box(box.x, box.y, box.w, shown.bottom - box.y), rest, "phone-flat", label, pin.label)
    return Placed((whole, *keys))


def _digits(pin: PinPad, typed: str, box: Box, s: Scale) -> tuple[Part, ...]:
    """A dot or a digit for each place; empty places are open."""
    if pin.hidden:
        side, gap = s(26), s(16)
        width = pin.digits * side + (pin.digits - 1) * gap
        row = Box(box.x + (box.w - width) / 2, box.y, width, box.h)
        return (DotRow(row, min(len(typed), pin.digits), pin.digits, side, gap, "phone-name"),)
    shown = " ".join((*typed, *"–" * (pin.digits - len(typed))))
    return (Text(box, shown, s.text(40), weight=700, colour="phone-name", align="center", leading=1.2,
                 ground="phone-screen"),)
