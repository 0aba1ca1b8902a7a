"""The post at the right: four slots that never move. A slot without use stays empty.

1 home or the thôn's name, 2 hear, 3 help or a flat sign, 4 text size (look.md section 5). The words of
the post grow with the text step, and the post with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from kiosk.core.i18n import _
from kiosk.core.views import Action, Rail
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Hear, Icon, Panel, Part, Text, Touch
from kiosk.ui.design.rail_slots import icon_and_word
from kiosk.ui.design.text_layout import width_of

_TOP = {"wide": 20.0, "low": 14.0, "large": 48.0}


def plan_rail(rail: Rail, m: Metrics) -> tuple[Part, ...]:
    """All parts of the post, its ground first."""
    return (
        *_post(rail.post, m),
        *_first(rail, m),
        Hear(slot(m, 2), _("Nghe lại"), _("Dừng đọc"), m.size("rail")),
        *_third(rail, m),
        *(_button(slot(m, 4), rail.text_size, m, "plain") if rail.text_size else ()),
    )


def plan_lying(rail: Rail, slots: Sequence[Box], m: Metrics) -> tuple[Part, ...]:
    """The rail of the typing screen: slots 1, 2 and 4 side by side on ``slots``, without a post."""
    first, second, fourth = slots
    return (
        *(_button(first, rail.home, m, "plain") if rail.home else ()),
        Hear(second, _("Nghe lại"), _("Dừng đọc"), m.size("rail")),
        *(_button(fourth, rail.text_size, m, "plain") if rail.text_size else ()),
    )


def slot(m: Metrics, number: int) -> Box:
    """Face of slot 1..4; its edge stands out below it."""
    top = _TOP[m.plan]
    pitch = (m.height - 2 * top + m.gap - m.edge - 2) / 4
    inside = m.rail_w - (28 if m.plan == "low" else 34)
    x = m.width - m.rail_w + (m.rail_w - inside) / 2 + 3
    return Box(round(x), round(top + (number - 1) * pitch), round(inside), round(pitch - m.gap))


def _post(post: str, m: Metrics) -> tuple[Part, ...]:
    side = 4 if m.high_contrast else 8 if m.plan != "low" else 6
    return (
        Panel(m.rail, f"post-{post}", radius=0),
        Panel(Box(m.rail.x, 0, side, m.height), f"post-{post}-deep", radius=0),
    )


def _first(rail: Rail, m: Metrics) -> tuple[Part, ...]:
    if rail.place:
        return _sign("lotus", rail.place, m, rail.post, 1, weight=700)
    return _button(slot(m, 1), rail.home, m, "plain") if rail.home else ()


def _third(rail: Rail, m: Metrics) -> tuple[Part, ...]:
    if rail.sign:
        return _sign(rail.sign_icon, rail.sign, m, rail.post, 3, weight=600)
    return _button(slot(m, 3), rail.help, m, "help") if rail.help else ()


def _button(box: Box, action: Action, m: Metrics, style: str) -> tuple[Part, ...]:
    icon, word = icon_and_word(box, m)
    ground = "clay-soft" if style == "help" else "sheet"
    parts = (
        Icon(icon, action.icon),
        Text(word, action.label, m.size("rail"), 600, align="center", ground=ground,
             min_size=m.smallest),
    )
    return (Touch(box, action.intent, parts, style=style, radius=m.radius_sheet, enabled=action.enabled,
                  why=action.why, speak=action.label),)


def _sign(icon: str, words: str, m: Metrics, post: str, number: int, weight: Literal[600, 700]) -> tuple[Part, ...]:
    """Flat: nothing to touch. As wide as the post, since it has no border; a long name takes two lines."""
    box, size = slot(m, number), m.size("rail")
    icon_box, word = icon_and_word(box, m)
    wide = Box(m.rail.x + 9, word.y, m.rail_w - 12, word.h)
    if width_of(words, size, weight) > wide.w:
        words = words.replace(" ", "\n", 1) if words.count(" ") > 1 else words
        icon_box = Box(icon_box.x, box.y, icon_box.w, icon_box.h)
        wide = Box(wide.x, icon_box.bottom, wide.w, box.bottom - icon_box.bottom + 6)
    return (
        Icon(icon_box.inset(-icon_box.w * 0.1 if wide.y > icon_box.bottom else 0), icon, "on-post"),
        Text(wide, words, size, weight, colour="on-post", align="center", leading=1.2, max_lines=2,
             ground=f"post-{post}", min_size=m.smallest),
    )
