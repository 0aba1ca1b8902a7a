"""Before the whole class: one visible touch at a time, hands counted, nobody credited with having done it alone."""

from __future__ import annotations

import pytest

from kiosk.core.intents import AskHint, Back, HandRaised, NextStep, StartHall
from kiosk.core.lessons.lesson import Step
from kiosk.core.views import HallView, SessionView
from tests.support import phone_steps
from tests.support.journey import Visit
from tests.support.phone_journey import lesson_of, own_phone, stranger


def hall(*steps: Step) -> Visit:
    visit = Visit(lessons=(lesson_of(*steps),))
    visit.open_session("bai-tap")
    visit.tap(StartHall())
    return visit


def room(visit: Visit) -> HallView:
    return visit.see(HallView)


@pytest.mark.parametrize("make", phone_steps.ALL)
def test_next_alone_leads_through_every_task(make: object) -> None:
    visit = hall(make())  # type: ignore[operator]
    for _touch in range(60):
        if room(visit).title == "Hết bài.":
            break
        visit.tap(NextStep())
    assert room(visit).title == "Hết bài."
    visit.tap(NextStep())
    visit.see(SessionView)
    assert "task.done" not in visit.journal.kinds()
    assert (visit.journal.events[-1].kind, visit.journal.events[-1].data["mode"]) == ("lesson.completed", "hall")
    assert all(fact.learner is None for fact in visit.journal.events)


def test_each_next_shows_one_more_touch() -> None:
    visit = hall(phone_steps.typing("ba", marks=False))
    seen = []
    for _touch in range(4):
        visit.tap(NextStep())
        seen.append((room(visit).face.focus, room(visit).face.value("ten")))
    assert seen == [("ten", ""), ("ten", "B"), ("ten", "Ba"), ("", "Ba")]


def test_the_right_element_is_ringed_only_when_the_facilitator_points() -> None:
    visit = hall(phone_steps.paying())
    assert (room(visit).rung, room(visit).target) == ("none", "")
    point = room(visit).point
    assert point is not None
    assert (point.label, point.intent) == ("Chỉ cho cả lớp", AskHint())
    visit.tap(AskHint())
    assert (room(visit).rung, room(visit).target) == ("arrow", "vi")
    visit.tap(NextStep())
    assert (room(visit).rung, room(visit).target) == ("none", "")


def test_typing_before_the_class_never_starts_the_voice_anew() -> None:
    visit = hall(phone_steps.typing("ba", marks=False))
    keys = set()
    for _touch in range(4):
        visit.tap(NextStep())
        keys.add(room(visit).key)
    assert len(keys) == 1


def test_back_begins_the_task_anew_then_goes_to_the_step_before() -> None:
    visit = hall(own_phone(), phone_steps.paying())
    visit.tap(NextStep(), NextStep(), NextStep())
    assert room(visit).face.value("pin") == "2"
    visit.tap(Back())
    assert room(visit).face.value("pin") == ""
    assert room(visit).screen == phone_steps.paying().screen
    visit.tap(Back())
    assert room(visit).title == "Bác làm trên máy mình."


def test_every_turn_of_a_call_counts_hands() -> None:
    visit = hall(stranger())
    assert (room(visit).says, room(visit).who) == (("Tôi là công an.", "Ông nợ tiền."), "Số lạ")
    visit.tap(*(HandRaised("hoi"),) * 3, HandRaised("so"), NextStep())
    assert room(visit).reply == "Lời đáp hoi."
    visit.tap(NextStep())
    assert room(visit).says == ("Chuyển tiền ngay!",)
    assert [count for _label, count, _action in room(visit).hands] == [0, 0, 0]
    visit.tap(HandRaised("doi"), NextStep(), NextStep())
    assert room(visit).title == "Hết bài."
    answered = [fact.data for fact in visit.journal.events if fact.kind == "quiz.answered"]
    assert [(data["right"], data["hands"]) for data in answered] == [(True, 3), (False, 0)]


def test_loading_goes_on_by_itself_before_the_class() -> None:
    visit = hall(phone_steps.paying())
    visit.tap(*(NextStep(),) * 5)
    loading = room(visit).screen
    assert loading is not None
    assert loading == phone_steps.paying().screens["tai"]
    visit.wait(2.5)
    assert room(visit).screen == phone_steps.paying().screens["ket"]
