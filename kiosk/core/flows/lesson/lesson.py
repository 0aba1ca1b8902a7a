"""One learner in one lesson: forward, back, wrong taps answered kindly, the hint ladder, the evidence.

A wrong tap is never punished: it is named, nothing is lost, and the next hint is offered. What each
step needed (unaided, hinted, helped, gave up) is kept as the evidence of skill (``flows.evidence``).
"""

from __future__ import annotations

from kiosk.core.codes.badge import Badge
from kiosk.core.codes.own import PracticeCode
from kiosk.core.codes.recognise import Recognised, sentence
from kiosk.core.flows import routes
from kiosk.core.flows.arrival.scan_coach import Coached
from kiosk.core.flows.base import Flow, IdleRule
from kiosk.core.flows.lesson.call_views import call_view, do_view
from kiosk.core.flows.lesson.evidence import Evidence, asked_before
from kiosk.core.flows.lesson.lookup import installed_lesson
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
from kiosk.core.lessons.lesson import Answer, CallStep, ChooseStep, DoStep, PhoneStep, ScanStep, ShowStep, Step
from kiosk.core.phone.rules import touched, waited
from kiosk.core.phone.state import Done, Moved, Unmet, Wrong, fresh
from kiosk.core.scanning.coaching import FrameLook
from kiosk.core.state import KioskState
from kiosk.core.views import View


