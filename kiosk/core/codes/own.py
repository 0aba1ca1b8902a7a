"""Our own codes besides the badge: practice sheet, enrolment, time.

    read_own("BDHVSTAP1:rau-co-mau")                      ->  PracticeCode("rau-co-mau")
    read_own("BDHVSTIME1:2026-11-22T19:30:00+07:00")      ->  TimeCode(2026-11-22 12:30 UTC)
    read_own("BDHVSTAP1:Rau cỏ")                          ->  OwnRefusal("practice")

Guarantees: strict; what begins like one of ours and is not whole is an ``OwnRefusal``.
Does not prove who made a code: an invitation is proved by the commune, and a time code is a **weak**
anchor (anybody can show a code, or an old photograph of one), only as good as the facilitator who shows it.

Sources: kiosk.core.lessons.lesson (names of practice codes), docs/protocol.md (enrolment), RFC 3339 (time).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from kiosk.core.lessons.lesson import PRACTICE_PREFIX
from sync.protocol import ENROLMENT_PREFIX, Invitation, decode_invitation
from sync.protocol.errors import Malformed

TIME_PREFIX = "BDHVSTIME1:"
FIRST_YEAR, LAST_YEAR = 2025, 2099          # a code from before this project was made is a mistake
_PRACTICE_NAME = re.compile("[a-z0-9][a-z0-9-]{0,59}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})")


@dataclass(frozen=True)
class PracticeCode:
    """A lesson's practice code; ``code`` is its name."""

    code: str


@dataclass(frozen=True)
class Enrolment:
    """A commune's invitation for this machine, as the sync worker will take it. It holds a single-use secret."""

    invitation: Invitation = field(repr=False)


@dataclass(frozen=True)
class TimeCode:
    """The moment a facilitator's phone showed, to the second, in UTC."""

    utc: datetime


@dataclass(frozen=True)
class OwnRefusal:
    """Ours by its beginning, but not whole."""

    of: Literal["practice", "enrolment", "time"]


Own = PracticeCode | Enrolment | TimeCode | OwnRefusal


def read_own(text: str) -> Own | None:
    """None where ``text`` has none of our beginnings."""
    if text.startswith(PRACTICE_PREFIX):
        name = text.removeprefix(PRACTICE_PREFIX)
        return PracticeCode(name) if _PRACTICE_NAME.fullmatch(name) else OwnRefusal("practice")
    if text.startswith(TIME_PREFIX):
        return _time(text.removeprefix(TIME_PREFIX))
    if text.startswith(ENROLMENT_PREFIX):
        return _enrolment(text)
    return None


def _enrolment(text: str) -> Enrolment | OwnRefusal:
    try:
        return Enrolment(decode_invitation(text))
    except Malformed:
        return OwnRefusal("enrolment")


def _time(text: str) -> TimeCode | OwnRefusal:
    if not _TIME.fullmatch(text):
        return OwnRefusal("time")
    try:
        utc = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return OwnRefusal("time")
    return TimeCode(utc) if FIRST_YEAR <= utc.year <= LAST_YEAR else OwnRefusal("time")
