"""Every view the real flows really make keeps the look's rules: not samples, but what people will see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.core.inputs import CameraChanged, EnrolmentRequested, Looked, PinJudged, SyncChanged
from kiosk.core.intents import (
    AddGuest,
    AskClose,
    AskHint,
    Back,
    BeGuest,
    CallHelp,
    Choose,
    CloseSession,
    Digit,
    Enrol,
    EraseLetter,
    GoHome,
    NextStep,
    NoBadge,
    OpenLesson,
    OpenNeed,
    OpenTextSize,
    SearchName,
    ShowMe,
    StartEnrolment,
    StartHall,
    StartScan,
    TapElement,
    TypeName,
)
from kiosk.core.lessons.lesson import ChooseStep, Lesson, PhoneStep, ScanStep
from kiosk.core.ports import Announcement, Commune, OpenSession
from kiosk.core.scanning.coaching import FrameLook
from kiosk.core.views import View
from kiosk.packs.catalogue.loader import load_lessons
from tests.support.code_samples import EVERYDAY, INSURANCE, VNPAY
from tests.support.fakes.core import NOBODY, badge, demo_commune, facilitator_badge, learner_badge, maintenance_badge
from tests.support.journey import AFTER_POWER_CUT, FACILITATORS, LUA, PEOPLE, Visit
from tests.support.kivy import window_of_tests
from tests.support.layouts import faults_at_every_size

pytestmark = [pytest.mark.slow, pytest.mark.ui]

ROOT = Path(__file__).resolve().parents[2]
NOTE = Announcement("2026-11-22", "Tối nay 7 rưỡi", "học trả tiền bằng mã QR", "học trả tiền")


class Watched(Visit):
    """A visit that remembers every view it saw."""

    def __init__(self, **given: object) -> None:
        self.seen: list[View] = []
        super().__init__(lessons=real_lessons(), **given)  # type: ignore[arg-type]
        self.seen.append(self.view)

    def on(self, *events: object) -> View:
        for event in events:
            self.controller.handle(event)  # type: ignore[arg-type]
            if self.view not in self.seen:
                self.seen.append(self.view)
        return self.view


def real_lessons() -> tuple[Lesson, ...]:
    shelf = load_lessons(ROOT / "lessons", ROOT / "assets")
    assert shelf.lessons()
    assert shelf.broken() == ()
    return tuple(shelf.lessons())


def evening() -> Iterator[Watched]:
    """Opening, people, help, closing."""
    visit = Watched(commune=demo_commune(FACILITATORS, announcements=(NOTE,)), today=AFTER_POWER_CUT)
    visit.open_session()
    visit.on(SyncChanged(12, 3, 0, None), SyncChanged(12, 3, 0, None, problem="S1"), CameraChanged("ok"))
    for number in range(9):
        visit.scan(learner_badge(number))
        visit.keep()
    visit.scan(b"000201010211")
    visit.tap(GoHome(), CallHelp(), StartScan(), NoBadge(), Back())
    visit.scan(badge(b"S" * 16, signature=NOBODY))
    visit.scan(learner_badge(20))
    visit.keep()
    visit.tap(CallHelp())
    visit.scan(learner_badge(20))
    visit.tap(GoHome(), NoBadge(), BeGuest())
    visit.keep()
    typing_names(visit)
    visit.on(CameraChanged("missing"))
    visit.tap(GoHome(), StartScan())
    visit.on(CameraChanged("ok"))
    visit.scan(facilitator_badge())
    visit.type_pin()
    visit.tap(AskClose(), CloseSession())
    visit.keep()
    yield visit


def typing_names(visit: Watched) -> None:
    """The learner's keyboard and the facilitator's, found, not found, asked, and after a wrong code."""
    visit.tap(GoHome(), NoBadge(), TypeName())
    visit.type_name("ma")
    visit.type_name("uaf")
    visit.scan(b"000201010211")
    visit.tap(SearchName(), *(EraseLetter() for _key in range(4)))
    visit.type_name("bijaf")
    visit.tap(*(EraseLetter() for _key in range(5)))
    visit.type_name("thuwr")
    visit.tap(Choose(PEOPLE[2].learner), Choose(PEOPLE[2].learner))
    visit.keep()
    visit.tap(GoHome(), StartScan())
    visit.scan(facilitator_badge())
    visit.type_pin()
    visit.tap(AddGuest())
    visit.type_name("vis")
    visit.tap(Choose(PEOPLE[3].learner), Back(), BeGuest())
    visit.keep()


def power_cut() -> Iterator[Watched]:
    """The evening goes on, names stay locked."""
    visit = Watched(resumed=OpenSession("k1/00/1", "tu-do", "thôn Mẫu Đông", LUA, 0))
    visit.tap(NoBadge(), TypeName())
    visit.type_name("mau")
    visit.tap(BeGuest())
    visit.keep()
    visit.tap(GoHome(), StartScan())
    visit.scan(facilitator_badge())
    visit.type_pin()
    yield visit


def scanning() -> Iterator[Watched]:
    """Coached, mistaken and shown the way out, for every kind of code; and while a session waits for its date."""
    small = FrameLook(0, 120, "code", side=0.15, module_px=1.9, contrast=150)
    looks = (small, replace(small, side=0.4, module_px=5), replace(small, motion=40), replace(small, glare=0.5),
             replace(small, brightness=9), replace(small, contrast=60, screen=True), replace(small, middle=(0.0, 0.5)),
             replace(small, side=1.0), FrameLook(0, 120, "card", side=0.5))
    visit = Watched()
    visit.tap(StartScan())
    for look in looks:
        for _n in range(9):
            visit.wait(0.25)
            visit.on(Looked(look))
    for payload in (*(text.encode() for text in EVERYDAY.values()), VNPAY.encode(), INSURANCE.encode(), b"\xff"):
        visit.scan(payload)
    yield visit
    dated = Watched(commune=demo_commune(FACILITATORS), today=AFTER_POWER_CUT)
    dated.tap(StartScan())
    dated.scan(facilitator_badge())
    dated.type_pin()
    dated.tap(Choose("tu-do"), Choose("thôn Mẫu Đông"))
    dated.scan(b"\xff")
    dated.scan(b"BDHVSTIME1:2026-11-22T19:30:00+07:00")
    dated.keep()
    yield dated


def pins_and_notices() -> Iterator[Watched]:
    visit = Watched()
    visit.tap(StartScan())
    visit.scan(facilitator_badge())
    visit.tap(*(Digit(7) for _n in range(6)))
    visit.on(PinJudged(LUA, "wrong", 4, 0), PinJudged(LUA, "locked", 0, 1200))
    yield visit
    for code in ("K21", "K22", "K23", "K25"):
        visit = Watched()
        visit.open_session()
        visit.tap(GoHome())
        visit.scan(learner_badge(1))
        visit.refuse(code)
        yield visit
    visit = Watched(commune=demo_commune({}))
    visit.scan(facilitator_badge())
    visit.tap(StartScan())
    visit.scan(facilitator_badge())
    yield visit


def maintenance() -> Iterator[Watched]:
    visit = Watched()
    visit.tap(StartScan())
    visit.scan(maintenance_badge())
    visit.type_pin("112358")
    visit.on(SyncChanged(120, 35, 2, None, revoked=True), CameraChanged("missing"))
    yield visit
    fresh = Watched(commune=Commune())
    fresh.tap(StartScan())
    fresh.scan(b'BDHVSEN1:{"url":"http://127.0.0.1:1","pin":"","token":"00112233445566778899aabbccddeeff"}')
    fresh.tap(Enrol())
    fresh.on(EnrolmentRequested("K22"), EnrolmentRequested())
    fresh.tap(StartEnrolment())
    yield fresh


def lesson_alone() -> Iterator[Watched]:
    """Every step: as it is, after a mistake, at each rung, while shown."""
    visit = Watched()
    visit.tap(OpenNeed("tra-tien"), OpenLesson("tra-tien-qr"))
    for step in real_lessons()[0].steps:
        if isinstance(step, PhoneStep):
            visit.wait(16)
            visit.tap(*(TapElement(name) for name in step.wrong), AskHint(), AskHint(), AskHint(), ShowMe())
            visit.wait(3)
            visit.tap(TapElement(step.right[0]))
        elif isinstance(step, ScanStep):
            visit.scan(b"000201010211")
            visit.tap(AskHint(), AskHint(), AskHint())
            visit.on(CameraChanged("missing"), CameraChanged("ok"))
            visit.scan(b"BDHVSTAP1:" + step.code.encode())
        elif isinstance(step, ChooseStep):
            for answer in sorted(step.answers, key=lambda a: a.right):
                visit.tap(Choose(answer.id))
            visit.tap(NextStep())
        else:
            visit.tap(NextStep())
    visit.tap(GoHome(), OpenTextSize(), GoHome(), OpenNeed("suc-khoe"), GoHome(), StartScan())
    visit.wait(80)
    yield visit


def lesson_together() -> Iterator[Watched]:
    visit = Watched()
    visit.open_session()
    visit.tap(StartHall())
    for _step in real_lessons()[0].steps:
        visit.tap(NextStep(), NextStep())
    yield visit


JOURNEYS = (evening, scanning, power_cut, pins_and_notices, maintenance, lesson_alone, lesson_together)


@pytest.mark.parametrize("journey", JOURNEYS)
def test_no_view_of_the_real_flows_breaks_the_look(journey: Callable[[], Iterator[Watched]]) -> None:
    window_of_tests()
    views = {f"{number} {type(view).__name__} {view.key}": view
             for number, view in enumerate(view for visit in journey() for view in visit.seen)}
    assert len(views) > 5
    found = {f"{name} {fault}" for name, faults in faults_at_every_size(views, (100, 150)).items() for fault in faults}
    assert not found, "\n".join(sorted(found))
