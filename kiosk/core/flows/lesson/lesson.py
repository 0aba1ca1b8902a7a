"""One learner in one lesson: forward, back, wrong taps answered kindly, the hint ladder, the evidence.

A wrong tap is never punished: it is named, nothing is lost, and the next hint is offered. What each
step needed (unaided, hinted, helped, gave up) is kept as the evidence of skill (``flows.evidence``).
"""

from __future__ import annotations

from kiosk.core.codes.badge import Badge
from kiosk.core.codes.recognise import PracticeCode, Recognised, sentence
from kiosk.core.flows.arrival.scan_coach import Coached
from kiosk.core.flows.base import Flow
from kiosk.core.flows.lesson.call_views import call_view, do_view
from kiosk.core.flows.lesson.evidence import Evidence, asked_before
from kiosk.core.flows.lesson.step_state import StepState
from kiosk.core.flows.lesson.step_views import choose_view, phone_view, scan_view, show_view
from kiosk.core.i18n import _
from kiosk.core.intents import (
    AskHint,
    Back,
    Choose,
    DoneMyself,
    Intent,
    NextStep,
    ShowMe,
    SkipStep,
    StartAgain,
    TapElement,
    UseSampleCode,
)
from kiosk.core.lessons.lesson import Answer, CallStep, ChooseStep, DoStep, Lesson, PhoneStep, ScanStep, ShowStep, Step
from kiosk.core.limits import Limits
from kiosk.core.phone.rules import Done, Moved, Unmet, Wrong, fresh, touched, waited
from kiosk.core.scanning.coaching import FrameLook
from kiosk.core.state import Room
from kiosk.core.views import View


