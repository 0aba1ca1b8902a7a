"""A step on the simulated phone: the phone at the left in its real size, one thing to do beside it.

Guarantees: the phone is the same at every text step; beside it the context leaves first when text is
larger, then the question, then comfort becomes one line; the instruction and both buttons always stay.
What leaves is still spoken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.core.views import PhoneStepView
from kiosk.ui.metrics import Metrics
from kiosk.ui.parts import Box, Part
from kiosk.ui.screens.lesson_pieces import (
    Block,
    best,
    buttons_block,
    column,
    comfort_block,
    context_block,
    height,
    kind_block,
    progress_block,
    words_block,
)
from kiosk.ui.screens.phone import Help, phone_place, plan_phone


def plan(view: PhoneStepView, m: Metrics) -> tuple[Part, ...]:
    place, area = _places(m)
    phone: tuple[Part, ...] = ()
    if view.screen is not None:
        over = Help(view.rung, view.target, view.wrong_spot, view.demo)
        phone = plan_phone(place, view.screen, m, over, camera_line=view.camera_line if view.camera else "",
                           camera_frame=view.camera_frame)
    return (*phone, *_words(view, area, m))


def _places(m: Metrics) -> tuple[Box, Box]:
    """The phone and the column of words; both in the middle where the panel is broad."""
    phone, gap = phone_place(m), m.px(28)
    top = m.content.y + m.px(8)
    width = min(m.content.right - phone.right - gap, max(m.px(900), 604.0))
    shift = (m.content.w - phone.w - gap - width) / 2
    words = Box(phone.right + gap + shift, top, width, m.content.bottom - top)
    return Box(phone.x + shift, phone.y, phone.w, phone.h), words


def _words(view: PhoneStepView, area: Box, m: Metrics) -> tuple[Part, ...]:
    gap = m.px(22 if m.percent == 100 else 16)
    for with_hint in (True, False):
        buttons = _buttons(view, area.w, m, with_hint=with_hint or view.sample is None)
        foot = Box(area.x, area.bottom - buttons.height, area.w, buttons.height)
        room = Box(area.x, area.y, area.w, foot.y - m.px(18) - area.y)
        blocks = best(_arrangements(view, m, area.w), room, gap)
        if height(blocks, gap) <= room.h + 1:
            break
    return (*column(blocks, room, gap), *buttons.draw(foot))


def _buttons(view: PhoneStepView, width: float, m: Metrics, *, with_hint: bool) -> Block:
    """Back and hint at the foot; the practice sheet's stand-in above them (it is the greater help)."""
    offered = [(action, style) for action, style in
               ((view.back, "plain"), (view.hint if with_hint else None, "hint")) if action]
    rows: list[Block] = []
    if view.sample is not None:
        size = m.size("second") if m.percent == 100 else m.size("secondary")
        rows.append(buttons_block([(view.sample, "hint")], m, width, size))
    if offered:
        rows.append(buttons_block(offered, m, width, m.size("second"), least=124))
    gap = m.gap + m.edge
    return Block(sum(row.height for row in rows) + gap * max(0, len(rows) - 1), lambda box: column(rows, box, gap))


def _arrangements(view: PhoneStepView, m: Metrics, width: float) -> Iterator[Sequence[Block]]:
    """What stands above the buttons, the richest first."""
    full = [progress_block(view.progress, m)] if view.progress else []
    bar = [progress_block(view.progress, m, words=False)] if view.progress else []
    title, primary, second, small = m.size("title"), m.size("primary"), m.size("second"), m.size("secondary")
    say = words_block(view.instruction, m, width, round(title * 0.965), lines=3)
    plainer = words_block(view.instruction, m, width, primary, leading=1.26, lines=4)
    plainest = words_block(view.instruction, m, width, second, leading=1.24, lines=5)
    if view.kind_title:
        for body in (primary, second, small):
            card = kind_block(view.kind_title, view.kind_text, m, width, body)
            yield from ([*full, card, say], [*bar, card, say])
        sizes = (primary, second, small, round(small * 0.95))
        comforts = [comfort_block(view.kind_title, m, width, size) for size in sizes]
        comforts += [comfort_block(view.kind_title, m, width, size, lines=2) for size in (second, small)]
        for steps, words in ((full, say), (bar, say), (full, plainer), (bar, plainer), (bar, plainest),
                             ([], plainest)):
            yield from ([*steps, comfort, words] for comfort in comforts)
    else:
        question = [words_block(view.question, m, width, primary, weight=600, leading=1.36)] if view.question else []
        context = [context_block(view.context, m, width)] if view.context else []
        yield [*full, *context, say, *question]
        yield [*full, say, *question]
        yield [*bar, say, *question]
        yield [*full, say]
    yield [*bar, say]
    yield [*full, plainer]
    yield [*bar, plainer]
    yield [*bar, plainest]
