"""Text size, contrast and calm: three words in the size they stand for, two switches, one way back.

A chosen thing says so three times: a green face, a thick border and a tick. The title leaves when the
letters are large (it is still spoken).
"""

from __future__ import annotations

from kiosk.core.views import Action, TextSizeView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Icon, Part, Ring, Text, Touch
from kiosk.ui.design.text_layout import height_of, width_of
from kiosk.ui.screens.components import TWO_LINE, balanced, broadest, button, button_width, title
from kiosk.ui.screens.layout import page

_STEPS = (100, 125, 150)


def plan(view: TextSizeView, m: Metrics) -> tuple[Part, ...]:
    """Parts of the panel without the rail."""
    area = page(m, top=22)
    rows = _rows(view, m, area)
    head, sizes, switches, foot = rows
    parts: list[Part] = [title(view.title, m, head)] if head.h else []
    parts += [_size(action, chosen, _column(sizes, number, len(view.sizes), m), m, _STEPS[number % 3])
              for number, (action, chosen) in enumerate(view.sizes)]
    parts += _switches(view, switches, m)
    if view.primary:
        width = min(area.w, max(button_width(view.primary, m, m.size("primary")) + m.px(60), m.px(420)))
        parts.append(button(Box(foot.x, foot.y, width, foot.h), view.primary, m, style="primary", lines=1))
    return tuple(parts)


def _pairs(view: TextSizeView) -> list[tuple[Action, bool | None]]:
    """The switches with their state; None = it turns to the next of several."""
    pairs: tuple[tuple[Action | None, bool | None], ...] = (
        (view.contrast, view.contrast_on), (view.calm, view.calm_on), (view.slow, view.slow_on), (view.language, None))
    return [(action, on) for action, on in pairs if action]


