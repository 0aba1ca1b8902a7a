"""Choosing a lesson by recognising it: picture, name, and how far one is.

Guarantees: three rows a page where they stand, two on the low panel or with larger text; more become
pages with the key "Bài khác"; an empty list says so kindly and has a way on. With larger text the line
at the foot leaves first, then the title (both are spoken).
"""

from __future__ import annotations

from typing import Final

from kiosk.core.intents import TurnPage
from kiosk.core.views import LessonListView, LessonRow
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Dots, Icon, Panel, Part, Picture, Text, Touch
from kiosk.ui.design.text_layout import height_of
from kiosk.ui.screens import components
from kiosk.ui.screens.components import TWO_LINE, balanced, broadest, fits
from kiosk.ui.screens.lesson_components import middle_page

STATE_COLOUR: Final = {"started": "clay", "done": "leaf", "new": "ink2"}


def plan(view: LessonListView, m: Metrics) -> tuple[Part, ...]:
    area = middle_page(m, top=22, bottom=800 - 12)
    if not view.rows:
        return _empty(view, m)
    foot_h = m.size("small") * 1.4 if m.percent == 100 else 0.0
    head_h = _head_height(view, area, m)
    pages = _pages(view, area, area.h - head_h - foot_h - m.px(20), m)
    if head_h and max(len(rows) for rows in pages) < min(2, len(view.rows)):
        head_h = 0.0
        pages = _pages(view, area, area.h - foot_h - m.px(20), m)
    listed = Box(area.x, area.y + head_h, area.w, area.h - head_h - foot_h)
    foot = Box(area.x, area.bottom - foot_h, area.w, foot_h)
    return (
        *(_head(view, Box(area.x, area.y, area.w, head_h), m) if head_h else ()),
        *_rows(view, listed, pages, m),
        *((_foot(view, foot, m),) if foot_h else ()),
    )


def _pages(view: LessonListView, area: Box, room: float, m: Metrics) -> list[list[LessonRow]]:
    """The rows page by page, as many on each as stand there."""
    most, gap = (2 if m.plan == "low" else 3), m.gap + m.edge
    width = _text_room(area.w - _pager_w(view, m), m)
    pages: list[list[LessonRow]] = [[]]
    used = -gap
    for row in view.rows:
        tall = _row_height(row, width, m)
        if pages[-1] and (len(pages[-1]) == most or used + gap + tall > room + 1):
            pages.append([])
            used = -gap
        pages[-1].append(row)
        used += gap + tall
    return pages


def _pager_w(view: LessonListView, m: Metrics) -> float:
    """Room for the key that turns the page; assumed wherever it may be needed."""
    few = 2 if m.plan == "low" or m.percent > 100 else 3
    return max(m.target, m.px(136)) + m.gap if len(view.rows) > few else 0.0


def _row_height(row: LessonRow, width: float, m: Metrics) -> float:
    """174 px, more where a name takes two lines."""
    return max(m.px(174), _words_height(row, width, m) + m.px(8))


def _text_room(width: float, m: Metrics) -> float:
    return width - _field_w(m) - m.px(30) - m.px(92)


def _field_w(m: Metrics) -> float:
    return m.px(176) if m.percent == 100 else m.px(150)


def _words_height(row: LessonRow, room: float, m: Metrics) -> float:
    title = balanced(row.title, m.size("primary"), 600, room)
    state = balanced(row.state, m.size("secondary"), 600, room - _mark(m) - m.px(16))
    return _lines_h(title, m.size("primary")) + _lines_h(state, m.size("secondary"))


def _mark(m: Metrics) -> float:
    """Side of the icon before the state."""
    return m.px(38) * m.percent / 100


def _lines_h(lines: tuple[str, ...], size: float) -> float:
    return height_of(lines, size, TWO_LINE if len(lines) > 1 else 1.36)


# --- parts --------------------------------------------------------------------------------------


def _head_height(view: LessonListView, area: Box, m: Metrics) -> float:
    size = m.size("title")
    return m.px(112) if broadest((view.title,), size, 700) <= area.w - m.px(108) else 0.0


def _head(view: LessonListView, box: Box, m: Metrics) -> tuple[Part, ...]:
    side = m.px(84)
    words = Box(box.x + m.px(108), box.y, box.w - m.px(108), m.px(96))
    return (
        Picture(Box(box.x + m.px(6), box.y + m.px(6), side, side), view.picture),
        components.title(view.title, m, words),
    )


def _rows(view: LessonListView, area: Box, pages: list[list[LessonRow]], m: Metrics) -> tuple[Part, ...]:
    at = view.page % len(pages)
    shown, gap = pages[at], m.gap + m.edge
    pager = _pager_w(view, m) if len(pages) > 1 else 0.0
    heights = [_row_height(row, _text_room(area.w - pager, m), m) for row in shown]
    room = area.h - m.px(20)
    free = room - sum(heights) - gap * (len(shown) - 1)
    if len(shown) > 1 or len(pages) > 1:
        heights = [tall + max(0.0, min(m.px(34 if len(shown) == 1 else 80), free / len(shown))) for tall in heights]
    gap = max(gap, min(m.px(32), (room - sum(heights)) / max(1, len(shown) - 1)))
    parts: list[Part] = []
    y = area.y
    for row, tall in zip(shown, heights, strict=True):
        parts.append(_row(row, Box(area.x, y, area.w - pager, tall), m))
        y += tall + gap
    if len(pages) > 1:
        key = Box(area.right - pager + m.gap, area.y, pager - m.gap, room)
        parts.append(_turn(view.more_label, key, at, len(pages), m))
    return tuple(parts)


