"""Places are data: late answers find their own page or none, and what is open stays open."""

from __future__ import annotations

from kiosk.core.flows import routes
from kiosk.core.inputs import Kept, NotKept, PacksChanged, Touched
from kiosk.core.intents import BeGuest, Choose, CloseSession, GoHome, NoBadge, OpenLesson, OpenNeed, OpenTextSize, Rest
from kiosk.core.views import (
    ChoiceView,
    DoneView,
    GreetingView,
    HomeView,
    IdleView,
    LessonListView,
    NoticeView,
    TextSizeView,
)
from tests.support import phone_steps
from tests.support.journey import Visit
from tests.support.phone_journey import begin, follow


def guest(visit: Visit) -> None:
    visit.tap(GoHome(), NoBadge(), BeGuest())
    visit.see(GreetingView)


def test_the_refusal_of_one_guest_does_not_take_the_page_of_the_next() -> None:
    visit = Visit()
    visit.open_session()
    guest(visit)
    guest(visit)
    first, second = len(visit.journal.events) - 1, len(visit.journal.events)
    visit.on(NotKept(first, "K21"))
    assert visit.see(GreetingView).waiting
    visit.on(Kept(second, "k1/00/9"))
    assert visit.see(GreetingView).kept


def test_a_refusal_while_another_page_lies_on_top_leaves_that_page() -> None:
    visit = Visit()
    visit.open_session()
    guest(visit)
    visit.tap(OpenTextSize())
    visit.refuse("K21")
    visit.see(TextSizeView)


def test_an_end_of_the_session_that_was_refused_late_is_told_and_the_page_meanwhile_stays_below() -> None:
    visit = Visit()
    visit.open_session()
    visit.touch("Kết thúc buổi học")
    visit.tap(CloseSession(), GoHome(), OpenNeed("tra-tien"))
    visit.see(LessonListView)
    visit.refuse("K22")
    assert visit.see(NoticeView).code == "K22"
    assert [place.route for place in visit.controller.state.navigation.places[:2]] == [
        routes.Home(), routes.LessonList("tra-tien")]
    assert visit.controller.state.session is not None


def test_a_lesson_that_is_taken_away_while_open_goes_on_to_its_end() -> None:
    visit = begin(phone_steps.paying())
    visit.catalogue.install(())
    visit.on(PacksChanged())
    follow(visit)
    visit.touch("Xong bài")
    done = visit.see(DoneView)
    assert done.learned == ("Trả tiền",)
    visit.tap(Rest())
    visit.see(HomeView)


def test_a_lesson_that_is_gone_when_it_is_touched_is_not_opened() -> None:
    visit = Visit()
    visit.tap(OpenNeed("tra-tien"))
    visit.catalogue.install(())
    visit.tap(OpenLesson("tra-tien-qr"))
    visit.see(LessonListView)


def test_a_place_that_cannot_be_opened_is_a_notice_and_the_way_home_is_free() -> None:
    visit = Visit()
    visit.controller.state.navigation.push(routes.Lesson("khong-co"))
    visit.on(Touched())
    assert visit.see(NoticeView).code == "U2"
    visit.tap(GoHome())
    visit.see(HomeView)


def test_any_touch_brings_the_same_visit_back_from_the_question_whether_somebody_is_there() -> None:
    visit = Visit()
    visit.tap(OpenNeed("tra-tien"))
    before = visit.controller.state.navigation.top
    visit.wait(76)
    visit.see(IdleView)
    visit.on(Touched())
    assert visit.controller.state.navigation.top == before


def test_the_roster_is_open_from_the_pin_until_the_questions_are_left() -> None:
    visit = Visit()
    visit.controller.open(routes.Opening("0" * 32))
    visit.roster.unlock()
    visit.tap(Choose("tra-tien-qr"))
    visit.see(ChoiceView)
    assert visit.roster.open
    visit.tap(OpenTextSize())
    assert visit.roster.open            # the questions are still below
    visit.tap(GoHome())
    assert not visit.roster.open
