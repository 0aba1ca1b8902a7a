"""One lesson of the guided evening: what the screen points at is touched, one mistake is made on the way.

Every touch is real, every wait is for a condition; each step is pictured once, and so are the ways out of a mistake:
kind words, the arrow, the finger, an answer that was not right.

    LessonScript(hands, lesson, practice_sheet).play()       # "hinted"
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.core.flows import routes
from kiosk.core.intents import AskHint, Back, Intent
from kiosk.core.lessons.lesson import ChooseStep, Lesson, PhoneStep
from kiosk.core.views import DoneView, PhoneStepView, QuizView
from kiosk.tour.actor import Actor
from kiosk.tour.next_action import NoNextAction, Sheet, Waiting, next_move, step_at

FIRST_MISTAKE = 4               # index of the step from which on the learner makes the one mistake


@dataclass
class LessonScript:
    """``practice`` is a picture of the practice sheet."""

    actor: Actor
    lesson: Lesson
    practice: Path
    _mistaken: bool = False

    def play(self) -> str:
        """To the last page. Returns the outcome. Raises NoNextAction where the screen leads nowhere."""
        seen = None
        while not isinstance(self.actor.view(), DoneView):
            at = step_at(self.lesson, self.actor.view())
            if at is not None and at != seen:
                seen = at
                self._arrive(at)
            self._go_on()
        self.actor.shot("lam-duoc-roi")
        done = self.actor.kiosk.controller.state.navigation.top.route
        assert isinstance(done, routes.Done)
        return done.outcome

    def _arrive(self, at: int) -> None:
        self.actor.driver.frames(4)
        self.actor.shot(f"buoc-{at + 1}")
        step = self.lesson.steps[at]
        if isinstance(step, ChooseStep):
            self._answer_wrong(step)
        elif isinstance(step, PhoneStep) and step.wrong and at >= FIRST_MISTAKE and not self._mistaken:
            self._mistaken = True
            self._mistake(step)

    def _go_on(self) -> None:
        move = next_move(self.lesson, self.actor.view())
        match move:
            case Waiting():
                self.actor.until(lambda: next_move(self.lesson, self.actor.view()) != move, "the phone")
            case Sheet():
                at = step_at(self.lesson, self.actor.view()) or 0
                self.actor.hold_up(self.practice, lambda: self.actor.past(at + 1))
            case _:
                self._touch(move)

    def _touch(self, wanted: Intent) -> None:
        """A touch that must change something."""
        before = self.actor.view()
        self.actor.tap(self.actor.standing(wanted))
        self.actor.driver.frames(2)
        view = self.actor.view()
        if isinstance(before, QuizView) and isinstance(view, QuizView) and view.reply_title:
            self.actor.shot("tra-loi-dung" if view.right else "tra-loi-chua-dung")
        if view == before:
            raise NoNextAction(f"{wanted} changes nothing")

    # --- going astray -------------------------------------------------------------------------

    def _mistake(self, step: PhoneStep) -> None:
        """One wrong tap and the rest of the hint ladder."""
        self.actor.tap(self.actor.element(next(iter(step.wrong))))
        assert self.actor.wait(PhoneStepView).kind_title
        self.actor.shot("khong-sao-bac-a")
        self.actor.tap(AskHint())
        self.actor.shot("mui-ten-chi")
        self.actor.tap(AskHint())
        self.actor.shot("ngon-tay-chi")

    def _answer_wrong(self, step: ChooseStep) -> None:
        wrong = next(answer for answer in step.answers if not answer.right)
        self._touch(self.actor.answer(wrong.label))
        assert not self.actor.wait(QuizView).right
        self.actor.tap(Back())
