"""Each thing on the simulated phone answers a touch as the real one would, and kindly."""

from __future__ import annotations

from kiosk.core.lessons.lesson import PhoneStep
from kiosk.core.lessons.phone_screen import BACK, BACKGROUND, PinPad, Toggle
from kiosk.core.phone.elements import touchables
from kiosk.core.phone.rules import touched, waited
from kiosk.core.phone.state import (
    Done,
    Moved,
    Nothing,
    PhoneState,
    Unmet,
    Verdict,
    Wrong,
    face,
    fresh,
    screen,
    untouched,
)
from tests.support import phone_steps
from tests.support.phone_steps import button, shown, task


def play(step: PhoneStep, *touches: str, now_ms: int = 0) -> tuple[PhoneState, Verdict]:
    state: PhoneState = fresh(0)
    verdict: Verdict = Nothing()
    for name in touches:
        state, verdict = touched(step, state, name, now_ms)
    return state, verdict


def test_a_wrong_turn_is_answered_by_the_author_and_undone_by_the_arrow() -> None:
    step = phone_steps.paying()
    state, verdict = play(step, "choi")
    assert verdict == Wrong("Đây là trò chơi, tiền còn nguyên.")
    assert (state.screen, face(step, state, 0).back) == ("tro-choi", True)
    state, verdict = touched(step, state, BACK, 0)
    assert verdict == Moved()
    assert untouched(state)


def test_a_touch_that_leads_nowhere_changes_nothing() -> None:
    step = phone_steps.paying()
    assert play(step, "anh") == (fresh(0), Wrong("Đây là ảnh ạ."))
    assert play(step, BACKGROUND) == (fresh(0), Wrong("Chỗ này trống ạ."))
    assert play(step, "khong-co-that") == (fresh(0), Nothing())


def test_a_full_pin_leads_on_and_a_wrong_one_is_emptied_kindly() -> None:
    step = phone_steps.paying()
    state, verdict = play(step, "vi", "so-1", "so-1", "so-1", "so-1")
    assert isinstance(verdict, Wrong)
    assert face(step, state, 0).value("pin") == ""
    state, verdict = play(step, "vi", "so-2", "so-9", "so-xoa", "so-5", "so-8", "so-0")
    assert (state.screen, verdict) == ("tai", Moved())


def test_a_pin_one_makes_up_takes_any_digits() -> None:
    step = task(shown(PinPad(id="pin", label="Mã", digits=4)), ("pin",))
    assert play(step, "so-9", "so-9", "so-9", "so-9")[1] == Done()


def test_loading_moves_on_by_time_alone_and_is_not_gone_back_to() -> None:
    step = phone_steps.paying()
    state, _verdict = play(step, "vi", "so-2", "so-5", "so-8", "so-0")
    assert touched(step, state, BACK, 0) == (state, Nothing())
    assert waited(step, state, 1_900) == state
    state = waited(step, state, 2_000)
    assert state.screen == "ket"
    assert touched(step, state, BACK, 2_000)[0].screen == "ma"


def test_a_pad_that_leads_on_is_empty_whenever_one_comes_back_to_it() -> None:
    step = phone_steps.paying()
    state, _verdict = play(step, "vi", "so-2", "so-5", "so-8", "so-0")
    state, _verdict = touched(step, waited(step, state, 2_000), "them", 2_000)
    assert (state.screen, face(step, state, 2_000).value("pin")) == ("ma", "")


def test_going_round_never_makes_the_way_back_longer() -> None:
    step = task(shown(button("di", "a")), ("xong",), screens={
        "a": shown(button("toi", "b")), "b": shown(button("ve", "a"), button("xong"))})
    state, _verdict = play(step, "di", *("toi", "ve") * 5)
    assert len(state.trail) == 1


def test_several_right_things_finish_the_task() -> None:
    step = phone_steps.paying()
    start, _verdict = play(step, "vi", "so-2", "so-5", "so-8", "so-0")
    there = waited(step, start, 2_000)
    assert touched(step, there, "xong", 2_000)[1] == Done()
    assert touched(step, there, "bien-lai", 2_000)[1] == Done()


def test_what_is_typed_is_composed_and_needed_by_the_button() -> None:
    step = phone_steps.typing()
    keys = ("phim-m", "phim-a", "phim-a", "phim-u")
    state, _verdict = play(step, "ten", *keys)
    assert (face(step, state, 0).focus, face(step, state, 0).value("ten")) == ("ten", "Mâu")
    state, verdict = play(step, "ten", *keys, "phim-xong", "gui")
    assert verdict == Unmet("Bác xem lại ô “Tên” nhé.")
    assert play(step, "gui")[1] == Unmet("Bác điền ô “Tên” trước đã nhé.")
    assert play(step, "ten", *keys, "phim-x", "phim-xong", "gui")[1] == Done()


