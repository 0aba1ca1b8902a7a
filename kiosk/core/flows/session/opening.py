"""Opening a session in a few touches: what is learned, the thôn, and the date if the clock is not trusted.

Many lessons are chosen in two touches, by need and then by name; few in one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.core.codes.recognise import Recognised, TimeCode
from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, facilitator_rail
from kiosk.core.flows.maintenance.time_code import take_time
from kiosk.core.flows.notices import not_opened_notice
from kiosk.core.flows.session.lesson_picker import lesson_choices, many_lessons, need_choices, spoken_choices
from kiosk.core.flows.session.topics import FREE
from kiosk.core.i18n import _
from kiosk.core.intents import Back, Choose, Intent, TurnPage
from kiosk.core.navigation import Place
from kiosk.core.ports import NewEvent, OpenSession
from kiosk.core.state import KioskState
from kiosk.core.views import Action, Choice, ChoiceView


@dataclass(frozen=True)
class Question:
    name: str
    title: str
    line: str
    answers: tuple[Choice, ...]


class OpeningFlow(Flow[routes.Opening]):
    """Asks only what it cannot know: one thôn is not asked, a trusted date is not asked."""

    keeps_roster_open = True

    def __init__(self, route: routes.Opening, state: KioskState) -> None:
        super().__init__(route, state)
        self.answers: dict[str, str] = {}
        self.page = 0
        self._writing = False

    def entered(self, state: KioskState) -> None:
        if len(state.commune.thons) <= 1:
            self.answers["thon"] = next(iter(state.commune.thons), state.commune.thon)
        if state.ports.calendar.today().trusted:
            self.answers["date"] = ""

    def camera(self, state: KioskState) -> bool:
        """A time code on the facilitator's phone answers the date."""
        return "date" not in self.answers and {"topic", "thon"} <= set(self.answers)

    def _question(self, state: KioskState) -> Question:
        free = Choice(_("Học tự do"), Choose(FREE), "book")
        if not {"need", "topic"} & set(self.answers) and many_lessons(state):
            return Question("need", _("Buổi này học về việc gì ạ?"), "", (free, *need_choices(state)))
        if "topic" not in self.answers:
            need = self.answers.get("need", "")
            lessons = lesson_choices(state, need)
            return Question("topic", _("Buổi này học bài gì ạ?"), "", lessons if need else (*lessons, free))
        if "thon" not in self.answers:
            ours = [state.commune.thon, *(t for t in state.commune.thons if t != state.commune.thon)]
            thons = tuple(Choice(t, Choose(t), "home") for t in ours if t)
            return Question("thon", _("Bà con thôn nào đến học ạ?"), "", thons)
        line = _("Máy mất điện nên chưa chắc ngày. Xem lịch giúp máy nhé.")
        return Question("date", _("Hôm nay là ngày nào ạ?"), line, self._days(state))

    def _days(self, state: KioskState) -> tuple[Choice, ...]:
        """Four days a page, the machine's guess first; older pages and newer ones by turning."""
        guess = date.fromisoformat(state.ports.calendar.today().iso_day)
        order = (0, 1, -1, 2, 3, 4, 5, 6, 7, -2, -3, -4)
        return tuple(_day_choice(guess + timedelta(days=d)) for d in order)

    def view(self, state: KioskState) -> ChoiceView:
        question, per_page = self._question(state), state.limits.choices_per_page
        pages = max(1, -(-len(question.answers) // per_page))
        page = self.page % pages
        shown = question.answers[page * per_page:(page + 1) * per_page]
        turn = Action(_("Xem thêm"), TurnPage(page + 1), "arrow-right") if pages > 1 else None
        return ChoiceView(
            key=f"open-{question.name}-{page}", rail=facilitator_rail(), look=state.look,
            speech=(question.title, question.line, *spoken_choices(shown)), title=question.title,
            picture="calendar-date" if question.name == "date" else "",
            line=_("Máy đang mở sổ…") if self._writing else question.line, choices=shown, page=page, pages=pages,
            turn=turn, secondary=Action(_("Lùi lại"), Back(), "arrow-left"),
        )

    def tap(self, intent: Intent, state: KioskState) -> None:
        if self._writing:
            return
        match intent:
            case Choose(key):
                self._answer(key, state)
            case TurnPage(page):
                self.page = page
            case Back():
                self._back(state)

    def _answer(self, key: str, state: KioskState) -> None:
        name = self._question(state).name
        self.answers["topic" if key == FREE else name], self.page = key, 0
        if name == "date":
            state.ports.calendar.confirm(key)
        self._open_if_answered(state)

    def _open_if_answered(self, state: KioskState) -> None:
        if {"topic", "thon", "date"} <= set(self.answers):
            self._open(state)

    def scan(self, found: Recognised, state: KioskState) -> None:
        if not isinstance(found, TimeCode):
            state.play("look")
            state.say(_("Mã này không có giờ, mời chọn ngày ở trên ạ"))
        elif take_time(found, state):
            self.answers["date"] = state.ports.calendar.today().iso_day
            self._open_if_answered(state)

    def _back(self, state: KioskState) -> None:
        for name in ("thon", "topic", "need"):
            if name in self.answers and not (name == "thon" and len(state.commune.thons) <= 1):
                del self.answers[name]
                return
        state.go_home()

    def _open(self, state: KioskState) -> None:
        self._writing = True
        confirmed = self.answers["date"] or None
        fields = {"topic": self.answers["topic"], "thon": self.answers["thon"],
                  "facilitator": self.route.facilitator, "date_confirmed": confirmed}
        here = state.navigation.top
        state.journal.write(NewEvent("session.opened", fields), lambda ref: self._opened(ref, here, state),
                            lambda code: self._refused(code, here, state))

    def _opened(self, ref: str, here: Place, state: KioskState) -> None:
        state.attendance.open(OpenSession(
            ref, self.answers["topic"], self.answers["thon"], self.route.facilitator, state.now_ms))
        state.play("kept")
        if state.navigation.top == here:
            state.navigation.replace(routes.Dashboard())

    def _refused(self, code: str, here: Place, state: KioskState) -> None:
        state.play("look")
        if state.navigation.top == here:
            state.navigation.replace(not_opened_notice(code))


def _day_choice(day: date) -> Choice:
    names = (_("Thứ hai"), _("Thứ ba"), _("Thứ tư"), _("Thứ năm"), _("Thứ sáu"), _("Thứ bảy"), _("Chủ nhật"))
    label = _("{weekday} {day} tháng {month}").format(weekday=names[day.weekday()], day=day.day, month=day.month)
    return Choice(label, Choose(day.isoformat()), "calendar", note=str(day.year))
