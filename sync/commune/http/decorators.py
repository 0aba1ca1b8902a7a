"""What every address of the API has in common: its method, its problems, its signature.

Guarantees: whatever is sent, the answer is the view's or RFC 9457 problem+json, never a page and never a 500 for bad
input; a ``signed`` view runs only for a device whose signature over this very request verifies and that is not
revoked. Knows no app: who signs is looked up by the function that is given.

    @endpoint("POST")
    @signed(BATCH_BYTES, find_device)
    def events(request, body, device): ...

Source of the rules: docs/protocol.md; RFC 9421; RFC 9457.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import DisallowedHost
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from sync.commune.http.problems import refusal
from sync.protocol.answers import ANSWER_HEADER, sign_answer
from sync.protocol.errors import Malformed
from sync.protocol.signing import verify_request

_Device = TypeVar("_Device")

View = Callable[[HttpRequest], HttpResponseBase]
DeviceView = Callable[[HttpRequest, bytes, _Device], HttpResponseBase]


@dataclass(frozen=True)
class Signer(Generic[_Device]):
    """Somebody who may sign: the record behind the name, and its Ed25519 public key (32 bytes)."""

    record: _Device
    public_key: bytes
    revoked: bool


class ApiRefusal(Exception):
    """Ends a request with the problem of this word (``problems``)."""

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
            except ApiRefusal as refused:
                return refusal(refused.word)
            except (Malformed, UnreadablePostError, DisallowedHost):
                return refusal("malformed")
            except OperationalError:  # locked for long, disk full: the kiosk keeps everything and comes again
                return refusal("busy")

        return csrf_exempt(login_not_required(answer))

    return decorate


def signed(
    limit: int, find: Callable[[str], Signer[_Device] | None], seed: Callable[[], bytes]
) -> Callable[[DeviceView[_Device]], View]:
    """Hands on the body (``limit`` bytes at most) and the record of whoever signed the request.

    Args:
        find: the signer of a key id, None where there is no such name.
        seed: the commune's server key: answers prove that they are the commune's, refusals too. Only what is said
            after the device's signature verified is signed: nobody else can have an answer signed. A streamed file
            is not: it is proved by what it is.
    """

    def decorate(view: DeviceView[_Device]) -> View:
        @functools.wraps(view)
        def judge(request: HttpRequest) -> HttpResponseBase:
            body = body_of(request, limit)
            signer, nonce = _signer(request, body, find)
            response = _answer(view, request, body, signer)
            if isinstance(response, HttpResponse):
                proof = sign_answer(seed(), nonce, response.status_code, response.content)
                response.headers[ANSWER_HEADER] = proof
            return response

        return judge

    return decorate


def _answer(
    view: DeviceView[_Device], request: HttpRequest, body: bytes, signer: Signer[_Device]
) -> HttpResponseBase:
    """What the view says to this device, or why it is refused."""
    if signer.revoked:
        return refusal("revoked")
    try:
        return view(request, body, signer.record)
    except ApiRefusal as refused:
        return refusal(refused.word)
    except Malformed:
        return refusal("malformed")


def body_of(request: HttpRequest, limit: int) -> bytes:
    """The body as sent, ``limit`` bytes at most: its length is looked at before it is read. Raises ApiRefusal."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not announced.isdecimal():
        raise ApiRefusal("malformed")
    if int(announced[:20]) > limit:
        raise ApiRefusal("too-large")
    return request.body


def json_answer(record: msgspec.Struct, status: int = 200) -> HttpResponse:
    """A record of the protocol as the whole answer."""
    return HttpResponse(msgspec.json.encode(record), status=status, content_type="application/json")


def _signer(
    request: HttpRequest, body: bytes, find: Callable[[str], Signer[_Device] | None]
) -> tuple[Signer[_Device], str]:
    """Who signed, and the request's nonce. Raises ApiRefusal where nobody of ours signed this request."""
    asked: list[Signer[_Device] | None] = []

    def key_of(name: str) -> bytes | None:
        asked.append(find(name))
        return asked[-1].public_key if asked[-1] else None

    try:
        _, nonce = verify_request(request.method or "", _target(request), request.headers, body, key_of)
    except Malformed as error:
        raise ApiRefusal("unknown-device" if asked and asked[-1] is None else "bad-signature") from error
    signer = asked[-1]
    assert signer is not None  # a signature without a key does not verify
    return signer, nonce


def _target(request: HttpRequest) -> str:
    """The absolute URL as the kiosk wrote it: RAW_URI is the request line's, not decoded and encoded again."""
    path: Any = request.META.get("RAW_URI") or request.get_full_path()
    return f"{request.scheme}://{request.get_host()}{path}"
