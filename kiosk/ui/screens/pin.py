"""The keypad for the facilitator's six digits.

Guarantees: keys are of one size and never move; the digits themselves are never shown, only how many
are in. With larger text the role leaves first, then the line about the hand, then the greeting; the
tries that are left always stay.

    plan(PinView("pin", rail, look, prompt="Mời chị bấm 6 số bí mật", filled=4), m)
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.core.intents import Digit, Intent
from kiosk.core.views import Action, PinView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Disc, Dots, Icon, Part, Text, Touch
from kiosk.ui.design.text_layout import height_of
from kiosk.ui.screens.components import balanced, face, fits, icon_line, sheet, words
from kiosk.ui.screens.layout import page, stack, stands

_DIGITS = 6
_Row = tuple[float, Callable[[Box], tuple[Part, ...]]]


def plan(view: PinView, m: Metrics) -> tuple[Part, ...]:
    area = page(m, side=4, top=40, bottom=748)
    gap_x, gap_y = max(m.px(20), 18.0), m.px(24)
    key_h = (area.h - 3 * gap_y) / 4
    key_w = max(m.px(152), m.target)
    pad_w = 3 * key_w + 2 * gap_x
    pad = Box(area.right - pad_w, area.y, pad_w, area.h)
    left = Box(area.x, area.y, pad.x - m.px(40 if m.percent == 100 else 28) - area.x, area.h)
    return (*_left(view, m, left), *_keys(view, m, pad, key_w, key_h))


# --- the left column --------------------------------------------------------------------------


def _left(view: PinView, m: Metrics, box: Box) -> tuple[Part, ...]:
    variants = (
        (_who(view, m, box, role=True), _prompt(view, m, box), _dots(view, m, box), _shield(view, m, box),
         _tries(view, m, box)),
        (_who(view, m, box, role=False), _prompt(view, m, box), _dots(view, m, box), _tries(view, m, box)),
        (_prompt(view, m, box), _dots(view, m, box), _tries(view, m, box)),
    )
    rows = next((rows for rows in map(_present, variants) if stands(box, [h for h, _ in rows], m.px(16))),
                _present(variants[-1]))
    heights = [height for height, _ in rows]
    top = m.px(30) if len(rows) == 5 and m.percent == 100 and m.plan == "wide" else 0.0
    spread = min(box.h - top, sum(heights) + m.px(64) * (len(rows) - 1))
    area = Box(box.x, box.y + top + (box.h - top - spread) / 2, box.w, spread)
    places = stack(area, heights, _gaps(len(rows)))
    return tuple(part for place, (_, draw) in zip(places, rows, strict=True) for part in draw(place))


def _present(rows: tuple[_Row, ...]) -> tuple[_Row, ...]:
    return tuple(row for row in rows if row[0])


def _gaps(rows: int) -> list[float]:
    """Air below each row: wide below the greeting, close between the notes."""
    return [60.0, 36.0, 24.0, 24.0] if rows == 5 else [1.0] * (rows - 1)


def _who(view: PinView, m: Metrics, box: Box, *, role: bool) -> _Row:
    across, size = m.px(140), m.text(48)
    text = Box(box.x + across + m.px(22), 0, box.w - across - m.px(22) + m.px(30), 0)
    name = balanced(view.greeting, size, 700, text.w)
    name_h = height_of(name, size, 1.24)
    role_h = m.text(36) * 1.4 if role and fits(view.role, m.text(36), 500, text, leading=0) else 0.0

    def draw(place: Box) -> tuple[Part, ...]:
        top = place.y + (place.h - name_h - role_h) / 2
        disc = Box(place.x, place.y + (place.h - across) / 2, across, across)
        parts: tuple[Part, ...] = (
            Disc(disc, view.picture, border="ink" if m.high_contrast else "indigo", border_width=m.px(6)),
            Text(Box(text.x, top, text.w, name_h), "\n".join(name), size, weight=700, leading=1.24,
                 max_lines=len(name), ground="paper"),
        )
        if not role_h:
            return parts
        return (*parts, words(Box(text.x, top + name_h, text.w, role_h), view.role, m.text(36), weight=500,
                              colour="ink2"))
    return max(across, name_h + role_h), draw


def _prompt(view: PinView, m: Metrics, box: Box) -> _Row:
    size = m.size("primary")
    lines = balanced(view.prompt, size, 600, box.w)
    leading = 1.36 if m.percent == 100 else 1.24

    def draw(place: Box) -> tuple[Part, ...]:
        return (Text(place, "\n".join(lines), size, weight=600, leading=leading, max_lines=len(lines),
                     ground="paper"),)
    return height_of(lines, size, leading), draw


def _dots(view: PinView, m: Metrics, box: Box) -> _Row:
    if view.locked:
        return 0.0, lambda place: ()
    size = min(m.px(52), box.w / 9)
    gap = min(m.px(18), (box.w - m.px(60) - _DIGITS * size) / (_DIGITS - 1))
    width = _DIGITS * size + (_DIGITS - 1) * gap

    def draw(place: Box) -> tuple[Part, ...]:
        row = Box(place.x + (place.w - width) / 2, place.y + (place.h - size) / 2, width, size)
        return sheet(place, m), Dots(row, view.filled, _DIGITS, size, gap)
    return m.px(120), draw


def _shield(view: PinView, m: Metrics, box: Box) -> _Row:
    return _line("" if view.locked else view.shield_line, "eye-slash", "ink", "ink2", m, box)


def _tries(view: PinView, m: Metrics, box: Box) -> _Row:
    return _line(view.tries_line, "lock", "clay", "ink", m, box)


def _line(text: str, icon: str, icon_colour: str, colour: str, m: Metrics, box: Box) -> _Row:
    if not text:
        return 0.0, lambda place: ()
    size, mark = m.text(34), m.px(44)
    lines = balanced(text, size, 500, box.w - mark - m.px(16))

    def draw(place: Box) -> tuple[Part, ...]:
        return icon_line(place, icon, text, m, size=size, weight=500, colour=colour, icon_colour=icon_colour,
                         lines=len(lines), mark=mark)
    return height_of(lines, size, 1.33), draw


# --- the keys ---------------------------------------------------------------------------------


def _keys(view: PinView, m: Metrics, pad: Box, key_w: float, key_h: float) -> tuple[Part, ...]:
    step_x = (pad.w - key_w) / 2
    step_y = (pad.h - key_h) / 3
    places = [Box(pad.x + (at % 3) * step_x, pad.y + (at // 3) * step_y, key_w, key_h) for at in range(12)]
    digits: list[Part] = [_digit(places[at], at + 1, view.locked, m) for at in range(9)]
    digits.append(_digit(places[10], 0, view.locked, m))
    if view.erase:
        digits.append(_word_key(places[9], view.erase, "key", m))
    if view.enter:
        style = "primary" if view.enter.enabled and not view.locked else "key-straw"
        digits.append(_word_key(places[11], view.enter, style, m))
    return tuple(digits)


def _digit(box: Box, digit: int, locked: bool, m: Metrics) -> Touch:
    style = "disabled" if locked else "key"
    colour, ground = face(style)
    label = Text(box, str(digit), m.size("digit"), weight=700, colour=colour, align="center", leading=1.2,
                 ground=ground)
    intent: Intent = Digit(digit)
    return Touch(box, intent, (label,), style=style, radius=m.radius, enabled=not locked, speak=str(digit))


def _word_key(box: Box, action: Action, style: str, m: Metrics) -> Touch:
    """ "Xóa" and "Xong": an icon over its word. "Xong" stays straw until six digits are in."""
    colour, ground = face(style)
    size = min(m.text(36), m.px(50))
    icon, text_h = m.px(58), size * 1.3
    top = box.y + (box.h - icon - text_h - m.px(4)) / 2
    parts: tuple[Part, ...] = (
        Icon(Box(box.x + (box.w - icon) / 2, top, icon, icon), action.icon, colour),
        Text(Box(box.x + 4, top + icon + m.px(4), box.w - 8, text_h), action.label, size, weight=600, colour=colour,
             align="center", leading=1.3, ground=ground),
    )
    return Touch(box, action.intent, parts, style=style, radius=m.radius, enabled=action.enabled, why=action.why,
                 speak=action.label)
