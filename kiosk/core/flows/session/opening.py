"""Opening a session in a few touches: what is learned, the thôn, and the date if the clock is not trusted.

Many lessons are chosen in two touches, by need and then by name; few in one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.core.codes.recognise import Recognised, TimeCode
from kiosk.core.flows.base import Flow, facilitator_rail
from kiosk.core.flows.maintenance.time_code import take_time
from kiosk.core.flows.session.lesson_picker import lesson_choices, many_lessons, need_choices, spoken_choices
from kiosk.core.i18n import _
from kiosk.core.intents import Back, Choose, Intent, TurnPage
from kiosk.core.ports import NewEvent, OpenSession
from kiosk.core.state import Room
from kiosk.core.views import Action, Choice, ChoiceView

FREE = "tu-do"


def topic_title(topic: str, room: Room) -> str:
    """The name of a session's topic for people."""
    found = next((lesson for lesson in room.ports.catalogue.lessons() if lesson.id == topic), None)
    return found.title if found else _("Học tự do")


@dataclass(frozen=True)
class Question:
    name: str
    title: str
    line: str
    answers: tuple[Choice, ...]


class OpeningFlow(Flow):
    """Asks only what it cannot know: one thôn is not asked, a trusted date is not asked."""

    def __init__(self, facilitator: str) -> None:
        self.facilitator = facilitator
        self.answers: dict[str, str] = {}
        self.page = 0
        self._writing = False

    def entered(self, room: Room) -> None:
        if len(room.commune.thons) <= 1:
            self.answers["thon"] = next(iter(room.commune.thons), room.commune.thon)
        if room.ports.calendar.today().trusted:
            self.answers["date"] = ""

    @property
    def camera(self) -> bool:  # type: ignore[override]
        """A time code on the facilitator's phone answers the date."""
        return "date" not in self.answers and {"topic", "thon"} <= set(self.answers)

    def _question(self, room: Room) -> Question:
        free = Choice(_("Học tự do"), Choose(FREE), "book")
        if not {"need", "topic"} & set(self.answers) and many_lessons(room):
            return Question("need", _("Buổi này học về việc gì ạ?"), "", (free, *need_choices(room)))
        if "topic" not in self.answers:
            need = self.answers.get("need", "")
            lessons = lesson_choices(room, need)
            return Question("topic", _("Buổi này học bài gì ạ?"), "", lessons if need else (*lessons, free))
        if "thon" not in self.answers:
            ours = [room.commune.thon, *(t for t in room.commune.thons if t != room.commune.thon)]
            thons = tuple(Choice(t, Choose(t), "home") for t in ours if t)
            return Question("thon", _("Bà con thôn nào đến học ạ?"), "", thons)
        line = _("Máy mất điện nên chưa chắc ngày. Xem lịch giúp máy nhé.")
        return Question("date", _("Hôm nay là ngày nào ạ?"), line, self._days(room))

    def _days(self, room: Room) -> tuple[Choice, ...]:
        """Four days a page, the machine's guess first; older pages and newer ones by turning."""
        guess = date.fromisoformat(room.ports.calendar.today().iso_day)
        order = (0, 1, -1, 2, 3, 4, 5, 6, 7, -2, -3, -4)
        return tuple(_day_choice(guess + timedelta(days=d)) for d in order)

    def view(self, room: Room) -> ChoiceView:
        question, per_page = self._question(room), room.limits.choices_per_page
        pages = max(1, -(-len(question.answers) // per_page))
        page = self.page % pages
        shown = question.answers[page * per_page:(page + 1) * per_page]
        turn = Action(_("Xem thêm"), TurnPage(page + 1), "arrow-right") if pages > 1 else None
        return ChoiceView(
            key=f"open-{question.name}-{page}", rail=facilitator_rail(), look=room.look,
            speech=(question.title, question.line, *spoken_choices(shown)), title=question.title,
            picture="calendar-date" if question.name == "date" else "",
            line=_("Máy đang mở sổ…") if self._writing else question.line, choices=shown, page=page, pages=pages,
            turn=turn, secondary=Action(_("Lùi lại"), Back(), "arrow-left"),
        )

    def tap(self, intent: Intent, room: Room) -> None:
        if self._writing:
            return
        match intent:
            case Choose(key):
                self._answer(key, room)
            case TurnPage(page):
                self.page = page
            case Back():
                self._back(room)

    def _answer(self, key: str, room: Room) -> None:
        name = self._question(room).name
        self.answers["topic" if key == FREE else name], self.page = key, 0
        if name == "date":
            room.ports.calendar.confirm(key)
        self._open_if_answered(room)

    def _open_if_answered(self, room: Room) -> None:
        if {"topic", "thon", "date"} <= set(self.answers):
            self._open(room)

    def scan(self, found: Recognised, room: Room) -> None:
        if not isinstance(found, TimeCode):
            room.play("look")
            room.say(_("Mã này không có giờ, mời chọn ngày ở trên ạ"))
        elif take_time(found, room):
            self.answers["date"] = room.ports.calendar.today().iso_day
            self._open_if_answered(room)

    def _back(self, room: Room) -> None:
        for name in ("thon", "topic", "need"):
            if name in self.answers and not (name == "thon" and len(room.commune.thons) <= 1):
                del self.answers[name]
                return
        room.home()

    def _open(self, room: Room) -> None:
        self._writing = True
        confirmed = self.answers["date"] or None
        fields = {"topic": self.answers["topic"], "thon": self.answers["thon"],
                  "facilitator": self.facilitator, "date_confirmed": confirmed}
        room.write(NewEvent("session.opened", fields), lambda ref: self._opened(ref, room),
                   lambda code: self._refused(code, room))

    def _opened(self, ref: str, room: Room) -> None:
        from kiosk.core.flows.session.dashboard import SessionFlow

        room.session = OpenSession(ref, self.answers["topic"], self.answers["thon"], self.facilitator, room.now_ms)
        room.play("kept")
        if room.top is self:
            room.replace(SessionFlow())

    def _refused(self, code: str, room: Room) -> None:
        from kiosk.core.flows.notice import not_opened_notice

        room.play("look")
        if room.top is self:
            room.replace(not_opened_notice(code))


def _day_choice(day: date) -> Choice:
    names = (_("Thứ hai"), _("Thứ ba"), _("Thứ tư"), _("Thứ năm"), _("Thứ sáu"), _("Thứ bảy"), _("Chủ nhật"))
    label = _("{weekday} {day} tháng {month}").format(weekday=names[day.weekday()], day=day.day, month=day.month)
    return Choice(label, Choose(day.isoformat()), "calendar", note=str(day.year))
