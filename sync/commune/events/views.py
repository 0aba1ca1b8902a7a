"""Staff's pages about what kiosks sent: how much came from each device, and what is in the quarantine.

Guarantees: only for staff who are logged in; a look leaves an audit entry. Changes nothing. The list of devices is
here and not in ``devices`` because its figures come from the log, of which ``devices`` knows nothing.
"""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sync.commune.audit.recording import record
from sync.commune.devices.contact import in_words
from sync.commune.events.models import QuarantinedEvent
from sync.commune.events.selectors import device_states
from sync.commune.http.problems import problem
from sync.commune.tenancy.context import commune_of

QUARANTINE_ROWS = 50    # a page
SHOWN_BYTES = 4096      # of a quarantined body
_MAX_ID = 2**63


@require_safe
def devices(request: HttpRequest) -> HttpResponseBase:
    commune, now = commune_of(request), timezone.now()
    record(request, "devices")
    states = [(state, in_words(state.device.last_contact, now)) for state in device_states(commune)]
    return render(request, "events/devices.html", {"states": states})


@require_safe
def quarantine(request: HttpRequest) -> HttpResponseBase:
    record(request, "quarantine")
    kept = QuarantinedEvent.objects.for_commune(commune_of(request)).select_related("device__site")
    page = Paginator(kept.defer("body"), QUARANTINE_ROWS).get_page(request.GET.get("trang"))
    rows = [(one, _(problem(one.problem).title)) for one in page]
    return render(request, "events/quarantine.html", {"page": page, "rows": rows})


@require_safe
def quarantined_event(request: HttpRequest, pk: int) -> HttpResponseBase:
    if pk >= _MAX_ID:
        raise Http404
    kept = get_object_or_404(
        QuarantinedEvent.objects.for_commune(commune_of(request)).select_related("device__site"), pk=pk
    )
    record(request, "quarantined-event", str(kept.pk))
    body = bytes(kept.body)
    return render(request, "events/quarantined_event.html", {
        "kept": kept, "title": _(problem(kept.problem).title), "size": len(body),
        "body": body[:SHOWN_BYTES].decode("utf-8", "backslashreplace"), "cut": len(body) > SHOWN_BYTES,
    })
