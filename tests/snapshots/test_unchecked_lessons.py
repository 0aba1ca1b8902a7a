"""A lesson nobody has walked on a real telephone says so where the facilitator picks it, seen and read aloud."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec
import pytest

from kiosk.config import ROOT
from kiosk.core.flows.lesson.needs import NEEDS
from kiosk.core.flows.session.lesson_picker import LessonPick
from kiosk.core.intents import Choose, TurnPage
from kiosk.core.lessons.lesson import Checked, Lesson
from kiosk.core.state import KioskState
from kiosk.core.views import ChoiceView
from kiosk.packs.catalogue.loader import load_lessons
from kiosk.ui.design.metrics import metrics_for
from kiosk.ui.design.parts import Part, Text, Touch
from kiosk.ui.screens import plan_all
from kiosk.ui.testing.layout_check import faults
from tests.support.fakes.core import demo_commune, fake_ports
from tests.support.journey import EVENING, FACILITATORS
from tests.support.kivy import window_of_tests

NOTE = "Chưa thử máy thật"


@pytest.fixture(autouse=True)
def _window() -> None:
    window_of_tests()


@pytest.fixture(scope="module")
def lessons() -> Sequence[Lesson]:
    return load_lessons(ROOT / "lessons", ROOT / "assets").with_province("ha-tinh").lessons()


def pages(lessons: Sequence[Lesson]) -> Iterator[ChoiceView]:
    """Every page on which lessons are picked."""
    state = KioskState(fake_ports(lessons, demo_commune(FACILITATORS), EVENING))
    for need in NEEDS:
        pick = LessonPick()
        pick.tap(Choose(need), state)
        for page in range(pick.view(state, "x", "Bài nào ạ?").pages):
            pick.tap(TurnPage(page), state)
            yield pick.view(state, "x", "Bài nào ạ?")


def notes(parts: Sequence[Part]) -> int:
    inner = [part for touch in parts if isinstance(touch, Touch) for part in touch.parts]
    return sum(isinstance(part, Text) and part.text == NOTE for part in inner)


@pytest.mark.parametrize(("width", "height", "mm"), [(1280, 800, 0.1695), (1920, 1080, 0.18)])
def test_every_unchecked_lesson_says_so_on_the_screen(
    lessons: Sequence[Lesson], width: int, height: int, mm: float
) -> None:
    seen = list(pages(lessons))
    assert sum(len(view.choices) for view in seen) == len(lessons) >= 22
    for view in seen:
        m = metrics_for(width, height, mm, view.look)
        parts = plan_all(view, m)
        assert notes(parts) == len(view.choices), view.choices
        assert list(faults(parts, m)) == []


def test_where_large_letters_leave_no_room_it_is_still_read_aloud(lessons: Sequence[Lesson]) -> None:
    for view in pages(lessons):
        large = replace(view, look=replace(view.look, text_percent=150))
        assert sum(NOTE in line for line in large.speech) == len(large.choices)


def test_a_lesson_somebody_has_walked_does_not_say_so(lessons: Sequence[Lesson]) -> None:
    walked = Checked(by="chị Mẫu", on="2026-11-01")
    for view in pages([msgspec.structs.replace(lesson, checked=walked) for lesson in lessons]):
        assert notes(plan_all(view, metrics_for(1280, 800, 0.1695, view.look))) == 0
        assert not any(NOTE in line for line in view.speech)
