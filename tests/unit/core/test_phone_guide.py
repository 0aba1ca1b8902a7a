"""Whoever follows the way is done, from wherever on the phone; nothing touched can be lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.core.lessons.lesson import PhoneStep
from kiosk.core.lessons.phone_screen import BACK, Loading, PhoneButton, TextBox
from kiosk.core.phone.elements import touchables
from kiosk.core.phone.guide import Guide, next_touch, walk
from kiosk.core.phone.rules import touched, waited
from kiosk.core.phone.state import Done, PhoneState, face, fresh, screen
from kiosk.core.text.typing_methods import composed
from tests.support import phone_steps
from tests.support.phone_steps import button, shown, task

pytestmark = pytest.mark.heavy

Make = Callable[[], PhoneStep]
STEPS = {make.__name__: make() for make in phone_steps.ALL}


def after(step: PhoneStep, *touches: str, now_ms: int = 0) -> PhoneState:
    state = fresh(0)
    for name in touches:
        state, _verdict = touched(step, state, name, now_ms)
    return state


@pytest.mark.parametrize("name", STEPS)
def test_every_task_is_done_by_following_the_way(name: str) -> None:
    assert walk(STEPS[name]) is not None


@pytest.mark.parametrize("name", STEPS)
def test_the_way_names_only_what_a_finger_can_reach(name: str) -> None:
    step, state, now = STEPS[name], fresh(0), 0
    for touch in walk(step) or ():
        if touch:
            assert touch in touchables(screen(step, state), face(step, state, now))
            state, _verdict = touched(step, state, touch, now)
        else:
            now += 1_000
            state = waited(step, state, now)


@given(st.sampled_from(sorted(STEPS)), st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=25))
@settings(max_examples=150, deadline=None)
def test_whatever_is_touched_the_goal_stays_within_reach(name: str, touches: list[tuple[int, bool]]) -> None:
    step, state, now = STEPS[name], fresh(0), 0
    for pick, wait in touches:
        now += 2_000 if wait else 100
        state = waited(step, state, now)
        names = (*touchables(screen(step, state), face(step, state, now)), "khong-co", BACK, "nen", "phim-a", "so-3")
        state, verdict = touched(step, state, names[pick % len(names)], now)
        if isinstance(verdict, Done):
            return
    assert walk(step, state, now) is not None


def test_a_task_without_a_way_is_told_from_one_that_waits() -> None:
    lost = task(shown(button("vao", "trong")), ("xong",), screens={"trong": shown(button("ra"))})
    assert walk(lost) is None
    assert not Guide(lost).way_on(fresh(0))
    waiting = task(shown(Loading(id="doi", text="Đang mở", seconds=3, opens="het")), ("xong",),
                   screens={"het": shown(button("xong"))})
    assert next_touch(waiting, fresh(0), 0) == ""
    assert Guide(waiting).way_on(fresh(0))


def test_a_box_whose_text_no_key_makes_has_no_way() -> None:
    assert walk(phone_steps.typing("a@b", marks=False)) is None


def test_off_the_way_the_arrow_leads_back() -> None:
    step = phone_steps.paying()
    state = after(step, "choi")
    assert next_touch(step, state, 0) == BACK
    assert next_touch(step, after(step, "choi", BACK), 0) == "vi"


def test_of_several_right_ways_the_nearest_is_shown() -> None:
    step = phone_steps.ringing()
    assert next_touch(step, fresh(0), 0) == "tu-choi"
    assert next_touch(step, after(step, "nghe"), 0) == "chan"
    assert next_touch(step, after(step, "nghe", "link"), 0) == BACK


def test_a_row_that_is_not_seen_is_scrolled_to_from_both_sides() -> None:
    step = phone_steps.long_list()
    assert next_touch(step, fresh(0), 0) == "ds-xuong"
    near_top = task(step.screen, ("xa-0",))
    assert next_touch(near_top, after(near_top, "ds-xuong"), 0) == "ds-len"


def test_wrong_letters_are_taken_away_first() -> None:
    step = phone_steps.typing()
    assert next_touch(step, after(step, "ten", "phim-m", "phim-o"), 0) == "phim-xoa"
    assert next_touch(step, after(step, "ten", "phim-m", "phim-o", "phim-xoa"), 0) == "phim-a"


def test_marks_may_be_typed_late() -> None:
    step = phone_steps.typing()
    assert next_touch(step, after(step, "ten", "phim-m", "phim-a", "phim-u", "phim-x"), 0) == "phim-a"


def test_the_keyboard_is_closed_before_the_button_under_it() -> None:
    step = phone_steps.typing("ma", marks=False)
    typed = after(step, "ten", "phim-m", "phim-a")
    assert next_touch(step, typed, 0) == "phim-xong"
    assert "gui" not in touchables(screen(step, typed), face(step, typed, 0))


def test_nothing_is_pointed_at_until_the_code_has_come_in() -> None:
    step = phone_steps.one_time_code()
    assert next_touch(step, fresh(0), 2_900) == ""
    assert next_touch(step, fresh(0), 3_000) == "otp"


@given(st.text("qwertyuioasdfghjklxcvbnm ", min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_any_letters_already_typed_lead_to_the_word_asked(keys: str) -> None:
    step = phone_steps.typing("nghiêng")
    state = after(step, "ten", *("phim-cach" if key == " " else f"phim-{key}" for key in keys))
    assert walk(step, state) is not None


@pytest.mark.parametrize("word", [
    "Nguyễn Thị Mẫu", "thương", "thuở", "đường", "quý", "ươm", "giếng", "hỏi", "Việt", "nậm", "Đặng", "cộng", "được",
    "rừng", "khoẻn", "nghĩa", "ỷ",
])
def test_names_and_words_are_typed_by_telex(word: str) -> None:
    assert walk(phone_steps.typing(word)) is not None


@example(["ư", "ơ", "ư"], "s")
@given(st.lists(st.sampled_from("aăâeêioôơuưybcdđghklmnpqrstvx"), min_size=1, max_size=5), st.sampled_from("sfrxj "))
@settings(max_examples=150, deadline=None)
def test_whatever_telex_can_write_is_led_to(letters: list[str], tone: str) -> None:
    keys = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
    written = composed("".join(keys.get(letter, letter) for letter in letters) + tone.strip())
    assert walk(phone_steps.typing(written)) is not None


def test_u_and_w_are_pressed_for_the_horned_letter() -> None:
    touches = walk(phone_steps.typing("thư")) or ()
    assert touches[1:-2] == ("phim-t", "phim-h", "phim-u", "phim-w")


def test_a_hidden_box_takes_letters_as_they_are() -> None:
    touches = walk(phone_steps.typing("pass1", marks=False, hidden=True)) or ()
    assert touches[1:-2] == ("phim-p", "phim-a", "phim-s", "phim-s", "phim-1")


def test_an_input_may_be_the_goal_itself() -> None:
    box = TextBox(id="ten", label="Tên", expect="ba")
    step = task(shown(box, PhoneButton(id="khac", label="Khác")), ("ten",))
    assert walk(step) == ("ten", "phim-b", "phim-a", "phim-xong")
