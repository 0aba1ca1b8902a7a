"""The message a question is about: who it is from, its words, a drawing. It lies, it cannot be touched.

Guarantees: the words always stand; the drawing leaves where there is no room for it.
"""

from __future__ import annotations

from kiosk.core.views import QuizView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Icon, Panel, Part, Picture, Text
from kiosk.ui.design.text_layout import height_of, wrap
from kiosk.ui.screens import components
from kiosk.ui.screens.components import balanced, broadest


def _sizes(m: Metrics) -> tuple[float, ...]:
    return m.size("primary"), m.size("second"), m.text(40), m.size("secondary")


def _pitch(m: Metrics) -> float:
    return 1.3 if m.percent == 100 else 1.22


def _broken(view: QuizView, size: float, width: float) -> tuple[str, ...]:
    return tuple(line for text in view.card for line in _break(text, size, width))


def _break(text: str, size: float, width: float) -> tuple[str, ...]:
    """Running words fill their lines; a short line that breaks once breaks in the middle."""
    lines = wrap(text, size, 600, width)
    return balanced(text, size, 600, width) if len(lines) == 2 else lines


def _from_height(view: QuizView, m: Metrics) -> float:
    return m.size("secondary") * 1.5 if view.card_from else 0.0


def card_height(view: QuizView, m: Metrics, width: float) -> float:
    """Height in px of a broad card ``width`` px wide, words at primary size, drawing at the right."""
    size = m.size("primary")
    lines = _broken(view, size, _words_w(view, width, m))
    return _from_height(view, m) + height_of(lines, size, 1.36) + m.px(36)


def _words_w(view: QuizView, width: float, m: Metrics) -> float:
    return width - m.px(70) - (m.px(220) if view.picture else 0.0)


def plan_card(view: QuizView, box: Box, m: Metrics, *, tape: bool = False, tall: bool = False) -> tuple[Part, ...]:
    """The card in ``box``; ``tall`` puts the drawing above the words, ``tape`` the practice words on top."""
    room = _room(box, m, tape=tape)
    parts: list[Part] = [components.sheet(box, m), *(_tape(view, box, m) if tape else ())]
    parts += _tall(view, room, m) if tall else _broad(view, room, m)
    return tuple(parts)


def card_stands(view: QuizView, box: Box, m: Metrics, *, tape: bool) -> bool:
    """Whether the words stand in a tall card of this size."""
    room = _room(box, m, tape=tape)
    size, lines = _fitting(view, room, m)
    tall = _from_height_in(view, room.w, m) + height_of(lines, size, _pitch(m))
    return broadest(lines, size, 600) <= room.w and tall <= room.h


def _room(box: Box, m: Metrics, *, tape: bool) -> Box:
    tape_h = max(m.px(48), m.text(32, grows=False) * 1.36) + m.px(14) if tape else 0.0
    side = m.px(26 if m.percent == 100 else 18)
    return Box(box.x + side, box.y + m.px(16) + tape_h, box.w - 2 * side, box.h - m.px(32) - tape_h)


def _tape(view: QuizView, box: Box, m: Metrics) -> tuple[Part, ...]:
    size, width = m.text(32, grows=False), m.px(220)
    tape = Box(box.right - width - m.px(14), box.y + m.px(12), width, max(m.px(48), size * 1.36))
    return (
        Panel(tape, fill="lamp", radius=m.radius_tape, border="lamp-edge", border_width=2),
        Text(tape, view.practice, size, weight=700, colour="on-lamp", align="center", ground="lamp"),
    )


def _broad(view: QuizView, room: Box, m: Metrics) -> tuple[Part, ...]:
    if view.picture and not view.card and not view.card_from:
        side = min(room.h, m.px(300))
        return (Picture(Box(room.x + (room.w - side) / 2, room.y + (room.h - side) / 2, side, side), view.picture),)
    parts: list[Part] = []
    side = min(room.h, m.px(220)) if view.picture else 0.0
    if side >= m.px(120):
        parts.append(Picture(Box(room.right - side, room.y + (room.h - side) / 2, side, side), view.picture))
    words = Box(room.x, room.y, room.w - (side + m.px(16) if side else 0.0), room.h)
    return (*parts, *_words(view, words, m, centred=True))


def _tall(view: QuizView, room: Box, m: Metrics) -> tuple[Part, ...]:
    """Drawing above, words below, both in the middle of the card."""
    size, lines = _fitting(view, room, m)
    words_h = _from_height_in(view, room.w, m) + height_of(lines, size, _pitch(m))
    side = min(room.w * 0.86, room.h - words_h - m.px(20)) if view.picture else 0.0
    side = side if side >= m.px(120) else 0.0
    top = room.y + max(0.0, (room.h - words_h - side) / 2)
    parts: list[Part] = []
    if side:
        parts.append(Picture(Box(room.x + (room.w - side) / 2, top, side, side), view.picture))
    return (*parts, *_words(view, Box(room.x, top + side + (m.px(12) if side else 0.0), room.w, words_h), m))


def _from_height_in(view: QuizView, width: float, m: Metrics) -> float:
    if not view.card_from:
        return 0.0
    size = m.size("secondary")
    return len(balanced(view.card_from, size, 600, width - m.px(66))) * size * 1.3 + m.px(6)


def _fitting(view: QuizView, room: Box, m: Metrics) -> tuple[float, tuple[str, ...]]:
    """The largest size at which the words stand in the card."""
    for size in _sizes(m):
        lines = _broken(view, size, room.w)
        wide = broadest(lines, size, 600) <= room.w
        if wide and _from_height_in(view, room.w, m) + height_of(lines, size, _pitch(m)) <= room.h:
            return size, lines
    size = _sizes(m)[-1]
    return size, _broken(view, size, room.w)


def _words(view: QuizView, room: Box, m: Metrics, *, centred: bool = False) -> tuple[Part, ...]:
    size, lines = _fitting(view, room, m)
    from_h, pitch = _from_height_in(view, room.w, m), 1.36 if centred else _pitch(m)
    text_h = height_of(lines, size, pitch)
    y = room.y + (max(0.0, (room.h - from_h - text_h) / 2) if centred else 0.0)
    parts: list[Part] = []
    if view.card_from:
        small, mark = m.size("secondary"), m.px(48)
        sender = balanced(view.card_from, small, 600, room.w - m.px(66))
        parts.append(Icon(Box(room.x, y + (small * 1.3 - mark) / 2, mark, mark), "chat-text", "indigo"))
        parts.append(Text(Box(room.x + m.px(66), y, room.w - m.px(66), from_h - m.px(6)), "\n".join(sender), small,
                          weight=600, leading=1.3, max_lines=len(sender), ground="sheet"))
    parts.append(Text(Box(room.x, y + from_h, room.w, text_h), "\n".join(lines), size, weight=600, leading=pitch,
                      max_lines=max(1, len(lines)), ground="sheet"))
    return tuple(parts)