def test_without_marks_asked_letters_alone_count() -> None:
    step = phone_steps.typing("Mẫu", marks=False)
    assert play(step, "ten", "phim-m", "phim-a", "phim-u", "phim-xong", "gui")[1] == Done()


def test_a_touch_beside_the_keyboard_closes_it() -> None:
    step = phone_steps.typing()
    state, verdict = play(step, "ten", "phim-m", BACKGROUND)
    assert (state.focus, verdict) == ("", Moved())
    assert face(step, state, 0).value("ten") == "M"


def test_a_message_can_be_touched_only_once_it_has_come_in() -> None:
    step = phone_steps.one_time_code()
    assert face(step, fresh(0), 2_999).arrived == ()
    assert face(step, fresh(0), 3_000).arrived == ("tin",)
    assert "tin" not in touchables(screen(step, fresh(0)), face(step, fresh(0), 0))


def test_switches_and_photos_are_kept_on_other_screens_and_opened_buttons_wait_for_them() -> None:
    step = phone_steps.switching()
    assert play(step, "luu")[1] == Unmet("Bác bật Wi-Fi trước ạ.")
    assert play(step, "cai-dat", "wifi", "khoc", BACK, "luu")[1] == Unmet("Bác bật Wi-Fi trước ạ.")
    assert play(step, "cai-dat", "wifi", "cuoi", BACK, "luu")[1] == Done()
    assert play(step, "cai-dat", "wifi", "cuoi", "wifi", BACK, "luu")[1] == Unmet("Bác bật Wi-Fi trước ạ.")


def test_a_button_without_the_authors_words_names_what_it_waits_for() -> None:
    step = task(shown(Toggle(id="wifi", label="Wi-Fi"), button("luu", needs=("wifi",))), ("luu",))
    assert play(step, "luu")[1] == Unmet("Bác bật “Wi-Fi” trước đã nhé.")


def test_a_switch_may_be_the_goal() -> None:
    step = task(shown(Toggle(id="wifi", label="Wi-Fi")), ("wifi",))
    assert play(step, "wifi")[1] == Done()
    standing = task(shown(Toggle(id="wifi", label="Wi-Fi", on=True)), ("wifi",))
    assert play(standing, "wifi")[1] == Moved()
    assert play(standing, "wifi", "wifi")[1] == Done()


def test_a_dialog_keeps_everything_else_from_being_touched() -> None:
    step = phone_steps.asked()
    state, verdict = play(step, "vao")
    assert state == fresh(0)
    assert isinstance(verdict, Wrong)
    assert touchables(screen(step, state), face(step, state, 0)) == ("cho", "khong")


def test_a_dialog_closed_on_the_first_screen_comes_back_by_the_arrow() -> None:
    step = phone_steps.asked()
    state, _verdict = play(step, "cho")
    assert "vao" in touchables(screen(step, state), face(step, state, 0))
    assert touched(step, state, BACK, 0)[0] == fresh(0)


def test_a_long_list_shows_three_rows_and_stops_at_its_ends() -> None:
    step = phone_steps.long_list()
    names = touchables(screen(step, fresh(0)), face(step, fresh(0), 0))
    assert names[:4] == ("xa-0", "xa-1", "xa-2", "ds-xuong")
    state, _verdict = play(step, *("ds-xuong",) * 9)
    assert face(step, state, 0).first_row("ds") == 6
    assert "ds-xuong" not in touchables(screen(step, state), face(step, state, 0))
    assert play(step, "xa-7")[1] == Nothing()
    assert play(step, "xa-0")[1] == Wrong("Đây là xã khác ạ.")


def test_the_address_of_a_page_can_be_asked_about() -> None:
    step = phone_steps.ringing()
    assert play(step, "nghe", "link", "dia-chi")[1] == Wrong("Tên trang lạ lắm ạ.")
    looking = task(step.screens["web"], ("dia-chi",))
    assert play(looking, "dia-chi")[1] == Done()


def test_leaving_by_the_arrow_may_be_the_goal() -> None:
    step = task(shown(button("mo")), (BACK,))
    assert face(step, fresh(0), 0).back
    assert play(step, BACK)[1] == Done()
