"""What the machine found for a question: the sentence that answers, the lesson it stands in, two others.

Guarantees: the answer and the way to its lesson always stay; with larger text the other lessons leave first, then
the question, then the picture. That it does not know is said in the same place and form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.core.views import Action, AnswerView, Choice
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Icon, Panel, Part, Picture, Text, Touch
from kiosk.ui.screens.components import TWO_LINE, balanced, broadest, sheet
from kiosk.ui.screens.layout import columns
from kiosk.ui.screens.lesson_components import Block, best, buttons_block, column, height, middle_page, words_block


def plan(view: AnswerView, m: Metrics) -> tuple[Part, ...]:
    area, gap = middle_page(m), m.px(22)
    for offer, others in _tries(view):
        foot = _foot(offer, area.w, m)
        if foot.height > max(m.target, m.px(150)) and offer[-1][0] is view.back and len(offer) > 1:
            continue                    # one row of buttons: the rail has its own way out
        rest = Box(area.x, area.y, area.w, area.h - foot.height - m.px(26))
        blocks = best(_arrangements(view, others, m, rest.w), rest, gap)
        if height(blocks, gap) <= rest.h + 1:
            break
    spare = max(0.0, rest.h - height(blocks, gap)) / max(1, len(blocks))
    low = Box(area.x, area.bottom - foot.height, area.w, foot.height)
    return (*column(blocks, rest, gap + min(m.px(30), spare)), *foot.draw(low))


def _tries(view: AnswerView) -> Iterator[tuple[list[tuple[Action, str]], tuple[Choice, ...]]]:
    main = [(action, style) for action, style in ((view.primary, "primary"), (view.secondary, "plain")) if action]
    back = [(view.back, "plain")] if view.back is not None else []
    for others in (view.others[:2], view.others[:1], ()):
        yield [*main, *back], others
    yield main, view.others[:1]
    yield main, ()


def _foot(offer: Sequence[tuple[Action, str]], width: float, m: Metrics) -> Block:
    sizes = (m.size("primary"), m.size("second"), m.size("secondary"))
    made = [buttons_block(offer, m, width, size, least=124) for size in sizes]
    return min(made, key=lambda block: (block.height > max(m.target, m.px(140)), made.index(block)))


def _arrangements(view: AnswerView, others: tuple[Choice, ...], m: Metrics, width: float) -> Iterator[Sequence[Block]]:
    asked = [_question(view.question, m, width)] if view.question else []
    for size in (m.size("title"), m.size("primary"), m.size("second")):
        for picture in (view.picture, ""):
            card = _card(view, picture, m, width, size)
            rows = [_others(others, m, width)] if others else []
            yield [*asked, card, *rows]
            if not others:
                yield [card]
    yield [_card(view, "", m, width, m.size("secondary"))]


def _question(text: str, m: Metrics, width: float) -> Block:
    """What was asked, with the sign of asking."""
    size = m.size("secondary")
    words = words_block(text, m, width - m.px(70), size, weight=600, leading=1.3, lines=2, colour="ink2")

    def draw(box: Box) -> tuple[Part, ...]:
        mark = m.px(52)
        return (Icon(Box(box.x, box.y + (box.h - mark) / 2, mark, mark), "question", "ink2"),
                *words.draw(Box(box.x + m.px(70), box.y + (box.h - words.height) / 2, width - m.px(70), words.height)))

    return Block(max(m.px(52), words.height), draw)


def _card(view: AnswerView, picture: str, m: Metrics, width: float, size: float) -> Block:
    """A sheet: picture, the lesson's name, the sentence."""
    pad, side = m.px(28), m.px(210) if picture and m.percent == 100 else m.px(150) if picture else 0.0
    room = width - 2 * pad - (side + m.px(30) if side else 0)
    title = words_block(view.title, m, room, size, leading=1.28, lines=3, ground="sheet")
    line = words_block(view.line, m, room, round(size * 0.82) if size > m.size("second") else m.size("secondary"),
                       weight=500, leading=1.34, lines=4, ground="sheet") if view.line else None
    words_h = title.height + (line.height + m.px(10) if line else 0)

    def draw(box: Box) -> tuple[Part, ...]:
        x = box.right - pad - room
        top = box.y + (box.h - words_h) / 2
        parts: list[Part] = [sheet(box, m)]
        if side:
            at = Box(box.x + pad, box.y + (box.h - side) / 2, side, side)
            parts += [Panel(at, fill="tint-leaf", radius=m.radius), Picture(at.inset(side * 0.08), picture)]
        parts += title.draw(Box(x, top, room, title.height))
        if line is not None:
            parts += line.draw(Box(x, top + title.height + m.px(10), room, line.height))
        return tuple(parts)

    return Block(max(side, words_h) + 2 * m.px(24), draw)


def _others(others: Sequence[Choice], m: Metrics, width: float) -> Block:
    """Other lessons side by side, smaller than the way on."""
    size = m.size("second") if m.percent == 100 else m.size("secondary")
    each = (width - m.gap * (len(others) - 1)) / len(others)
    side = m.px(84)
    room = each - side - m.px(16 + 16 + 14)
    broken = [balanced(one.label, size, 600, room) for one in others]
    good = all(len(lines) <= 2 and broadest(lines, size, 600) <= room for lines in broken)
    tall = max(m.target, side + m.px(24), max(len(lines) for lines in broken) * size * TWO_LINE + m.px(20))

    def draw(box: Box) -> tuple[Part, ...]:
        inner = Box(box.x, box.y, box.w, tall)
        return tuple(_other(one, lines, at, m, size, side) for one, lines, at in
                     zip(others, broken, columns(inner, [1] * len(others), m.gap), strict=True))

    return Block(tall + m.edge if good else 10_000 + tall, draw)


def _other(choice: Choice, lines: tuple[str, ...], box: Box, m: Metrics, size: float, side: float) -> Touch:
    at = Box(box.x + m.px(16), box.y + (box.h - side) / 2, side, side)
    sign: Part = Picture(at.inset(m.px(6)), choice.picture) if choice.picture else Icon(at.inset(m.px(14)), choice.icon)
    x = at.right + m.px(14)
    words = Text(Box(x, box.y, box.right - m.px(12) - x, box.h), "\n".join(lines), size, weight=600, leading=TWO_LINE,
                 max_lines=len(lines), ground="sheet")
    return Touch(box, choice.intent, (Panel(at, fill="tint-lamp", radius=m.px(14)), sign, words), style="plain",
                 radius=m.radius, speak=choice.label)
