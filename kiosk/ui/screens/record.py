"""The facilitator reads one sentence aloud for the village voice: the sentence large, one big button.

Guarantees: the whole sentence and the one button always stay; what the microphone does is said by a sign, a word and
a colour. With larger text the title leaves first, then the count. Does not record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from kiosk.core.views import Action, RecordView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Icon, Panel, Part
from kiosk.ui.screens import components
from kiosk.ui.screens.components import sheet
from kiosk.ui.screens.lesson_components import Block, best, buttons_block, column, height, middle_page, words_block

# state -> (sign, its colour, ground of the note, its border)
STATES: Final = {
    "empty": ("microphone", "ink", "straw", "edge"),
    "recording": ("record", "clay-deep", "clay-soft", "clay"),
    "recorded": ("speaker", "ink", "lamp-soft", "lamp-edge"),
    "kept": ("check-circle", "leaf", "leaf-soft", "leaf"),
    "missing": ("plugs", "clay-deep", "clay-soft", "clay"),
}


def plan(view: RecordView, m: Metrics) -> tuple[Part, ...]:
    area, gap = middle_page(m), m.px(20)
    for offer in _offers(view):
        foot = _foot(view, offer, area.w, m)
        rest = Box(area.x, area.y, area.w, area.h - foot.height - m.px(26))
        blocks = best(_arrangements(view, m, rest), rest, gap)
        if height(blocks, gap) <= rest.h + 1:
            break
    low = Box(area.x, area.bottom - foot.height, area.w, foot.height)
    return (*column(blocks, rest, gap), *foot.draw(low))


def _offers(view: RecordView) -> Iterator[list[tuple[Action, str]]]:
    offered = [(view.hear, "hint"), (view.next, "plain"), (view.back, "plain")]
    for count in (3, 2):
        yield [(action, style) for action, style in offered[:count] if action]


def _foot(view: RecordView, offer: Sequence[tuple[Action, str]], width: float, m: Metrics) -> Block:
    """The one big button, and the smaller ways below it."""
    size = m.size("second") if m.percent == 100 else m.size("secondary")
    rows = [buttons_block(offer, m, width, size)] if offer else []
    if view.primary is not None:
        rows.insert(0, _big(view.primary, m))
    gap = m.gap + m.edge
    return Block(height(rows, gap), lambda box: column(rows, box, gap))


def _big(action: Action, m: Metrics) -> Block:
    style = "help" if action.icon in ("stop", "record") else "primary"
    size = m.size("first") if m.percent == 100 else m.size("primary")
    tall = max(m.target, m.px(150), size * 1.4)
    return Block(tall, lambda box: (components.button(box, action, m, style=style, size=size, lines=1),))


def _arrangements(view: RecordView, m: Metrics, area: Box) -> Iterator[Sequence[Block]]:
    title = [words_block(view.title, m, area.w, m.size("primary"), lines=2, leading=1.28)] if view.title else []
    count = [words_block(view.count, m, area.w, m.size("secondary"), weight=600, lines=1, colour="ink2")
             ] if view.count else []
    state = [_state(view, m, area.w)] if view.state_line else []
    sizes = (m.size("done"), m.size("title"), m.size("primary"), m.size("second"), m.size("secondary"))
    for head in ([*title, *count], count, []):
        for size in sizes[:3] if head else sizes:
            yield [*head, _sentence(view.line, m, area.w, size), *state]
    for size in sizes[1:]:
        yield [_sentence(view.line, m, area.w, size)]


def _sentence(text: str, m: Metrics, width: float, size: float) -> Block:
    pad = m.px(28)
    words = words_block(text, m, width - 2 * pad, size, leading=1.32, lines=4, ground="sheet")

    def draw(box: Box) -> tuple[Part, ...]:
        inner = Box(box.x + pad, box.y + m.px(18), box.w - 2 * pad, words.height)
        return (sheet(box, m), *words.draw(inner))

    return Block(words.height + m.px(36), draw)


def _state(view: RecordView, m: Metrics, width: float) -> Block:
    """What the microphone does."""
    icon, colour, fill, border = STATES[view.state]
    size = m.size("secondary") if m.percent > 100 else m.size("second")
    mark, pad = size * 1.3, m.px(24)
    words = words_block(view.state_line, m, width - mark - 3 * pad, size, weight=600, leading=1.26, lines=2,
                        ground=fill)
    tall = max(mark, words.height) + m.px(24)

    def draw(box: Box) -> tuple[Part, ...]:
        x = box.x + 2 * pad + mark
        return (
            Panel(box, fill=fill, radius=m.radius_note, border=border, border_width=3),
            Icon(Box(box.x + pad, box.y + (box.h - mark) / 2, mark, mark), icon, colour),
            *words.draw(Box(x, box.y + (box.h - words.height) / 2, box.right - pad - x, words.height)),
        )

    return Block(tall, draw)
