"""The end of a lesson: what the learner can do now, in plain sentences, and a code to take home.

Guarantees: the sentences and both buttons always stay; with larger text the line about help leaves
first, then the words under the code, then the heading (all are spoken).
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.views import Action, DoneView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Icon, Part, Petals, Picture, QrCode, Text
from kiosk.ui.design.text_layout import height_of
from kiosk.ui.screens import components
from kiosk.ui.screens.components import IconSide, balanced, broadest
from kiosk.ui.screens.lesson_components import button_need, middle_page


@dataclass(frozen=True)
class _Known:
    """The sentences as they will stand."""

    size: float
    lines: tuple[tuple[str, ...], ...]
    pitch: float
    heading: bool

    def height(self, m: Metrics) -> float:
        heading = m.size("secondary") * 1.5 if self.heading else 0.0
        return heading + sum(len(line) for line in self.lines) * self.size * self.pitch + m.px(24)


def plan(view: DoneView, m: Metrics) -> tuple[Part, ...]:
    area = middle_page(m, side=20, top=44)
    head, head_h = _head(view, area, m)
    buttons, button_h = _buttons(view, area, m)
    body = Box(area.x, area.y + head_h, area.w, area.h - head_h - button_h - _gap(m))
    if _fitting(view, _halves(view, body, m)[0], m) is None:
        head, body = (), Box(area.x, area.y, area.w, area.h - button_h - _gap(m))
    return (Petals(Box(0, 0, m.width - m.rail_w, m.petal_h)), *head, *_body(view, body, m), *buttons)


def _gap(m: Metrics) -> float:
    """Air above the buttons."""
    return m.px(30 if m.percent == 100 else 20)


def _head(view: DoneView, area: Box, m: Metrics) -> tuple[tuple[Part, ...], float]:
    """Picture, "Bác làm được rồi!" and how it was done, as far as the width allows."""
    size, how = m.size("done"), m.text(40)
    side = m.px(124)
    pictured = broadest((view.title,), size, 700) <= area.w - side - m.px(40)
    x = area.x + side + m.px(36) if pictured else area.x
    if broadest((view.title,), size, 700) > area.right - x:
        size = m.size("title")
    how_h = how * 1.36 if m.percent == 100 and broadest((view.how,), how, 600) <= area.right - x else 0.0
    words_h = size * 1.2 + how_h
    tall = max(words_h, side if pictured and m.percent == 100 else 0.0)
    top = area.y + m.px(4) + (tall - words_h) / 2
    parts: list[Part] = [
        Text(Box(x, top, area.right - x, size * 1.2), view.title, size, weight=700, leading=1.2, ground="paper")]
    if pictured:
        side = min(side, tall)
        parts.append(Picture(Box(area.x + m.px(4), area.y + m.px(4) + (tall - side) / 2, side, side), view.picture))
    if how_h:
        parts.append(Text(Box(x, top + size * 1.2, area.right - x, how_h), view.how, how, weight=600, colour="ink2",
                          ground="paper"))
    return tuple(parts), tall + m.px(20)


def _body(view: DoneView, area: Box, m: Metrics) -> tuple[Part, ...]:
    known, code = _halves(view, area, m)
    parts: list[Part] = [components.sheet(known, m), *_known(view, known, m)]
    return (*parts, *(_code(view, code, m) if view.qr else ()))


def _halves(view: DoneView, area: Box, m: Metrics) -> tuple[Box, Box]:
    """Where the sentences and the code lie."""
    gap = m.px(24)
    code_w = m.px(336 if m.percent == 100 else 260) if view.qr else -gap
    known = Box(area.x, area.y, area.w - code_w - gap, area.h)
    return known, Box(known.right + gap, area.y, code_w, area.h)


def _room(box: Box, m: Metrics) -> float:
    """Width for a sentence beside its tick."""
    return box.w - m.px(32) - m.px(78) - m.px(18)


def _fitting(view: DoneView, box: Box, m: Metrics, *, anyhow: bool = False) -> _Known | None:
    """The largest way the sentences stand: with heading, without, then in smaller roles."""
    room = _room(box, m)
    large = (m.size("primary"), float(round(m.size("primary") * 0.96)), m.size("second"))
    tries = [(size, 1) for size in large] + [(size, 2) for size in (*large, m.text(40), m.size("secondary"))]
    made = None
    for size, most in tries:
        lines = tuple(balanced(line, size, 600, room) for line in view.learned)
        wide = all(len(line) <= most and broadest(line, size, 600) <= room for line in lines)
        for heading, pitch in ((True, 1.52), (True, 1.36), (False, 1.36), (False, 1.24)):
            made = _Known(size, lines, pitch, heading)
            if wide and made.height(m) <= box.h:
                return made
    return made if anyhow else None


def _known(view: DoneView, box: Box, m: Metrics) -> tuple[Part, ...]:
    known = _fitting(view, box, m, anyhow=True)
    if known is None:
        return ()
    x, y = box.x + m.px(32), box.y + m.px(12)
    y += max(0.0, (box.h - known.height(m)) / 2)
    parts: list[Part] = []
    if known.heading:
        heading = m.size("secondary")
        parts.append(Text(Box(x, y, box.w - m.px(60), heading * 1.5), view.learned_title, m.size("secondary"),
                          weight=600, colour="ink2", leading=1.4, ground="sheet"))
        y += heading * 1.5
    mark = m.px(56)
    for line in known.lines:
        tall = len(line) * known.size * known.pitch
        parts.append(Icon(Box(x, y + (known.size * known.pitch - mark) / 2, mark, mark), "check-circle", "leaf"))
        parts.append(Text(Box(x + m.px(78), y, _room(box, m), tall), "\n".join(line),
                          known.size, weight=600, leading=known.pitch, max_lines=len(line), ground="sheet"))
        y += tall
    return tuple(parts)


def _code(view: DoneView, box: Box, m: Metrics) -> tuple[Part, ...]:
    """The code to take home; its words leave before it becomes small."""
    size = m.size("secondary")
    lines = balanced(view.qr_line, size, 600, box.w - m.px(24))
    words_h = height_of(lines, size, 1.3)
    least = m.px(250)
    worded = box.h - words_h - m.px(40) >= least and broadest(lines, size, 600) <= box.w - m.px(24)
    free = box.h - m.px(24) - (words_h + m.px(12) if worded else 0.0)
    side = min(box.w - m.px(12), free)
    top = box.y + (box.h - side - (words_h + m.px(4) if worded else 0.0)) / 2
    parts: list[Part] = [components.sheet(box, m), QrCode(Box(box.x + (box.w - side) / 2, top, side, side), view.qr)]
    if worded:
        parts.append(Text(Box(box.x + m.px(12), top + side + m.px(2), box.w - m.px(24), words_h), "\n".join(lines),
                          size, weight=600, align="center", leading=1.3, max_lines=len(lines), ground="sheet"))
    return tuple(parts)


def _buttons(view: DoneView, area: Box, m: Metrics) -> tuple[tuple[Part, ...], float]:
    """On at the left, rest beside it: as easy to touch."""
    size = m.size("second") if m.plan == "low" and m.percent > 100 else m.size("primary")
    gap = m.px(24)
    rest_w = max(m.px(366), button_need(view.secondary, m, size) + m.px(30)) if view.secondary else -gap
    first_w = area.w - rest_w - gap
    lines = 2 if view.primary and button_need(view.primary, m, size) > first_w else 1
    tall = max(m.target, m.px(134), lines * size * 1.22 + m.px(12))
    y = area.bottom - tall
    parts: list[Part] = []
    if view.primary is not None:
        parts.append(_button(Box(area.x, y, first_w, tall), view.primary, m, "primary", lines, size))
    if view.secondary is not None:
        parts.append(_button(Box(area.right - rest_w, y, rest_w, tall), view.secondary, m, "plain", 1, size))
    return tuple(parts), tall


def _button(box: Box, action: Action, m: Metrics, style: str, lines: int, size: float) -> Part:
    side: IconSide = "right" if action.icon == "arrow-right" else "left"
    return components.button(box, action, m, style=style, size=size, lines=lines, icon_side=side)
