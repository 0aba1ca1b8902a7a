"""The panel for bigger letters, high contrast, and less motion. What is chosen shows at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from kiosk.core.flows.base import Flow, learner_rail
from kiosk.core.intents import Back, Intent, SetCalm, SetContrast, SetTextSize
from kiosk.core.room import Room
from kiosk.core.views import Action, TextSizeView
from kiosk.core.words import _

SIZES: tuple[Literal[100, 125, 150], ...] = (100, 125, 150)


class TextSizeFlow(Flow):
    def view(self, room: Room) -> TextSizeView:
        look, title = room.look, _("Bác muốn chữ to cỡ nào ạ?")
        labels = {100: _("Vừa"), 125: _("To"), 150: _("Rất to")}
        sizes = tuple((Action(labels[p], SetTextSize(p), "text-size"), look.text_percent == p) for p in SIZES)
        contrast = Action(_("Nền đen"), SetContrast(not look.high_contrast), "contrast")
        calm = Action(_("Ít chuyển động"), SetCalm(not look.calm), "pause")
        done = Action(_("Xong"), Back(), "check")
        return TextSizeView(
            key="text-size", rail=learner_rail(), look=look,
            speech=(title, *labels.values(), contrast.label, calm.label),
            title=title, sizes=sizes, contrast=contrast, contrast_on=look.high_contrast,
            calm=calm, calm_on=look.calm, primary=done,
        )

    def tap(self, intent: Intent, room: Room) -> None:
        match intent:
            case SetTextSize(percent):
                room.set_look(replace(room.look, text_percent=percent))
            case SetContrast(high):
                room.set_look(replace(room.look, high_contrast=high))
            case SetCalm(calm):
                room.set_look(replace(room.look, calm=calm))
            case Back():
                room.back()
