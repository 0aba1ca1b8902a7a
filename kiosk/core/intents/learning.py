"""In and around a lesson."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OpenNeed:
    need: str


@dataclass(frozen=True)
class OpenLesson:
    lesson: str


@dataclass(frozen=True)
class OpenPlaylist:
    playlist: str


@dataclass(frozen=True)
class TypeQuestion:
    """To the keyboard, to type a question."""


@dataclass(frozen=True)
class AskQuestion:
    """One of the common questions, or the typed one."""

    text: str


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
class StartAgain:
    """ "Làm lại": the task from its first screen."""


@dataclass(frozen=True)
class UseSampleCode:
    """ "Dùng mã mẫu trong máy": for who has no practice sheet at hand."""


@dataclass(frozen=True)
class DoneMyself:
    """ "Tôi làm xong": the learner did it on the own phone."""
