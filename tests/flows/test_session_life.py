"""Journeys: an evening nobody closed, a date that is wrong, an undo too early or late, a page left open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from kiosk.core.inputs import Kept, Ticked
from kiosk.core.intents import (
    AddGuest,
    AskClose,
    Back,
    BeGuest,
    Choose,
    CloseSession,
    CorrectDate,
    GoHome,
    NoBadge,
    NotMyBadge,
    StartHall,
    StartScan,
    TurnPage,
    TypeName,
)
from kiosk.core.ports import Arrival, OpenSession, Today, Trace
from kiosk.core.views import (
    ChoiceView,
    DateView,
    GreetingView,
    HomeView,
    KeyboardView,
    NoticeView,
    PinView,
    ScanView,
    SessionView,
    SummaryView,
)
from tests.support.fakes.core import FakeCalendar, facilitator_badge, learner_badge
from tests.support.journey import AFTER_POWER_CUT, EVENING, LUA, MAU, Visit, small_lesson

ANN = "aa" * 16
NEXT_EVENING = replace(EVENING, iso_day="2026-11-23")
DAY_MS = 24 * 3_600_000
UNCLOSED = OpenSession(
    "k1/00/1", "tra-tien-qr", "thôn Mẫu Đông", LUA, -9_000_000, (Arrival(ANN, "k1/00/2", -8_000_000),),
    day="2026-11-22", last_ms=-8_000_000, trace=Trace(1, datetime(2026, 11, 22, 20, 0)))


def calendar_of(visit: Visit) -> FakeCalendar:
    assert isinstance(visit.ports.calendar, FakeCalendar)
    return visit.ports.calendar


def badge_and_pin(visit: Visit) -> None:
    visit.tap(GoHome(), StartScan())
    visit.scan(facilitator_badge())
    visit.type_pin()


def open_evening() -> Visit:
    visit = Visit()
    visit.open_session()
    visit.tap(GoHome())
    return visit


# --- an evening nobody closed -------------------------------------------------------------------------


def test_on_day_two_the_old_session_has_ended_and_nobody_is_written_into_it() -> None:
    visit = open_evening()
    visit.scan(learner_badge(1))
    visit.keep()
    visit.tap(GoHome())
    calendar_of(visit)._today = NEXT_EVENING
    visit.on(Ticked(DAY_MS))
    visit.ms = DAY_MS
    closed = visit.journal.events[-1]
    assert (closed.kind, closed.data) == ("session.closed", {"people": 1, "seconds": 0, "reason": "next_day"})
    visit.tap(StartScan())
    visit.scan(learner_badge(1))
    assert visit.see(GreetingView).kept == ""
    visit.keep()
    badge_and_pin(visit)
    assert visit.see(ChoiceView).line == "Buổi trước quên khép, máy khép rồi: 1 người."
    visit.tap(Choose("tu-do"), Choose("thôn Mẫu Đoài"))
    visit.keep()
    assert visit.see(SessionView).count == 0
    visit.scan(learner_badge(1))
    visit.keep()
    assert visit.see(SessionView).count == 1
    assert visit.journal.events[-1].session != closed.session


def test_a_start_on_another_day_ends_it_before_anybody_comes() -> None:
    visit = Visit(resumed=UNCLOSED, today=NEXT_EVENING)
    assert visit.journal.events[0].data == {"people": 1, "seconds": 1000, "reason": "next_day"}
    visit.keep()
    visit.scan(learner_badge(1))
    assert visit.journal.kinds() == ["session.closed"]


def test_a_power_cut_in_the_evening_goes_on_where_the_date_is_known() -> None:
    visit = Visit(resumed=UNCLOSED, today=replace(EVENING, hour=20, minute=10))
    visit.scan(learner_badge(1))
    visit.keep()
    assert "**2**" in visit.see(GreetingView).count_line


def test_where_no_date_is_known_the_facilitator_is_asked_and_until_then_nobody_is_counted() -> None:
    visit = Visit(resumed=UNCLOSED, today=AFTER_POWER_CUT)
    visit.tap(StartScan())
    visit.scan(learner_badge(1))
    assert visit.see(GreetingView).waiting == "Mời người hướng dẫn quét thẻ mở sổ ạ"
    assert visit.journal.events == []
    badge_and_pin(visit)
    asked = visit.see(ChoiceView)
    assert asked.title == "Buổi trước chưa khép, mở buổi mới ạ?"
    assert asked.line == "Trả tiền bằng mã QR, thôn Mẫu Đông, 1 người, chị Lúa mở."
    assert visit.roster.open
    visit.touch("Học tiếp buổi ấy")
    assert visit.see(SessionView).count == 1
    visit.scan(learner_badge(1))
    visit.keep()
    assert (visit.journal.events[-1].session, visit.see(SessionView).count) == (UNCLOSED.ref, 2)


def test_another_session_is_opened_only_once_the_old_one_is_written_off() -> None:
    visit = Visit(resumed=UNCLOSED, today=AFTER_POWER_CUT)
    badge_and_pin(visit)
    visit.touch("Mở buổi mới")
    visit.tap(Choose("new"))
    assert visit.journal.kinds() == ["session.closed"]
    assert visit.see(ChoiceView).line == "Máy đang khép sổ…"
    visit.keep()
    visit.tap(Choose("tu-do"), Choose("thôn Mẫu Đoài"), Choose("2026-11-22"))
    visit.keep()
    assert visit.journal.events[0].data["reason"] == "replaced"
    assert visit.see(SessionView).count == 0


def test_an_old_session_that_cannot_be_written_off_lets_no_other_be_opened() -> None:
    visit = Visit(resumed=UNCLOSED, today=AFTER_POWER_CUT)
    badge_and_pin(visit)
    visit.touch("Mở buổi mới")
    visit.refuse("K22")
    assert visit.see(NoticeView).code == "K22"
    assert visit.controller.state.attendance.unclosed is not None


def test_the_network_tells_the_date_later_and_the_evening_goes_on() -> None:
    visit = Visit(resumed=UNCLOSED, today=AFTER_POWER_CUT)
    calendar_of(visit)._today = replace(EVENING, hour=20, minute=10)
    visit.wait(2)
    visit.scan(learner_badge(1))
    visit.keep()
    assert visit.see(GreetingView).kept


def test_another_facilitator_is_asked_and_the_same_one_is_not() -> None:
    other = replace(UNCLOSED, facilitator="9" * 32, trace=Trace(), opened_ms=0, last_ms=0)
    visit = Visit(resumed=other)
    badge_and_pin(visit)
    assert visit.see(ChoiceView).line == "Trả tiền bằng mã QR, thôn Mẫu Đông, 1 người."
    visit = open_evening()
    badge_and_pin(visit)
    visit.see(SessionView)


def test_after_a_long_quiet_the_same_facilitator_is_asked_too() -> None:
    """The morning's thôn is not the afternoon's."""
    visit = open_evening()
    visit.on(Ticked(2 * 3_600_000))
    visit.ms = 2 * 3_600_000
    visit.on()
    visit.scan(facilitator_badge())
    visit.type_pin()
    assert visit.see(ChoiceView).key == "unclosed"


def test_the_journal_is_asked_again_for_an_end_it_did_not_take() -> None:
    visit = Visit(resumed=UNCLOSED, today=NEXT_EVENING)
    visit.refuse("K22")
    assert visit.journal.kinds() == ["session.closed"]
    visit.wait(12)
    assert visit.journal.kinds() == ["session.closed", "session.closed"]
    visit.keep()
    assert visit.controller.state.attendance.phase == "closed"


# --- the date -----------------------------------------------------------------------------------------


def asked_for_the_date(today: Today = AFTER_POWER_CUT) -> Visit:
    visit = Visit(today=today)
    badge_and_pin(visit)
    visit.tap(Choose("tu-do"), Choose("thôn Mẫu Đông"))
    return visit


@pytest.mark.parametrize("today", [AFTER_POWER_CUT, Today("2026-11-14", 3, 0, trusted=False),
                                   Today("2026-11-27", 19, 30, trusted=False)], ids=["1970", "8 days off", "ahead"])
@pytest.mark.parametrize("day", ["2026-11-22", "2027-01-31", "2028-02-29", "2031-12-01"])
def test_any_date_takes_three_touches(today: Today, day: str) -> None:
    visit = asked_for_the_date(today)
    year, month, number = (int(part) for part in day.split("-"))
    for label in (str(number), f"tháng {month}", str(year)):
        visit.see(DateView)
        visit.touch(label)
    assert calendar_of(visit).confirmed == [day]
    assert visit.journal.events[-1].data["date_confirmed"] == day


def test_the_likely_date_stands_first_and_takes_one_touch() -> None:
    visit = asked_for_the_date(Today("2026-11-22", 3, 0, trusted=False))
    asked = visit.see(DateView)
    assert asked.likely is not None
    assert (asked.likely.label, asked.likely.note) == ("Chủ nhật 22 tháng 11", "2026")
    visit.tap(asked.likely.intent)
    assert calendar_of(visit).confirmed == ["2026-11-22"]
    assert asked_for_the_date(AFTER_POWER_CUT).see(DateView).likely is None     # 1970 is never likely


def test_only_dates_that_exist_can_be_chosen_and_a_touch_can_be_taken_back() -> None:
    visit = asked_for_the_date()
    visit.touch("31")
    assert [one.label for one in visit.see(DateView).choices] == [f"tháng {n}" for n in (1, 3, 5, 7, 8, 10, 12)]
    visit.tap(Back())
    visit.touch("29")
    visit.touch("tháng 2")
    assert [one.label for one in visit.see(DateView).choices][:2] == ["2028", "2032"]
    visit.tap(Back(), Back())
    assert visit.see(DateView).stage == "day"
    visit.tap(Back())
    assert visit.see(ChoiceView).title == "Bà con thôn nào đến học ạ?"


def test_later_years_are_some_pages_on() -> None:
    visit = asked_for_the_date()
    visit.touch("1")
    visit.touch("tháng 1")
    assert date(int(visit.see(DateView).choices[-1].label), 1, 1).year == 2035
    visit.tap(TurnPage(1))
    assert visit.see(DateView).choices[0].label == "2036"


def test_a_trusted_date_that_is_wrong_is_corrected_by_touches_or_by_a_time_code() -> None:
    for answers in ((Choose("22"), Choose("11"), Choose("2026")), None):
        visit = Visit(today=Today("2026-11-27", 19, 30, trusted=True))
        badge_and_pin(visit)
        visit.touch("27/11/2026")
        visit.see(DateView)
        assert visit.controller.camera_wanted
        if answers:
            visit.tap(*answers)
        else:
            visit.scan(b"BDHVSTIME1:2026-11-22T19:30:00+07:00")
        assert visit.see(ChoiceView).extra is not None
        assert calendar_of(visit).confirmed == ["2026-11-22"]
        visit.tap(Choose("tu-do"), Choose("thôn Mẫu Đông"))
        visit.keep()
        assert visit.journal.events[-1].data["date_confirmed"] == "2026-11-22"


def test_a_correction_can_be_left() -> None:
    visit = Visit()
    badge_and_pin(visit)
    visit.tap(CorrectDate(), Back(), Choose("tu-do"), Choose("thôn Mẫu Đông"))
    visit.keep()
    assert visit.journal.events[-1].data["date_confirmed"] is None


# --- taking back --------------------------------------------------------------------------------------


def voids(visit: Visit) -> list[object]:
    return [event.data["event"] for event in visit.journal.events if event.kind == "attendance.voided"]


@pytest.mark.parametrize("way", ["badge", "name", "guest"])
def test_what_is_taken_back_while_it_is_written_is_voided_as_soon_as_it_is_kept(way: str) -> None:
    visit = open_evening()
    if way == "badge":
        visit.scan(learner_badge(1))
    elif way == "guest":
        visit.tap(NoBadge(), BeGuest())
    else:
        visit.tap(NoBadge(), TypeName())
        visit.type_name("mau")
        visit.tap(Choose(MAU.learner), Choose(MAU.learner))
    assert visit.see(GreetingView).waiting
    visit.tap(NotMyBadge())
    visit.see(KeyboardView if way == "name" else ScanView)
    visit.keep()
    visit.keep()
    assert voids(visit) == ["k1/00/2"]
    assert visit.controller.state.session is not None
    assert visit.controller.state.session.people() == 0


def test_after_a_while_only_the_badge_or_the_facilitator_takes_somebody_back() -> None:
    for helper, reason in ((learner_badge(1), "not_mine"), (facilitator_badge(), "facilitator")):
        visit = open_evening()
        visit.scan(learner_badge(1))
        visit.keep()
        visit.wait(21)
        visit.tap(NotMyBadge())
        assert visit.see(ChoiceView).key == "take-back"
        visit.scan(learner_badge(2))
        visit.scan(b"000201010211")
        assert (voids(visit), visit.journal.kinds().count("attendance.checked_in")) == ([], 1)
        visit.scan(helper)
        assert voids(visit) == ["k1/00/2"]
        assert visit.journal.events[-1].data["reason"] == reason
        visit.see(ScanView)


def test_a_guest_of_a_while_ago_is_taken_back_by_the_facilitator_only() -> None:
    visit = open_evening()
    visit.tap(NoBadge(), BeGuest())
    visit.keep()
    visit.wait(21)
    visit.tap(NotMyBadge(), Back())
    visit.see(GreetingView)
    visit.tap(NotMyBadge())
    visit.scan(learner_badge(0))
    assert voids(visit) == []
    visit.scan(facilitator_badge())
    assert voids(visit) == ["k1/00/2"]


def test_going_home_while_a_session_opens_opens_it_once() -> None:
    visit = Visit()
    badge_and_pin(visit)
    visit.tap(Choose("tu-do"), Choose("thôn Mẫu Đông"), GoHome())
    badge_and_pin(visit)
    assert visit.see(SessionView).topic == "Máy đang mở sổ…"
    visit.tap(Choose("tu-do"), Choose("thôn Mẫu Đông"))
    visit.keep()
    assert visit.journal.kinds() == ["session.opened"]
    assert visit.see(SessionView).topic == "Học tự do"


def test_an_opening_that_fails_while_its_page_waits_is_told() -> None:
    visit = Visit()
    badge_and_pin(visit)
    visit.tap(Choose("tu-do"), Choose("thôn Mẫu Đông"), GoHome())
    badge_and_pin(visit)
    visit.refuse("K21")
    assert visit.see(NoticeView).code == "K21"


def test_the_summary_counts_who_was_on_the_way() -> None:
    visit = open_evening()
    badge_and_pin(visit)
    visit.scan(learner_badge(1))
    visit.tap(AskClose(), CloseSession())
    assert visit.journal.kinds()[-1] == "attendance.checked_in"
    assert visit.see(ChoiceView).line == "Máy đang khép sổ…"
    visit.on(Kept(2, "k1/00/2"), Kept(3, "k1/00/3"))
    assert visit.journal.events[-1].data["people"] == 1
    assert visit.see(SummaryView).count == 1


# --- a page that was left open ------------------------------------------------------------------------


def test_the_facilitators_page_locks_and_the_session_goes_on() -> None:
    visit = Visit()
    visit.open_session()
    visit.wait(599)
    visit.see(SessionView)
    visit.scan(learner_badge(1))            # badges that pass do not keep it open
    visit.keep()
    visit.wait(2)
    visit.see(HomeView)
    assert visit.controller.state.session is not None
    visit.scan(learner_badge(2))
    visit.keep()
    assert visit.see(GreetingView).kept
    visit.tap(GoHome(), StartScan())
    visit.scan(facilitator_badge())
    visit.see(PinView)


def test_a_touch_keeps_the_facilitators_page() -> None:
    visit = Visit()
    visit.open_session()
    visit.wait(500)
    visit.tap(AddGuest(), Back())
    visit.wait(500)
    visit.see(SessionView)


def test_behind_a_lesson_for_the_class_the_page_locks_too_and_the_lesson_stays() -> None:
    visit = Visit(lessons=(small_lesson(),))
    visit.open_session(topic="tra-tien-qr")
    visit.tap(StartHall())
    shown = type(visit.view)
    visit.wait(601)
    assert isinstance(visit.view, shown)
    visit.tap(Back(), Back())
    visit.see(HomeView)


def test_guests_in_a_row_are_slowed_down_and_a_facilitators_badge_lets_them_in() -> None:
    visit = open_evening()
    for _guest in range(4):
        visit.tap(GoHome(), NoBadge(), BeGuest())
        visit.keep()
    assert visit.see(ChoiceView).title == "Vừa ghi 3 khách rồi ạ"
    assert visit.journal.kinds().count("attendance.checked_in") == 3
    visit.scan(b"000201010211")
    assert visit.journal.kinds().count("attendance.checked_in") == 3
    visit.scan(facilitator_badge())
    visit.keep()
    visit.see(GreetingView)
    assert visit.journal.kinds().count("attendance.checked_in") == 4
    visit.wait(181)
    for _guest in range(3):
        visit.tap(GoHome(), NoBadge(), BeGuest())
        visit.see(GreetingView)
