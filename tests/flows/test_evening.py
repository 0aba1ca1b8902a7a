"""Journeys of one evening: opening, checking in, closing. Events in, views out."""

from __future__ import annotations

import pytest

from kiosk.core.inputs import CameraChanged, PinJudged, SyncChanged
from kiosk.core.intents import (
    AskClose,
    BeGuest,
    CallHelp,
    Choose,
    CloseSession,
    Digit,
    EnterPin,
    GoHome,
    NoBadge,
    NotMyBadge,
    StartScan,
)
from kiosk.core.ports import Announcement, Arrival, OpenSession
from kiosk.core.views import (
    ChoiceView,
    DateView,
    GreetingView,
    HomeView,
    LessonListView,
    NoticeView,
    PinView,
    ScanView,
    SessionView,
    SummaryView,
)
from tests.support.fakes.core import FakeCalendar, demo_commune, facilitator_badge, learner_badge, maintenance_badge
from tests.support.journey import AFTER_POWER_CUT, FACILITATORS, LUA, Visit


def test_a_badge_and_a_pin_open_a_session_in_three_touches() -> None:
    visit = Visit()
    visit.tap(StartScan())
    visit.see(ScanView)
    visit.scan(facilitator_badge())
    assert visit.see(PinView).greeting == "Chào chị Lúa"
    visit.type_pin()
    visit.touch("Trả tiền bằng mã QR")
    visit.touch("thôn Mẫu Đông")
    visit.keep()
    session = visit.see(SessionView)
    assert (session.title, session.topic, session.count) == ("Buổi học tối nay", "Trả tiền bằng mã QR", 0)
    assert visit.journal.events[0].data["date_confirmed"] is None


def test_the_session_is_open_only_after_commit() -> None:
    visit = Visit()
    visit.tap(StartScan())
    visit.scan(facilitator_badge())
    visit.type_pin()
    visit.tap(Choose("tra-tien-qr"), Choose("thôn Mẫu Đông"))
    assert visit.controller.state.session is None
    visit.refuse("K21")
    assert visit.see(NoticeView).code == "K21"
    assert visit.controller.state.session is None


def test_an_untrusted_clock_asks_for_the_date_and_keeps_the_answer() -> None:
    visit = Visit(today=AFTER_POWER_CUT)
    visit.tap(StartScan())
    visit.scan(facilitator_badge())
    visit.type_pin()
    visit.tap(Choose("tu-do"), Choose("thôn Mẫu Đoài"))
    assert visit.see(DateView).title == "Hôm nay là ngày nào ạ?"
    visit.tap(Choose("2026-11-22"))
    calendar = visit.ports.calendar
    assert isinstance(calendar, FakeCalendar)
    assert calendar.confirmed == ["2026-11-22"]
    assert visit.journal.events[0].data["date_confirmed"] == "2026-11-22"
    visit.keep()
    assert visit.see(SessionView).title == "Buổi học hôm nay"


def test_kept_is_said_only_after_commit() -> None:
    visit = Visit()
    visit.open_session()
    visit.tap(GoHome())
    visit.scan(learner_badge(1))
    waiting = visit.see(GreetingView)
    assert waiting.kept == ""
    assert waiting.waiting
    visit.keep()
    greeting = visit.see(GreetingView)
    assert greeting.kept == "Đã ghi tên bác ạ"
    assert "**1**" in greeting.count_line
    assert greeting.cue is not None
    assert greeting.cue.sound == "kept"


def test_a_second_scan_is_harmless_and_says_so_kindly() -> None:
    visit = Visit()
    visit.open_session()
    visit.tap(GoHome())
    visit.scan(learner_badge(1))
    visit.keep()
    visit.scan(learner_badge(1))
    again = visit.see(GreetingView)
    assert again.kept == "Cháu ghi tên bác từ nãy rồi ạ"
    assert again.cue is not None
    assert again.cue.sound == "soft"
    assert visit.journal.kinds().count("attendance.checked_in") == 1


def test_two_scans_before_the_first_commit_make_one_attendance() -> None:
    visit = Visit()
    visit.open_session()
    visit.scan(learner_badge(1))
    visit.scan(learner_badge(1))
    visit.keep()
    assert visit.journal.kinds().count("attendance.checked_in") == 1
    assert visit.see(SessionView).count == 1


