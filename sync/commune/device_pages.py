"""Staff's pages about devices: the list, a new one, one taken off, one enrolled again.

Guarantees: nothing changes but by a POST of the page's own form; every change leaves an audit line. An
invitation's token is shown once and is nowhere else.
"""

from __future__ import annotations

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from sync.commune.audit import note
from sync.commune.clock import in_words
from sync.commune.enrolment import invite
from sync.commune.fleet import fleet
from sync.commune.models import Device, Site
from sync.commune.pages import commune_of
from sync.protocol import encode_invitation


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    commune, now = commune_of(request), timezone.now()
    note(request, "devices")
    states = [(state, in_words(state.device.last_contact, now)) for state in fleet(commune)]
    return render(request, "commune/devices.html", {"states": states})


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    sites = Site.objects.filter(commune=commune_of(request))
    if request.method != "POST":
        return render(request, "commune/enrol.html", {"sites": sites})
    return _invitation(request, get_object_or_404(sites, code=request.POST.get("site", "")), None)


@require_http_methods(["GET", "HEAD", "POST"])
def enrol_again(request: HttpRequest, device: str) -> HttpResponse:
    known = _device(request, device)
    if request.method != "POST":
        return render(request, "commune/enrol_again.html", {"device": known})
    return _invitation(request, known.site, known)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, device: str) -> HttpResponseBase:
    known = _device(request, device)
    if request.method != "POST":
        return render(request, "commune/revoke.html", {"device": known})
    note(request, "revoke", known.pk)
    if known.revoked_at is None:
        known.revoked_at = timezone.now()
        known.save(update_fields=["revoked_at"])
    messages.success(request, f"Đã thu hồi {known}. Máy vẫn dạy được, xã không nhận gì từ máy nữa.")
    return redirect("devices")


def _device(request: HttpRequest, device: str) -> Device:
    return get_object_or_404(
        Device.objects.select_related("site", "commune"), pk=device, commune=commune_of(request)
    )


def _invitation(request: HttpRequest, site: Site, device: Device | None) -> HttpResponse:
    note(request, "enrol", device.pk if device else site.code)
    url = site.commune.url or request.build_absolute_uri("/").rstrip("/")
    text = encode_invitation(invite(site, timezone.now(), url, device))
    return render(request, "commune/invitation.html", {
        "site": site, "device": device, "url": url, "code": _svg(text),
    })


def _svg(text: str) -> SafeString:
    drawn = segno.make(text, error="m", boost_error=False)
    return mark_safe(drawn.svg_inline(scale=1, border=4, omitsize=True, svgclass="code", lineclass=None))
