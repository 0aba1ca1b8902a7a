"""The greeting after a badge. "Đã ghi" is said only after the journal's COMMIT.

Thirty people pass without a touch: the camera goes on looking, the next badge takes this place.
"""

from __future__ import annotations

from typing import Literal

from kiosk.core.codes.badge import Badge, picture_name, picture_of
from kiosk.core.codes.recognise import Recognised, sentence
from kiosk.core.flows import routes
from kiosk.core.flows.arrival.greet import greet_scan, say_taken_back
from kiosk.core.flows.base import Flow, learner_rail
from kiosk.core.flows.notices import not_kept_notice
from kiosk.core.i18n import _
from kiosk.core.intents import Back, Intent, NextStep, NotMyBadge
from kiosk.core.navigation import Place
from kiosk.core.state import KioskState
from kiosk.core.views import Action, GreetingView

Phase = Literal["waiting", "kept", "repeat", "unlisted", "unclosed"]


class GreetingFlow(Flow[routes.Greeting]):
    """``unlisted`` = no session is open, nothing is recorded; ``unclosed`` = one is left that nobody closed, and it is
    not certain that it is of this evening."""

    def __init__(self, route: routes.Greeting, state: KioskState) -> None:
        super().__init__(route, state)
        self.learner, self.method = route.learner, route.method if route.learner else "guest"
        self.phase: Phase = "waiting"
        self.place = 0
        self._token: int | None = None
        self._begun = False
        self._taken_back = False
        self._since_ms = state.now_ms

    def camera(self, state: KioskState) -> bool:
        return True

    def entered(self, state: KioskState) -> None:
        if self._begun:
            return
        self._begun = True
        here = state.navigation.top
        self._token = state.attendance.check_in(
            self.learner, self.method, lambda ref: self._kept(state), lambda code: self._not_kept(code, here, state))
        if self._token is not None:
            return
        self.phase = "repeat" if state.session else "unclosed" if state.attendance.unclosed else "unlisted"
        state.play("soft")

    def _kept(self, state: KioskState) -> None:
        if self._taken_back:
            return
        self.phase = "kept"
        self.place = state.session.people() if state.session else 0
        state.play("kept")

    def _not_kept(self, code: str, here: Place, state: KioskState) -> None:
        if state.navigation.top == here:
            state.navigation.replace(not_kept_notice(code))
        state.play("look")

    def view(self, state: KioskState) -> GreetingView:
        name = picture_name(self.learner) if self.learner else _("khách")
        greeting = _("Chào bác {name}!").format(name=name)
        kept = {"kept": _("Đã ghi tên bác ạ") if self.learner else _("Đã ghi bác là khách ạ"),
                "repeat": _("Cháu ghi tên bác từ nãy rồi ạ")}.get(self.phase, "")
        waiting = {"waiting": _("Cháu đang ghi, bác chờ chút ạ"),
                   "unlisted": _("Hôm nay chưa mở sổ, bác cứ học ạ"),
                   "unclosed": _("Mời người hướng dẫn quét thẻ mở sổ ạ")}.get(self.phase, "")
        count = _("Bác là người thứ **{n}** hôm nay").format(n=self.place) if self.phase == "kept" else ""
        primary = Action(_("Vào học thôi"), NextStep(), "play")
        secondary = Action(self._undo_words(), NotMyBadge(), "undo")
        return GreetingView(
            key=f"greeting-{self.learner}-{self.phase}", rail=learner_rail(), look=state.look,
            speech=(greeting, kept or waiting, count.replace("*", "")), greeting=greeting,
            picture=picture_of(self.learner) if self.learner else "waving",
            kept=kept, waiting=waiting, count_line=count, primary=primary, secondary=secondary,
            foot=_("Người sau cứ giơ thẻ lên, không cần chạm máy"), repeat=self.phase == "repeat",
        )

    def _undo_words(self) -> str:
        by_method = {"guest": _("Tôi không ghi nữa"), "name": _("Không phải tên tôi")}
        return by_method.get(self.method, _("Không phải thẻ của tôi"))

    def scan(self, found: Recognised, state: KioskState) -> None:
        if isinstance(found, Badge):
            greet_scan(found, state)
        else:
            state.play("look")
            state.say(sentence(found))

    def tap(self, intent: Intent, state: KioskState) -> None:
        if isinstance(intent, NextStep):
            state.navigation.push(routes.LessonList())
        elif isinstance(intent, NotMyBadge):
            self._take_back(state)
        elif isinstance(intent, Back):
            state.navigation.back()

    def _take_back(self, state: KioskState) -> None:
        """At once for a while; later only with the same badge or the facilitator's, for it may be somebody else."""
        if self._token is not None and state.now_ms - self._since_ms >= state.limits.undo_ms:
            state.navigation.push(routes.TakeBack(self.learner, self.method, self._token))
            return
        if self._token is not None:
            self._taken_back = True
            state.attendance.take_back(self._token, done=lambda: say_taken_back(state))
        state.go_home()
        state.navigation.push(routes.NameEntry() if self.method == "name" else routes.Scan())