def test_thirty_people_pass_without_a_touch() -> None:
    visit = Visit()
    visit.open_session()
    visit.tap(GoHome())
    for number in range(30):
        visit.scan(learner_badge(number))
        visit.wait(1)
        visit.keep()
        assert visit.see(GreetingView).kept == "Đã ghi tên bác ạ"
    assert visit.controller.state.session is not None
    assert visit.controller.state.session.people() == 30


def test_the_count_grows_on_the_facilitators_page_too() -> None:
    visit = Visit()
    visit.open_session()
    for number in range(9):
        visit.scan(learner_badge(number))
        visit.keep()
    session = visit.see(SessionView)
    assert session.count == 9
    assert len(session.arrivals) == 6


def test_a_check_in_that_was_not_kept_is_never_counted() -> None:
    visit = Visit()
    visit.open_session()
    visit.tap(GoHome())
    visit.scan(learner_badge(1))
    visit.refuse("K21")
    notice = visit.see(NoticeView)
    assert notice.code == "K21"
    assert visit.controller.state.session is not None
    assert visit.controller.state.session.people() == 0
    visit.tap(GoHome())
    visit.scan(learner_badge(1))
    visit.keep()
    assert visit.see(GreetingView).kept == "Đã ghi tên bác ạ"


def test_not_my_badge_takes_the_check_in_back() -> None:
    visit = Visit()
    visit.open_session()
    visit.tap(GoHome())
    visit.scan(learner_badge(1))
    visit.keep()
    visit.tap(NotMyBadge())
    visit.see(ScanView)
    assert visit.journal.kinds()[-1] == "attendance.voided"
    assert visit.controller.state.session is not None
    assert visit.controller.state.session.people() == 0


def test_a_guest_is_counted_without_a_name() -> None:
    visit = Visit()
    visit.open_session()
    visit.tap(GoHome(), StartScan(), NoBadge(), BeGuest())
    visit.keep()
    assert visit.see(GreetingView).greeting == "Chào bác khách!"
    assert visit.journal.events[-1].learner is None
    assert visit.controller.state.session is not None
    assert visit.controller.state.session.people() == 1


def test_without_a_session_a_badge_greets_and_records_nothing() -> None:
    visit = Visit()
    visit.tap(StartScan())
    visit.scan(learner_badge(7))
    assert visit.see(GreetingView).waiting == "Hôm nay chưa mở sổ, bác cứ học ạ"
    assert visit.journal.events == []


def test_closing_asks_again_and_then_sums_up() -> None:
    visit = Visit()
    visit.open_session()
    visit.scan(learner_badge(1))
    visit.keep()
    visit.tap(AskClose())
    assert visit.see(ChoiceView).line == "Sổ đã ghi 1 người, máy giữ nguyên."
    visit.tap(CloseSession(), CloseSession())
    visit.keep()
    assert visit.see(SummaryView).count == 1
    assert visit.journal.kinds().count("session.closed") == 1
    assert visit.journal.events[-1].data["people"] == 1
    visit.wait(61)
    visit.see(HomeView)


def test_a_session_that_could_not_be_closed_stays_open() -> None:
    visit = Visit()
    visit.open_session()
    visit.tap(AskClose(), CloseSession())
    visit.refuse("K22")
    assert visit.see(NoticeView).code == "K22"
    assert visit.controller.state.session is not None


def test_after_a_power_cut_the_evening_goes_on() -> None:
    resumed = OpenSession("k1/00/1", "tra-tien-qr", "thôn Mẫu Đông", LUA, 0, (Arrival("aa" * 16, "k1/00/2", 0),))
    visit = Visit(resumed=resumed)
    visit.see(HomeView)
    assert visit.controller.camera_wanted
    visit.scan(learner_badge(3))
    visit.keep()
    assert "**2**" in visit.see(GreetingView).count_line


def test_a_wrong_pin_says_how_many_tries_are_left_and_a_lock_says_how_long() -> None:
    visit = Visit()
    visit.tap(StartScan())
    visit.scan(facilitator_badge())
    visit.tap(*(Digit(1) for _n in range(6)), EnterPin())
    visit.on(PinJudged(LUA, "wrong", 4, 0))
    wrong = visit.see(PinView)
    assert wrong.filled == 0
    assert wrong.tries_line == "Còn được thử 4 lần, rồi máy khóa 5 phút"
    visit.on(PinJudged(LUA, "locked", 0, 300))
    locked = visit.see(PinView)
    assert locked.locked
    assert "5 phút" in locked.tries_line
    visit.tap(Digit(1))
    assert visit.see(PinView).filled == 0


