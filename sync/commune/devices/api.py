"""What a kiosk asks before it has an identity: an enrolment, and the time.

Guarantees: enrolment answers only to a valid invitation and a proof of the key; the time is open to anybody, signed
by the commune for the nonce that was asked with. Judges no signature of a device: there is none yet.

Source of the rules: docs/protocol.md.
"""

from __future__ import annotations

import base64
import re
from datetime import UTC

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from nacl.signing import SigningKey

from sync.commune.devices.enrolment import redeem
from sync.commune.http.decorators import ApiRefusal, body_of, endpoint, json_answer
from sync.commune.tenancy.current import current_data_dir
from sync.protocol import EnrolRequest, SignedTime, time_bytes
from sync.protocol.errors import EnrolmentRefused, Malformed

ENROL_BYTES = 4096                      # of an EnrolRequest, at most
_NONCE = re.compile(r"[A-Za-z0-9_-]{8,100}")  # URL-safe text, at most 100 characters


@endpoint("POST")
def enrol(request: HttpRequest) -> HttpResponse:
    body = body_of(request, ENROL_BYTES)
    try:
        asked = msgspec.json.decode(body, type=EnrolRequest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed("not an EnrolRequest") from error
    try:
        return json_answer(redeem(asked, timezone.now()), status=201)
    except EnrolmentRefused as error:
        raise ApiRefusal("enrolment-refused") from error


@endpoint("GET")
def time(request: HttpRequest) -> HttpResponse:
    """Open to anybody: it says nothing but the time, and a nonce makes an answer fresh."""
    nonce = request.GET.get("nonce", "")
    if not _NONCE.fullmatch(nonce):
        raise ApiRefusal("malformed")
    utc = timezone.now().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    key = SigningKey(current_data_dir().key("server"))
    return json_answer(SignedTime(utc, nonce, base64.b64encode(key.sign(time_bytes(utc, nonce)).signature).decode()))
