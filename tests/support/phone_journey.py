"""Lessons of few steps, to see one kind of step from the door to the journal."""

from __future__ import annotations

from kiosk.core.intents import AskHint, GoHome, NextStep, OpenLesson, OpenNeed, TapElement
from kiosk.core.lessons.lesson import Answer, CallStep, DoStep, Lesson, ShowStep, Step, Turn
from kiosk.core.ports import NewEvent
from kiosk.core.views import PhoneStepView
from tests.support.fakes.core import learner_badge
from tests.support.journey import Visit

END = ShowStep(id="het", title="Hết bài.", picture="greens")


def lesson_of(*steps: Step, lesson: str = "bai-tap") -> Lesson:
    return Lesson(id=lesson, title="Trả tiền bằng mã QR", need="tra-tien", minutes=10, picture="lesson-pay-qr",
                  learned=("Trả tiền",), take_home=("Đọc tên rồi mới trả",), steps=(*steps, END))


def begin(*steps: Step) -> Visit:
    """A guest opens a lesson of these steps."""
    visit = Visit(lessons=(lesson_of(*steps),))
    visit.tap(OpenNeed("tra-tien"), OpenLesson("bai-tap"))
    return visit


def begin_in_session(*steps: Step) -> Visit:
    """A learner with a badge opens it while a session is open."""
    visit = Visit(lessons=(lesson_of(*steps),))
    visit.open_session("bai-tap")
    visit.tap(GoHome())
    visit.scan(learner_badge(1))
    visit.keep()
    visit.tap(NextStep(), OpenLesson("bai-tap"))
    return visit


def touch(visit: Visit, *names: str) -> None:
    visit.tap(*(TapElement(name) for name in names))


def phone(visit: Visit) -> PhoneStepView:
    return visit.see(PhoneStepView)


def follow(visit: Visit) -> list[str]:
    """Touches what is pointed at until the step is over; what was touched."""
    touched: list[str] = []
    while isinstance(visit.view, PhoneStepView) and len(touched) < 100:
        if visit.view.target:
            touched.append(visit.view.target)
            touch(visit, visit.view.target)
        else:
            visit.wait(0.5)
    return touched


def ladder(visit: Visit, rungs: int) -> None:
    visit.tap(*(AskHint(),) * rungs)


def last(visit: Visit, kind: str = "task.done") -> NewEvent:
    return next(fact for fact in reversed(visit.journal.events) if fact.kind == kind)


def stranger() -> CallStep:
    def answer(name: str, *, right: bool = False) -> Answer:
        return Answer(id=name, label=name, icon="phone", right=right, reply=f"Lời đáp {name}.")

    return CallStep(id="goi", who="Số lạ", turns=(
        Turn(says=("Tôi là công an.", "Ông nợ tiền."), ask="Bác nói gì ạ?",
             answers=(answer("hoi", right=True), answer("so"))),
        Turn(says=("Chuyển tiền ngay!",), ask="Bác làm gì ạ?",
             answers=(answer("chuyen"), answer("cup", right=True), answer("doi"))),
    ))


def own_phone(address: str = "https://vidu.vn/tap") -> DoStep:
    return DoStep(id="tu-lam", title="Bác làm trên máy mình.", picture="greens", address=address)
