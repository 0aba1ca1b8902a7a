"""How a step of a lesson is shown. Words only; places belong to the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.core.flows.base import learner_rail
from kiosk.core.flows.coached import Coached
from kiosk.core.intents import AskHint, Back, Choose, NextStep, ShowMe, UseSampleCode
from kiosk.core.lesson import ChooseStep, Lesson, PhoneStep, ScanStep, ShowStep
from kiosk.core.room import Room
from kiosk.core.views import Action, Choice, PhoneStepView, Progress, QuizView, ShowStepView
from kiosk.core.words import _

if TYPE_CHECKING:
    from kiosk.core.flows.lesson import StepState

VIEWFINDER = "viewfinder"


def progress(lesson: Lesson, index: int) -> Progress:
    total = len(lesson.steps)
    return Progress(_("Bước {n} trong {total}").format(n=index + 1, total=total), index, total)


def back_action() -> Action:
    return Action(_("Lùi lại"), Back(), "arrow-left")


def show_view(lesson: Lesson, index: int, step: ShowStep, room: Room) -> ShowStepView:
    last = index + 1 == len(lesson.steps)
    return ShowStepView(
        key=f"{lesson.id}-{index}", rail=learner_rail(), look=room.look, speech=(step.title, *step.text),
        progress=progress(lesson, index), title=step.title, text=step.text, picture=step.picture,
        primary=Action(_("Xong bài") if last else _("Tiếp theo"), NextStep(), "arrow-right"), back=back_action(),
    )


def phone_view(lesson: Lesson, index: int, step: PhoneStep | ScanStep, state: StepState, room: Room,
               coached: Coached) -> PhoneStepView:
    rung = ("none", "again", "arrow", "finger")[state.rung]
    hint = {"again": step.hints.again, "arrow": step.hints.point, "finger": step.hints.show}.get(rung, "")
    scanning = isinstance(step, ScanStep)
    demo = room.now_ms < state.demo_until_ms
    return PhoneStepView(
        key=f"{lesson.id}-{index}-{state.rung}-{state.wrong}-{bool(state.kind_title)}", rail=learner_rail(),
        look=room.look, speech=_speech(step, state, hint), progress=progress(lesson, index), context=step.context,
        instruction=hint or step.say, question="" if hint else step.ask, screen=step.screen,
        rung=rung,  # type: ignore[arg-type]
        target=_target(step), kind_title=state.kind_title, kind_text=state.kind_text, wrong_spot=state.wrong_spot,
        demo=demo, camera=scanning, camera_line=_camera_line(room, coached) if scanning else "",
        camera_frame=coached.frame, aside=coached.aside if scanning else "", back=back_action(),
        hint=_hint_action(state.rung, scanning),
        sample=Action(_("Dùng mã mẫu trong máy"), UseSampleCode(), "qr") if scanning and _stuck(state, room) else None,
    )


def _speech(step: PhoneStep | ScanStep, state: StepState, hint: str) -> tuple[str, ...]:
    if state.kind_title:
        return (state.kind_title, state.kind_text, hint or step.say)
    if hint:
        return (hint,)
    context = (f"{step.context.text} {step.context.strong}",) if step.context else ()
    return (*context, step.say, step.ask)


def _target(step: PhoneStep | ScanStep) -> str:
    if isinstance(step, PhoneStep):
        return step.right[0]
    return next((e.id for e in step.screen.elements if type(e).__name__ == "Viewfinder"), "")


def _stuck(state: StepState, room: Room) -> bool:
    """The sample code is offered once a hint was needed, or where there is no camera."""
    return state.rung > 0 or bool(state.kind_title) or room.camera == "missing"


def _camera_line(room: Room, coached: Coached) -> str:
    if room.camera == "missing":
        return _("Máy ảnh bị tuột dây, bác dùng mã mẫu nhé")
    return coached.advice.text if coached.advice else _("Giơ tờ mã trước máy ảnh ạ")


def _hint_action(rung: int, scanning: bool) -> Action:
    if rung == 3 and not scanning:
        return Action(_("Làm mẫu"), ShowMe(), "play")
    return Action(_("Chỉ cho tôi") if rung == 0 else _("Chỉ rõ hơn"), AskHint(), "finger", enabled=rung < 3,
                  why=_("Bác làm theo ngón tay chỉ nhé"))


def choose_view(lesson: Lesson, index: int, step: ChooseStep, state: StepState, room: Room) -> QuizView:
    answers = tuple(Choice(a.label, Choose(a.id), a.icon) for a in step.answers)
    given = next((a for a in step.answers if a.id == state.answer), None)
    reply_title = "" if given is None else _("Bác chọn đúng rồi!") if given.right else _("Không sao bác ạ!")
    reply = given.reply if given else ""
    speech = (reply_title, reply) if given else (step.title, *step.card, step.ask, *(a.label for a in step.answers))
    return QuizView(
        key=f"{lesson.id}-{index}-{state.answer}-{state.wrong}", rail=learner_rail(), look=room.look, speech=speech,
        progress=progress(lesson, index), title=step.title, card=step.card, card_from=step.card_from,
        picture=step.picture, ask=step.ask, answers=answers, reply_title=reply_title, reply=reply,
        right=state.right, primary=_quiz_primary(state), practice=_("TẬP LUYỆN"),
    )


def _quiz_primary(state: StepState) -> Action | None:
    if not state.answer:
        return None
    if state.right:
        return Action(_("Tiếp theo"), NextStep(), "arrow-right")
    return Action(_("Chọn lại"), Back(), "undo")
