"""One learner in one lesson: forward, back, wrong taps answered kindly, the hint ladder, the evidence.

A wrong tap is never punished: it is named, nothing is lost, and the next hint is offered. What each
step needed (unaided, hinted, helped, gave up) is kept as the evidence of skill.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.coaching import FrameLook
from kiosk.core.flows.base import Flow
from kiosk.core.flows.coached import Coached
from kiosk.core.flows.step_views import choose_view, phone_view, show_view
from kiosk.core.intents import (
    AskHint,
    Back,
    Choose,
    Intent,
    NextStep,
    ShowMe,
    SkipStep,
    TapElement,
    UseSampleCode,
)
from kiosk.core.lesson import ChooseStep, Lesson, PhoneStep, ScanStep, Step
from kiosk.core.ports import LessonProgress
from kiosk.core.recognise import PracticeCode, Recognised, sentence
from kiosk.core.room import Room
from kiosk.core.views import HintRung, View
from kiosk.core.words import _

Outcome = Literal["unaided", "hinted", "helped", "gave_up"]
RUNGS: tuple[HintRung, ...] = ("none", "again", "arrow", "finger")
_WORST: tuple[Outcome, ...] = ("unaided", "hinted", "helped", "gave_up")


@dataclass
class StepState:
    """What happened on the step so far. ``wrong_spot`` is in fractions of the phone's screen."""

    started_ms: int
    moved_ms: int
    rung: int = 0
    hints: int = 0
    wrong: int = 0
    shown: bool = False
    skipped: bool = False
    kind_title: str = ""
    kind_text: str = ""
    wrong_spot: tuple[float, float] | None = None
    demo_until_ms: int = 0
    answer: str = ""
    right: bool = False

    def outcome(self) -> Outcome:
        if self.skipped:
            return "gave_up"
        if self.shown:
            return "helped"
        return "hinted" if self.hints else "unaided"


