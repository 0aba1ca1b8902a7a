"""Staff's pages about devices: a new one, one taken off, one enrolled again.

Guarantees: nothing changes but by a POST of the page's own form; every change leaves an audit entry. An
invitation's token is shown once and is nowhere else.
"""

from __future__ import annotations

import secrets

import segno
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sync.commune.audit.recording import record
from sync.commune.devices.enrolment import invite
from sync.commune.devices.models import Device
from sync.commune.errors import OptionRefused
from sync.commune.tenancy.context import commune_of
from sync.commune.tenancy.current import kiosk_url
from sync.commune.tenancy.models import Site
from sync.protocol import encode_invitation


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponseBase:
    sites = Site.objects.for_commune(commune_of(request))
    if request.method != "POST":
        return render(request, "devices/enrol.html", {"sites": sites})
    return _invitation(request, get_object_or_404(sites, code=request.POST.get("site", "")), None)


@require_http_methods(["GET", "HEAD", "POST"])
def enrol_again(request: HttpRequest, device: str) -> HttpResponseBase:
    known = _device(request, device)
    if request.method != "POST":
        return render(request, "devices/enrol_again.html", {"device": known})
    return _invitation(request, known.site, known)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, device: str) -> HttpResponseBase:
    known = _device(request, device)
    if request.method != "POST":
        return render(request, "devices/revoke.html", {"device": known})
    record(request, "revoke", known.pk)
    if known.revoked_at is None:
        known.revoked_at = timezone.now()
        known.save(update_fields=["revoked_at"])
    sentence = _("Đã thu hồi {device}. Máy vẫn dạy được, xã không nhận gì từ máy nữa.")
    messages.success(request, sentence.format(device=known))
    return redirect("devices")


@require_http_methods(["GET", "HEAD", "POST"])
def retry_quarantine(request: HttpRequest, device: str) -> HttpResponseBase:
    """Asks a kiosk to send again what it set aside because the commune had refused it."""
    known = _device(request, device)
    if request.method != "POST":
        return render(request, "devices/retry_quarantine.html", {"device": known})
    record(request, "retry-quarantine", known.pk)
    known.retry_quarantine = secrets.token_hex(16)
    known.save(update_fields=["retry_quarantine"])
    messages.success(request, _("{device} sẽ gửi lại những dòng đang giữ riêng, ở lần liên lạc tới.").format(
        device=known))
    return redirect("devices")


def _device(request: HttpRequest, device: str) -> Device:
    return get_object_or_404(
        Device.objects.for_commune(commune_of(request)).select_related("site", "commune"), pk=device
    )


def _invitation(request: HttpRequest, site: Site, device: Device | None) -> HttpResponseBase:
    try:
        url = kiosk_url(site.commune.url or request.build_absolute_uri("/").rstrip("/"))
    except OptionRefused as error:
        messages.error(request, str(error))
        return redirect("devices")
    record(request, "enrol", device.pk if device else site.code)
    text = encode_invitation(invite(site, timezone.now(), url, device))
    return render(request, "devices/invitation.html", {
        "site": site, "device": device, "url": url, "code": _svg(text),
    })


def _svg(text: str) -> SafeString:
    drawn = segno.make(text, error="m", boost_error=False)
    return mark_safe(drawn.svg_inline(scale=1, border=4, omitsize=True, svgclass="code", lineclass=None))
