"""The way down: what a kiosk has to know of its commune. Only for an enrolled device that is not revoked."""

from __future__ import annotations

import re

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sync.commune.devices.authentication import SignedDevice, device_signed
from sync.commune.devices.contact import record_contact
from sync.commune.devices.models import Device
from sync.commune.http.decorators import ApiRefusal, endpoint, json_answer
from sync.commune.people.snapshot import snapshot
from sync.commune.tenancy.current import current_data_dir

_VERSION = re.compile(r"[0-9]{1,10}")
_MARK = re.compile(r"(?:[0-9a-f]{32})?")


@endpoint("GET")
@device_signed(0)
def changes(request: HttpRequest, body: bytes, signed: SignedDevice) -> HttpResponse:
    since = request.GET.get("since", "0")
    if not _VERSION.fullmatch(since):
        raise ApiRefusal("malformed")
    device = Device.objects.select_related("commune").get(commune_id=signed.commune_id, pk=signed.pk)
    record_contact(device, timezone.now())
    news = snapshot(device.commune, timezone.localdate(), current_data_dir().key("roster"))
    wish = _quarantine_wish(request, device)
    if news.version == int(since) and not wish:
        return HttpResponse(status=304)
    return json_answer(msgspec.structs.replace(news, retry_quarantine=wish))


def _quarantine_wish(request: HttpRequest, device: Device) -> str:
    """The office's wish for what ``device`` set aside, "" where it was followed or the kiosk knows no wishes."""
    followed = request.GET.get("retried")
    if followed is None or device.retry_quarantine == followed:
        return ""
    if not _MARK.fullmatch(followed):
        raise ApiRefusal("malformed")
    return device.retry_quarantine
