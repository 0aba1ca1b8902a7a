"""Where parts stand: the page's field, rows and columns in it.

Guarantees: ``page`` is measured in reference pixels and keeps their millimetres on every panel; ``stack``
fills its area exactly, the air between rows growing or giving way. Knows neither words nor views.

    first, second = stack(page(m, side=20), (m.px(130), m.px(130)), (32,))
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box


def page(m: Metrics, *, side: float = 0, top: float = 22, bottom: float = 767, widest: float = 1240,
         tallest: float = 0) -> Box:
    """The field of a screen, given in reference pixels: ``side`` more air left and right (gone when
    the text is larger), from ``top`` to ``bottom``; never broader than ``widest`` nor higher than
    ``tallest`` (0 = any), the rest is margin."""
    extra = m.px(side) if m.percent == 100 else 0.0
    broad = m.px(widest) * (1.0 if m.percent == 100 else 1.2)
    extra += max(0.0, (m.content.w - 2 * extra - broad) / 2)
    y = m.content.y + m.px(top - 22)
    high = m.content.bottom - m.px(767 - bottom) - y
    spare = max(0.0, high - m.px(tallest)) / 2 if tallest else 0.0
    return Box(m.content.x + extra, y + spare, m.content.w - 2 * extra, high - 2 * spare)


def stack(area: Box, heights: Sequence[float], gaps: Sequence[float]) -> tuple[Box, ...]:
    """Rows from the top to the bottom of ``area``; the air between them grows or gives way evenly."""
    free = area.h - sum(heights)
    share = free / sum(gaps) if sum(gaps) else 0.0
    rows, y = [], area.y
    for at, height in enumerate(heights):
        rows.append(Box(area.x, y, area.w, height))
        y += height + (gaps[at] * share if at < len(gaps) else 0.0)
    return tuple(rows)


def stands(area: Box, heights: Sequence[float], gap: float) -> bool:
    """Whether rows of ``heights`` stand in ``area`` with at least ``gap`` px between them."""
    return sum(heights) + gap * (len(heights) - 1) <= area.h + 1


def columns(area: Box, shares: Sequence[float], gap: float) -> tuple[Box, ...]:
    """Columns side by side, ``gap`` px apart, their widths in the ratio ``shares``."""
    room = area.w - gap * (len(shares) - 1)
    places, x = [], area.x
    for share in shares:
        width = room * share / sum(shares)
        places.append(Box(x, area.y, width, area.h))
        x += width + gap
    return tuple(places)
