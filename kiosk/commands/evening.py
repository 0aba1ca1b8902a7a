"""The script of one evening: what people do at the kiosk, step by step, on the real screen.

Every step is a real touch or a picture held before the camera; every wait is for a condition. The steps are
the table of contents of the product.
"""

from __future__ import annotations

import math
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from kiosk.bootstrap import Kiosk
from kiosk.core.intents import (
    AskClose,
    AskHint,
    Back,
    BeGuest,
    CallHelp,
    CloseSession,
    Digit,
    EnterPin,
    GoHome,
    Intent,
    NextStep,
    NoBadge,
    OpenLesson,
    OpenNeed,
    OpenTextSize,
    Rest,
    SetContrast,
    SetTextSize,
    StartScan,
    TapElement,
    TurnPage,
)
from kiosk.core.lesson import ChooseStep, PhoneStep, ScanStep
from kiosk.core.scanning import ScanFilter
from kiosk.core.views import (
    ChoiceView,
    DoneView,
    GreetingView,
    HomeView,
    LessonListView,
    PhoneStepView,
    PinView,
    QuizView,
    ScanView,
    SessionView,
    SummaryView,
    View,
)
from kiosk.ui.driver import Driver
from kiosk.ui.parts import Touch

V = TypeVar("V", bound=View)
LESSON = "tra-tien-qr"
ANYWHERE = (500.0, 700.0)       # px: a touch that brings the page back
SAME_SPOT_PX = 80               # more than the 10 mm of the guard on this panel
REPEAT_MS = 550                 # the stage takes a repeated touch for trembling up to 500 ms


@dataclass(frozen=True)
class Cast:
    """Pictures to hold up: the facilitator's badge and PIN, learners' badges, the practice sheet."""

    facilitator: Path
    pin: str
    learners: tuple[Path, ...]
    practice: Path
    payment: Path


