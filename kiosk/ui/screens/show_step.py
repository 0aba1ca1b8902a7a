"""A step to see and hear: a large picture, a title, up to three lines, then on.

Guarantees: title and both buttons always stay. At the usual text size every line stays as long as there is any way to
place it: letters become smaller down to a note's, a line breaks in up to five, the picture becomes smaller and leaves.
With larger text the lines leave from the last one, then the picture. What leaves is still spoken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from typing import Final, TypeAlias

from kiosk.core.views import ShowStepView
from kiosk.ui.design.metrics import Metrics, Role
from kiosk.ui.design.parts import Box, Panel, Part, Picture
from kiosk.ui.screens import components
from kiosk.ui.screens.components import balanced
from kiosk.ui.screens.lesson_components import (
    Block,
    best,
    button_need,
    column,
    height,
    middle_page,
    progress_block,
    words_block,
)

# Letters of the title, of the lines (reference px), and in how many lines one may break; the largest first.
_LETTERS: Final[tuple[tuple[Role, float, int], ...]] = (
    ("title", 42, 2), ("title", 42, 3), ("primary", 40, 3), ("primary", 36, 4), ("second", 36, 4), ("second", 32, 5))
_Arranged: TypeAlias = Callable[[ShowStepView, Metrics, float], Iterator[Sequence[Block]]]
_LARGER: Final = _LETTERS[:2]           # with larger text a line leaves before its letters shrink


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
    tries = [partial(_whole, letters) for letters in (_LETTERS if m.percent == 100 else _LARGER)]
    ways: list[tuple[_Arranged, float]] = [
        *product(tries, (side, side * 0.72)), *_without(tries, m), (_arrangements, side), (_arrangements, side * 0.72)]
    for arranged, shown in ways:
        beside = shown + m.px(44) if shown else 0.0
        words = Box(area.x + beside, area.y, area.w - beside, area.h)
        blocks = best(arranged(view, m, words.w), words, m.px(18))
        if height(blocks, m.px(18)) <= words.h + 1:
            picture = Box(area.x, area.y + (area.h - shown) / 2, shown, shown)
            return (*(_picture(view.picture, picture, m) if shown else ()), *_centred(blocks, words, m))
    return _centred(best(_arrangements(view, m, area.w), area, m.px(18)), area, m)


def _without(tries: Sequence[_Arranged], m: Metrics) -> Iterator[tuple[_Arranged, float]]:
    """At the usual text size the picture leaves before a line does."""
    yield from ((arranged, 0.0) for arranged in tries if m.percent == 100)


def _picture(name: str, box: Box, m: Metrics) -> tuple[Part, ...]:
    return (Panel(box, fill="tint-leaf", radius=m.radius), Picture(box.inset(box.w * 0.1), name))


def _centred(blocks: Sequence[Block], area: Box, m: Metrics) -> tuple[Part, ...]:
    down = max(0.0, (area.h - height(blocks, m.px(18))) / 2)
    return column(blocks, Box(area.x, area.y + down, area.w, area.h), m.px(18))


def _whole(letters: tuple[Role, float, int], view: ShowStepView, m: Metrics,
           width: float) -> Iterator[Sequence[Block]]:
    """All words in letters of one size."""
    title, size, lines = letters
    yield [words_block(view.title, m, width, m.size(title), lines=4, leading=1.3),
           *(words_block(line, m, width, m.text(size), weight=500, leading=1.34, lines=lines) for line in view.text)]


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
        components.button(
            Box(area.x, y, first_w, tall), view.primary, m, style="primary", icon_side="right", lines=lines)]
    if view.back is not None:
        broken = len(balanced(view.back.label, second, 600, back_w - m.px(90)))
        parts.append(components.button(Box(area.right - back_w, y, back_w, tall), view.back, m, size=second,
                                   lines=max(1, broken)))
    return tuple(parts), tall
