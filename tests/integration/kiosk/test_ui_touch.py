"""Touches on the real stage: real motion events, an off-screen window, frames stepped by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.core.inputs import Input, Tapped, Touched
from kiosk.core.intents import Letter, OpenNeed, StartScan, TapElement
from kiosk.core.views import View
from kiosk.ui.design.metrics import metrics_for
from kiosk.ui.design.parts import Box, Panel, Touch
from kiosk.ui.input.phone_touch import placed
from kiosk.ui.input.touch import STALE_MS, Fingers
from kiosk.ui.testing.driver import Finger
from kiosk.ui.testing.samples.home import HOME
from kiosk.ui.testing.samples.keyboard import THREE
from tests.support.kivy import Shown, stage

from kivy.base import EventLoop  # isort: skip

pytestmark = pytest.mark.ui

MM = 0.1695


def tapped(shown: Shown) -> list[object]:
    return [event.intent for event in shown.events if isinstance(event, Tapped)]


def test_a_tap_posts_touched_then_the_intent_of_what_was_touched() -> None:
    with stage(HOME) as shown:
        shown.tap("Quét thẻ của bác")
        assert shown.events == [Touched(), Tapped(StartScan())]
        assert shown.sounds.played == ["tick"]


@pytest.mark.parametrize("unpainted", range(50, 60))
def test_a_renderer_that_needs_seconds_for_what_was_drawn_never_lets_go_of_the_drivers_finger(
    unpainted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine sixty frames take as long as a finger may rest."""
    with stage(HOME) as shown:
        painted = shown.driver.painted

        def painted_slowly() -> None:
            shown.clock.ms += STALE_MS + 1
            painted()

        monkeypatch.setattr(shown.driver, "painted", painted_slowly)
        painted()
        shown.driver.frames(unpainted)
        shown.driver.tap("Quét thẻ của bác")
        assert tapped(shown) == [StartScan()]


def test_a_press_shows_in_the_next_frame_and_the_release_lifts_it() -> None:
    with stage(HOME) as shown:
        before = shown.driver.pixels()[0]
        shown.driver.press("Sức khỏe")
        pressed = shown.driver.pixels()[0]
        assert pressed != before
        assert tapped(shown) == []
        shown.driver.release()
        assert shown.driver.pixels()[0] == before
        assert tapped(shown) == [OpenNeed("suc-khoe")]


def test_high_contrast_shows_a_press_by_exchanging_black_and_white() -> None:
    view = replace(HOME, look=replace(HOME.look, high_contrast=True))
    with stage(view) as shown:
        box = shown.driver.find("Việc khác").box
        assert colour_at(shown, box.x + 20, box.y + 40) == (0, 0, 0)
        shown.driver.press("Việc khác")
        assert colour_at(shown, box.x + 20, box.y + 40) == (255, 255, 255)


def colour_at(shown: Shown, x: float, y: float) -> tuple[int, int, int]:
    raw, width, _height = shown.driver.pixels()
    at = (round(y) * width + round(x)) * 4
    return raw[at], raw[at + 1], raw[at + 2]


def test_a_finger_that_slides_away_does_not_act() -> None:
    with stage(HOME) as shown:
        shown.driver.press("Sức khỏe")
        shown.driver.slide(640, 150)
        shown.driver.release()
        assert tapped(shown) == []


def test_a_finger_that_trembles_back_onto_its_target_acts() -> None:
    with stage(HOME) as shown:
        box = shown.driver.find("Sức khỏe").box
        shown.driver.press("Sức khỏe")
        shown.driver.slide(640, 150)
        shown.driver.slide(box.x + 30, box.y + 30)
        shown.driver.release()
        assert tapped(shown) == [OpenNeed("suc-khoe")]


def test_the_same_target_within_half_a_second_acts_once() -> None:
    with stage(HOME) as shown:
        shown.tap("Trả tiền")
        shown.wait(490)
        shown.driver.tap("Trả tiền")
        assert len(tapped(shown)) == 1
        shown.wait(20)
        shown.driver.tap("Trả tiền")
        assert len(tapped(shown)) == 2


def test_a_double_tap_does_not_act_on_the_screen_that_came_between() -> None:
    def turned(event: Input, view: View) -> View:
        return replace(HOME, page=1) if isinstance(event, Tapped) else view

    with stage(HOME, answer=turned) as shown:
        shown.tap("Trả tiền")
        shown.wait(200)
        shown.driver.tap("Tránh lừa")           # where "Trả tiền" stood
        assert tapped(shown) == [OpenNeed("tra-tien")]


def test_touching_beside_everything_tells_only_that_somebody_is_there() -> None:
    with stage(HOME) as shown:
        shown.driver.tap_at(800, 160)
        assert shown.events == [Touched()]


def test_a_press_survives_a_redraw_of_others() -> None:
    with stage(HOME) as shown:
        shown.driver.press("Trả tiền")
        box = shown.driver.find("Trả tiền").box
        place = box.x + box.w / 2, box.bottom + 3       # where the edge is while it is not pressed
        pressed = colour_at(shown, *place)
        shown.show(replace(HOME, title="Chào bác ạ"))
        assert colour_at(shown, *place) == pressed
        shown.driver.release()
        assert tapped(shown) == [OpenNeed("tra-tien")]
        assert colour_at(shown, *place) != pressed


def test_what_left_the_screen_under_the_finger_does_not_act() -> None:
    with stage(HOME) as shown:
        shown.driver.press("Trả tiền")
        shown.show(replace(HOME, page=1))
        shown.driver.release()
        assert tapped(shown) == []


