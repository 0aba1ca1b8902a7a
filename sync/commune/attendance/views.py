"""Staff's pages about sessions: a day, and one session.

Guarantees: only for staff who are logged in; a look leaves an audit entry; every figure comes from events. Does not
change anything.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sync.commune.attendance import selectors
from sync.commune.audit.recording import record
from sync.commune.tenancy.context import commune_of
from sync.protocol.badges import PICTURE_NAMES

FIRST_DAY = date(2020, 1, 1)    # no day before has any session
_MAX_SEQ = 2**53


@require_safe
def today(request: HttpRequest) -> HttpResponseBase:
    commune, now = commune_of(request), timezone.localdate()
    day = _day(request.GET.get("ngay", ""), now)
    record(request, "today", day.isoformat())
    return render(request, "attendance/today.html", {
        "day": day, "is_today": day == now, "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < now else None,
        "sessions": selectors.of_day(commune, day), "arrived": selectors.arrived_on(commune, day),
    })


@require_safe
def session(request: HttpRequest, device: str, epoch: str, seq: int) -> HttpResponseBase:
    commune = commune_of(request)
    found = selectors.one(commune, device, epoch, seq) if seq < _MAX_SEQ else None
    if found is None:
        raise Http404
    record(request, "session", found.ref)
    return render(request, "attendance/session.html", {
        "session": found, "is_today": found.day == timezone.localdate(), "pictures": PICTURE_NAMES,
    })


def _day(text: str, today: date) -> date:
    """The day asked for; today where it is none, is still to come, or has no day beside it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if FIRST_DAY <= day <= today else today
