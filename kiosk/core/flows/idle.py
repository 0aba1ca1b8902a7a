"""Nobody is thrown out while thinking: a question, twenty blocks, any touch keeps the page."""

from __future__ import annotations

from kiosk.core.flows.base import Flow, learner_rail
from kiosk.core.i18n import _
from kiosk.core.intents import Intent, Rest, StayHere
from kiosk.core.state import Room
from kiosk.core.views import Action, IdleView


class IdleFlow(Flow):
    idle_ms = None

    def __init__(self, since_ms: int) -> None:
        self.since_ms = since_ms

    def view(self, room: Room) -> IdleView:
        title = _("Bác còn ở đây không?")
        stay = Action(_("Tôi vẫn ở đây"), StayHere(), "hand-waving")
        leave = Action(_("Tôi xong rồi, cảm ơn"), Rest(), "sign-out")
        return IdleView(
            key="idle", rail=learner_rail(), look=room.look, speech=(title, stay.label, leave.label),
            title=title, before=_("Còn"), seconds=self._left(room), unit=_("giây"),
            after=_("nữa máy về trang đầu"), total=room.limits.idle_blocks, stay=stay, leave=leave,
        )

    def _left(self, room: Room) -> int:
        return max(0, room.limits.idle_blocks - (room.now_ms - self.since_ms) // 1000)

    def tick(self, room: Room) -> None:
        if self._left(room) == 0:
            room.home()

    def tap(self, intent: Intent, room: Room) -> None:
        if isinstance(intent, StayHere):
            room.back()
        elif isinstance(intent, Rest):
            room.home()
