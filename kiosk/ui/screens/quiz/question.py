"""One message, one judgement: the message is as large as the question, the answers are equal in form.

Guarantees: two to four answers, all with icon and word, same size and colour; short answers stand side
by side below the message, long ones one under another beside it. After an answer kind words take the
place of question and answers. With larger text the title leaves first, then the drawing (both spoken).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiosk.core.views import Choice, QuizView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Icon, Panel, Part, Text, Touch
from kiosk.ui.design.text_layout import height_of
from kiosk.ui.screens import components
from kiosk.ui.screens.components import TWO_LINE, balanced, broadest
from kiosk.ui.screens.lesson_components import middle_page
from kiosk.ui.screens.quiz.card import card_height, card_stands, plan_card
from kiosk.ui.screens.quiz.reply import plan_reply


def plan(view: QuizView, m: Metrics) -> tuple[Part, ...]:
    area = middle_page(m)
    if view.reply_title:
        return plan_reply(view, area, m)
    below = _answers_below(view, area, m)
    return below if below is not None else _answers_beside(view, area, m)


# --- answers side by side below the message -----------------------------------------------------


def _answers_below(view: QuizView, area: Box, m: Metrics) -> tuple[Part, ...] | None:
    """The reference arrangement, or None where words are too long or too large for it."""
    sizes = (m.size("title"), m.size("primary")) if m.percent == 100 else (m.size("primary"),)
    found = next(((size, tall) for size in sizes if (tall := _column_height(view.answers, area, m, size))), None)
    if found is None:
        return None
    size, tall = found
    ask = balanced(view.ask, m.size("title"), 700, area.w)
    ask_h = height_of(ask, m.size("title"), 1.3)
    foot = Box(area.x, area.bottom - tall, area.w, tall)
    for head_h in (_head_height(view, area, m), 0.0):
        room = Box(area.x, area.y + head_h, area.w, foot.y - m.px(16) - ask_h - m.px(12) - area.y - head_h)
        if card_height(view, m, room.w) <= room.h:
            question = Text(Box(area.x, room.bottom + m.px(12), area.w, ask_h), "\n".join(ask), m.size("title"),
                            weight=700, leading=1.3, max_lines=len(ask), ground="paper")
            head = plan_head(view, Box(area.x, area.y, area.w, head_h), m) if head_h else ()
            return (*head, *plan_card(view, room, m, tape=not head_h), question, *_columns(view.answers, foot, m, size))
    return None


def _head_height(view: QuizView, area: Box, m: Metrics) -> float:
    room = area.w - _tape_w(m) - m.px(24)
    lines = balanced(view.title, m.size("title"), 700, room)
    return len(lines) * m.size("title") * 1.26 + m.px(14) if len(lines) == 1 else 0.0


def plan_head(view: QuizView, box: Box, m: Metrics, title: float = 0) -> tuple[Part, ...]:
    """The title (``title`` px, 0 = its role) and the practice tape at its right."""
    size, width = m.text(32, grows=False), _tape_w(m)
    tape = Box(box.right - width, box.y + m.px(6), width, max(m.px(48), size * 1.36))
    return (
        components.title(view.title, m, Box(box.x, box.y, box.w - width - m.px(24), box.h - m.px(14)), size=title),
        Panel(tape, fill="lamp", radius=m.radius_tape, border="lamp-edge", border_width=2),
        Text(tape, view.practice, size, weight=700, colour="on-lamp", align="center", ground="lamp"),
    )


def _tape_w(m: Metrics) -> float:
    return m.px(220)


def _column_height(answers: Sequence[Choice], area: Box, m: Metrics, size: float) -> float | None:
    """Height of equal keys in one row, or None where a label needs more than two lines."""
    width = (area.w - m.gap * (len(answers) - 1)) / len(answers) - m.px(32)
    broken = [balanced(answer.label, size, 600, width) for answer in answers]
    short = (len(lines) > 1 and len(answer.label.split()) < 3 for lines, answer in zip(broken, answers, strict=True))
    if any(short) or any(len(lines) > 2 or broadest(lines, size, 600) > width for lines in broken):
        return None
    most = max(len(lines) for lines in broken)
    return max(m.target, m.px(116) + most * size * 1.24)


def _columns(answers: Sequence[Choice], area: Box, m: Metrics, size: float) -> tuple[Touch, ...]:
    touches = []
    for answer, box in zip(answers, components.columns(area, [1] * len(answers), m.gap), strict=True):
        lines = balanced(answer.label, size, 600, box.w - m.px(32))
        text_h, mark = height_of(lines, size, 1.24), m.px(74)
        top = box.y + (box.h - mark - m.px(8) - text_h) / 2
        words = Box(box.x + m.px(16), top + mark + m.px(8), box.w - m.px(32), text_h)
        touches.append(Touch(box, answer.intent, (
            Icon(Box(box.x + (box.w - mark) / 2, top, mark, mark), answer.icon),
            Text(words, "\n".join(lines), size, weight=600, align="center", leading=1.24, max_lines=len(lines),
                 ground="sheet"),
        ), style="plain", radius=m.radius, speak=answer.label))
    return tuple(touches)


# --- answers one under another beside the message -----------------------------------------------


def _answers_beside(view: QuizView, area: Box, m: Metrics) -> tuple[Part, ...]:
    """Message left, question and answers right, as in a call."""
    head_h = _head_height(view, area, m)
    sizes = (m.size("primary"), m.size("second"), m.text(40), m.size("secondary"))
    crowded = _ask_on_top(view, area, m) if m.percent > 100 else None
    tries = [(share, size, head) for head in (head_h, 0.0) for size in sizes for share in (0.40, 0.44, 0.465, 0.49)]
    for share, size, head in tries:
        body = Box(area.x, area.y + head, area.w, area.h - head)
        card = Box(body.x, body.y, body.w * share, body.h)
        room = Box(card.right + m.px(28), body.y, body.w - card.w - m.px(28), body.h)
        made = _question_and_rows(view, room, m, size)
        if made is not None and card_stands(view, card, m, tape=not head):
            break
    else:
        if crowded is not None:
            return crowded
        made = _question_and_rows(view, room, m, m.size("secondary"), anyhow=True)
    top = plan_head(view, Box(area.x, area.y, area.w, head), m) if head else ()
    return (*top, *plan_card(view, card, m, tape=not head, tall=True), *(made or ()))


def _ask_on_top(view: QuizView, area: Box, m: Metrics) -> tuple[Part, ...] | None:
    """For four answers and large text: the question across the whole width, in the title's place."""
    size = m.size("secondary")
    head = Box(area.x, area.y, area.w, max(m.px(70), size * 1.5))
    if broadest((view.ask,), size, 700) > area.w - _tape_w(m) - m.px(24):
        return None
    body = Box(area.x, head.bottom, area.w, area.bottom - head.bottom)
    for share in (0.40, 0.44, 0.49):
        card = Box(body.x, body.y, body.w * share, body.h)
        room = Box(card.right + m.px(28), body.y, body.w - card.w - m.px(28), body.h)
        rows = _question_and_rows(replace(view, ask=""), room, m, size)
        if rows is not None and card_stands(view, card, m, tape=False):
            title = replace(view, title=view.ask)
            return (*plan_head(title, head, m, size), *plan_card(view, card, m, tall=True), *rows)
    return None


