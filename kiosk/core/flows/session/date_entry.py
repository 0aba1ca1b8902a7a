"""Any date in at most three touches: the day, the month, the year, each as a page of big choices; today's likely date
in one.

Guarantees: only dates that exist can be chosen (31 takes six months away, 29 February all but leap years). Pure: knows
no state of the kiosk.

    entry = DateEntry()
    entry.choose("22"), entry.choose("11"), entry.choose("2026")        # None, None, "2026-11-22"
"""

from __future__ import annotations

from calendar import isleap, monthrange
from datetime import date

from kiosk.core.codes.own import FIRST_YEAR, LAST_YEAR
from kiosk.core.i18n import _
from kiosk.core.intents import Choose
from kiosk.core.views import Choice

YEARS_SHOWN = 11                        # and the way to others makes twelve
_LEAP_YEAR = 2028


class DateEntry:
    """What was chosen so far."""

    def __init__(self) -> None:
        self.day = 0
        self.month = 0
        self.page = 0                       # of the years

    @property
    def stage(self) -> str:
        return "day" if not self.day else "month" if not self.month else "year"

    @property
    def pages(self) -> int:
        """Of the years; days and months stand on one page."""
        return -(-len(self._years()) // YEARS_SHOWN) if self.stage == "year" else 1

    def choose(self, key: str) -> str | None:
        """The whole date once it is known: the last of three touches, or a date that was offered whole."""
        if "-" in key:
            return date.fromisoformat(key).isoformat()
        if self.stage == "day":
            self.day = int(key)
        elif self.stage == "month":
            self.month = int(key)
        else:
            return date(int(key), self.month, self.day).isoformat()
        return None

    def back(self) -> bool:
        """One touch back; False where nothing was touched yet."""
        if not self.day:
            return False
        self.page = 0
        if self.month:
            self.month = 0
        else:
            self.day = 0
        return True

    def title(self) -> str:
        return {"day": _("Hôm nay là ngày nào ạ?"), "month": _("Ngày {n}, tháng mấy ạ?").format(n=self.day),
                "year": _("Ngày {day} tháng {month}, năm nào ạ?").format(day=self.day, month=self.month)}[self.stage]

    def choices(self) -> tuple[Choice, ...]:
        if self.stage == "day":
            return tuple(Choice(str(n), Choose(str(n))) for n in range(1, 32))
        if self.stage == "month":
            return tuple(Choice(_("tháng {n}").format(n=n), Choose(str(n))) for n in range(1, 13)
                         if self.day <= monthrange(_LEAP_YEAR, n)[1])
        start = self.page % self.pages * YEARS_SHOWN
        return tuple(Choice(str(n), Choose(str(n))) for n in self._years()[start:start + YEARS_SHOWN])

    def _years(self) -> list[int]:
        leap = (self.day, self.month) == (29, 2)
        return [year for year in range(FIRST_YEAR, LAST_YEAR + 1) if not leap or isleap(year)]


def likely_choice(iso_day: str) -> Choice | None:
    """The date the machine thinks it is, to be touched whole; None where it cannot be right."""
    day = date.fromisoformat(iso_day)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return Choice(day_words(day), Choose(iso_day), note=str(day.year))


def day_words(day: date) -> str:
    names = (_("Thứ hai"), _("Thứ ba"), _("Thứ tư"), _("Thứ năm"), _("Thứ sáu"), _("Thứ bảy"), _("Chủ nhật"))
    return _("{weekday} {day} tháng {month}").format(weekday=names[day.weekday()], day=day.day, month=day.month)
