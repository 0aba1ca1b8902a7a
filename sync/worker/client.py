"""The kiosk's end of the wire: one HTTP exchange per method, nothing kept between them but the connection.

Guarantees: every reply is either a strictly decoded record of ``sync.protocol`` or an error of
``sync.protocol.errors``; nobody but the commune can say verdicts, news, or that it refuses this device (all are signed
for the request's nonce); time-outs, resets, 5xx, redirects, a captive portal's HTML, truncated or oversized answers
are all ``Unreachable``: nothing is known, the same bytes may be sent again. Every request but the enrolment
is signed (``sync.protocol.signing``). Does not retry, wait, or decide what an answer means.

    with closing(HttpCommuneApi(enrolment, secrets.token_urlsafe)) as commune:
        verdicts = commune.push(encode_batch(events))

Source of the rules: docs/protocol.md; RFC 9457 (problem+json); RFC 9110 section 10.2.3 (Retry-After).
"""

from __future__ import annotations

import contextlib
import email.utils
import http.client
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import msgspec
import requests
from urllib3.exceptions import HTTPError

from sync.protocol import (
    PATH_CHANGES,
    PATH_ENROL,
    PATH_EVENTS,
    PATH_TIME,
    Changes,
    Enrolment,
    EnrolReply,
    EnrolRequest,
    Invitation,
    Problem,
    SignedTime,
    Verdicts,
)
from sync.protocol.addresses import base_url
from sync.protocol.answers import ANSWER_HEADER, check_answer
from sync.protocol.errors import EnrolmentRefused, Malformed, Refused, Revoked, SyncError, Unproven, Unreachable
from sync.protocol.signing import sign_request
from sync.worker.enrolment import KEY_BYTES, unb64
from sync.worker.pinning import Transport
from sync.worker.ports import BatchProblem

CONNECT_S, READ_S = 5.0, 20.0   # seconds: to connect; between two bytes of an answer
ANSWER_S = 60.0                 # seconds from the first byte of a body to its last
ANSWER_BYTES = 4 * 1024 * 1024  # of an answer, after inflating
NONCE_BYTES = 16
JSON_TYPES = frozenset({"application/json", "application/problem+json"})
BATCH_STATUSES = frozenset({400, 413, 422})  # about the batch as a whole, not about this device

_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class Reply:
    """An answer read whole."""

    status: int
    json: bool
    body: bytes
    retry_after_s: float | None
    signature: str = ""     # of the commune, over the request's nonce and this answer


Proof = Callable[[Reply], None]     # raises Unproven where a reply is not the commune's own


class Connection:
    """Sends requests to one server; translates what ``requests`` raises, once."""

    def __init__(self, url: str, pin: str) -> None:
        self.base = base_url(url)
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy, no .netrc, no CA bundle from the environment
        self._session.headers.update({"User-Agent": "bdhvs-sync/1", "Accept": ", ".join(sorted(JSON_TYPES))})
        self._session.mount(self.base, Transport(pin))

    def close(self) -> None:
        self._session.close()

    def prepare(
        self, method: str, path: str, body: bytes = b"", encoding: str = ""
    ) -> requests.PreparedRequest:
        headers = {"Content-Type": "application/json"} if body else {}
        if encoding:
            headers["Content-Encoding"] = encoding
        request = requests.Request(method, self.base + path, headers=headers, data=body or None)
        return self._session.prepare_request(request)

    def send(self, prepared: requests.PreparedRequest) -> Reply:
        return read_whole(self.open(prepared))

    def open(self, prepared: requests.PreparedRequest) -> requests.Response:
        """An answer whose body is still to be read. Raises Unreachable."""
        with only_unreachable():
            return self._session.send(prepared, stream=True, allow_redirects=False, timeout=(CONNECT_S, READ_S))


@contextlib.contextmanager
def only_unreachable() -> Iterator[None]:
    """Whatever the network's libraries raise in here is Unreachable."""
    try:
        yield
    except (requests.RequestException, HTTPError, http.client.HTTPException, OSError) as error:
        raise Unreachable(f"no answer: {type(error).__name__}") from error


def read_whole(response: requests.Response) -> Reply:
    """Reads and closes an answer. Raises Unreachable."""
    with only_unreachable(), response:
        return Reply(response.status_code, _is_json(response), _body_of(response), _retry_after_s(response),
                     response.headers.get(ANSWER_HEADER, ""))


def signer(enrolment: Enrolment, nonce: Callable[[int], str]) -> Callable[[requests.PreparedRequest], str]:
    """Signs requests as the enrolled device and tells each one's nonce. Raises Malformed where the enrolment has no
    usable key."""
    seed = unb64(enrolment.private_key)
    if len(seed) != KEY_BYTES:
        raise Malformed("the private key is not 32 bytes")

    def sign(prepared: requests.PreparedRequest) -> str:
        fresh = nonce(NONCE_BYTES)
        sign_request(prepared, enrolment.reply.device, seed, fresh)
        return fresh

    return sign


