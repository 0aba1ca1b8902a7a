"""Asking the commune for one file of its lesson packs, from any byte on.

Guarantees: a body is handed out only where the commune's own server gave exactly this file: status, type, length
and range all say so; a captive portal's page, a redirect, a re-packed or endless body are ``Unreachable``, and so is
a body that ends early, after the bytes that did arrive. Every request is signed (``sync.protocol.signing``); that a
file is missing, or the device refused, only the commune itself can say. Judges no content.

    with closing(HttpPacks(enrolment, secrets.token_urlsafe)) as packs:
        body = packs.ask("metadata/timestamp.json", known=sha256)

Source of the rules: docs/protocol.md "Lesson packs"; RFC 9110 sections 13 (conditions) and 14 (ranges).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Final

import requests

from sync.protocol import Enrolment
from sync.protocol.errors import Malformed, Unreachable
from sync.protocol.pack_repository import PATH_PACKS, is_name, max_bytes
from sync.worker.client import Connection, Proof, judged, only_unreachable, problem_word, proof, read_whole, signer
from sync.worker.ports import NoBody, PackBody

BINARY: Final = "application/octet-stream"
PIECE: Final = 64 * 1024            # bytes of a body handed on at once, at most
_LENGTH: Final = re.compile(r"[0-9]{1,12}")
_RANGE: Final = re.compile(r"bytes ([0-9]{1,12})-([0-9]{1,12})/([0-9]{1,12})")


class HttpPacks:
    """The commune's lesson packs, asked for as the enrolled device. ``nonce`` makes fresh printable text."""

    def __init__(self, enrolment: Enrolment, nonce: Callable[[int], str]) -> None:
        self._connection = Connection(enrolment.url, enrolment.pin)
        self._sign = signer(enrolment, nonce)
        self._server_key = enrolment.reply.server_key

    def close(self) -> None:
        self._connection.close()

    def ask(self, name: str, start: int = 0, known: str = "") -> PackBody | NoBody:
        """See ``sync.worker.ports.PackSource``."""
        if not is_name(name):
            raise Malformed("not a file of lesson packs")
        prepared = self._request(name, start, known)
        prove = proof(self._server_key, self._sign(prepared))
        response = self._connection.open(prepared)
        if response.status_code in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
            try:
                return _body(response, start, max_bytes(name))
            except Unreachable:
                response.close()
                raise
        return _no_body(response, prove)

    def _request(self, name: str, start: int, known: str) -> requests.PreparedRequest:
        prepared = self._connection.prepare("GET", PATH_PACKS + name)
        prepared.headers["Accept"] = f"{BINARY}, application/problem+json"
        prepared.headers["Accept-Encoding"] = "identity"
        if start:
            prepared.headers["Range"] = f"bytes={start}-"
        if known:
            prepared.headers["If-None-Match"] = f'"{known}"'
        return prepared


def _body(response: requests.Response, asked: int, most: int) -> PackBody:
    headers = response.headers
    if headers.get("Content-Type") != BINARY or headers.get("Content-Encoding", "identity") != "identity":
        raise Unreachable("not the commune's file")
    start, size = _extent(response)
    if start not in (0, asked) or size > most:
        raise Unreachable("not the range that was asked for")
    return PackBody(start, size, _pieces(response, size - start), response.close)


def _extent(response: requests.Response) -> tuple[int, int]:
    """First byte and whole size. Raises Unreachable where the headers do not agree."""
    length = response.headers.get("Content-Length", "")
    if not _LENGTH.fullmatch(length):
        raise Unreachable("a file without a length")
    if response.status_code == HTTPStatus.OK:
        return 0, int(length)
    found = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    first, last, size = map(int, found.groups()) if found else (0, 0, 0)
    if last != size - 1 or size - first != int(length):
        raise Unreachable("not the range that was asked for")
    return first, size


def _pieces(response: requests.Response, left: int) -> Iterator[bytes]:
    while left:
        with only_unreachable():
            piece: bytes = response.raw.read1(min(PIECE, left), decode_content=False)
        if not piece:
            raise Unreachable("the file was cut short")
        left -= len(piece)
        yield piece


def _no_body(response: requests.Response, prove: Proof) -> NoBody:
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        response.close()
        return NoBody.SAME
    reply = read_whole(response)
    if reply.status == HTTPStatus.NOT_FOUND and reply.json and problem_word(reply) == "not-found":
        prove(reply)
        return NoBody.MISSING
    raise judged(reply, prove)
