"""A stranger calls or writes: the dark phone at the left, two or three equal answers at the right.

Guarantees: answers have one size, one form and one colour, so that nothing gives the right one away; what the caller
says stands whole on the phone, which is the same at every text step; after an answer kind words and one way on. With
larger text the words of the progress leave first. Does not know which answer is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.core.views import CallView, Choice, QuizView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Icon, Panel, Part, Text, Touch
from kiosk.ui.screens.call_phone import plan_call_phone
from kiosk.ui.screens.components import TWO_LINE, balanced, broadest
from kiosk.ui.screens.lesson_components import (
    Block,
    best,
    buttons_block,
    column,
    height,
    middle_page,
    progress_block,
    words_block,
)
from kiosk.ui.screens.phone.step import places
from kiosk.ui.screens.quiz.reply import plan_reply


def plan(view: CallView, m: Metrics) -> tuple[Part, ...]:
    if view.reply_title:
        return plan_reply(_as_quiz(view), middle_page(m), m)
    place, area = places(m)
    blocks, gap = _column(view, area, m)
    return (*plan_call_phone(place, view, m), *column(blocks, area, gap))


def _as_quiz(view: CallView) -> QuizView:
    """The same reply as after a question."""
    return QuizView(key=view.key, rail=view.rail, look=view.look, card=view.says, card_from=view.who,
                    reply_title=view.reply_title, reply=view.reply, right=view.right, primary=view.primary,
                    practice=view.practice)


def _column(view: CallView, area: Box, m: Metrics) -> tuple[Sequence[Block], float]:
    """Progress, question, answers, and back where there is room for it; the air goes between the answers."""
    gap = m.gap + m.edge
    blocks = best(_arrangements(view, area, m), area, gap)
    free = area.h - m.edge - height(blocks, gap)
    return blocks, gap + max(0.0, min(m.px(18), free / max(1, len(blocks))))


def _arrangements(view: CallView, area: Box, m: Metrics) -> Iterator[Sequence[Block]]:
    full = [progress_block(view.progress, m)] if view.progress else []
    bar = [progress_block(view.progress, m, words=False)] if view.progress else []
    back = [buttons_block([(view.back, "plain")], m, m.px(330), m.size("second"))] if view.back else []
    sizes = (m.size("primary"), m.size("second"), m.text(40), m.size("secondary"))
    for size in sizes:
        title = min(m.size("title") * 0.97, size * 1.1)
        ask = words_block(view.ask, m, area.w, round(title), leading=1.28)
        rows = [_answer_block(answer, view.answers, area.w, m, size) for answer in view.answers]
        for head, foot in ((full, back), (full, []), (bar, []), ([], [])):
            yield [*head, ask, *rows, *foot]
    least = [_answer_block(answer, view.answers, area.w, m, m.size("secondary"), signs=False)
             for answer in view.answers]
    small = words_block(view.ask, m, area.w, m.size("secondary"), leading=1.24)
    yield [*bar, small, *least]
    yield [small, *least]
    yield least


def _answer_block(answer: Choice, answers: Sequence[Choice], width: float, m: Metrics, size: float, *,
                  signs: bool = True) -> Block:
    """One of equal rows: all are as high as the highest."""
    disc, pad = (m.px(100 if m.percent == 100 else 84), m.px(22)) if signs else (0.0, m.px(20))
    room = width - disc - 2 * pad - (m.px(22) if signs else 0)
    broken = {one.label: balanced(one.label, size, 600, room) for one in answers}
    most = max(len(lines) for lines in broken.values())
    wide = max(broadest(lines, size, 600) for lines in broken.values()) <= room
    tall = max(m.target, disc + m.px(24), most * size * TWO_LINE + m.px(20))

    def draw(box: Box) -> tuple[Part, ...]:
        lines = broken[answer.label]
        at = Box(box.x + pad, box.y + (box.h - disc) / 2, disc, disc)
        sign = (Panel(at, fill="straw", radius=disc / 2), Icon(at.inset(disc * 0.2), answer.icon)) if signs else ()
        x = at.right + (m.px(22) if signs else 0)
        words = Text(Box(x, box.y, room, box.h), "\n".join(lines), size, weight=600, leading=TWO_LINE,
                     max_lines=len(lines), ground="sheet")
        return (Touch(box, answer.intent, (*sign, words), style="plain", radius=m.radius, speak=answer.label),)

    return Block(tall if wide and most <= 3 else 10_000 + tall, draw)
