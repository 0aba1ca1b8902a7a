"""After the session: how many came, that everything is kept, what the commune has."""

from __future__ import annotations

from kiosk.core.flows.base import Flow, facilitator_rail
from kiosk.core.flows.session.dashboard import sync_line
from kiosk.core.i18n import _
from kiosk.core.intents import GoHome
from kiosk.core.state import Room
from kiosk.core.views import Action, SummaryView


class SummaryFlow(Flow):
    idle_ms = None

    def __init__(self, people: int, topic: str, since_ms: int) -> None:
        self.people, self.topic, self.since_ms = people, topic, since_ms

    def view(self, room: Room) -> SummaryView:
        title, unit = _("Xong buổi học rồi ạ"), _("người đã đến")
        sent = sync_line(room).replace("\n", ". ")
        lines = (("book", self.topic), ("shield", _("Sổ đã cất trong máy, mất điện vẫn còn")), ("cloud-check", sent))
        return SummaryView(
            key="summary", rail=facilitator_rail(), look=room.look,
            speech=(title, f"{self.people} {unit}", *(text for _icon, text in lines)), title=title,
            count=self.people, count_line=unit, lines=lines, primary=Action(_("Về trang đầu"), GoHome(), "home"),
        )

    def tick(self, room: Room) -> None:
        if room.now_ms - self.since_ms >= room.limits.summary_ms:
            room.home()
