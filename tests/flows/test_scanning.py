"""Holding something up, as a list of events: the coach, the wrong code, the way out, the time code."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kiosk.core.inputs import CameraChanged, Looked
from kiosk.core.intents import (
    Back,
    Choose,
    Enrol,
    GoHome,
    JustLearn,
    NoBadge,
    OpenLesson,
    OpenNeed,
    StartEnrolment,
    StartScan,
)
from kiosk.core.ports import Commune, OpenSession
from kiosk.core.scanning.coaching import FrameLook
from kiosk.core.views import (
    ChoiceView,
    DateView,
    GreetingView,
    LessonListView,
    MaintenanceView,
    NoticeView,
    PhoneStepView,
    ScanView,
    SessionView,
)
from tests.support.fakes.core import FakeCalendar, facilitator_badge, learner_badge, maintenance_badge
from tests.support.journey import AFTER_POWER_CUT, EVENING, LUA, Visit

SMALL = FrameLook(0, 120, "code", side=0.15, module_px=1.9, sharpness=0.8, contrast=150)
RIGHT = replace(SMALL, side=0.4, module_px=5)
PAYMENT = b"000201010211"
NOT_HERE, DOOR = "Cách máy một gang tay, giữ yên thẻ", "Chưa được cũng không sao, bác chạm nút này nhé"
NEARER = "Đưa thẻ lại gần hơn một chút ạ"
TIME = b"BDHVSTIME1:2026-11-22T19:30:00+07:00"


def scanning() -> Visit:
    visit = Visit()
    visit.tap(StartScan())
    visit.on(CameraChanged("ok"))
    return visit


def held_up(visit: Visit, look: FrameLook, seconds: float = 1.0) -> None:
    """The camera sees ``look`` five times a second; its own clock is another one than the room's."""
    for _n in range(int(seconds * 4)):
        visit.wait(0.25)
        visit.on(Looked(replace(look, ms=77)))


def test_a_small_code_is_asked_nearer_by_words_and_picture_without_blame() -> None:
    visit = scanning()
    before = visit.see(ScanView)
    held_up(visit, SMALL)
    view = visit.see(ScanView)
    assert (view.advice, view.advice_picture, view.advice_kind, view.frame) == (NEARER, "nearer", "kind", "lamp")
    assert view.key == before.key


def test_one_look_alone_changes_nothing() -> None:
    visit = scanning()
    before = visit.view
    visit.on(Looked(SMALL), Looked(SMALL))
    assert visit.view == before


def test_the_frame_is_green_where_the_place_is_right() -> None:
    visit = scanning()
    held_up(visit, RIGHT)
    assert (visit.see(ScanView).frame, visit.see(ScanView).advice) == ("leaf", "Đúng chỗ rồi, bác giữ yên nhé")


def test_the_coach_speaks_after_the_page_and_says_each_advice_once() -> None:
    visit = scanning()
    held_up(visit, SMALL, 2)
    assert visit.see(ScanView).aside == ""
    held_up(visit, SMALL, 3)
    assert visit.see(ScanView).aside == NEARER
    held_up(visit, RIGHT, 2)
    said = visit.see(ScanView).aside
    assert said == "Đúng chỗ rồi, bác giữ yên nhé"
    held_up(visit, SMALL, 2)
    assert (visit.see(ScanView).advice, visit.see(ScanView).aside) == (NEARER, said)


def test_whose_code_it_is_comes_before_the_coach_for_six_seconds() -> None:
    visit = scanning()
    held_up(visit, SMALL)
    visit.scan(PAYMENT)
    held_up(visit, RIGHT, 5)
    view = visit.see(ScanView)
    assert (view.advice_kind, view.frame) == ("warning", "clay")
    assert view.aside == view.advice
    held_up(visit, RIGHT, 2)
    assert visit.see(ScanView).advice_kind == "kind"
    assert visit.see(ScanView).frame == "leaf"


def test_advice_goes_when_the_card_goes() -> None:
    visit = scanning()
    held_up(visit, SMALL)
    visit.wait(3)
    assert visit.see(ScanView).advice == "Bác đưa mặt có hình ra phía máy ạ"


def test_after_ten_seconds_without_a_read_the_door_comes_forward_and_is_said_once() -> None:
    visit = scanning()
    visit.wait(9.5)
    assert (visit.see(ScanView).way_out, visit.see(ScanView).card_text) == (False, NOT_HERE)
    visit.wait(0.5)
    view = visit.see(ScanView)
    assert (view.way_out, view.card_text, view.aside) == (True, DOOR, DOOR)
    assert view.no_badge is not None
    visit.touch(view.no_badge.label)
    visit.see(ChoiceView)


def test_a_code_that_was_read_gives_ten_more_seconds() -> None:
    visit = scanning()
    visit.wait(8)
    visit.scan(PAYMENT)
    visit.wait(9)
    assert not visit.see(ScanView).way_out
    visit.wait(1)
    assert visit.see(ScanView).way_out


def test_coming_back_from_the_door_begins_anew() -> None:
    visit = scanning()
    visit.wait(11)
    visit.tap(NoBadge(), Back())
    assert not visit.see(ScanView).way_out
    visit.tap(NoBadge(), JustLearn())
    visit.see(LessonListView)


def test_without_a_camera_nobody_is_coached() -> None:
    visit = Visit()
    visit.tap(StartScan())
    visit.on(CameraChanged("missing"))
    held_up(visit, SMALL, 12)
    visit.see(NoticeView)
    visit.on(CameraChanged("ok"))
    assert not visit.see(ScanView).way_out


