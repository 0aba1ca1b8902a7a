"""The end of an evening: how many came, what was sent, and that everything is kept.

Guarantees: the count stands as large as on the session screen; every line has its icon. With larger
text the title leaves (it is spoken), the lines stay.

    plan(SummaryView("summary", rail, look, title="Buổi học tối nay xong rồi ạ", count=23), m)
"""

from __future__ import annotations

from kiosk.core.views import SummaryView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Icon, Part, Petals, Text
from kiosk.ui.design.text_layout import height_of, width_of
from kiosk.ui.screens.components import TWO_LINE, balanced, button, fits, sheet, title, words
from kiosk.ui.screens.layout import page, stack, stands

_Lines = tuple[tuple[str, str], ...]


def plan(view: SummaryView, m: Metrics) -> tuple[Part, ...]:
    area = page(m, side=20, top=40, bottom=756, tallest=820)
    lines = _kept(view, m, area)
    heights = [_count_height(m), _lines_height(lines, m, area), _way_height(m)]
    heading_h = m.size("notice") * 1.3
    titled = fits(view.title, m.size("notice"), 700, Box(area.x, 0, area.w, heading_h), leading=1.24) and stands(
        area, [heading_h, *heights], m.px(12))
    rows = list(stack(area, [heading_h, *heights] if titled else heights, [8, 18, 32] if titled else [18, 32]))
    parts: list[Part] = [Petals(Box(0, 0, m.left.w, m.petal_h))]
    if titled:
        parts.append(title(view.title, m, rows.pop(0), size=m.size("notice"), align="center"))
    parts += [*_count(view, m, rows[0]), *_lines(lines, m, rows[1])]
    return tuple(parts) if view.primary is None else (*parts, button(rows[2], view.primary, m, style="primary"))


def _count_height(m: Metrics) -> float:
    """Digits have nothing below the line: with larger text their box is cut close."""
    return m.size("count") * (1.02 if m.percent == 100 else 0.86)


def _way_height(m: Metrics) -> float:
    return m.px(132 if m.percent == 100 else 120)


def _count(view: SummaryView, m: Metrics, box: Box) -> tuple[Part, ...]:
    """Digits and their words as one group in the middle."""
    size, digits_size, gap = m.size("title"), m.size("count"), m.px(30)
    digits_w = width_of(str(view.count), digits_size, 700) + 2
    words_w = width_of(view.count_line, size, 700) + 2
    left = box.x + (box.w - digits_w - gap - words_w) / 2
    return (
        Text(Box(left, box.y, digits_w, box.h), str(view.count), digits_size, weight=700, colour="indigo-deep",
             leading=1.02, ground="paper"),
        words(Box(left + digits_w + gap, box.y + box.h * 0.16, words_w, box.h * 0.84), view.count_line, size,
              weight=700),
    )


def _size(m: Metrics) -> float:
    return m.text(44)


def _line_height(text: str, m: Metrics, area: Box) -> float:
    lines = balanced(text, _size(m), 600, area.w - m.px(144))
    return max(m.px(76), height_of(lines, _size(m), TWO_LINE) + m.px(8))


def _kept(view: SummaryView, m: Metrics, area: Box) -> _Lines:
    """The first lines, as many as stand between the count and the way on."""
    room = area.h - _count_height(m) - _way_height(m) - m.px(32)
    shown = len(view.lines)
    while shown > 1 and _lines_height(view.lines[:shown], m, area) > room:
        shown -= 1
    return view.lines[:shown]


def _lines_height(lines: _Lines, m: Metrics, area: Box) -> float:
    return sum(_line_height(text, m, area) for _, text in lines) + m.px(20)


def _lines(lines: _Lines, m: Metrics, box: Box) -> tuple[Part, ...]:
    """A sheet, each line with its icon at the left."""
    parts: list[Part] = [sheet(box, m)]
    mark, y = m.px(54), box.y + m.px(10)
    for icon, text in lines:
        high = _line_height(text, m, box)
        place = Box(box.x + m.px(110), y, box.w - m.px(144), high)
        parts.append(Icon(Box(box.x + m.px(32), y + (high - mark) / 2, mark, mark), icon, "indigo-deep"))
        parts.append(words(place, text, _size(m), weight=600, lines=3, leading=TWO_LINE, ground="sheet"))
        y += high
    return tuple(parts)
