"""Nobody is thrown out while thinking: a question, twenty blocks, any touch keeps the page."""

from __future__ import annotations

from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, IdleRule, learner_rail
from kiosk.core.i18n import _
from kiosk.core.intents import Intent, Rest, StayHere
from kiosk.core.state import KioskState
from kiosk.core.views import Action, IdleView


class IdleFlow(Flow[routes.Idle]):
    def idle(self) -> IdleRule:
        return IdleRule.NEVER

    def view(self, state: KioskState) -> IdleView:
        title = _("Bác còn ở đây không?")
        stay = Action(_("Tôi vẫn ở đây"), StayHere(), "hand-waving")
        leave = Action(_("Tôi xong rồi, cảm ơn"), Rest(), "sign-out")
        return IdleView(
            key="idle", rail=learner_rail(), look=state.look, speech=(title, stay.label, leave.label),
            title=title, before=_("Còn"), seconds=self._left(state), unit=_("giây"),
            after=_("nữa máy về trang đầu"), total=state.limits.idle_blocks, stay=stay, leave=leave,
        )

    def _left(self, state: KioskState) -> int:
        return max(0, state.limits.idle_blocks - (state.now_ms - self.route.since_ms) // 1000)

    def touched(self, state: KioskState) -> None:
        state.navigation.back()

    def tick(self, state: KioskState) -> None:
        if self._left(state) == 0:
            state.go_home()

    def tap(self, intent: Intent, state: KioskState) -> None:
        if isinstance(intent, StayHere):
            state.navigation.back()
        elif isinstance(intent, Rest):
            state.go_home()
