"""How a simulated call, and something to do on the own phone, are shown."""

from __future__ import annotations

from kiosk.core.flows.arrival.scan_coach import Coached
from kiosk.core.flows.base import learner_rail
from kiosk.core.flows.lesson.step_state import StepState
from kiosk.core.flows.lesson.step_views import after_answer, back_action, later_action, progress
from kiosk.core.i18n import _
from kiosk.core.intents import Choose, DoneMyself, NextStep
from kiosk.core.lessons.lesson import CallStep, DoStep, Lesson
from kiosk.core.state import KioskState
from kiosk.core.views import Action, CallView, Choice, DoView


def call_view(lesson: Lesson, index: int, step: CallStep, step_state: StepState, state: KioskState) -> CallView:
    turn = step.turns[step_state.turn]
    given = next((a for a in turn.answers if a.id == step_state.answer), None)
    title = "" if given is None else _("Bác chọn đúng rồi!") if given.right else _("Không sao bác ạ!")
    reply = given.reply if given else ""
    labels = tuple(answer.label for answer in turn.answers)
    return CallView(
        key=f"{lesson.id}-{index}-{step_state.turn}-{step_state.answer}-{step_state.wrong}", rail=learner_rail(),
        look=state.look, speech=(title, reply) if given else (*turn.says, turn.ask, *labels),
        progress=progress(lesson, index), way=step.way, who=step.who, note=step.note, says=turn.says,
        loud="" if step.way == "chat" else _("Loa đang bật"), ask=turn.ask,
        answers=tuple(Choice(a.label, Choose(a.id), a.icon) for a in turn.answers), reply_title=title, reply=reply,
        right=step_state.right, primary=after_answer(step_state), back=back_action(), practice=_("TẬP LUYỆN"),
    )


def do_view(lesson: Lesson, index: int, step: DoStep, step_state: StepState, state: KioskState, coached: Coached,
            qr: tuple[str, ...]) -> DoView:
    qr_line = _("Bác chụp mã này bằng điện thoại của bác") if qr else ""
    advice = step_state.advice or (coached.advice.text if coached.advice else "") or _("Mời người hướng dẫn giơ thẻ ạ")
    here = (_("Mời người hướng dẫn giơ thẻ ạ"),) if step_state.confirming else (step.title, *step.text, qr_line)
    return DoView(
        key=f"{lesson.id}-{index}-{step_state.confirming}", rail=learner_rail(), look=state.look, speech=here,
        aside=step_state.advice or (coached.aside if step_state.confirming else ""), progress=progress(lesson, index),
        title=step.title, text=step.text, picture=step.picture, qr=qr, qr_line=qr_line,
        confirming=step_state.confirming, advice=advice if step_state.confirming else "",
        frame="clay" if step_state.advice else coached.frame, primary=_do_primary(step_state),
        secondary=later_action(), back=back_action(),
    )


def _do_primary(step_state: StepState) -> Action:
    """While the badge is waited for, the learner's own word is taken as well."""
    if step_state.confirming:
        return Action(_("Cứ ghi lời tôi"), NextStep(), "check")
    return Action(_("Tôi làm xong"), DoneMyself(), "check")