class LessonFlow(Flow[routes.Lesson]):
    """The lesson stays the one it was opened as, whatever is installed meanwhile."""

    def __init__(self, route: routes.Lesson, state: KioskState) -> None:
        super().__init__(route, state)
        self.lesson = installed_lesson(route.lesson, state)
        self.index = 0
        self.step_state = StepState(0, 0)
        self._evidence = Evidence(self.lesson)
        self._entered = False
        self._qr: dict[str, tuple[str, ...]] = {}
        self._sheet, self._badge = Coached("practice"), Coached("badge")

    def camera(self, state: KioskState) -> bool:
        return isinstance(self.step, ScanStep) or self.step_state.confirming

    def idle(self) -> IdleRule:
        return IdleRule.OWN_PHONE if isinstance(self.step, DoStep) else IdleRule.USUAL

    @property
    def step(self) -> Step:
        return self.lesson.steps[self.index]

    @property
    def _coached(self) -> Coached:
        return self._badge if isinstance(self.step, DoStep) else self._sheet

    def entered(self, state: KioskState) -> None:
        if self._entered:
            return
        self._entered = True
        self.index = self._first(state)
        self._evidence.begin(state)
        self._begin(state)

    def _first(self, state: KioskState) -> int:
        if self.route.at is not None:
            return min(max(self.route.at, 0), len(self.lesson.steps) - 1)
        kept = state.progress_of(self.lesson.id)
        return kept.step if kept and not kept.done and kept.step < len(self.lesson.steps) else 0

    def _begin(self, state: KioskState) -> None:
        self.step_state = StepState.of(self.step, state.now_ms)
        self._coached.begin(state)

    def view(self, state: KioskState) -> View:
        match self.step:
            case PhoneStep() as step:
                return phone_view(self.lesson, self.index, step, self.step_state, state)
            case ScanStep() as step:
                return scan_view(self.lesson, self.index, step, self.step_state, state, self._coached)
            case ChooseStep() as step:
                return choose_view(self.lesson, self.index, step, self.step_state, state)
            case CallStep() as step:
                return call_view(self.lesson, self.index, step, self.step_state, state)
            case DoStep() as step:
                code = self._code(step, state)
                return do_view(self.lesson, self.index, step, self.step_state, state, self._coached, code)
            case ShowStep() as step:
                return show_view(self.lesson, self.index, step, state)
            case step:
                raise LookupError(f"step {step.id} was not put in place")

    def _code(self, step: DoStep, state: KioskState) -> tuple[str, ...]:
        if step.address and step.address not in self._qr:
            self._qr[step.address] = state.ports.make_qr(step.address)
        return self._qr.get(step.address, ())

    # --- what people do -----------------------------------------------------------------------

    def tap(self, intent: Intent, state: KioskState) -> None:
        self.step_state.moved_ms = state.now_ms
        match intent:
            case TapElement(element, x, y):
                self._tap_phone(element, (x, y), state)
            case NextStep():
                self._onward(state)
            case Choose(key):
                self._choose(key, state)
            case Back():
                self._back(state)
            case AskHint() | ShowMe() if isinstance(self.step, PhoneStep | ScanStep):
                self._help(intent, state)
            case UseSampleCode() if isinstance(self.step, ScanStep):
                self.step_state.shown = True
                self._done(state)
            case StartAgain() if isinstance(self.step, PhoneStep):
                self.step_state.settle()
                self.step_state.phone = fresh(state.now_ms)
                self.step_state.announcements += 1
            case DoneMyself() if isinstance(self.step, DoStep):
                self._done_myself(state)
            case SkipStep() if isinstance(self.step, DoStep) or asked_before(self.step):
                self.step_state.skipped = True
                self._done(state)

    def _tap_phone(self, element: str, spot: tuple[float, float], state: KioskState) -> None:
        step = self.step
        if state.now_ms < self.step_state.demo_until_ms:
            return
        if isinstance(step, PhoneStep):
            self._touch(step, element, spot, state)
        elif isinstance(step, ScanStep):
            self._comfort("", spot, state)

    def _touch(self, step: PhoneStep, element: str, spot: tuple[float, float], state: KioskState) -> None:
        phone, verdict = touched(step, self.step_state.phone, element, state.now_ms)
        stayed = phone.screen == self.step_state.phone.screen
        match verdict:
            case Done():
                self._done(state)
            case Moved():
                self.step_state.settle()
                self.step_state.stands(phone)
            case Wrong(text) | Unmet(text):
                self.step_state.phone = phone
                leads = self.step_state.asked or not step.alone
                self._comfort(text, spot if stayed else None, state, leads=leads)

    def _comfort(self, text: str, spot: tuple[float, float] | None, state: KioskState, *, leads: bool = True) -> None:
        self.step_state.comfort(text or _("Chỗ này chưa phải, mọi thứ còn nguyên."), spot, leads=leads)
        self._evidence.tell(self.index, self.step_state, state)
        state.play("soft")

    def _help(self, intent: AskHint | ShowMe, state: KioskState) -> None:
        if isinstance(intent, AskHint):
            self.step_state.hint()
            state.play("soft")
        else:
            self.step_state.show(state.now_ms + state.limits.demo_ms)
        self._evidence.tell(self.index, self.step_state, state)

    def scan(self, found: Recognised, state: KioskState) -> None:
        step = self.step
        self._coached.aside = ""
        state.touched()
        if isinstance(step, DoStep):
            self._confirm(found, state)
        elif not isinstance(step, ScanStep):
            return
        elif isinstance(found, PracticeCode) and found.code == step.code:
            state.play("kept")
            self._done(state)
        elif isinstance(found, PracticeCode):
            self._comfort(_("Tờ mã này của bài khác, bác lấy tờ kia nhé."), None, state)
        else:
            self._comfort(sentence(found, "practice") + ".", None, state)

    def look(self, seen: FrameLook, state: KioskState) -> None:
        self._coached.see(seen)

    def _choose(self, key: str, state: KioskState) -> None:
        match self.step:
            case ChooseStep() as step:
                answer = self._answered(step.answers, key, state)
                if answer is not None and answer.right:
                    self._evidence.answered(self.index, self.step_state, state)
            case CallStep() as step:
                answer = self._answered(step.turns[self.step_state.turn].answers, key, state)
                if answer is not None and not answer.right:
                    self.step_state.hints += 1           # its reply says why
                    self._evidence.tell(self.index, self.step_state, state)

    def _answered(self, answers: tuple[Answer, ...], key: str, state: KioskState) -> Answer | None:
        """Takes one of the answers; nothing after the right one."""
        answer = next((a for a in answers if a.id == key), None)
        if answer is None or self.step_state.right:
            return None
        self.step_state.answer, self.step_state.right = key, answer.right
        self.step_state.wrong += 0 if answer.right else 1
        state.play("kept" if answer.right else "soft")
        return answer

    # --- on the own phone ---------------------------------------------------------------------

    def _done_myself(self, state: KioskState) -> None:
        """During a session the facilitator confirms by badge; else the learner's word is kept as it is."""
        if state.session is None or not state.commune.enrolled or state.camera == "missing":
            self._done(state)
        else:
            self.step_state.confirming = True
            self._badge.begin(state)

    def _confirm(self, found: Recognised, state: KioskState) -> None:
        if isinstance(found, Badge) and found.role == "facilitator":
            state.play("kept")
            self._done(state, confirmed_by=found.learner)
            return
        state.play("look")
        self.step_state.advice = (_("Đây là thẻ khác, mời người hướng dẫn giơ thẻ ạ") if isinstance(found, Badge)
                             else sentence(found))

    # --- moving on ----------------------------------------------------------------------------

    def _onward(self, state: KioskState) -> None:
        """ "Tiếp theo", where there is one."""
        match self.step:
            case ShowStep():
                self._next(state)
            case ChooseStep() if self.step_state.right:
                self._next(state)
            case CallStep() as step if self.step_state.right:
                if self.step_state.turn + 1 == len(step.turns):
                    self._done(state)
                else:
                    self.step_state.at_turn(self.step_state.turn + 1)
            case DoStep() if self.step_state.confirming:
                self._done(state)

    def _done(self, state: KioskState, confirmed_by: str = "") -> None:
        self._evidence.done(self.index, self.step_state, state, confirmed_by)
        self._next(state)

    def _next(self, state: KioskState) -> None:
        last = self.index + 1 == len(self.lesson.steps)
        self._evidence.keep(self.index if last else self.index + 1, state, done=last)
        if last:
            self._finish(state)
        else:
            self.index += 1
            self._begin(state)

    def _back(self, state: KioskState) -> None:
        step_state = self.step_state
        if step_state.answer and not step_state.right:
            step_state.answer = ""
        elif step_state.confirming:
            step_state.confirming, step_state.advice = False, ""
        elif isinstance(self.step, CallStep) and (step_state.turn or step_state.answer):
            step_state.at_turn(max(0, step_state.turn - (not step_state.answer)))
        elif self.index == 0:
            state.navigation.back()
        else:
            self.index -= 1
            self._begin(state)

    def _finish(self, state: KioskState) -> None:
        outcome, helps = self._evidence.complete(state)
        state.play("done")
        state.navigation.replace(routes.Done(
            self.lesson.id, self.lesson.title, self.lesson.picture, self.lesson.learned, self.lesson.take_home,
            outcome, helps))

    def tick(self, state: KioskState) -> None:
        """The phone goes on by itself; after a quiet while help is offered, once a place."""
        self._coached.tick(state)
        step, step_state = self.step, self.step_state
        if isinstance(step, PhoneStep):
            self._let_go_on(step, state)
        quiet = state.now_ms - step_state.moved_ms >= state.limits.offer_hint_ms
        if quiet and isinstance(step, PhoneStep | ScanStep) and step_state.rung == 0 and not step_state.kind_title:
            step_state.offer()

    def _let_go_on(self, step: PhoneStep, state: KioskState) -> None:
        phone = waited(step, self.step_state.phone, state.now_ms)
        if phone != self.step_state.phone:
            self.step_state.moved_ms = state.now_ms
            self.step_state.stands(phone)
