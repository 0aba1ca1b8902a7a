"""The greeting after a badge. "Đã ghi" is said only after the journal's COMMIT.

Thirty people pass without a touch: the camera goes on looking, the next badge takes this place.
"""

from __future__ import annotations

from typing import Literal

from kiosk.core.codes.badge import Badge, picture_name, picture_of
from kiosk.core.codes.recognise import Recognised, sentence
from kiosk.core.flows.arrival.greet import greet_scan
from kiosk.core.flows.base import Flow, learner_rail
from kiosk.core.i18n import _
from kiosk.core.intents import Back, Intent, NextStep, NotMyBadge
from kiosk.core.state import Room
from kiosk.core.views import Action, GreetingView

State = Literal["waiting", "kept", "repeat", "unlisted"]


class GreetingFlow(Flow):
    """``learner`` is '' for a guest; ``way`` is how they said who they are (``sync.protocol.CheckedIn``).
    ``unlisted`` = no session is open, nothing is recorded."""

    camera = True

    def __init__(self, learner: str, way: str = "badge") -> None:
        self.learner, self.way = learner, way if learner else "guest"
        self.state: State = "waiting"
        self.ref = ""
        self.place = 0
        self._begun = False

    def entered(self, room: Room) -> None:
        if self._begun:
            return
        self._begun = True
        counted = room.check_in(
            self.learner, self.way, lambda ref: self._kept(ref, room), lambda code: self._not_kept(code, room))
        if counted:
            return
        self.state = "repeat" if room.session else "unlisted"
        room.play("soft")

    def _kept(self, ref: str, room: Room) -> None:
        self.state, self.ref = "kept", ref
        self.place = room.session.people() if room.session else 0
        room.play("kept")

    def _not_kept(self, code: str, room: Room) -> None:
        from kiosk.core.flows.notice import not_kept_notice

        if room.top is self:
            room.replace(not_kept_notice(code))
        room.play("look")

    def view(self, room: Room) -> GreetingView:
        name = picture_name(self.learner) if self.learner else _("khách")
        greeting = _("Chào bác {name}!").format(name=name)
        kept = {"kept": _("Đã ghi tên bác ạ") if self.learner else _("Đã ghi bác là khách ạ"),
                "repeat": _("Cháu ghi tên bác từ nãy rồi ạ")}.get(self.state, "")
        waiting = {"waiting": _("Cháu đang ghi, bác chờ chút ạ"),
                   "unlisted": _("Hôm nay chưa mở sổ, bác cứ học ạ")}.get(self.state, "")
        count = _("Bác là người thứ **{n}** hôm nay").format(n=self.place) if self.state == "kept" else ""
        primary = Action(_("Vào học thôi"), NextStep(), "play")
        secondary = Action(self._undo_words(), NotMyBadge(), "undo")
        return GreetingView(
            key=f"greeting-{self.learner}-{self.state}", rail=learner_rail(), look=room.look,
            speech=(greeting, kept or waiting, count.replace("*", "")), greeting=greeting,
            picture=picture_of(self.learner) if self.learner else "waving",
            kept=kept, waiting=waiting, count_line=count, primary=primary, secondary=secondary,
            foot=_("Người sau cứ giơ thẻ lên, không cần chạm máy"), repeat=self.state == "repeat",
        )

    def _undo_words(self) -> str:
        by_way = {"guest": _("Tôi không ghi nữa"), "name": _("Không phải tên tôi")}
        return by_way.get(self.way, _("Không phải thẻ của tôi"))

    def scan(self, found: Recognised, room: Room) -> None:
        if isinstance(found, Badge):
            greet_scan(found, room)
        else:
            room.play("look")
            room.say(sentence(found))

    def tap(self, intent: Intent, room: Room) -> None:
        from kiosk.core.flows.arrival.name_entry import NameFlow
        from kiosk.core.flows.arrival.scan import ScanFlow
        from kiosk.core.flows.lesson.lesson_list import LessonListFlow

        if isinstance(intent, NextStep):
            room.push(LessonListFlow(""))
        elif isinstance(intent, NotMyBadge):
            if self.ref:
                room.void(self.ref)
            room.home()
            room.push(NameFlow() if self.way == "name" else ScanFlow())
        elif isinstance(intent, Back):
            room.back()
