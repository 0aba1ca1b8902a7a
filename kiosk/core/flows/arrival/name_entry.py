"""Typing a name: three letters, then a touch on one's own name. For who left the badge at home, or has none.

Names are looked up only while a session is open and its facilitator has opened the roster; the letters are
forgotten with the place. What the facilitator types comes back to the session's page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from kiosk.core.codes.badge import Badge, picture_of
from kiosk.core.codes.recognise import Recognised, sentence
from kiosk.core.flows import routes
from kiosk.core.flows.arrival.greet import greet, greet_guest, greet_scan
from kiosk.core.flows.base import Flow, facilitator_rail, home_action, learner_rail, text_size_action
from kiosk.core.flows.keyboard import LAID
from kiosk.core.flows.session.arrivals import check_in_here, scanned_here
from kiosk.core.i18n import _
from kiosk.core.intents import (
    Back,
    BeGuest,
    Choose,
    EraseLetter,
    Intent,
    Letter,
    SearchName,
    Space,
    TurnPage,
)
from kiosk.core.ports import Person
from kiosk.core.state import KioskState
from kiosk.core.text.name_index import MIN_LETTERS, letters
from kiosk.core.text.typing_methods import composed
from kiosk.core.views import Action, Choice, ChoiceView, FoundPerson, KeyboardView, Rail

Phase = Literal["locked", "short", "none", "found", "warned"]


class NameEntryFlow(Flow[routes.NameEntry]):
    def __init__(self, route: routes.NameEntry, state: KioskState) -> None:
        super().__init__(route, state)
        self._keys = ""
        self._found: Sequence[Person] = ()
        self._turned = 0
        self._asked = 0
        self._warning = ""
        self._warning_until_ms = 0

    def camera(self, state: KioskState) -> bool:
        return True

    def entered(self, state: KioskState) -> None:
        self._look_up(state)

    def view(self, state: KioskState) -> KeyboardView:
        phase, typed = self._phase(state), composed(self._keys)
        line, icon = self._line(phase)
        prompt = _("Bác gõ tên mình nhé") if not self.route.for_session else _("Gõ tên người đến")
        speech = (line,) if line and (phase != "short" or typed) else (prompt, line)
        return KeyboardView(
            key=f"typing-{phase}-{self._asked}", rail=self._rail(), look=state.look,
            speech=(self._touch_words(),) if phase == "found" else speech, prompt=prompt, typed=typed,
            line=line, line_icon=icon, found=self._shown() if phase == "found" else (), page=self._turned,
            more_label=_("Xem thêm"), keys=LAID, erase=Action(_("Xóa"), EraseLetter(), "backspace"),
            guest=Action(_("Khách"), BeGuest(), "user-circle"), space=Action(_("dấu cách"), Space()),
            search=Action(_("Tìm tên"), SearchName(), "magnifier", enabled=phase in ("none", "found"),
                          why=self._line("locked" if phase == "locked" else "short")[0]),
        )

    def _rail(self) -> Rail:
        if self.route.for_session:
            return facilitator_rail()
        return Rail("leaf", home=home_action(), text_size=text_size_action())

    def _phase(self, state: KioskState) -> Phase:
        if self._warning:
            return "warned"
        if not state.ports.roster.open:
            return "locked"
        if letters(composed(self._keys)) < MIN_LETTERS:
            return "short"
        return "found" if self._found else "none"

    def _line(self, phase: Phase) -> tuple[str, str]:
        """What stands where the names would, and its icon."""
        ours = not self.route.for_session
        return {
            "warned": (self._warning, "info"),
            "locked": (_("Mời người hướng dẫn quét thẻ để tìm tên"), "lock"),
            "short": (_("Bác gõ 3 chữ cái, tên bác hiện ở đây") if ours
                      else _("Gõ 3 chữ cái, tên hiện ở đây"), "finger"),
            "none": (_("Chưa thấy tên này, bác gõ lại hoặc chạm Khách nhé") if ours
                     else _("Chưa thấy tên này, mời gõ lại hoặc chạm Khách"), "hand-heart"),
            "found": ("", ""),
        }[phase]

    def _touch_words(self) -> str:
        """Names of others are shown, never read out."""
        return _("Bác chạm vào tên mình nhé") if not self.route.for_session else _("Chạm vào tên người đến")

    def _shown(self) -> tuple[FoundPerson, ...]:
        return tuple(FoundPerson(picture_of(x.learner), x.name, x.thon, Choose(x.learner)) for x in self._found)

    def _look_up(self, state: KioskState) -> None:
        thon = state.session.thon if state.session else ""
        self._found = state.ports.roster.find(composed(self._keys), state.limits.names_shown, thon)

    def tap(self, intent: Intent, state: KioskState) -> None:
        self._warning = ""
        match intent:
            case Letter(key) if len(self._keys) < state.limits.name_keys:
                self._type(self._keys + key, state)
            case Space() if self._keys and len(self._keys) < state.limits.name_keys:
                self._type(self._keys.rstrip() + " ", state)
            case EraseLetter():
                self._type(self._keys[:-1], state)
            case SearchName():
                self._asked += 1
            case TurnPage(page):
                self._turned = page
            case Choose(learner):
                self._choose(learner, state)
            case BeGuest():
                _arrived("", self.route.for_session, state)
            case Back():
                state.navigation.back()

    def _type(self, keys: str, state: KioskState) -> None:
        self._keys, self._turned = keys, 0
        self._look_up(state)

    def _choose(self, learner: str, state: KioskState) -> None:
        person = next((person for person in self._found if person.learner == learner), None)
        if person is not None:
            state.navigation.push(routes.IsItYou(person, self.route.for_session))

    def scan(self, found: Recognised, state: KioskState) -> None:
        if self.route.for_session:
            scanned_here(found, state)
        elif isinstance(found, Badge):
            greet_scan(found, state)
        else:
            state.touched()
            state.play("look")
            self._warning, self._warning_until_ms = sentence(found), state.now_ms + state.limits.advice_ms

    def tick(self, state: KioskState) -> None:
        if self._warning and state.now_ms >= self._warning_until_ms:
            self._warning = ""


class IsItYouFlow(Flow[routes.IsItYou]):
    """One question before a name is written down: two people may share it, a finger may slip."""

    def view(self, state: KioskState) -> ChoiceView:
        ours = not self.route.for_session
        asked = _("Có phải bác là\n{name} không ạ?") if ours else _("Ghi tên {name} ạ?")
        title = asked.format(name=self.route.person.name)
        yes = Choice(_("Đúng ạ"), Choose(self.route.person.learner), "check")
        no = Choice(_("Không phải"), Back(), "undo")
        rail = learner_rail() if ours else facilitator_rail()
        return ChoiceView(
            key=f"is-it-you-{self.route.person.learner}", rail=rail, look=state.look,
            speech=(title.replace("\n", " "), yes.label, no.label), title=title, line=self.route.person.thon,
            picture=picture_of(self.route.person.learner), choices=(yes, no),
        )

    def tap(self, intent: Intent, state: KioskState) -> None:
        if isinstance(intent, Choose):
            _arrived(self.route.person.learner, self.route.for_session, state)
        elif isinstance(intent, Back):
            state.navigation.back()


def _arrived(learner: str, for_session: bool, state: KioskState) -> None:
    """Somebody said who it is; '' is a guest."""
    if for_session:
        state.navigation.back_to(routes.Dashboard())
        check_in_here(learner, "name" if learner else "guest", state)
    elif learner:
        greet(learner, "name", state)
    else:
        greet_guest(state)
