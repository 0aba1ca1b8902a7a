"""The greeting after a scan: who you are by picture and name, and that you are written down.

Guarantees: "Đã ghi" stands here only when the view says it is kept. With larger text the foot line
leaves first, then the count; a long name takes more lines, the picture gives way.

    plan(GreetingView("greeting", rail, look, greeting="Chào bác Sen Hồng!", picture="badge-sen"), m)
"""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.core.views import GreetingView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Disc, Part, Petals, Text
from kiosk.ui.design.text_layout import height_of, width_of
from kiosk.ui.screens.components import (
    NoteKind,
    balanced,
    broadest,
    button,
    icon_line,
    narrowest,
    note,
    note_height,
    note_side,
    words,
)
from kiosk.ui.screens.layout import columns, page, stack, stands

_GREETING_LINE = 1.24
_Lines = tuple[float, tuple[str, ...]]    # size in px, lines


def plan(view: GreetingView, m: Metrics) -> tuple[Part, ...]:
    petals = Petals(Box(0, 0, m.left.w, m.petal_h))
    body = _large(view, m) if m.percent > 100 else _usual(view, m)
    return (petals, *body)


def _usual(view: GreetingView, m: Metrics) -> tuple[Part, ...]:
    """Picture at the left, words at its right, two buttons and the foot line below."""
    area = page(m, side=20, top=62, bottom=752, tallest=880)
    foot_h = m.px(62) if view.foot else 0.0
    upper_h = max(m.px(426), area.h - m.px(264)) if m.plan == "large" else m.px(426)
    upper, buttons, foot = stack(area, (upper_h, m.px(130), foot_h), (46, 18))
    across = min(m.px(370 if m.plan != "large" else 470), upper.h * 0.87)
    disc = Box(area.x + m.px(6), upper.y + (upper.h - across) / 2, across, across)
    side = Box(disc.right + m.px(41), upper.y, area.right - disc.right - m.px(41), upper.h)
    return (Disc(disc, view.picture, border="lamp", border_width=m.px(12)), *_words(view, m, side),
            *_buttons(view, m, buttons), *_foot(view, m, foot))


def _words(view: GreetingView, m: Metrics, side: Box) -> tuple[Part, ...]:
    """Greeting, note, count; one block, its middle at the picture's middle."""
    size, lines = _greeting_lines(view.greeting, m, side.w, side.h - m.px(140))
    heights = [height_of(lines, size, _GREETING_LINE)]
    heights += [_note_height(view, m, side.w)] if view.kept or view.waiting else []
    heights += [m.px(56)] if view.count_line else []
    total = sum(heights) + m.px(20) * (len(heights) - 1)
    block = Box(side.x, side.y + max(0.0, (side.h - total) / 2), side.w, min(total, side.h))
    rows = stack(block, heights, [1] * (len(heights) - 1))
    parts = [_greeting(rows[0], lines, size)]
    more: list[Part] = [*parts]
    if view.kept or view.waiting:
        more += _note(view, m, rows[1])
    if view.count_line:
        more.append(_count(view, m, rows[-1]))
    return tuple(more)


def _greeting_lines(text: str, m: Metrics, width: float, height: float, largest: float = 0) -> _Lines:
    """A long name gets smaller lines down to primary text, never fewer words."""
    size = min(m.size("greeting"), largest or m.size("greeting"))
    while True:
        lines = balanced(text, size, 700, width)
        whole = broadest(lines, size, 700) <= width and height_of(lines, size, _GREETING_LINE) <= height
        if whole or size - 4 < m.size("primary"):
            return size, lines
        size -= 4


def _greeting(box: Box, lines: tuple[str, ...], size: float) -> Text:
    return Text(box, "\n".join(lines), size, weight=700, leading=_GREETING_LINE, max_lines=len(lines), ground="paper")


def _count(view: GreetingView, m: Metrics, box: Box) -> Text:
    return words(box, view.count_line, m.text(36), weight=600, colour="ink2")


def _note(view: GreetingView, m: Metrics, box: Box) -> tuple[Part, ...]:
    kind: NoteKind = "kind" if view.repeat else "kept" if view.kept else "plain"
    icon = "hand-heart" if view.repeat else "check-circle" if view.kept else "book"
    text = view.kept or view.waiting
    return note(box, text, m, kind=kind, icon=icon, size=_note_size(text, m, box.w))


