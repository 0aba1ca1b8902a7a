"""Where kiosks send events.

Guarantees: only from an enrolled device that is not revoked; every answer to one is signed by the commune's key.
Judges no event (``ingest``).
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sync.commune.devices.authentication import SignedDevice, device_signed
from sync.commune.events.ingest import receive
from sync.commune.http.decorators import endpoint, json_answer
from sync.protocol import BATCH_BYTES


@endpoint("POST")
@device_signed(BATCH_BYTES)
def events(request: HttpRequest, body: bytes, device: SignedDevice) -> HttpResponse:
    return json_answer(receive(device, body, timezone.now()))
