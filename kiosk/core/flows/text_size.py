"""The panel for bigger letters, high contrast, less motion, a slower voice, another language. It shows at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, learner_rail
from kiosk.core.i18n import LANGUAGE_NAMES, _
from kiosk.core.intents import Back, Intent, SetCalm, SetContrast, SetLanguage, SetSlow, SetTextSize
from kiosk.core.state import KioskState
from kiosk.core.views import Action, TextSizeView

SIZES: tuple[Literal[100, 125, 150], ...] = (100, 125, 150)


class TextSizeFlow(Flow[routes.TextSize]):
    def view(self, state: KioskState) -> TextSizeView:
        look, title = state.look, _("Bác muốn chữ to cỡ nào ạ?")
        labels = {100: _("Vừa"), 125: _("To"), 150: _("Rất to")}
        sizes = tuple((Action(labels[p], SetTextSize(p), "text-size"), look.text_percent == p) for p in SIZES)
        contrast = Action(_("Nền đen"), SetContrast(not look.high_contrast), "contrast")
        calm = Action(_("Ít chuyển động"), SetCalm(not look.calm), "pause")
        slow = Action(_("Đọc chậm"), SetSlow(not look.slow), "speaker")
        language = self._language(state)
        done = Action(_("Xong"), Back(), "check")
        spoken = tuple(action.label for action in (contrast, calm, slow, language) if action)
        return TextSizeView(
            key="text-size", rail=learner_rail(), look=look, speech=(title, *labels.values(), *spoken),
            title=title, sizes=sizes, contrast=contrast, contrast_on=look.high_contrast,
            calm=calm, calm_on=look.calm, slow=slow, slow_on=look.slow, language=language,
            language_name=LANGUAGE_NAMES.get(look.language, look.language) if language else "", primary=done,
        )

    def _language(self, state: KioskState) -> Action | None:
        """Turns to the next language of the lessons and the kiosk; nothing where there is only one."""
        ports = state.ports
        languages = tuple(dict.fromkeys((*ports.catalogue.languages(), *ports.translations.languages())))
        if len(languages) < 2:
            return None
        at = languages.index(state.look.language) if state.look.language in languages else -1
        following = languages[(at + 1) % len(languages)]
        return Action(_("Tiếng nói"), SetLanguage(following), "chat-dots")

    def tap(self, intent: Intent, state: KioskState) -> None:
        match intent:
            case SetTextSize(percent):
                state.set_look(replace(state.look, text_percent=percent))
            case SetContrast(high):
                state.set_look(replace(state.look, high_contrast=high))
            case SetCalm(calm):
                state.set_look(replace(state.look, calm=calm))
            case SetSlow(slow):
                state.set_look(replace(state.look, slow=slow))
            case SetLanguage(language):
                state.set_look(replace(state.look, language=language))
            case Back():
                state.navigation.back()