def _switches(view: TextSizeView, area: Box, m: Metrics) -> list[Part]:
    """Two in a row."""
    pairs = _pairs(view)
    lines = max(1, (len(pairs) + 1) // 2)
    air = m.gap + m.edge
    high = (area.h - (lines - 1) * air) / lines
    parts: list[Part] = []
    for number, (action, on) in enumerate(pairs):
        line = number // 2
        row = Box(area.x, area.y + line * (high + air), area.w, high)
        box = _column(row, number % 2, min(2, len(pairs) - 2 * line), m)
        parts.append(_language(action, view.language_name, box, m) if on is None else _switch(action, on, box, m))
    return parts


def _rows(view: TextSizeView, m: Metrics, area: Box) -> tuple[Box, Box, Box, Box]:
    """Title (or nothing), sizes, switches, foot, from top to bottom."""
    air = m.gap + m.edge
    head = m.size("title") * 1.4 if width_of(view.title, m.size("title"), 700) <= area.w else 0.0
    foot = max(m.target, m.size("primary") * 1.5 + m.px(16))
    lines = max(1, (len(_pairs(view)) + 1) // 2)
    least = max(m.px(140) if lines == 1 else m.target, height_of(2, _switch_size(m), TWO_LINE) + m.px(18))
    switch = lines * least + (lines - 1) * air
    free = area.h - m.edge - head - foot - switch - (2 if not head else 3) * air
    sizes = min(free, m.px(330))
    if sizes < m.target:
        head, sizes = 0.0, area.h - m.edge - foot - switch - 2 * air
    top = area.y + head + (air if head else 0.0)
    below = top + sizes + air
    return (Box(area.x, area.y, area.w, head), Box(area.x, top, area.w, sizes),
            Box(area.x, below, area.w, switch),
            Box(area.x, area.bottom - m.edge - foot, area.w, foot))


def _column(row: Box, number: int, of: int, m: Metrics) -> Box:
    width = (row.w - (of - 1) * m.gap) / max(1, of)
    return Box(round(row.x + number * (width + m.gap)), row.y, round(width), row.h)


def _size(action: Action, chosen: bool, box: Box, m: Metrics, step: int) -> Touch:
    """The word stands in the size it stands for, whatever size is set now."""
    size = float(round(m.text(50, grows=False) * step / 100))
    word = size * 1.3
    icon = min(m.px(84) * step / 100, box.h - word - m.px(24))
    with_icon = icon >= m.px(44)
    top = box.y + (box.h - word - (icon + m.px(6) if with_icon else 0)) / 2
    style, ground = ("chosen", "leaf-soft") if chosen else ("plain", "sheet")
    label = Box(box.x + m.px(12), top + (icon + m.px(6) if with_icon else 0), box.w - m.px(24), word)
    parts: tuple[Part, ...] = (
        *((Icon(Box(box.x + (box.w - icon) / 2, top, icon, icon), action.icon),) if with_icon else ()),
        Text(label, action.label, size, 600, align="center", leading=1.3, ground=ground),
        *(_tick(box, m) if chosen else ()),
    )
    return Touch(box, action.intent, parts, style=style, radius=m.radius, speak=action.label)


def _tick(box: Box, m: Metrics) -> tuple[Part, ...]:
    side, air = m.px(52), m.px(14)
    return (Icon(Box(box.right - side - air, box.y + air, side, side), "check-circle", "leaf"),)


def _switch(action: Action, on: bool, box: Box, m: Metrics) -> Touch:
    """A switch: icon, words in at most two lines, and a mark that is ticked or empty."""
    size, pad, mark = _switch_size(m), m.px(22), m.px(56)
    icon = m.px(60) if m.percent < 150 else m.px(48)
    room = box.w - 2 * pad - mark - icon - 2 * m.px(14)
    lines = balanced(action.label, size, 600, room)
    if len(lines) > 2 or broadest(lines, size, 600) > room:
        icon, room = 0.0, room + icon + m.px(14)
    lines = balanced(action.label, size, 600, room)
    style, ground = ("chosen", "leaf-soft") if on else ("plain", "sheet")
    left = box.x + pad + (icon + m.px(14) if icon else 0)
    spot = Box(box.right - pad - mark, box.y + (box.h - mark) / 2, mark, mark)
    parts: tuple[Part, ...] = (
        *((Icon(Box(box.x + pad, box.y + (box.h - icon) / 2, icon, icon), action.icon),) if icon else ()),
        Text(Box(left, box.y, room, box.h), "\n".join(lines), size, 600, leading=TWO_LINE,
             max_lines=len(lines), ground=ground),
        Icon(spot, "check-circle", "leaf") if on else Ring(spot.inset(m.px(5)), "edge", 4, mark / 2),
    )
    return Touch(box, action.intent, parts, style=style, radius=m.radius, speak=action.label)


def _switch_size(m: Metrics) -> float:
    return m.size("second") if m.percent < 150 else m.size("secondary")


def _language(action: Action, name: str, box: Box, m: Metrics) -> Touch:
    """What it is, the language chosen now, and an arrow to the next."""
    size, pad, mark = _switch_size(m), m.px(22), m.px(48)
    icon = m.px(60) if m.percent < 150 else m.px(48)
    room = box.w - 2 * pad - mark - icon - 2 * m.px(14)
    small = size * 0.9 if size * 0.9 >= m.smallest else m.smallest
    high = size * TWO_LINE
    top = box.y + (box.h - high - small * TWO_LINE) / 2
    left = box.x + pad + icon + m.px(14)
    parts: tuple[Part, ...] = (
        Icon(Box(box.x + pad, box.y + (box.h - icon) / 2, icon, icon), action.icon),
        Text(Box(left, top, room, high), action.label, size, 600, leading=TWO_LINE, ground="sheet"),
        Text(Box(left, top + high, room, small * TWO_LINE), name, small, 700, leading=TWO_LINE, colour="indigo-deep",
             ground="sheet"),
        Icon(Box(box.right - pad - mark, box.y + (box.h - mark) / 2, mark, mark), "arrow-right"),
    )
    return Touch(box, action.intent, parts, style="plain", radius=m.radius, speak=f"{action.label}: {name}")