class LessonFlow(Flow):
    """``at`` is the step to begin with; without it the learner goes on where they stopped."""

    def __init__(self, lesson: Lesson, at: int | None = None) -> None:
        self.lesson = lesson
        self.index = 0
        self.state = StepState(0, 0)
        self._evidence = Evidence(lesson)
        self._at = at
        self._entered = False
        self._limits = Limits()
        self._qr: dict[str, tuple[str, ...]] = {}
        self._sheet, self._badge = Coached("practice"), Coached("badge")

    @property
    def camera(self) -> bool:  # type: ignore[override]
        return isinstance(self.step, ScanStep) or self.state.confirming

    @property
    def idle_ms(self) -> int | None:  # type: ignore[override]
        """Who does something on the own phone does not touch the kiosk."""
        return self._limits.own_phone_idle_ms if isinstance(self.step, DoStep) else 0

    @property
    def step(self) -> Step:
        return self.lesson.steps[self.index]

    @property
    def _coached(self) -> Coached:
        return self._badge if isinstance(self.step, DoStep) else self._sheet

    def entered(self, room: Room) -> None:
        if self._entered:
            return
        self._entered, self._limits = True, room.limits
        self.index = self._first(room)
        self._evidence.begin(room)
        self._begin(room)

    def _first(self, room: Room) -> int:
        if self._at is not None:
            return min(max(self._at, 0), len(self.lesson.steps) - 1)
        kept = room.progress_of(self.lesson.id)
        return kept.step if kept and not kept.done and kept.step < len(self.lesson.steps) else 0

    def _begin(self, room: Room) -> None:
        self.state = StepState.of(self.step, room.now_ms)
        self._coached.begin(room)

    def view(self, room: Room) -> View:
        match self.step:
            case PhoneStep() as step:
                return phone_view(self.lesson, self.index, step, self.state, room)
            case ScanStep() as step:
                return scan_view(self.lesson, self.index, step, self.state, room, self._coached)
            case ChooseStep() as step:
                return choose_view(self.lesson, self.index, step, self.state, room)
            case CallStep() as step:
                return call_view(self.lesson, self.index, step, self.state, room)
            case DoStep() as step:
                return do_view(self.lesson, self.index, step, self.state, room, self._coached, self._code(step, room))
            case ShowStep() as step:
                return show_view(self.lesson, self.index, step, room)
            case step:
                raise LookupError(f"step {step.id} was not put in place")

    def _code(self, step: DoStep, room: Room) -> tuple[str, ...]:
        if step.address and step.address not in self._qr:
            self._qr[step.address] = room.ports.make_qr(step.address)
        return self._qr.get(step.address, ())

    # --- what people do -----------------------------------------------------------------------

    def tap(self, intent: Intent, room: Room) -> None:
        self.state.moved_ms = room.now_ms
        match intent:
            case TapElement(element, x, y):
                self._tap_phone(element, (x, y), room)
            case NextStep():
                self._onward(room)
            case Choose(key):
                self._choose(key, room)
            case Back():
                self._back(room)
            case AskHint() | ShowMe() if isinstance(self.step, PhoneStep | ScanStep):
                self._help(intent, room)
            case UseSampleCode() if isinstance(self.step, ScanStep):
                self.state.shown = True
                self._done(room)
            case StartAgain() if isinstance(self.step, PhoneStep):
                self.state.settle()
                self.state.phone, self.state.said = fresh(room.now_ms), self.state.said + 1
            case DoneMyself() if isinstance(self.step, DoStep):
                self._done_myself(room)
            case SkipStep() if isinstance(self.step, DoStep) or asked_before(self.step):
                self.state.skipped = True
                self._done(room)

    def _tap_phone(self, element: str, spot: tuple[float, float], room: Room) -> None:
        step = self.step
        if room.now_ms < self.state.demo_until_ms:
            return
        if isinstance(step, PhoneStep):
            self._touch(step, element, spot, room)
        elif isinstance(step, ScanStep):
            self._comfort("", spot, room)

    def _touch(self, step: PhoneStep, element: str, spot: tuple[float, float], room: Room) -> None:
        phone, verdict = touched(step, self.state.phone, element, room.now_ms)
        stayed = phone.screen == self.state.phone.screen
        match verdict:
            case Done():
                self._done(room)
            case Moved():
                self.state.settle()
                self.state.stands(phone)
            case Wrong(text) | Unmet(text):
                self.state.phone = phone
                leads = self.state.asked or not step.alone
                self._comfort(text, spot if stayed else None, room, leads=leads)

    def _comfort(self, text: str, spot: tuple[float, float] | None, room: Room, *, leads: bool = True) -> None:
        self.state.comfort(text or _("Chỗ này chưa phải, mọi thứ còn nguyên."), spot, leads=leads)
        self._evidence.tell(self.index, self.state, room)
        room.play("soft")

    def _help(self, intent: AskHint | ShowMe, room: Room) -> None:
        if isinstance(intent, AskHint):
            self.state.hint()
            room.play("soft")
        else:
            self.state.show(room.now_ms + room.limits.demo_ms)
        self._evidence.tell(self.index, self.state, room)

    def scan(self, found: Recognised, room: Room) -> None:
        step = self.step
        self._coached.aside = ""
        room.touched()
        if isinstance(step, DoStep):
            self._confirm(found, room)
        elif not isinstance(step, ScanStep):
            return
        elif isinstance(found, PracticeCode) and found.code == step.code:
            room.play("kept")
            self._done(room)
        elif isinstance(found, PracticeCode):
            self._comfort(_("Tờ mã này của bài khác, bác lấy tờ kia nhé."), None, room)
        else:
            self._comfort(sentence(found, "practice") + ".", None, room)

    def look(self, seen: FrameLook, room: Room) -> None:
        self._coached.see(seen)

    def _choose(self, key: str, room: Room) -> None:
        match self.step:
            case ChooseStep() as step:
                answer = self._answered(step.answers, key, room)
                if answer is not None and answer.right:
                    self._evidence.answered(self.index, self.state, room)
            case CallStep() as step:
                answer = self._answered(step.turns[self.state.turn].answers, key, room)
                if answer is not None and not answer.right:
                    self.state.hints += 1           # its reply says why
                    self._evidence.tell(self.index, self.state, room)

    def _answered(self, answers: tuple[Answer, ...], key: str, room: Room) -> Answer | None:
        """Takes one of the answers; nothing after the right one."""
        answer = next((a for a in answers if a.id == key), None)
        if answer is None or self.state.right:
            return None
        self.state.answer, self.state.right = key, answer.right
        self.state.wrong += 0 if answer.right else 1
        room.play("kept" if answer.right else "soft")
        return answer

    # --- on the own phone ---------------------------------------------------------------------

    def _done_myself(self, room: Room) -> None:
        """During a session the facilitator confirms by badge; else the learner's word is kept as it is."""
        if room.session is None or not room.commune.enrolled or room.camera == "missing":
            self._done(room)
        else:
            self.state.confirming = True
            self._badge.begin(room)

    def _confirm(self, found: Recognised, room: Room) -> None:
        if isinstance(found, Badge) and found.role == "facilitator":
            room.play("kept")
            self._done(room, confirmed_by=found.learner)
            return
        room.play("look")
        self.state.advice = (_("Đây là thẻ khác, mời người hướng dẫn giơ thẻ ạ") if isinstance(found, Badge)
                             else sentence(found))

    # --- moving on ----------------------------------------------------------------------------

    def _onward(self, room: Room) -> None:
        """ "Tiếp theo", where there is one."""
        match self.step:
            case ShowStep():
                self._next(room)
            case ChooseStep() if self.state.right:
                self._next(room)
            case CallStep() as step if self.state.right:
                if self.state.turn + 1 == len(step.turns):
                    self._done(room)
                else:
                    self.state.turn, self.state.answer, self.state.right = self.state.turn + 1, "", False
            case DoStep() if self.state.confirming:
                self._done(room)

    def _done(self, room: Room, confirmed_by: str = "") -> None:
        self._evidence.done(self.index, self.state, room, confirmed_by)
        self._next(room)

    def _next(self, room: Room) -> None:
        last = self.index + 1 == len(self.lesson.steps)
        self._evidence.keep(self.index if last else self.index + 1, room, done=last)
        if last:
            self._finish(room)
        else:
            self.index += 1
            self._begin(room)

    def _back(self, room: Room) -> None:
        state = self.state
        if state.answer and not state.right:
            state.answer = ""
        elif state.confirming:
            state.confirming, state.advice = False, ""
        elif isinstance(self.step, CallStep) and (state.turn or state.answer):
            state.turn, state.answer, state.right = max(0, state.turn - (not state.answer)), "", False
        elif self.index == 0:
            room.back()
        else:
            self.index -= 1
            self._begin(room)

    def _finish(self, room: Room) -> None:
        from kiosk.core.flows.lesson.done import DoneFlow

        outcome, helps = self._evidence.complete(room)
        room.play("done")
        room.replace(DoneFlow(self.lesson, outcome, helps))

    def tick(self, room: Room) -> None:
        """The phone goes on by itself; after a quiet while help is offered, once a place."""
        self._coached.tick(room)
        step, state = self.step, self.state
        if isinstance(step, PhoneStep):
            self._let_go_on(step, room)
        quiet = room.now_ms - state.moved_ms >= room.limits.offer_hint_ms
        if quiet and isinstance(step, PhoneStep | ScanStep) and state.rung == 0 and not state.kind_title:
            state.offer()

    def _let_go_on(self, step: PhoneStep, room: Room) -> None:
        phone = waited(step, self.state.phone, room.now_ms)
        if phone != self.state.phone:
            self.state.moved_ms = room.now_ms
            self.state.stands(phone)
