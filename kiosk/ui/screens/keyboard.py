"""Typing a name: field and lying rail, the people found, the letters, and one row of words below.

Guarantees: keys never move and never shrink below 20 mm; the names found stand between field and keys, where
the eyes are. With larger text the thôn leaves first, then fewer people stand beside one another and the rest
are a page further; a typed text too long for its field keeps its end.

    plan(KeyboardView("typing", rail, look, typed="Mẫu T", found=(...), keys=LAID), m)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.core.intents import TurnPage
from kiosk.core.views import Action, FoundPerson, Key, KeyboardView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Disc, Icon, Panel, Part, Text, Touch
from kiosk.ui.design.text_layout import height_of, width_of
from kiosk.ui.screens.components import balanced, broadest, face, icon_line, narrowest
from kiosk.ui.screens.layout import columns

_SLOT_W: Final = {100: 154.0, 125: 172.0, 150: 200.0}
_FIELD_SIZES: Final = (60.0, 50.0, 42.0)
_LINE_SIZES: Final = (46.0, 42.0, 38.0, 34.0, 32.0, 30.0)


# --- where things stand -----------------------------------------------------------------------


@dataclass(frozen=True)
class Board:
    """Places of everything, px. ``keys`` are three rows of letters; ``low`` the row of words."""

    field: Box
    rail: tuple[Box, Box, Box]
    found: Box
    keys: tuple[tuple[Box, ...], ...]
    erase: Box
    guest: Box
    space: Box
    search: Box


@dataclass(frozen=True)
class _Grid:
    """One panel's drawing: its size and the places in it, in pixels of that drawing."""

    width: float
    height: float
    side: float
    top: float
    head_h: float
    found_y: float
    found_h: float
    keys_y: float
    pitch: float
    key_w: float
    key_h: float
    slot_w: float
    gap: float


def board(m: Metrics) -> Board:
    """The places for this screen: look.md section 6 gives 1280x800 and 1024x600; larger ones get larger keys."""
    grid = _grid(m)
    scale = min(m.width / grid.width, m.height / grid.height)
    if m.plan == "large":
        scale = min((m.width - 180) / grid.width, (m.height - 60) / grid.height, 1.25 * m.px(1000) / 1000)
    left, top = (m.width - grid.width * scale) / 2, (m.height - grid.height * scale) / 2

    def at(x: float, y: float, w: float, h: float) -> Box:
        return Box(round(left + x * scale), round(top + y * scale), round(w * scale), round(h * scale))

    slots = [grid.width - grid.side - grid.slot_w - n * (grid.slot_w + grid.gap) for n in (2, 1, 0)]
    first, second, third = (at(x, grid.top, grid.slot_w, grid.head_h) for x in slots)
    step = grid.key_w + 6
    inner = (grid.width - 10 * step + 6) / 2
    rows = [grid.keys_y + n * grid.pitch for n in range(4)]
    starts = (inner, inner + step / 2, inner + step / 2)
    right = inner + 10 * step - 6

    def across(x: float, to: float, row: int) -> Box:
        return at(x, rows[row], to - x, grid.key_h)

    return Board(
        field=at(grid.side, grid.top, slots[0] - grid.gap - grid.side, grid.head_h), rail=(first, second, third),
        found=at(grid.side, grid.found_y, grid.width - 2 * grid.side, grid.found_h),
        keys=tuple(tuple(at(starts[row] + n * step, rows[row], grid.key_w, grid.key_h) for n in range(count))
                   for row, count in enumerate((10, 9, 7))),
        erase=across(starts[2] + 7 * step, right, 2), guest=across(inner, inner + 2.42 * step, 3),
        space=across(inner + 2.52 * step, inner + 6.47 * step, 3), search=across(inner + 6.57 * step, right, 3),
    )


def _grid(m: Metrics) -> _Grid:
    if m.plan == "low":
        slot_w = {100: 128.0, 125: 142.0, 150: 158.0}[m.percent]
        return _Grid(1024, 600, 16, 8, 92, 117, 96, 228, 92, 92, 82, slot_w, 14)
    return _Grid(1280, 800, 20, 16, 118, 157, 130, 312, 122, 118, 110, _SLOT_W[m.percent], 18)


# --- the screen -------------------------------------------------------------------------------


def plan(view: KeyboardView, m: Metrics) -> tuple[Part, ...]:
    places = board(m)
    found = _found(view, m, places.found) if view.found else _line(view, m, places.found)
    return (*_field(view, m, places.field), *found, *_letters(view, m, places), *_words(view, m, places))


