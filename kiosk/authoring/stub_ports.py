"""The core's ports for one lesson alone: in memory, forgetful, and good for playing it to the end.

Guarantees: nothing is written, asked or sent; two controllers on two of these never meet. For the
author's tools; the kiosk itself has real ports.

    Controller(stub_ports(lesson))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from kiosk.core.lessons.curriculum import Playlist, Question, Skill
from kiosk.core.lessons.lesson import Lesson
from kiosk.core.ports import Commune, LessonProgress, NewEvent, Person, QrMaker, Settings, Today
from kiosk.core.state import Ports
from sync.protocol import Invitation


@dataclass
class _Journal:
    tickets: count[int] = field(default_factory=lambda: count(1))

    def write(self, fact: NewEvent) -> int:
        return next(self.tickets)


@dataclass
class _Progress:
    kept: dict[tuple[str, str], LessonProgress] = field(default_factory=dict)

    def of(self, learner: str) -> Mapping[str, LessonProgress]:
        return {lesson: progress for (who, lesson), progress in self.kept.items() if who == learner}

    def keep(self, learner: str, progress: LessonProgress) -> None:
        self.kept[learner, progress.lesson] = progress


class _Pins:
    def check(self, facilitator: str, secret: bytes, pin: str) -> None:
        """Nobody has a PIN here."""

    def standing(self, facilitator: str) -> tuple[int, int]:
        return 0, 0


class _StubProgress:
    def read(self) -> Commune:
        return Commune(enrolled=True, name="xã Mẫu", thon="thôn Mẫu", thons=("thôn Mẫu",))

    def request_enrolment(self, invitation: Invitation) -> None:
        """Enrolled already."""


@dataclass(frozen=True)
class _FewLessons:
    offered: tuple[Lesson, ...]

    def lessons(self) -> Sequence[Lesson]:
        return self.offered

    def playlists(self) -> Sequence[Playlist]:
        return ()

    def questions(self) -> Sequence[Question]:
        return ()

    def skills(self) -> Sequence[Skill]:
        return ()

    def languages(self) -> Sequence[str]:
        return ("vi",)

    def said(self, language: str, text: str) -> str:
        return text

    def pack_of(self, lesson: str) -> tuple[str, str]:
        return "goi-thu", "0.0.0"

    def broken(self) -> Sequence[str]:
        return ()


class _Calendar:
    def today(self) -> Today:
        return Today("2026-01-01", 8, 0, trusted=True)

    def confirm(self, iso_day: str) -> None:
        """The day does not matter here."""

    def anchor(self, utc: datetime, plus_minus_s: int) -> None:
        """Nor does the hour."""


class _Roster:
    open = False

    def find(self, text: str, limit: int, thon: str = "") -> Sequence[Person]:
        return ()

    def lock(self) -> None:
        """Never open."""


class _Settings:
    def read(self) -> Settings:
        return Settings()

    def keep(self, settings: Settings) -> None:
        """Forgotten."""


def _nobody(signed: bytes, signature: bytes) -> str | None:
    return None


def stub_qr(text: str) -> tuple[str, ...]:
    """Stands for a code of version 2; what is in it does not matter here."""
    return tuple("10" * 12 + "1" for _row in range(25))


def stub_ports(*lessons: Lesson, make_qr: QrMaker = stub_qr) -> Ports:
    """Ports on which exactly ``lessons`` are installed."""
    return Ports(
        journal=_Journal(), progress=_Progress(), pins=_Pins(), commune=_StubProgress(), catalogue=_FewLessons(lessons),
        signer=_nobody, calendar=_Calendar(), settings=_Settings(), make_qr=make_qr, roster=_Roster(),
    )
