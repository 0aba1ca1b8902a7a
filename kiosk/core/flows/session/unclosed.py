"""A badge and a PIN, and a session that nobody closed: is it this one, or shall another be opened?

Guarantees: a session of another evening is never gone on with; the one before is written off before the next is opened,
with everybody who came to it.
"""

from __future__ import annotations

from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, facilitator_rail
from kiosk.core.flows.notices import not_closed_notice
from kiosk.core.flows.session.topics import topic_title
from kiosk.core.i18n import _
from kiosk.core.intents import Back, Choose, Intent
from kiosk.core.navigation import Place
from kiosk.core.ports import OpenSession
from kiosk.core.state import KioskState
from kiosk.core.views import Action, Choice, ChoiceView

GO_ON, NEW = "go-on", "new"


class UnclosedFlow(Flow[routes.Unclosed]):
    keeps_roster_open = True

    def __init__(self, route: routes.Unclosed, state: KioskState) -> None:
        super().__init__(route, state)
        self._writing = False

    def view(self, state: KioskState) -> ChoiceView:
        title = _("Buổi trước chưa khép, mở buổi mới ạ?")
        session = state.attendance.unclosed
        line = _("Máy đang khép sổ…") if self._writing else _line(session, state) if session else ""
        new = Choice(_("Mở buổi mới"), Choose(NEW), "book")
        go_on = Choice(_("Học tiếp buổi ấy"), Choose(GO_ON), "play")
        choices = (new,) if state.attendance.verdict == "over" else (new, go_on)
        return ChoiceView(
            key="unclosed", rail=facilitator_rail(), look=state.look,
            speech=(title, line, *(choice.label for choice in choices)), title=title, line=line, picture="book-closed",
            choices=choices, secondary=Action(_("Lùi lại"), Back(), "arrow-left"))

    def tap(self, intent: Intent, state: KioskState) -> None:
        if self._writing:
            return
        match intent:
            case Choose("go-on") if state.attendance.verdict != "over":
                state.attendance.go_on()
                state.play("kept")
                state.navigation.replace(routes.Dashboard())
            case Choose("new"):
                self._replace(state)
            case Back():
                state.go_home()

    def _replace(self, state: KioskState) -> None:
        here = state.navigation.top
        self._writing = state.attendance.close(
            "replaced", lambda session: self._written_off(here, state), lambda code: _refused(code, here, state))

    def _written_off(self, here: Place, state: KioskState) -> None:
        state.help.clear()
        if state.navigation.top == here:
            state.navigation.replace(routes.Opening(self.route.facilitator))

    def tick(self, state: KioskState) -> None:
        """It may have ended by itself meanwhile."""
        if not self._writing and state.attendance.phase == "closed":
            state.navigation.replace(routes.Opening(self.route.facilitator))


def _line(session: OpenSession, state: KioskState) -> str:
    """Which session it is: topic, thôn, who came, who opened it."""
    opener = state.commune.facilitators.get(session.facilitator)
    topic, people = topic_title(session.topic, state), session.people()
    if opener is None:
        return _("{topic}, {thon}, {n} người.").format(topic=topic, thon=session.thon, n=people)
    return _("{topic}, {thon}, {n} người, {name} mở.").format(
        topic=topic, thon=session.thon, n=people, name=opener.label)


def _refused(code: str, here: Place, state: KioskState) -> None:
    state.play("look")
    if state.navigation.top == here:
        state.navigation.replace(not_closed_notice(code))
