"""What is kept of a lesson done alone: the evidence of skill step by step, progress, where much help was needed.

Guarantees: a step keeps the worst outcome it ever had in this sitting; what was asked before the lesson ("before")
is written down but never counts against the lesson, nor is the facilitator told of it.
"""

from __future__ import annotations

from kiosk.core.flows.lesson.step_state import WORST, Outcome, StepState
from kiosk.core.lessons.lesson import Lesson, PhoneStep, Step
from kiosk.core.ports import LessonProgress
from kiosk.core.state import KioskState


def asked_before(step: Step) -> bool:
    """Is it the task as asked before the lesson teaches it?"""
    return isinstance(step, PhoneStep) and step.moment == "before"


class Evidence:
    def __init__(self, lesson: Lesson) -> None:
        self._lesson = lesson
        self._outcomes: dict[str, Outcome] = {}
        self._started_ms = 0
        self._from = ("", "")               # (pack, version) the lesson was opened from: it stays, whatever comes in

    def begin(self, state: KioskState) -> None:
        self._started_ms = state.now_ms
        self._from = state.ports.catalogue.pack_of(self._lesson.id)
        self._note(state, "lesson.started", mode="alone")

    def done(self, index: int, step_state: StepState, state: KioskState, confirmed_by: str = "") -> None:
        """The step at ``index`` is over."""
        step, outcome = self._lesson.steps[index], step_state.outcome()
        moment = {"moment": step.moment, "same_as": step.same_as} if isinstance(step, PhoneStep) and step.moment else {}
        seen = {"confirmed_by": confirmed_by} if confirmed_by else {}
        if not asked_before(step):
            self._outcomes[step.id] = max(outcome, self._outcomes.get(step.id, outcome), key=WORST.index)
        seconds = (state.now_ms - step_state.started_ms) // 1000
        state.note("task.done", state.learner, lesson=self._lesson.id, step=step.id, outcome=outcome,
                   hints=step_state.hints, wrong=step_state.wrong, seconds=seconds, **moment, **seen)
        self.tell(index, step_state, state)

    def answered(self, index: int, step_state: StepState, state: KioskState) -> None:
        """The question at ``index`` has its right answer."""
        step = self._lesson.steps[index]
        self._outcomes.setdefault(step.id, "unaided" if step_state.wrong == 0 else "hinted")
        state.note("quiz.answered", state.learner, lesson=self._lesson.id, step=step.id, right=step_state.wrong == 0,
                  tries=step_state.wrong + 1)

    def tell(self, index: int, step_state: StepState, state: KioskState) -> None:
        """The facilitator hears where somebody needed much help."""
        if step_state.hard and not asked_before(self._lesson.steps[index]):
            state.struggled((self._lesson.title, index + 1, step_state.hints))

    def keep(self, index: int, state: KioskState, *, done: bool = False) -> None:
        """The learner goes on at ``index`` another time."""
        _pack, version = self._from
        state.keep_progress(LessonProgress(self._lesson.id, version, index, len(self._lesson.steps), done))

    def complete(self, state: KioskState) -> tuple[Outcome, int]:
        """The lesson is over: (the worst outcome, steps that needed help)."""
        outcome: Outcome = max(self._outcomes.values(), key=WORST.index, default="unaided")
        seconds = (state.now_ms - self._started_ms) // 1000
        self._note(state, "lesson.completed", mode="alone", outcome=outcome, seconds=seconds)
        return outcome, sum(1 for found in self._outcomes.values() if found != "unaided")

    def _note(self, state: KioskState, kind: str, **fields: object) -> None:
        pack, version = self._from
        state.note(kind, state.learner, lesson=self._lesson.id, pack=pack, version=version, **fields)
