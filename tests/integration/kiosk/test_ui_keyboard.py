"""The keyboard on the real stage: double letters can be typed, and a key between two fingers goes to the nearer."""

from __future__ import annotations

import pytest

from kiosk.core.inputs import Tapped
from kiosk.core.intents import Letter, Space
from kiosk.core.views import Look
from kiosk.ui.design.metrics import metrics_for
from kiosk.ui.design.parts import Touch
from kiosk.ui.input.touch import KEY_REPEAT_MS, Fingers
from kiosk.ui.screens.keyboard import board, plan
from kiosk.ui.testing.samples.keyboard import THREE
from tests.support.kivy import stage

pytestmark = pytest.mark.ui


def taps(shown_events: list[object]) -> list[object]:
    return [event.intent for event in shown_events if isinstance(event, Tapped)]


def test_the_same_letter_twice_is_two_letters_but_a_trembling_finger_is_one() -> None:
    with stage(THREE) as shown:
        shown.tap(Letter("a"))
        shown.wait(KEY_REPEAT_MS + 20)
        shown.driver.tap(Letter("a"))
        shown.wait(KEY_REPEAT_MS - 60)
        shown.driver.tap(Letter("a"))
        assert taps(list(shown.events)) == [Letter("a")] * 2


def test_letters_one_after_another_are_all_taken() -> None:
    with stage(THREE) as shown:
        shown.wait(1000)
        for key in (Letter("m"), Letter("a"), Letter("u"), Space(), Letter("t")):
            shown.driver.tap(key)
            shown.wait(60)
        assert taps(list(shown.events)) == [Letter("m"), Letter("a"), Letter("u"), Space(), Letter("t")]


@pytest.mark.parametrize(("width", "height", "pitch"), [(1280, 800, 0.1695), (1024, 600, 0.2175), (1920, 1080, 0.18)])
def test_a_touch_between_two_keys_goes_to_the_nearer(width: int, height: int, pitch: float) -> None:
    m = metrics_for(width, height, pitch, Look())
    targets = [part for part in plan(THREE, m) if isinstance(part, Touch)]
    first, second = board(m).keys[0][:2]
    between, y = (first.right + second.x) / 2, first.y + first.h / 2
    fingers = Fingers(pitch)
    for x, meant in ((between - 1, "q"), (between + 1, "w")):
        target = fingers.target_at(x, y, targets)
        assert target is not None
        assert target.intent == Letter(meant)           # type: ignore[union-attr]


def test_the_rail_lies_along_the_top_and_there_is_no_post() -> None:
    with stage(THREE) as shown:
        assert shown.driver.has("Về đầu")
        m = metrics_for(1280, 800, 0.1695, Look())
        assert max(slot.bottom for slot in board(m).rail) < board(m).found.y
        assert board(m).keys[0][-1].right > m.rail.x     # keys stand where the post would be
