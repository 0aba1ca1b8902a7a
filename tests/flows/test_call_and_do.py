"""A simulated call never leads on by a wrong answer; what was done on the own phone is confirmed, or said not to be."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.core.inputs import CameraChanged, Looked
from kiosk.core.intents import Back, Choose, DoneMyself, NextStep, SkipStep, TapElement
from kiosk.core.scanning.coaching import FrameLook
from kiosk.core.views import CallView, DoView, HomeView, IdleView, ShowStepView
from tests.support import phone_steps
from tests.support.fakes.core import facilitator_badge, learner_badge
from tests.support.journey import LUA
from tests.support.phone_journey import begin, begin_in_session, last, own_phone, stranger


def test_each_right_answer_leads_to_the_next_turn_and_the_last_one_on() -> None:
    visit = begin(stranger())
    view = visit.see(CallView)
    assert (view.who, view.loud, view.practice) == ("Số lạ", "Loa đang bật", "TẬP LUYỆN")
    assert view.speech == ("Tôi là công an.", "Ông nợ tiền.", "Bác nói gì ạ?", "hoi", "so")
    visit.tap(Choose("hoi"))
    view = visit.see(CallView)
    assert (view.reply, view.right) == ("Lời đáp hoi.", True)
    visit.tap(NextStep())
    assert visit.see(CallView).says == ("Chuyển tiền ngay!",)
    visit.tap(Choose("cup"), NextStep())
    visit.see(ShowStepView)
    assert (last(visit).data["outcome"], last(visit).data["wrong"]) == ("unaided", 0)


def test_a_wrong_answer_in_a_call_never_leads_on() -> None:
    visit = begin(stranger())
    visit.tap(Choose("so"))
    view = visit.see(CallView)
    assert (view.reply_title, view.right) == ("Không sao bác ạ!", False)
    assert view.primary is not None
    assert (view.primary.label, view.primary.intent) == ("Chọn lại", Back())
    visit.tap(NextStep(), NextStep(), SkipStep())
    assert visit.see(CallView).says == ("Tôi là công an.", "Ông nợ tiền.")
    assert "task.done" not in visit.journal.kinds()
    visit.tap(Back(), Choose("hoi"), NextStep(), Choose("cup"), NextStep())
    assert (last(visit).data["outcome"], last(visit).data["wrong"]) == ("hinted", 1)


def test_without_an_answer_nothing_leads_on() -> None:
    visit = begin(stranger())
    visit.tap(NextStep(), Choose("khong-co"), NextStep())
    assert visit.see(CallView).reply == ""


def test_back_in_a_call_goes_one_turn_back() -> None:
    visit = begin(stranger())
    visit.tap(Choose("hoi"), NextStep(), Back())
    view = visit.see(CallView)
    assert (view.says[0], view.reply) == ("Tôi là công an.", "")


def test_messages_have_no_loudspeaker() -> None:
    assert begin(replace(stranger(), way="chat")).see(CallView).loud == ""


# --- on the own phone -----------------------------------------------------------------------------


def test_in_a_session_the_facilitators_badge_confirms_what_was_done() -> None:
    visit = begin_in_session(own_phone())
    assert visit.see(DoView).qr
    assert not visit.controller.camera_wanted
    visit.tap(DoneMyself())
    assert visit.see(DoView).confirming
    assert visit.controller.camera_wanted
    visit.scan(facilitator_badge())
    visit.see(ShowStepView)
    assert (last(visit).data["outcome"], last(visit).data["confirmed_by"]) == ("unaided", LUA)


def test_another_badge_does_not_confirm() -> None:
    visit = begin_in_session(own_phone())
    visit.tap(DoneMyself())
    for payload in (learner_badge(1), learner_badge(2), b"https://vidu.vn"):
        visit.scan(payload)
        view = visit.see(DoView)
        assert view.advice
        assert view.frame == "clay"
    assert "task.done" not in visit.journal.kinds()


def test_while_the_badge_is_waited_for_the_camera_coaches() -> None:
    visit = begin_in_session(own_phone())
    visit.tap(DoneMyself())
    for _look in range(4):
        visit.on(Looked(FrameLook(visit.ms, brightness=10.0)))
    assert visit.see(DoView).advice == "Bác nghiêng ra chỗ sáng hơn nhé"


def test_without_a_facilitator_the_own_word_is_kept_as_unconfirmed() -> None:
    visit = begin_in_session(own_phone())
    visit.tap(DoneMyself(), NextStep())
    visit.see(ShowStepView)
    assert "confirmed_by" not in last(visit).data
    alone = begin(own_phone())
    alone.tap(DoneMyself())
    alone.see(ShowStepView)
    assert (last(alone).data["outcome"], "confirmed_by" in last(alone).data) == ("unaided", False)


def test_without_a_camera_the_own_word_is_kept_at_once() -> None:
    visit = begin_in_session(own_phone())
    visit.on(CameraChanged("missing"))
    visit.tap(DoneMyself())
    visit.see(ShowStepView)
    assert "confirmed_by" not in last(visit).data


def test_it_can_always_be_left_for_later() -> None:
    for touches in ((), (DoneMyself(),)):
        visit = begin_in_session(own_phone())
        visit.tap(*touches, SkipStep())
        visit.see(ShowStepView)
        assert last(visit).data["outcome"] == "gave_up"


def test_next_before_anything_was_said_does_not_lead_on() -> None:
    visit = begin_in_session(own_phone())
    visit.tap(NextStep(), TapElement("nen"))
    visit.see(DoView)


def test_who_looks_at_the_own_phone_is_left_in_peace_for_ten_minutes() -> None:
    visit = begin(own_phone())
    visit.wait(590)
    visit.see(DoView)
    visit.wait(11)
    visit.see(IdleView)


def test_elsewhere_the_machine_asks_after_the_usual_time_and_comes_back_to_the_same_place() -> None:
    visit = begin(phone_steps.paying())
    visit.tap(TapElement("vi"), TapElement("so-2"))
    before = visit.controller.state.navigation.top
    visit.wait(76)
    idle = visit.see(IdleView)
    assert idle.stay is not None
    visit.tap(idle.stay.intent)
    assert visit.controller.state.navigation.top is before
    visit.wait(120)
    visit.see(HomeView)