class LessonFlow(Flow):
    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.index = 0
        self.state = StepState(0, 0)
        self.outcomes: dict[str, Outcome] = {}
        self._started_ms = -1
        self._coached = Coached("practice")

    @property
    def camera(self) -> bool:  # type: ignore[override]
        return isinstance(self.step, ScanStep)

    @property
    def step(self) -> Step:
        return self.lesson.steps[self.index]

    def entered(self, room: Room) -> None:
        if self._started_ms >= 0:
            return
        self._started_ms = room.now_ms
        kept = room.progress_of(self.lesson.id)
        self.index = kept.step if kept and not kept.done and kept.step < len(self.lesson.steps) else 0
        self._note(room, "lesson.started", mode="alone")
        self._begin(room)

    def _begin(self, room: Room) -> None:
        self.state = StepState(room.now_ms, room.now_ms)
        self._coached.begin(room)

    def view(self, room: Room) -> View:
        match self.step:
            case PhoneStep() | ScanStep() as step:
                return phone_view(self.lesson, self.index, step, self.state, room, self._coached)
            case ChooseStep() as step:
                return choose_view(self.lesson, self.index, step, self.state, room)
            case step:
                return show_view(self.lesson, self.index, step, room)

    # --- what people do -----------------------------------------------------------------------

    def tap(self, intent: Intent, room: Room) -> None:
        self.state.moved_ms = room.now_ms
        match intent:
            case TapElement(element, x, y):
                self._tap_phone(element, (x, y), room)
            case NextStep():
                self._next(room)
            case Choose(key):
                self._choose(key, room)
            case Back():
                self._back(room)
            case AskHint():
                self._hint(room)
            case ShowMe():
                self._show_me(room)
            case UseSampleCode() if isinstance(self.step, ScanStep):
                self.state.shown = True
                self._done(room)
            case SkipStep():
                self.state.skipped = True
                self._done(room)

    def _tap_phone(self, element: str, spot: tuple[float, float], room: Room) -> None:
        step = self.step
        if not isinstance(step, (PhoneStep, ScanStep)) or room.now_ms < self.state.demo_until_ms:
            return
        if isinstance(step, PhoneStep) and element in step.right:
            self._done(room)
        else:
            text = step.wrong.get(element, "") if isinstance(step, PhoneStep) else ""
            self._comfort(text or _("Chỗ này chưa phải, mọi thứ còn nguyên."), spot, room)

    def _comfort(self, text: str, spot: tuple[float, float] | None, room: Room) -> None:
        """Nothing is lost; the next hint comes by itself."""
        self.state.wrong += 1
        self.state.hints += 1
        self.state.rung = min(self.state.rung + 1, 3)
        self.state.kind_title, self.state.kind_text = _("Không sao bác ạ!"), text
        self.state.wrong_spot = spot
        room.play("soft")

    def _hint(self, room: Room) -> None:
        self.state.hints += 1
        self.state.rung = min(self.state.rung + 1, 3)
        self.state.kind_title = self.state.kind_text = ""
        self.state.wrong_spot = None
        room.play("soft")

    def _show_me(self, room: Room) -> None:
        self.state.shown, self.state.hints, self.state.rung = True, self.state.hints + 1, 3
        self.state.demo_until_ms = room.now_ms + room.limits.demo_ms

    def scan(self, found: Recognised, room: Room) -> None:
        step = self.step
        if not isinstance(step, ScanStep):
            return
        self._coached.aside = ""
        room.touched()
        if isinstance(found, PracticeCode) and found.code == step.code:
            room.play("kept")
            self._done(room)
        elif isinstance(found, PracticeCode):
            self._comfort(_("Tờ mã này của bài khác, bác lấy tờ kia nhé."), None, room)
        else:
            self._comfort(sentence(found, "practice") + ".", None, room)

    def look(self, seen: FrameLook, room: Room) -> None:
        self._coached.see(seen)

    def _choose(self, key: str, room: Room) -> None:
        step = self.step
        if not isinstance(step, ChooseStep):
            return
        answer = next((a for a in step.answers if a.id == key), None)
        if answer is None or self.state.right:
            return
        self.state.answer, self.state.right = key, answer.right
        self.state.wrong += 0 if answer.right else 1
        room.play("kept" if answer.right else "soft")
        if answer.right:
            self.outcomes.setdefault(step.id, "unaided" if self.state.wrong == 0 else "hinted")
            room.note("quiz.answered", self._who(room), lesson=self.lesson.id, step=step.id,
                      right=self.state.wrong == 0, tries=self.state.wrong + 1)

    # --- moving on ----------------------------------------------------------------------------

    def _done(self, room: Room) -> None:
        outcome = self.state.outcome()
        self.outcomes[self.step.id] = max(outcome, self.outcomes.get(self.step.id, outcome), key=_WORST.index)
        seconds = (room.now_ms - self.state.started_ms) // 1000
        room.note("task.done", self._who(room), lesson=self.lesson.id, step=self.step.id, outcome=outcome,
                  hints=self.state.hints, wrong=self.state.wrong, seconds=seconds)
        self._next(room)

    def _next(self, room: Room) -> None:
        last = self.index + 1 == len(self.lesson.steps)
        self._keep(room, self.index if last else self.index + 1, done=last)
        if last:
            self._finish(room)
        else:
            self.index += 1
            self._begin(room)

    def _back(self, room: Room) -> None:
        if isinstance(self.step, ChooseStep) and self.state.answer:
            self.state.answer = ""
        elif self.index == 0:
            room.back()
        else:
            self.index -= 1
            self._begin(room)

    def _finish(self, room: Room) -> None:
        from kiosk.core.flows.done import DoneFlow

        outcome = max(self.outcomes.values(), key=_WORST.index, default="unaided")
        seconds = (room.now_ms - self._started_ms) // 1000
        self._note(room, "lesson.completed", mode="alone", outcome=outcome, seconds=seconds)
        helps = sum(1 for o in self.outcomes.values() if o != "unaided")
        room.play("done")
        room.replace(DoneFlow(self.lesson, outcome, helps))

    def tick(self, room: Room) -> None:
        """After a quiet while help is offered, once; a finished demonstration waits for the learner."""
        self._coached.tick(room)
        quiet = room.now_ms - self.state.moved_ms >= room.limits.offer_hint_ms
        waiting = isinstance(self.step, (PhoneStep, ScanStep)) and self.state.rung == 0 and not self.state.kind_title
        if quiet and waiting:
            self.state.kind_title = _("Bác cứ thong thả ạ")
            self.state.kind_text = _("Cần chỉ thì chạm nút vàng nhé.")

    # --- records ------------------------------------------------------------------------------

    def _who(self, room: Room) -> str:
        return room.visitor.learner if room.visitor else ""

    def _note(self, room: Room, kind: str, **fields: object) -> None:
        pack, version = room.ports.catalogue.pack_of(self.lesson.id)
        room.note(kind, self._who(room), lesson=self.lesson.id, pack=pack, version=version, **fields)

    def _keep(self, room: Room, index: int, *, done: bool) -> None:
        _pack, version = room.ports.catalogue.pack_of(self.lesson.id)
        room.keep_progress(LessonProgress(self.lesson.id, version, index, len(self.lesson.steps), done))
