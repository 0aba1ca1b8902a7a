"""One learner in one lesson: mistakes caught kindly, hints, evidence, progress."""

from __future__ import annotations

from kiosk.core.intents import (
    AskHint,
    Back,
    Choose,
    GoHome,
    NextStep,
    OpenLesson,
    OpenNeed,
    Rest,
    ShowMe,
    StartHall,
    TapElement,
    UseSampleCode,
)
from kiosk.core.lessons.curriculum import Playlist
from kiosk.core.views import (
    DoneView,
    HallView,
    HomeView,
    LessonListView,
    PhoneStepView,
    QuizView,
    SessionView,
    ShowStepView,
)
from tests.support.fakes.core import learner_badge
from tests.support.journey import Visit, small_lesson

RIGHT_CODE = b"BDHVSTAP1:rau-co-mau"


def open_lesson(visit: Visit) -> None:
    visit.tap(OpenNeed("tra-tien"), OpenLesson("tra-tien-qr"))


def to_name_step(visit: Visit) -> None:
    open_lesson(visit)
    visit.tap(NextStep())
    visit.scan(RIGHT_CODE)


def test_a_lesson_done_alone_is_kept_as_unaided() -> None:
    visit = Visit()
    open_lesson(visit)
    assert visit.see(ShowStepView).progress is not None
    visit.tap(NextStep())
    assert visit.see(PhoneStepView).camera
    visit.scan(RIGHT_CODE)
    visit.tap(TapElement("dung"), Choose("dung-lai"))
    assert visit.see(QuizView).right
    visit.tap(NextStep())
    assert visit.see(DoneView).how == "Bác tự làm, không cần ai nhắc"
    assert visit.journal.kinds() == [
        "lesson.started", "task.done", "task.done", "quiz.answered", "lesson.completed"]
    assert visit.journal.events[-1].data["outcome"] == "unaided"


def test_a_wrong_tap_is_named_kindly_and_nothing_is_lost() -> None:
    visit = Visit()
    to_name_step(visit)
    visit.tap(TapElement("ten", 0.5, 0.2))
    view = visit.see(PhoneStepView)
    assert view.kind_title == "Không sao bác ạ!"
    assert view.kind_text == "Bác chạm vào tên, tiền còn nguyên."
    assert view.wrong_spot == (0.5, 0.2)
    assert view.rung == "again"
    visit.tap(TapElement("dung"))
    visit.see(QuizView)
    done = visit.journal.events[-1]
    assert (done.data["outcome"], done.data["wrong"]) == ("hinted", 1)


def test_the_hint_ladder_says_again_then_points_then_shows() -> None:
    visit = Visit()
    to_name_step(visit)
    rungs = []
    for _n in range(3):
        visit.tap(AskHint())
        rungs.append(visit.see(PhoneStepView).rung)
    assert rungs == ["again", "arrow", "finger"]
    last = visit.see(PhoneStepView)
    assert last.hint is not None
    assert last.hint.label == "Làm mẫu"
    assert last.target == "dung"


def test_show_me_plays_once_and_then_the_learner_does_it() -> None:
    visit = Visit()
    to_name_step(visit)
    visit.tap(AskHint(), AskHint(), AskHint(), ShowMe())
    assert visit.see(PhoneStepView).demo
    visit.tap(TapElement("dung"))
    assert visit.see(PhoneStepView).demo
    visit.wait(3)
    assert not visit.see(PhoneStepView).demo
    visit.tap(TapElement("dung"))
    assert visit.journal.events[-1].data["outcome"] == "helped"


def test_help_is_offered_after_a_quiet_while() -> None:
    visit = Visit()
    to_name_step(visit)
    visit.wait(16)
    assert visit.see(PhoneStepView).kind_title == "Bác cứ thong thả ạ"
    visit.tap(TapElement("dung"))
    assert visit.journal.events[-1].data["outcome"] == "unaided"


def test_another_code_at_the_scan_step_is_explained_and_never_opened() -> None:
    visit = Visit()
    open_lesson(visit)
    visit.tap(NextStep())
    visit.scan(b"00020101021138570010A00000072701270006970405011300000000000010208QRIBFTTA53037045802VN6304032F")
    view = visit.see(PhoneStepView)
    assert view.kind_text == "Đây là mã trả tiền thật, bác lấy tờ mã tập nhé."
    visit.scan(b"BDHVSTAP1:khac")
    assert "bài khác" in visit.see(PhoneStepView).kind_text


def test_without_a_sheet_the_sample_code_helps() -> None:
    visit = Visit()
    open_lesson(visit)
    visit.tap(NextStep())
    assert visit.see(PhoneStepView).sample is None
    visit.tap(AskHint())
    assert visit.see(PhoneStepView).sample is not None
    visit.tap(UseSampleCode())
    assert visit.journal.events[-1].data["outcome"] == "helped"


def test_a_wrong_answer_is_forgiven_and_can_be_chosen_again() -> None:
    visit = Visit()
    to_name_step(visit)
    visit.tap(TapElement("dung"), Choose("tra"))
    view = visit.see(QuizView)
    assert view.reply_title == "Không sao bác ạ!"
    assert view.primary is not None
    assert view.primary.label == "Chọn lại"
    visit.tap(Back())
    assert visit.see(QuizView).reply == ""


