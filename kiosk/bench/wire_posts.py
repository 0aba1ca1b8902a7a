"""Batches as the bytes that go over the wire, made and signed before the clock begins: what is measured is the server.

Guarantees: each request is what the sync worker would send (RFC 9421 signature, Content-Digest); answers are read whole
while the clock runs, judged afterwards. One connection a kiosk, one batch after another on it; all kiosks at once.

    posts = [signed_posts(kiosk.enrolment, url, bodies) for kiosk in kiosks]
    seconds = post_at_once(url, posts)

"""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPResponse
from urllib.parse import urlsplit

import msgspec
import requests

from kiosk.bench.rows import MeasuringFailed
from sync.protocol import PATH_EVENTS, Enrolment, Verdicts
from sync.protocol.signing import sign_request
from sync.worker.enrolment import unb64

TIMEOUT_S = 60


def signed_posts(enrolment: Enrolment, url: str, bodies: Sequence[bytes]) -> list[bytes]:
    """One whole HTTP request for each of the gzipped ``bodies``."""
    return [_post(enrolment, url, body) for body in bodies]


def post_at_once(url: str, kiosks: Sequence[Sequence[bytes]]) -> float:
    """Sends every kiosk's requests, all kiosks at the same time; seconds until the last answer.

    Raises:
        MeasuringFailed: an event was not stored.
    """
    with ThreadPoolExecutor(len(kiosks)) as threads:
        begun = time.perf_counter()
        answers = list(threads.map(lambda posts: _send(url, posts), kiosks))
        seconds = time.perf_counter() - begun
    for status, body in (answer for kiosk in answers for answer in kiosk):
        if status != 200 or any(one.verdict != "stored" for one in msgspec.json.decode(body, type=Verdicts).verdicts):
            raise MeasuringFailed(f"máy chủ xã không giữ đủ các sự kiện ({status})")
    return seconds


def _send(url: str, posts: Sequence[bytes]) -> list[tuple[int, bytes]]:
    parts = urlsplit(url)
    answers = []
    with socket.create_connection((parts.hostname or "", parts.port or 80), TIMEOUT_S) as connection:
        for post in posts:
            connection.sendall(post)
            answer = HTTPResponse(connection)
            answer.begin()
            answers.append((answer.status, answer.read()))
    return answers


def _post(enrolment: Enrolment, url: str, body: bytes) -> bytes:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip", "Host": urlsplit(url).netloc}
    prepared = requests.Request("POST", url + PATH_EVENTS, headers=headers, data=body).prepare()
    sign_request(prepared, enrolment.reply.device, unb64(enrolment.private_key), secrets.token_urlsafe(16))
    lines = [f"POST {PATH_EVENTS} HTTP/1.1", *(f"{name}: {_text(value)}" for name, value in prepared.headers.items())]
    return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + body


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("ascii")
