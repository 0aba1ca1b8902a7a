"""The facilitator's page while a session is open: how many, did it take the last one, who needs help."""

from __future__ import annotations

from kiosk.core.codes.badge import Badge, picture_name, picture_of
from kiosk.core.codes.recognise import Recognised, TimeCode, sentence
from kiosk.core.flows.arrival.greet import greet_scan
from kiosk.core.flows.base import Flow, facilitator_rail
from kiosk.core.flows.maintenance.time_code import take_time
from kiosk.core.flows.session.opening import topic_title
from kiosk.core.i18n import _
from kiosk.core.intents import AddGuest, AskClose, Back, CloseSession, HelpGiven, Intent, StartHall
from kiosk.core.ports import NewEvent, OpenSession
from kiosk.core.state import Room
from kiosk.core.views import Action, Choice, ChoiceView, PersonRow, SessionView


def part_of_day(room: Room) -> str:
    """"Buổi học tối nay", or "hôm nay" where the clock is only a guess."""
    today = room.ports.calendar.today()
    if not today.trusted:
        return _("Buổi học hôm nay")
    if today.hour < 11:
        return _("Buổi học sáng nay")
    return _("Buổi học chiều nay") if today.hour < 18 else _("Buổi học tối nay")


def since_words(ms: int) -> str:
    minutes = ms // 60_000
    return _("vừa xong") if minutes < 1 else _("{n} phút trước").format(n=minutes)


class SessionFlow(Flow):
    """Counts here too: a learner's badge held up on this page is checked in without leaving it."""

    camera = True

    def __init__(self) -> None:
        self.last_line = ""

    @property
    def idle_ms(self) -> int | None:  # type: ignore[override]
        return None

    def view(self, room: Room) -> SessionView:
        session = room.session
        count = session.people() if session else 0
        title, topic = part_of_day(room), topic_title(session.topic, room) if session else ""
        unit = _("người đã đến")
        return SessionView(
            key="session", rail=facilitator_rail(), look=room.look, speech=(title, topic, f"{count} {unit}"),
            title=title, topic=topic, count=count, count_line=unit,
            camera_line=_("Máy ảnh\nđang chờ thẻ") if room.camera != "missing" else _("Máy ảnh\nbị tuột dây"),
            camera_ok=room.camera != "missing", sync_line=sync_line(room), sync_ok=sync_ok(room),
            arrivals_title=_("Mới đến"), arrivals=self._arrivals(session, room),
            arrivals_empty=_("Chưa có ai đến. Mời bà con giơ thẻ."),
            help_title=_("Đang cần giúp"), needing_help=self._calls(room), help_empty=_("Chưa ai gọi ạ"),
            actions=(
                Action(_("Ghi người không thẻ"), AddGuest(), "user-plus"),
                Action(_("Cả lớp học chung"), StartHall(), "chalkboard"),
                Action(_("Kết thúc buổi học"), AskClose(), "door"),
            ),
        )

    def _arrivals(self, session: OpenSession | None, room: Room) -> tuple[PersonRow, ...]:
        last = session.arrivals[-room.limits.arrivals_shown:] if session else ()
        return tuple(
            PersonRow(_picture(a.learner), _name(a.learner), since_words(room.now_ms - a.ms)) for a in reversed(last)
        )

    def _calls(self, room: Room) -> tuple[PersonRow, ...]:
        """Who called, the longest wait first; then who needed much help, the newest first."""
        def line(since_ms: int) -> str:
            minutes = (room.now_ms - since_ms) // 60_000
            return _("vừa gọi") if minutes < 1 else _("đợi {n} phút").format(n=minutes)

        oldest = sorted(room.calls.items(), key=lambda call: call[1])
        struggling = ((who, _("{lesson}, bước {n}").format(lesson=title, n=step))
                      for who, (title, step, _hints) in reversed(room.struggles.items()) if who not in room.calls)
        rows = (*((who, line(since)) for who, since in oldest), *struggling)
        return tuple(PersonRow(_picture(who), _name(who), words, HelpGiven(who))
                     for who, words in rows[:room.limits.helped_shown])

    def scan(self, found: Recognised, room: Room) -> None:
        room.touched()
        if isinstance(found, Badge) and found.role == "learner":
            self.check_in(found.learner, "badge", room)
        elif isinstance(found, Badge) and room.session and found.learner == room.session.facilitator:
            room.play("soft")
        elif isinstance(found, Badge):
            greet_scan(found, room)
        elif isinstance(found, TimeCode):
            take_time(found, room)
        else:
            room.play("look")
            room.say(sentence(found))

    def check_in(self, learner: str, way: str, room: Room) -> None:
        """Counts somebody ('' = a guest) without leaving this page; says so where they are here already."""
        def refused(code: str) -> None:
            room.play("look")
            room.say(_("Chưa ghi được, mời ghi ra giấy ({code})").format(code=code))

        if not room.check_in(learner, way, lambda ref: room.play("kept"), refused):
            room.play("soft")
            room.say(_("{name} có tên từ nãy rồi ạ").format(name=_name(learner)))

    def tap(self, intent: Intent, room: Room) -> None:
        from kiosk.core.flows.arrival.name_entry import NameFlow
        from kiosk.core.flows.session.hall import HallFlow

        match intent:
            case AddGuest():
                room.push(NameFlow(self))
            case HelpGiven(learner):
                room.calls.pop(learner, None)
                room.struggles.pop(learner, None)
            case StartHall():
                room.push(HallFlow())
            case AskClose():
                room.push(ClosingFlow())


