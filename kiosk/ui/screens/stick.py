"""Lesson packs by USB: the bar and its steps with "Xin đừng rút USB vội"; and the big tick when it may be pulled.

Guarantees: the heaviest thing on the page is what keeps the stick in, or lets it out; with larger text the drawing
leaves first, then the steps that are done, then lines that only reassure. What leaves is still spoken.

    plan(StickView("stick-copying", rail, look, title="Đang chép bài mới", percent=62, ...), m)
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.views import StepState, StickView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Disc, Icon, Panel, Part, Picture, Ring, Text
from kiosk.ui.design.text_layout import height_of, width_of
from kiosk.ui.screens.components import TWO_LINE, Weight, balanced, broadest, button, button_height, sheet, words
from kiosk.ui.screens.layout import columns, page

Row = tuple[str, str]                   # (state or icon, words)

_STEP: dict[StepState, tuple[str, str, Weight]] = {
    "done": ("check", "leaf", 600), "now": ("arrow-right", "clay", 700), "ahead": ("", "edge", 600)}


def plan(view: StickView, m: Metrics) -> tuple[Part, ...]:
    area = page(m, side=20, top=44 if m.percent == 100 else 26, bottom=755, tallest=860)
    foot_h = _foot_height(view, m, area)
    foot = Box(area.x, area.bottom - foot_h, area.w, foot_h)
    air = m.px(30 if m.percent == 100 else 18)
    body = Box(area.x, area.y, area.w, foot.y - air - area.y)
    upper = _done(view, m, body) if view.done else _going(view, m, body)
    return (*upper, *_foot(view, m, foot))


# --- the foot: what not to do yet, or the ways on ------------------------------------------------


def _ways(view: StickView, m: Metrics) -> tuple[float, int]:
    """Size of the buttons' words and how many lines they may take."""
    return (m.size("primary"), 1) if m.percent == 100 else (m.size("second"), 2)


def _foot_height(view: StickView, m: Metrics, area: Box) -> float:
    size, lines = _ways(view, m)
    strip = _strip_height(view, m)
    if view.warning:
        return max(m.px(120), height_of(_warning(view, m, area.w), m.size("title"), TWO_LINE) + m.px(28)) + strip
    return (button_height(m, size, lines) if view.primary or view.secondary else 0.0) + strip


def _strip_height(view: StickView, m: Metrics) -> float:
    return m.text(34, grows=False) * 1.36 + m.px(14) if view.strip else 0.0


def _warning(view: StickView, m: Metrics, width: float) -> tuple[str, ...]:
    return balanced(view.warning, m.size("title"), 700, width - m.px(84 + 40 + 60))


def _foot(view: StickView, m: Metrics, box: Box) -> tuple[Part, ...]:
    strip_h = _strip_height(view, m)
    upper = Box(box.x, box.y, box.w, box.h - strip_h)
    parts = _warn(view, m, upper) if view.warning else _buttons(view, m, upper)
    if not view.strip:
        return parts
    size = m.text(34, grows=False)
    strip = words(Box(box.x, box.bottom - strip_h + m.px(14), box.w, strip_h - m.px(14)), view.strip, size, weight=500,
                  colour="ink2", align="center")
    return (*parts, strip)


def _warn(view: StickView, m: Metrics, box: Box) -> tuple[Part, ...]:
    size, mark = m.size("title"), m.px(68)
    lines = _warning(view, m, box.w)
    wide = broadest(lines, size, 700)
    left = box.x + (box.w - wide - mark - m.px(28)) / 2
    return (
        Panel(box, fill="clay-soft", radius=m.px(18), border="clay", border_width=4),
        Icon(Box(left, box.y + (box.h - mark) / 2, mark, mark), "hand", "clay-deep"),
        Text(Box(left + mark + m.px(28), box.y, wide + 4, box.h), "\n".join(lines), size, weight=700,
             colour="clay-deep", leading=TWO_LINE, max_lines=len(lines), ground="clay-soft"),
    )


