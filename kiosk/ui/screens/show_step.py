"""A step to see and hear: a large picture, a title, up to three lines, then on.

Guarantees: title and both buttons always stay; with larger text the lines leave from the last one, then
the picture becomes smaller and leaves. What leaves is still spoken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.core.views import ShowStepView
from kiosk.ui.metrics import Metrics
from kiosk.ui.parts import Box, Panel, Part, Picture
from kiosk.ui.screens import pieces
from kiosk.ui.screens.lesson_pieces import (
    Block,
    best,
    button_need,
    column,
    height,
    middle_page,
    progress_block,
    words_block,
)
from kiosk.ui.screens.pieces import balanced


def plan(view: ShowStepView, m: Metrics) -> tuple[Part, ...]:
    area = middle_page(m)
    parts: list[Part] = []
    top = area.y
    if view.progress is not None:
        block = progress_block(view.progress, m)
        parts += block.draw(Box(area.x, top, area.w, block.height))
        top += block.height + m.px(30)
    buttons, button_h = _buttons(view, area, m)
    middle = Box(area.x, top, area.w, area.bottom - button_h - m.px(30) - top)
    return (*parts, *_middle(view, middle, m), *buttons)


def _middle(view: ShowStepView, area: Box, m: Metrics) -> tuple[Part, ...]:
    """Picture left and words right; without the picture where the words need the whole width."""
    side = min(area.h, m.px(400 if m.percent == 100 else 300))
    for shown in (side, side * 0.72):
        words = Box(area.x + shown + m.px(44), area.y, area.w - shown - m.px(44), area.h)
        blocks = best(_arrangements(view, m, words.w), words, m.px(18))
        if height(blocks, m.px(18)) <= words.h + 1:
            return (*_picture(view.picture, Box(area.x, area.y + (area.h - shown) / 2, shown, shown), m),
                    *_centred(blocks, words, m))
    return _centred(best(_arrangements(view, m, area.w), area, m.px(18)), area, m)


def _picture(name: str, box: Box, m: Metrics) -> tuple[Part, ...]:
    return (Panel(box, fill="tint-leaf", radius=m.radius), Picture(box.inset(box.w * 0.1), name))


def _centred(blocks: Sequence[Block], area: Box, m: Metrics) -> tuple[Part, ...]:
    down = max(0.0, (area.h - height(blocks, m.px(18))) / 2)
    return column(blocks, Box(area.x, area.y + down, area.w, area.h), m.px(18))


def _arrangements(view: ShowStepView, m: Metrics, width: float) -> Iterator[Sequence[Block]]:
    title = words_block(view.title, m, width, m.size("title"), lines=4, leading=1.3)
    lines = [words_block(line, m, width, m.text(42), weight=500, leading=1.34, lines=2) for line in view.text]
    for count in range(len(lines), -1, -1):
        yield [title, *lines[:count]]
    yield [words_block(view.title, m, width, m.size("primary"), lines=5, leading=1.26)]


def _buttons(view: ShowStepView, area: Box, m: Metrics) -> tuple[tuple[Part, ...], float]:
    """On at the lower left, large; back beside it, or two lines each where words are large."""
    size, second, gap = m.size("primary"), m.size("second"), m.px(24)
    back_w = max(m.px(300), button_need(view.back, m, second) + m.px(24)) if view.back else 0.0
    first_w = area.w - (back_w + gap if view.back else 0.0)
    if view.primary is None:
        return (), 0.0
    lines = 1 if button_need(view.primary, m, size) <= first_w else 2
    tall = max(m.target, m.px(132), lines * size * 1.25 + m.px(20))
    y = area.bottom - tall
    parts: list[Part] = [
        pieces.button(Box(area.x, y, first_w, tall), view.primary, m, style="primary", icon_side="right", lines=lines)]
    if view.back is not None:
        broken = len(balanced(view.back.label, second, 600, back_w - m.px(90)))
        parts.append(pieces.button(Box(area.right - back_w, y, back_w, tall), view.back, m, size=second,
                                   lines=max(1, broken)))
    return tuple(parts), tall