@dataclass
class Evening:
    """Drives ``kiosk`` through ``driver``; pictures go to ``out`` in order."""

    kiosk: Kiosk
    driver: Driver
    cast: Cast
    camera: Path
    out: Path
    sync: Callable[[], None]
    pictures: list[str] = field(default_factory=list)
    checked_in: int = 0
    double_scans: int = 0
    outcome: str = ""
    _touched: tuple[float, float, int] = (0.0, 0.0, 0)

    def play(self) -> None:
        """The whole evening."""
        self._first_page()
        self._open_session()
        self._door_without_badge()
        self._check_in()
        self._lesson()
        self._bigger_letters()
        self._close()

    # --- scenes -------------------------------------------------------------------------------

    def _first_page(self) -> None:
        self._wait(HomeView)
        self.sync()
        self._until(lambda: bool(self.kiosk.controller.room.commune.facilitators), "the roster")
        self._shot("trang-dau")
        self._tap(TurnPage(1))
        self._shot("trang-dau-2")
        self._tap(TurnPage(0))

    def _open_session(self) -> None:
        self._tap(StartScan())
        self._wait(ScanView)
        self._hold_up(self.cast.payment, self._warned, "quet-ma-tra-tien")
        self._hold_up(self.cast.facilitator, lambda: isinstance(self._view(), PinView))
        self._pin(self.cast.pin[:4])
        self._shot("so-bi-mat")
        self._pin(self.cast.pin[4:])
        self._tap(EnterPin())
        self._wait(ChoiceView)
        self._shot("chon-bai")
        self._tap(self._choice("Trả tiền bằng mã QR"))
        self._shot("chon-thon")
        self._tap(self._choice("thôn Mẫu Đông"))
        self.driver.frames(5)
        if isinstance(self._view(), ChoiceView):
            self._shot("hoi-ngay")
            self._tap(self._wait(ChoiceView).choices[0].intent)
        self._wait(SessionView)
        self._shot("buoi-hoc-moi-mo")

    def _door_without_badge(self) -> None:
        self._tap(GoHome())
        self._tap(StartScan())
        self._wait(ScanView)
        self._tap(NoBadge())
        assert self.driver.has(BeGuest())
        self._shot("khong-co-the")
        self._tap(Back())

    def _check_in(self) -> None:
        self._wait(ScanView)
        self._shot("gio-the")
        for number, badge in enumerate(self.cast.learners, start=1):
            self._hold_up(badge, lambda at=number: self._greeted(at))  # type: ignore[misc]
            self.checked_in += 1
            self._shot(f"chao-{number}")
        self._out_of_sight()
        self._hold_up(self.cast.learners[0], self._greeted_again)
        self.double_scans += 1
        self._shot("quet-lan-hai")

    def _lesson(self) -> None:
        self._tap(NextStep())
        self._wait(LessonListView)
        self._shot("danh-sach-bai")
        self._tap(OpenLesson(LESSON))
        lesson = next(x for x in self.kiosk.controller.room.ports.catalogue.lessons() if x.id == LESSON)
        mistaken = False
        for number, step in enumerate(lesson.steps, start=1):
            self.driver.frames(4)
            self._shot(f"buoc-{number}")
            if isinstance(step, PhoneStep):
                if step.wrong and not mistaken and number >= 5:
                    mistaken = True
                    self._mistake(step)
                self._tap(self._element(step.right[0]))
            elif isinstance(step, ScanStep):
                self._hold_up(self.cast.practice, lambda at=number: self._past(at))  # type: ignore[misc]
            elif isinstance(step, ChooseStep):
                self._question(step)
            else:
                self._tap(NextStep())
        self._wait(DoneView)
        self._shot("lam-duoc-roi")
        self.outcome = str(self.kiosk.controller.room.top.outcome)  # type: ignore[attr-defined]

    def _mistake(self, step: PhoneStep) -> None:
        """One wrong tap and the rest of the hint ladder."""
        self._tap(self._element(next(iter(step.wrong))))
        assert self._wait(PhoneStepView).kind_title
        self._shot("khong-sao-bac-a")
        self._tap(AskHint())
        self._shot("mui-ten-chi")
        self._tap(AskHint())
        self._shot("ngon-tay-chi")

    def _question(self, step: ChooseStep) -> None:
        wrong = next(a for a in step.answers if not a.right)
        right = next(a for a in step.answers if a.right)
        self._tap(self._answer(wrong.label))
        assert not self._wait(QuizView).right
        self._shot("tra-loi-chua-dung")
        self._tap(Back())
        self._tap(self._answer(right.label))
        assert self._wait(QuizView).right
        self._shot("tra-loi-dung")
        self._tap(NextStep())

    def _bigger_letters(self) -> None:
        self._tap(CallHelp())
        self._shot("goi-giup")
        self.driver.tap_at(*ANYWHERE)
        self._tap(Rest())
        self._wait(HomeView)
        self._tap(OpenTextSize())
        self._shot("co-chu")
        self._tap(SetTextSize(150))
        self._shot("co-chu-150")
        self._tap(GoHome())
        self._shot("trang-dau-150")
        self._tap(OpenTextSize())
        self._tap(SetTextSize(100))
        self._tap(SetContrast(True))
        self._tap(GoHome())
        self._shot("trang-dau-tuong-phan")
        self._tap(OpenTextSize())
        self._tap(SetContrast(False))
        self._tap(GoHome())
        self._tap(OpenNeed("suc-khoe"))
        self._shot("chua-co-bai")
        self._tap(GoHome())

    def _close(self) -> None:
        self._tap(StartScan())
        self._hold_up(self.cast.facilitator, lambda: isinstance(self._view(), PinView))
        self._pin(self.cast.pin)
        self._tap(EnterPin())
        self._wait(SessionView)
        self.sync()
        self._until(lambda: self.kiosk.controller.room.sync.sent > 0, "sent")
        self._shot("buoi-hoc")
        self._tap(AskClose())
        self._shot("hoi-ket-thuc")
        self._tap(CloseSession())
        self._wait(SummaryView)
        self.sync()
        self._until(lambda: self.kiosk.controller.room.sync.pending == 0, "everything sent")
        self.driver.frames(5)
        self._shot("xong-buoi-hoc")

    # --- hands and eyes -----------------------------------------------------------------------

    def _view(self) -> View:
        return self.kiosk.controller.view

    def _warned(self) -> bool:
        view = self._view()
        return isinstance(view, ScanView) and view.advice_kind == "warning"

    def _greeted(self, people: int) -> bool:
        """The greeting of the ``people``-th person says that they are kept."""
        view, session = self._view(), self.kiosk.controller.room.session
        return isinstance(view, GreetingView) and bool(view.kept) and session is not None and session.people() == people

    def _greeted_again(self) -> bool:
        view = self._view()
        return isinstance(view, GreetingView) and view.repeat

    def _past(self, step: int) -> bool:
        view = self._view()
        progress = getattr(view, "progress", None)
        return progress is not None and progress.done >= step

    def _hold_up(self, picture: Path, seen: Callable[[], bool], shot: str = "") -> None:
        """Holds a picture before the camera until ``seen``, then takes it away; ``shot`` is taken with it."""
        held = self.camera / "held.png"
        shutil.copy(picture, self.camera / ".coming")
        (self.camera / ".coming").replace(held)
        try:
            self._until(seen, f"seeing {picture.name}")
            if shot:
                self._shot(shot)
        finally:
            held.unlink()
        self.driver.frames(4)

    def _tap(self, wanted: Intent | str) -> None:
        """A real touch; on the spot of the last one no sooner than the guard against trembling hands allows."""
        clock, box = self.kiosk.store.clock, self.driver.find(wanted).box
        spot = (box.x + box.w / 2, box.y + box.h / 2)
        if math.dist(spot, self._touched[:2]) < SAME_SPOT_PX:
            self._until(lambda: clock.ms() - self._touched[2] > REPEAT_MS, "a calm hand")
        self.driver.tap(wanted)
        self._touched = (*spot, clock.ms())

    def _out_of_sight(self) -> None:
        """Waits until the scan filter takes a card it saw before for held up anew."""
        clock = self.kiosk.store.clock
        again = clock.ms() + ScanFilter().cooldown_ms + 200
        self._until(lambda: clock.ms() >= again, "the pause between two scans")

    def _until(self, condition: Callable[[], bool], what: str) -> None:
        self.driver.until(condition, what, pause=lambda: time.sleep(0.01))
        self.driver.frames(4)

    def _wait(self, kind: type[V]) -> V:
        self._until(lambda: isinstance(self._view(), kind), kind.__name__)
        view = self._view()
        assert isinstance(view, kind)
        return view

    def _choice(self, label: str) -> Intent:
        return next(c.intent for c in self._wait(ChoiceView).choices if c.label == label)

    def _answer(self, label: str) -> Intent:
        return next(c.intent for c in self._wait(QuizView).answers if c.label == label)

    def _pin(self, digits: str) -> None:
        for digit in digits:
            self._tap(Digit(int(digit)))

    def _element(self, name: str) -> TapElement:
        """The touch on the phone's element ``name``, as it stands on the screen now."""
        intents = (t.intent for t in self.driver.stage.targets if isinstance(t, Touch))
        return next(intent for intent in intents if isinstance(intent, TapElement) and intent.element == name)

    def _shot(self, name: str) -> None:
        self.driver.frames(12)
        path = self.out / f"{len(self.pictures) + 1:02d}-{name}.png"
        self.driver.shot(path)
        self.pictures.append(path.name)