def test_every_touchable_of_a_screen_is_found_by_its_words() -> None:
    with stage(HOME) as shown:
        for words in ("Nghe lại", "Cỡ chữ", "Việc khác", "Giấy tờ"):
            assert shown.driver.has(words)
        assert not shown.driver.has("Gọi giúp")


def test_the_ring_of_the_button_box_goes_round_and_enter_touches() -> None:
    with stage(HOME) as shown:
        shown.app.stage.on_key("tab")
        shown.app.stage.on_key("right")
        assert shown.voice.said[-1] == ("Trả tiền",)
        shown.app.stage.on_key("enter")
        shown.driver.frames()
        assert tapped(shown) == [OpenNeed("tra-tien")]


# --- several fingers, lost events (all orders: tests/unit/ui/test_touch_model.py) ------------------------

def down(shown: Shown, words: object) -> Finger:
    """A finger of its own comes down on a target; ``up`` ends it, or nothing does."""
    box = shown.driver.find(words).box  # type: ignore[arg-type]
    window = shown.driver.window
    finger = Finger((box.x + box.w / 2) / window.width, 1 - (box.y + box.h / 2) / window.height)
    EventLoop.post_dispatch_input("begin", finger)
    shown.driver.frames()
    return finger


def up(shown: Shown, finger: Finger) -> None:
    finger.update_time_end()
    EventLoop.post_dispatch_input("end", finger)
    shown.driver.frames()


def test_after_a_lost_release_and_under_a_resting_palm_the_next_tap_acts() -> None:
    with stage(HOME) as shown:
        down(shown, "Sức khỏe")                     # its release never comes
        shown.tap("Trả tiền")
        palm = down(shown, "Sức khỏe")
        shown.tap("Giấy tờ")
        up(shown, palm)
        assert tapped(shown) == [OpenNeed("tra-tien"), OpenNeed("giay-to")]


def test_a_touch_that_never_ends_does_not_stay_pressed() -> None:
    with stage(HOME) as shown:
        before = shown.driver.pixels()[0]
        palm = down(shown, "Sức khỏe")
        assert shown.driver.pixels()[0] != before
        shown.wait(STALE_MS)
        assert shown.driver.pixels()[0] == before
        up(shown, palm)
        assert tapped(shown) == []


def test_two_thumbs_typing_lose_no_letter() -> None:
    with stage(THREE) as shown:
        shown.wait(1000)
        held = None
        for letter in "maut":
            finger = down(shown, Letter(letter))
            shown.wait(40)
            if held is not None:
                up(shown, held)
            held = finger
            shown.wait(40)
        assert held is not None
        up(shown, held)
        assert tapped(shown) == [Letter(letter) for letter in "maut"]


# --- the pure rules --------------------------------------------------------------------------------

LEFT = Touch(Box(0, 0, 100, 100), StartScan())
RIGHT = Touch(Box(118, 0, 100, 100), OpenNeed("x"))
KEYS = (Touch(Box(0, 0, 118, 112), OpenNeed("a"), style="key"),
        Touch(Box(124, 0, 118, 112), OpenNeed("b"), style="key"))


@pytest.mark.parametrize(("away_mm", "acts"), [(0.0, True), (3.9, True), (4.2, False)])
def test_up_to_four_millimetres_outside_count_where_nothing_else_is_near(away_mm: float, acts: bool) -> None:
    fingers = Fingers(MM)
    x, y = 50, 100 + away_mm / MM
    fingers.down(1, x, y, 0, [LEFT])
    assert (fingers.up(1, x, y, 50) is LEFT) == acts


def test_between_two_targets_nothing_acts() -> None:
    fingers = Fingers(MM)
    fingers.down(1, 109, 50, 0, [LEFT, RIGHT])
    assert fingers.pressed is None
    assert fingers.up(1, 109, 50, 50) is None


def test_between_two_keys_the_nearer_one_is_meant() -> None:
    fingers = Fingers(MM)
    fingers.down(1, 122, 50, 0, KEYS)
    assert fingers.up(1, 122, 50, 50) is KEYS[1]


def test_the_same_digit_twice_can_be_typed_but_a_bouncing_key_counts_once() -> None:
    fingers = Fingers(MM)
    acted = []
    for at in (0, 100, 400):
        fingers.down(1, 50, 50, at, KEYS)
        acted.append(fingers.up(1, 50, 50, at + 20))
    assert acted == [KEYS[0], None, KEYS[0]]


def test_a_second_finger_on_a_target_wins_and_one_beside_everything_is_ignored() -> None:
    fingers = Fingers(MM)
    fingers.down(1, 50, 50, 0, [LEFT, RIGHT])
    fingers.down(2, 600, 600, 10, [LEFT, RIGHT])
    assert fingers.pressed is LEFT
    fingers.down(3, 150, 50, 20, [LEFT, RIGHT])
    assert fingers.pressed is RIGHT
    assert fingers.up(3, 150, 50, 30) is RIGHT
    assert fingers.up(2, 600, 600, 40) is None
    assert fingers.up(1, 50, 50, 50) is None


def test_a_tap_in_the_simulated_phone_carries_where_the_finger_was() -> None:
    screen = Panel(Box(100, 100, 200, 400), "phone-screen")
    button = Touch(Box(120, 300, 160, 100), TapElement("pay"), in_phone=True, style="phone-primary")
    assert placed(button, 150, 300, (screen, button)) == TapElement("pay", x=0.25, y=0.5)


def test_twenty_millimetres_are_never_rounded_down() -> None:
    for mm in (0.15, 0.1695, 0.18, 0.2175, 0.248):
        assert metrics_for(1280, 800, mm, HOME.look).target * mm >= 20 - 0.01 * mm
