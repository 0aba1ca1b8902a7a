"""Pieces the lesson's screens share: progress, the column of words beside the phone, the first that fits.

Guarantees: ``best`` gives the first arrangement that stands in its field; larger text lets things
leave, it never shrinks them. Takes words and places, no views.

    blocks = best([(progress, context, words), (progress, words)], area, gap=20)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kiosk.core.lessons.lesson import Context
from kiosk.core.views import Action, Progress
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Align, Box, Icon, Panel, Part, Picture, Text, Touch
from kiosk.ui.design.text_layout import height_of, wrap
from kiosk.ui.screens import components
from kiosk.ui.screens.components import Weight, balanced, broadest

SEGMENTS = 12                           # more steps than this become one bar


@dataclass(frozen=True)
class Block:
    """A row of a column: its height in px (infinite where its words are too broad) and its parts."""

    height: float
    draw: Callable[[Box], tuple[Part, ...]]


def middle_page(m: Metrics, *, side: float = 0, top: float = 34, bottom: float = 764) -> Box:
    """The field of a screen; on a large panel the same millimetres in the middle, the rest is margin."""
    area = components.page(m, side=side, top=top, bottom=bottom)
    tall = min(area.h, m.px(764)) if m.plan == "large" and m.percent == 100 else area.h
    return Box(area.x, area.y + (area.h - tall) / 2, area.w, tall)


def column(blocks: Sequence[Block], area: Box, gap: float) -> tuple[Part, ...]:
    """Blocks one under another from the top of ``area``."""
    parts: list[Part] = []
    y = area.y
    for block in blocks:
        parts += block.draw(Box(area.x, y, area.w, block.height))
        y += block.height + gap
    return tuple(parts)


def height(blocks: Sequence[Block], gap: float) -> float:
    return sum(block.height for block in blocks) + gap * max(0, len(blocks) - 1)


def best(arrangements: Iterable[Sequence[Block]], area: Box, gap: float) -> Sequence[Block]:
    """The first arrangement that stands in ``area``; where none does, the one that is least too high."""
    tried: list[Sequence[Block]] = []
    for blocks in arrangements:
        if height(blocks, gap) <= area.h + 1:
            return blocks
        tried.append(blocks)
    return min(tried, key=lambda blocks: height(blocks, gap))


# --- blocks -------------------------------------------------------------------------------------


def words_block(text: str, m: Metrics, width: float, size: float, *, weight: Weight = 700, leading: float = 1.32,
                lines: int = 3, align: Align = "left", colour: str = "ink", ground: str = "paper") -> Block:
    """Running words; not standing where they need more than ``lines`` lines."""
    tried = wrap(text, size, weight, width)     # as many lines as balanced ones, and as broad where they do not fit
    good = len(tried) <= lines and broadest(tried, size, weight) <= width
    tall = height_of(tried, size, leading)

    def draw(box: Box) -> tuple[Part, ...]:
        broken = balanced(text, size, weight, width)
        return (Text(Box(box.x, box.y, box.w, tall), "\n".join(broken), size, weight=weight, leading=leading,
                     max_lines=len(broken), align=align, colour=colour, ground=ground),)

    return Block(tall if good else 10_000 + tall, draw)


def progress_block(progress: Progress, m: Metrics, *, words: bool = True) -> Block:
    """ "Bước 5 trong 9" above its segments: done leaf, now lamp, ahead straw."""
    size = m.size("secondary")
    word_h = size * 1.3 if words else 0.0
    bar_h = max(10.0, m.px(16))

    def draw(box: Box) -> tuple[Part, ...]:
        text = (Text(Box(box.x, box.y, box.w, word_h), progress.words, size, weight=700, leading=1.3,
                     ground="paper"),) if words else ()
        bar = Box(box.x, box.y + word_h + m.px(6), box.w, bar_h)
        return (*text, *(_segments(bar, progress, m) if progress.total <= SEGMENTS else _bar(bar, progress)))

    return Block(word_h + m.px(6) + bar_h, draw)


def _segments(bar: Box, progress: Progress, m: Metrics) -> tuple[Part, ...]:
    gap = m.px(8)
    width = (bar.w - gap * (progress.total - 1)) / progress.total
    parts = []
    for number in range(progress.total):
        kind = "done" if number < progress.done else "now" if number == progress.done else "ahead"
        now = "ink" if m.high_contrast else "lamp"              # yellow is taken by "done" there
        fill, border = {"done": ("leaf", "leaf-deep"), "now": (now, "lamp-edge"), "ahead": ("straw", "edge")}[kind]
        box = Box(bar.x + number * (width + gap), bar.y, width, bar.h)
        parts.append(Panel(box, fill=fill, radius=bar.h / 2, border=border, border_width=2))
    return tuple(parts)


def _bar(bar: Box, progress: Progress) -> tuple[Part, ...]:
    part = bar.w * min(1.0, (progress.done + 0.5) / max(1, progress.total))
    return (
        Panel(bar, fill="straw", radius=bar.h / 2, border="edge", border_width=2),
        Panel(Box(bar.x, bar.y, max(bar.h, part), bar.h), fill="leaf", radius=bar.h / 2, border="leaf-deep"),
    )


def badge_block(text: str, m: Metrics, width: float) -> Block:
    """A flat sign over the words: this time without being shown."""
    size = m.size("secondary")
    mark, pad = size * 1.15, m.px(18)
    words_w = broadest((text,), size, 700)
    wide = 2 * pad + mark + m.px(12) + words_w + 2
    tall = size * 1.3 + m.px(16)

    def draw(box: Box) -> tuple[Part, ...]:
        return (
            Panel(Box(box.x, box.y, wide, box.h), fill="leaf-soft", radius=m.radius_tape, border="leaf"),
            Icon(Box(box.x + pad, box.y + (box.h - mark) / 2, mark, mark), "user-check", "leaf"),
            Text(Box(box.x + pad + mark + m.px(12), box.y, words_w + 2, box.h), text, size, weight=700, leading=1.3,
                 ground="leaf-soft"),
        )

    return Block(tall if wide <= width else 10_000 + tall, draw)


def context_block(context: Context, m: Metrics, width: float) -> Block:
    """The note that says why: a picture on its tint and two lines beside it."""
    size, pad, side = m.size("secondary"), m.px(16), m.px(104)
    room = width - side - pad * 2 - m.px(30)
    first = balanced(context.text, size, 500, room)
    second = balanced(context.strong, size, 700, room) if context.strong else ()
    tall = max(side + 2 * pad - m.px(4), (len(first) + len(second)) * size * 1.32 + m.px(20))

    def draw(box: Box) -> tuple[Part, ...]:
        picture = Box(box.x + pad, box.y + (box.h - side) / 2, side, side)
        x, words_h = picture.right + m.px(22), (len(first) + len(second)) * size * 1.32
        top = box.y + (box.h - words_h) / 2
        parts: list[Part] = [
            Panel(box, fill="straw", radius=m.radius_note),
            Panel(picture, fill="tint-leaf", radius=m.px(14)), Picture(picture.inset(m.px(8)), context.picture)]
        for lines, weight, y in ((first, 500, top), (second, 700, top + len(first) * size * 1.32)):
            if lines:
                parts.append(Text(Box(x, y, room, len(lines) * size * 1.32), "\n".join(lines), size,
                                  weight=500 if weight == 500 else 700, leading=1.32, max_lines=len(lines),
                                  ground="straw"))
        return tuple(parts)

    return Block(tall, draw)


def kind_block(heading: str, text: str, m: Metrics, width: float, body_size: float) -> Block:
    """Comfort first, then what was touched: a heading of one line, up to three lines below."""
    pad, mark = m.px(26), m.px(68)
    head_x = pad + mark + m.px(20)
    room = width - head_x - m.px(16)
    sizes = (round(m.size("title") * 0.965), m.size("primary"), m.size("second"))
    size = next((one for one in sizes if broadest((heading,), one, 700) <= room), sizes[0])
    body = balanced(text, body_size, 600, width - 2 * pad)
    head_h, body_h = size * 1.32, height_of(body, body_size, 1.32)
    good = broadest((heading,), size, 700) <= room and len(body) <= 3

    def draw(box: Box) -> tuple[Part, ...]:
        top = box.y + (box.h - head_h - body_h - m.px(8)) / 2
        below = Box(box.x + pad, top + head_h + m.px(8), box.w - 2 * pad, body_h)
        return (
            Panel(box, fill="lamp-soft", radius=m.radius_sheet, border="lamp-edge", border_width=3),
            Icon(Box(box.x + pad, top + (head_h - mark) / 2, mark, mark), "hand-heart", "clay"),
            Text(Box(box.x + head_x, top, box.w - head_x - m.px(14), head_h), heading, size, weight=700, leading=1.32,
                 ground="lamp-soft"),
            Text(below, "\n".join(body), body_size, weight=600, leading=1.32, max_lines=max(1, len(body)),
                 ground="lamp-soft"),
        )

    return Block(head_h + body_h + m.px(8 + 40) if good else 10_000 + head_h, draw)


def comfort_block(text: str, m: Metrics, width: float, size: float, lines: int = 1) -> Block:
    """Only the comfort in its lamp-soft note, with the hand that holds a heart."""
    roomy = m.percent == 100
    mark, pad, gap = size * (1.2 if roomy else 0.95), m.px(20 if roomy else 10), m.px(16 if roomy else 8)
    room = width - mark - 2 * pad - gap
    broken = balanced(text, size, 700, room)
    good = len(broken) <= lines and broadest(broken, size, 700) <= room
    tall = max(mark, height_of(broken, size, 1.28)) + m.px(24)

    def draw(box: Box) -> tuple[Part, ...]:
        x = box.x + pad + mark + gap
        return (
            Panel(box, fill="lamp-soft", radius=m.radius_sheet, border="lamp-edge", border_width=3),
            Icon(Box(box.x + pad, box.y + (box.h - mark) / 2, mark, mark), "hand-heart", "clay"),
            Text(Box(x, box.y, room, box.h), "\n".join(broken), size, weight=700, leading=1.28,
                 max_lines=len(broken), ground="lamp-soft"),
        )

    return Block(tall if good else 10_000 + tall, draw)


# --- buttons ------------------------------------------------------------------------------------


def button_need(action: Action, m: Metrics, size: float) -> float:
    """Width a button needs for icon and words on one line, with little air."""
    icon = m.px(44 + 12) if action.icon else 0.0
    return broadest((action.label,), size, 600) + icon + m.px(2 * 16) + 4


def buttons_block(actions: Sequence[tuple[Action, str]], m: Metrics, width: float, size: float,
                  least: float = 118) -> Block:
    """Buttons side by side where their words stand on one line, else one under another."""
    gap = max(m.gap, m.px(20))
    needs = [button_need(action, m, size) for action, _style in actions]
    tall = max(m.target, m.px(least), size * 1.22 + m.px(20))
    free = width - gap * (len(actions) - 1) - sum(needs)
    if free >= 0:
        widths = [need + free / len(actions) for need in needs]
        return Block(tall, lambda box: _row(actions, box, widths, gap, m, size))
    heights = [max(tall, 2 * size * 1.22 + m.px(20)) if need > width else tall for need in needs]
    return Block(sum(heights) + (len(actions) - 1) * (gap + m.edge),
                 lambda box: _pile(actions, box, heights, gap + m.edge, m, size))


def _row(actions: Sequence[tuple[Action, str]], box: Box, widths: Sequence[float], gap: float, m: Metrics,
         size: float) -> tuple[Touch, ...]:
    touches, x = [], box.x
    for (action, style), width in zip(actions, widths, strict=True):
        touches.append(components.button(Box(x, box.y, width, box.h), action, m, style=style, size=size, lines=1))
        x += width + gap
    return tuple(touches)


def _pile(actions: Sequence[tuple[Action, str]], box: Box, heights: Sequence[float], gap: float, m: Metrics,
          size: float) -> tuple[Touch, ...]:
    touches, y = [], box.y
    for (action, style), tall in zip(actions, heights, strict=True):
        touches.append(components.button(Box(box.x, y, box.w, tall), action, m, style=style, size=size))
        y += tall + gap
    return tuple(touches)
