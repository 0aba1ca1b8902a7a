"""Ending the session: asked once more, then written down; it is over only once that is kept."""

from __future__ import annotations

from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, facilitator_rail
from kiosk.core.flows.notices import not_closed_notice
from kiosk.core.flows.session.topics import topic_title
from kiosk.core.i18n import _
from kiosk.core.intents import Back, CloseSession, Intent
from kiosk.core.ports import NewEvent, OpenSession
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
        yes = Choice(_("Kết thúc buổi học"), CloseSession(), "door")
        no = Choice(_("Học tiếp đã"), Back(), "undo")
        return ChoiceView(key="closing", rail=facilitator_rail(), look=state.look,
                          speech=(title, line, yes.label, no.label), title=title, line=line, picture="book-closed",
                          choices=(yes, no))

    def tap(self, intent: Intent, state: KioskState) -> None:
        if isinstance(intent, CloseSession) and not self._writing and state.session is not None:
            self._writing = True
            self._close(state.session, state)
        elif isinstance(intent, Back):
            state.navigation.back()

    def _close(self, session: OpenSession, state: KioskState) -> None:
        here = state.navigation.top

        def closed(ref: str) -> None:
            state.attendance.close()
            state.help.clear()
            state.go_home()
            state.navigation.push(routes.Summary(session.people(), topic_title(session.topic, state), state.now_ms))
            state.play("done")

        def refused(code: str) -> None:
            state.play("look")
            if state.navigation.top == here:
                state.navigation.replace(not_closed_notice(code))
            else:
                state.navigation.push(not_closed_notice(code))

        seconds = max(0, state.now_ms - session.opened_ms) // 1000
        event = NewEvent("session.closed", {"people": session.people(), "seconds": seconds}, session.ref)
        state.journal.write(event, closed, refused)
