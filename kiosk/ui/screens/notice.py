"""A notice: what happened, whose fault it is not, one or two ways on, a strip for the facilitator.

Guarantees: there is always a way on, larger than the trouble. With larger text the second line leaves
first (it is spoken), then the strip keeps only its code's line, and the drawing gets smaller.

    plan(NoticeView("notice.M1", rail, look, picture="camera-unplugged", title="Máy ảnh bị tuột dây rồi ạ"), m)
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.views import NoticeView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Icon, Panel, Part, Picture, Text
from kiosk.ui.design.text_layout import height_of
from kiosk.ui.screens.components import balanced, broadest, button, words
from kiosk.ui.screens.layout import page, stack, stands

_TITLE_LINE = 1.25


@dataclass(frozen=True)
class _Head:
    """The upper part as it stands: its drawing's width, the lines of the title, whether the line stays."""

    art: float
    lines: tuple[str, ...]
    size: float
    line: tuple[str, ...]
    height: float


def plan(view: NoticeView, m: Metrics) -> tuple[Part, ...]:
    area = page(m, side=20, top=50 if m.percent == 100 else 26, bottom=752 if m.percent == 100 else 762,
                tallest=800)
    below = _below(view, m, area)
    heads = _heads(view, m, area)
    head = next((one for one in heads if stands(area, [one.height, *below], m.px(22))), heads[-1])
    spare = area.h - head.height - sum(below) - m.px(30) * len(below)
    heights = [head.height + max(0.0, spare * 0.8), *below]
    rows = list(stack(area, heights, [26, *[32] * (len(below) - 1)]))
    parts = [*_head(view, m, rows.pop(0), head)]
    if view.primary:
        parts.append(button(rows.pop(0), view.primary, m, style="primary"))
    if view.secondary:
        parts.append(button(rows.pop(0), view.secondary, m))
    if rows:
        parts += _strip(view, m, rows.pop(0))
    return tuple(parts)


def _below(view: NoticeView, m: Metrics, area: Box) -> list[float]:
    ways = [m.px(130) for way in (view.primary, view.secondary) if way]
    if not _strip_text(view):
        return ways
    lines = balanced(_strip_text(view), m.text(34, grows=False), 500, _strip_room(m, area))
    return [*ways, max(m.px(84), height_of(lines, m.text(34, grows=False), 1.32) + m.px(20))]


# --- the upper part ---------------------------------------------------------------------------


def _heads(view: NoticeView, m: Metrics, area: Box) -> list[_Head]:
    """From the richest to the barest; a smaller drawing gives the words their room."""
    kept = [(art, size, with_line) for size in (m.size("notice"), m.size("title")) for art in (332, 230, 170)
            for with_line in (True, False) if with_line or m.percent > 100]
    return [_measured(view, m, area, *one) for one in kept]


def _measured(view: NoticeView, m: Metrics, area: Box, art: float, size: float, with_line: bool) -> _Head:
    width = area.w - m.px(art) - m.px(58)
    lines = balanced(view.title, size, 700, width)
    line = balanced(view.line, m.text(40), 500, width) if view.line and with_line else ()
    height = height_of(lines, size, _TITLE_LINE) + (height_of(line, m.text(40), 1.36) + m.px(8) if line else 0)
    wide = broadest(lines, size, 700) <= width and broadest(line, m.text(40), 500) <= width
    return _Head(m.px(art), lines, size, line, max(height, m.px(art) * 0.6) if wide else 10_000)


def _head(view: NoticeView, m: Metrics, box: Box, head: _Head) -> tuple[Part, ...]:
    art_w = head.art if head.height < 10_000 else m.px(170)
    side = min(box.h, art_w)
    left = box.x + art_w + m.px(58)
    title_h = height_of(head.lines, head.size, _TITLE_LINE)
    line_h = height_of(head.line, m.text(40), 1.36)
    top = box.y + (box.h - title_h - line_h - (m.px(8) if line_h else 0)) / 2
    parts: tuple[Part, ...] = (
        Picture(Box(box.x + m.px(10), box.y + (box.h - side) / 2, art_w, side), view.picture),
        Text(Box(left, top, box.right - left, title_h), "\n".join(head.lines), head.size, weight=700,
             leading=_TITLE_LINE, max_lines=len(head.lines), ground="paper"),
    )
    if not head.line:
        return parts
    place = Box(left, top + title_h + m.px(8), box.right - left, line_h)
    return (*parts, words(place, view.line, m.text(40), weight=500, colour="ink2", lines=len(head.line)))


# --- the strip --------------------------------------------------------------------------------


def _strip_text(view: NoticeView) -> str:
    """ "Người hướng dẫn: cắm lại dây là được (M1)"."""
    bold = f"**{view.strip_bold}**" if view.strip_bold else ""
    code = f"({view.code})" if view.code else ""
    return " ".join(piece for piece in (bold, view.strip, code) if piece)


def _strip_room(m: Metrics, area: Box) -> float:
    return area.w - m.px(92) - m.px(24)


def _strip(view: NoticeView, m: Metrics, box: Box) -> tuple[Part, ...]:
    mark, size = m.px(50), m.text(34, grows=False)
    text = Box(box.x + m.px(92), box.y, _strip_room(m, box), box.h)
    return (
        Panel(box, fill="straw", radius=m.radius_note),
        Icon(Box(box.x + m.px(24), box.y + (box.h - mark) / 2, mark, mark), "chalkboard", "indigo-deep"),
        words(text, _strip_text(view), size, weight=500, ground="straw", leading=1.32, lines=3),
    )
