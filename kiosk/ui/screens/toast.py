"""A passing line of any screen ("Cháu gọi chị Lúa rồi ạ"): one large kind card for a moment, instead of the page.

It never lies half over something: while it shows, the page's own touches are away; any touch brings them back
(the controller forgets the line), and so does a little time. The rail stays where it is.
"""

from __future__ import annotations

from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Icon, Panel, Part, Petals, Text
from kiosk.ui.design.text_layout import height_of, width_of
from kiosk.ui.screens.components import balanced

_LEADING = 1.3
_SIZES = (76.0, 64.0, 54.0, 46.0, 40.0)


def plan_passing(words: str, m: Metrics) -> tuple[Part, ...]:
    """The page that shows ``words`` alone."""
    room = m.content.inset(m.px(48), m.px(24))
    mark = m.px(150)
    size, lines = _largest(words, room.w, room.h - mark - m.px(40), m)
    height = height_of(lines, size, _LEADING)
    card_h = mark + height + m.px(110)
    card = Box(m.content.x, m.content.y + (m.content.h - card_h) / 2, m.content.w, card_h)
    icon = Box(card.x + (card.w - mark) / 2, card.y + m.px(40), mark, mark)
    text = Box(room.x, icon.bottom + m.px(20), room.w, height)
    return (
        Petals(Box(0, 0, m.rail.x, m.petal_h)),
        Panel(card, "lamp-soft", m.px(28), border="lamp-edge", border_width=3),
        Icon(icon, "hand-heart", "clay"),
        Text(text, "\n".join(lines), size, 700, align="center", leading=_LEADING, max_lines=len(lines),
             ground="lamp-soft"),
    )


def _largest(words: str, width: float, height: float, m: Metrics) -> tuple[float, tuple[str, ...]]:
    """The largest step in which the words stand whole in at most four lines."""
    sizes = [m.text(size, grows=False) for size in _SIZES]
    for size in sizes:
        lines = tuple(balanced(words, size, 700, width))
        whole = all(width_of(line, size, 700) <= width for line in lines)
        if whole and len(lines) <= 4 and height_of(lines, size, _LEADING) <= height:
            return size, lines
    return sizes[-1], tuple(balanced(words, sizes[-1], 700, width))
