"""Whatever is touched in whatever order, a lesson goes on and can still be finished."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.intents import (
    AskHint,
    Back,
    Choose,
    DoneMyself,
    Intent,
    NextStep,
    OpenLesson,
    OpenNeed,
    ShowMe,
    SkipStep,
    StartAgain,
    StartHall,
    TapElement,
)
from kiosk.core.lessons.lesson import Lesson
from kiosk.core.views import (
    CallView,
    ChoiceView,
    DoneView,
    DoView,
    HallView,
    HomeView,
    LessonListView,
    NoticeView,
    PhoneStepView,
    SessionView,
    ShowStepView,
)
from tests.support import phone_steps
from tests.support.journey import Visit
from tests.support.phone_journey import follow, lesson_of, own_phone, stranger

pytestmark = pytest.mark.heavy

ELEMENTS = ("nen", "lui", "vi", "choi", "so-2", "so-5", "so-8", "so-0", "xong", "ten", "phim-m", "phim-a", "phim-xoa",
            "phim-xong", "gui", "cai-dat", "wifi", "cuoi", "khoc", "luu", "ds-xuong", "ds-len", "xa-0", "khong-co", "")
TOUCHES: tuple[Intent, ...] = (
    *(TapElement(name) for name in ELEMENTS), AskHint(), ShowMe(), Back(), NextStep(), SkipStep(), StartAgain(),
    DoneMyself(), *(Choose(name) for name in ("hoi", "so", "cup", "chuyen")),
)


def every_kind() -> Lesson:
    return lesson_of(phone_steps.paying(), stranger(), phone_steps.switching(), own_phone(), phone_steps.long_list())


def to_the_end(visit: Visit) -> None:
    """Does what is asked until the lesson is over."""
    while not isinstance(visit.view, DoneView):
        match visit.view:
            case PhoneStepView():
                follow(visit)
            case CallView(primary=None, ask=ask):
                visit.tap(Choose("hoi" if ask == "Bác nói gì ạ?" else "cup"))
            case CallView(primary=primary) if primary is not None:
                visit.tap(primary.intent)
            case DoView():
                visit.tap(DoneMyself(), NextStep())
            case ShowStepView():
                visit.tap(NextStep())
            case HomeView():
                visit.tap(OpenNeed("tra-tien"))
            case LessonListView():
                visit.tap(OpenLesson("bai-tap"))
            case view:
                raise AssertionError(f"stranded at {view!r}")


@given(st.lists(st.tuples(st.sampled_from(TOUCHES), st.booleans()), max_size=40))
@settings(max_examples=60, deadline=None)
def test_no_order_of_touches_breaks_a_lesson_or_strands_the_learner(touches: list[tuple[Intent, bool]]) -> None:
    visit = Visit(lessons=(every_kind(),))
    visit.tap(OpenNeed("tra-tien"), OpenLesson("bai-tap"))
    for intent, wait in touches:
        visit.tap(intent)
        if wait:
            visit.wait(1)
        assert not isinstance(visit.view, NoticeView)
    visit.wait(3)
    to_the_end(visit)


@given(st.lists(st.tuples(st.sampled_from(TOUCHES), st.booleans()), max_size=30))
@settings(max_examples=40, deadline=None)
def test_no_order_of_touches_breaks_the_hall(touches: list[tuple[Intent, bool]]) -> None:
    visit = Visit(lessons=(every_kind(),))
    visit.open_session("bai-tap")
    visit.tap(StartHall())
    for intent, wait in touches:
        visit.tap(intent)
        if wait:
            visit.wait(1)
        assert isinstance(visit.view, HallView | SessionView | ChoiceView)