def _field(view: KeyboardView, m: Metrics, box: Box) -> tuple[Part, ...]:
    mark = m.px(50)
    x = box.x + m.px(34) + mark + m.px(26)
    room = Box(x, box.y, box.right - m.px(30) - x, box.h)
    text, size = _typed(view.typed, m, room.w) if view.typed else (view.prompt, _prompt_size(view.prompt, m, room.w))
    caret_x = x + m.px(4) + (width_of(text, size, 700) + m.px(6) if view.typed else -m.px(16))
    return (
        Panel(box, fill="sheet", radius=m.radius, border="leaf", border_width=m.px(4)),
        Icon(Box(box.x + m.px(34), box.y + (box.h - mark) / 2, mark, mark), "magnifier", "ink"),
        Panel(Box(caret_x, box.y + box.h * 0.23, m.px(5), box.h * 0.54), fill="clay", radius=0),
        Text(room, text, size, weight=700 if view.typed else 500, colour="ink" if view.typed else "ink2",
             leading=1.24, ground="sheet"),
    )


def _typed(typed: str, m: Metrics, width: float) -> tuple[str, float]:
    """The typed text in the largest step that holds it; in the smallest its end."""
    sizes = [m.text(size) for size in _FIELD_SIZES]
    size = next((size for size in sizes if width_of(typed, size, 700) <= width), sizes[-1])
    while width_of(typed, size, 700) > width:
        typed = typed[1:]
    return typed, size


def _prompt_size(prompt: str, m: Metrics, width: float) -> float:
    sizes = [m.text(size) for size in (44.0, 40.0, 36.0, 32.0, 30.0)]
    return next((size for size in sizes if width_of(prompt, size, 500) <= width), m.smallest)


def _line(view: KeyboardView, m: Metrics, box: Box) -> tuple[Part, ...]:
    """A flat note in the place of the names."""
    mark = min(m.px(64), box.h * 0.6)
    room = box.w - 2 * m.px(28) - mark - m.px(18)
    lines, size = _note_lines(view.line, m, room, box.h - m.px(8))
    inner = Box(box.x + m.px(28), box.y, box.w - 2 * m.px(28), box.h)
    return (
        Panel(box, fill="lamp-soft", radius=m.radius_note, border="lamp-edge", border_width=3),
        *icon_line(inner, view.line_icon, view.line, m, size=size, ground="lamp-soft", icon_colour="clay",
                   lines=lines, mark=mark),
    )


def _note_lines(line: str, m: Metrics, width: float, height: float) -> tuple[int, float]:
    sizes = [m.text(size) for size in _LINE_SIZES]
    for size in sizes:
        lines = balanced(line, size, 600, width)
        if len(lines) <= 2 and height_of(lines, size, 1.22) <= height and broadest(lines, size, 600) <= width:
            return len(lines), size
    return 2, sizes[-1]


# --- the people found -------------------------------------------------------------------------


@dataclass(frozen=True)
class _Form:
    """How a person is written: type sizes (reference px), lines of the name, with the thôn or without."""

    name: float
    lines: int
    thon: float = 0


_FORMS: Final = (_Form(44, 1, 34), _Form(38, 1, 34), _Form(36, 2, 30), _Form(34, 2, 30), _Form(44, 1), _Form(40, 2),
                 _Form(36, 2), _Form(34, 2))
_LAST: Final = _Form(30, 2)


