"""Entry for maintenance: whose machine this is, what is fine and what is not; and scanning its paper.

Guarantees: every state shows by icon and by word. With larger text the rows that are fine leave first,
what is wrong stays.

    plan(MaintenanceView("maintenance", rail, look, title="Khám máy", rows=(...)), m)
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.views import Action, HealthRow, MaintenanceView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Icon, Panel, Part, Picture
from kiosk.ui.design.text_layout import height_of
from kiosk.ui.screens.components import (
    NOTES,
    balanced,
    broadest,
    button,
    button_height,
    divider,
    fits,
    sheet,
    title,
    words,
)
from kiosk.ui.screens.layout import columns, page
from kiosk.ui.screens.scan import viewfinder

_STATE = {"ok": ("check-circle", "leaf"), "warning": ("warning-octagon", "lamp-edge"), "bad": ("x-circle", "clay")}
_URGENCY = {"bad": 0, "warning": 1, "ok": 2}


def plan(view: MaintenanceView, m: Metrics) -> tuple[Part, ...]:
    area = page(m, side=20, top=28, bottom=755, tallest=860)
    if view.camera:
        return _scanning(view, m, area)
    head = Box(area.x, area.y, area.w, m.size("notice") * 1.35)
    foot_h = _foot_height(view, m, area.w)
    foot = Box(area.x, area.bottom - foot_h, area.w, foot_h)
    air = m.px(30 if m.percent == 100 else 20) if foot_h else 0.0
    top = head.bottom + m.px(12)
    body = Box(area.x, top, area.w, foot.y - air - top)
    titled = fits(view.title, m.size("notice"), 700, head, leading=1.24) and len(_kept(view.rows, m, body)) == len(
        view.rows)
    if not titled:
        body = Box(area.x, area.y, area.w, foot.y - air - area.y)
    parts: tuple[Part, ...] = (title(view.title, m, head, size=m.size("notice")),) if titled else ()
    return (*parts, *_rows(view.rows, m, body), *_ways(view, m, foot))


def _offers(view: MaintenanceView) -> list[tuple[Action, str]]:
    """What can be done here, the first one in green."""
    first = [(view.primary, "primary")] if view.primary else []
    others = [action for action in (view.secondary, *view.more) if action]
    return [*first, *((action, "plain") for action in others)]


def _button_rows(view: MaintenanceView, m: Metrics, width: float) -> list[list[tuple[Action, str]]]:
    """All side by side where their words stand in two lines; else the first one above the others."""
    offers = _offers(view)
    if len(offers) < 3 or all(_stands(action, m, room) for (action, _style), room in zip(
            offers, _widths(offers, m, width), strict=True)):
        return [offers] if offers else []
    return [offers[:1], offers[1:]]


def _stands(action: Action, m: Metrics, width: float) -> bool:
    room = width - m.px(44 + 12 + 2 * 14)
    lines = balanced(action.label, m.size("second"), 600, room)
    return len(lines) <= 2 and broadest(lines, m.size("second"), 600) <= room


def _widths(offers: Sequence[tuple[Action, str]], m: Metrics, width: float) -> list[float]:
    """The green one is the widest, at the usual size of letters."""
    shares = [1.3 if style == "primary" and m.percent == 100 else 1.0 for _action, style in offers]
    free = width - m.px(24) * (len(offers) - 1)
    return [free * share / sum(shares) for share in shares]


def _foot_height(view: MaintenanceView, m: Metrics, width: float) -> float:
    rows = _button_rows(view, m, width)
    return sum(_button_row_height(row, m) for row in rows) + (m.gap + m.edge) * max(0, len(rows) - 1)


def _button_row_height(row: Sequence[tuple[Action, str]], m: Metrics) -> float:
    if len(row) == 1:
        return m.px(132) if m.percent == 100 else max(m.target, button_height(m, m.size("second"), 1, 118))
    return button_height(m, m.size("second"), 1 if m.percent == 100 and len(row) < 3 else 2)


def _ways(view: MaintenanceView, m: Metrics, box: Box) -> tuple[Part, ...]:
    parts: list[Part] = []
    y = box.y
    for row in _button_rows(view, m, box.w):
        x, high = box.x, _button_row_height(row, m)
        alone = len(_offers(view)) == 1
        for (action, style), wide in zip(row, _widths(row, m, box.w), strict=True):
            parts.append(button(Box(x, y, wide, high), action, m, style=style, size=0 if alone else m.size("second")))
            x += wide + m.px(24)
        y += high + m.gap + m.edge
    return tuple(parts)


def _scanning(view: MaintenanceView, m: Metrics, area: Box) -> tuple[Part, ...]:
    """The mirror at the left; advice and the way back beside it. The title is only spoken where text is large."""
    head = Box(area.x, area.y, area.w, m.size("notice") * 1.35)
    titled = m.percent == 100 and fits(view.title, m.size("notice"), 700, head, leading=1.24)
    top = head.bottom + m.px(10) if titled else area.y
    body = Box(area.x, top, area.w, area.bottom - top)
    left, right = columns(body, (1.3, 1) if m.percent == 100 else (1, 1), m.px(24))
    ways = [action for action in (view.primary, view.secondary) if action]
    way_h = button_height(m, m.size("second"), 1 if m.percent == 100 else 2)
    step = way_h + m.gap + m.edge
    health_box = Box(right.x, right.y, right.w, right.h - len(ways) * step)
    buttons = [button(Box(right.x, health_box.bottom + m.gap + at * step, right.w, way_h), action, m,
                      size=m.size("second"))
               for at, action in enumerate(ways)]
    heading = (title(view.title, m, head, size=m.size("notice")),) if titled else ()
    return (*heading, *viewfinder(left, m, view.frame), *_health_lines(view, m, health_box), *buttons)


def _health_lines(view: MaintenanceView, m: Metrics, box: Box) -> tuple[Part, ...]:
    """The advice on its note, below its drawing where there is room for one."""
    fill, border, width, colour = NOTES["warning" if view.advice_kind == "warning" else "kind"]
    size, side, mark = m.text(44), m.px(22), m.px(110)
    lines = balanced(view.advice, size, 600, box.w - 2 * side)
    text_h = height_of(lines, size, 1.3)
    drawn = text_h + mark + m.px(56) <= box.h
    top = box.y + (box.h - text_h - (mark + m.px(16) if drawn else 0.0)) / 2
    place = Box(box.x + side, top, box.w - 2 * side, mark)
    shown: Part = Picture(place, view.advice_picture) if view.advice_picture and view.advice_kind == "kind" else Icon(
        place, "hand" if view.advice_kind == "warning" else "qr", colour)
    said = words(Box(box.x + side, top + (mark + m.px(16) if drawn else 0.0), box.w - 2 * side, text_h), view.advice,
                 size, align="center", leading=1.3, lines=len(lines), ground=fill)
    note_box = Panel(box, fill=fill, radius=m.px(18), border=border, border_width=width)
    return (note_box, shown, said) if drawn else (note_box, said)


# --- the rows ---------------------------------------------------------------------------------


def _rows(rows: tuple[HealthRow, ...], m: Metrics, box: Box) -> tuple[Part, ...]:
    shown = _kept(rows, m, box)
    heights = [_row_height(row, m, box) for row in shown]
    air = min(m.px(40), max(0.0, (box.h - sum(heights) - m.px(16)) / max(1, len(shown))))
    high = sum(heights) + air * len(shown) + m.px(16)
    y = box.y + m.px(8)
    parts: list[Part] = [sheet(Box(box.x, box.y, box.w, high), m)]
    for at, (row, row_h) in enumerate(zip(shown, heights, strict=True)):
        if at:
            parts.append(divider(box.x + m.px(30), y, box.w - m.px(60)))
        parts += _row(row, m, Box(box.x, y, box.w, row_h + air))
        y += row_h + air
    return tuple(parts)


def _kept(rows: tuple[HealthRow, ...], m: Metrics, box: Box) -> list[HealthRow]:
    """As many as stand in ``box``, the worst first to stay, in their own order."""
    kept: list[HealthRow] = []
    room = box.h - m.px(16)
    for row in sorted(rows, key=lambda row: _URGENCY[row.state]):
        room -= _row_height(row, m, box)
        if room < 0 and kept:
            break
        kept.append(row)
    return [row for row in rows if row in kept]


def _text_width(m: Metrics, box: Box) -> float:
    return box.w - m.px(32 + 58 + 26) - m.px(26 + 58 + 32)


def _row_height(row: HealthRow, m: Metrics, box: Box) -> float:
    lines = balanced(row.text, m.text(44), 600, _text_width(m, box))
    return max(m.px(70), height_of(lines, m.text(44), 1.3) + m.px(10))


def _row(row: HealthRow, m: Metrics, box: Box) -> tuple[Part, ...]:
    mark = m.px(58)
    y = box.y + (box.h - mark) / 2
    text = Box(box.x + m.px(116), box.y, _text_width(m, box), box.h)
    icon, colour = _STATE[row.state]
    return (Icon(Box(box.x + m.px(32), y, mark, mark), row.icon, "ink2"),
            words(text, row.text, m.text(44), weight=600, lines=3, leading=1.3, ground="sheet"),
            Icon(Box(box.right - m.px(32) - mark, y, mark, mark), icon, colour))