def _buttons(view: StickView, m: Metrics, box: Box) -> tuple[Part, ...]:
    size, lines = _ways(view, m)
    box = Box(box.x, box.y, box.w, box.h - m.edge)
    if view.primary and view.secondary:
        left, right = columns(box, (590, 366) if m.percent == 100 and _short(view, m, box) else (1, 1), m.px(24))
        return (button(left, view.primary, m, style="primary", size=size, lines=max(lines, 2)),
                button(right, view.secondary, m, size=m.size("second"), lines=2))
    return (button(box, view.primary, m, style="primary", size=size, lines=lines),) if view.primary else ()


def _short(view: StickView, m: Metrics, box: Box) -> bool:
    label = view.secondary.label if view.secondary else ""
    return width_of(label, m.size("second"), 600) < box.w * 0.24


# --- while it goes on, or before, or when it failed ----------------------------------------------


def _going(view: StickView, m: Metrics, box: Box) -> tuple[Part, ...]:
    rows: Sequence[Row] = [(state, text) for text, state in view.steps] or list(view.lines)
    bar = m.px(76) + m.px(30) if view.percent is not None else 0.0
    for drawn in (True, False) if m.percent < 150 else (False,):
        head = _head_height(view, m, box.w, drawn=drawn)
        if _rows_height(rows, m, box.w, _sizes(m)[0]) <= box.h - head - m.px(24) - bar:
            break
    y = box.y + head + m.px(24)
    parts = [*_head(view, m, Box(box.x, box.y, box.w, head), drawn=drawn)]
    if view.percent is not None:
        parts += _bar(view, m, Box(box.x, y, box.w, m.px(76)))
        y += bar
    return (*parts, *_sheet(rows, view, m, Box(box.x, y, box.w, box.bottom - y)))


def _head_text(view: StickView, m: Metrics, width: float, *, drawn: bool) -> tuple[tuple[str, ...], float, float]:
    """Lines, their size, and where they begin."""
    left = m.px(190 + 46) if drawn else 0.0
    for size in (m.size("notice"), m.size("title")):
        lines = balanced(view.title, size, 700, width - left)
        if len(lines) <= 2:
            break
    return lines, size, left


def _head_height(view: StickView, m: Metrics, width: float, *, drawn: bool) -> float:
    lines, size, _left = _head_text(view, m, width, drawn=drawn)
    return max(m.px(140) if drawn else 0.0, height_of(lines, size, 1.25))


def _head(view: StickView, m: Metrics, box: Box, *, drawn: bool) -> tuple[Part, ...]:
    lines, size, left = _head_text(view, m, box.w, drawn=drawn)
    text = Text(Box(box.x + left, box.y, box.w - left, box.h), "\n".join(lines), size, weight=700, leading=1.25,
                max_lines=len(lines), ground="paper")
    if not drawn:
        return (text,)
    side = min(m.px(190), box.h + m.px(20))
    return Picture(Box(box.x, box.y + (box.h - side) / 2, side, side), view.picture), text


def _bar(view: StickView, m: Metrics, box: Box) -> tuple[Part, ...]:
    """The number stands where there is room: on the empty part, or on the full one."""
    size, radius = m.text(46, grows=False), m.px(18)
    filled = box.w * min(100, max(0, view.percent or 0)) / 100
    wide = width_of(view.percent_words, size, 600) + m.px(28)
    outside = box.w - filled >= wide
    place = Box(box.right - wide, box.y, wide - m.px(20), box.h) if outside else Box(
        box.x + filled - wide, box.y, wide - m.px(20), box.h)
    parts: list[Part] = [Panel(box, fill="sheet", radius=radius, border="leaf-deep", border_width=3)]
    if filled >= 2 * radius:
        parts.append(Panel(Box(box.x, box.y, filled, box.h), fill="leaf", radius=radius, border="leaf-deep",
                           border_width=3))
    parts.append(Text(place, view.percent_words, size, weight=600, align="right",
                      colour="ink" if outside else "on-leaf", ground="sheet" if outside else "leaf"))
    return tuple(parts)


# --- rows on their sheet --------------------------------------------------------------------------


def _sizes(m: Metrics) -> tuple[float, ...]:
    """The words of a row, the largest first: a smaller one before the last row leaves."""
    return m.text(48), m.text(42), m.text(36), m.text(34, grows=False)


