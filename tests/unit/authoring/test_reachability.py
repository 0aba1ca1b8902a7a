"""The author's solver plays tasks of several screens, calls and own phones, and names where somebody would be lost."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kiosk.authoring.playthrough import solve
from kiosk.authoring.reachability import unreachable_places
from kiosk.authoring.step_actions import Wait, offers, right_paths, wrong_paths
from kiosk.core.intents import TapElement
from kiosk.core.lessons.lesson import Answer, PhoneStep, Turn
from kiosk.core.lessons.phone_screen import Dialog, Loading
from kiosk.core.views import CallView, DoView, PhoneStepView
from tests.support import phone_steps
from tests.support.phone_journey import lesson_of, own_phone, stranger
from tests.support.phone_steps import button, shown, task

STEPS = [make() for make in phone_steps.ALL]


def named(ways: tuple[tuple[object, ...], ...]) -> list[str]:
    """The last thing touched of each way."""
    return [event.intent.element for way in ways for event in way[-1:]  # type: ignore[attr-defined]
            if isinstance(event.intent, TapElement)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("step", STEPS)
def test_every_task_is_solved_also_after_every_wrong_touch(step: PhoneStep) -> None:
    assert solve(lesson_of(step)).stuck == []


def test_a_call_and_the_own_phone_are_solved_and_seen() -> None:
    played = solve(lesson_of(stranger(), own_phone()))
    assert played.stuck == []
    views = [seen.view for seen in played.seen]
    replies = {view.reply for view in views if isinstance(view, CallView)}
    assert {"Lời đáp so.", "Lời đáp doi.", "Lời đáp chuyen.", "Lời đáp cup."} <= replies
    assert any(isinstance(view, DoView) for view in views)


def test_every_right_thing_is_a_way_of_its_own_and_loading_is_waited_for() -> None:
    ways = right_paths(phone_steps.paying())
    assert set(named(ways)) == {"xong", "bien-lai"}
    assert all(Wait(1_000) in way for way in ways)


def test_everything_else_on_every_screen_of_the_way_is_tried() -> None:
    assert {"choi", "anh", "nen", "lui", "them", "dau"} <= set(named(wrong_paths(phone_steps.paying())))


def test_the_authors_words_for_wrong_touches_are_all_seen() -> None:
    step = phone_steps.paying()
    kind = {seen.view.kind_text for seen in solve(lesson_of(step)).seen if isinstance(seen.view, PhoneStepView)}
    assert set(step.wrong.values()) <= kind


def test_a_task_without_a_way_is_stuck() -> None:
    step = phone_steps.typing("a@b", marks=False)
    stuck = solve(lesson_of(step)).stuck
    assert (stuck[0].step, stuck[0].sentence) == (0, "làm đúng mà bước này không đi tiếp được.")


def test_a_screen_nobody_can_reach_is_named() -> None:
    step = task(shown(button("xong")), ("xong",), screens={"bo-quen": shown(button("ra"))})
    assert [stuck.sentence for stuck in solve(lesson_of(step)).stuck] == ["không ai tới được màn hình “bo-quen”."]


def test_a_place_without_a_way_out_is_named() -> None:
    dialog = Dialog(id="hoi", title="Hỏi", buttons=(button("co", "a"), button("khong", "b")))
    step = task(shown(button("sai", "bay"), button("xong")), ("xong",), screens={
        "bay": shown(dialog), "a": shown(button("mot")), "b": shown(button("hai"))})
    sentences = [stuck.sentence for stuck in solve(lesson_of(step)).stuck]
    assert "màn hình “bay”: vào rồi không có đường tới đích." in sentences


def test_two_screens_that_load_each_other_for_ever_are_named() -> None:
    def loading(name: str, opens: str) -> Loading:
        return Loading(id=name, text="Đang mở", opens=opens)

    step = task(shown(button("sai", "mot"), button("xong")), ("xong",), screens={
        "mot": shown(loading("x", "hai")), "hai": shown(loading("y", "mot"))})
    assert len(list(unreachable_places(step))) == 2


@pytest.mark.parametrize("step", STEPS)
def test_sound_tasks_have_no_lost_places(step: PhoneStep) -> None:
    assert list(unreachable_places(step)) == []


def test_only_what_a_finger_reaches_is_offered() -> None:
    view = next(seen.view for seen in solve(lesson_of(phone_steps.asked())).seen
                if isinstance(seen.view, PhoneStepView))
    assert offers(view, TapElement("cho"))
    assert not offers(view, TapElement("vao"))


def test_a_turn_without_a_right_answer_is_stuck() -> None:
    wrong = Answer(id="a", label="A", icon="phone", reply="Chưa ạ.")
    call = replace(stranger(), turns=(Turn(says=("Alo",), ask="Bác?", answers=(wrong, replace(wrong, id="b"))),))
    assert solve(lesson_of(call)).stuck


def test_a_right_thing_behind_the_goal_is_named_and_no_way_of_its_own() -> None:
    step = task(shown(button("mo", "sau")), ("mo", "xong"), screens={"sau": shown(button("xong"))})
    assert named(right_paths(step)) == ["mo"]
    assert "không ai chạm tới được “xong” để xong bước này." in unreachable_places(step)
