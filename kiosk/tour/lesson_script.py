"""One lesson of the guided evening: what the screen points at is touched, one mistake is made on the way.

Every touch is real, every wait is for a condition; each step is pictured once, and so are the ways out of a mistake:
kind words, the arrow, the finger, an answer that was not right.

    LessonScene(hands, lesson, practice_sheet).play()       # "hinted"
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

    hands: Actor
    lesson: Lesson
    practice: Path
    _mistaken: bool = False

    def play(self) -> str:
        """To the last page. Returns the outcome. Raises NoWayOn where the screen leads nowhere."""
        seen = None
        while not isinstance(self.hands.view(), DoneView):
            at = step_at(self.lesson, self.hands.view())
            if at is not None and at != seen:
                seen = at
                self._arrive(at)
            self._go_on()
        self.hands.shot("lam-duoc-roi")
        done = self.hands.kiosk.controller.state.navigation.top.route
        assert isinstance(done, routes.Done)
        return done.outcome

    def _arrive(self, at: int) -> None:
        self.hands.driver.frames(4)
        self.hands.shot(f"buoc-{at + 1}")
        step = self.lesson.steps[at]
        if isinstance(step, ChooseStep):
            self._answer_wrong(step)
        elif isinstance(step, PhoneStep) and step.wrong and at >= FIRST_MISTAKE and not self._mistaken:
            self._mistaken = True
            self._mistake(step)

    def _go_on(self) -> None:
        move = next_move(self.lesson, self.hands.view())
        match move:
            case Waiting():
                self.hands.until(lambda: next_move(self.lesson, self.hands.view()) != move, "the phone")
            case Sheet():
                at = step_at(self.lesson, self.hands.view()) or 0
                self.hands.hold_up(self.practice, lambda: self.hands.past(at + 1))
            case _:
                self._touch(move)

    def _touch(self, wanted: Intent) -> None:
        """A touch that must change something."""
        before = self.hands.view()
        self.hands.tap(self.hands.standing(wanted))
        self.hands.driver.frames(2)
        view = self.hands.view()
        if isinstance(before, QuizView) and isinstance(view, QuizView) and view.reply_title:
            self.hands.shot("tra-loi-dung" if view.right else "tra-loi-chua-dung")
        if view == before:
            raise NoNextAction(f"{wanted} changes nothing")

    # --- going astray -------------------------------------------------------------------------

    def _mistake(self, step: PhoneStep) -> None:
        """One wrong tap and the rest of the hint ladder."""
        self.hands.tap(self.hands.element(next(iter(step.wrong))))
        assert self.hands.wait(PhoneStepView).kind_title
        self.hands.shot("khong-sao-bac-a")
        self.hands.tap(AskHint())
        self.hands.shot("mui-ten-chi")
        self.hands.tap(AskHint())
        self.hands.shot("ngon-tay-chi")

    def _answer_wrong(self, step: ChooseStep) -> None:
        wrong = next(answer for answer in step.answers if not answer.right)
        self._touch(self.hands.answer(wrong.label))
        assert not self.hands.wait(QuizView).right
        self.hands.tap(Back())