def test_done_wakes_up_only_at_six_digits() -> None:
    visit = Visit()
    visit.tap(StartScan())
    visit.scan(facilitator_badge())
    visit.tap(*(Digit(1) for _n in range(5)), EnterPin())
    view = visit.see(PinView)
    assert view.enter is not None
    assert not view.enter.enabled
    assert visit.pins.asked == []
    visit.tap(Digit(1), Digit(1))
    assert visit.see(PinView).filled == 6


def test_a_facilitator_unknown_to_this_kiosk_cannot_open() -> None:
    visit = Visit(commune=demo_commune({}))
    visit.tap(StartScan())
    visit.scan(facilitator_badge())
    visit.tap(*(Digit(1) for _n in range(6)), EnterPin())
    assert visit.pins.asked == []
    assert "chưa được mở sổ" in visit.see(PinView).prompt


def test_calling_for_help_shows_on_the_facilitators_page() -> None:
    visit = Visit()
    visit.open_session()
    visit.tap(GoHome())
    visit.scan(learner_badge(1))
    visit.keep()
    visit.tap(CallHelp())
    assert visit.view.footer == "Cháu gọi chị Lúa rồi, bác chờ một chút nhé"
    visit.tap(GoHome(), StartScan())
    visit.scan(facilitator_badge())
    visit.type_pin()
    session = visit.see(SessionView)
    assert len(session.needing_help) == 1
    assert session.needing_help[0].intent is not None
    visit.tap(session.needing_help[0].intent)
    assert visit.see(SessionView).needing_help == ()


def test_the_line_tells_what_the_commune_has_and_what_waits() -> None:
    visit = Visit()
    visit.open_session()
    visit.on(SyncChanged(12, 3, 0, None))
    assert visit.see(SessionView).sync_line == "Gửi xã rồi 12\nCòn chờ 3"
    visit.on(SyncChanged(12, 3, 0, None, problem="S1"))
    assert visit.see(SessionView).sync_line == "Chờ có mạng,\nmáy giữ hộ 3"


@pytest.mark.parametrize(("problem", "why"), [
    ("S1", "Chờ có mạng,"), ("S2", "Xã chưa nhận sổ,"), ("S4", "Xã ngừng máy này,"), ("S6", "Xã chưa nhận sổ,"),
    ("S7", "Sổ chưa mở được,"), ("S9", "Chưa gặp đúng xã,"),
])
def test_the_line_says_what_really_holds_the_record_up(problem: str, why: str) -> None:
    visit = Visit()
    visit.open_session()
    visit.on(SyncChanged(12, 3, 0, None, problem=problem))
    assert visit.see(SessionView).sync_line == f"{why}\nmáy giữ hộ 3"


def test_a_missing_camera_is_said_and_everything_else_goes_on() -> None:
    visit = Visit()
    visit.tap(StartScan())
    visit.on(CameraChanged("missing"))
    assert visit.see(NoticeView).code == "M1"
    visit.on(CameraChanged("ok"))
    visit.see(ScanView)
    visit.on(CameraChanged("missing"))
    visit.touch("Học bài như thường")
    visit.see(LessonListView)


def test_maintenance_has_its_own_door() -> None:
    visit = Visit()
    visit.tap(StartScan())
    visit.scan(maintenance_badge())
    visit.type_pin("112358")
    assert visit.view.rail.post == "wood"
    assert visit.view.key.startswith("maintenance")


def test_the_announcement_hangs_only_while_the_date_is_trusted() -> None:
    note = Announcement("2026-11-22", "Tối nay 7 rưỡi", "học trả tiền bằng mã QR", "học trả tiền")
    commune = demo_commune(FACILITATORS, announcements=(note,))
    assert Visit(commune=commune).see(HomeView).note == (
        "Tối nay 7 rưỡi:", "học trả tiền bằng mã QR", "học trả tiền")
    assert Visit(commune=commune, today=AFTER_POWER_CUT).see(HomeView).note is None
