"""Only what the commune signed for this very request takes an event out of the outbox."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing

import msgspec
import pytest
from nacl.signing import SigningKey

from sync.protocol import Changes, Problem, Verdict, Verdicts, encode_batch
from sync.protocol.answers import ANSWER_HEADER, check_answer, sign_answer
from sync.protocol.errors import Revoked, SyncError, Unproven
from sync.worker.client import HttpCommuneApi
from sync.worker.enrolment import b64
from sync.worker.outbox import Counts, Pending
from sync.worker.pack_client import HttpPacks
from sync.worker.push import Pusher
from tests.support.fakes.sync import EPOCH, SERVER_KEY, Ledger, MemoryOutbox, enrolled, make_event, make_events
from tests.support.sync_server import Handler, Server, serving

NOW = "2026-11-22T12:00:00.000Z"
PUBLIC = b64(bytes(SERVER_KEY.verify_key))


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Ledger()) as running:
        running.scripted_path = "/api/v1/events"
        yield running


def push(server: Server, outbox: MemoryOutbox, sender: Pusher | None = None) -> SyncError | None:
    with closing(HttpCommuneApi(enrolled(server.url), secrets.token_urlsafe)) as commune:
        try:
            return (sender or Pusher(outbox, lambda: NOW, lambda: False)).push_all(commune)
        except SyncError as error:
            return error


def told(status: int) -> Callable[[Handler], None]:
    problem = msgspec.json.encode(Problem("https://proxy.example/errors/too-large", "Request refused", status))
    return lambda handler: handler.answer(status, problem, "application/problem+json")


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_strangers_refusals_never_empty_the_outbox(server: Server, status: int) -> None:
    outbox = MemoryOutbox(make_events(30))
    sender = Pusher(outbox, lambda: NOW, lambda: False)
    server.signs = False
    server.scripts = [told(status)] * 60
    for _ in range(20):
        assert isinstance(push(server, outbox, sender), Unproven)
    assert outbox.counts() == Counts(30, 0, 0)
    server.signs, server.scripts = True, []
    assert push(server, outbox, sender) is None
    assert outbox.counts() == Counts(0, 30, 0)
    assert len(server.ledger.stored) == 30


@pytest.mark.parametrize("word", ["stored", "rejected"])
def test_a_strangers_verdicts_mark_nothing(server: Server, word: str) -> None:
    verdict = msgspec.convert({"index": 0, "epoch": EPOCH, "seq": 1, "verdict": word}, Verdict)
    outbox = MemoryOutbox([make_event(1)])
    server.signs = False
    server.scripts = [lambda handler: handler.answer(200, msgspec.json.encode(Verdicts([verdict])))]
    assert isinstance(push(server, outbox), Unproven)
    assert outbox.counts() == Counts(1, 0, 0)


def test_the_communes_own_refusal_of_one_event_quarantines_it(server: Server) -> None:
    outbox = MemoryOutbox([make_event(1)])
    server.scripts = [told(422)]
    assert push(server, outbox) is None
    assert outbox.counts() == Counts(0, 0, 1)


def test_what_is_in_quarantine_is_sent_again_where_somebody_asks(server: Server) -> None:
    outbox = MemoryOutbox(make_events(3))
    sender = Pusher(outbox, lambda: NOW, lambda: False)
    server.scripts = [told(422)] * 5
    assert push(server, outbox, sender) is None
    assert outbox.counts().quarantined == 3
    server.scripts = []
    assert outbox.retry_quarantine("again") == 3
    assert push(server, outbox, sender) is None     # the same worker, which had done with all of them
    assert outbox.counts() == Counts(0, 3, 0)


@pytest.mark.parametrize(
    "signature",
    [
        "", "AA==", "no base64", "é",
        sign_answer(bytes(SERVER_KEY), "another", 200, b"{}"),
        sign_answer(bytes(SERVER_KEY), "nonce", 422, b"{}"),
        sign_answer(bytes(SERVER_KEY), "nonce", 200, b"[]"),
        sign_answer(bytes(SigningKey.generate()), "nonce", 200, b"{}"),
    ],
    ids=["none", "short", "no-base64", "no-ascii", "other-nonce", "other-status", "other-body", "other-key"],
)
def test_another_key_nonce_status_or_body_proves_nothing(signature: str) -> None:
    with pytest.raises(Unproven):
        check_answer(PUBLIC, "nonce", 200, b"{}", signature)
    check_answer(PUBLIC, "nonce", 200, b"{}", sign_answer(bytes(SERVER_KEY), "nonce", 200, b"{}"))


def test_an_old_answer_of_the_commune_fits_no_new_request(server: Server) -> None:
    old = sign_answer(bytes(SERVER_KEY), "yesterday", 200, b'{"verdicts":[]}')

    def replay(handler: Handler) -> None:
        handler.nonce = ""
        handler.answer(200, b'{"verdicts":[]}', **{ANSWER_HEADER.replace("-", "_"): old})

    server.scripts = [replay]
    assert isinstance(push(server, MemoryOutbox([make_event(1)])), Unproven)


# --- the kiosk's own rows


BAD_ROWS = {
    "empty": b"",
    "another seq": make_event(99).body,
    "another epoch": make_event(2, epoch="1" * 16).body,
    "no JSON": b"\x00\xff",
    "no object": b"[1]",
    "too large": make_event(2).body + b" " * 9000,
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_row_that_is_not_its_event_is_set_aside_alone(server: Server, name: str) -> None:
    outbox = MemoryOutbox([make_event(1), Pending(EPOCH, 2, BAD_ROWS[name]), make_event(3)])
    assert push(server, outbox) is None             # so the worker counts as idle and packs go on
    assert outbox.counts() == Counts(0, 2, 1)
    assert [(j.seq, "unsound-row" in j.problem) for j in outbox.quarantine()] == [(2, True)]
    assert server.ledger.conflicts == 0


def test_two_rows_of_another_seq_and_one_that_the_commune_refuses_stall_nothing(server: Server) -> None:
    events = make_events(104)
    events[10], events[20] = Pending(EPOCH, 11, make_event(50).body), Pending(EPOCH, 21, make_event(60).body)
    events[30] = Pending(EPOCH, 31, b'{"epoch":"00ff00ff00ff00ff","seq":31}')
    outbox = MemoryOutbox(events)
    assert push(server, outbox) is None
    assert outbox.counts() == Counts(0, 101, 3)


# --- refusals, news and files


def refused(status: int, word: str) -> Callable[[Handler], None]:
    return lambda handler: handler.problem(status, word)


CALLS: dict[str, Callable[[HttpCommuneApi], object]] = {
    "events": lambda commune: commune.push(encode_batch([make_event(1).body])),
    "changes": lambda commune: commune.changes(0),
    "time": lambda commune: commune.time("nonce"),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
@pytest.mark.parametrize(("status", "word"), [(403, "revoked"), (403, "forbidden"), (401, "unknown-device")])
def test_a_forged_refusal_is_not_believed(
    server: Server, call: Callable[[HttpCommuneApi], object], status: int, word: str
) -> None:
    server.scripted_path, server.signs = "/", False
    server.scripts = [refused(status, word)]
    with closing(HttpCommuneApi(enrolled(server.url), secrets.token_urlsafe)) as commune:
        with pytest.raises(Unproven):
            call(commune)
        server.signs = True
        call(commune)


def test_a_signed_refusal_is_believed(server: Server) -> None:
    server.scripts = [refused(403, "revoked")]
    assert isinstance(push(server, MemoryOutbox([make_event(1)])), Revoked)


def test_a_forged_revocation_for_files_of_packs_is_not_believed(server: Server) -> None:
    server.scripted_path, server.signs = "/", False
    server.scripts = [refused(403, "revoked"), refused(404, "not-found")]
    with closing(HttpPacks(enrolled(server.url), secrets.token_urlsafe)) as packs:
        for _ in range(2):
            with pytest.raises(Unproven):
                packs.ask("metadata/timestamp.json")


@pytest.mark.parametrize("answer", [
    lambda handler: handler.answer(304, b""),
    lambda handler: handler.answer(200, msgspec.json.encode(Changes(version=9, thons=["thôn Lạ"]))),
    lambda handler: handler.answer(200, b'{"welcome": "Hotel WiFi"}'),
])
def test_news_that_the_commune_did_not_sign_is_no_news(server: Server, answer: Callable[[Handler], None]) -> None:
    server.scripted_path, server.signs = "/", False
    server.scripts = [answer]
    with closing(HttpCommuneApi(enrolled(server.url), secrets.token_urlsafe)) as commune, pytest.raises(Unproven):
        commune.changes(0)
