"""What a learner does next: touches exactly what the screen points at, answers right, shows the practice sheet.

Guarantees: on the simulated phone only the view's own ``target`` is followed, never the lesson's file; where the phone
is busy the learner waits. Pure: touches nothing itself. Used by the guided tour, the bench and the lessons' tests.

    next_move(lesson, view)     # TapElement("ngan-hang"), Sheet("rau-co-mau"), WAITING or NextStep()
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kiosk.core.intents import Choose, Intent, TapElement
from kiosk.core.lessons.lesson import PRACTICE_PREFIX, Answer, CallStep, ChooseStep, Lesson, ScanStep, Step
from kiosk.core.views import CallView, DoneView, DoView, PhoneStepView, QuizView, ShowStepView, View
from kiosk.ui.design.parts import Touch
from kiosk.ui.input.touch import Target

StepView = ShowStepView | PhoneStepView | QuizView | CallView | DoView


@dataclass(frozen=True)
class Sheet:
    """The practice sheet of ``code`` comes before the camera."""

    code: str

    @property
    def payload(self) -> bytes:
        return f"{PRACTICE_PREFIX}{self.code}".encode()


@dataclass(frozen=True)
class Waiting:
    """Nothing to touch: the phone loads, or a message is on its way."""


WAITING: Final = Waiting()
Move = Intent | Sheet | Waiting


class NoNextAction(LookupError):
    """The view offers a learner nothing that leads on."""


def step_at(lesson: Lesson, view: View) -> int | None:
    """Index of the step on the screen; their number on the last page; None anywhere else."""
    if isinstance(view, DoneView):
        return len(lesson.steps)
    return view.progress.done if isinstance(view, StepView) and view.progress is not None else None


def next_move(lesson: Lesson, view: View) -> Move:
    """The next thing to do on a step of ``lesson``. Raises NoNextAction for a view of no step."""
    at = step_at(lesson, view)
    if at is None or not isinstance(view, StepView):
        raise NoNextAction(type(view).__name__)
    return _on_step(lesson.steps[at], view)


def as_it_stands(wanted: Intent, targets: Iterable[Target]) -> Intent:
    """The intent as the screen carries it: a place on the phone is known by its name. Raises NoNextAction."""
    for target in targets:
        if isinstance(target, Touch) and _same(wanted, target.intent):
            return target.intent
    raise NoNextAction(f"{wanted} is not on the screen")


def _same(wanted: Intent, found: Intent) -> bool:
    if isinstance(wanted, TapElement) and isinstance(found, TapElement):
        return wanted.element == found.element
    return wanted == found


def _on_step(step: Step, view: StepView) -> Move:
    match view:
        case PhoneStepView() if isinstance(step, ScanStep):
            return view.sample.intent if view.sample is not None else Sheet(step.code)
        case PhoneStepView():
            return TapElement(view.target) if view.target else WAITING
        case QuizView() | CallView() if view.primary is None:
            return Choose(_right(_asked(step, view)))
        case ShowStepView() | QuizView() | CallView() | DoView() if view.primary is not None:
            return view.primary.intent
    raise NoNextAction(type(view).__name__)


def _asked(step: Step, view: QuizView | CallView) -> tuple[Answer, ...]:
    """The answers of the question, or of the turn, on the screen."""
    if isinstance(step, ChooseStep):
        return step.answers
    offered = {choice.intent for choice in view.answers}
    turns = step.turns if isinstance(step, CallStep) else ()
    fitting = [turn for turn in turns if offered == {Choose(answer.id) for answer in turn.answers}]
    if not fitting or isinstance(view, QuizView):
        raise NoNextAction(type(step).__name__)
    return min(fitting, key=lambda turn: turn.says != view.says).answers


def _right(answers: Iterable[Answer]) -> str:
    return next(answer.id for answer in answers if answer.right)
