"""A kiosk without a database teaches on and says so; what was wrong is not told any more once it is past."""

from __future__ import annotations

import pytest

from kiosk.core.inputs import DatabaseProbed
from kiosk.core.intents import GoHome, NextStep, NotMyBadge, StartScan
from kiosk.core.ports import OpenSession
from kiosk.core.views import (
    ChoiceView,
    GreetingView,
    HomeView,
    LessonListView,
    MaintenanceView,
    NoticeView,
    ScanView,
    SessionView,
)
from tests.support.fakes.core import facilitator_badge, learner_badge, maintenance_badge
from tests.support.journey import LUA, Visit

READ_ONLY = DatabaseProbed("K28")


def without_database(code: str = "K28") -> Visit:
    visit = Visit()
    visit.on(DatabaseProbed(code))
    return visit


@pytest.mark.parametrize("code", ["K20", "K21", "K23", "K26", "K28"])
def test_a_badge_is_refused_in_words_and_the_lessons_go_on(code: str) -> None:
    visit = without_database(code)
    visit.tap(StartScan())
    visit.scan(learner_badge(1))
    notice = visit.see(NoticeView)
    assert (notice.title, notice.code) == ("Cháu chưa ghi được tên bác ạ", code)
    assert "giấy" in notice.line
    visit.tap(NextStep())
    visit.see(LessonListView)
    assert visit.journal.events == []


def test_the_first_page_says_that_nothing_is_written_down() -> None:
    visit = without_database()
    note = visit.see(HomeView).note
    assert note is not None
    assert "chưa ghi tên được" in note[0]
    visit.on(DatabaseProbed())
    note = visit.see(HomeView).note
    assert note is None or "chưa ghi tên được" not in note[0]


def test_a_facilitator_is_told_before_any_pin() -> None:
    visit = without_database()
    visit.tap(StartScan())
    visit.scan(facilitator_badge())
    notice = visit.see(NoticeView)
    assert (notice.title, notice.code) == ("Chưa mở được sổ buổi học ạ", "K28")
    assert visit.pins.asked == []


@pytest.mark.parametrize(("code", "words"), [
    ("K21", "đầy"), ("K26", "phần mềm mới hơn"), ("K28", "chỉ đọc được"), ("K23", "máy tự thử lại")])
def test_maintenance_sees_what_is_wrong_and_can_change_nothing(code: str, words: str) -> None:
    visit = without_database(code)
    visit.tap(StartScan())
    visit.scan(maintenance_badge())
    page = visit.see(MaintenanceView)
    (row,) = (row for row in page.rows if row.state == "bad")
    assert words in row.text
    assert f"({code})" in row.text
    assert page.secondary is None
    assert page.primary is not None
    assert page.primary.label == "Về trang đầu"


def test_a_database_that_somebody_holds_for_a_while_changes_nobodys_way() -> None:
    visit = without_database("K22")
    visit.tap(StartScan())
    visit.scan(learner_badge(1))
    assert visit.see(GreetingView).waiting == "Hôm nay chưa mở sổ, bác cứ học ạ"


def test_a_session_that_is_open_goes_on_and_each_check_in_is_answered_by_the_journal() -> None:
    visit = Visit()
    visit.open_session()
    visit.on(READ_ONLY)
    assert visit.see(SessionView).sync_line == "Sổ cần bảo trì\nxem mã K28"
    visit.tap(GoHome(), StartScan())
    visit.scan(learner_badge(1))
    visit.refuse("K28")
    assert visit.see(NoticeView).code == "K28"


def test_a_database_that_came_back_brings_the_session_nobody_closed() -> None:
    visit = without_database()
    resumed = OpenSession("k1/00/1", "tra-tien-qr", "thôn Mẫu Đông", LUA, 0)
    visit.on(DatabaseProbed(opened=True, resumed=resumed))
    visit.tap(StartScan())
    visit.scan(learner_badge(1))
    visit.keep()
    assert visit.see(GreetingView).kept == "Đã ghi tên bác ạ"
    assert [event.session for event in visit.journal.events] == ["k1/00/1"]


# --- a fault that is past -------------------------------------------------------------------------


def dashboard_after_a_locked_write() -> Visit:
    visit = Visit()
    visit.open_session()
    visit.controller.state.note("headcount.recorded", people=3, group="")
    visit.refuse("K22")
    assert visit.see(SessionView).sync_line == "Sổ cần bảo trì\nxem mã K22"
    return visit


def test_after_one_locked_write_the_sentence_goes_with_the_next_probe() -> None:
    visit = dashboard_after_a_locked_write()
    visit.on(DatabaseProbed("K22"))
    assert "K22" in visit.see(SessionView).sync_line
    visit.on(DatabaseProbed())
    page = visit.see(SessionView)
    assert page.sync_ok
    assert "bảo trì" not in page.sync_line


def test_after_one_locked_write_the_sentence_goes_with_the_next_event_that_is_kept() -> None:
    visit = dashboard_after_a_locked_write()
    visit.controller.state.note("headcount.recorded", people=3, group="")
    visit.keep()
    assert "bảo trì" not in visit.see(SessionView).sync_line


def test_a_database_that_was_set_aside_is_told_to_maintenance_with_what_was_kept() -> None:
    visit = Visit()
    visit.open_session()
    visit.on(DatabaseProbed(set_aside=1, salvaged=231))
    assert "bảo trì" not in visit.see(SessionView).sync_line
    visit.tap(GoHome(), StartScan())
    visit.scan(maintenance_badge())
    visit.type_pin()
    (row,) = (row for row in visit.see(MaintenanceView).rows if "K23" in row.text)
    assert (row.state, "231 dòng" in row.text) == ("warning", True)


# --- taking back ----------------------------------------------------------------------------------


def checked_in() -> Visit:
    visit = Visit()
    visit.open_session()
    visit.tap(GoHome(), StartScan())
    visit.scan(learner_badge(1))
    visit.keep()
    return visit


def test_taken_back_is_said_only_after_it_is_kept() -> None:
    visit = checked_in()
    visit.tap(NotMyBadge())
    assert visit.see(ScanView).footer == ""
    visit.keep()
    assert visit.see(ScanView).footer == "Cháu bỏ khỏi sổ rồi ạ"


def test_with_the_badge_held_up_again_too() -> None:
    visit = checked_in()
    visit.wait(25)
    visit.tap(NotMyBadge())
    visit.see(ChoiceView)
    cue = visit.view.cue
    visit.scan(learner_badge(1))
    assert visit.view.cue == cue                # no "kept" before it is
    visit.keep()
    assert visit.see(ScanView).footer == "Cháu bỏ khỏi sổ rồi ạ"
