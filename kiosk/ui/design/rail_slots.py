"""Where icon and word stand in a slot of the rail: the same for buttons, signs and "Nghe lại". Pure."""

from __future__ import annotations

from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Hear, Text


def icon_and_word(box: Box, m: Metrics) -> tuple[Box, Box]:
    """Boxes of the icon and of the word below it."""
    large = m.percent == 150
    icon = round(box.h * (0.43 if large else 0.39))
    top = box.y + box.h * (0.12 if large else 0.175)
    word = Box(box.x + 2, box.y + box.h * (0.585 if large else 0.545), box.w - 4, box.h * 0.32)
    return Box(round(box.x + (box.w - icon) / 2), round(top), icon, icon), word


def hear_word(part: Hear, m: Metrics, speaking: bool) -> Text:
    """The word of the hear button as it stands now."""
    _icon, word = icon_and_word(part.box, m)
    return Text(word, part.stop_label if speaking else part.label, part.size, 600, colour="on-lamp",
                align="center", min_size=m.smallest, ground="lamp")
