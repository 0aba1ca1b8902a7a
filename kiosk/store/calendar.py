"""The date the kiosk believes in, for people.

Guarantees: the date is the wall clock's while NTP holds it; else that of an anchor of this boot which knows
the hour; else the day the facilitator confirmed within the last half day; else the wall clock's (or the newest ever
known, where the wall clock is before it), not trusted. A day the facilitator said of a date that was known already
corrects it for half a day. Never sets the clock.

    days = AnchoredCalendar(clock)
    days.today().trusted        # False: no network since the boot
    days.confirm("2026-11-22")  # the facilitator looked at a phone
    days.anchor(utc, 120)       # the facilitator's phone showed a time code
"""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, time, timedelta, timezone

from kiosk.core.errors import StoreError
from kiosk.core.ports import Today
from kiosk.store.clock import BootClock
from kiosk.store.timeline import Anchor

VIETNAM = timezone(timedelta(hours=7))      # no daylight saving time
HALF_DAY_MS = 12 * 60 * 60 * 1000
HOUR_MS = 60 * 60 * 1000

_log = logging.getLogger(__name__)


class AnchoredCalendar:
    """``kiosk.core.ports.Calendar`` on the clock of this boot; ``zone`` is where the site stands. Where the anchors of
    earlier boots cannot be read, the wall clock alone tells the newest day."""

    def __init__(self, clock: BootClock, zone: timezone = VIETNAM) -> None:
        self._clock = clock
        self._zone = zone
        self._newest = max((anchor.utc.astimezone(zone).date() for anchor in _kept(clock)), default=date.min)

    def today(self) -> Today:
        wall = self._clock.wall().astimezone(self._zone)
        date_set = self._date_set_by_person()
        if date_set is not None and self._clock.corrected():
            return _today(date_set, wall, trusted=True, timed=False)
        if self._clock.state() == "trusted":
            return _today(wall.date(), wall, trusted=True)
        known = self._anchored()
        if known is not None:
            return _today(known.date(), known, trusted=True)
        if date_set is not None:
            return _today(date_set, wall, trusted=True, timed=False)
        return _today(max(wall.date(), self._newest), wall, trusted=False)

    def confirm(self, iso_day: str) -> None:
        """A weak anchor: some instant of that day, so its noon give or take half a day.

        Raises:
            ValueError: ``iso_day`` is no ISO date.
        """
        noon = datetime.combine(date.fromisoformat(iso_day), time(12), self._zone)
        self._clock.add_anchor("facilitator", noon.astimezone(UTC), HALF_DAY_MS)

    def anchor(self, utc: datetime, plus_minus_s: int) -> None:
        """A weak anchor: as good as the phone that shows the code, and nobody proves when it was made."""
        self._clock.add_anchor("time_qr", utc, plus_minus_s * 1000)

    def _anchored(self) -> datetime | None:
        best = self._clock.best()
        if best.utc is None or best.plus_minus_ms is None or best.plus_minus_ms > HOUR_MS:
            return None
        return best.utc.astimezone(self._zone)

    def _date_set_by_person(self) -> date | None:
        anchor = self._clock.confirmed()
        if anchor is None or self._clock.ms() - anchor.ms > HALF_DAY_MS:
            return None
        return anchor.utc.astimezone(self._zone).date()


def _kept(clock: BootClock) -> list[Anchor]:
    try:
        return clock.kept()
    except StoreError as error:
        _log.warning("%s: the anchors of earlier boots cannot be read", error.code)
        return []


def _today(day: date, hand: datetime, *, trusted: bool, timed: bool = True) -> Today:
    return Today(day.isoformat(), hand.hour, hand.minute, trusted, timed)
