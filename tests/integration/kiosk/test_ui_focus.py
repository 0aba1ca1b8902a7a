"""Without a finger that aims: the ring of a button box, one switch that waits, dragging that nobody needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kiosk.core.inputs import Tapped
from kiosk.core.intents import Back, GoHome, TapElement
from kiosk.core.lessons.phone_screen import BACKGROUND
from kiosk.ui.design.metrics import metrics_for
from kiosk.ui.design.parts import Box, Drag, Hear, Touch
from kiosk.ui.input.drag import Drags
from kiosk.ui.input.focus import Focus, named, words_of
from kiosk.ui.screens import plan_all
from kiosk.ui.testing.samples.phone import LIST
from tests.gallery_samples import SAMPLES
from tests.support.kivy import stage

pytestmark = pytest.mark.ui

MM = 0.1695
FIRST = Touch(Box(0, 0, 100, 100), Back(), speak="Lùi lại")
GROUND = Touch(Box(0, 0, 400, 700), TapElement(BACKGROUND), style="clear", in_phone=True)
LAST = Touch(Box(0, 200, 100, 100), GoHome(), speak="Về đầu")
TARGETS = (GROUND, FIRST, LAST)
FIELD = Drag(Box(0, 0, 300, 400), up=TapElement("xom-xuong"), down=TapElement("xom-len"))
TURN = 2_500


def touches(name: str) -> Iterator[Touch]:
    view = SAMPLES[name]
    for part in plan_all(view, metrics_for(1280, 800, MM, view.look)):
        if isinstance(part, Touch):
            yield part


@pytest.mark.parametrize("name", SAMPLES)
def test_everything_that_can_be_touched_says_its_name_on(name: str) -> None:
    silent = [touch for touch in touches(name) if not touch.speak and touch.intent != TapElement(BACKGROUND)
              and touch.style != "clear"]
    assert silent == []


@pytest.mark.parametrize("name", [name for name in SAMPLES if name.startswith("phone-")])
def test_the_ring_reaches_everything_on_the_phone_once_on(name: str) -> None:
    targets = tuple(touches(name))
    focus = Focus()
    seen = [focus.key("tab", targets) for _ in named(targets)]
    assert len(set(map(id, seen))) == len(named(targets))
    assert focus.key("tab", targets) is seen[0]


def test_the_phones_empty_ground_is_passed_over() -> None:
    focus = Focus()
    assert [focus.key("tab", TARGETS) for _ in range(3)] == [FIRST, LAST, FIRST]


def test_the_ring_stays_in_its_place_when_the_words_there_change() -> None:
    focus = Focus()
    focus.key("tab", TARGETS)
    changed = replace(FIRST, speak="Lùi nữa")
    assert focus.key("enter", (GROUND, changed, LAST)) == changed
    assert focus.key("tab", (GROUND, changed, LAST)) == LAST


def test_enter_without_a_ring_touches_nothing() -> None:
    assert Focus().key("enter", TARGETS) is None


def test_one_switch_the_ring_moves_on_by_itself_turn_by_turn() -> None:
    focus = Focus(TURN)
    moved = [focus.scan(now, TARGETS) for now in (0, TURN - 1, TURN, TURN + 1, 2 * TURN, 3 * TURN)]
    assert moved == [None, None, FIRST, None, LAST, FIRST]
    assert focus.key("enter", TARGETS) is FIRST


def test_after_the_switch_was_used_a_whole_turn_passes() -> None:
    focus = Focus(TURN)
    focus.scan(0, TARGETS)
    focus.scan(TURN, TARGETS)
    focus.key("enter", TARGETS)
    assert focus.scan(2 * TURN, TARGETS) is None
    assert focus.scan(3 * TURN, TARGETS) is LAST


def test_without_the_setting_the_ring_never_moves_alone() -> None:
    focus = Focus()
    assert [focus.scan(now, TARGETS) for now in (0, TURN, 60_000)] == [None, None, None]


def test_a_hear_button_says_its_label() -> None:
    assert words_of(Hear(Box(0, 0, 1, 1), "Nghe lại", "Dừng đọc", 30)) == "Nghe lại"


# --- dragging --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("dx_mm", "dy_mm", "meant"), [
    (0, -12.1, "xom-xuong"), (0, 12.1, "xom-len"), (0, -11.9, None), (14, -13, None), (3, -20, "xom-xuong"),
    (0, 0, None)])
def test_only_an_upright_way_of_twelve_millimetres_moves_a_list(dx_mm: float, dy_mm: float, meant: str | None) -> None:
    drags = Drags(MM)
    drags.down(1, 150, 200, (FIELD,))
    intent = drags.up(1, 150 + dx_mm / MM, 200 + dy_mm / MM)
    assert (intent.element if isinstance(intent, TapElement) else None) == meant


def test_a_drag_that_began_beside_the_list_is_nothing_and_a_hand_resting_there_blocks_no_drag() -> None:
    drags = Drags(MM)
    drags.down(1, 350, 200, (FIELD,))
    drags.down(2, 150, 200, (FIELD,))
    moved = drags.up(2, 150, 50)
    assert isinstance(moved, TapElement)
    assert moved.element == "xom-xuong"
    assert drags.up(1, 350, 50) is None


def test_dragging_a_row_moves_the_list_and_does_not_touch_the_row() -> None:
    with stage(LIST) as shown:
        row = next(one for one in shown.app.stage.targets if isinstance(one, Touch)
                   and isinstance(one.intent, TapElement) and one.intent.element == "xom-1")
        x, y = row.box.x + row.box.w / 2, row.box.y + row.box.h / 2
        shown.driver.touch(x, y)
        shown.driver.slide(x, y - 14 / MM)
        shown.driver.release()
        shown.driver.frames()
        assert [event.intent.element for event in shown.events if isinstance(event, Tapped)
                and isinstance(event.intent, TapElement)] == ["xom-xuong"]
