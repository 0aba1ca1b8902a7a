"""One lesson before everybody, led by the facilitator: next and back, hands counted by taps.

"Tiếp" goes the shortest way on the simulated phone, one visible touch each time; who leads may point at it first.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.flows.base import Flow, facilitator_rail
from kiosk.core.flows.lesson.step_state import StepState
from kiosk.core.flows.lesson.step_views import as_seen, progress
from kiosk.core.flows.session.hall_words import answers_of, room_words
from kiosk.core.flows.session.lesson_picker import LessonPick
from kiosk.core.flows.session.opening import FREE
from kiosk.core.flows.session.voice_recording import RecordFlow
from kiosk.core.i18n import _
from kiosk.core.intents import AskHint, Back, HandRaised, Intent, NextStep, OpenRecording
from kiosk.core.lessons.lesson import Answer, CallStep, ChooseStep, Lesson, PhoneStep, Step
from kiosk.core.lessons.phone_screen import PhoneFace
from kiosk.core.phone.rules import Done, face, fresh, screen, touched, untouched, waited
from kiosk.core.state import Room
from kiosk.core.views import Action, HallView, View

LONG_MS = 60_000                        # longer than any loading screen: "Tiếp" does not wait for it


class HallFlow(Flow):
    """Everybody checked in is credited as attending, never as having done the task alone."""

    idle_ms = None

    def __init__(self) -> None:
        self.lesson: Lesson | None = None
        self.index = 0
        self._pick = LessonPick()
        self._begun = False                 # tonight's lesson begins by itself, once
        self.hands: dict[str, int] = {}
        self.answered = False
        self.pointing = False
        self.state = StepState(0, 0)
        self._started_ms = 0

    def entered(self, room: Room) -> None:
        topic = room.session.topic if room.session else FREE
        found = next((x for x in room.ports.catalogue.lessons() if x.id == topic), None)
        if found is not None and not self._begun:
            self._start(found, room)
        self._begun = True

    def _start(self, lesson: Lesson, room: Room) -> None:
        self.lesson, self._started_ms = lesson, room.now_ms
        self._note(room, "lesson.started", mode="hall")
        self._arrive(lesson, 0, room)

    def _arrive(self, lesson: Lesson, index: int, room: Room) -> None:
        self.index = index
        self.state = StepState.of(lesson.steps[index], room.now_ms)
        self.hands, self.answered, self.pointing = {}, False, False

    # --- what the room sees -------------------------------------------------------------------

    def view(self, room: Room) -> View:
        if self.lesson is None:
            recording = Action(_("Thu giọng xóm mình"), OpenRecording(), "microphone")
            return self._pick.view(room, "hall-choose", _("Cả lớp học bài nào ạ?"), recording)
        return self._step_view(self.lesson, room)

    def _step_view(self, lesson: Lesson, room: Room) -> HallView:
        step, last = lesson.steps[self.index], self.index + 1 == len(lesson.steps)
        words = room_words(step, self.state.turn)
        title, text = as_seen(words.title, room.look), tuple(as_seen(line, room.look) for line in words.text)
        answers = answers_of(step, self.state.turn)
        reply = next((a.reply for a in answers if a.right), "") if self.answered else ""
        phone = step if isinstance(step, PhoneStep) else None
        ended = last and (phone is None or not self._way_on(phone)) and not self._asks(step)
        return HallView(
            key=f"hall-{lesson.id}-{self.index}-{self.state.turn}-{self.answered}", rail=facilitator_rail(),
            look=room.look, speech=(reply,) if reply else (*words.says, title, *text),
            progress=progress(lesson, self.index), title=title, text=text, picture=words.picture,
            screen=screen(phone, self.state.phone) if phone else None,
            face=face(phone, self.state.phone, room.now_ms) if phone else PhoneFace(),
            rung="arrow" if self.pointing else "none",
            target=self.state.target(room.now_ms) if self.pointing else "", says=words.says, who=words.who,
            hands=self._hands(answers), reply=reply,
            next=Action(_("Xong") if ended else _("Tiếp"), NextStep(), "check" if ended else "arrow-right"),
            back=Action(_("Lùi"), Back(), "arrow-left"),
            point=Action(_("Chỉ cho cả lớp"), AskHint(), "finger") if phone else None,
        )

    def _hands(self, answers: tuple[Answer, ...]) -> tuple[tuple[str, int, Action], ...]:
        return tuple((a.label, self.hands.get(a.id, 0), Action(a.label, HandRaised(a.id), a.icon)) for a in answers)

    def _asks(self, step: Step) -> bool:
        """Is there still something to ask the room?"""
        turns = len(step.turns) if isinstance(step, CallStep) else 0
        asking = isinstance(step, ChooseStep | CallStep) and not self.answered
        return asking or self.state.turn + 1 < turns

    def _way_on(self, step: PhoneStep) -> bool:
        return self.state.guide is not None and self.state.guide.way_on(self.state.phone)

    # --- what the facilitator does ------------------------------------------------------------

    def tap(self, intent: Intent, room: Room) -> None:
        if self.lesson is None:
            self._choose(intent, room)
            return
        match intent:
            case HandRaised(key, by) if not self.answered:
                self.hands[key] = max(0, self.hands.get(key, 0) + by)
            case AskHint():
                self.pointing = True
            case NextStep():
                self._next(room)
            case Back():
                self._back(room)

    def _choose(self, intent: Intent, room: Room) -> None:
        if isinstance(intent, OpenRecording):
            room.push(RecordFlow())
            return
        found = self._pick.tap(intent, room)
        if found is not None:
            self._start(found, room)

    def tick(self, room: Room) -> None:
        step = self.lesson.steps[self.index] if self.lesson else None
        if isinstance(step, PhoneStep):
            self.state.phone = waited(step, self.state.phone, room.now_ms)

    def _next(self, room: Room) -> None:
        if self.lesson is None:
            return
        step = self.lesson.steps[self.index]
        self.pointing = False
        if isinstance(step, PhoneStep) and self._way_on(step):
            self._touch(self.lesson, step, room)
        elif isinstance(step, ChooseStep | CallStep) and not self.answered:
            self._answer(self.lesson, step, room)
        elif isinstance(step, CallStep) and self.state.turn + 1 < len(step.turns):
            self.state.turn, self.hands, self.answered = self.state.turn + 1, {}, False
        else:
            self._onward(self.lesson, room)

    def _touch(self, lesson: Lesson, step: PhoneStep, room: Room) -> None:
        """One touch of the way. What only time would bring comes at once."""
        name = self.state.target(room.now_ms)
        if not name:
            later = waited(step, self.state.phone, room.now_ms + LONG_MS)
            self.state.phone = replace(later, entered_ms=room.now_ms - LONG_MS)
            return
        self.state.phone, verdict = touched(step, self.state.phone, name, room.now_ms)
        if isinstance(verdict, Done):
            self._onward(lesson, room)

    def _onward(self, lesson: Lesson, room: Room) -> None:
        if self.index + 1 < len(lesson.steps):
            self._arrive(lesson, self.index + 1, room)
            return
        seconds = (room.now_ms - self._started_ms) // 1000
        self._note(room, "lesson.completed", mode="hall", outcome="helped", seconds=seconds)
        room.play("done")
        room.back()

    def _answer(self, lesson: Lesson, step: ChooseStep | CallStep, room: Room) -> None:
        """Shows the answer to the room, and keeps how many hands were right."""
        self.answered = True
        right = next((a.id for a in answers_of(step, self.state.turn) if a.right), "")
        most = max(self.hands, key=lambda key: self.hands[key], default="")
        room.play("soft")
        room.note("quiz.answered", "", lesson=lesson.id, step=step.id, right=most == right, tries=1,
                  hands=self.hands.get(right, 0))

    def _back(self, room: Room) -> None:
        if self.answered:
            self.answered = False
        elif self.state.turn:
            self.state.turn, self.hands = self.state.turn - 1, {}
        elif not untouched(self.state.phone):
            self.state.phone, self.pointing = fresh(room.now_ms), False
        elif self.lesson is None or self.index == 0:
            self.lesson = None              # to the choice of a lesson; from there back to the session's page
        else:
            self._arrive(self.lesson, self.index - 1, room)

    def _note(self, room: Room, kind: str, **fields: object) -> None:
        if self.lesson is not None:
            pack, version = room.ports.catalogue.pack_of(self.lesson.id)
            room.note(kind, "", lesson=self.lesson.id, pack=pack, version=version, **fields)
