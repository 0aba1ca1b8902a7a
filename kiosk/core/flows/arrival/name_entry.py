"""Typing a name: three letters, then a touch on one's own name. For who left the badge at home, or has none.

Names are looked up only while a session is open and its facilitator has opened the roster; the letters are
forgotten with the place. ``NameFlow()`` is the learner's, ``NameFlow(page)`` the facilitator's, which comes back
to the session's page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from kiosk.core.codes.badge import Badge, picture_of
from kiosk.core.codes.recognise import Recognised, sentence
from kiosk.core.flows.arrival.greet import greet, greet_guest, greet_scan
from kiosk.core.flows.arrival.keyboard_keys import LAID
from kiosk.core.flows.base import Flow, facilitator_rail, home_action, learner_rail, text_size_action
from kiosk.core.flows.session.dashboard import SessionFlow
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
from kiosk.core.state import Room
from kiosk.core.text.name_index import LEAST_LETTERS, letters
from kiosk.core.text.typing_methods import composed
from kiosk.core.views import Action, Choice, ChoiceView, FoundPerson, KeyboardView, Rail

State = Literal["locked", "short", "none", "found", "warned"]


class NameFlow(Flow):
    """``page`` is the facilitator's session page, or None where learners type for themselves."""

    camera = True                       # a badge held up meanwhile is the quicker way

    def __init__(self, page: SessionFlow | None = None) -> None:
        self.page_of_session = page
        self._keys = ""
        self._found: Sequence[Person] = ()
        self._turned = 0
        self._asked = 0
        self._warning = ""
        self._warning_until_ms = 0

    def entered(self, room: Room) -> None:
        self._look_up(room)

    def view(self, room: Room) -> KeyboardView:
        state, typed = self._state(room), composed(self._keys)
        line, icon = self._line(state)
        prompt = _("Bác gõ tên mình nhé") if self.page_of_session is None else _("Gõ tên người đến")
        speech = (line,) if line and (state != "short" or typed) else (prompt, line)
        return KeyboardView(
            key=f"typing-{state}-{self._asked}", rail=self._rail(), look=room.look,
            speech=(self._touch_words(),) if state == "found" else speech, prompt=prompt, typed=typed,
            line=line, line_icon=icon, found=self._shown() if state == "found" else (), page=self._turned,
            more_label=_("Xem thêm"), keys=LAID, erase=Action(_("Xóa"), EraseLetter(), "backspace"),
            guest=Action(_("Khách"), BeGuest(), "user-circle"), space=Action(_("dấu cách"), Space()),
            search=Action(_("Tìm tên"), SearchName(), "magnifier", enabled=state in ("none", "found"),
                          why=self._line("locked" if state == "locked" else "short")[0]),
        )

    def _rail(self) -> Rail:
        if self.page_of_session is not None:
            return facilitator_rail()
        return Rail("leaf", home=home_action(), text_size=text_size_action())

    def _state(self, room: Room) -> State:
        if self._warning:
            return "warned"
        if not room.ports.roster.open:
            return "locked"
        if letters(composed(self._keys)) < LEAST_LETTERS:
            return "short"
        return "found" if self._found else "none"

    def _line(self, state: State) -> tuple[str, str]:
        """What stands where the names would, and its icon."""
        ours = self.page_of_session is None
        return {
            "warned": (self._warning, "info"),
            "locked": (_("Mời người hướng dẫn quét thẻ để tìm tên"), "lock"),
            "short": (_("Bác gõ 3 chữ cái, tên bác hiện ở đây") if ours
                      else _("Gõ 3 chữ cái, tên hiện ở đây"), "finger"),
            "none": (_("Chưa thấy tên này, bác gõ lại hoặc chạm Khách nhé") if ours
                     else _("Chưa thấy tên này, mời gõ lại hoặc chạm Khách"), "hand-heart"),
            "found": ("", ""),
        }[state]

    def _touch_words(self) -> str:
        """Names of others are shown, never read out."""
        return _("Bác chạm vào tên mình nhé") if self.page_of_session is None else _("Chạm vào tên người đến")

    def _shown(self) -> tuple[FoundPerson, ...]:
        return tuple(FoundPerson(picture_of(x.learner), x.name, x.thon, Choose(x.learner)) for x in self._found)

    def _look_up(self, room: Room) -> None:
        thon = room.session.thon if room.session else ""
        self._found = room.ports.roster.find(composed(self._keys), room.limits.names_shown, thon)

    def tap(self, intent: Intent, room: Room) -> None:
        self._warning = ""
        match intent:
            case Letter(key) if len(self._keys) < room.limits.name_keys:
                self._type(self._keys + key, room)
            case Space() if self._keys and len(self._keys) < room.limits.name_keys:
                self._type(self._keys.rstrip() + " ", room)
            case EraseLetter():
                self._type(self._keys[:-1], room)
            case SearchName():
                self._asked += 1
            case TurnPage(page):
                self._turned = page
            case Choose(learner):
                self._choose(learner, room)
            case BeGuest():
                self.arrived("", room)
            case Back():
                room.back()

    def _type(self, keys: str, room: Room) -> None:
        self._keys, self._turned = keys, 0
        self._look_up(room)

    def _choose(self, learner: str, room: Room) -> None:
        person = next((person for person in self._found if person.learner == learner), None)
        if person is not None:
            room.push(IsItYouFlow(person, self))

    def arrived(self, learner: str, room: Room) -> None:
        """Somebody said who it is; '' is a guest."""
        page = self.page_of_session
        if page is None and learner:
            greet(learner, "name", room)
        elif page is None:
            greet_guest(room)
        else:
            del room.stack[room.stack.index(page) + 1:]
            page.check_in(learner, "name" if learner else "guest", room)

    def scan(self, found: Recognised, room: Room) -> None:
        if self.page_of_session is not None:
            self.page_of_session.scan(found, room)
        elif isinstance(found, Badge):
            greet_scan(found, room)
        else:
            room.touched()
            room.play("look")
            self._warning, self._warning_until_ms = sentence(found), room.now_ms + room.limits.advice_ms

    def tick(self, room: Room) -> None:
        if self._warning and room.now_ms >= self._warning_until_ms:
            self._warning = ""


class IsItYouFlow(Flow):
    """One question before a name is written down: two people may share it, a finger may slip."""

    def __init__(self, person: Person, keyboard: NameFlow) -> None:
        self._person = person
        self._keyboard = keyboard

    def view(self, room: Room) -> ChoiceView:
        ours = self._keyboard.page_of_session is None
        asked = _("Có phải bác là\n{name} không ạ?") if ours else _("Ghi tên {name} ạ?")
        title = asked.format(name=self._person.name)
        yes = Choice(_("Đúng ạ"), Choose(self._person.learner), "check")
        no = Choice(_("Không phải"), Back(), "undo")
        rail = learner_rail() if ours else facilitator_rail()
        return ChoiceView(
            key=f"is-it-you-{self._person.learner}", rail=rail, look=room.look,
            speech=(title.replace("\n", " "), yes.label, no.label), title=title, line=self._person.thon,
            picture=picture_of(self._person.learner), choices=(yes, no),
        )

    def tap(self, intent: Intent, room: Room) -> None:
        if isinstance(intent, Choose):
            self._keyboard.arrived(self._person.learner, room)
        elif isinstance(intent, Back):
            room.back()