def _question_and_rows(view: QuizView, area: Box, m: Metrics, size: float, *,
                       anyhow: bool = False) -> tuple[Part, ...] | None:
    """Question above equal rows; None where they do not stand (never with ``anyhow``)."""
    ask_size = min(m.size("title"), size * 1.12) if m.percent == 100 else size
    ask = balanced(view.ask, ask_size, 700, area.w)
    ask_h = height_of(ask, ask_size, 1.26) if view.ask else 0.0
    rows = [balanced(answer.label, size, 600, _row_room(area.w, m)) for answer in view.answers]
    wide = all(broadest(lines, size, 600) <= _row_room(area.w, m) for lines in rows)
    tall = max(m.target, m.px(118), max(len(lines) for lines in rows) * size * TWO_LINE + m.px(18))
    step = tall + m.gap + m.edge
    need = ask_h + (m.px(12) if view.ask else 0.0) + len(rows) * step - m.gap
    if not anyhow and (not wide or need > area.h + 1 or max(len(lines) for lines in rows) > 3):
        return None
    tall += max(0.0, min(m.px(40), (area.h - need) / len(rows)))
    step = tall + m.gap + m.edge
    top = area.bottom - len(rows) * step + m.gap + m.edge
    parts: list[Part] = [Text(Box(area.x, area.y, area.w, ask_h), "\n".join(ask), ask_size, weight=700,
                              leading=1.26, max_lines=len(ask), ground="paper")] if view.ask else []
    for number, answer in enumerate(view.answers):
        parts.append(_row(answer, rows[number], Box(area.x, top + number * step, area.w, tall), m, size))
    return tuple(parts)


def _row_places(m: Metrics) -> tuple[float, float, float]:
    """Air before the disc, the disc, air after it; smaller where the words are larger."""
    return (m.px(22), m.px(92), m.px(20)) if m.percent == 100 else (m.px(10), m.px(58), m.px(12))


def _row_room(width: float, m: Metrics) -> float:
    return width - sum(_row_places(m)) - m.px(8)


def _row(answer: Choice, lines: Sequence[str], box: Box, m: Metrics, size: float) -> Touch:
    before, disc, after = _row_places(m)
    at = Box(box.x + before, box.y + (box.h - disc) / 2, disc, disc)
    x = at.right + after
    return Touch(box, answer.intent, (
        Panel(at, fill="straw", radius=disc / 2),
        Icon(at.inset(disc * 0.2), answer.icon),
        Text(Box(x, box.y, _row_room(box.w, m), box.h), "\n".join(lines), size, weight=600, leading=TWO_LINE,
             max_lines=len(lines), ground="sheet"),
    ), style="plain", radius=m.radius, speak=answer.label)