def _row_height(row: Row, m: Metrics, width: float, size: float) -> float:
    lines = balanced(row[1], size, 700, width - m.px(114 + 30))
    return max(m.px(76), height_of(lines, size, 1.3) + m.px(8))


def _rows_height(rows: Sequence[Row], m: Metrics, width: float, size: float) -> float:
    return sum(_row_height(row, m, width, size) for row in rows) + m.px(20)


def _kept(rows: Sequence[Row], m: Metrics, width: float, room: float) -> tuple[list[Row], float]:
    """What stands in ``room``, and how large: what is going on now stays longest, then what comes first."""
    order = sorted(rows, key=lambda row: (row[0] != "now", row[0] == "done"))
    for size in _sizes(m):
        kept: list[Row] = []
        for row in order:
            if _rows_height([*kept, row], m, width, size) > room:
                break
            kept.append(row)
        if kept:
            break
    return [row for row in rows if row in kept], size


def _sheet(rows: Sequence[Row], view: StickView, m: Metrics, box: Box) -> tuple[Part, ...]:
    shown, size = _kept(rows, m, box.w, box.h)
    if not shown:
        return ()
    heights = [_row_height(row, m, box.w, size) for row in shown]
    air = min(m.px(16), max(0.0, (box.h - sum(heights) - m.px(20)) / len(shown)))
    y = box.y + m.px(10)
    parts: list[Part] = [sheet(Box(box.x, box.y, box.w, sum(heights) + air * len(shown) + m.px(20)), m)]
    for row, row_h in zip(shown, heights, strict=True):
        parts += _row(row, bool(view.steps), m, Box(box.x, y, box.w, row_h + air), size)
        y += row_h + air
    return tuple(parts)


def _row(row: Row, step: bool, m: Metrics, box: Box, size: float) -> tuple[Part, ...]:
    mark, name = m.px(50), row[0]
    place = Box(box.x + m.px(36), box.y + (box.h - mark) / 2, mark, mark)
    weight: Weight = 600
    sign: tuple[Part, ...] = (Icon(place, name, "wood"),)
    if step:
        icon, colour, weight = _STEP[name]  # type: ignore[index]
        sign = (Ring(place, colour, m.px(4), mark / 2),) if not icon else (
            Disc(place, "", border=colour, border_width=0, fill=colour), Icon(place.inset(m.px(10)), icon, "sheet"))
    text = Box(box.x + m.px(114), box.y, box.w - m.px(114 + 30), box.h)
    colour = "ink2" if step and name == "ahead" else "ink"
    return (*sign, words(text, row[1], size, weight=weight, colour=colour, lines=3, leading=1.3, ground="sheet"))


# --- done -----------------------------------------------------------------------------------------


def _done(view: StickView, m: Metrics, box: Box) -> tuple[Part, ...]:
    for size, side in ((m.size("greeting"), m.px(200)), (m.size("notice"), m.px(150)), (m.size("notice"), 0.0),
                       (m.size("title"), 0.0)):
        left = m.px(84) + side + m.px(64) if side else 0.0
        lines = balanced(view.title, size, 700, box.w - left)
        head = max(side, height_of(lines, size, TWO_LINE))
        least = _row_height(view.lines[0], m, box.w, _sizes(m)[-1]) + m.px(20)
        if len(lines) <= 2 and broadest(lines, size, 700) <= box.w - left and head + m.px(36) + least <= box.h:
            break
    parts: list[Part] = [Text(Box(box.x + left, box.y, box.w - left, head), "\n".join(lines), size, weight=700,
                              leading=TWO_LINE, max_lines=len(lines), ground="paper")]
    if side:
        tick = Box(box.x + m.px(84), box.y + (head - side) / 2, side, side)
        parts += [Disc(tick, "", border="leaf", border_width=0, fill="leaf"),
                  Icon(tick.inset(side * 0.2), "check", "on-leaf")]
    y = box.y + head + m.px(36)
    return (*parts, *_sheet(view.lines, view, m, Box(box.x, y, box.w, box.bottom - y)))
