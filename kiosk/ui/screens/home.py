"""Home: tonight's note, one green bar for the badge, the needs as pictures, "Việc khác".

Bigger text removes things, in this order: the help line, the title, the third tile (look.md section 1).
``plan`` tries the richest layout first and takes the first whose words all stand whole.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from kiosk.core.intents import TurnPage
from kiosk.core.views import Action, HomeView, Tile
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Disc, Dots, Icon, Panel, Part, Petals, Picture, Text, Touch
from kiosk.ui.design.text_layout import height_of, width_of, wrap

_MORE_W = {100: 138.0, 125: 160.0, 150: 176.0}
_FIRST_LEADING = 1.18


@dataclass(frozen=True)
class _Layout:
    """One way to fill the page."""

    tiles: int
    title: bool
    help: bool


_RICHEST_FIRST = (
    _Layout(3, title=True, help=True), _Layout(3, title=True, help=False),
    _Layout(3, title=False, help=False), _Layout(2, title=True, help=False),
    _Layout(2, title=False, help=False),
)


def plan(view: HomeView, m: Metrics) -> tuple[Part, ...]:
    """Parts of home without the rail."""
    layout = next((layout for layout in _RICHEST_FIRST if _stands(view, m, layout)), _RICHEST_FIRST[-1])
    top = _top(m)
    parts: list[Part] = [Petals(Box(0, 0, m.left.w, m.petal_h))]
    if view.note:
        parts += _note(view.note, Box(m.content.x, top, m.content.w, _note_h(m)), m)
    bar = _bar_box(view, m, layout)
    if layout.title:
        head = top + (_note_h(m) if _has_band(view) else 0)
        parts += _title(view, Box(m.content.x, head, m.content.w, bar.y - head), m)
    if view.scan:
        parts.append(_bar(view.scan, bar, m, layout))
    parts += _tiles(view, m, layout, _tiles_top(view, m, bar))
    return tuple(parts)


def _top(m: Metrics) -> float:
    return m.petal_h + (m.px(18) if m.plan != "low" else 8)


def _has_band(view: HomeView) -> bool:
    """Whether a band at the top is kept for the note."""
    return bool(view.note)


def _note_h(m: Metrics) -> float:
    return round(m.size("secondary") * (1.83 if m.percent == 100 and m.plan != "low" else 1.62))


def _first_size(m: Metrics) -> float:
    return m.size("first")


def _stands(view: HomeView, m: Metrics, layout: _Layout) -> bool:
    bar = _bar_box(view, m, layout)
    high = _floor(m) - _tiles_top(view, m, bar) >= m.px(250)
    field = _tile_w(m, layout) - m.px(16)
    labels = all(width_of(tile.label, m.size("primary"), 600) <= field for tile in view.tiles)
    return high and labels and _title_stands(view, m, layout) and _bar_stands(view, m, layout)


def _title_stands(view: HomeView, m: Metrics, layout: _Layout) -> bool:
    if not layout.title:
        return True
    room = m.content.w - (m.px(110) if view.greeting_picture else 0)
    return m.percent < 150 and width_of(view.title, m.size("title"), 700) <= room


def _bar_stands(view: HomeView, m: Metrics, layout: _Layout) -> bool:
    if view.scan is None or not layout.help:
        return True
    room = _words_w(m)
    return (width_of(view.scan.label, _first_size(m), 700) <= room
            and width_of(view.scan.help, m.size("secondary"), 500) <= room)


def _bar_box(view: HomeView, m: Metrics, layout: _Layout) -> Box:
    top = _top(m) + (_note_h(m) if _has_band(view) else 0)
    top += round(m.size("title") * 1.68 if m.plan != "low" else m.size("title") * 1.55) if layout.title else (
        m.gap if _has_band(view) else 0)
    height = m.px(240 if m.plan == "large" else 190)
    if view.scan and not layout.help:
        lines = wrap(view.scan.label, _first_size(m), 700, _words_w(m))
        height = max(height, height_of(lines, _first_size(m), _FIRST_LEADING) + m.px(14))
    return Box(m.content.x, top, m.content.w, round(height))


def _tiles_top(view: HomeView, m: Metrics, bar: Box) -> float:
    return bar.bottom + m.edge + m.gap if view.scan else bar.y


def _floor(m: Metrics) -> float:
    return m.content.bottom - m.edge


# --- note and title ------------------------------------------------------------------------------

def _note(note: tuple[str, str, str], box: Box, m: Metrics) -> list[Part]:
    """Pinned note with a clay spine: "**when:** what", the short text where the long one is too wide."""
    bold, long, short = note
    size, radius = m.size("secondary"), m.radius_note
    spine = max(6.0, m.px(10))
    icon = round(size * 1.16)
    room = Box(box.x + icon + m.px(57), box.y, box.w - icon - m.px(72), box.h)
    words = f"**{bold}** {long}" if bold else long
    if width_of(words, size, 600) > room.w:
        words = f"**{bold}** {short}" if bold else short
    ground = Box(box.x + spine, box.y, box.w - spine, box.h)
    clay = () if m.high_contrast else (
        Panel(Box(box.x, box.y, spine * 2 + 6, box.h), "clay", corners=(radius, 0, 0, radius)),)
    return [
        *clay,
        Panel(ground if clay else box, "straw", radius, corners=(6, radius, radius, 6) if clay else None),
        Icon(Box(box.x + m.px(36), box.y + (box.h - icon) / 2, icon, icon), "calendar", "clay"),
        Text(room, words, size, 600, ground="straw", min_size=m.smallest),
    ]


def _title(view: HomeView, box: Box, m: Metrics) -> list[Part]:
    parts: list[Part] = [Text(box, view.title, m.size("title"), 700, leading=1.32, ground="paper")]
    if view.greeting_picture:
        side = min(box.h - 14, m.px(84))
        parts.append(Disc(Box(box.right - side, box.y + (box.h - side) / 2, side, side),
                          view.greeting_picture, border_width=m.px(4)))
    return parts


# --- the green bar -------------------------------------------------------------------------------

def _art_w(m: Metrics) -> float:
    return m.px(320) if m.plan == "large" else m.px(250) if m.percent == 100 else m.px(290)


def _words_w(m: Metrics) -> float:
    """Width for the words between drawing and arrow."""
    return m.content.w - _art_w(m) - m.px(65) - m.px(140)


def _bar(scan: Action, box: Box, m: Metrics, layout: _Layout) -> Touch:
    art = Box(box.x + m.px(28), box.y, _art_w(m), box.h)
    words = Box(art.right + m.px(37), box.y, _words_w(m), box.h)
    arrow = m.px(68) if m.percent == 100 else m.px(84)
    parts: tuple[Part, ...] = (
        Picture(art, "badge-card"),
        *_bar_words(scan, words, m, layout),
        Icon(Box(box.right - m.px(40) - arrow, box.y + (box.h - arrow) / 2, arrow, arrow), "arrow-right",
             "on-leaf"),
    )
    return Touch(box, scan.intent, parts, style="primary", radius=m.radius, enabled=scan.enabled,
                 why=scan.why, speak=scan.label)


def _bar_words(scan: Action, box: Box, m: Metrics, layout: _Layout) -> tuple[Part, ...]:
    size, small = _first_size(m), m.size("secondary")
    if not layout.help or not scan.help:
        return (Text(box, scan.label, size, 700, colour="on-leaf", leading=_FIRST_LEADING, max_lines=2,
                     ground="leaf"),)
    first, second = size * 1.24, small * 1.36
    top = box.y + (box.h - first - second) / 2 + m.px(1)
    return (
        Text(Box(box.x, top, box.w, first), scan.label, size, 700, colour="on-leaf", leading=1.24,
             ground="leaf"),
        Text(Box(box.x, top + first, box.w, second), scan.help, small, 500, colour="on-leaf", ground="leaf"),
    )


# --- needs ---------------------------------------------------------------------------------------

def _more_w(m: Metrics) -> float:
    return max(m.px(_MORE_W[m.percent]), m.target + 2)


def _tile_w(m: Metrics, layout: _Layout) -> float:
    return math.floor((m.content.w - _more_w(m) - layout.tiles * m.gap) / layout.tiles)


def _tiles(view: HomeView, m: Metrics, layout: _Layout, top: float) -> list[Part]:
    pages = max(1, math.ceil(len(view.tiles) / layout.tiles))
    page = view.page % pages
    width, height = _tile_w(m, layout), _floor(m) - top
    shown = view.tiles[page * layout.tiles:(page + 1) * layout.tiles]
    parts: list[Part] = [
        _tile(tile, Box(m.content.x + number * (width + m.gap), top, width, height), m)
        for number, tile in enumerate(shown)
    ]
    if pages > 1:
        more = _more_w(m)
        parts.append(_more(view.more_label, page, pages, Box(m.content.right - more, top, more, height), m))
    return parts


def _tile(tile: Tile, box: Box, m: Metrics) -> Touch:
    strip = round(max(m.size("primary") * 1.95, m.px(90)))
    line = 4 if m.high_contrast else 2
    field = Box(box.x + line, box.y + line, box.w - 2 * line, box.h - strip - line)
    largest = m.px(186) * (1.5 if m.plan == "large" else 1.0)
    side = min(largest, field.h - m.px(16), field.w - m.px(20))
    radius = m.radius - line
    air = m.px(8) - 2               # a hair more room than ``_stands`` asks for: letters are measured to the pixel
    label = Box(box.x + air, field.bottom, box.w - 2 * air, box.bottom - field.bottom)
    parts: tuple[Part, ...] = (
        Panel(field, f"tint-{tile.tint}", radius, corners=(radius, radius, 0, 0)),
        Picture(Box(field.x + (field.w - side) / 2, field.y + (field.h - side) / 2, side, side),
                tile.picture),
        Text(label, tile.label, m.size("primary"), 600, align="center", ground="sheet"),
    )
    return Touch(box, tile.intent, parts, style="tile", radius=m.radius, speak=tile.label)


def _more(label: str, page: int, pages: int, box: Box, m: Metrics) -> Touch:
    """Turns to the next page; on the last one the arrow points back."""
    size = m.size("secondary") if m.plan == "low" else m.text(34)
    lines = wrap(label, size, 600, box.w - m.px(8))
    words = height_of(lines, size, 1.24)
    arrow, dot = m.px(78) if m.plan != "low" else m.px(90), max(16.0, m.px(20))
    air = m.px(22) if box.h >= m.px(300) else m.px(8)
    top = box.y + (box.h - arrow - words - dot - 2 * air) / 2
    icon = "arrow-left" if page == pages - 1 else "arrow-right"
    parts: tuple[Part, ...] = (
        Icon(Box(box.x + (box.w - arrow) / 2, top, arrow, arrow), icon),
        Text(Box(box.x + m.px(4), top + arrow + air, box.w - 2 * m.px(4), words), label, size, 600,
             align="center", leading=1.24, max_lines=2, ground="sheet", min_size=m.smallest),
        *_page_dots(page, pages, Box(box.x, top + arrow + words + 2 * air, box.w, dot), dot),
    )
    return Touch(box, TurnPage((page + 1) % pages), parts, style="plain", radius=m.radius, speak=label)


def _page_dots(page: int, pages: int, box: Box, dot: float) -> tuple[Part, ...]:
    gap = dot * 0.6
    left = box.x + (box.w - pages * dot - (pages - 1) * gap) / 2
    return tuple(
        Dots(Box(left + number * (dot + gap), box.y, dot, dot), int(number == page), 1, dot, 0)
        for number in range(pages)
    )
