"""Sheets on the simulated phone: card, list with its two scroll buttons, switch, photos to choose from.

Guarantees: a list shows at most three rows and is moved by two buttons or by dragging; a switch says its state by
place, word and colour; the chosen photo has a thick outline and a tick. Does not decide what a touch does.
"""

from __future__ import annotations

from kiosk.core.i18n import _
from kiosk.core.intents import TapElement
from kiosk.core.lessons.phone_screen import DOWN, ROWS_SHOWN, UP, Card, Photo, Photos, Row, Rows, Toggle
from kiosk.ui.design.parts import Box, Drag, Icon, Panel, Part, Picture, Ring, Text
from kiosk.ui.screens.phone.touch_targets import Placed, Rest, Spot, one_spot, spot
from kiosk.ui.screens.phone.type_sizes import Lines, Scale

TITLES = (36, 34, 32, 30)
SMALLS = (32, 30)


# --- card -----------------------------------------------------------------------------------------


def _card_lines(card: Card, width: float, s: Scale, tight: int) -> tuple[float, list[Lines]]:
    """Width of the sign, then title and lines."""
    mark = s(72 if card.picture else 48) if card.picture or card.icon else 0.0
    room = width - s(32) - (mark + s(12) if mark else 0)
    title = Lines.of(s, card.title, room, TITLES[min(tight, 3):], 700, most=2)
    return mark, [title, *(Lines.of(s, line, room, SMALLS, 500, most=1, leading=1.22) for line in card.lines)]


def card_height(card: Card, width: float, s: Scale, tight: int) -> float:
    mark, lines = _card_lines(card, width, s, tight)
    return max(mark, sum(one.height for one in lines)) + s(24 if tight < 3 else 12)


def place_card(card: Card, box: Box, s: Scale, rest: Rest, tight: int) -> Placed:
    mark, lines = _card_lines(card, box.w, s, tight)
    height = sum(one.height for one in lines)
    y = box.y + (box.h - height) / 2
    x = box.x + s(16) + (mark + s(12) if mark else 0)
    face: list[Part] = []
    if mark:
        sign = Box(box.x + s(16), box.y + (box.h - mark) / 2, mark, mark)
        face.append(Picture(sign, card.picture) if card.picture else Icon(sign, card.icon, "phone-label"))
    for at, one in enumerate(lines):
        face += one.text(x, y, box.right - s(14) - x, "phone-label" if at else "phone-name")
        y += one.height
    return one_spot(card.id, box, rest, "phone-card", tuple(face), " ".join((card.title, *card.lines)))


# --- list -----------------------------------------------------------------------------------------


def _shown(rows: Rows, rest: Rest) -> tuple[int, tuple[Row, ...]]:
    first = max(0, min(rest.face.first_row(rows.id), len(rows.rows) - ROWS_SHOWN))
    return first, rows.rows[first:first + ROWS_SHOWN]


def _row_words(row: Row, width: float, s: Scale, tight: int) -> tuple[Lines, Lines]:
    room = width - s(24) - (s(56) if row.icon else 0)
    title = Lines.of(s, row.title, room, TITLES[min(tight, 3):], 600, most=2, leading=1.22)
    return title, Lines.of(s, row.note, room, SMALLS, 500, most=1, leading=1.2)


def _row_height(row: Row, width: float, s: Scale, tight: int) -> float:
    words = sum(one.height for one in _row_words(row, width, s, tight))
    return max(s((112, 100, 88, 76, 60, 50)[tight]), words + s(20 if tight < 3 else 8))


def _scroll_height(s: Scale, tight: int) -> float:
    return s((92, 88, 80, 72, 60, 54)[tight])


def rows_height(rows: Rows, width: float, s: Scale, tight: int, rest: Rest) -> float:
    """All pages are as high as the highest, so that nothing jumps when the list moves."""
    heights = [_row_height(row, width, s, tight) for row in rows.rows]
    most = max(sum(heights[at:at + ROWS_SHOWN]) for at in range(max(1, len(heights) - ROWS_SHOWN + 1)))
    gaps = (min(len(heights), ROWS_SHOWN) - 1) * s(8)
    return most + gaps + (_scroll_height(s, tight) + s(10) if len(heights) > ROWS_SHOWN else 0)


