"""The facilitator's page while a session is open: how many, did it take the last one, who needs help."""

from __future__ import annotations

from kiosk.core.codes.badge import picture_of
from kiosk.core.codes.recognise import Recognised
from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, IdleRule, facilitator_rail
from kiosk.core.flows.session.arrivals import scanned_here
from kiosk.core.flows.session.topics import topic_title
from kiosk.core.flows.sync_line import sync_line, sync_ok
from kiosk.core.i18n import _
from kiosk.core.intents import AddGuest, AskClose, HelpGiven, Intent, StartHall
from kiosk.core.ports import OpenSession
from kiosk.core.state import KioskState, Visitor
from kiosk.core.views import Action, PersonRow, SessionView


def part_of_day(state: KioskState) -> str:
    """"Buổi học tối nay", or "hôm nay" where the clock is only a guess."""
    today = state.ports.calendar.today()
    if not today.trusted or not today.timed:
        return _("Buổi học hôm nay")
    if today.hour < 11:
        return _("Buổi học sáng nay")
    return _("Buổi học chiều nay") if today.hour < 18 else _("Buổi học tối nay")


def since_words(ms: int) -> str:
    minutes = ms // 60_000
    return _("vừa xong") if minutes < 1 else _("{n} phút trước").format(n=minutes)


class DashboardFlow(Flow[routes.Dashboard]):
    """Counts here too: a learner's badge held up on this page is checked in without leaving it."""

    def camera(self, state: KioskState) -> bool:
        return True

    def idle(self) -> IdleRule:
        return IdleRule.FACILITATOR

    def entered(self, state: KioskState) -> None:
        self._leave_if_over(state)

    def tick(self, state: KioskState) -> None:
        self._leave_if_over(state)

    def _leave_if_over(self, state: KioskState) -> None:
        """The session ended by itself, or could not be opened."""
        if state.session is None and state.attendance.phase != "opening":
            state.go_home()

    def view(self, state: KioskState) -> SessionView:
        session = state.session
        count = session.people() if session else 0
        title, topic = part_of_day(state), topic_title(session.topic, state) if session else _("Máy đang mở sổ…")
        unit = _("người đã đến")
        return SessionView(
            key="session", rail=facilitator_rail(), look=state.look, speech=(title, topic, f"{count} {unit}"),
            title=title, topic=topic, count=count, count_line=unit,
            camera_line=_camera_line(state),
            camera_ok=state.camera != "missing", sync_line=sync_line(state), sync_ok=sync_ok(state),
            arrivals_title=_("Mới đến"), arrivals=self._arrivals(session, state),
            arrivals_empty=_("Chưa có ai đến. Mời bà con giơ thẻ."),
            help_title=_("Đang cần giúp"), needing_help=self._calls(state), help_empty=_("Chưa ai gọi ạ"),
            actions=(
                Action(_("Ghi người không thẻ"), AddGuest(), "user-plus"),
                Action(_("Cả lớp học chung"), StartHall(), "chalkboard"),
                Action(_("Kết thúc buổi học"), AskClose(), "door"),
            ),
        )

    def _arrivals(self, session: OpenSession | None, state: KioskState) -> tuple[PersonRow, ...]:
        last = session.arrivals[-state.limits.arrivals_shown:] if session else ()
        return tuple(
            PersonRow(_picture(a.learner), Visitor(a.learner).name(), since_words(state.now_ms - a.ms))
            for a in reversed(last)
        )

    def _calls(self, state: KioskState) -> tuple[PersonRow, ...]:
        """Who called, the longest wait first; then who needed much help, the newest first."""
        def line(since_ms: int) -> str:
            minutes = (state.now_ms - since_ms) // 60_000
            return _("vừa gọi") if minutes < 1 else _("đợi {n} phút").format(n=minutes)

        calls, struggles = state.help.calls, state.help.struggles
        oldest = sorted(calls.items(), key=lambda call: call[1])
        struggling = ((who, _("{lesson}, bước {n}").format(lesson=title, n=step))
                      for who, (title, step, _hints) in reversed(tuple(struggles.items())) if who not in calls)
        rows = (*((who, line(since)) for who, since in oldest), *struggling)
        return tuple(PersonRow(_picture(who), Visitor(who).name(), words, HelpGiven(who))
                     for who, words in rows[:state.limits.helped_shown])

    def scan(self, found: Recognised, state: KioskState) -> None:
        scanned_here(found, state)

    def tap(self, intent: Intent, state: KioskState) -> None:
        match intent:
            case AddGuest():
                state.navigation.push(routes.NameEntry(for_session=True))
            case HelpGiven(learner):
                state.help.helped(learner)
            case StartHall():
                state.navigation.push(routes.Hall())
            case AskClose():
                state.navigation.push(routes.Closing())


def _camera_line(state: KioskState) -> str:
    """What the camera waits for; a time code too, where the machine does not know the hour."""
    today = state.ports.calendar.today()
    if state.camera == "missing":
        return _("Máy ảnh\nbị tuột dây")
    return _("Máy ảnh\nđang chờ thẻ") if today.trusted and today.timed else _("Chưa chắc giờ,\ngiơ mã giờ ạ")


def _picture(learner: str) -> str:
    return picture_of(learner) if learner else "waving"
