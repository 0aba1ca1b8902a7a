"""After an answer: the message stays to be read again, kind words, and one way on.

Guarantees: the kind words and the way on always stand; the message leaves where text is large.
"""

from __future__ import annotations

from kiosk.core.views import QuizView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Icon, Panel, Part, Text
from kiosk.ui.design.text_layout import height_of
from kiosk.ui.screens import components
from kiosk.ui.screens.components import IconSide, balanced
from kiosk.ui.screens.quiz.card import card_height, plan_card


def plan_reply(view: QuizView, area: Box, m: Metrics) -> tuple[Part, ...]:
    button_h = max(m.target, m.px(132), m.size("primary") * 1.36 + m.px(24)) if view.primary else 0.0
    room = Box(area.x, area.y, area.w, area.h - button_h - m.px(28))
    size, reply_h = _largest(view, room, m)
    card_h = card_height(view, m, area.w) + m.px(62)
    parts: list[Part] = []
    if view.card and card_h + m.px(24) + reply_h <= room.h:
        card = Box(room.x, room.y, room.w, max(card_h, room.h - reply_h - m.px(24) - m.px(60)))
        parts += plan_card(view, card, m, tape=True)
        room = Box(room.x, card.bottom + m.px(24), room.w, room.bottom - card.bottom - m.px(24))
    parts += _reply(view, Box(room.x, room.y, room.w, room.h), m, size)
    if view.primary is not None:
        width = min(area.w, max(m.px(590), components.button_width(view.primary, m, m.size("primary"))))
        side: IconSide = "right" if view.primary.icon == "arrow-right" else "left"
        parts.append(components.button(Box(area.x, area.bottom - button_h, width, button_h), view.primary, m,
                                   style="primary", icon_side=side))
    return tuple(parts)


def _largest(view: QuizView, room: Box, m: Metrics) -> tuple[float, float]:
    """Size of the body at which the kind words stand, and their height; a long reply gives way a little."""
    for size in (m.size("primary"), m.size("second"), m.size("secondary")):
        height = _reply_height(view, room.w, m, size)
        if height <= room.h:
            break
    return size, height


def _measure(view: QuizView, width: float, m: Metrics, size: float) -> tuple[tuple[str, ...], tuple[str, ...], float]:
    """Heading, body and the room for them beside the sign."""
    mark, pad = m.px(96), m.px(30)
    room = width - mark - 3 * pad
    heading = balanced(view.reply_title, m.size("title"), 700, room)
    body = balanced(view.reply, size, 600, room)
    return heading, body, room


def _reply_height(view: QuizView, width: float, m: Metrics, size: float) -> float:
    heading, body, _room = _measure(view, width, m, size)
    return height_of(heading, m.size("title"), 1.3) + height_of(body, size, 1.32) + m.px(44)


def _reply(view: QuizView, box: Box, m: Metrics, size: float) -> tuple[Part, ...]:
    """Lamp-soft with the hand and heart; a right answer wears leaf and a tick."""
    fill, border, icon, colour = (
        ("leaf-soft", "leaf", "check-circle", "leaf") if view.right
        else ("lamp-soft", "lamp-edge", "hand-heart", "clay"))
    heading, body, room = _measure(view, box.w, m, size)
    mark, pad = m.px(96), m.px(30)
    head_h, body_h = height_of(heading, m.size("title"), 1.3), height_of(body, size, 1.32)
    x, top = box.x + 2 * pad + mark, box.y + (box.h - head_h - body_h - m.px(6)) / 2
    return (
        Panel(box, fill=fill, radius=m.radius_sheet, border=border, border_width=3),
        Icon(Box(box.x + pad, top + (head_h - mark) / 2 if len(heading) == 1 else top, mark, mark), icon, colour),
        Text(Box(x, top, room, head_h), "\n".join(heading), m.size("title"), weight=700, leading=1.3,
             max_lines=len(heading), ground=fill),
        Text(Box(x, top + head_h + m.px(6), room, body_h), "\n".join(body), size, weight=600,
             leading=1.32, max_lines=len(body), ground=fill),
    )