def place_rows(rows: Rows, box: Box, s: Scale, rest: Rest, tight: int) -> Placed:
    first, seen = _shown(rows, rest)
    more = len(rows.rows) > ROWS_SHOWN
    scroll = _scroll_height(s, tight) if more else 0.0
    field = Box(box.x, box.y, box.w, box.h - (scroll + s(10) if more else 0))
    heights = [_row_height(row, box.w, s, tight) for row in seen]
    spare = max(0.0, field.h - sum(heights) - s(8) * (len(seen) - 1)) / len(seen)
    spots, y = [], box.y
    for row, height in zip(seen, heights, strict=True):
        high = height + min(spare, s(24))
        spots.append(_row(row, Box(box.x, y, box.w, high), s, rest, tight))
        y += high + s(8)
    if not more:
        return Placed(tuple(spots))
    foot = Box(box.x, box.bottom - scroll, box.w, scroll)
    last = first + ROWS_SHOWN >= len(rows.rows)
    return Placed((*spots, *_scrolls(rows, foot, s, rest, up=first > 0, down=not last)), _drag(rows, field, rest))


def _row(row: Row, box: Box, s: Scale, rest: Rest, tight: int) -> Spot:
    title, note = _row_words(row, box.w, s, tight)
    x = box.x + s(12) + (s(56) if row.icon else 0)
    y = box.y + (box.h - title.height - note.height) / 2
    width = box.right - s(10) - x
    mark = s(44)
    sign = Box(box.x + s(10), box.y + (box.h - mark) / 2, mark, mark)
    icon = (Icon(sign, row.icon, "phone-label"),) if row.icon else ()
    face: tuple[Part, ...] = (*icon, *title.text(x, y, width), *note.text(x, y + title.height, width, "phone-label"))
    return spot(row.id, box, rest, "phone-card", face, f"{row.title} {row.note}".strip())


def _drag(rows: Rows, field: Box, rest: Rest) -> tuple[Part, ...]:
    """Dragging in the list does what its two buttons do."""
    if not rest.touchable:
        return ()
    return (Drag(field, up=TapElement(rows.id + DOWN), down=TapElement(rows.id + UP)),)


def _scrolls(rows: Rows, foot: Box, s: Scale, rest: Rest, *, up: bool, down: bool) -> tuple[Spot, ...]:
    width = (foot.w - s(12)) / 2
    return (
        _scroll(rows.id + UP, _("Lên"), "arrow-up", Box(foot.x, foot.y, width, foot.h), s, rest, awake=up),
        _scroll(rows.id + DOWN, _("Xuống"), "arrow-down", Box(foot.right - width, foot.y, width, foot.h), s, rest,
                awake=down),
    )


def _scroll(name: str, label: str, icon: str, box: Box, s: Scale, rest: Rest, *, awake: bool) -> Spot:
    """At the list's end its button is quiet: thin dashed outline, still answered when touched."""
    style, ground = ("phone-plain", "phone-screen") if awake else ("phone-asleep", "phone-field")
    colour = "phone-name" if awake else "phone-label"
    mark = s(32)
    words = Lines.of(s, label, box.w - mark - s(20), SMALLS, 600, most=1)
    text_w = box.w - mark - s(22)
    left = box.x + s(10)
    face: tuple[Part, ...] = (
        Icon(Box(left, box.y + (box.h - mark) / 2, mark, mark), icon, colour),
        *words.text(left + mark + s(4), box.y + (box.h - words.height) / 2, text_w, colour, ground, "center"),
    )
    return spot(name, box, rest, style, face, label)


# --- switch ---------------------------------------------------------------------------------------


