"""Several guests were counted one after another: the facilitator's badge lets the next one in at once.

Guarantees: one person who touches "Khách" again and again is slowed down; a group of guests is let in by a badge, or
after a while; lessons are open to everybody all the time.
"""

from __future__ import annotations

from kiosk.core.codes.badge import Badge
from kiosk.core.codes.recognise import Recognised
from kiosk.core.flows import routes
from kiosk.core.flows.arrival.greet import greet_guest, greet_scan
from kiosk.core.flows.base import Flow, learner_rail
from kiosk.core.i18n import _
from kiosk.core.intents import Back, Intent, JustLearn
from kiosk.core.state import KioskState
from kiosk.core.views import Action, Choice, ChoiceView


class ManyGuestsFlow(Flow[routes.ManyGuests]):
    def camera(self, state: KioskState) -> bool:
        return True

    def view(self, state: KioskState) -> ChoiceView:
        title = _("Vừa ghi {n} khách rồi ạ").format(n=state.limits.guests_in_a_row)
        line = _("Mời người hướng dẫn giơ thẻ để ghi thêm khách.")
        learn = Choice(_("Học luôn, không cần ghi"), JustLearn(), "play")
        return ChoiceView(
            key="many-guests", rail=learner_rail(), look=state.look, speech=(title, line, learn.label), title=title,
            line=line, picture="crowd", choices=(learn,), secondary=Action(_("Lùi lại"), Back(), "arrow-left"))

    def scan(self, found: Recognised, state: KioskState) -> None:
        if not isinstance(found, Badge):
            state.touched()
            state.play("look")
            state.say(_("Mã này không phải thẻ của người hướng dẫn ạ"))
        elif found.role == "facilitator" and found.learner in state.commune.facilitators:
            state.guests.vouched()
            greet_guest(state)
        else:
            greet_scan(found, state)

    def tap(self, intent: Intent, state: KioskState) -> None:
        if isinstance(intent, Back):
            state.navigation.back()
