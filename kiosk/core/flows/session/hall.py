"""One lesson before everybody, led by the facilitator: next and back, hands counted by taps.

"Tiếp" goes the shortest way on the simulated phone, one visible touch each time; who leads may point at it first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, IdleRule, facilitator_rail
from kiosk.core.flows.lesson.lookup import find_lesson
from kiosk.core.flows.lesson.step_state import StepState
from kiosk.core.flows.lesson.step_views import as_seen, progress
from kiosk.core.flows.session.lesson_picker import LessonPick
from kiosk.core.flows.session.topics import FREE
from kiosk.core.i18n import _
from kiosk.core.intents import AskHint, Back, HandRaised, Intent, NextStep, OpenRecording
from kiosk.core.lessons.lesson import Answer, CallStep, ChooseStep, DoStep, Lesson, PhoneStep, ScanStep, ShowStep, Step
from kiosk.core.lessons.phone_screen import PhoneFace
from kiosk.core.phone.rules import touched, waited
from kiosk.core.phone.state import Done, face, fresh, screen, untouched
from kiosk.core.state import KioskState
from kiosk.core.views import Action, HallView, View

LONG_MS = 60_000                        # longer than any loading screen: "Tiếp" does not wait for it


@dataclass(frozen=True)
class HallWords:
    """A step's words for people three metres away. ``says`` is what the stranger of a call says, ``who`` it is."""

    title: str = ""
    text: tuple[str, ...] = ()
    picture: str = ""
    says: tuple[str, ...] = ()
    who: str = ""


