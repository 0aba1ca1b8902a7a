"""How a step of a lesson is shown. Words only; places belong to the screens."""

from __future__ import annotations

from kiosk.core.flows.arrival.scan_coach import Coached
from kiosk.core.flows.base import learner_rail
from kiosk.core.flows.lesson.step_state import RUNGS, TOP, StepState
from kiosk.core.i18n import _
from kiosk.core.intents import AskHint, Back, Choose, NextStep, ShowMe, SkipStep, StartAgain, UseSampleCode
from kiosk.core.lessons.lesson import ChooseStep, Lesson, PhoneStep, ScanStep, ShowStep
from kiosk.core.lessons.phone_screen import BACK, DOWN, UP, Viewfinder
from kiosk.core.phone.elements import PAD_ERASE, thing
from kiosk.core.phone.guide import WAIT
from kiosk.core.phone.state import face, screen, untouched
from kiosk.core.phone.typing import CLOSE, ERASE
from kiosk.core.state import KioskState
from kiosk.core.views import Action, Choice, Look, PhoneStepView, Progress, QuizView, ShowStepView


def progress(lesson: Lesson, index: int) -> Progress:
    total = len(lesson.steps)
    return Progress(_("Bước {n} trong {total}").format(n=index + 1, total=total), index, total)


def back_action() -> Action:
    return Action(_("Lùi lại"), Back(), "arrow-left")


def later_action() -> Action:
    return Action(_("Để sau"), SkipStep(), "clock")


def as_seen(sentence: str, look: Look) -> str:
    """The sentence with the colour the main buttons really have: in high contrast they are yellow."""
    if not look.high_contrast or look.language != "vi":
        return sentence
    return sentence.replace("nút xanh", "nút vàng").replace("Nút xanh", "Nút vàng")


def show_view(lesson: Lesson, index: int, step: ShowStep, state: KioskState) -> ShowStepView:
    last = index + 1 == len(lesson.steps)
    text = tuple(as_seen(line, state.look) for line in step.text)
    return ShowStepView(
        key=f"{lesson.id}-{index}", rail=learner_rail(), look=state.look, speech=(step.title, *text),
        progress=progress(lesson, index), title=step.title, text=text, picture=step.picture,
        primary=Action(_("Xong bài") if last else _("Tiếp theo"), NextStep(), "arrow-right"), back=back_action(),
    )


# --- on the simulated phone -------------------------------------------------------------------


def phone_view(lesson: Lesson, index: int, step: PhoneStep, step_state: StepState, state: KioskState) -> PhoneStepView:
    target = step_state.target(state.now_ms)
    hint = as_seen(_hint_words(step, step_state, target), state.look)
    say, kind = as_seen(step.say, state.look), as_seen(step_state.kind_text, state.look)
    ask = as_seen(_ask(step), state.look)
    return PhoneStepView(
        key=f"{lesson.id}-{index}-{step_state.announcements}", rail=learner_rail(), look=state.look,
        speech=_speech(step, step_state.kind_title, kind, hint, (say, ask)), progress=progress(lesson, index),
        context=step.context, instruction=hint or say, question="" if hint else ask,
        screen=screen(step, step_state.phone), face=face(step, step_state.phone, state.now_ms),
        rung=RUNGS[step_state.rung], target=target, kind_title=step_state.kind_title, kind_text=kind,
        wrong_spot=step_state.wrong_spot, demo=state.now_ms < step_state.demo_until_ms and target != WAIT,
        back=back_action(), hint=_hint_action(step_state.rung, demo=target != WAIT),
        again=None if untouched(step_state.phone) else Action(_("Làm lại"), StartAgain(), "undo"),
        skip=later_action() if step.moment == "before" else None, badge=_("Bác tự làm nhé") if step.alone else "",
    )


def _ask(step: PhoneStep) -> str:
    if step.moment == "before" and not step.ask:
        return _("Chưa biết thì để sau, học xong mình làm lại ạ.")
    return step.ask


def _hint_words(step: PhoneStep, step_state: StepState, target: str) -> str:
    """The author's words for the rung; off the way those of the touch that leads back."""
    if step_state.rung == 0:
        return ""
    if thing(screen(step, step_state.phone), target) is None and target not in step.right:
        own = _own_words(target)
        if own:
            return own
    return (step.hints.again, step.hints.point, step.hints.show)[step_state.rung - 1]


