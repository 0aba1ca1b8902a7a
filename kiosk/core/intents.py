"""What a touch means. Views carry intents; screens hand them back unread.

Every intent is a frozen value: two touches of the same thing are equal.

    Action("Về đầu", GoHome(), "home")
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Intent:
    """Base of everything a touch may mean."""


# --- moving about, and how the screen shows and speaks --------------------------------------------


@dataclass(frozen=True)
class GoHome(Intent):
    pass


@dataclass(frozen=True)
class Back(Intent):
    pass


@dataclass(frozen=True)
class TurnPage(Intent):
    """Shows another page of the same screen (home tiles, lists)."""

    page: int


@dataclass(frozen=True)
class CallHelp(Intent):
    pass


@dataclass(frozen=True)
class OpenTextSize(Intent):
    pass


@dataclass(frozen=True)
class SetTextSize(Intent):
    percent: Literal[100, 125, 150]


@dataclass(frozen=True)
class SetContrast(Intent):
    high: bool


@dataclass(frozen=True)
class SetCalm(Intent):
    """ "Ít chuyển động": nothing moves by itself."""

    calm: bool


@dataclass(frozen=True)
class SetSlow(Intent):
    slow: bool


@dataclass(frozen=True)
class SetLanguage(Intent):
    language: str


@dataclass(frozen=True)
class Rest(Intent):
    """ "Nghỉ thôi": thanks and forgets."""


@dataclass(frozen=True)
class StayHere(Intent):
    pass


@dataclass(frozen=True)
class Choose(Intent):
    """One of the offered answers, by its key."""

    key: str


@dataclass(frozen=True)
class CorrectDate(Intent):
    """The date that is shown is wrong: ask for it."""


# --- coming in: the badge, the digits, the name, the guest ----------------------------------------


@dataclass(frozen=True)
class StartScan(Intent):
    pass


@dataclass(frozen=True)
class NoBadge(Intent):
    pass


@dataclass(frozen=True)
class BeGuest(Intent):
    """Counts one guest in the open session, then to the lessons."""


@dataclass(frozen=True)
class TypeName(Intent):
    """To the keyboard: somebody without a badge looks for the own name."""


@dataclass(frozen=True)
class Letter(Intent):
    """One key of the keyboard, a plain small letter a..z."""

    key: str


@dataclass(frozen=True)
class Space(Intent):
    pass


@dataclass(frozen=True)
class EraseLetter(Intent):
    pass


@dataclass(frozen=True)
class SearchName(Intent):
    """ "Tìm tên": says what was found."""


@dataclass(frozen=True)
class JustLearn(Intent):
    """To the lessons without any record."""


@dataclass(frozen=True)
class NotMyBadge(Intent):
    pass


@dataclass(frozen=True)
class Digit(Intent):
    digit: int


@dataclass(frozen=True)
class EraseDigit(Intent):
    pass


@dataclass(frozen=True)
class EnterPin(Intent):
    pass


# --- in and around a lesson -----------------------------------------------------------------------


@dataclass(frozen=True)
class OpenNeed(Intent):
    need: str


@dataclass(frozen=True)
class OpenLesson(Intent):
    lesson: str


@dataclass(frozen=True)
class OpenPlaylist(Intent):
    playlist: str


@dataclass(frozen=True)
class TypeQuestion(Intent):
    """To the keyboard, to type a question."""


@dataclass(frozen=True)
class AskQuestion(Intent):
    """One of the common questions, or the typed one."""

    text: str


@dataclass(frozen=True)
class NextStep(Intent):
    pass


@dataclass(frozen=True)
class TapElement(Intent):
    """A touch inside the simulated phone. ``x``, ``y`` are fractions of the phone's screen where
    the finger was (for the mark a wrong tap leaves)."""

    element: str
    x: float = 0.5
    y: float = 0.5


@dataclass(frozen=True)
class AskHint(Intent):
    pass


@dataclass(frozen=True)
class ShowMe(Intent):
    """ "Làm mẫu": plays the step once."""


@dataclass(frozen=True)
class SkipStep(Intent):
    """ "Để sau": leaves a step the learner cannot do now."""


@dataclass(frozen=True)
class StartAgain(Intent):
    """ "Làm lại": the task from its first screen."""


@dataclass(frozen=True)
class UseSampleCode(Intent):
    """ "Dùng mã mẫu trong máy": for who has no practice sheet at hand."""


@dataclass(frozen=True)
class DoneMyself(Intent):
    """ "Tôi làm xong": the learner did it on the own phone."""


# --- what the facilitator and the maintenance staff do --------------------------------------------


@dataclass(frozen=True)
class AddGuest(Intent):
    """The facilitator writes down somebody without a badge: by name, or as a guest."""


@dataclass(frozen=True)
class StartHall(Intent):
    pass


@dataclass(frozen=True)
class AskClose(Intent):
    pass


@dataclass(frozen=True)
class CloseSession(Intent):
    pass


@dataclass(frozen=True)
class HelpGiven(Intent):
    """The facilitator went to ``learner`` (or to the guest in front: '')."""

    learner: str


@dataclass(frozen=True)
class HandRaised(Intent):
    """Hall mode: one more (or one less) raised hand for answer ``key``."""

    key: str
    by: int = 1


@dataclass(frozen=True)
class OpenRecording(Intent):
    """The facilitator lends a voice: to the choice of a lesson, then its sentences."""


@dataclass(frozen=True)
class StartRecording(Intent):
    pass


@dataclass(frozen=True)
class StopRecording(Intent):
    pass


@dataclass(frozen=True)
class HearRecording(Intent):
    pass


@dataclass(frozen=True)
class KeepRecording(Intent):
    pass


@dataclass(frozen=True)
class OpenStick(Intent):
    """Maintenance: to the page of lesson packs."""


@dataclass(frozen=True)
class OpenExport(Intent):
    """ "Xuất dữ liệu ra USB": maintenance wants the events on a stick."""


@dataclass(frozen=True)
class ExportEvents(Intent):
    """ "Thử lại": once more onto the stick."""


@dataclass(frozen=True)
class OpenHealthCode(Intent):
    """Maintenance: the machine's state as a code to photograph."""


@dataclass(frozen=True)
class InstallPacks(Intent):
    """ "Chép vào máy": yes to what the stick offers."""


@dataclass(frozen=True)
class AskRollBack(Intent):
    """ "Quay lại bản cũ": asked once more before it is done."""

    pack: str


@dataclass(frozen=True)
class RollBack(Intent):
    pack: str


@dataclass(frozen=True)
class StartEnrolment(Intent):
    pass


@dataclass(frozen=True)
class Enrol(Intent):
    """ "Đúng, ghi danh": yes to the commune whose code was held up."""