class HttpCommuneApi:
    """The commune server, spoken to as the enrolled device. ``nonce`` makes fresh printable text."""

    def __init__(self, enrolment: Enrolment, nonce: Callable[[int], str]) -> None:
        self._connection = Connection(enrolment.url, enrolment.pin)
        self._sign = signer(enrolment, nonce)
        self._server_key = enrolment.reply.server_key

    def close(self) -> None:
        self._connection.close()

    def push(self, body: bytes) -> Verdicts | BatchProblem:
        """Sends a batch made by ``encode_batch``; the verdicts, or why the whole batch was refused.

        Raises:
            Unreachable: nothing is known about any event of the batch.
            Malformed: JSON that is no answer of the protocol; nothing is known either.
            Unproven: it may look like an answer, but the commune did not sign it for this request.
            Refused, Revoked: the commune does not take anything from this device.
        """
        prepared = self._connection.prepare("POST", PATH_EVENTS, body, "gzip")
        prove = self._proof(self._sign(prepared))
        reply = self._connection.send(prepared)
        answer: Verdicts | BatchProblem
        if reply.status in BATCH_STATUSES and reply.json:
            answer = BatchProblem(reply.status, _decode_proven(reply, Problem, prove))
        else:
            answer = _accept(reply, Verdicts, prove)
        prove(reply)
        return answer

    def changes(self, since: int, retried: str = "") -> Changes | None:
        """The snapshot newer than version ``since``, or with another wish than ``retried``; None where there is none.
        Raises like ``push``."""
        prepared = self._connection.prepare("GET", f"{PATH_CHANGES}?since={since}&retried={retried}")
        prove = self._proof(self._sign(prepared))
        reply = self._connection.send(prepared)
        same = reply.status == http.HTTPStatus.NOT_MODIFIED
        changes = None if same else _accept(reply, Changes, prove)
        prove(reply)
        return changes

    def time(self, nonce: str) -> SignedTime:
        """The commune's clock, signed for ``nonce`` (URL-safe text); not checked. Raises like ``push``."""
        prepared = self._connection.prepare("GET", f"{PATH_TIME}?nonce={nonce}")
        prove = self._proof(self._sign(prepared))
        return _accept(self._connection.send(prepared), SignedTime, prove)

    def _proof(self, nonce: str) -> Proof:
        return proof(self._server_key, nonce)


class HttpEnrolmentApi:
    """The commune's door for kiosks that have no identity yet."""

    def enrol(self, invitation: Invitation, request: EnrolRequest) -> EnrolReply:
        """Redeems an invitation.

        Raises:
            Unreachable: no answer; asking again with the same key is safe.
            EnrolmentRefused: token used, expired, foreign, or the proof does not hold.
            Malformed: the invitation's address may not be spoken to, or a foreign answer.
        """
        connection = Connection(invitation.url, invitation.pin)
        try:
            reply = connection.send(connection.prepare("POST", PATH_ENROL, msgspec.json.encode(request)))
        finally:
            connection.close()
        if 400 <= reply.status < 500 and reply.json and reply.status != http.HTTPStatus.TOO_MANY_REQUESTS:
            raise EnrolmentRefused(problem_word(reply))
        return _accept(reply, EnrolReply, lambda _reply: None)     # there is no key to prove it by yet: TLS does


def proof(server_key: str, nonce: str) -> Proof:
    """Checks that a reply is the commune's own to the request of ``nonce``; the check raises Unproven."""
    return lambda reply: check_answer(server_key, nonce, reply.status, reply.body, reply.signature)


def _accept(reply: Reply, kind: type[_Answer], prove: Proof) -> _Answer:
    if reply.status in (200, 201) and reply.json:
        return _decode_proven(reply, kind, prove)
    raise judged(reply, prove)


def _decode_proven(reply: Reply, kind: type[_Answer], prove: Proof) -> _Answer:
    """Raises Unproven, not Malformed, for a shape that is not the commune's because the answer is not."""
    try:
        return _decode(reply.body, kind)
    except Malformed:
        prove(reply)
        raise


def judged(reply: Reply, prove: Proof) -> SyncError:
    """The error that a reply without an answer stands for. Only the commune itself can refuse this device: what a
    portal or a proxy says, or another server, is Unproven."""
    if not reply.json or reply.status not in (401, 403):
        return Unreachable(f"HTTP {reply.status}", reply.retry_after_s)
    try:
        word = _last_word(_decode_proven(reply, Problem, prove))
        prove(reply)
    except (Unproven, Unreachable) as error:
        return error
    return Revoked(word) if word == "revoked" else Refused(word)


def problem_word(reply: Reply) -> str:
    """The stable word of a problem+json. Raises Malformed, Unreachable where it is none."""
    return _last_word(_decode(reply.body, Problem))


def _decode(body: bytes, kind: type[_Answer]) -> _Answer:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise Malformed(f"not a {kind.__name__}: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreachable("truncated or foreign JSON") from error


def _last_word(problem: Problem) -> str:
    """A problem type's stable word: ``about:.../revoked`` and ``urn:...:revoked`` are ``revoked``."""
    return problem.type.replace(":", "/").rstrip("/").rpartition("/")[2]


def _is_json(response: requests.Response) -> bool:
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower() in JSON_TYPES


def _body_of(response: requests.Response) -> bytes:
    """The whole body, inflated, within ANSWER_BYTES and ANSWER_S; a dripping server does not hold us."""
    deadline = time.monotonic() + ANSWER_S
    body = bytearray()
    while chunk := response.raw.read1(64 * 1024, decode_content=True):
        body += chunk
        if len(body) > ANSWER_BYTES or time.monotonic() > deadline:
            raise Unreachable("answer too large or too slow")
    return bytes(body)


def _retry_after_s(response: requests.Response) -> float | None:
    """Seconds of Retry-After; a date is read against the server's own Date, never our clock."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    until, now = _http_date(value), _http_date(response.headers.get("Date", ""))
    return max(0.0, until - now) if until is not None and now is not None else None


def _http_date(value: str) -> float | None:
    try:
        seconds = email.utils.parsedate_to_datetime(value).timestamp()
    except (ValueError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) else None
