"""A task of several screens in a lesson: kind answers, hints that lead from anywhere, the voice that is not cut off."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from kiosk.core.flows import routes
from kiosk.core.flows.lesson.step_views import as_seen
from kiosk.core.intents import AskHint, NextStep, ShowMe, SkipStep, StartAgain
from kiosk.core.lessons.curriculum import unfolded
from kiosk.core.lessons.lesson import AgainStep
from kiosk.core.views import DoneView, Look, PhoneStepView, ShowStepView
from tests.support import phone_steps
from tests.support.journey import Visit
from tests.support.phone_journey import begin, follow, ladder, last, lesson_of, phone, touch

STEPS = {make.__name__: make() for make in phone_steps.ALL}


@pytest.mark.parametrize("name", STEPS)
def test_who_follows_the_pointing_is_done(name: str) -> None:
    visit = begin(STEPS[name])
    assert follow(visit)
    visit.see(ShowStepView)
    assert (last(visit).data["outcome"], last(visit).data["wrong"]) == ("unaided", 0)


def test_a_wrong_turn_is_named_and_the_hint_leads_back() -> None:
    visit = begin(phone_steps.paying())
    touch(visit, "choi")
    view = phone(visit)
    assert (view.kind_text, view.target) == ("Đây là trò chơi, tiền còn nguyên.", "lui")
    assert view.instruction == "Mình lùi lại: bác chạm mũi tên ở trên nhé."
    touch(visit, "lui")
    assert (phone(visit).kind_title, phone(visit).target) == ("", "vi")
    follow(visit)
    assert (last(visit).data["outcome"], last(visit).data["wrong"]) == ("hinted", 1)


def test_a_turn_the_author_says_nothing_about_is_no_mistake() -> None:
    visit = begin(phone_steps.ringing())
    touch(visit, "nghe", "lui")
    assert phone(visit).kind_title == ""
    follow(visit)
    assert (last(visit).data["outcome"], last(visit).data["wrong"]) == ("unaided", 0)


def test_a_button_that_waits_says_for_what() -> None:
    visit = begin(phone_steps.switching())
    touch(visit, "luu")
    assert phone(visit).kind_text == "Bác bật Wi-Fi trước ạ."
    assert phone(visit).target == "cai-dat"


def test_typing_never_starts_the_voice_anew() -> None:
    visit = begin(phone_steps.typing())
    ladder(visit, 2)
    keys = {phone(visit).key}
    for name in ("ten", "phim-m", "phim-o", "phim-xoa", "phim-a"):
        touch(visit, name)
        keys.add(phone(visit).key)
    assert len(keys) == 1
    assert phone(visit).face.value("ten") == "Ma"


def test_the_kind_words_go_when_the_learner_goes_on_and_the_voice_stays() -> None:
    visit = begin(phone_steps.typing())
    touch(visit, "nhan")
    before = phone(visit)
    assert before.kind_title
    touch(visit, "ten")
    assert (phone(visit).kind_title, phone(visit).key) == ("", before.key)


def test_another_screen_says_the_hint_again_only_on_the_ladder() -> None:
    visit = begin(phone_steps.paying())
    before = phone(visit).key
    touch(visit, "vi")
    assert phone(visit).key == before
    touch(visit, "lui")
    ladder(visit, 1)
    asked = phone(visit).key
    touch(visit, "vi")
    assert phone(visit).key != asked


def test_loading_moves_on_by_time_alone() -> None:
    visit = begin(phone_steps.paying())
    touch(visit, "vi", "so-2", "so-5", "so-8", "so-0", "xong", "nen", "lui")
    assert phone(visit).target == ""
    assert phone(visit).kind_title == ""
    visit.wait(2.5)
    assert phone(visit).target == "xong"


def test_the_message_with_the_code_comes_in_then_it_is_typed() -> None:
    visit = begin(phone_steps.one_time_code())
    assert phone(visit).face.arrived == ()
    visit.wait(3.25)
    assert phone(visit).face.arrived == ("tin",)
    touch(visit, "otp", *(f"phim-{digit}" for digit in "482915"), "phim-xong", "tiep")
    visit.see(ShowStepView)


def test_wrong_letters_are_named_while_help_is_on() -> None:
    visit = begin(phone_steps.typing())
    ladder(visit, 2)
    touch(visit, "ten", "phim-x")
    assert phone(visit).target == "phim-xoa"
    assert phone(visit).instruction == "Có chữ chưa đúng, bác chạm phím xóa nhé."


def test_show_me_plays_the_next_touch_once_then_the_learner_does_it() -> None:
    visit = begin(phone_steps.paying())
    ladder(visit, 3)
    visit.tap(ShowMe())
    assert (phone(visit).demo, phone(visit).target) == (True, "vi")
    touch(visit, "vi")
    assert phone(visit).target == "vi"
    visit.wait(3)
    touch(visit, "vi")
    assert (phone(visit).demo, phone(visit).target, phone(visit).rung) == (False, "so-2", "finger")
    follow(visit)
    assert last(visit).data["outcome"] == "helped"


def test_the_task_can_be_done_again_from_its_first_screen_once_it_was_left() -> None:
    visit = begin(phone_steps.paying())
    assert phone(visit).again is None
    touch(visit, "vi", "so-2")
    again = phone(visit).again
    assert again is not None
    assert (again.label, again.intent) == ("Làm lại", StartAgain())
    visit.tap(StartAgain())
    assert phone(visit).again is None
    assert phone(visit).screen == phone_steps.paying().screen


def test_after_a_quiet_while_help_is_offered_in_front_of_any_screen() -> None:
    visit = begin(phone_steps.paying())
    touch(visit, "vi")
    visit.wait(14)
    assert phone(visit).kind_title == ""
    visit.wait(2)
    assert phone(visit).kind_title == "Bác cứ thong thả ạ"
    assert last_wrong(visit) == 0


def last_wrong(visit: Visit) -> int:
    follow(visit)
    return int(str(last(visit).data["wrong"]))


# --- done alone, before and after ---------------------------------------------------------------


def test_a_step_done_alone_points_at_nothing_before_help_is_asked_for() -> None:
    visit = begin(changed(phone_steps.paying(), alone=True))
    assert phone(visit).badge == "Bác tự làm nhé"
    for _tap in range(3):
        touch(visit, "nen")
        view = phone(visit)
        assert (view.rung, view.kind_text) == ("none", "Chỗ này trống ạ.")
        assert view.speech[-1] == "Bác làm giúp nhé."
    visit.tap(AskHint())
    assert phone(visit).rung == "again"
    touch(visit, "nen")
    assert phone(visit).rung == "arrow"


def test_a_step_done_alone_with_wrong_taps_only_is_still_unaided() -> None:
    visit = begin(changed(phone_steps.paying(), alone=True))
    touch(visit, "nen", "nen")
    follow(visit)
    assert (last(visit).data["outcome"], last(visit).data["wrong"], last(visit).data["hints"]) == ("unaided", 2, 0)


def before_and_after() -> Visit:
    lesson = unfolded(lesson_of(phone_steps.typing("ba", marks=False),
                                AgainStep(id="lai", of="viec", say="Giờ bác làm lại nhé.")))
    return begin(*lesson.steps[:-1])


def test_before_the_lesson_the_task_may_be_left_for_later_without_shame() -> None:
    visit = before_and_after()
    view = phone(visit)
    assert view.skip is not None
    assert (view.skip.label, view.question) == ("Để sau", "Chưa biết thì để sau, học xong mình làm lại ạ.")
    visit.tap(SkipStep())
    fact = last(visit).data
    assert (fact["outcome"], fact["moment"], fact["same_as"]) == ("gave_up", "before", "")
    assert phone(visit).skip is None
    visit.tap(SkipStep())
    assert phone(visit).instruction == "Giờ bác làm lại nhé."


def test_after_the_lesson_the_same_task_is_evidence_of_what_was_learned() -> None:
    visit = before_and_after()
    visit.tap(SkipStep())
    follow(visit)
    fact = last(visit).data
    assert (fact["step"], fact["outcome"], fact["moment"], fact["same_as"]) == ("lai", "unaided", "after", "viec")
    visit.tap(NextStep())
    assert visit.see(DoneView).how == "Bác tự làm, không cần ai nhắc"
    assert last(visit, "lesson.completed").data["outcome"] == "unaided"


def test_a_step_of_the_lesson_itself_cannot_be_skipped() -> None:
    visit = begin(phone_steps.paying())
    visit.tap(SkipStep(), NextStep())
    phone(visit)
    assert "task.done" not in visit.journal.kinds()


def test_a_lesson_may_be_opened_at_a_step() -> None:
    visit = Visit(lessons=(lesson_of(phone_steps.paying(), phone_steps.typing()),))
    for at, say in ((1, "Bác làm giúp nhé."), (99, "Hết bài."), (-1, "Bác làm giúp nhé.")):
        visit.controller.open(routes.Lesson(visit.catalogue.lessons()[0].id, at))
        visit.wait(0.25)
        view = visit.view
        assert (view.instruction if isinstance(view, PhoneStepView) else visit.see(ShowStepView).title) == say


# --- words ----------------------------------------------------------------------------------------


def test_the_words_name_the_colour_that_is_seen() -> None:
    assert as_seen("Nút xanh ở dưới, bác chạm nút xanh.", Look(high_contrast=True)) == (
        "Nút vàng ở dưới, bác chạm nút vàng.")
    assert as_seen("Nút xanh ở dưới.", Look()) == "Nút xanh ở dưới."
    assert as_seen("Nút xanh ở dưới.", Look(high_contrast=True, language="tyz")) == "Nút xanh ở dưới."


def test_a_wrong_tap_and_the_hint_both_name_the_yellow_button_in_high_contrast() -> None:
    visit = begin(changed(phone_steps.paying(), wrong={"nen": "Bác tìm nút xanh nhé."}))
    visit.controller.state.set_look(replace(visit.controller.state.look, high_contrast=True))
    visit.tap(AskHint())
    touch(visit, "nen")
    view = phone(visit)
    assert (view.kind_text, view.instruction) == ("Bác tìm nút vàng nhé.", "Bác chạm nút vàng “Trả” nhé.")
    assert not any("nút xanh" in line for line in view.speech)


def test_under_a_dialog_every_other_touch_is_told_so() -> None:
    visit = begin(phone_steps.asked())
    touch(visit, "vao")
    assert phone(visit).kind_text == "Bác chọn một nút trong khung đang hỏi nhé."
