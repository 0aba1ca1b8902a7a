"""The door for those without a badge: as wide as the other one."""

from __future__ import annotations

from kiosk.core.flows.arrival.greet import greet_guest
from kiosk.core.flows.base import Flow, learner_rail
from kiosk.core.i18n import _
from kiosk.core.intents import Back, BeGuest, Intent, JustLearn, TypeName
from kiosk.core.state import Room, Visitor
from kiosk.core.views import Action, Choice, ChoiceView


class DoorFlow(Flow):
    """One's name by typing, guest of the session, or just a lesson. All lead to the same lessons."""

    def view(self, room: Room) -> ChoiceView:
        title = _("Không có thẻ cũng được ạ")
        line = _("Bác chọn một cách nhé")
        guest = Choice(_("Ghi tôi là khách buổi này"), BeGuest(), "user-circle")
        typing = Choice(_("Gõ tên của bác"), TypeName(), "keyboard")
        learn = Choice(_("Học luôn, không cần ghi"), JustLearn(), "play")
        choices = (typing, guest, learn) if room.session else (learn,)
        if not room.session:
            line = _("Hôm nay chưa mở sổ, bác cứ học thoải mái ạ")
        return ChoiceView(
            key="door", rail=learner_rail(), look=room.look, speech=(title, line, *(c.label for c in choices)),
            title=title, line=line, picture="crowd", choices=choices,
            secondary=Action(_("Lùi lại"), Back(), "arrow-left"),
        )

    def tap(self, intent: Intent, room: Room) -> None:
        from kiosk.core.flows.arrival.name_entry import NameFlow

        if isinstance(intent, BeGuest):
            greet_guest(room)
        elif isinstance(intent, TypeName) and room.session:
            room.push(NameFlow())
        elif isinstance(intent, JustLearn):
            just_learn(room)
        elif isinstance(intent, Back):
            room.back()


def just_learn(room: Room) -> None:
    """To the lessons, without any record."""
    from kiosk.core.flows.lesson.lesson_list import LessonListFlow

    room.forget()
    room.visitor = Visitor()
    del room.stack[1:]
    room.push(LessonListFlow(""))
