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

    actor: Actor
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
        self.actor.wait(HomeView)
        state = self.actor.kiosk.controller.state
        self.sync()
        self.actor.until(lambda: bool(state.commune.facilitators), "the roster")
        if state.look.text_percent != 100 or state.look.high_contrast:
            self.actor.tap(OpenTextSize())
            self.actor.tap(SetTextSize(100))
            if state.look.high_contrast:
                self.actor.tap(SetContrast(False))
            self.actor.tap(GoHome())
        self.actor.until(lambda: state.attendance.phase != "closing", "a session of another day ended by itself")
        if state.attendance.unclosed is not None:
            self._end_session()

    def _end_session(self) -> None:
        """Closes the session that is open, or lets the machine write off the one of which it is not certain.

        It may have ended by itself meanwhile: the commune's server has told the date.
        """
        attendance = self.actor.kiosk.controller.state.attendance
        self._unlock()
        self.actor.until(lambda: isinstance(self.actor.view(), SessionView | ChoiceView), "the session")
        if self.actor.driver.has(Choose("new")):
            self.actor.tap(Choose("new"))
            self.actor.until(lambda: attendance.phase == "closed", "the old session closed")
        elif self.actor.driver.has(AskClose()):
            self.actor.tap(AskClose())
            self.actor.tap(CloseSession())
            self.actor.wait(SummaryView)
        self.actor.tap(GoHome())

    def _facilitator(self) -> None:
        """Badge and PIN, to the page of the session that is open."""
        self._unlock()
        self.actor.wait(SessionView)

    def _unlock(self) -> None:
        self.actor.tap(StartScan())
        self.actor.hold_up(self.cast.facilitator, lambda: isinstance(self.actor.view(), PinView))
        self.actor.pin(self.cast.pin)
        self.actor.tap(EnterPin())

    def _first_page(self) -> None:
        self.actor.wait(HomeView)
        self.actor.shot("trang-dau")
        self.actor.tap(TurnPage(1))
        self.actor.shot("trang-dau-2")
        self.actor.tap(TurnPage(0))

    def _open_session(self) -> None:
        self.actor.tap(StartScan())
        self.actor.wait(ScanView)
        self.actor.hold_up(self.cast.payment, self.actor.warned, "quet-ma-tra-tien")
        self.actor.hold_up(self.cast.facilitator, lambda: isinstance(self.actor.view(), PinView))
        self.actor.pin(self.cast.pin[:4])
        self.actor.shot("so-bi-mat")
        self.actor.pin(self.cast.pin[4:])
        self.actor.tap(EnterPin())
        self.actor.wait(ChoiceView)
        self.actor.shot("chon-viec")
        self.actor.choose("Trả tiền")
        self.actor.shot("chon-bai")
        self.actor.choose("Trả tiền bằng mã QR")
        self.actor.shot("chon-thon")
        self.actor.choose("thôn Mẫu Đông")
        self.actor.driver.frames(5)
        if isinstance(self.actor.view(), DateView):
            self.actor.shot("hoi-ngay")
            self._date(self.actor.wait(DateView))
        self.actor.wait(SessionView)
        self.actor.shot("buoi-hoc-moi-mo")

    def _date(self, asked: DateView) -> None:
        """The machine's guess where it has one, else three touches."""
        for intent in (asked.likely.intent,) if asked.likely else (Choose("22"), Choose("11"), Choose("2026")):
            self.actor.tap(intent)

    def _door_without_badge(self) -> None:
        self.actor.tap(GoHome())
        self.actor.tap(StartScan())
        self.actor.wait(ScanView)
        self.actor.tap(NoBadge())
        assert self.actor.driver.has(BeGuest())
        self.actor.shot("khong-co-the")
        self.actor.tap(Back())

    def _check_in(self) -> None:
        self.actor.wait(ScanView)
        self.actor.shot("gio-the")
        for number, badge in enumerate(self.cast.learners, start=1):
            self.actor.hold_up(badge, lambda at=number: self.actor.greeted(at))  # type: ignore[misc]
            self.checked_in += 1
            self.actor.shot(f"chao-{number}")
        self.actor.out_of_sight()
        self.actor.hold_up(self.cast.learners[0], self.actor.greeted_again)
        self.double_scans += 1
        self.actor.shot("quet-lan-hai")

    def _lesson(self) -> None:
        self.actor.tap(NextStep())
        self.actor.wait(LessonListView)
        self.actor.shot("danh-sach-bai")
        self.actor.reach(OpenLesson(LESSON))
        offered = self.actor.kiosk.controller.state.ports.catalogue.lessons()
        lesson = next(lesson for lesson in offered if lesson.id == LESSON)
        learned = LessonScript(self.actor, lesson, self.cast.practice)
        self.outcome = learned.play()

    def _bigger_letters(self) -> None:
        self.actor.tap(CallHelp())
        self.actor.shot("goi-giup")
        self.actor.driver.tap_at(*ANYWHERE)
        self.actor.tap(Rest())
        self.actor.wait(HomeView)
        self.actor.tap(OpenTextSize())
        self.actor.shot("co-chu")
        self.actor.tap(SetTextSize(150))
        self.actor.shot("co-chu-150")
        self.actor.tap(GoHome())
        self.actor.shot("trang-dau-150")
        self.actor.tap(OpenTextSize())
        self.actor.tap(SetTextSize(100))
        self.actor.tap(SetContrast(True))
        self.actor.tap(GoHome())
        self.actor.shot("trang-dau-tuong-phan")
        self.actor.tap(OpenTextSize())
        self.actor.tap(SetContrast(False))
        self.actor.tap(GoHome())
        self.actor.tap(OpenNeed("suc-khoe"))
        self.actor.shot("bai-suc-khoe")
        self.actor.tap(GoHome())

    def _close(self) -> None:
        self._facilitator()
        self.sync()
        self.actor.until(lambda: self.actor.kiosk.controller.state.sync.sent > 0, "sent")
        self.actor.shot("buoi-hoc")
        self.actor.tap(AskClose())
        self.actor.shot("hoi-ket-thuc")
        self.actor.tap(CloseSession())
        self.actor.wait(SummaryView)
        self.sync()
        self.actor.until(lambda: self.actor.kiosk.controller.state.sync.pending == 0, "everything sent")
        self.actor.driver.frames(5)
        self.actor.shot("xong-buoi-hoc")
