"""The door for those without a badge: as wide as the other one."""

from __future__ import annotations

from kiosk.core.flows import routes
from kiosk.core.flows.arrival.greet import greet_guest, just_learn
from kiosk.core.flows.base import Flow, learner_rail
from kiosk.core.i18n import _
from kiosk.core.intents import Back, BeGuest, Intent, JustLearn, TypeName
from kiosk.core.state import KioskState
from kiosk.core.views import Action, Choice, ChoiceView


class NoBadgeFlow(Flow[routes.NoBadge]):
    """One's name by typing, guest of the session, or just a lesson. All lead to the same lessons."""

    def view(self, state: KioskState) -> ChoiceView:
        title = _("Không có thẻ cũng được ạ")
        line = _("Bác chọn một cách nhé")
        guest = Choice(_("Ghi tôi là khách buổi này"), BeGuest(), "user-circle")
        typing = Choice(_("Gõ tên của bác"), TypeName(), "keyboard")
        learn = Choice(_("Học luôn, không cần ghi"), JustLearn(), "play")
        choices = (typing, guest, learn) if state.session else (learn,)
        if not state.session:
            line = _("Hôm nay chưa mở sổ, bác cứ học thoải mái ạ")
        return ChoiceView(
            key="door", rail=learner_rail(), look=state.look, speech=(title, line, *(c.label for c in choices)),
            title=title, line=line, picture="crowd", choices=choices,
            secondary=Action(_("Lùi lại"), Back(), "arrow-left"),
        )

    def tap(self, intent: Intent, state: KioskState) -> None:
        if isinstance(intent, BeGuest):
            greet_guest(state)
        elif isinstance(intent, TypeName) and state.session:
            state.navigation.push(routes.NameEntry())
        elif isinstance(intent, JustLearn):
            just_learn(state)
        elif isinstance(intent, Back):
            state.navigation.back()
