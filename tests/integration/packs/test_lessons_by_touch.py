"""Every lesson of the pack is learned to its end by touches on the real stage: nothing is passed over.

A lesson that is added to pack.yaml is played without a change here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec.structs import replace as rewritten

from kiosk.authoring.province_variants import forms
from kiosk.core.intents import TapElement
from kiosk.core.lessons.lesson import CallStep, ChooseStep, DoStep, Lesson, PhoneStep, ScanStep
from kiosk.core.views import DoneView
from kiosk.packs.catalogue.loader import load_lesson, load_pack
from kiosk.ui.design.parts import Part, Touch
from kiosk.ui.screens import plan_all
from kiosk.ui.testing.gallery import PANELS
from tests.support.lesson_folders import ASSETS, ROOT
from tests.support.lesson_player import Learner, Stuck, classroom

pytestmark = [pytest.mark.slow, pytest.mark.ui]

PACK = ROOT / "lessons" / "ky-nang-so-co-ban"
LESSONS = load_pack(PACK / "pack.yaml").lessons
SMALL = ("vneid-cai-dat", "tra-tien-qr", "cuoc-goi-lua")      # keyboard and digits, the camera, calls
TASKS = (PhoneStep, ScanStep, CallStep, DoStep)


def folder(name: str) -> Path:
    return PACK / name


def shown_forms(name: str) -> list[Lesson]:
    """The lesson as each province sees it."""
    return forms(load_lesson(folder(name) / "lesson.yaml", ASSETS))


def judge(learner: Learner) -> None:
    """The last page stands; every step was seen in its order, every task and question noted once."""
    lesson = learner.lesson
    assert isinstance(learner.controller.view, DoneView)
    assert learner.steps == list(range(len(lesson.steps)))
    done = [fact.data["step"] for fact in learner.facts("task.done")]
    assert done == [step.id for step in lesson.steps if isinstance(step, TASKS)]
    asked = [fact.data["step"] for fact in learner.facts("quiz.answered")]
    assert asked == [step.id for step in lesson.steps if isinstance(step, ChooseStep)]
    assert len(learner.facts("lesson.completed")) == 1


@pytest.mark.parametrize("name", LESSONS)
def test_the_lesson_is_learned_by_touching_what_it_points_at(name: str) -> None:
    played = shown_forms(name)
    assert played
    for form in played:
        with classroom(form, PANELS["1280x800"], folder=folder(name)) as learner:
            learner.play()
        judge(learner)
        assert learner.faults == []
        assert {fact.data["outcome"] for fact in learner.facts("task.done")} == {"unaided"}
        assert [fact.data["step"] for fact in learner.facts("task.done") if fact.data["wrong"]] == []


@pytest.mark.parametrize("name", SMALL)
def test_the_lesson_is_learned_on_the_small_panel_with_large_letters_and_no_camera(name: str) -> None:
    form = shown_forms(name)[0]
    with classroom(form, PANELS["1024x600"], 150, camera="missing", folder=folder(name)) as learner:
        learner.play()
    judge(learner)
    assert learner.faults == []
    helped = {fact.data["step"] for fact in learner.facts("task.done") if fact.data["outcome"] != "unaided"}
    assert helped == {step.id for step in form.steps if isinstance(step, ScanStep)}     # "Dùng mã mẫu trong máy"


# --- control: the player notices --------------------------------------------------------------------


GOAL = "ngan-hang"              # the first thing to touch in "tra-tien-qr"


def is_goal(part: Part) -> bool:
    return isinstance(part, Touch) and isinstance(part.intent, TapElement) and part.intent.element == GOAL


def missing(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    return tuple(part for part in parts if not is_goal(part))


def covered(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Something that only says why it waits lies over it."""
    lids = tuple(replace(part, enabled=False) for part in parts if isinstance(part, Touch) and is_goal(part))
    return (*parts, *lids)


def out_of_reach(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Below the lower end of the screen."""
    return tuple(replace(part, box=replace(part.box, y=part.box.y + 2000)) if isinstance(part, Touch) and is_goal(part)
                 else part for part in parts)


@pytest.mark.parametrize(("spoil", "why"), [
    (missing, "is not on the screen"), (covered, "nothing happens"), (out_of_reach, "is off the glass")])
def test_a_lesson_whose_goal_no_finger_reaches_is_not_passed_over(
        spoil: Callable[[tuple[Part, ...]], tuple[Part, ...]], why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.ui.render.stage.plan_all", lambda view, m: spoil(plan_all(view, m)))
    form = shown_forms("tra-tien-qr")[0]
    with (classroom(form, PANELS["1280x800"], folder=folder(form.id)) as learner,
          pytest.raises(Stuck, match=f"mo-ngan-hang.*{why}")):
        learner.play()


def test_a_screen_that_is_too_full_is_told() -> None:
    form = shown_forms("tra-tien-qr")[0]
    steps = tuple(rewritten(step, say="Nghiêng nghiêng khuỷu tay " * 12) if step.id == "doc-ten" else step
                  for step in form.steps)
    with classroom(rewritten(form, steps=steps), PANELS["1024x600"], 150, folder=folder(form.id)) as learner:
        learner.play()
    assert any("outside" in told for told in learner.faults)
