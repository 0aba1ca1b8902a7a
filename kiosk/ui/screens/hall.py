"""The whole class before one screen: people sit two or three metres away, one person touches.

Guarantees: words as large as the field allows, never below the title's size of the panel unless they
are very long; the controls stand in the lower right, within reach of who stands beside the screen;
hands are counted by a tap on the answer itself. The phone is shown with its ring and is not touchable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kiosk.core.views import Action, CallView, HallView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Icon, Panel, Part, Picture, Text, Touch
from kiosk.ui.design.text_layout import wrap
from kiosk.ui.screens import components
from kiosk.ui.screens.call_phone import plan_call_phone
from kiosk.ui.screens.components import TWO_LINE, IconSide, balanced, broadest
from kiosk.ui.screens.lesson_components import Block, best, button_need, column, height, progress_block, words_block
from kiosk.ui.screens.phone.handset import Help, phone_place, plan_phone

HANDS = tuple[str, int, Action]


def plan(view: HallView, m: Metrics) -> tuple[Part, ...]:
    view = _caller_above(view)
    area = components.page(m, top=26, bottom=764, widest=1600)
    controls, controls_h = _controls(view, area, m)
    shown, room = _shown(view, area, m)
    words = Box(room.x, room.y, room.w, room.bottom - controls_h - m.px(16) - room.y)
    body = _question(view, words, m) if view.hands else _words(view, words, m)
    return (*shown, *body, *controls)


def _caller_above(view: HallView) -> HallView:
    """While hands are counted the rows need the whole width: the caller's words stand above the question."""
    if not (view.says and view.hands):
        return view
    said = " ".join(view.says)
    return replace(view, says=(), text=(f"{view.who}: {said}" if view.who else said, *view.text))


def _shown(view: HallView, area: Box, m: Metrics) -> tuple[tuple[Part, ...], Box]:
    """What the room looks at: the phone or a picture at the left; and the field beside it."""
    if view.screen is not None or view.says:
        place = phone_place(m)
        x = place.right + m.px(36)
        return _phone(view, place, m), Box(x, area.y, area.right - x, area.h)
    if not view.picture or view.hands:
        return (), area
    side = min(area.h * 0.7, area.w * 0.36)
    box = Box(area.x, area.y + (area.h - side) / 2, side, side)
    picture = (Panel(box, fill="tint-leaf", radius=m.radius), Picture(box.inset(side * 0.1), view.picture))
    return picture, Box(box.right + m.px(40), area.y, area.right - box.right - m.px(40), area.h)


def _phone(view: HallView, place: Box, m: Metrics) -> tuple[Part, ...]:
    """Only to look at: the lesson's phone with its ring, or the stranger's call."""
    if view.screen is not None:
        over = Help(view.rung, view.target)
        return plan_phone(place, view.screen, m, over, face=view.face, touchable=False)
    call = CallView(key=view.key, rail=view.rail, look=view.look, who=view.who, says=view.says)
    return plan_call_phone(place, call, m)


# --- words --------------------------------------------------------------------------------------


def _sizes(m: Metrics) -> tuple[float, ...]:
    """From far letters down to the title of this panel."""
    return tuple(m.text(px, grows=False) * step for step in (m.percent / 100,) for px in (90, 80, 72, 64, 56))


def _words(view: HallView, area: Box, m: Metrics) -> tuple[Part, ...]:
    progress = [progress_block(view.progress, m)] if view.progress else []
    gap = m.px(22)
    return column(best(_arrangements(view, m, area, progress), area, gap), area, gap)


def _arrangements(view: HallView, m: Metrics, area: Box, progress: list[Block]) -> Iterator[Sequence[Block]]:
    for count in range(len(view.text), -1, -1):
        for size in _sizes(m):
            title = words_block(view.title, m, area.w, size, leading=1.26, lines=4)
            lines = [words_block(line, m, area.w, max(m.smallest, size * 0.78), weight=500, leading=1.3)
                     for line in view.text[:count]]
            yield [*progress, title, *lines]
    yield [words_block(view.title, m, area.w, m.size("primary"), leading=1.22, lines=6)]


# --- a question, hands counted ------------------------------------------------------------------