def test_looks_mean_nothing_where_nothing_is_scanned() -> None:
    visit = Visit()
    before = visit.view
    visit.on(*[Looked(SMALL)] * 5)
    assert visit.view == before
    visit.open_session()
    visit.see(SessionView)
    visit.on(*[Looked(SMALL)] * 5)
    visit.see(SessionView)


def test_a_greeting_has_no_coach() -> None:
    visit = scanning()
    held_up(visit, SMALL)
    visit.scan(learner_badge(1))
    held_up(visit, RIGHT)
    assert visit.see(GreetingView).aside == ""


def test_the_practice_sheet_is_coached_in_its_own_words() -> None:
    visit = Visit()
    visit.tap(OpenNeed("tra-tien"), OpenLesson("tra-tien-qr"))
    visit.touch("Tiếp theo")
    held_up(visit, SMALL)
    view = visit.see(PhoneStepView)
    assert (view.camera_line, view.camera_frame) == ("Đưa tờ mã lại gần hơn một chút ạ", "lamp")
    held_up(visit, RIGHT, 2)
    assert visit.see(PhoneStepView).camera_frame == "leaf"
    visit.scan(b"BDHVSTAP1:rau-co-mau")
    assert visit.see(PhoneStepView).aside == ""


def test_the_enrolment_code_is_coached_and_a_wrong_one_named_for_six_seconds() -> None:
    visit = Visit(commune=Commune())
    visit.tap(StartScan())
    visit.scan(b'BDHVSEN1:{"url":"http://127.0.0.1:1","pin":"","token":"00112233445566778899aabbccddeeff"}')
    visit.tap(Enrol(), StartEnrolment())
    held_up(visit, SMALL)
    view = visit.see(MaintenanceView)
    assert (view.advice, view.advice_picture) == ("Đưa mã lại gần hơn một chút ạ", "nearer")
    visit.scan(learner_badge(1))
    assert (visit.see(MaintenanceView).advice_kind, visit.see(MaintenanceView).frame) == ("warning", "clay")
    visit.wait(6)
    assert visit.see(MaintenanceView).advice_kind == "kind"


# --- the time code --------------------------------------------------------------------------------


def asked_for_the_date() -> Visit:
    visit = Visit(today=AFTER_POWER_CUT)
    visit.tap(StartScan())
    visit.scan(facilitator_badge())
    visit.type_pin()
    visit.tap(Choose("tra-tien-qr"), Choose("thôn Mẫu Đông"))
    assert visit.see(DateView).key == "open-date-day-0"
    return visit


def calendar_of(visit: Visit) -> FakeCalendar:
    assert isinstance(visit.ports.calendar, FakeCalendar)
    return visit.ports.calendar


def test_a_time_code_answers_the_date_question_and_anchors_the_clock() -> None:
    visit = asked_for_the_date()
    assert visit.controller.camera_wanted
    visit.scan(TIME)
    visit.keep()
    visit.see(SessionView)
    assert calendar_of(visit).anchored == [(datetime(2026, 11, 22, 12, 30, tzinfo=UTC), 120)]
    assert calendar_of(visit).confirmed == []
    assert visit.journal.events[-1].data["date_confirmed"] == "2026-11-22"
    assert visit.view.footer == "Máy theo giờ trong mã: 19 giờ 30, ngày 22 tháng 11"


@pytest.mark.parametrize("payload", [learner_badge(1), PAYMENT, b"BDHVSTIME1:2026-13-40T00:00:00Z"])
def test_another_code_does_not_answer_the_date_question(payload: bytes) -> None:
    visit = asked_for_the_date()
    visit.scan(payload)
    assert visit.see(DateView).key == "open-date-day-0"
    assert visit.view.footer
    assert calendar_of(visit).anchored == []


def test_the_camera_is_off_at_the_other_questions() -> None:
    visit = Visit(today=AFTER_POWER_CUT)
    visit.tap(StartScan())
    visit.scan(facilitator_badge())
    visit.type_pin()
    assert not visit.controller.camera_wanted
    visit.scan(TIME)
    assert calendar_of(visit).anchored == []


def test_a_machine_that_knows_the_date_takes_none_from_a_code() -> None:
    visit = Visit(today=EVENING)
    visit.open_session()
    visit.scan(TIME)
    visit.see(SessionView)
    assert calendar_of(visit).anchored == []
    assert visit.view.footer == "Máy biết ngày giờ rồi ạ"


def test_a_session_that_goes_on_after_a_power_cut_takes_the_time() -> None:
    visit = Visit(today=AFTER_POWER_CUT, resumed=OpenSession("k1/00/1", "tu-do", "thôn Mẫu Đông", LUA, 0))
    visit.tap(StartScan())
    visit.scan(facilitator_badge())
    visit.type_pin()
    visit.see(SessionView)
    visit.scan(TIME)
    assert calendar_of(visit).today().trusted


def test_a_time_code_is_nothing_to_learners_and_maintenance() -> None:
    visit = scanning()
    visit.scan(TIME)
    assert visit.see(ScanView).advice == "Đây là mã chỉnh giờ, không phải thẻ học ạ"
    visit.tap(GoHome(), StartScan())
    visit.scan(maintenance_badge())
    visit.type_pin("112358")
    visit.scan(TIME)
    assert calendar_of(visit).anchored == []
