"""After the session: how many came, that everything is kept, what the commune has."""

from __future__ import annotations

from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, IdleRule, facilitator_rail
from kiosk.core.flows.sync_line import sync_line
from kiosk.core.i18n import _
from kiosk.core.intents import GoHome
from kiosk.core.state import KioskState
from kiosk.core.views import Action, SummaryView


class SummaryFlow(Flow[routes.Summary]):
    def idle(self) -> IdleRule:
        return IdleRule.NEVER

    def view(self, state: KioskState) -> SummaryView:
        title, unit = _("Xong buổi học rồi ạ"), _("người đã đến")
        sent = sync_line(state).replace("\n", ". ")
        stored = _("Sổ đã cất trong máy, mất điện vẫn còn")
        lines = (("book", self.route.topic), ("shield", stored), ("cloud-check", sent))
        return SummaryView(
            key="summary", rail=facilitator_rail(), look=state.look,
            speech=(title, f"{self.route.people} {unit}", *(text for _icon, text in lines)), title=title,
            count=self.route.people, count_line=unit, lines=lines, primary=Action(_("Về trang đầu"), GoHome(), "home"),
        )

    def tick(self, state: KioskState) -> None:
        if state.now_ms - self.route.since_ms >= state.limits.summary_ms:
            state.go_home()