def _note_height(view: GreetingView, m: Metrics, width: float) -> float:
    text = view.kept or view.waiting
    return note_height(text, m, width, size=_note_size(text, m, width))


def _note_size(text: str, m: Metrics, width: float) -> float:
    """Primary text; a longer sentence in the narrow note is of the second rank, so that it takes two lines."""
    room = width - note_side(m)
    sizes = (m.size("primary"), m.size("second"), m.text(40))
    return next((size for size in sizes if narrowest(text, size, 600, 2) <= room), sizes[-1])


def _buttons(view: GreetingView, m: Metrics, box: Box) -> tuple[Part, ...]:
    if view.primary is None:
        return ()
    if view.secondary is None:
        return (button(box, view.primary, m, style="primary"),)
    left, right = columns(box, (590, 366), m.px(24))
    return (button(left, view.primary, m, style="primary"),
            button(right, view.secondary, m, size=m.text(40)))


def _foot(view: GreetingView, m: Metrics, box: Box) -> tuple[Part, ...]:
    if not view.foot:
        return ()
    size, mark = m.text(36), m.px(46)
    width = min(box.w, width_of(view.foot, size, 600) + mark + m.px(20))
    place = Box(box.x + (box.w - width) / 2, box.y, width, box.h)
    return icon_line(place, "camera", view.foot, m, size=size, mark=mark)


# --- larger text ------------------------------------------------------------------------------


def _large(view: GreetingView, m: Metrics) -> tuple[Part, ...]:
    """Larger text: the note takes the whole width, the buttons stand one above the other."""
    area = page(m, top=36, bottom=762)
    plans = list(_large_plans(view, m, area.w))
    head, rows = next((one for one in plans if stands(area, list(one[1].values()), m.px(22))), plans[-1])
    places = dict(zip(rows, stack(area, list(rows.values()), [1] * (len(rows) - 1)), strict=True))
    parts: list[Part] = [*_large_head(view, m, places["head"], head)]
    if "note" in rows:
        parts += _note(view, m, places["note"])
    if "count" in rows:
        parts.append(_count(view, m, places["count"]))
    if view.primary and "primary" in rows:
        parts.append(button(places["primary"], view.primary, m, style="primary"))
    if view.secondary and "secondary" in rows:
        parts.append(button(places["secondary"], view.secondary, m, size=m.text(40)))
    return (*parts, *_foot(view, m, places["foot"])) if "foot" in rows else tuple(parts)


def _large_plans(view: GreetingView, m: Metrics, width: float) -> Iterator[tuple[_Lines, dict[str, float]]]:
    """From the richest to the barest: the foot line leaves, then the count, then the greeting gives way."""
    for largest, least in ((110, 132), (96, 124), (84, 118), (75, 118)):
        head = _greeting_lines(view.greeting, m, width - m.px(268), m.px(330), m.px(largest))
        rows = _large_rows(view, m, width, head, m.px(least))
        for leaving in ((), ("foot",), ("foot", "count")):
            yield head, {name: high for name, high in rows.items() if high and name not in leaving}


def _large_rows(view: GreetingView, m: Metrics, width: float, head: _Lines, least: float) -> dict[str, float]:
    size, lines = head
    line = m.text(36) * 1.36
    foot_fits = view.foot and width_of(view.foot, m.text(36), 600) + m.px(66) <= width
    return {
        "head": max(m.px(150), height_of(lines, size, _GREETING_LINE)),
        "note": _note_height(view, m, width) if view.kept or view.waiting else 0.0,
        "count": line if view.count_line else 0.0,
        "primary": least if view.primary else 0.0,
        "secondary": min(least, m.px(122)) if view.secondary else 0.0,
        "foot": line if foot_fits else 0.0,
    }


def _large_head(view: GreetingView, m: Metrics, box: Box, head: _Lines) -> tuple[Part, ...]:
    across = min(box.h, m.px(240))
    disc = Box(box.x + (m.px(240) - across) / 2, box.y + (box.h - across) / 2, across, across)
    left = box.x + m.px(268)
    size, lines = head
    return (Disc(disc, view.picture, border="lamp", border_width=m.px(10)),
            _greeting(Box(left, box.y, box.right - left, box.h), lines, size))
