"""What a touch means. Views carry intents; screens hand them back unread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class GoHome:
    pass


@dataclass(frozen=True)
class Back:
    pass


@dataclass(frozen=True)
class TurnPage:
    """Shows another page of the same screen (home tiles, lists)."""

    page: int


@dataclass(frozen=True)
class CallHelp:
    pass


@dataclass(frozen=True)
class OpenTextSize:
    pass


@dataclass(frozen=True)
class SetTextSize:
    percent: Literal[100, 125, 150]


@dataclass(frozen=True)
class SetContrast:
    high: bool


@dataclass(frozen=True)
class SetCalm:
    """ "Ít chuyển động": nothing moves by itself."""

    calm: bool


@dataclass(frozen=True)
class StartScan:
    pass


@dataclass(frozen=True)
class NoBadge:
    pass


@dataclass(frozen=True)
class BeGuest:
    """Counts one guest in the open session, then to the lessons."""


@dataclass(frozen=True)
class TypeName:
    """To the keyboard: somebody without a badge looks for the own name."""


@dataclass(frozen=True)
class Letter:
    """One key of the keyboard, a plain small letter a..z."""

    key: str


@dataclass(frozen=True)
class Space:
    pass


@dataclass(frozen=True)
class EraseLetter:
    pass


@dataclass(frozen=True)
class SearchName:
    """ "Tìm tên": says what was found."""


@dataclass(frozen=True)
class JustLearn:
    """To the lessons without any record."""


@dataclass(frozen=True)
class OpenNeed:
    need: str


@dataclass(frozen=True)
class OpenLesson:
    lesson: str


@dataclass(frozen=True)
class NotMyBadge:
    pass


@dataclass(frozen=True)
class Digit:
    digit: int


@dataclass(frozen=True)
class EraseDigit:
    pass


@dataclass(frozen=True)
class EnterPin:
    pass


@dataclass(frozen=True)
class Choose:
    """One of the offered answers, by its key."""

    key: str


@dataclass(frozen=True)
class NextStep:
    pass


@dataclass(frozen=True)
class TapElement:
    """A touch inside the simulated phone. ``x``, ``y`` are fractions of the phone's screen where
    the finger was (for the mark a wrong tap leaves)."""

    element: str
    x: float = 0.5
    y: float = 0.5


@dataclass(frozen=True)
class AskHint:
    pass


@dataclass(frozen=True)
class ShowMe:
    """ "Làm mẫu": plays the step once."""


@dataclass(frozen=True)
class SkipStep:
    """ "Để sau": leaves a step the learner cannot do now."""


@dataclass(frozen=True)
class UseSampleCode:
    """ "Dùng mã mẫu trong máy": for who has no practice sheet at hand."""


@dataclass(frozen=True)
class Rest:
    """ "Nghỉ thôi": thanks and forgets."""


@dataclass(frozen=True)
class StayHere:
    pass


@dataclass(frozen=True)
class AddGuest:
    """The facilitator writes down somebody without a badge: by name, or as a guest."""


@dataclass(frozen=True)
class StartHall:
    pass


@dataclass(frozen=True)
class AskClose:
    pass


@dataclass(frozen=True)
class CloseSession:
    pass


@dataclass(frozen=True)
class HelpGiven:
    """The facilitator went to ``learner`` (or to the guest in front: '')."""

    learner: str


@dataclass(frozen=True)
class HandRaised:
    """Hall mode: one more (or one less) raised hand for answer ``key``."""

    key: str
    by: int = 1


@dataclass(frozen=True)
class StartAgain:
    """ "Làm lại": the task from its first screen."""


@dataclass(frozen=True)
class DoneMyself:
    """ "Tôi làm xong": the learner did it on the own phone."""


@dataclass(frozen=True)
class SetSlow:
    slow: bool


@dataclass(frozen=True)
class SetLanguage:
    language: str


@dataclass(frozen=True)
class OpenAsk:
    """ "Hỏi máy": to "Hỏi bác cần gì?"."""


@dataclass(frozen=True)
class TypeQuestion:
    """To the keyboard, to type a question."""


@dataclass(frozen=True)
class AskQuestion:
    """One of the common questions, or the typed one."""

    text: str


@dataclass(frozen=True)
class OpenPlaylist:
    playlist: str


@dataclass(frozen=True)
class OpenRecording:
    """The facilitator lends a voice: to the choice of a lesson, then its sentences."""


@dataclass(frozen=True)
class StartRecording:
    pass


@dataclass(frozen=True)
class StopRecording:
    pass


@dataclass(frozen=True)
class HearRecording:
    pass


@dataclass(frozen=True)
class KeepRecording:
    pass


@dataclass(frozen=True)
class OpenStick:
    """Maintenance: to the page of lesson packs."""


@dataclass(frozen=True)
class InstallPacks:
    """ "Chép vào máy": yes to what the stick offers."""


@dataclass(frozen=True)
class AskRollBack:
    """ "Quay lại bản cũ": asked once more before it is done."""

    pack: str


@dataclass(frozen=True)
class RollBack:
    pack: str


@dataclass(frozen=True)
class StartEnrolment:
    pass


Intent = (
    GoHome | Back | TurnPage | CallHelp | OpenTextSize | SetTextSize | SetContrast | SetCalm
    | StartScan | NoBadge | BeGuest | JustLearn | OpenNeed | OpenLesson | NotMyBadge
    | Digit | EraseDigit | EnterPin | Choose | NextStep | TapElement | AskHint | ShowMe | SkipStep
    | UseSampleCode | Rest | StayHere | AddGuest | StartHall | AskClose | CloseSession | HelpGiven
    | HandRaised | StartEnrolment | TypeName | Letter | Space | EraseLetter | SearchName
    | StartAgain | DoneMyself | SetSlow | SetLanguage | OpenAsk | TypeQuestion | AskQuestion | OpenPlaylist
    | OpenRecording | StartRecording | StopRecording | HearRecording | KeepRecording
    | OpenStick | InstallPacks | AskRollBack | RollBack
)