def _question(view: HallView, area: Box, m: Metrics) -> tuple[Part, ...]:
    """Question and message above, one broad row for each answer with its count."""
    if view.reply:
        return _answered(view, area, m)
    gap = m.px(14)
    for head, size in _heads(view, area, m):
        head_h = height(head, gap)
        rows = Box(area.x, area.y + head_h + m.px(10), area.w, area.h - head_h - m.px(10))
        made = _rows(view.hands, rows, m, size)
        if made:
            return (*column(head, area, gap), *made)
    return (*column(head, area, gap), *_rows(view.hands, rows, m, m.size("secondary"), anyhow=True))


def _heads(view: HallView, area: Box, m: Metrics) -> Iterator[tuple[Sequence[Block], float]]:
    progress = [progress_block(view.progress, m)] if view.progress else []
    for size in _sizes(m):
        ask = words_block(view.title, m, area.w, size, leading=1.24, lines=2)
        card = words_block(" ".join(view.text), m, area.w, max(m.smallest, size * 0.78), weight=600, leading=1.28,
                           lines=2)
        said = [card] if view.text else []
        yield [*progress, *said, ask], size * 0.86
        yield [*said, ask], size * 0.86
    small = m.size("primary")
    both = "\n".join((" ".join(view.text), view.title)) if view.text else view.title
    for size in (small, m.size("second"), m.size("secondary")):
        yield [words_block(both, m, area.w, size, leading=1.2, lines=2)], min(size, m.size("second"))
    yield [words_block(view.title, m, area.w, small, leading=1.22, lines=2)], m.size("second")
    yield [words_block(view.title, m, area.w, m.size("second"), leading=1.22, lines=2)], m.size("secondary")
    yield [], m.size("secondary")         # the question is spoken


def _rows(hands: Sequence[HANDS], area: Box, m: Metrics, size: float, *,
          anyhow: bool = False) -> tuple[Part, ...]:
    """Equal rows; () where they do not stand at this size (never with ``anyhow``)."""
    count_w = m.px(190)
    room = area.w - count_w - _disc(m) - m.px(22 + 20 + 8)
    tried = [wrap(label, size, 600, room) for label, _count, _action in hands]
    tall = max(m.target, m.px(118), max(len(lines) for lines in tried) * size * TWO_LINE + m.px(16))
    step = tall + m.gap + m.edge
    wide = all(broadest(lines, size, 600) <= room for lines in tried)
    stands = len(hands) * step - m.gap <= area.h + 1 and max(len(lines) for lines in tried) <= 2
    if not anyhow and not (wide and stands):
        return ()
    step += max(0.0, min(m.px(26), (area.h - len(hands) * step + m.gap) / len(hands)))
    broken = [balanced(label, size, 600, room) for label, _count, _action in hands]
    return tuple(_row(one, broken[at], Box(area.x, area.y + at * step, area.w, tall), m, size, count_w)
                 for at, one in enumerate(hands))


def _disc(m: Metrics) -> float:
    return m.px(92 if m.percent == 100 else 74)


def _row(hands: HANDS, lines: Sequence[str], box: Box, m: Metrics, size: float, count_w: float) -> Touch:
    label, count, action = hands
    disc = _disc(m)
    at = Box(box.x + m.px(22), box.y + (box.h - disc) / 2, disc, disc)
    x, digits = at.right + m.px(20), min(m.text(80, grows=False), box.h * 0.72)
    hand = digits * 0.72
    number = Box(box.right - count_w + hand, box.y, count_w - hand - m.px(24), box.h)
    return Touch(box, action.intent, (
        Panel(at, fill="straw", radius=disc / 2),
        Icon(at.inset(disc * 0.2), action.icon),
        Text(Box(x, box.y, box.right - count_w - x, box.h), "\n".join(lines), size, weight=600, leading=TWO_LINE,
             max_lines=len(lines), ground="sheet"),
        Icon(Box(box.right - count_w, box.y + (box.h - hand) / 2, hand, hand), "hand", "clay"),
        Text(number, str(count), digits, weight=700, colour="indigo-deep", align="right", leading=1.02,
             ground="sheet"),
    ), style="plain", radius=m.radius, speak=label)


