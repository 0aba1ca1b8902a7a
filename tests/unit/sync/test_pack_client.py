"""What the client of lesson packs takes for a file of the commune, and what for nobody's answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from sync.protocol.errors import Malformed, Refused, Revoked, SyncError, Unreachable
from sync.worker import client
from sync.worker.pack_client import HttpPacks
from sync.worker.ports import NoBody, PackBody
from tests.support.fakes.sync import Ledger
from tests.support.fakes.sync import enrolled as enrolled_at_fake
from tests.support.sync_server import Handler, Script, Server
from tests.support.sync_server import serving as serving_fake

STAMP = "metadata/timestamp.json"
HTML = b"<html><body>Welcome to Hotel WiFi</body></html>"


def raw(content: bytes) -> Script:
    def script(handler: Handler) -> None:
        handler.wfile.write(content)
        handler.close_connection = True

    return script


def binary(status: int, body: bytes, **headers: str) -> Script:
    return lambda handler: handler.answer(status, body, "application/octet-stream", **headers)


def head(length: str, more: str = "", status: str = "200 OK") -> bytes:
    return (f"HTTP/1.1 {status}\r\nContent-Type: application/octet-stream\r\n"
            f"{f'Content-Length: {length}' if length else 'Connection: close'}\r\n{more}\r\n").encode()


NO_FILES: dict[str, Script] = {
    "captive portal's page": lambda h: h.answer(200, HTML, "text/html; charset=utf-8"),
    "captive portal's redirect": lambda h: h.answer(302, b"", Location="http://127.0.0.1:9/login"),
    "JSON": lambda h: h.answer(200, b"{}"),
    "404 page": lambda h: h.answer(404, HTML, "text/html"),
    "403 page": lambda h: h.answer(403, HTML, "text/html"),
    "500": lambda h: h.problem(500, "crash"),
    "502 page": lambda h: h.answer(502, HTML, "text/html"),
    "503": lambda h: h.problem(503, "busy", Retry_After="30"),
    "416": lambda h: h.problem(416, "bad-range"),
    "reset": lambda h: h.reset(),
    "no HTTP at all": raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "nothing": raw(b""),
    "cut short": raw(head("20") + b"0123456789"),
    "no length": raw(head("") + b"0123456789"),
    "a length that is none": raw(head("1e3") + b"0123456789"),
    "two lengths": raw(head("10", "Content-Length: 20\r\n") + b"0123456789"),
    "endless": raw(head("99999999999999")),
    "larger than any timestamp": binary(200, b" " * 20_000),
    "packed": binary(200, b"0123456789", Content_Encoding="gzip"),
    "another range": binary(206, b"0123456789", Content_Range="bytes 0-9/10"),
    "a range that is none": binary(206, b"0123456789", Content_Range="bytes 5-/10"),
    "a range of another length": binary(206, b"0123456789", Content_Range="bytes 5-9/10"),
    "a range without an end": binary(206, b"01234", Content_Range="bytes 5-9/*"),
    "part without range": binary(206, b"01234"),
}


@pytest.fixture(scope="module")
def fake() -> Iterator[Server]:
    with serving_fake(Ledger()) as running:
        yield running


def asked(fake: Server, script: Script, start: int = 5) -> PackBody | NoBody | bytes:
    fake.scripts = [script]
    with closing(HttpPacks(enrolled_at_fake(fake.url), lambda size: "n" * size)) as line:
        body = line.ask(STAMP, start)
        return body if isinstance(body, NoBody) else b"".join(body.pieces)


@pytest.mark.parametrize("name", NO_FILES)
def test_what_is_no_file_of_the_commune_is_unreachable(
    fake: Server, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "READ_S", 0.5)
    fake.scripted_path = "/"
    if name == "another range":
        with closing(HttpPacks(enrolled_at_fake(fake.url), lambda size: "n" * size)) as line:
            fake.scripts = [NO_FILES[name]]
            body = line.ask(STAMP, 5)       # from 0: whoever asked begins anew
            assert isinstance(body, PackBody)
            assert body.start == 0
        return
    with pytest.raises(Unreachable):
        asked(fake, NO_FILES[name])


@pytest.mark.parametrize(("script", "answer"), [
    (binary(200, b"0123456789"), b"0123456789"), (binary(206, b"56789", Content_Range="bytes 5-9/10"), b"56789"),
    (binary(200, b""), b""), (lambda h: h.answer(304, b""), NoBody.SAME),
    (lambda h: h.problem(404, "not-found"), NoBody.MISSING),
])
def test_the_communes_own_answers_are_understood(fake: Server, script: Script, answer: object) -> None:
    assert asked(fake, script) == answer


@pytest.mark.parametrize(("script", "error"), [
    (lambda h: h.problem(403, "revoked"), Revoked), (lambda h: h.problem(401, "unknown-device"), Refused),
    (lambda h: h.answer(404, b'{"x":1}', "application/problem+json"), Malformed),
])
def test_the_communes_refusals_are_its_own_word(fake: Server, script: Script, error: type[SyncError]) -> None:
    with pytest.raises(error):
        asked(fake, script)


@pytest.mark.parametrize("name", ["../x", "metadata/../x", "", "metadata/timestamp.json?x", "http://other/"])
def test_nothing_but_a_repositorys_file_is_ever_asked_for(fake: Server, name: str) -> None:
    before = fake.requests
    with closing(HttpPacks(enrolled_at_fake(fake.url), lambda size: "n" * size)) as line, pytest.raises(Malformed):
        line.ask(name)
    assert fake.requests == before