def _found(view: KeyboardView, m: Metrics, box: Box) -> tuple[Part, ...]:
    across, form = _arranged(view, m, box)
    pages = -(-len(view.found) // across)
    page = view.page % pages
    shown = view.found[page * across:(page + 1) * across]
    row, turn = _split(view, m, box, across)
    people = tuple(_person(place, person, m, form)
                   for place, person in zip(columns(row, [1.0] * across, m.gap), shown, strict=False))
    return (*people, _turn(turn, view.more_label, page, pages, m)) if turn else people


def _arranged(view: KeyboardView, m: Metrics, box: Box) -> tuple[int, _Form]:
    """As many side by side as the words allow, written as fully as there is room."""
    for across in (3, 2, 1):
        row, _turn = _split(view, m, box, across)
        cell = columns(row, [1.0] * across, m.gap)[0]
        for form in _FORMS:
            if all(_stands(person, m, cell, form) for person in view.found):
                return across, form
    return 1, _LAST


def _split(view: KeyboardView, m: Metrics, box: Box, across: int) -> tuple[Box, Box | None]:
    """The row of people, and the key that turns to the others where there are more."""
    if len(view.found) <= across:
        return box, None
    turn = Box(box.right - m.target, box.y, m.target, box.h)
    return Box(box.x, box.y, turn.x - m.gap - box.x, box.h), turn


def _disc(m: Metrics, cell: Box) -> float:
    return min(m.px(92), cell.h - m.px(30))


def _room(m: Metrics, cell: Box) -> Box:
    x = cell.x + m.px(20) + _disc(m, cell) + m.px(18)
    return Box(x, cell.y, cell.right - m.px(12) - x, cell.h)


def _stands(person: FoundPerson, m: Metrics, cell: Box, form: _Form) -> bool:
    room, size = _room(m, cell), m.text(form.name)
    lines = balanced(person.person, size, 600, room.w)
    high = height_of(lines, size, 1.2) + (m.text(form.thon) * 1.2 if form.thon else 0)
    broad = max(broadest(lines, size, 600), width_of(person.thon, m.text(form.thon), 500) if form.thon else 0.0)
    return len(lines) <= form.lines and broad <= room.w and high <= cell.h


def _person(cell: Box, person: FoundPerson, m: Metrics, form: _Form) -> Touch:
    room, size, disc = _room(m, cell), m.text(form.name), _disc(m, cell)
    lines = balanced(person.person, size, 600, room.w)
    name_h, thon_h = height_of(lines, size, 1.2), m.text(form.thon) * 1.2 if form.thon else 0.0
    top = cell.y + (cell.h - name_h - thon_h) / 2
    parts: list[Part] = [
        Disc(Box(cell.x + m.px(20), cell.y + (cell.h - disc) / 2, disc, disc), person.picture, border="lamp",
             border_width=m.px(4)),
        Text(Box(room.x, top, room.w, name_h), "\n".join(lines), size, weight=600, leading=1.2,
             max_lines=len(lines), ground="sheet", min_size=m.smallest),
    ]
    if form.thon:
        parts.append(Text(Box(room.x, top + name_h, room.w, thon_h), person.thon, m.text(form.thon), weight=500,
                          colour="ink2", leading=1.2, ground="sheet"))
    return Touch(cell, person.intent, tuple(parts), style="row", radius=m.radius, speak=person.person)


def _turn(box: Box, label: str, page: int, pages: int, m: Metrics) -> Touch:
    mark = m.px(64)
    icon = Icon(Box(box.x + (box.w - mark) / 2, box.y + (box.h - mark) / 2, mark, mark), "arrow-right", "ink")
    return Touch(box, TurnPage((page + 1) % pages), (icon,), style="plain", radius=m.radius, speak=label)


# --- the keys ---------------------------------------------------------------------------------


def _letters(view: KeyboardView, m: Metrics, places: Board) -> tuple[Part, ...]:
    return tuple(_letter(box, key, m) for row, keys in zip(places.keys, view.keys, strict=False)
                 for box, key in zip(row, keys, strict=False))


def _letter(box: Box, key: Key, m: Metrics) -> Touch:
    """The letter a little low, so that its mark stands free in the upper right corner."""
    size = min(max(m.text(52), box.h * 0.47), box.h * 0.56)
    aside = m.px(7) if key.mark else 0.0
    low = Box(box.x - aside, box.y + box.h * 0.1, box.w, box.h * 0.9)
    parts: list[Part] = [Text(low, key.letter, size, weight=600, align="center", leading=1.2, ground="sheet")]
    if key.mark:
        mark = Box(box.x, box.y + box.h * 0.04, box.w - m.px(13), m.smallest * 1.2)
        parts.append(Text(mark, key.mark, m.smallest, weight=600, colour="clay", align="right", leading=1.2,
                          ground="sheet"))
    return Touch(box, key.intent, tuple(parts), style="key", radius=m.radius_note, speak=key.letter)


def _words(view: KeyboardView, m: Metrics, places: Board) -> tuple[Part, ...]:
    keys = [(box, action, style) for box, action, style in (
        (places.erase, view.erase, "key-straw"), (places.guest, view.guest, "key"),
        (places.space, view.space, "key"), (places.search, view.search, "key-primary")) if action]
    size = min((_word_size(box, action, m) for box, action, _style in keys), default=0)
    return tuple(_word_key(box, action, style, size, m) for box, action, style in keys)


def _around_word(action: Action, m: Metrics) -> tuple[float, float]:
    """Side of a key's icon and the air beside it, px."""
    return (m.px(50), m.px(18)) if action.icon else (0.0, 0.0)


def _word_size(box: Box, action: Action, m: Metrics) -> float:
    room = box.w - 2 * m.px(20) - sum(_around_word(action, m))
    sizes = [m.text(size) for size in (46.0, 42.0, 38.0, 34.0, 32.0)]
    return next((size for size in sizes if width_of(action.label, size, 600) <= room), sizes[-1])


def _word_key(box: Box, action: Action, style: str, size: float, m: Metrics) -> Touch:
    style = style if action.enabled else "key-straw"
    colour, ground = face(style)
    mark, gap = _around_word(action, m)
    width = narrowest(action.label, size, 600, 1)
    x = box.x + (box.w - mark - gap - width) / 2
    label = Text(Box(x + mark + gap, box.y, width, box.h), action.label, size, weight=600, colour=colour,
                 leading=1.24, ground=ground)
    icon = (Icon(Box(x, box.y + (box.h - mark) / 2, mark, mark), action.icon, colour),) if action.icon else ()
    return Touch(box, action.intent, (*icon, label), style=style, radius=m.radius_note, enabled=action.enabled,
                 why=action.why, speak=action.label)
