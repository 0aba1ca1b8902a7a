"""What a kiosk's clock said, as staff may read it.

Guarantees: no text a kiosk sends raises here; a time the kiosk only guessed is marked "ước tính", never
corrected. Does not know anchors: the kiosk has judged its own clock in ``at.clock``.

    kiosk_time(event.at)  ->  KioskTime(when=<19:32 local>, estimated=False)

Source of the rules: docs/protocol.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from sync.protocol import Event, Moment


@dataclass(frozen=True)
class KioskTime:
    """``when`` is local; None where the kiosk's text is no time at all."""

    when: datetime | None
    estimated: bool


def wall_time(wall: str) -> datetime | None:
    """Local time of ISO 8601 ``wall``; None where it is none or has no zone."""
    try:
        moment = datetime.fromisoformat(wall)
        return timezone.localtime(moment) if timezone.is_aware(moment) else None
    except (ValueError, OverflowError):
        return None


def kiosk_time(at: Moment) -> KioskTime:
    when = wall_time(at.wall)
    return KioskTime(when, at.clock == "guess" or when is None)


def opening_day(event: Event) -> date | None:
    """Calendar day of a session: what the facilitator confirmed, else the kiosk's wall clock."""
    if event.kind != "session.opened":
        return None
    try:
        return date.fromisoformat(event.data.get("date_confirmed") or "")
    except ValueError:
        when = wall_time(event.at.wall)
        return when.date() if when else None


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """First moment of the local ``day`` and of the next one."""
    start = timezone.make_aware(datetime(day.year, day.month, day.day))
    return start, start + timedelta(days=1)