def _answered(view: HallView, area: Box, m: Metrics) -> tuple[Part, ...]:
    """The right answer for the room, and how many hands each had."""
    gap = m.px(22)
    counts = [f"{label}: **{count}**" for label, count, _action in view.hands]
    progress = [progress_block(view.progress, m)] if view.progress else []

    def arrangements() -> Iterator[Sequence[Block]]:
        for size in _sizes(m):
            told = [words_block(line, m, area.w, max(m.smallest, size * 0.62), weight=500, leading=1.2, lines=2)
                    for line in counts]
            yield [*progress, _reply_block(view.reply, m, area.w, size), *told]
        for size in (m.size("title"), m.size("primary"), m.size("second")):
            yield [_reply_block(view.reply, m, area.w, size)]

    return column(best(arrangements(), area, gap), area, gap)


def _reply_block(text: str, m: Metrics, width: float, size: float) -> Block:
    mark, pad = size * 1.3, m.px(28)
    room = width - mark - 3 * pad
    lines = balanced(text, size, 700, room)
    good = len(lines) <= 4 and broadest(lines, size, 700) <= room
    words_h = len(lines) * size * 1.28

    def draw(box: Box) -> tuple[Part, ...]:
        x = box.x + 2 * pad + mark
        return (
            Panel(box, fill="leaf-soft", radius=m.radius_sheet, border="leaf", border_width=3),
            Icon(Box(box.x + pad, box.y + (box.h - mark) / 2, mark, mark), "check-circle", "leaf"),
            Text(Box(x, box.y + (box.h - words_h) / 2, room, words_h), "\n".join(lines), size, weight=700,
                 leading=1.28, max_lines=len(lines), ground="leaf-soft"),
        )

    return Block(words_h + m.px(48) if good else 10_000 + words_h, draw)


# --- controls -----------------------------------------------------------------------------------


def _controls(view: HallView, area: Box, m: Metrics) -> tuple[tuple[Part, ...], float]:
    """Back and on in the lower right corner, on at the very right; "Chỉ cho cả lớp" beside them or above."""
    room, gap = area.w - _beside(view, area, m), m.px(24)
    ways = [(action, style) for action, style in ((view.next, "indigo"), (view.back, "plain")) if action is not None]
    point = [(view.point, "hint")] if view.point is not None else []
    size, widths = _control_widths([action for action, _style in (*ways, *point)], room, gap, m)
    rows = [[*ways, *point]] if sum(widths) + gap * (len(widths) - 1) <= room else [ways, point]
    parts: list[Part] = []
    tall = max(m.target, m.px(124), size * 1.36 + m.px(20))
    for number, row in enumerate(rows):
        size, widths = _control_widths([action for action, _style in row], room, gap, m)
        foot = Box(area.x, area.bottom - tall - number * (tall + m.gap + m.edge), area.w, tall)
        parts += _control_row(row, widths, foot, gap, m, size)
    return tuple(parts), len(rows) * tall + (len(rows) - 1) * (m.gap + m.edge)


def _control_row(row: Sequence[tuple[Action, str]], widths: Sequence[float], foot: Box, gap: float, m: Metrics,
                 size: float) -> list[Part]:
    parts: list[Part] = []
    right = foot.right
    for (action, style), width in zip(row, widths, strict=True):
        box = Box(right - width, foot.y, width, foot.h)
        side: IconSide = "right" if action.icon == "arrow-right" else "left"
        parts.append(components.button(box, action, m, style=style, size=size, lines=1, icon_side=side))
        right -= width + gap
    return parts


def _beside(view: HallView, area: Box, m: Metrics) -> float:
    """Width that the phone at the left takes from the controls' row."""
    return phone_place(m).right + m.px(36) - area.x if view.screen is not None or view.says else 0.0


def _control_widths(actions: Sequence[Action], room: float, gap: float, m: Metrics) -> tuple[float, list[float]]:
    """The largest letters at which the controls stand in one row."""
    for size in (m.size("primary"), m.size("second"), m.size("secondary")):
        needs = [button_need(action, m, size) + m.px(8) for action in actions]
        if sum(needs) + gap * (len(needs) - 1) <= room:
            break
    spare = max(0.0, room - sum(needs) - gap * (len(needs) - 1)) / max(1, len(needs))
    return size, [max(need, min(m.px(250), need + spare)) for need in needs]
