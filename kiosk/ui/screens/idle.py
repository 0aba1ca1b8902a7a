"""The question before the machine goes home: still here? One huge answer, any touch counts.

Guarantees: the time left stands as a number, in words and as blocks; nothing moves but the blocks
that empty. With larger text the sentence shrinks to its number and unit, beside the blocks.

    plan(IdleView("idle", rail, look, title="Bác còn ở đây không?", seconds=14, total=20), m)
"""

from __future__ import annotations

from kiosk.core.views import Action, IdleView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Panel, Part, Petals, Picture, Text, Touch
from kiosk.ui.design.text_layout import height_of, width_of
from kiosk.ui.screens.components import balanced, broadest, button
from kiosk.ui.screens.layout import page, stack


def plan(view: IdleView, m: Metrics) -> tuple[Part, ...]:
    area = page(m, side=44, top=76 if m.percent == 100 else 40, bottom=731 if m.percent == 100 else 760,
                tallest=760)
    size = min(m.text(76), m.px(110))
    lines = balanced(view.title, size, 700, area.w)
    heading = height_of(lines, size, 1.24)
    whole = m.percent == 100 and _sentence_width(view, m) <= area.w
    time_h = (m.px(64), m.px(46)) if whole else (m.text(46) * 1.3,)
    heights = [heading, *time_h, m.px(208 if m.percent == 100 else 158), m.px(123)]
    gaps = [21, 21, 37, 34] if whole else [1, 1, 1]
    rows = list(stack(area, heights, gaps))
    parts: list[Part] = [Petals(Box(0, 0, m.left.w, m.petal_h)), Text(
        rows[0], "\n".join(lines), size, weight=700, align="center", leading=1.24, max_lines=len(lines),
        ground="paper")]
    parts += [*_sentence(view, m, rows[1]), *_blocks(view, m, rows[2])] if whole else _short(view, m, rows[1])
    return (*parts, *_ways(view, m, rows[-2], rows[-1]))


def _sentence_width(view: IdleView, m: Metrics) -> float:
    return sum(width_of(text, m.text(46), weight) for text, weight, _ in _runs(view)) + 2 * _space(m)


def _space(m: Metrics) -> float:
    """The air between two runs, px (a space at the end of a run has no width when drawn)."""
    return m.text(46) * 0.26


def _runs(view: IdleView) -> tuple[tuple[str, int, str], ...]:
    time = f"{view.seconds} {view.unit}"
    return (view.before.strip(), 500, "ink2"), (time, 700, "ink"), (view.after.strip(), 500, "ink2")


def _sentence(view: IdleView, m: Metrics, box: Box) -> list[Part]:
    """One centred line of three runs, the time in full ink."""
    size = m.text(46)
    x = box.x + (box.w - _sentence_width(view, m)) / 2
    parts: list[Part] = []
    for text, weight, colour in _runs(view):
        width = width_of(text, size, weight)
        parts.append(Text(Box(x, box.y, width, box.h), text, size, weight=700 if weight == 700 else 500,
                          colour=colour, leading=1.3, ground="paper"))
        x += width + _space(m)
    return parts


def _short(view: IdleView, m: Metrics, box: Box) -> list[Part]:
    """Larger text: the number and its unit beside the blocks."""
    size, text = m.text(46), f"{view.seconds} {view.unit}"
    width = width_of(f"{view.total} {view.unit}", size, 700) + m.px(8)
    blocks = Box(box.x + width + m.px(24), box.y, box.w - width - m.px(24), box.h)
    return [Text(Box(box.x, box.y, width, box.h), text, size, weight=700, leading=1.3, ground="paper"),
            *_blocks(view, m, Box(blocks.x, blocks.y + (blocks.h - m.px(46)) / 2, blocks.w, m.px(46)))]


def _blocks(view: IdleView, m: Metrics, box: Box) -> tuple[Part, ...]:
    """One block a second, full ones first."""
    pitch = box.w / view.total
    width = min(m.px(34), pitch * 0.74)
    step = (box.w - width) / max(1, view.total - 1)
    return tuple(Panel(Box(box.x + at * step, box.y, width, box.h), fill="clay" if at < view.seconds else "paper",
                       radius=m.px(8), border="clay", border_width=3) for at in range(view.total))


def _ways(view: IdleView, m: Metrics, stay: Box, leave: Box) -> tuple[Part, ...]:
    parts: tuple[Part, ...] = (_stay(view.stay, m, stay),) if view.stay else ()
    return parts if view.leave is None else (*parts, button(leave, view.leave, m))


def _stay(action: Action, m: Metrics, box: Box) -> Touch:
    """The waving hand and the answer, as one group in the middle."""
    size, hand, gap = m.size("done"), m.px(116), m.px(44 if m.percent == 100 else 24)
    lines = balanced(action.label, size, 700, box.w - hand - gap - m.px(40))
    width = broadest(lines, size, 700) + 2
    left = box.x + (box.w - width - gap - hand) / 2
    parts: tuple[Part, ...] = (
        Picture(Box(left, box.y + (box.h - hand) / 2, hand, hand), "waving"),
        Text(Box(left + hand + gap, box.y, width, box.h), "\n".join(lines), size, weight=700, colour="on-leaf",
             leading=1.25, max_lines=len(lines), ground="leaf"),
    )
    return Touch(box, action.intent, parts, style="primary", radius=m.radius, speak=action.label)
