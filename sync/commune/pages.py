"""Staff's pages about people: today, one session, the quarantine.

Guarantees: only for staff who are logged in; a look at anything personal leaves an audit line; every figure
comes from events. Does not change anything.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sync.commune import sessions
from sync.commune.audit import note
from sync.commune.models import Commune, Quarantine, Staff
from sync.commune.problems import problem
from sync.protocol import BADGE_PICTURES
from sync.protocol.badges import PICTURE_NAMES

QUARANTINE_ROWS = 50    # a page
SHOWN_BYTES = 4096      # of a quarantined body
_MAX_SEQ = 2**53


def commune_of(request: HttpRequest) -> Commune:
    """The commune whose staff is asking."""
    commune = request.user.commune if isinstance(request.user, Staff) else None
    if commune is None:
        raise Http404
    return commune


def whose(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the commune's name in the header, and which page this is."""
    user = getattr(request, "user", None)
    match = request.resolver_match
    return {
        "commune": user.commune if isinstance(user, Staff) else Commune.objects.first(),
        "here": match.url_name if match else "",
    }


@require_safe
def today(request: HttpRequest) -> HttpResponseBase:
    commune, now = commune_of(request), timezone.localdate()
    day = _day(request.GET.get("ngay", ""), now)
    note(request, "today", day.isoformat())
    return render(request, "commune/today.html", {
        "day": day, "is_today": day == now, "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < now else None,
        "sittings": sessions.of_day(commune, day), "strayed": sessions.strayed(commune, day),
    })


@require_safe
def session(request: HttpRequest, device: str, epoch: str, seq: int) -> HttpResponseBase:
    commune = commune_of(request)
    found = sessions.one(commune, device, epoch, seq) if seq < _MAX_SEQ else None
    if found is None:
        raise Http404
    note(request, "session", found.ref)
    return render(request, "commune/session.html", {
        "sitting": found, "is_today": found.day == timezone.localdate(), "pictures": PICTURE_NAMES,
    })


@require_safe
def quarantine(request: HttpRequest) -> HttpResponseBase:
    note(request, "quarantine")
    kept = Quarantine.objects.filter(commune=commune_of(request)).select_related("device__site")
    page = Paginator(kept.defer("body"), QUARANTINE_ROWS).get_page(request.GET.get("trang"))
    rows = [(one, problem(one.problem).title) for one in page]
    return render(request, "commune/quarantine.html", {"page": page, "rows": rows})


@require_safe
def set_aside(request: HttpRequest, pk: int) -> HttpResponseBase:
    if pk >= _MAX_SEQ:
        raise Http404
    kept = get_object_or_404(
        Quarantine.objects.select_related("device__site"), pk=pk, commune=commune_of(request)
    )
    note(request, "set-aside", str(kept.pk))
    body = bytes(kept.body)
    return render(request, "commune/set_aside.html", {
        "kept": kept, "title": problem(kept.problem).title, "size": len(body),
        "body": body[:SHOWN_BYTES].decode("utf-8", "backslashreplace"), "cut": len(body) > SHOWN_BYTES,
    })


@login_not_required
@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A badge's picture: no secret, the same for everybody."""
    path = Path(settings.ASSETS_DIR) / "pictures" / f"badge-{name}.png"
    if name not in BADGE_PICTURES or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png")


def _day(text: str, today: date) -> date:
    """The day asked for; today where it is none, is still to come, or has no day beside it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if date(2020, 1, 1) <= day <= today else today
