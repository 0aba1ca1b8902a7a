"""Opening a session in a few touches: what is learned, the thôn, and the date if the clock is not trusted.

Many lessons are chosen in two touches, by need and then by name; few in one. Any date takes at most three, or a time
code on the facilitator's phone. A date that is trusted stands below the first question: a touch corrects it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta, timezone

from kiosk.core.codes.own import TimeCode
from kiosk.core.codes.recognise import Recognised
from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, facilitator_rail
from kiosk.core.flows.maintenance.time_code import take_time
from kiosk.core.flows.notices import not_opened_notice
from kiosk.core.flows.session.date_entry import DateEntry, likely_choice
from kiosk.core.flows.session.lesson_picker import lesson_choices, many_lessons, need_choices, spoken_choices
from kiosk.core.flows.session.topics import FREE
from kiosk.core.i18n import _
from kiosk.core.intents import Back, Choose, CorrectDate, Intent, TurnPage
from kiosk.core.navigation import Place
from kiosk.core.state import KioskState
from kiosk.core.views import Action, Choice, ChoiceView, DateView

VIETNAM = timezone(timedelta(hours=7))


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
        self._date = DateEntry()
        self._correcting = False        # the date was trusted, and the facilitator sees that it is wrong

    def entered(self, state: KioskState) -> None:
        if len(state.commune.thons) <= 1:
            self.answers["thon"] = next(iter(state.commune.thons), state.commune.thon)
        if state.ports.calendar.today().trusted:
            self.answers.setdefault("date", "")

    def camera(self, state: KioskState) -> bool:
        """A time code on the facilitator's phone answers the date."""
        return self._asks_date()

    def _asks_date(self) -> bool:
        return self._correcting or ("date" not in self.answers and {"topic", "thon"} <= set(self.answers))

    # --- what is asked ------------------------------------------------------------------------

    def view(self, state: KioskState) -> ChoiceView | DateView:
        return self._date_view(state) if self._asks_date() and not self._writing else self._choice_view(state)

    def _question(self, state: KioskState) -> Question:
        free, ended = Choice(_("Học tự do"), Choose(FREE), "book"), _ended_line(state)
        if not {"need", "topic"} & set(self.answers) and many_lessons(state):
            return Question("need", _("Buổi này học về việc gì ạ?"), ended, (free, *need_choices(state)))
        if "topic" not in self.answers:
            need = self.answers.get("need", "")
            lessons = lesson_choices(state, need)
            return Question("topic", _("Buổi này học bài gì ạ?"), "" if need else ended,
                            lessons if need else (*lessons, free))
        ours = [state.commune.thon, *(t for t in state.commune.thons if t != state.commune.thon)]
        thons = tuple(Choice(t, Choose(t), "home") for t in ours if t)
        return Question("thon", _("Bà con thôn nào đến học ạ?"), "", thons)

    def _choice_view(self, state: KioskState) -> ChoiceView:
        question, per_page = self._question(state), state.limits.choices_per_page
        pages = max(1, -(-len(question.answers) // per_page))
        page = self.page % pages
        shown = question.answers[page * per_page:(page + 1) * per_page]
        turn = Action(_("Xem thêm"), TurnPage(page + 1), "arrow-right") if pages > 1 else None
        first = question.name == "need" or (question.name == "topic" and "need" not in self.answers)
        return ChoiceView(
            key=f"open-{question.name}-{page}", rail=facilitator_rail(), look=state.look,
            speech=(question.title, question.line, *spoken_choices(shown)), title=question.title,
            line=_("Máy đang mở sổ…") if self._writing else question.line, choices=shown, page=page, pages=pages,
            turn=turn, secondary=Action(_("Lùi lại"), Back(), "arrow-left"),
            extra=self._today(state) if first else None,
        )

    def _today(self, state: KioskState) -> Action | None:
        """The date the session would get, to be corrected by a touch; None where it is asked for anyway."""
        if "date" not in self.answers:
            return None
        day = date.fromisoformat(self.answers["date"] or state.ports.calendar.today().iso_day)
        return Action(_("{day}/{month}/{year}").format(day=day.day, month=day.month, year=day.year),
                      CorrectDate(), "calendar", help=_("Ngày sai thì chạm vào đây"))

    def _date_view(self, state: KioskState) -> DateView:
        entry, title = self._date, self._date.title()
        line = _("Hoặc giơ mã giờ trên điện thoại")
        likely = likely_choice(state.ports.calendar.today().iso_day) if entry.stage == "day" else None
        turn = Action(_("Năm khác"), TurnPage(entry.page + 1), "arrow-right") if entry.pages > 1 else None
        spoken = f"{likely.label} {likely.note}" if likely else ""
        return DateView(
            key=f"open-date-{entry.stage}-{entry.page}", rail=facilitator_rail(), look=state.look,
            speech=(title, spoken, line), title=title, line=line, stage=entry.stage, likely=likely,
            choices=entry.choices(), turn=turn, secondary=Action(_("Lùi lại"), Back(), "arrow-left"))

    # --- what is answered ---------------------------------------------------------------------

    def tap(self, intent: Intent, state: KioskState) -> None:
        if self._writing:
            return
        match intent:
            case Choose(key) if self._asks_date():
                self._choose_date(key, state)
            case Choose(key):
                self.answers["topic" if key == FREE else self._question(state).name], self.page = key, 0
                self._open_if_answered(state)
            case TurnPage(page) if self._asks_date():
                self._date.page = page
            case TurnPage(page):
                self.page = page
            case CorrectDate() if "date" in self.answers:
                self._correcting, self._date = True, DateEntry()
            case Back():
                self._back(state)

    def _choose_date(self, key: str, state: KioskState) -> None:
        day = self._date.choose(key)
        if day is not None:
            self._dated(day, state)

    def _dated(self, day: str, state: KioskState) -> None:
        state.ports.calendar.confirm(day)
        self.answers["date"], self._correcting, self._date = day, False, DateEntry()
        self._open_if_answered(state)

    def scan(self, found: Recognised, state: KioskState) -> None:
        if not isinstance(found, TimeCode):
            state.play("look")
            state.say(_("Mã này không có giờ, mời chọn ngày ở trên ạ"))
        elif self._correcting:
            self._dated(found.utc.astimezone(VIETNAM).date().isoformat(), state)
        elif take_time(found, state):
            self.answers["date"] = state.ports.calendar.today().iso_day
            self._open_if_answered(state)

    def _open_if_answered(self, state: KioskState) -> None:
        if {"topic", "thon", "date"} <= set(self.answers):
            self._open(state)

    def _back(self, state: KioskState) -> None:
        if self._asks_date() and self._date.back():
            return
        if self._correcting:
            self._correcting = False
            return
        for name in ("thon", "topic", "need"):
            if name in self.answers and not (name == "thon" and len(state.commune.thons) <= 1):
                del self.answers[name]
                return
        state.go_home()

    # --- the session is written down ----------------------------------------------------------

    def _open(self, state: KioskState) -> None:
        here = state.navigation.top
        self._writing = state.attendance.open(
            self.answers["topic"], self.answers["thon"], self.route.facilitator, self.answers["date"] or None,
            lambda: self._opened(here, state), lambda code: self._refused(code, state))
        if not self._writing:           # somebody else's is being opened or closed at this moment
            state.navigation.replace(routes.Dashboard())

    def _opened(self, here: Place, state: KioskState) -> None:
        state.play("kept")
        if state.navigation.top == here:
            state.navigation.replace(routes.Dashboard())

    def _refused(self, code: str, state: KioskState) -> None:
        state.play("look")
        if state.navigation.top.route in (self.route, routes.Dashboard()):
            state.navigation.replace(not_opened_notice(code))


def _ended_line(state: KioskState) -> str:
    """What became of a session that nobody closed."""
    ended = state.attendance.ended
    if ended is None or ended.reason == "replaced":
        return ""
    return _("Buổi trước quên khép, máy khép rồi: {n} người.").format(n=ended.people)
