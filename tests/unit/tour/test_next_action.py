"""What the tours' and the bench's learner does next: by the screen, not by the file."""

from __future__ import annotations

import pytest

from kiosk.authoring.stub_ports import stub_ports
from kiosk.core.controller import Controller
from kiosk.core.flows import routes
from kiosk.core.inputs import CameraChanged, Tapped, Ticked
from kiosk.core.intents import Back, Choose, DoneMyself, NextStep, TapElement, UseSampleCode
from kiosk.core.lessons.lesson import Lesson, Step
from kiosk.packs.catalogue.loader import load_lesson
from kiosk.tour.next_action import NoNextAction, Sheet, Waiting, as_it_stands, next_move, step_at
from kiosk.ui.design.parts import Box, Touch
from tests.support.lesson_folders import ASSETS, ROOT


def lesson(name: str) -> Lesson:
    return load_lesson(ROOT / "lessons" / "ky-nang-so-co-ban" / name / "lesson.yaml", ASSETS)


def opened(found: Lesson, kind: str) -> Controller:
    """At the first step of ``kind``."""
    at = next(at for at, step in enumerate(found.steps) if type(step).__name__ == kind)
    controller = Controller(stub_ports(found))
    controller.open(routes.Lesson(found.id, at))
    controller.handle(Ticked(1_000))
    return controller


def first(found: Lesson, kind: str) -> Step:
    return next(step for step in found.steps if type(step).__name__ == kind)


def test_the_goal_is_read_from_the_screen_and_not_from_the_file() -> None:
    found = lesson("tra-tien-qr")
    alone = next(at for at, step in enumerate(found.steps) if step.id == "tu-tra-tien")     # five screens to the goal
    controller = Controller(stub_ports(found))
    controller.open(routes.Lesson(found.id, alone))
    controller.handle(Ticked(1_000))
    assert next_move(found, controller.view) == TapElement("ngan-hang")
    for name in ("ngan-hang", "quet-ma"):
        controller.handle(Tapped(TapElement(name)))
    assert next_move(found, controller.view) == Waiting()


def test_the_sheet_is_shown_and_without_a_camera_the_sample_is_taken() -> None:
    found = lesson("tra-tien-qr")
    controller = opened(found, "ScanStep")
    assert next_move(found, controller.view) == Sheet("rau-co-mau")
    assert Sheet("rau-co-mau").payload == b"BDHVSTAP1:rau-co-mau"
    controller.handle(CameraChanged("missing"))
    assert next_move(found, controller.view) == UseSampleCode()


def test_questions_and_calls_are_answered_right_and_gone_on_from() -> None:
    for name, kind in (("tra-tien-qr", "ChooseStep"), ("cuoc-goi-lua", "CallStep")):
        found = lesson(name)
        controller = opened(found, kind)
        at = step_at(found, controller.view)
        while step_at(found, controller.view) == at:
            move = next_move(found, controller.view)
            assert isinstance(move, Choose | NextStep)
            controller.handle(Tapped(move))
            assert getattr(controller.view, "reply_title", "") != "Không sao bác ạ!"
        assert step_at(found, controller.view) == (at or 0) + 1


def test_a_wrong_answer_is_taken_back_first() -> None:
    found = lesson("tra-tien-qr")
    controller = opened(found, "ChooseStep")
    wrong = next(a.id for a in first(found, "ChooseStep").answers if not a.right)  # type: ignore[union-attr]
    controller.handle(Tapped(Choose(wrong)))
    assert next_move(found, controller.view) == Back()


def test_what_is_done_on_the_own_phone_is_said_to_be_done() -> None:
    found = lesson("giup-nguoi-nha")
    assert next_move(found, opened(found, "DoStep").view) == DoneMyself()


def test_off_the_lesson_there_is_no_way_on() -> None:
    found = lesson("tra-tien-qr")
    home = Controller(stub_ports(found)).view
    assert step_at(found, home) is None
    with pytest.raises(NoNextAction):
        next_move(found, home)


def test_an_element_is_known_by_its_name_wherever_the_screen_put_it() -> None:
    stands = TapElement("dung-ten", 0.25, 0.75)
    targets = [Touch(Box(0, 0, 9, 9), NextStep()), Touch(Box(0, 9, 9, 9), stands)]
    assert as_it_stands(TapElement("dung-ten"), targets) == stands
    with pytest.raises(NoNextAction):
        as_it_stands(TapElement("sai-ten"), targets)
