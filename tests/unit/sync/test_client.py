"""The client against a real HTTP server that behaves, misbehaves, or is somebody else."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sync.protocol import Changes, Invitation, Verdicts, encode_batch
from sync.protocol.errors import EnrolmentRefused, Malformed, Refused, Revoked, SyncError, Unreachable
from sync.worker import client
from sync.worker.client import HttpCommuneApi, HttpEnrolmentApi
from sync.worker.enrolment import ask_to_enrol, check_time
from sync.worker.ports import BatchProblem
from tests.support.certificates import make_certificate
from tests.support.fakes.sync import Ledger, enrol_reply, enrolled, make_event
from tests.support.patience import PATIENCE_S
from tests.support.sync_server import Handler, Script, Server, serving

BATCH = encode_batch([make_event(1).body, make_event(2).body])
HTML = b"<html><body>Welcome to Hotel WiFi</body></html>"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Ledger()) as running:
        yield running


def push(server: Server, pin: str = "") -> Verdicts | BatchProblem:
    with closing(HttpCommuneApi(enrolled(server.url, pin), lambda _n: "nonce" * 5)) as commune:
        return commune.push(BATCH)


def test_a_batch_is_signed_stored_and_judged(server: Server) -> None:
    verdicts = push(server)
    assert isinstance(verdicts, Verdicts)
    assert [(v.index, v.seq, v.verdict) for v in verdicts.verdicts] == [(0, 1, "stored"), (1, 2, "stored")]


def test_one_connection_serves_a_whole_round(server: Server) -> None:
    with closing(HttpCommuneApi(enrolled(server.url), lambda _n: "nonce" * 5)) as commune:
        for _ in range(5):
            commune.push(BATCH)
        commune.changes(0)
        commune.time("n")
    assert (server.requests, server.connections) == (7, 1)


def test_changes_come_as_a_snapshot_or_as_none(server: Server) -> None:
    server.snapshot = Changes(version=3, thons=["thôn Mẫu Đông"])
    with closing(HttpCommuneApi(enrolled(server.url), lambda _n: "nonce" * 5)) as commune:
        assert commune.changes(0) == server.snapshot
        assert commune.changes(3) is None


def test_time_comes_signed_for_our_nonce(server: Server) -> None:
    with closing(HttpCommuneApi(enrolled(server.url), lambda _n: "nonce" * 5)) as commune:
        check_time(commune.time("abc-_"), "abc-_", enrol_reply().server_key)


def test_a_trailing_slash_or_capital_host_changes_nothing_of_the_signature(server: Server) -> None:
    url = server.url.replace("127.0.0.1", "LOCALHOST") + "/"
    with closing(HttpCommuneApi(enrolled(url), lambda _n: "nonce" * 5)) as commune:
        assert isinstance(commune.push(BATCH), Verdicts)


# --- answers that are none


def raw(content: bytes) -> Script:
    def script(handler: Handler) -> None:
        handler.wfile.write(content)
        handler.close_connection = True

    return script


def truncated(handler: Handler) -> None:
    handler.answer(200, handler.store()[:-9])


def cut_short(handler: Handler) -> None:
    body = handler.store()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    raw(head.encode() + body[:-5])(handler)


def bomb(handler: Handler) -> None:
    handler.answer(200, gzip.compress(b" " * (64 * 1024 * 1024)), Content_Encoding="gzip")


NO_ANSWERS: dict[str, Script] = {
    "captive portal's page": lambda h: h.answer(200, HTML, "text/html; charset=utf-8"),
    "captive portal's redirect": lambda h: h.answer(302, b"", Location="http://127.0.0.1:9/login"),
    "a page called JSON": lambda h: h.answer(200, HTML),
    "verdicts called text": lambda h: h.answer(200, h.store(), "text/plain"),
    "truncated JSON": truncated,
    "cut short": cut_short,
    "reset": lambda h: h.reset(),
    "reset after storing": lambda h: (h.store(), h.reset())[1],  # type: ignore[func-returns-value]
    "no HTTP at all": raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "nothing": raw(b""),
    "500": lambda h: h.problem(500, "crash"),
    "502 page": lambda h: h.answer(502, HTML, "text/html"),
    "404 page": lambda h: h.answer(404, HTML, "text/html"),
    "403 page": lambda h: h.answer(403, HTML, "text/html"),
    "413 page": lambda h: h.answer(413, HTML, "text/html"),
    "too large": lambda h: h.answer(200, b" " * (client.ANSWER_BYTES + 1)),
    "gzip bomb": bomb,
    "broken gzip": lambda h: h.answer(200, b"xx", Content_Encoding="gzip"),
    "no UTF-8": lambda h: h.answer(200, b'{"verdicts":[{"epoch":"\xff"}]}'),
}


@pytest.mark.parametrize("name", NO_ANSWERS)
def test_what_is_no_answer_of_the_commune_is_unreachable(server: Server, name: str) -> None:
    server.scripts = [NO_ANSWERS[name]]
    with pytest.raises(Unreachable):
        push(server)
    assert isinstance(push(server), Verdicts)


@pytest.mark.parametrize("body", [b"[]", b'{"verdicts":[{"index":-1}]}', b'{"verdicts":[],"more":1}', b'{"ok":true}'])
def test_json_of_another_shape_is_malformed(server: Server, body: bytes) -> None:
    server.scripts = [lambda h: h.answer(200, body)]
    with pytest.raises(Malformed):
        push(server)


def test_a_silent_server_is_left_after_the_time_out(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "READ_S", 0.1)
    over = threading.Event()

    def silent(_handler: Handler) -> None:
        over.wait(PATIENCE_S)

    server.scripts = [silent]
    with pytest.raises(Unreachable, match="ReadTimeout"):
        push(server)
    over.set()


def test_a_dripping_server_is_left_after_the_deadline(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ANSWER_S", 0.1)
    over = threading.Event()

    def drip(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        while not over.wait(0.02):
            handler.wfile.write(b" ")

    server.scripts = [drip]
    with pytest.raises(Unreachable, match="too slow"):
        push(server)
    over.set()


def test_nobody_listening_is_unreachable() -> None:
    with serving(Ledger()) as server:
        pass
    with pytest.raises(Unreachable):
        push(server)


# --- answers that refuse


@pytest.mark.parametrize(
    ("status", "word", "error"),
    [(403, "revoked", Revoked), (403, "forbidden", Refused), (401, "signature", Refused)],
)
def test_a_problem_of_the_commune_refuses_the_device(
    server: Server, status: int, word: str, error: type[SyncError]
) -> None:
    server.scripts = [lambda h: h.problem(status, word)]
    with pytest.raises(error) as caught:
        push(server)
    assert type(caught.value) is error


@pytest.mark.parametrize("kind", ["https://bdhvs.example/problems/revoked", "revoked", "about:revoked/"])
def test_a_problems_type_is_known_by_its_last_word(server: Server, kind: str) -> None:
    body = f'{{"type":"{kind}","title":"Đã ngừng"}}'.encode()
    server.scripts = [lambda h: h.answer(403, body, "application/problem+json")]
    with pytest.raises(Revoked):
        push(server)


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_batch_refused_as_a_whole_is_a_value(server: Server, status: int) -> None:
    server.scripts = [lambda h: h.problem(status, "too-large")]
    reply = push(server)
    assert isinstance(reply, BatchProblem)
    assert (reply.status, reply.problem.type) == (status, "urn:bdhvs:problem:too-large")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "120"}, 120.0),
        ({"Retry_After": "Sun, 22 Nov 2026 12:01:00 GMT", "Date": "Sun, 22 Nov 2026 12:00:00 GMT"}, 60.0),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "9" * 40}, 999_999_999.0),
        ({}, None),
    ],
)
def test_retry_after_is_read_without_our_own_clock(
    server: Server, headers: dict[str, str], seconds: float | None
) -> None:
    def busy(handler: Handler) -> None:
        handler.date_time_string = lambda timestamp=None: headers.get("Date", "")  # type: ignore[method-assign]
        handler.problem(503, "busy", **{k: v for k, v in headers.items() if k != "Date"})

    server.scripts = [busy]
    with pytest.raises(Unreachable) as caught:
        push(server)
    assert caught.value.retry_after_s == seconds


# --- enrolment


def test_an_invitation_is_redeemed(server: Server) -> None:
    invitation = Invitation(server.url, "", "0" * 32)
    assert HttpEnrolmentApi().enrol(invitation, ask_to_enrol(invitation, b"\x01" * 32)) == enrol_reply()


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410])
def test_a_refused_invitation_says_so(server: Server, status: int) -> None:
    server.scripts = [lambda h: h.problem(status, "token-used")]
    invitation = Invitation(server.url, "", "0" * 32)
    with pytest.raises(EnrolmentRefused, match="token-used"):
        HttpEnrolmentApi().enrol(invitation, ask_to_enrol(invitation, b"\x01" * 32))


@pytest.mark.parametrize("script", [lambda h: h.problem(429, "busy"), lambda h: h.answer(404, HTML, "text/html")])
def test_a_busy_commune_or_a_portal_does_not_spend_the_invitation(server: Server, script: Script) -> None:
    server.scripts = [script]
    invitation = Invitation(server.url, "", "0" * 32)
    with pytest.raises(Unreachable):
        HttpEnrolmentApi().enrol(invitation, ask_to_enrol(invitation, b"\x01" * 32))


# --- who may be spoken to


@pytest.mark.parametrize(
    "url",
    [
        "http://xa-mau.example", "http://192.168.1.9:8000", "http://127.0.0.1.example", "ftp://127.0.0.1", "",
        "127.0.0.1:8000", "https://", "https://user:secret@xa.example", "https://xa.example?x=1", "http://[::2]",
        "https://xa.example:port", "http://[",
    ],
)
def test_an_address_that_is_not_https_or_this_machine_is_refused(url: str) -> None:
    with pytest.raises(Malformed):
        HttpCommuneApi(enrolled(url), lambda _n: "n")


@pytest.mark.parametrize("url", ["http://127.0.0.1:80/", "http://127.8.8.8", "http://[::1]:9", "https://xa.example/bdhvs/"])
def test_https_and_this_machine_are_allowed(url: str) -> None:
    HttpCommuneApi(enrolled(url), lambda _n: "n").close()


def test_the_pinned_key_replaces_authorities_names_and_dates(tmp_path: Path) -> None:
    certificate, pin = make_certificate(tmp_path, "expired-in-1971.example")
    with serving(Ledger(), certificate=certificate) as server:
        assert isinstance(push(server, pin), Verdicts)


def test_another_key_gets_not_one_request(tmp_path: Path) -> None:
    certificate, _ = make_certificate(tmp_path, "mitm.example")
    _, pin = make_certificate(tmp_path, "ours.example")
    with serving(Ledger(), certificate=certificate) as server:
        with pytest.raises(Unreachable):
            push(server, pin)
        assert server.requests == 0


def test_without_a_pin_a_self_made_certificate_is_refused(tmp_path: Path) -> None:
    certificate, _ = make_certificate(tmp_path, "127.0.0.1")
    with serving(Ledger(), certificate=certificate) as server:
        with pytest.raises(Unreachable):
            push(server)
        assert server.requests == 0
