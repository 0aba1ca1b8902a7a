"""The script of one evening: what people do at the kiosk, step by step, on the real screen.

Every step is a real touch or a picture held before the camera; every wait is for a condition. The steps are
the table of contents of the product.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.core.intents import (
    AskClose,
    Back,
    BeGuest,
    CallHelp,
    Choose,
    CloseSession,
    EnterPin,
    GoHome,
    NextStep,
    NoBadge,
    OpenLesson,
    OpenNeed,
    OpenTextSize,
    Rest,
    SetContrast,
    SetTextSize,
    StartScan,
    TurnPage,
)
from kiosk.core.views import (
    ChoiceView,
    DateView,
    HomeView,
    LessonListView,
    PinView,
    ScanView,
    SessionView,
    SummaryView,
)
from kiosk.tour.actor import Actor
from kiosk.tour.lesson_script import LessonScript

LESSON = "tra-tien-qr"
ANYWHERE = (500.0, 700.0)       # px: a touch that brings the page back


@dataclass(frozen=True)
class Actors:
    """Pictures to hold up: the facilitator's badge and PIN, learners' badges, the practice sheet."""

    facilitator: Path
    pin: str
    learners: tuple[Path, ...]
    practice: Path
    payment: Path


@dataclass
class EveningScript:
    """The scenes in their order; ``sync`` runs one round of the sync worker."""

    hands: Actor
    cast: Actors
    sync: Callable[[], None]
    checked_in: int = 0
    double_scans: int = 0
    outcome: str = ""

    def play(self) -> None:
        """The whole evening."""
        self._end_what_was_interrupted()
        self._first_page()
        self._open_session()
        self._door_without_badge()
        self._check_in()
        self._lesson()
        self._bigger_letters()
        self._close()

    # --- scenes -------------------------------------------------------------------------------

    def _end_what_was_interrupted(self) -> None:
        """An evening stopped in the middle left letters and session as they were; the new one starts afresh."""
        self.hands.wait(HomeView)
        state = self.hands.kiosk.controller.state
        self.sync()
        self.hands.until(lambda: bool(state.commune.facilitators), "the roster")
        if state.look.text_percent != 100 or state.look.high_contrast:
            self.hands.tap(OpenTextSize())
            self.hands.tap(SetTextSize(100))
            if state.look.high_contrast:
                self.hands.tap(SetContrast(False))
            self.hands.tap(GoHome())
        self.hands.until(lambda: state.attendance.phase != "closing", "a session of another day ended by itself")
        if state.attendance.unclosed is not None:
            self._end_session()

    def _end_session(self) -> None:
        """Closes the session that is open, or lets the machine write off the one of which it is not certain.

        It may have ended by itself meanwhile: the commune's server has told the date.
        """
        attendance = self.hands.kiosk.controller.state.attendance
        self._unlock()
        self.hands.until(lambda: isinstance(self.hands.view(), SessionView | ChoiceView), "the session")
        if self.hands.driver.has(Choose("new")):
            self.hands.tap(Choose("new"))
            self.hands.until(lambda: attendance.phase == "closed", "the old session closed")
        elif self.hands.driver.has(AskClose()):
            self.hands.tap(AskClose())
            self.hands.tap(CloseSession())
            self.hands.wait(SummaryView)
        self.hands.tap(GoHome())

    def _facilitator(self) -> None:
        """Badge and PIN, to the page of the session that is open."""
        self._unlock()
        self.hands.wait(SessionView)

    def _unlock(self) -> None:
        self.hands.tap(StartScan())
        self.hands.hold_up(self.cast.facilitator, lambda: isinstance(self.hands.view(), PinView))
        self.hands.pin(self.cast.pin)
        self.hands.tap(EnterPin())

    def _first_page(self) -> None:
        self.hands.wait(HomeView)
        self.hands.shot("trang-dau")
        self.hands.tap(TurnPage(1))
        self.hands.shot("trang-dau-2")
        self.hands.tap(TurnPage(0))

    def _open_session(self) -> None:
        self.hands.tap(StartScan())
        self.hands.wait(ScanView)
        self.hands.hold_up(self.cast.payment, self.hands.warned, "quet-ma-tra-tien")
        self.hands.hold_up(self.cast.facilitator, lambda: isinstance(self.hands.view(), PinView))
        self.hands.pin(self.cast.pin[:4])
        self.hands.shot("so-bi-mat")
        self.hands.pin(self.cast.pin[4:])
        self.hands.tap(EnterPin())
        self.hands.wait(ChoiceView)
        self.hands.shot("chon-viec")
        self.hands.choose("Trả tiền")
        self.hands.shot("chon-bai")
        self.hands.choose("Trả tiền bằng mã QR")
        self.hands.shot("chon-thon")
        self.hands.choose("thôn Mẫu Đông")
        self.hands.driver.frames(5)
        if isinstance(self.hands.view(), DateView):
            self.hands.shot("hoi-ngay")
            self._date(self.hands.wait(DateView))
        self.hands.wait(SessionView)
        self.hands.shot("buoi-hoc-moi-mo")

    def _date(self, asked: DateView) -> None:
        """The machine's guess where it has one, else three touches."""
        for intent in (asked.likely.intent,) if asked.likely else (Choose("22"), Choose("11"), Choose("2026")):
            self.hands.tap(intent)

    def _door_without_badge(self) -> None:
        self.hands.tap(GoHome())
        self.hands.tap(StartScan())
        self.hands.wait(ScanView)
        self.hands.tap(NoBadge())
        assert self.hands.driver.has(BeGuest())
        self.hands.shot("khong-co-the")
        self.hands.tap(Back())

    def _check_in(self) -> None:
        self.hands.wait(ScanView)
        self.hands.shot("gio-the")
        for number, badge in enumerate(self.cast.learners, start=1):
            self.hands.hold_up(badge, lambda at=number: self.hands.greeted(at))  # type: ignore[misc]
            self.checked_in += 1
            self.hands.shot(f"chao-{number}")
        self.hands.out_of_sight()
        self.hands.hold_up(self.cast.learners[0], self.hands.greeted_again)
        self.double_scans += 1
        self.hands.shot("quet-lan-hai")

    def _lesson(self) -> None:
        self.hands.tap(NextStep())
        self.hands.wait(LessonListView)
        self.hands.shot("danh-sach-bai")
        self.hands.reach(OpenLesson(LESSON))
        offered = self.hands.kiosk.controller.state.ports.catalogue.lessons()
        learned = LessonScript(self.hands, next(lesson for lesson in offered if lesson.id == LESSON), self.cast.practice)
        self.outcome = learned.play()

    def _bigger_letters(self) -> None:
        self.hands.tap(CallHelp())
        self.hands.shot("goi-giup")
        self.hands.driver.tap_at(*ANYWHERE)
        self.hands.tap(Rest())
        self.hands.wait(HomeView)
        self.hands.tap(OpenTextSize())
        self.hands.shot("co-chu")
        self.hands.tap(SetTextSize(150))
        self.hands.shot("co-chu-150")
        self.hands.tap(GoHome())
        self.hands.shot("trang-dau-150")
        self.hands.tap(OpenTextSize())
        self.hands.tap(SetTextSize(100))
        self.hands.tap(SetContrast(True))
        self.hands.tap(GoHome())
        self.hands.shot("trang-dau-tuong-phan")
        self.hands.tap(OpenTextSize())
        self.hands.tap(SetContrast(False))
        self.hands.tap(GoHome())
        self.hands.tap(OpenNeed("suc-khoe"))
        self.hands.shot("bai-suc-khoe")
        self.hands.tap(GoHome())

    def _close(self) -> None:
        self._facilitator()
        self.sync()
        self.hands.until(lambda: self.hands.kiosk.controller.state.sync.sent > 0, "sent")
        self.hands.shot("buoi-hoc")
        self.hands.tap(AskClose())
        self.hands.shot("hoi-ket-thuc")
        self.hands.tap(CloseSession())
        self.hands.wait(SummaryView)
        self.sync()
        self.hands.until(lambda: self.hands.kiosk.controller.state.sync.pending == 0, "everything sent")
        self.hands.driver.frames(5)
        self.hands.shot("xong-buoi-hoc")
