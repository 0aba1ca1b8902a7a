"""With many lessons the facilitator picks by need first; with few by name at once; what nobody has walked says so."""

from __future__ import annotations

import msgspec

from kiosk.core.intents import Back, Choose, GoHome, StartHall, StartScan
from kiosk.core.lessons.lesson import Checked, Lesson
from kiosk.core.views import ChoiceView, HallView, LessonListView, RecordView, SessionView, View
from tests.support.fakes.core import facilitator_badge, learner_badge
from tests.support.journey import Visit, small_lesson

NEEDS = ("tra-tien", "suc-khoe", "giay-to", "tranh-lua")
MANY = tuple(small_lesson(f"bai-{n}", NEEDS[n % 4]) for n in range(12))


def opening(lessons: tuple[Lesson, ...]) -> Visit:
    visit = Visit(lessons)
    visit.tap(StartScan())
    visit.scan(facilitator_badge())
    visit.type_pin()
    return visit


def labels(view: View) -> list[str]:
    assert isinstance(view, ChoiceView)
    return [choice.label for choice in view.choices]


def test_many_lessons_are_asked_by_need_and_free_learning_stands_first() -> None:
    visit = opening(MANY)
    assert labels(visit.view) == ["Học tự do", "Trả tiền", "Sức khỏe", "Giấy tờ"]
    visit.touch("Sức khỏe")
    view = visit.see(ChoiceView)
    assert [choice.intent for choice in view.choices] == [Choose("bai-1"), Choose("bai-5"), Choose("bai-9")]
    visit.tap(Choose("bai-5"), Choose("thôn Mẫu Đông"))
    visit.keep()
    assert visit.see(SessionView)
    assert visit.journal.events[-1].data["topic"] == "bai-5"


def test_free_learning_is_one_touch_even_with_many_lessons() -> None:
    visit = opening(MANY)
    visit.touch("Học tự do")
    visit.tap(Choose("thôn Mẫu Đông"))
    visit.keep()
    assert visit.journal.events[-1].data["topic"] == "tu-do"


def test_back_leads_from_the_lessons_to_the_needs_and_then_home() -> None:
    visit = opening(MANY)
    visit.touch("Giấy tờ")
    visit.tap(Back())
    assert labels(visit.view)[0] == "Học tự do"


def test_few_lessons_are_asked_by_name_at_once() -> None:
    visit = opening(MANY[:3])
    assert [choice.intent for choice in visit.see(ChoiceView).choices][:3] == [Choose(x.id) for x in MANY[:3]]


def test_a_lesson_nobody_has_walked_says_so_and_a_checked_one_does_not() -> None:
    checked = msgspec.structs.replace(MANY[0], checked=Checked(by="chị Mẫu", on="2026-11-01"))
    view = opening((checked, MANY[1])).see(ChoiceView)
    assert [choice.note for choice in view.choices[:2]] == ["", "Chưa thử máy thật"]


def test_the_hall_offers_the_choice_again_when_leaving_the_first_step() -> None:
    visit = opening(MANY)
    visit.touch("Học tự do")
    visit.tap(Choose("thôn Mẫu Đông"))
    visit.keep()
    visit.tap(StartHall())
    visit.touch("Trả tiền")
    visit.tap(Choose("bai-0"))
    assert visit.see(HallView)
    visit.tap(Back())
    assert visit.see(ChoiceView).choices[0].intent == Choose("bai-0")
    visit.tap(Back())
    visit.tap(Back())
    assert visit.see(SessionView)


def test_a_voice_is_lent_from_the_hall_s_choice() -> None:
    visit = opening(MANY)
    visit.touch("Học tự do")
    visit.tap(Choose("thôn Mẫu Đông"))
    visit.keep()
    visit.tap(StartHall())
    visit.touch("Thu giọng xóm mình")
    visit.touch("Trả tiền")
    visit.tap(Choose("bai-4"))
    assert visit.see(RecordView).count.startswith("Câu 1 trong ")


def test_tonight_s_lesson_stands_first_in_the_list_of_who_checks_in() -> None:
    visit = opening(MANY)
    visit.tap(Choose("suc-khoe"), Choose("bai-9"), Choose("thôn Mẫu Đông"))
    visit.keep()
    visit.tap(GoHome())
    visit.scan(learner_badge(1))
    visit.keep()
    visit.touch("Vào học thôi")
    first = visit.see(LessonListView).rows[0]
    assert getattr(first.intent, "lesson", "") == "bai-9"
