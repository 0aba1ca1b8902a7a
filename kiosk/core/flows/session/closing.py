"""Ending the session: asked once more, then written down; it is over only once that is kept."""

from __future__ import annotations

from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, facilitator_rail
from kiosk.core.flows.notices import not_closed_notice
from kiosk.core.flows.session.topics import topic_title
from kiosk.core.i18n import _
from kiosk.core.intents import Back, CloseSession, Intent
from kiosk.core.navigation import Place
from kiosk.core.ports import OpenSession
from kiosk.core.state import KioskState
from kiosk.core.views import Choice, ChoiceView


class ClosingFlow(Flow[routes.Closing]):
    """Ending the session is asked again, with both answers equal."""

    def __init__(self, route: routes.Closing, state: KioskState) -> None:
        super().__init__(route, state)
        self._writing = False

    def view(self, state: KioskState) -> ChoiceView:
        title = _("Kết thúc buổi học ạ?")
        people = state.session.people() if state.session else 0
        line = _("Sổ đã ghi {n} người, máy giữ nguyên.").format(n=people)
        if self._writing:
            line = _("Máy đang khép sổ…")
        yes = Choice(_("Kết thúc buổi học"), CloseSession(), "door")
        no = Choice(_("Học tiếp đã"), Back(), "undo")
        return ChoiceView(key="closing", rail=facilitator_rail(), look=state.look,
                          speech=(title, line, yes.label, no.label), title=title, line=line, picture="book-closed",
                          choices=(yes, no))

    def tap(self, intent: Intent, state: KioskState) -> None:
        if self._writing:
            return
        if isinstance(intent, CloseSession):
            here = state.navigation.top
            self._writing = state.attendance.close(
                "", lambda session: _closed(session, state), lambda code: self._refused(code, here, state))
        elif isinstance(intent, Back):
            state.navigation.back()

    def _refused(self, code: str, here: Place, state: KioskState) -> None:
        state.play("look")
        if state.navigation.top == here:
            state.navigation.replace(not_closed_notice(code))
        else:
            state.navigation.push(not_closed_notice(code))


def _closed(session: OpenSession, state: KioskState) -> None:
    state.help.clear()
    state.go_home()
    state.navigation.push(routes.Summary(session.people(), topic_title(session.topic, state), state.now_ms))
    state.play("done")
