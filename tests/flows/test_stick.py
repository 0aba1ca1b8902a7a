"""Lesson packs by USB as maintenance sees them: each state its sentence, nobody interrupted, rollback asked twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.core.controller import Controller
from kiosk.core.flows import routes
from kiosk.core.inputs import Input, StickChanged, Tapped, Ticked
from kiosk.core.intents import Intent, OpenNeed, OpenStick
from kiosk.core.ports import InstalledPack, OpenSession, StickStage, StickState
from kiosk.core.views import ChoiceView, HomeView, LessonListView, MaintenanceView, StickView, View
from tests.support.fakes.core import demo_commune, fake_ports
from tests.support.fakes.usb import FakeSticks
from tests.support.journey import EVENING, FACILITATORS, actions, small_lesson

PACK = InstalledPack("co-ban", "Kỹ năng số cơ bản", "1.2.0", "1.1.0")
COPYING = StickState("copying", "Kỹ năng số cơ bản", lesson=3, lessons=29, percent=10, minutes=2)


class Kiosk:
    def __init__(self, state: StickState | None = None, packs: tuple[InstalledPack, ...] = (PACK,),
                 resumed: OpenSession | None = None, *, enrolled: bool = True) -> None:
        self.sticks = FakeSticks(state, packs)
        commune = replace(demo_commune(FACILITATORS), enrolled=enrolled)
        ports = replace(fake_ports((small_lesson(),), commune, EVENING), sticks=self.sticks)
        self.controller = Controller(ports, resumed=resumed)
        self.ms = 0

    @property
    def view(self) -> View:
        return self.controller.view

    def on(self, *events: Input) -> View:
        for event in events:
            self.controller.handle(event)
        return self.view

    def tap(self, intent: Intent) -> View:
        return self.on(Tapped(intent))

    def touch(self, label: str) -> View:
        return self.tap(next(intent for words, intent in actions(self.view) if words == label))

    def says(self, state: StickState) -> View:
        self.sticks.now = state
        return self.on(StickChanged())

    def wait(self, seconds: int) -> View:
        for _second in range(seconds):
            self.ms += 1000
            self.on(Ticked(self.ms))
        return self.view

    def maintenance(self) -> StickView:
        self.controller.open(routes.Maintenance())
        self.on(Ticked(self.ms))
        assert isinstance(self.view, MaintenanceView)
        return self.stick(self.tap(OpenStick()))

    def stick(self, view: View) -> StickView:
        assert isinstance(view, StickView)
        return view


def test_what_a_stick_offers_is_copied_only_after_a_yes() -> None:
    kiosk = Kiosk(StickState("offered", "Kỹ năng số cơ bản", new=3, changed=5))
    page = kiosk.maintenance()
    assert any("Thêm 3 bài mới, sửa 5 bài" in text for _icon, text in page.lines)
    assert kiosk.sticks.wishes == []
    kiosk.touch("Chép vào máy")
    assert kiosk.sticks.wishes == ["install"]


@pytest.mark.parametrize("stage", ["reading", "copying", "keeping"])
def test_while_it_is_busy_it_asks_not_to_pull_and_offers_no_button(stage: StickStage) -> None:
    page = Kiosk(replace(COPYING, stage=stage)).maintenance()
    assert page.warning == "Xin đừng rút USB vội"
    assert page.primary is None
    assert [state for _text, state in page.steps].count("now") == 1


def test_done_says_that_it_may_be_pulled_and_what_did_not_change() -> None:
    page = Kiosk(StickState("done", new=1)).maintenance()
    assert (page.done, page.title, page.warning) == (True, "Xong, rút USB được rồi", "")
    assert [text for _icon, text in page.lines] == [
        "Thêm 1 bài mới", "Bài cũ vẫn giữ, quay lại được", "Sổ điểm danh còn nguyên"]


def test_each_failure_has_a_sentence_of_its_own_its_code_and_a_way_on() -> None:
    codes = [f"P{n}" for n in (0, 1, 2, 3, 4, 5, 6, 7, 10, 11)]
    pages = [Kiosk(StickState("failed", code=code)).maintenance() for code in codes]
    assert len({page.title for page in pages}) == len(codes)
    for code, page in zip(codes, pages, strict=True):
        assert page.strip == f"Mã {code}"
        assert page.primary is not None


def test_after_a_pull_trying_again_goes_on() -> None:
    kiosk = Kiosk(StickState("failed", code="P4"))
    kiosk.maintenance()
    kiosk.touch("Thử lại")
    assert kiosk.sticks.wishes == ["install"]


def test_going_back_a_version_is_asked_once_more() -> None:
    kiosk = Kiosk(StickState("done"))
    kiosk.maintenance()
    asked = kiosk.touch("Quay lại bản cũ")
    assert isinstance(asked, ChoiceView)
    assert "1.2.0" in asked.line
    assert "1.1.0" in asked.line
    assert kiosk.sticks.wishes == []
    kiosk.touch("Quay lại bản cũ")
    assert kiosk.sticks.wishes == ["roll back co-ban"]


def test_no_version_before_means_no_way_back_is_offered() -> None:
    page = Kiosk(StickState("done"), (replace(PACK, previous=""),)).maintenance()
    assert page.secondary is None


def test_a_stick_that_copies_by_itself_shows_where_nobody_is_and_leaves_when_it_is_out() -> None:
    kiosk = Kiosk()
    assert isinstance(kiosk.says(COPYING), StickView)
    assert isinstance(kiosk.wait(120), StickView)
    kiosk.says(StickState("done", new=1))
    kiosk.wait(1)
    assert kiosk.stick(kiosk.view).done
    assert isinstance(kiosk.wait(61), HomeView)


def test_pulled_out_after_it_was_done_goes_home_at_once() -> None:
    kiosk = Kiosk()
    kiosk.says(COPYING)
    kiosk.says(StickState("done", new=1))
    kiosk.says(StickState())
    assert isinstance(kiosk.wait(1), HomeView)


def test_nobody_who_learns_is_interrupted_by_a_stick() -> None:
    kiosk = Kiosk()
    kiosk.tap(OpenNeed("tra-tien"))
    assert isinstance(kiosk.says(COPYING), LessonListView)


def test_a_session_is_not_interrupted_by_a_stick() -> None:
    kiosk = Kiosk(resumed=OpenSession("k1/0/1", "tra-tien-qr", "thôn Mẫu", "x", 0))
    assert isinstance(kiosk.says(COPYING), HomeView)


def test_done_and_failed_are_heard_once() -> None:
    kiosk = Kiosk(COPYING)
    kiosk.maintenance()
    kiosk.wait(1)
    kiosk.says(StickState("done", new=1))
    kiosk.wait(1)
    cue = kiosk.view.cue
    assert cue is not None
    assert cue.sound == "done"
    kiosk.wait(5)
    assert kiosk.view.cue == cue


# --- events onto a stick ------------------------------------------------------------------------


def exporting(kiosk: Kiosk) -> StickView:
    kiosk.controller.open(routes.Maintenance())
    kiosk.on(Ticked(kiosk.ms))
    return kiosk.stick(kiosk.touch("Xuất dữ liệu ra USB"))


def test_one_touch_asks_for_the_export_and_the_page_waits_for_a_stick() -> None:
    kiosk = Kiosk()
    page = exporting(kiosk)
    assert page.title == "Mời cắm USB vào máy"
    assert kiosk.sticks.wishes == ["export"]
    busy = kiosk.stick(kiosk.says(StickState("exporting", percent=48, events=100, written=48, exports=1)))
    assert (busy.percent, busy.warning, busy.primary) == (48, "Xin đừng rút USB vội", None)
    done = kiosk.stick(kiosk.says(StickState("exported", events=100, written=100, received=7, exports=1)))
    assert done.done
    assert [text for _icon, text in done.lines][:2] == ["100 dòng sổ đã ra USB", "Xã báo đã nhận 7 dòng"]


def test_a_second_press_while_it_is_written_asks_for_nothing() -> None:
    kiosk = Kiosk(StickState("exporting", exports=1))
    assert exporting(kiosk).warning
    exporting(kiosk)
    assert kiosk.sticks.wishes == []


def test_what_an_earlier_export_left_is_not_taken_for_the_new_one() -> None:
    kiosk = Kiosk(StickState("exported", events=5, written=5, exports=1))
    page = exporting(kiosk)
    assert not page.done
    kiosk.wait(1)
    assert not kiosk.stick(kiosk.view).done
    assert kiosk.stick(kiosk.says(StickState("exported", events=5, written=5, exports=2))).done


@pytest.mark.parametrize(("code", "title"), [
    ("P3", "USB này không giữ được sổ"), ("P4", "USB bị rút ra giữa chừng"), ("P12", "USB này đang khóa ghi"),
    ("P13", "USB hết chỗ"), ("P15", "Xã đã ngừng nhận từ máy này")])
def test_each_failed_export_has_its_sentence_and_says_that_the_book_is_whole(code: str, title: str) -> None:
    kiosk = Kiosk()
    exporting(kiosk)
    page = kiosk.stick(kiosk.says(StickState("export_failed", code=code, exports=1)))
    assert page.title == title
    assert ("shield", "Sổ trong máy còn nguyên") in page.lines
    assert page.strip == f"Mã {code}"
    if code != "P15":
        kiosk.touch("Thử lại")
        assert kiosk.sticks.wishes == ["export", "export"]


def test_a_machine_without_a_commune_says_so_and_asks_for_nothing() -> None:
    kiosk = Kiosk(enrolled=False)
    assert exporting(kiosk).title == "Máy chưa ghi danh với xã"
    assert kiosk.sticks.wishes == []


def test_an_export_that_goes_by_itself_shows_where_nobody_is_and_leaves_by_itself() -> None:
    kiosk = Kiosk()
    assert kiosk.stick(kiosk.says(StickState("exporting", exports=1))).warning
    kiosk.wait(90)
    kiosk.says(StickState("exported", events=3, written=3, exports=1))
    kiosk.wait(1)
    assert kiosk.view.cue is not None
    assert isinstance(kiosk.wait(61), HomeView)


def test_lessons_and_events_together_are_told_together() -> None:
    page = Kiosk(StickState("done", new=1, events=40, written=40)).maintenance()
    assert ("tray", "40 dòng sổ đã ra USB") in page.lines
    page = Kiosk(StickState("done", new=1, export_code="P13")).maintenance()
    assert ("tray", "Sổ chưa ra USB được, mã P13") in page.lines


def test_lessons_of_the_stick_are_one_touch_away_after_an_export() -> None:
    kiosk = Kiosk()
    exporting(kiosk)
    kiosk.says(StickState("exported", exports=1))
    kiosk.touch("Bài trong USB")
    assert kiosk.sticks.wishes == ["export", "install"]