def _own_words(target: str) -> str:
    """For what belongs to the phone itself."""
    if target.endswith((UP, DOWN)):
        return _("Còn nữa ạ, bác chạm mũi tên để xem thêm.")
    return {
        BACK: _("Mình lùi lại: bác chạm mũi tên ở trên nhé."),
        ERASE: _("Có chữ chưa đúng, bác chạm phím xóa nhé."),
        PAD_ERASE: _("Có số chưa đúng, bác chạm phím xóa nhé."),
        CLOSE: _("Gõ xong rồi, bác chạm phím “Xong” nhé."),
        WAIT: _("Điện thoại đang chạy, bác chờ một chút ạ."),
    }.get(target, "")


def _speech(step: PhoneStep | ScanStep, title: str, kind: str, hint: str, own: tuple[str, str]) -> tuple[str, ...]:
    """``own`` are the step's own words: what to do, and the question."""
    if title:
        return title, kind, hint or own[0]
    if hint:
        return (hint,)
    context = (f"{step.context.text} {step.context.strong}",) if step.context else ()
    return (*context, *own)


def _hint_action(rung: int, *, demo: bool = True) -> Action:
    if rung == TOP and demo:
        return Action(_("Làm mẫu"), ShowMe(), "play")
    return Action(_("Chỉ cho tôi") if rung == 0 else _("Chỉ rõ hơn"), AskHint(), "finger", enabled=rung < TOP,
                  why=_("Bác làm theo ngón tay chỉ nhé"))


# --- before the real camera -------------------------------------------------------------------


def scan_view(lesson: Lesson, index: int, step: ScanStep, step_state: StepState, state: KioskState,
              coached: Coached) -> PhoneStepView:
    hint = as_seen(("", step.hints.again, step.hints.point, step.hints.show)[step_state.rung], state.look)
    say, ask = as_seen(step.say, state.look), as_seen(step.ask, state.look)
    return PhoneStepView(
        key=f"{lesson.id}-{index}-{step_state.announcements}", rail=learner_rail(), look=state.look,
        speech=_speech(step, step_state.kind_title, step_state.kind_text, hint, (say, ask)),
        progress=progress(lesson, index), context=step.context, instruction=hint or say,
        question="" if hint else ask, screen=step.screen, rung=RUNGS[step_state.rung],
        target=next((e.id for e in step.screen.elements if isinstance(e, Viewfinder)), ""),
        kind_title=step_state.kind_title, kind_text=step_state.kind_text, wrong_spot=step_state.wrong_spot, camera=True,
        camera_line=_camera_line(state, coached), camera_frame=coached.frame, aside=coached.aside, back=back_action(),
        hint=_hint_action(step_state.rung, demo=False),
        sample=Action(_("Dùng mã mẫu trong máy"), UseSampleCode(), "qr") if _stuck(step_state, state) else None,
    )


def _stuck(step_state: StepState, state: KioskState) -> bool:
    """The sample code is offered once a hint was needed, or where there is no camera."""
    return step_state.rung > 0 or bool(step_state.kind_title) or state.camera == "missing"


def _camera_line(state: KioskState, coached: Coached) -> str:
    if state.camera == "missing":
        return _("Máy ảnh bị tuột dây, bác dùng mã mẫu nhé")
    return coached.advice.text if coached.advice else _("Giơ tờ mã trước máy ảnh ạ")


# --- questions --------------------------------------------------------------------------------


def choose_view(lesson: Lesson, index: int, step: ChooseStep, step_state: StepState, state: KioskState) -> QuizView:
    answers = tuple(Choice(a.label, Choose(a.id), a.icon) for a in step.answers)
    given = next((a for a in step.answers if a.id == step_state.answer), None)
    reply_title = "" if given is None else _("Bác chọn đúng rồi!") if given.right else _("Không sao bác ạ!")
    reply = given.reply if given else ""
    speech = (reply_title, reply) if given else (step.title, *step.card, step.ask, *(a.label for a in step.answers))
    return QuizView(
        key=f"{lesson.id}-{index}-{step_state.answer}-{step_state.wrong}", rail=learner_rail(), look=state.look,
        speech=speech, progress=progress(lesson, index), title=step.title, card=step.card, card_from=step.card_from,
        picture=step.picture, ask=step.ask, answers=answers, reply_title=reply_title, reply=reply,
        right=step_state.right, primary=after_answer(step_state), practice=_("TẬP LUYỆN"),
    )


def after_answer(step_state: StepState) -> Action | None:
    """On after the right answer; back to the answers after another."""
    if not step_state.answer:
        return None
    if step_state.right:
        return Action(_("Tiếp theo"), NextStep(), "arrow-right")
    return Action(_("Chọn lại"), Back(), "undo")
