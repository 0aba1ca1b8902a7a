"""What a kiosk's clock said, as staff may read it.

Guarantees: no text a kiosk sends raises here; a time the kiosk only guessed is marked "ước tính", never
corrected. Does not know anchors: the kiosk has judged its own clock in ``at.clock``.

    said(event_at)  ->  Said(when=<19:32 local>, estimated=False)

Source of the rules: docs/protocol.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from sync.protocol import Event, Moment

JUST_NOW_S = 90
HOUR_S = 3600


@dataclass(frozen=True)
class Said:
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


def said(at: Moment) -> Said:
    when = wall_time(at.wall)
    return Said(when, at.clock == "guess" or when is None)


def opening_day(event: Event) -> date | None:
    """Calendar day of a session: what the facilitator confirmed, else the kiosk's wall clock."""
    if event.kind != "session.opened":
        return None
    try:
        return date.fromisoformat(event.data.get("date_confirmed") or "")
    except ValueError:
        when = wall_time(event.at.wall)
        return when.date() if when else None


def in_words(then: datetime | None, now: datetime) -> str:
    """"vừa xong", "5 phút trước", "hôm qua 19:30"; ``then`` and ``now`` are aware."""
    if then is None:
        return "chưa lần nào"
    seconds = (now - then).total_seconds()
    local = timezone.localtime(then)
    days = (timezone.localtime(now).date() - local.date()).days
    if seconds < JUST_NOW_S:
        return "vừa xong"
    if seconds < HOUR_S:
        return f"{int(seconds // 60)} phút trước"
    if days == 0:
        return f"hôm nay {local:%H:%M}"
    if days == 1:
        return f"hôm qua {local:%H:%M}"
    return f"{days} ngày trước ({local:%d/%m/%Y})"


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """First moment of the local ``day`` and of the next one."""
    start = timezone.make_aware(datetime(day.year, day.month, day.day))
    return start, start + timedelta(days=1)