def _toggle_words(toggle: Toggle, width: float, s: Scale) -> tuple[Lines, Lines]:
    room = width - s(32) - s(104)
    return (Lines.of(s, toggle.label, room, TITLES, 600, most=3, leading=1.22),
            Lines.of(s, toggle.note, room, SMALLS, 500, most=2, leading=1.2))


def toggle_height(toggle: Toggle, width: float, s: Scale, tight: int) -> float:
    words = sum(one.height for one in _toggle_words(toggle, width, s))
    return max(s((118, 112, 104, 100, 96, 80)[tight]), words + s(20 if tight < 3 else 10))


def place_toggle(toggle: Toggle, box: Box, s: Scale, rest: Rest) -> Placed:
    on = rest.face.value(toggle.id) == "on" if rest.face.value(toggle.id) else toggle.on
    label, note = _toggle_words(toggle, box.w, s)
    x, width = box.x + s(16), box.w - s(32) - s(104)
    y = box.y + (box.h - label.height - note.height) / 2
    state = _("Bật") if on else _("Tắt")
    face: tuple[Part, ...] = (*label.text(x, y, width), *note.text(x, y + label.height, width, "phone-label"),
            *_switch(box, state, s, on=on))
    return one_spot(toggle.id, box, rest, "phone-card", face, f"{toggle.label}: {state}")


def _switch(box: Box, state: str, s: Scale, *, on: bool) -> tuple[Part, ...]:
    """The knob at the right on green, at the left on a pale field; its word below."""
    size = s.text(30)
    track = Box(box.right - s(14) - s(88), box.y + (box.h - s(46) - size * 1.25) / 2, s(88), s(46))
    side = s(36)
    knob = Box(track.right - side - s(5) if on else track.x + s(5), track.y + s(5), side, side)
    return (
        Panel(track, fill="phone-green" if on else "phone-field", radius=track.h / 2, border="phone-label",
              border_width=2 if on else 3),
        Panel(knob, fill="on-phone-green" if on else "phone-label", radius=side / 2),
        Text(Box(track.x - s(6), track.bottom, track.w + s(12), size * 1.25), state, size, weight=700,
             colour="phone-name", align="center", leading=1.25, ground="phone-screen"),
    )


# --- photos ---------------------------------------------------------------------------------------


def photos_height(photos: Photos, s: Scale, tight: int) -> float:
    return (len(photos.photos) + 1) // 2 * s((220, 200, 180, 160, 140, 126)[tight])


def place_photos(photos: Photos, box: Box, s: Scale, rest: Rest) -> Placed:
    lines = (len(photos.photos) + 1) // 2
    width, step = (box.w - s(10)) / 2, min(s(290), box.h / lines)
    chosen = rest.face.value(photos.id)
    spots = []
    for at, photo in enumerate(photos.photos):
        place = Box(box.x + at % 2 * (width + s(10)), box.y + at // 2 * step, width, step - s(10))
        spots.append(_photo(photo, place, s, rest, chosen=photo.id == chosen))
    return Placed(tuple(spots))


def _photo(photo: Photo, box: Box, s: Scale, rest: Rest, *, chosen: bool) -> Spot:
    words = Lines.of(s, photo.label, box.w - s(10), SMALLS, 600, most=2, leading=1.2)
    picture = Box(box.x + s(10), box.y + s(10), box.w - s(20), box.h - words.height - s(22))
    face: tuple[Part, ...] = (
        Panel(picture, fill="tint-indigo", radius=s(12)),
        Picture(picture.inset(s(6)), photo.picture),
        *words.text(box.x + s(5), picture.bottom + s(6), box.w - s(10), align="center"),
    )
    if chosen:
        mark = s(46)
        face = (*face, Ring(box, "leaf", s(7), min(24.0, box.h / 5)),
                Panel(Box(box.right - mark - s(2), box.y + s(2), mark, mark), fill="phone-screen", radius=mark / 2),
                Icon(Box(box.right - mark - s(2), box.y + s(2), mark, mark), "check-circle", "leaf"))
    return spot(photo.id, box, rest, "phone-card", face, photo.label)