def _row(row: LessonRow, box: Box, m: Metrics) -> Touch:
    tint = Box(box.x + 2, box.y + 2, _field_w(m), box.h - 4)
    corner = m.radius - 2
    side = min(tint.w, tint.h) * 0.66
    picture = Box(tint.x + (tint.w - side) / 2, tint.y + (tint.h - side) / 2, side, side)
    arrow = m.px(56)
    x, room = tint.right + m.px(30), _text_room(box.w, m)
    return Touch(box, row.intent, (
        Panel(tint, fill=f"tint-{row.tint}", corners=(corner, 0, 0, corner)),
        Picture(picture, row.picture),
        *_row_words(row, Box(x, box.y, room, box.h), m),
        Icon(Box(box.right - m.px(82), box.y + (box.h - arrow) / 2, arrow, arrow), "arrow-right"),
    ), style="row", radius=m.radius, speak=f"{row.title}. {row.state}")


def _row_words(row: LessonRow, box: Box, m: Metrics) -> tuple[Part, ...]:
    big, small, mark = m.size("primary"), m.size("secondary"), _mark(m)
    title = balanced(row.title, big, 600, box.w)
    room = box.w - mark - m.px(16)
    state = balanced(row.state, small, 600, room)
    title_h, state_h = _lines_h(title, big), _lines_h(state, small)
    top = box.y + (box.h - title_h - state_h) / 2
    colour = STATE_COLOUR[row.state_kind]
    line = small * (TWO_LINE if len(state) > 1 else 1.36)
    return (
        Text(Box(box.x, top, box.w, title_h), "\n".join(title), big, weight=600,
             leading=TWO_LINE if len(title) > 1 else 1.36, max_lines=len(title), ground="sheet"),
        Icon(Box(box.x, top + title_h + (line - mark) / 2, mark, mark), row.state_icon, colour),
        Text(Box(box.x + mark + m.px(16), top + title_h, room, state_h), "\n".join(state), small, weight=600,
             colour=colour, leading=TWO_LINE if len(state) > 1 else 1.36, max_lines=len(state), ground="sheet"),
    )


def _turn(label: str, box: Box, page: int, pages: int, m: Metrics) -> Touch:
    """The key that turns the page: arrow, words, dots, as on the first page."""
    size = m.text(34)
    while size > m.smallest and broadest(tuple(label.split(" ")), size, 600) > box.w - m.px(12):
        size -= 2
    lines = balanced(label, size, 600, box.w - m.px(12))
    words_h, arrow, dot = height_of(lines, size, TWO_LINE), m.px(60), m.px(20)
    top = box.y + (box.h - arrow - words_h - dot - m.px(44)) / 2
    pitch = min(m.px(32), (box.w - m.px(16)) / pages)
    icon = "arrow-left" if page + 1 == pages else "arrow-right"
    return Touch(box, TurnPage((page + 1) % pages), (
        Icon(Box(box.x + (box.w - arrow) / 2, top, arrow, arrow), icon),
        Text(Box(box.x + m.px(6), top + arrow + m.px(20), box.w - m.px(12), words_h), "\n".join(lines), size,
             weight=600, align="center", leading=TWO_LINE, max_lines=len(lines), ground="sheet"),
        *(Dots(Box(box.x + (box.w - pages * pitch) / 2 + n * pitch, top + arrow + words_h + m.px(40), pitch, dot),
               1 if n == page else 0, 1, min(dot, pitch * 0.7), 0) for n in range(pages)),
    ), style="plain", radius=m.radius, speak=label)


def _foot(view: LessonListView, box: Box, m: Metrics) -> Text:
    return Text(box, view.foot, m.size("small"), weight=500, colour="ink2", align="center", leading=1.3,
                ground="paper")


def _empty(view: LessonListView, m: Metrics) -> tuple[Part, ...]:
    """Nothing here yet: said kindly, with a way on."""
    area = components.page(m, side=36, top=60, bottom=767)
    button_h = max(m.target, m.px(132), m.size("primary") * 1.36 + m.px(24))
    words_size = m.size("title")
    lines = balanced(view.empty, words_size, 700, area.w)
    words_h = height_of(lines, words_size, 1.32)
    side = min(m.px(280), area.h - words_h - button_h - m.px(60))
    top = area.y + max(0.0, (area.h - side - words_h - button_h - m.px(70)) / 2)
    words = Box(area.x, top + max(0.0, side) + m.px(24), area.w, words_h)
    parts: list[Part] = []
    if side >= m.px(96):
        parts.append(Picture(Box(area.x + (area.w - side) / 2, top, side, side), view.picture))
    parts.append(Text(words, "\n".join(lines), words_size, weight=700, align="center", leading=1.32,
                      max_lines=len(lines), ground="paper"))
    if view.back is not None:
        width = min(area.w, max(m.px(560), components.button_width(view.back, m, m.size("primary"))))
        box = Box(area.x + (area.w - width) / 2, area.bottom - button_h, width, button_h)
        lines_of = 1 if fits(view.back.label, m.size("primary"), 600, box.inset(m.px(60), 0)) else 2
        parts.append(components.button(box, view.back, m, style="primary", lines=lines_of))
    return tuple(parts)
