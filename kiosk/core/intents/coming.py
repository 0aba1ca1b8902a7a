"""Coming in: the badge, the digits, the name, the guest."""

from __future__ import annotations

from dataclasses import dataclass


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
