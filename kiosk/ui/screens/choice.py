"""One question with two to four answers of equal form: topic, thôn, date, the guest's door.

Guarantees: all answers look alike (no nudging), none is cut off, turning and going back stand below
them and never among them. With larger text the line leaves first, then the title, then the drawings.

    plan(ChoiceView("open.topic", rail, look, title="Tối nay học bài nào ạ?", choices=...), m)
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.core.views import Choice, ChoiceView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Align, Box, Dots, Icon, Panel, Part, Picture, Text, Touch
from kiosk.ui.design.text_layout import height_of, width_of
from kiosk.ui.screens.components import TWO_LINE, balanced, broadest, button, button_width, fits, sheet, title, words
from kiosk.ui.screens.layout import columns, page
from kiosk.ui.screens.lesson_components import Block, buttons_block

_MIN_MARK = 60                        # reference px: a smaller drawing is no drawing


@dataclass(frozen=True)
class _Cell:
    """How the answers stand: how many beside one another, the drawing above or beside the words,
    whether the notes still have room; ``small`` gives the words more of the width."""

    across: int
    above: bool
    pictures: bool = True
    notes: bool = True
    small: bool = False


def plan(view: ChoiceView, m: Metrics) -> tuple[Part, ...]:
    whole = page(m, bottom=764, tallest=880)
    foot_h = _foot_height(view, m, whole.w)
    body = Box(whole.x, whole.y, whole.w, whole.h - (foot_h + m.px(26) if foot_h else 0))
    foot = Box(whole.x, whole.bottom - foot_h, whole.w, foot_h)
    head, head_h = _head(view, m, body)
    field = Box(body.x, body.y + head_h, body.w, body.h - head_h)
    if head_h and not _room_for_answers(view, m, field):
        head, field = (), body
    line: tuple[Part, ...] = ()
    if head or not view.title:
        line, field = _line_and_field(view, m, field)
    return (*head, *line, *_answers(view, m, field), *_foot(view, m, foot))


# --- title and line ---------------------------------------------------------------------------


def _head(view: ChoiceView, m: Metrics, body: Box) -> tuple[tuple[Part, ...], float]:
    size = m.size("title")
    box = Box(body.x, body.y, body.w, m.px(84))
    if not view.title:
        return (), 0.0
    if fits(view.title, size, 700, box):
        return (title(view.title, m, box),), m.px(96)
    lines = balanced(view.title, size, 700, body.w)
    box = Box(body.x, body.y, body.w, height_of(lines, size, 1.32))
    return (title(view.title, m, box, lines=len(lines)),), box.h + m.px(12)


def _line_and_field(view: ChoiceView, m: Metrics, field: Box) -> tuple[tuple[Part, ...], Box]:
    """The sheet that says why we ask, and what is left for the answers."""
    gap = m.px(24)
    least = _line_height(view, m, field)
    if not view.line or not _room_for_answers(view, m, Box(field.x, 0, field.w, field.h - least - gap)):
        return (), field
    answers_h = min(field.h - least - gap, m.px(330) if _rows(view) == 1 else max(m.px(250), _rows(view) * m.px(146)))
    high = min(field.h - answers_h - gap, max(least, m.px(240)))
    if not _room_for_answers(view, m, Box(field.x, 0, field.w, answers_h)):
        high = least
    below = Box(field.x, field.y + high + gap, field.w, field.h - high - gap)
    return _line(view, m, Box(field.x, field.y, field.w, high)), below


def _rows(view: ChoiceView) -> int:
    return {1: 1, 2: 1, 3: 3}.get(_counted(view), 2)


def _line_room(view: ChoiceView, m: Metrics, width: float) -> float:
    return width - m.px(68) - (m.px(160) + m.px(34) if view.picture else 0)


def _line_height(view: ChoiceView, m: Metrics, field: Box) -> float:
    lines = balanced(view.line, m.text(44), 600, _line_room(view, m, field.w))
    return max(m.px(160) if view.picture else 0.0, height_of(lines, m.text(44), 1.36) + m.px(36))


def _line(view: ChoiceView, m: Metrics, box: Box) -> tuple[Part, ...]:
    room, size = _line_room(view, m, box.w), m.text(44)
    text = Box(box.right - m.px(34) - room, box.y, room, box.h)
    label = words(text, view.line, size, lines=4, align="left" if view.picture else "center", ground="sheet")
    parts: tuple[Part, ...] = (sheet(box, m), label)
    if not view.picture:
        return parts
    side = min(m.px(160), box.h - m.px(28))
    art = Box(box.x + m.px(34) + (m.px(160) - side) / 2, box.y + (box.h - side) / 2, side, side)
    return (*parts, Picture(art, view.picture))


# --- the answers ------------------------------------------------------------------------------


def _shapes(count: int) -> tuple[_Cell, ...]:
    """From the best to the narrowest; the first that holds every answer whole is taken."""
    best = {
        1: (_Cell(1, True), _Cell(1, False)),
        2: (_Cell(2, True), _Cell(2, False), _Cell(1, False)),
        3: (_Cell(1, False), _Cell(3, True)),
    }.get(count, (_Cell(2, False), _Cell(2, True), _Cell(1, False)))
    quiet = tuple(replace(cell, notes=False) for cell in best)
    return (*best, *quiet, _Cell(1, False, pictures=False, notes=False))


def _room_for_answers(view: ChoiceView, m: Metrics, field: Box) -> bool:
    """Room with every answer's drawing still large (60 px of the reference at least)."""
    return any(_holds(view, m, field, cell) for cell in _shapes(_counted(view)) if cell.pictures)


