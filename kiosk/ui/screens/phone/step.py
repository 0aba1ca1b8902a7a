"""A step on the simulated phone: the phone at the left in its real size, one thing to do beside it.

Guarantees: the phone is the same at every text step; at the usual text size the instruction becomes smaller before the
note that says why leaves. With larger text that note leaves first, then the question, then comfort becomes one line;
the instruction and both buttons always stay. What leaves is still spoken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.core.views import Action, PhoneStepView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Part
from kiosk.ui.screens.lesson_components import (
    Block,
    badge_block,
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
from kiosk.ui.screens.phone.handset import Help, phone_place, plan_phone


def plan(view: PhoneStepView, m: Metrics) -> tuple[Part, ...]:
    place, area = places(m)
    phone: tuple[Part, ...] = ()
    if view.screen is not None:
        over = Help(view.rung, view.target, view.wrong_spot, view.demo)
        phone = plan_phone(place, view.screen, m, over, camera_line=view.camera_line if view.camera else "",
                           face=view.face, camera_frame=view.camera_frame)
    return (*phone, *_words(view, area, m))


def places(m: Metrics) -> tuple[Box, Box]:
    """The phone and the column of words; both in the middle where the panel is broad."""
    phone, gap = phone_place(m), m.px(28)
    top = m.content.y + m.px(8)
    width = min(m.content.right - phone.right - gap, max(m.px(900), 604.0))
    shift = (m.content.w - phone.w - gap - width) / 2
    words = Box(phone.right + gap + shift, top, width, m.content.bottom - top)
    return Box(phone.x + shift, phone.y, phone.w, phone.h), words


def _words(view: PhoneStepView, area: Box, m: Metrics) -> tuple[Part, ...]:
    gap = m.px(22 if m.percent == 100 else 16)
    offers = tuple(_offers(view))
    last = offers[-1]
    for offered in offers:
        buttons = _buttons(offered, area.w, m)
        if buttons.height > area.h * 0.46 and view.again is not None and offered != last:
            continue
        foot = Box(area.x, area.bottom - buttons.height, area.w, buttons.height)
        room = Box(area.x, area.y, area.w, foot.y - m.px(18) - area.y)
        blocks = best(_arrangements(view, m, area.w), room, gap)
        if height(blocks, gap) <= room.h + 1:
            break
    return (*column(blocks, room, gap), *buttons.draw(foot))


Offer = tuple[tuple[Action, str], ...]


def _offers(view: PhoneStepView) -> Iterator[tuple[Offer, ...]]:
    """Rows of buttons, the richest first. What leaves first is also in the phone or can wait: beside the practice
    sheet's stand-in the hint, then "Làm lại" (the phone's own arrow undoes too), then back."""
    sample, hint, back = _row(view.sample, "hint"), _row(view.hint, "hint"), _row(view.back, "plain")
    again, skip = _row(view.again, "plain"), _row(view.skip, "plain")
    rows = [(sample, (*again, *skip), (*back, *hint)), (sample, skip, (*back, *hint))]
    if view.sample is not None:
        rows.append((sample, skip, back))
    rows += [(sample, (), (*(skip or back), *hint)), (sample, (), (*skip, *hint) if view.sample is None else skip)]
    for made in rows:
        yield tuple(row for row in made if row)


def _row(action: Action | None, style: str) -> Offer:
    return ((action, style),) if action is not None else ()


def _buttons(rows: tuple[Offer, ...], width: float, m: Metrics) -> Block:
    """The lowest row is the highest: back and hint; rarer ways stand above it."""
    blocks: list[Block] = []
    for row in rows[:-1]:
        size = m.size("second") if m.percent == 100 else m.size("secondary")
        blocks.append(buttons_block(row, m, width, size))
    if rows:
        blocks.append(buttons_block(rows[-1], m, width, m.size("second"), least=124))
    gap = m.gap + m.edge
    return Block(sum(block.height for block in blocks) + gap * max(0, len(blocks) - 1),
                 lambda box: column(blocks, box, gap))


def _arrangements(view: PhoneStepView, m: Metrics, width: float) -> Iterator[Sequence[Block]]:
    """What stands above the buttons, the richest first."""
    sign = [badge_block(view.badge, m, width)] if view.badge else []
    steps = [progress_block(view.progress, m)] if view.progress else []
    full = [*steps, *sign]
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
        if context and m.percent == 100:
            less = [words_block(view.question, m, width, second, weight=600, leading=1.3)] if view.question else []
            tops = (full, [*bar, *sign], bar)
            yield from ([*top, *context, words, *less] for top in tops for words in (plainer, plainest))
        yield [*full, say, *question]
        yield [*bar, say, *question]
        yield [*full, say]
    yield [*bar, *sign, say]
    yield [*steps, say]
    yield [*bar, say]
    yield [*full, plainer]
    yield [*bar, plainer]
    yield [*bar, plainest]
