"""A date in at most three touches: 31 days, twelve months, eleven years as keys; the likely date takes one.

Guarantees: every day stands on one page, on every panel and at every size of letters; title and line make room for the
keys, never the other way round.

    plan(DateView("open-date-day-0", rail, look, title="Hôm nay là ngày nào ạ?", choices=...), m)
"""

from __future__ import annotations

from kiosk.core.views import Choice, DateView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Part, Text, Touch
from kiosk.ui.design.text_layout import height_of, width_of
from kiosk.ui.screens.components import TWO_LINE, balanced, broadest, button, button_width, face, fits, title, words

_DAYS_ACROSS, _DAY_ROWS, _LIKELY_ACROSS = 7, 5, 4
_ACROSS, _ROWS = 4, 3                   # months and years


def plan(view: DateView, m: Metrics) -> tuple[Part, ...]:
    whole = m.content
    head = Box(whole.x, whole.y, whole.w, _head_height(view, m, whole.w))
    top = head.bottom + m.edge + m.px(6)
    field = Box(whole.x, top, whole.w, whole.bottom - top - m.edge)
    keys = _days(view, m, field) if view.stage == "day" else _months_or_years(view, m, field)
    return (*_head(view, m, head), *keys)


# --- title, line, back ------------------------------------------------------------------------


def _back_width(view: DateView, m: Metrics) -> float:
    return button_width(view.secondary, m, m.size("second")) + m.px(24) if view.secondary else 0.0


def _head_height(view: DateView, m: Metrics, width: float) -> float:
    """The days leave room for one line; months and years for two, so that a wrong touch can be taken back."""
    usual = max(m.target, m.px(124))
    if view.stage == "day":
        return usual
    lines = balanced(view.title, m.size("second"), 700, width - _back_width(view, m))
    return max(usual, height_of(lines, m.size("second"), 1.32))


def _head(view: DateView, m: Metrics, box: Box) -> tuple[Part, ...]:
    """With large letters the line leaves first; above the days then the way back (the rail has its way out)."""
    size, back_w = m.size("second"), _back_width(view, m)
    beside = Box(box.x, box.y, box.w - back_w, box.h)
    if view.secondary is None or (view.stage == "day" and not _fitting(view.title, m, beside)):
        return _words(view, m, box)
    back = Box(box.right - back_w + m.px(24), box.y, back_w - m.px(24), max(m.target, m.px(124)))
    return (*_words(view, m, beside), button(back, view.secondary, m, size=size))


def _fitting(text: str, m: Metrics, box: Box) -> float:
    """The largest size of letters at which the title stands on one line; 0 = none."""
    sizes = (m.size("title"), m.size("second"), m.size("secondary"))
    return next((size for size in sizes if width_of(text, size, 700) <= box.w), 0.0)


def _words(view: DateView, m: Metrics, box: Box) -> tuple[Part, ...]:
    size = _fitting(view.title, m, box) or m.size("second")
    title_h = size * 1.3
    line_h = m.size("secondary") * 1.3
    below = Box(box.x, box.y + title_h, box.w, line_h)
    if title_h + line_h > box.h or not fits(view.line, m.size("secondary"), 500, below, leading=1.3):
        return (title(view.title, m, box, size=size, lines=1 if _fitting(view.title, m, box) else 2),)
    return (title(view.title, m, Box(box.x, box.y, box.w, title_h), size=size),
            words(below, view.line, m.size("secondary"), weight=500, colour="ink2", leading=1.3))


# --- the keys ---------------------------------------------------------------------------------


def _grid(field: Box, across: int, rows: int, m: Metrics) -> list[Box]:
    gap_x, gap_y = m.px(12), m.edge + m.px(6)
    wide, high = (field.w - (across - 1) * gap_x) / across, (field.h - (rows - 1) * gap_y) / rows
    high = min(high, m.px(190))
    return [Box(field.x + column * (wide + gap_x), field.y + row * (high + gap_y), wide, high)
            for row in range(rows) for column in range(across)]


def _days(view: DateView, m: Metrics, field: Box) -> tuple[Part, ...]:
    """The likely date over the first four places, then the days."""
    places = _grid(field, _DAYS_ACROSS, _DAY_ROWS, m)
    first, last = places[0], places[_LIKELY_ACROSS - 1]
    wide = Box(first.x, first.y, last.right - first.x, first.h)
    days = _keys(view, m, places[_LIKELY_ACROSS:])
    if view.likely is None:
        return days
    lines = (view.likely.label, view.likely.note)
    return (_key(wide, view.likely, m, lines, "key-straw", _size(lines, m, wide)), *days)


def _months_or_years(view: DateView, m: Metrics, field: Box) -> tuple[Part, ...]:
    places = _grid(field, _ACROSS, _ROWS, m)
    keys = _keys(view, m, places)
    if view.turn is None:
        return keys
    return (*keys, button(places[len(view.choices)], view.turn, m, size=m.size("secondary"), icon_side="right"))


def _keys(view: DateView, m: Metrics, places: list[Box]) -> tuple[Part, ...]:
    size = min(_size((choice.label,), m, places[0]) for choice in view.choices)
    return tuple(_key(box, choice, m, (choice.label,), "key", size)
                 for box, choice in zip(places, view.choices, strict=False))


def _key(box: Box, choice: Choice, m: Metrics, lines: tuple[str, ...], style: str, size: float) -> Touch:
    colour, ground = face(style)
    text = Text(box, "\n".join(lines), size, weight=700, colour=colour, align="center", max_lines=len(lines),
                leading=TWO_LINE, ground=ground)
    return Touch(box, choice.intent, (text,), style=style, radius=m.radius,
                 speak=f"{choice.label}. {choice.note}" if choice.note else choice.label)


def _size(lines: tuple[str, ...], m: Metrics, box: Box) -> float:
    """As large as the lines go."""
    sizes = (m.size("second"), m.size("secondary"), m.px(44), m.px(38))
    return next((size for size in sizes if broadest(lines, size, 700) <= box.w - m.px(20)
                 and height_of(lines, size, TWO_LINE) <= box.h), m.smallest)