def _answers(view: ChoiceView, m: Metrics, field: Box) -> tuple[Part, ...]:
    tries = _tries(view, m)
    cell, size = next(((cell, size) for cell, size in tries if _holds(view, m, field, cell, size)), tries[-1])
    places = _places(field, _counted(view), cell, m)
    return tuple(_answer(box, choice, m, cell, size) for box, choice in
                 zip(places, view.choices, strict=False))


def _tries(view: ChoiceView, m: Metrics) -> list[tuple[_Cell, float]]:
    """Cells and sizes of the words, the best first: a drawing gets smaller before a note leaves."""
    shapes, usual = _shapes(_counted(view)), _size(view, m)
    noted = [cell for cell in shapes if cell.notes]
    quiet = [cell for cell in shapes if not cell.notes]
    smaller = [replace(cell, small=True) for cell in noted if not cell.above] if any(
        choice.note for choice in view.choices) else []
    return [*((cell, usual) for cell in noted),
            *((cell, size) for size in (usual, m.size("second"), m.text(40)) for cell in smaller),
            *((cell, usual) for cell in quiet), *((cell, m.size("secondary")) for cell in shapes)]


def _counted(view: ChoiceView) -> int:
    """Answers to lay out for: a shorter last page keeps the places of a full one."""
    return 4 if view.pages > 1 else len(view.choices)


def _size(view: ChoiceView, m: Metrics) -> float:
    return m.size("second") if _counted(view) > 3 and m.percent > 100 else m.size("primary")