def test_the_answer_after_a_wrong_one_keeps_both_tries() -> None:
    visit = Visit()
    to_name_step(visit)
    visit.tap(TapElement("dung"), Choose("tra"), Back(), Choose("dung-lai"))
    answered = visit.journal.events[-1]
    assert (answered.kind, answered.data["right"], answered.data["tries"]) == ("quiz.answered", False, 2)


def test_a_step_done_with_a_hint_stays_so_when_it_is_done_again_after_going_back() -> None:
    visit = Visit()
    to_name_step(visit)
    visit.tap(AskHint(), TapElement("dung"), Back(), TapElement("dung"))
    assert visit.journal.events[-1].data["outcome"] == "unaided"
    visit.tap(Choose("dung-lai"), NextStep())
    completed = visit.journal.events[-1]
    assert (completed.kind, completed.data["outcome"]) == ("lesson.completed", "hinted")


def test_back_goes_one_step_back_and_from_the_first_to_the_list() -> None:
    visit = Visit()
    to_name_step(visit)
    visit.tap(Back())
    assert visit.see(PhoneStepView).camera
    visit.tap(Back(), Back())
    visit.see(LessonListView)


def test_a_known_learner_goes_on_where_they_stopped() -> None:
    visit = Visit()
    visit.open_session()
    visit.scan(learner_badge(1))
    visit.keep()
    visit.tap(GoHome())
    visit.scan(learner_badge(1))
    visit.tap(NextStep(), OpenLesson("tra-tien-qr"), NextStep())
    visit.scan(RIGHT_CODE)
    visit.tap(GoHome())
    visit.scan(learner_badge(1))
    visit.tap(NextStep())
    row = visit.see(LessonListView).rows[0]
    assert row.state == "Bác học dở, còn 2 bước nữa"
    visit.tap(row.intent)
    assert visit.see(PhoneStepView).instruction == "Bác đọc tên."


def test_a_guests_progress_is_forgotten_when_they_leave() -> None:
    visit = Visit()
    to_name_step(visit)
    visit.tap(GoHome(), OpenNeed("tra-tien"))
    assert visit.see(LessonListView).rows[0].state_kind == "new"


def test_the_next_learner_never_sees_the_one_before() -> None:
    visit = Visit()
    visit.open_session()
    visit.tap(GoHome())
    visit.scan(learner_badge(1))
    visit.keep()
    visit.tap(NextStep(), OpenLesson("tra-tien-qr"), NextStep())
    visit.scan(RIGHT_CODE)
    visit.tap(GoHome())
    visit.scan(learner_badge(2))
    visit.keep()
    visit.tap(NextStep())
    assert visit.see(LessonListView).rows[0].state_kind == "new"


def test_rest_thanks_and_forgets() -> None:
    visit = Visit()
    to_name_step(visit)
    visit.tap(TapElement("dung"), Choose("dung-lai"), NextStep())
    visit.see(DoneView)
    visit.tap(Rest())
    visit.see(HomeView)
    assert visit.controller.state.visitor is None


def test_done_leads_to_the_next_lesson_not_yet_done() -> None:
    visit = Visit(lessons=(small_lesson(), small_lesson("ma-quay-hang")))
    to_name_step(visit)
    visit.tap(TapElement("dung"), Choose("dung-lai"), NextStep())
    done = visit.see(DoneView)
    assert done.primary is not None
    assert done.primary.intent == OpenLesson("ma-quay-hang")


def test_done_offers_the_next_lesson_of_the_path_just_walked() -> None:
    visit = Visit(lessons=(small_lesson(), small_lesson("ma-quay-hang"), small_lesson("so-suc-khoe", "suc-khoe")))
    visit.catalogue.paths = (
        Playlist(id="duong", title="Đường", picture="lesson", lessons=("tra-tien-qr", "so-suc-khoe")),)
    to_name_step(visit)
    visit.tap(TapElement("dung"), Choose("dung-lai"), NextStep())
    done = visit.see(DoneView)
    assert done.primary is not None
    assert done.primary.intent == OpenLesson("so-suc-khoe")


def test_a_need_without_lessons_is_an_honest_page() -> None:
    visit = Visit()
    visit.tap(OpenNeed("suc-khoe"))
    view = visit.see(LessonListView)
    assert view.rows == ()
    assert view.empty


def test_hall_mode_counts_hands_and_credits_the_room_not_the_learner() -> None:
    visit = Visit()
    visit.open_session()
    visit.tap(StartHall())
    assert visit.see(HallView).title == "Hôm nay mình tập trả tiền."
    visit.tap(NextStep(), NextStep(), NextStep())
    for _n in range(5):
        visit.touch("Dừng lại")
    assert visit.see(HallView).hands[0][1] == 5
    visit.tap(NextStep())
    assert visit.see(HallView).reply == "Đúng rồi ạ."
    visit.tap(NextStep())
    visit.see(SessionView)
    answered = next(f for f in visit.journal.events if f.kind == "quiz.answered")
    assert (answered.data["hands"], answered.learner) == (5, None)
    assert visit.journal.events[-1].data["mode"] == "hall"
