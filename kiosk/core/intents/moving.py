"""Getting about, and how the screen shows and speaks."""

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
class SetSlow:
    slow: bool


@dataclass(frozen=True)
class SetLanguage:
    language: str


@dataclass(frozen=True)
class Rest:
    """ "Nghỉ thôi": thanks and forgets."""


@dataclass(frozen=True)
class StayHere:
    pass


@dataclass(frozen=True)
class Choose:
    """One of the offered answers, by its key."""

    key: str