class HallFlow(Flow[routes.Hall]):
    """Everybody checked in is credited as attending, never as having done the task alone."""

    def __init__(self, route: routes.Hall, state: KioskState) -> None:
        super().__init__(route, state)
        self.lesson: Lesson | None = None
        self.index = 0
        self._pick = LessonPick()
        self._begun = False                 # tonight's lesson begins by itself, once
        self.hands: dict[str, int] = {}
        self.answered = False
        self.pointing = False
        self.step_state = StepState(0, 0)
        self._started_ms = 0

    def idle(self) -> IdleRule:
        return IdleRule.NEVER

    def entered(self, state: KioskState) -> None:
        topic = state.session.topic if state.session else FREE
        found = find_lesson(topic, state)
        if found is not None and not self._begun:
            self._start(found, state)
        self._begun = True

    def _start(self, lesson: Lesson, state: KioskState) -> None:
        self.lesson, self._started_ms = lesson, state.now_ms
        self._note(state, "lesson.started", mode="hall")
        self._arrive(lesson, 0, state)

    def _arrive(self, lesson: Lesson, index: int, state: KioskState) -> None:
        self.index = index
        self.step_state = StepState.of(lesson.steps[index], state.now_ms)
        self.hands, self.answered, self.pointing = {}, False, False

    # --- what the class sees ------------------------------------------------------------------

    def view(self, state: KioskState) -> View:
        if self.lesson is None:
            recording = Action(_("Thu giọng xóm mình"), OpenRecording(), "microphone")
            return self._pick.view(state, "hall-choose", _("Cả lớp học bài nào ạ?"), recording)
        return self._step_view(self.lesson, state)

    def _step_view(self, lesson: Lesson, state: KioskState) -> HallView:
        step, last = lesson.steps[self.index], self.index + 1 == len(lesson.steps)
        words = hall_words(step, self.step_state.turn)
        title, text = as_seen(words.title, state.look), tuple(as_seen(line, state.look) for line in words.text)
        answers = answers_of(step, self.step_state.turn)
        reply = next((a.reply for a in answers if a.right), "") if self.answered else ""
        phone = step if isinstance(step, PhoneStep) else None
        ended = last and (phone is None or not self._way_on(phone)) and not self._asks(step)
        return HallView(
            key=f"hall-{lesson.id}-{self.index}-{self.step_state.turn}-{self.answered}", rail=facilitator_rail(),
            look=state.look, speech=(reply,) if reply else (*words.says, title, *text),
            progress=progress(lesson, self.index), title=title, text=text, picture=words.picture,
            screen=screen(phone, self.step_state.phone) if phone else None,
            face=face(phone, self.step_state.phone, state.now_ms) if phone else PhoneFace(),
            rung="arrow" if self.pointing else "none",
            target=self.step_state.target(state.now_ms) if self.pointing else "", says=words.says, who=words.who,
            hands=self._hands(answers), reply=reply,
            next=Action(_("Xong") if ended else _("Tiếp"), NextStep(), "check" if ended else "arrow-right"),
            back=Action(_("Lùi"), Back(), "arrow-left"),
            point=Action(_("Chỉ cho cả lớp"), AskHint(), "finger") if phone else None,
        )

    def _hands(self, answers: tuple[Answer, ...]) -> tuple[tuple[str, int, Action], ...]:
        return tuple((a.label, self.hands.get(a.id, 0), Action(a.label, HandRaised(a.id), a.icon)) for a in answers)

    def _asks(self, step: Step) -> bool:
        """Is there still something to ask the class?"""
        turns = len(step.turns) if isinstance(step, CallStep) else 0
        asking = isinstance(step, ChooseStep | CallStep) and not self.answered
        return asking or self.step_state.turn + 1 < turns

    def _way_on(self, step: PhoneStep) -> bool:
        return self.step_state.guide is not None and self.step_state.guide.way_on(self.step_state.phone)

    # --- what the facilitator does ------------------------------------------------------------

    def tap(self, intent: Intent, state: KioskState) -> None:
        if self.lesson is None:
            self._choose(intent, state)
            return
        match intent:
            case HandRaised(key, by) if not self.answered:
                self.hands[key] = max(0, self.hands.get(key, 0) + by)
            case AskHint():
                self.pointing = True
            case NextStep():
                self._next(state)
            case Back():
                self._back(state)

    def _choose(self, intent: Intent, state: KioskState) -> None:
        if isinstance(intent, OpenRecording):
            state.navigation.push(routes.VoiceRecording())
            return
        found = self._pick.tap(intent, state)
        if found is not None:
            self._start(found, state)

    def tick(self, state: KioskState) -> None:
        step = self.lesson.steps[self.index] if self.lesson else None
        if isinstance(step, PhoneStep):
            self.step_state.phone = waited(step, self.step_state.phone, state.now_ms)

    def _next(self, state: KioskState) -> None:
        if self.lesson is None:
            return
        step = self.lesson.steps[self.index]
        self.pointing = False
        if isinstance(step, PhoneStep) and self._way_on(step):
            self._touch(self.lesson, step, state)
        elif isinstance(step, ChooseStep | CallStep) and not self.answered:
            self._answer(self.lesson, step, state)
        elif isinstance(step, CallStep) and self.step_state.turn + 1 < len(step.turns):
            self.step_state.turn, self.hands, self.answered = self.step_state.turn + 1, {}, False
        else:
            self._onward(self.lesson, state)

    def _touch(self, lesson: Lesson, step: PhoneStep, state: KioskState) -> None:
        """One touch of the way. What only time would bring comes at once."""
        name = self.step_state.target(state.now_ms)
        if not name:
            later = waited(step, self.step_state.phone, state.now_ms + LONG_MS)
            self.step_state.phone = replace(later, entered_ms=state.now_ms - LONG_MS)
            return
        self.step_state.phone, verdict = touched(step, self.step_state.phone, name, state.now_ms)
        if isinstance(verdict, Done):
            self._onward(lesson, state)

    def _onward(self, lesson: Lesson, state: KioskState) -> None:
        if self.index + 1 < len(lesson.steps):
            self._arrive(lesson, self.index + 1, state)
            return
        seconds = (state.now_ms - self._started_ms) // 1000
        self._note(state, "lesson.completed", mode="hall", outcome="helped", seconds=seconds)
        state.play("done")
        state.navigation.back()

    def _answer(self, lesson: Lesson, step: ChooseStep | CallStep, state: KioskState) -> None:
        """Shows the answer to the state, and keeps how many hands were right."""
        self.answered = True
        right = next((a.id for a in answers_of(step, self.step_state.turn) if a.right), "")
        most = max(self.hands, key=lambda key: self.hands[key], default="")
        state.play("soft")
        state.note("quiz.answered", "", lesson=lesson.id, step=step.id, right=most == right, tries=1,
                  hands=self.hands.get(right, 0))

    def _back(self, state: KioskState) -> None:
        if self.answered:
            self.answered = False
        elif self.step_state.turn:
            self.step_state.turn, self.hands = self.step_state.turn - 1, {}
        elif not untouched(self.step_state.phone):
            self.step_state.phone, self.pointing = fresh(state.now_ms), False
        elif self.lesson is None or self.index == 0:
            self.lesson = None              # to the choice of a lesson; from there back to the session's page
        else:
            self._arrive(self.lesson, self.index - 1, state)

    def _note(self, state: KioskState, kind: str, **fields: object) -> None:
        if self.lesson is not None:
            pack, version = state.ports.catalogue.pack_of(self.lesson.id)
            state.note(kind, "", lesson=self.lesson.id, pack=pack, version=version, **fields)


def hall_words(step: Step, turn: int = 0) -> HallWords:
    """``turn`` counts the turns of a call."""
    match step:
        case ShowStep() | DoStep():
            return HallWords(step.title, step.text, step.picture)
        case PhoneStep():
            return HallWords(step.say, (step.ask,) if step.ask else ())
        case ScanStep():
            return HallWords(step.say, (step.ask,) if step.ask else (), "practice-sheet")
        case ChooseStep():
            return HallWords(step.ask, step.card, step.picture)
        case CallStep():
            return HallWords(step.turns[turn].ask, says=step.turns[turn].says, who=step.who)
        case _:
            return HallWords()


def answers_of(step: Step, turn: int = 0) -> tuple[Answer, ...]:
    """What the state is asked to choose from."""
    match step:
        case ChooseStep():
            return step.answers
        case CallStep():
            return step.turns[turn].answers
    return ()
