"""The kiosks' side of the commune: four addresses and their description.

Guarantees: whatever is sent, the answer is the protocol's record or RFC 9457 problem+json, never a page and
never a 500 for bad input; events and changes are given only to a device whose signature over this very
request verifies and that is not revoked. Does not judge events (``ingest``).

Source of the rules: docs/protocol.md; RFC 9421; RFC 9457.
"""

from __future__ import annotations

import base64
import functools
import re
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

import msgspec
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import DisallowedHost
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from nacl.signing import SigningKey

from sync.commune.enrolment import redeem
from sync.commune.folder import Folder
from sync.commune.ingest import receive
from sync.commune.models import Device
from sync.commune.openapi import document
from sync.commune.problems import refusal
from sync.commune.roster import snapshot
from sync.protocol import BATCH_BYTES, EnrolRequest, SignedTime, time_bytes
from sync.protocol.errors import EnrolmentRefused, Malformed
from sync.protocol.signing import verify_request

ENROL_BYTES = 4096                      # of an EnrolRequest, at most
CONTACT_EVERY = timedelta(seconds=60)   # how exact "last contact" is between batches
_NONCE = re.compile(r"[A-Za-z0-9_-]{8,100}")  # URL-safe text, at most 100 characters
_VERSION = re.compile(r"[0-9]{1,10}")

View = Callable[[HttpRequest], HttpResponseBase]
DeviceView = Callable[[HttpRequest, bytes, Device], HttpResponseBase]


class _Refused(Exception):
    """Ends a request with the problem of this word."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def endpoint(method: str) -> Callable[[View], View]:
    """A view of the API: takes ``method`` only, needs no login and no CSRF token, answers problems."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def answer(request: HttpRequest) -> HttpResponseBase:
            if request.method != method:
                return refusal("method-not-allowed")
            try:
                return view(request)
            except _Refused as refused:
                return refusal(refused.word)
            except (Malformed, UnreadablePostError, DisallowedHost):
                return refusal("malformed")
            except OperationalError:  # locked for long, disk full: the kiosk keeps everything and comes again
                return refusal("busy")

        return csrf_exempt(login_not_required(answer))

    return decorate


def signed(limit: int) -> Callable[[DeviceView], View]:
    """Hands on the body (``limit`` bytes at most) and the device that signed the request."""

    def decorate(view: DeviceView) -> View:
        @functools.wraps(view)
        def judge(request: HttpRequest) -> HttpResponseBase:
            body = _body(request, limit)
            return view(request, body, _signer(request, body))

        return judge

    return decorate


@endpoint("POST")
@signed(BATCH_BYTES)
def events(request: HttpRequest, body: bytes, device: Device) -> HttpResponse:
    return _json(receive(device, body, timezone.now()))


@endpoint("GET")
@signed(0)
def changes(request: HttpRequest, body: bytes, device: Device) -> HttpResponse:
    since = request.GET.get("since", "0")
    if not _VERSION.fullmatch(since):
        raise _Refused("malformed")
    _note_contact(device)
    news = snapshot(device.commune, timezone.localdate(), _folder().key("roster"))
    return HttpResponse(status=304) if news.version == int(since) else _json(news)


@endpoint("POST")
def enrol(request: HttpRequest) -> HttpResponse:
    body = _body(request, ENROL_BYTES)
    try:
        asked = msgspec.json.decode(body, type=EnrolRequest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed("not an EnrolRequest") from error
    try:
        return _json(redeem(asked, timezone.now()), status=201)
    except EnrolmentRefused as error:
        raise _Refused("enrolment-refused") from error


@endpoint("GET")
def time(request: HttpRequest) -> HttpResponse:
    """Open to anybody: it says nothing but the time, and a nonce makes an answer fresh."""
    nonce = request.GET.get("nonce", "")
    if not _NONCE.fullmatch(nonce):
        raise _Refused("malformed")
    utc = timezone.now().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    signature = _server_key().sign(time_bytes(utc, nonce)).signature
    return _json(SignedTime(utc, nonce, base64.b64encode(signature).decode()))


@endpoint("GET")
def openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(document(), content_type="application/json")


@csrf_exempt
@login_not_required
def unknown(request: HttpRequest, path: str) -> HttpResponse:
    return refusal("not-found")


def _body(request: HttpRequest, limit: int) -> bytes:
    """The body as sent. Its length is looked at before it is read."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not announced.isdecimal():
        raise _Refused("malformed")
    if int(announced[:20]) > limit:
        raise _Refused("too-large")
    return request.body


def _signer(request: HttpRequest, body: bytes) -> Device:
    """Raises _Refused where nobody of ours signed this request."""
    asked: list[Device | None] = []

    def key_of(name: str) -> bytes | None:
        asked.append(Device.objects.select_related("commune").filter(pk=name).first())
        return base64.b64decode(asked[-1].public_key) if asked[-1] else None

    try:
        verify_request(request.method or "", _target(request), request.headers, body, key_of)
    except Malformed as error:
        raise _Refused("unknown-device" if asked and asked[-1] is None else "bad-signature") from error
    device = asked[-1]
    assert device is not None  # a signature without a key does not verify
    if device.revoked_at is not None:
        raise _Refused("revoked")
    return device


def _target(request: HttpRequest) -> str:
    """The absolute URL as the kiosk wrote it: RAW_URI is the request line's, not decoded and encoded again."""
    path: Any = request.META.get("RAW_URI") or request.get_full_path()
    return f"{request.scheme}://{request.get_host()}{path}"


def _note_contact(device: Device) -> None:
    now = timezone.now()
    if device.last_contact is None or now - device.last_contact > CONTACT_EVERY:
        Device.objects.filter(pk=device.pk).update(last_contact=now)


@functools.cache
def _folder() -> Folder:
    folder = settings.FOLDER
    assert folder is not None  # a server runs on a DIR
    return folder


def _server_key() -> SigningKey:
    return SigningKey(_folder().key("server"))


def _json(record: msgspec.Struct, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(record), status=status, content_type="application/json")
