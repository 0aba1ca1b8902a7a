"""Taking somebody's check-in back after a while: the same badge again, or the facilitator's.

Guarantees: a touch alone takes nobody out of the list once the greeting has stood for a while, because whoever stands
there now may be somebody else.
"""

from __future__ import annotations

from kiosk.core.codes.badge import Badge, picture_name, picture_of
from kiosk.core.codes.recognise import Recognised
from kiosk.core.flows import routes
from kiosk.core.flows.arrival.greet import say_taken_back
from kiosk.core.flows.base import Flow, learner_rail
from kiosk.core.i18n import _
from kiosk.core.intents import Back, Intent
from kiosk.core.state import KioskState
from kiosk.core.views import Choice, ChoiceView


class TakeBackFlow(Flow[routes.TakeBack]):
    def camera(self, state: KioskState) -> bool:
        return True

    def view(self, state: KioskState) -> ChoiceView:
        learner = self.route.learner
        title = _("Bỏ tên {name} ạ?").format(name=picture_name(learner) if learner else _("khách"))
        line = _("Mời người hướng dẫn giơ thẻ trước máy ảnh.")
        if self.route.method == "badge":
            line = _("Mời giơ lại thẻ ấy, hoặc người hướng dẫn giơ thẻ.")
        keep = Choice(_("Thôi, cứ để tên"), Back(), "undo")
        return ChoiceView(
            key="take-back", rail=learner_rail(), look=state.look, speech=(title, line, keep.label), title=title,
            line=line, picture=picture_of(learner) if learner else "waving", choices=(keep,))

    def scan(self, found: Recognised, state: KioskState) -> None:
        state.touched()
        if isinstance(found, Badge) and found.role == "facilitator" and found.learner in state.commune.facilitators:
            state.attendance.take_back(self.route.token, "facilitator", lambda: say_taken_back(state))
        elif isinstance(found, Badge) and self.route.method == "badge" and found.learner == self.route.learner:
            state.attendance.take_back(self.route.token, done=lambda: say_taken_back(state))
        else:
            state.play("look")
            state.say(_("Chưa phải thẻ ấy, tên vẫn còn trong sổ ạ"))
            return
        state.go_home()
        state.navigation.push(routes.NameEntry() if self.route.method == "name" else routes.Scan())

    def tap(self, intent: Intent, state: KioskState) -> None:
        if isinstance(intent, Back):
            state.navigation.back()