def _places(field: Box, count: int, cell: _Cell, m: Metrics) -> list[Box]:
    """Equal boxes row by row, no higher than 300 px of the reference."""
    rows = max(1, -(-count // cell.across))
    gap = m.px(20) + m.edge
    high = min((field.h - (rows - 1) * gap) / rows, m.px(300))
    top = field.y + (field.h - rows * high - (rows - 1) * gap) / 2
    return [column for row in range(rows)
            for column in columns(Box(field.x, top + row * (high + gap), field.w, high), [1.0] * cell.across, m.px(20))]


def _holds(view: ChoiceView, m: Metrics, field: Box, cell: _Cell, size: float = 0) -> bool:
    box = _places(field, _counted(view), cell, m)[0]
    size = size or _size(view, m)
    return box.h >= m.target and all(_fits_cell(box, choice, m, cell, size) for choice in view.choices)


def _mark(box: Box, m: Metrics, cell: _Cell, text_h: float) -> float:
    """Side of the drawing, px."""
    if not cell.pictures:
        return 0.0
    if cell.above:
        return min(m.px(130), box.h - text_h - m.px(38))
    return min(m.px(84 if cell.small else 132), box.h - m.px(32), box.w * 0.26)


def _fits_cell(box: Box, choice: Choice, m: Metrics, cell: _Cell, size: float) -> bool:
    room = _text_width(box, m, cell)
    lines = balanced(choice.label, size, 600, room)
    text_h = height_of(lines, size, TWO_LINE) + _note_height(choice, m, cell)
    mark = _mark(box, m, cell, text_h)
    noted = not cell.notes or width_of(choice.note, m.size("secondary"), 500) <= room
    wide = broadest(lines, size, 600) <= room and len(lines) <= 2 and noted
    high = text_h + (mark + m.px(38) if cell.above else m.px(16)) <= box.h + 1
    return wide and high and (not cell.pictures or mark >= m.px(_MIN_MARK))


def _text_width(box: Box, m: Metrics, cell: _Cell) -> float:
    if cell.above or not cell.pictures:
        return box.w - m.px(36)
    return box.w - _mark(box, m, cell, 0) - m.px(24 + 20 + 14)


def _note_height(choice: Choice, m: Metrics, cell: _Cell) -> float:
    return m.size("secondary") * 1.3 if choice.note and cell.notes else 0.0


def _answer(box: Box, choice: Choice, m: Metrics, cell: _Cell, size: float) -> Touch:
    lines = balanced(choice.label, size, 600, _text_width(box, m, cell))
    words_h = height_of(lines, size, TWO_LINE)
    block_h = words_h + _note_height(choice, m, cell)
    mark = _mark(box, m, cell, block_h)
    if cell.above:
        top = box.y + (box.h - mark - m.px(12) - block_h) / 2
        art = Box(box.x + (box.w - mark) / 2, top, mark, mark)
        text = Box(box.x + m.px(18), top + mark + m.px(12), box.w - m.px(36), words_h)
    else:
        art = Box(box.x + m.px(24), box.y + (box.h - mark) / 2, mark, mark)
        left = art.right + m.px(20) if mark else box.x + m.px(18)
        text = Box(left, box.y + (box.h - block_h) / 2, _text_width(box, m, cell), words_h)
    label = Text(text, "\n".join(lines), size, weight=600, align=_align(cell), leading=TWO_LINE,
                 max_lines=len(lines), ground="sheet")
    drawn = _art(choice, art, m) if mark else ()
    return Touch(box, choice.intent, (*drawn, label, *_note(choice, m, cell, text)), style="answer", radius=m.radius,
                 speak=f"{choice.label}. {choice.note}" if choice.note else choice.label)


def _align(cell: _Cell) -> Align:
    return "center" if cell.above else "left"


def _note(choice: Choice, m: Metrics, cell: _Cell, above: Box) -> tuple[Part, ...]:
    """A quiet second line ("2025") below the label."""
    height = _note_height(choice, m, cell)
    if not height:
        return ()
    return (Text(Box(above.x, above.bottom, above.w, height), choice.note, m.size("secondary"), weight=500,
                 colour="ink2", align=_align(cell), leading=1.3, ground="sheet"),)


def _art(choice: Choice, box: Box, m: Metrics) -> tuple[Part, ...]:
    """The picture of an answer, or its icon on a straw disc."""
    if choice.picture:
        return (Picture(box, choice.picture),)
    side = min(box.w, m.px(108))
    disc = Box(box.x + (box.w - side) / 2, box.y + (box.h - side) / 2, side, side)
    return Panel(disc, fill="straw", radius=side / 2), Icon(disc.inset(side * 0.21), choice.icon, "ink")


# --- below ------------------------------------------------------------------------------------


def _foot_height(view: ChoiceView, m: Metrics, width: float) -> float:
    if view.extra is not None:
        return _three(view, m, width).height
    return m.px(124) if view.secondary or view.turn else 0.0


def _three(view: ChoiceView, m: Metrics, width: float) -> Block:
    """Back, one more way, further answers, in one row; with large letters back leaves (the rail has its way out)."""
    ways = [(one, "hint" if one is view.extra else "plain") for one in (view.secondary, view.extra, view.turn) if one]
    fewer = [way for way in ways if way[0] is not view.secondary]
    sizes = (m.size("second"), m.text(40), m.size("secondary"))
    made = [buttons_block(some, m, width, size) for some in (ways, fewer) for size in sizes]
    return min(made, key=lambda block: (block.height > max(m.target, m.px(150)), made.index(block)))


def _foot(view: ChoiceView, m: Metrics, box: Box) -> tuple[Part, ...]:
    """Back at the left, further answers at the right, the pages as dots between them."""
    if not box.h:
        return ()
    if view.extra is not None:
        return _three(view, m, box.w).draw(box)
    back_w, turn_w = (max(m.px(310), button_width(one, m, m.size("second"))) if one else 0.0
                      for one in (view.secondary, view.turn))
    parts: list[Part] = []
    if view.secondary:
        parts.append(button(Box(box.x, box.y, back_w, box.h), view.secondary, m, size=m.size("second")))
    if view.turn:
        place = Box(box.right - turn_w, box.y, turn_w, box.h)
        parts.append(button(place, view.turn, m, size=m.size("second"), icon_side="right"))
    middle = Box(box.x + back_w, box.y, box.w - back_w - turn_w, box.h)
    return (*parts, *_pages(view, m, middle))


def _pages(view: ChoiceView, m: Metrics, box: Box) -> tuple[Part, ...]:
    size, gap = m.px(20), m.px(14)
    width = view.pages * size + (view.pages - 1) * gap
    if view.pages < 2 or width > box.w:
        return ()
    left = box.x + (box.w - width) / 2
    y = box.y + (box.h - size) / 2
    return tuple(Dots(Box(left + at * (size + gap), y, size, size), int(at == view.page), 1, size, 0)
                 for at in range(view.pages))