class ClosingFlow(Flow):
    """Ending the session is asked again, with both answers equal."""

    def __init__(self) -> None:
        self._writing = False

    def view(self, room: Room) -> ChoiceView:
        title = _("Kết thúc buổi học ạ?")
        people = room.session.people() if room.session else 0
        line = _("Sổ đã ghi {n} người, máy giữ nguyên.").format(n=people)
        yes = Choice(_("Kết thúc buổi học"), CloseSession(), "door")
        no = Choice(_("Học tiếp đã"), Back(), "undo")
        return ChoiceView(key="closing", rail=facilitator_rail(), look=room.look,
                          speech=(title, line, yes.label, no.label), title=title, line=line, picture="book-closed",
                          choices=(yes, no))

    def tap(self, intent: Intent, room: Room) -> None:
        if isinstance(intent, CloseSession) and not self._writing and room.session is not None:
            self._writing = True
            self._close(room.session, room)
        elif isinstance(intent, Back):
            room.back()

    def _close(self, session: OpenSession, room: Room) -> None:
        from kiosk.core.flows.notice import not_closed_notice
        from kiosk.core.flows.session.summary import SummaryFlow

        def closed(ref: str) -> None:
            room.session = None
            room.calls.clear()
            room.struggles.clear()
            room.home()
            room.push(SummaryFlow(session.people(), topic_title(session.topic, room), room.now_ms))
            room.play("done")

        def refused(code: str) -> None:
            room.play("look")
            room.replace(not_closed_notice(code))

        seconds = max(0, room.now_ms - session.opened_ms) // 1000
        fact = NewEvent("session.closed", {"people": session.people(), "seconds": seconds}, session.ref)
        room.write(fact, closed, refused)


def _name(learner: str) -> str:
    return picture_name(learner) if learner else _("Khách")


def _picture(learner: str) -> str:
    return picture_of(learner) if learner else "waving"


def sync_line(room: Room) -> str:
    """Two short lines: what the commune has, what still waits."""
    if room.trouble:
        return _("Sổ cần bảo trì\nxem mã {code}").format(code=room.trouble)
    if room.sync.pending and room.sync.problem:
        return _("Chờ có mạng,\nmáy giữ hộ {n}").format(n=room.sync.pending)
    waiting = _("Còn chờ {n}").format(n=room.sync.pending) if room.sync.pending else _("Gửi hết rồi")
    return _("Gửi xã rồi {n}").format(n=room.sync.sent) + "\n" + waiting


def sync_ok(room: Room) -> bool:
    return not room.trouble and not (room.sync.pending and room.sync.problem)
