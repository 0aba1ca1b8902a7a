"""The commune's API over real HTTP: what is stored, what is judged, what is refused."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import Any

import pytest
import requests
from django.utils import timezone

from sync.protocol import (
    BATCH_BYTES,
    PATH_CHANGES,
    PATH_EVENTS,
    Enrolment,
    Verdicts,
    canonical,
    encode_batch,
)
from sync.protocol.answers import ANSWER_HEADER, check_answer
from sync.worker.client import HttpCommuneApi
from tests.support.commune import (
    Commune,
    Device,
    Kiosk,
    QuarantinedEvent,
    StoredEvent,
    enrolled,
    fresh_commune,
    reply_for,
    send,
    serving,
)
from tests.support.patience import PATIENCE_S

zipped = partial(gzip.compress, mtime=0)      # the names of tests hold the bytes: the same in every process


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture
def commune() -> Commune:
    return fresh_commune()


@pytest.fixture
def kiosk(server: str, commune: Commune) -> Kiosk:
    return enrolled(server, commune)


def batch(kiosk: Kiosk, *seqs: int) -> bytes:
    return encode_batch([canonical(kiosk.event(seq, wall="2026-11-22T12:00:00.000Z")) for seq in seqs])


def words(answer: requests.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [verdict["verdict"] for verdict in answer.json()["verdicts"]]


def refused(answer: requests.Response) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["status"] == answer.status_code
    assert told["title"].endswith(".")
    return answer.status_code, told["type"].rpartition(":")[2]


def test_a_good_batch_is_stored_byte_for_byte(kiosk: Kiosk) -> None:
    event = kiosk.event(1)
    assert words(kiosk.send("POST", PATH_EVENTS, encode_batch([canonical(event)]))) == ["stored"]
    stored = StoredEvent.objects.get()
    assert bytes(stored.body) == canonical(event)
    assert (stored.device_id, stored.epoch, stored.seq) == (event.device, event.epoch, event.seq)
    kept = Device.objects.get(pk=kiosk.device.pk)
    assert kept.last_contact is not None


def test_the_kiosks_own_client_understands_every_answer(kiosk: Kiosk, commune: Commune) -> None:
    enrolment = Enrolment(kiosk.url, "", base64.b64encode(kiosk.seed).decode(), reply_for(kiosk.device))
    with closing(HttpCommuneApi(enrolment, lambda size: "n" * size)) as client:
        answer = client.push(batch(kiosk, 1, 2))
        assert isinstance(answer, Verdicts)
        assert [verdict.verdict for verdict in answer.verdicts] == ["stored", "stored"]
        news = client.changes(0)
        assert news is not None
        assert client.changes(news.version) is None
        assert client.time("abcdefgh").nonce == "abcdefgh"


def test_the_same_batch_again_changes_nothing(kiosk: Kiosk) -> None:
    body = batch(kiosk, 1, 2, 3)
    kiosk.send("POST", PATH_EVENTS, body)
    before = list(StoredEvent.objects.values_list("seq", "received_at"))
    assert words(kiosk.send("POST", PATH_EVENTS, body)) == ["duplicate"] * 3
    assert list(StoredEvent.objects.values_list("seq", "received_at")) == before


def test_the_same_event_twice_in_one_batch_is_stored_once(kiosk: Kiosk) -> None:
    assert words(kiosk.send("POST", PATH_EVENTS, batch(kiosk, 1, 1))) == ["stored", "duplicate"]


def test_other_content_under_the_same_identity_is_quarantined_and_the_first_stays(kiosk: Kiosk) -> None:
    kiosk.send("POST", PATH_EVENTS, batch(kiosk, 1))
    other = canonical(kiosk.event(1, data={"app": "2", "free_mb": 1, "camera": "ok"}))
    for _ in range(2):
        assert words(kiosk.send("POST", PATH_EVENTS, encode_batch([other]))) == ["conflict"]
    assert json.loads(bytes(StoredEvent.objects.get().body))["data"]["app"] == "1"
    kept = QuarantinedEvent.objects.get()
    assert (kept.verdict, kept.problem, bytes(kept.body)) == ("conflict", "conflict", other)


def test_a_poison_event_is_rejected_alone_and_the_other_199_are_stored(kiosk: Kiosk) -> None:
    events = [canonical(kiosk.event(seq)) for seq in range(1, 201)]
    poison = events[99].replace(b'"free_mb":100', b'"free_mb":-1')
    events[99] = poison
    judged = words(kiosk.send("POST", PATH_EVENTS, encode_batch(events)))
    assert judged.count("stored") == 199
    assert judged[99] == "rejected"
    kept = QuarantinedEvent.objects.get()
    assert (bytes(kept.body), kept.problem, kept.seq) == (poison, "malformed-event", 100)
    assert StoredEvent.objects.count() == 199


@pytest.mark.parametrize("poison", [
    b"null", b"[]", b"{}", b'"\xff"', b"[" * 500 + b"]" * 500, b'{"seq":99999999999999999999}', b'{"\\u0000":1}',
])
def test_whatever_is_no_event_is_rejected_and_kept(kiosk: Kiosk, poison: bytes) -> None:
    body = encode_batch([canonical(kiosk.event(1)), poison])
    assert words(kiosk.send("POST", PATH_EVENTS, body)) == ["stored", "rejected"]
    assert bytes(QuarantinedEvent.objects.get().body) == poison


def test_an_event_that_names_another_device_is_rejected_as_foreign(kiosk: Kiosk, commune: Commune) -> None:
    other = enrolled(kiosk.url, commune)
    foreign = canonical(other.event(1))
    answer = kiosk.send("POST", PATH_EVENTS, encode_batch([foreign, canonical(kiosk.event(1))]))
    assert words(answer) == ["rejected", "stored"]
    assert answer.json()["verdicts"][0]["problem"]["type"].endswith("foreign-device")
    assert bytes(QuarantinedEvent.objects.get().body) == foreign
    assert StoredEvent.objects.get().device_id == kiosk.device.pk


def test_an_empty_batch_is_contact_and_nothing_else(kiosk: Kiosk) -> None:
    assert words(kiosk.send("POST", PATH_EVENTS, encode_batch([]))) == []


def test_a_tampered_body_is_refused_and_nothing_is_stored(kiosk: Kiosk) -> None:
    prepared = kiosk.prepared("POST", PATH_EVENTS, batch(kiosk, 1))
    prepared.body = batch(kiosk, 2)
    prepared.headers["Content-Length"] = str(len(prepared.body))
    assert refused(send(prepared)) == (401, "bad-signature")
    assert not StoredEvent.objects.exists()


def test_a_signature_for_one_address_does_not_open_another(kiosk: Kiosk) -> None:
    prepared = kiosk.prepared("GET", f"{PATH_CHANGES}?since=0")
    prepared.url = f"{kiosk.url}{PATH_CHANGES}?since=1"
    assert refused(send(prepared)) == (401, "bad-signature")


def test_a_key_that_is_not_the_devices_is_refused(kiosk: Kiosk, commune: Commune) -> None:
    thief = Kiosk(kiosk.url, kiosk.device, enrolled(kiosk.url, commune).seed)
    assert refused(thief.send("POST", PATH_EVENTS, batch(kiosk, 1))) == (401, "bad-signature")


def test_an_unknown_device_is_told_so(kiosk: Kiosk) -> None:
    stranger = Kiosk(kiosk.url, Device(id="mau-9999"), kiosk.seed)
    assert refused(stranger.send("GET", f"{PATH_CHANGES}?since=0")) == (401, "unknown-device")


def test_a_request_without_signature_is_refused(kiosk: Kiosk) -> None:
    plain = requests.Request("POST", kiosk.url + PATH_EVENTS, data=batch(kiosk, 1)).prepare()
    assert refused(send(plain)) == (401, "bad-signature")


def test_a_revoked_device_sends_and_learns_nothing(kiosk: Kiosk) -> None:
    Device.objects.filter(pk=kiosk.device.pk).update(revoked_at=timezone.now())
    assert refused(kiosk.send("POST", PATH_EVENTS, batch(kiosk, 1))) == (403, "revoked")
    assert refused(kiosk.send("GET", f"{PATH_CHANGES}?since=0")) == (403, "revoked")


@pytest.mark.parametrize(("method", "path"), [("POST", PATH_EVENTS), ("GET", f"{PATH_CHANGES}?since=0")])
def test_a_revocation_is_signed_and_a_strangers_401_is_not(kiosk: Kiosk, method: str, path: str) -> None:
    Device.objects.filter(pk=kiosk.device.pk).update(revoked_at=timezone.now())
    body = batch(kiosk, 1) if method == "POST" else b""
    answer = kiosk.send(method, path, body)
    check_answer(kiosk.device.commune.server_key, "nonce-of-a-test", 403, answer.content, answer.headers[ANSWER_HEADER])
    prepared = kiosk.prepared(method, path, body)
    prepared.headers["Content-Digest"] = "sha-256=:" + "A" * 43 + "=:"
    stranger = send(prepared)
    assert stranger.status_code == 401
    assert ANSWER_HEADER not in stranger.headers


def test_news_and_no_news_are_signed(kiosk: Kiosk) -> None:
    news = kiosk.send("GET", f"{PATH_CHANGES}?since=0")
    same = kiosk.send("GET", f"{PATH_CHANGES}?since={news.json()['version']}")
    assert (news.status_code, same.status_code) == (200, 304)
    for answer in (news, same):
        check_answer(kiosk.device.commune.server_key, "nonce-of-a-test", answer.status_code, answer.content,
                     answer.headers[ANSWER_HEADER])


def test_the_offices_wish_reaches_only_its_kiosk_until_it_is_followed(kiosk: Kiosk) -> None:
    version = kiosk.send("GET", f"{PATH_CHANGES}?since=0&retried=").json()["version"]
    Device.objects.filter(pk=kiosk.device.pk).update(retry_quarantine="a" * 32)
    wished = kiosk.send("GET", f"{PATH_CHANGES}?since={version}&retried=")
    assert wished.json()["retry_quarantine"] == "a" * 32
    assert kiosk.send("GET", f"{PATH_CHANGES}?since={version}&retried={'a' * 32}").status_code == 304
    older = kiosk.send("GET", f"{PATH_CHANGES}?since=0")      # a kiosk from before wishes would refuse the field
    assert "retry_quarantine" not in older.json()
    assert refused(kiosk.send("GET", f"{PATH_CHANGES}?since=0&retried=x")) == (400, "malformed")
    assert not StoredEvent.objects.exists()


def test_a_body_over_the_limit_is_refused_unread(kiosk: Kiosk) -> None:
    assert refused(kiosk.send("POST", PATH_EVENTS, b"x" * (BATCH_BYTES + 1))) == (413, "too-large")


@pytest.mark.parametrize("body", [
    b"x", zipped(b"{"), zipped(b"[" * 100000), zipped(b'{"events":["\xff"'),
    zipped(bytes(5 * 1024 * 1024)), zipped(b'{"events":[' + b"1," * 200 + b"1]}"),
])
def test_a_batch_that_cannot_be_read_is_malformed_as_a_whole(kiosk: Kiosk, body: bytes) -> None:
    assert refused(kiosk.send("POST", PATH_EVENTS, body)) == (400, "malformed")
    assert not QuarantinedEvent.objects.exists()


@pytest.mark.parametrize(("method", "path", "expected"), [
    ("GET", PATH_EVENTS, (405, "method-not-allowed")),
    ("DELETE", PATH_CHANGES, (405, "method-not-allowed")),
    ("GET", "/api/v1/nothing", (404, "not-found")),
    ("GET", f"{PATH_CHANGES}?since=x", (400, "malformed")),
    ("GET", f"{PATH_CHANGES}?since=-1", (400, "malformed")),
    ("GET", "/api/v1/time", (400, "malformed")),
    ("GET", "/api/v1/time?nonce=a%20b%00cdefgh", (400, "malformed")),
])
def test_wrong_calls_are_answered_by_a_problem(
    kiosk: Kiosk, method: str, path: str, expected: tuple[int, str]
) -> None:
    assert refused(kiosk.send(method, path)) == expected


def test_every_schema_that_the_description_names_is_in_it(server: str) -> None:
    described = requests.get(f"{server}/api/v1/openapi.json", timeout=PATIENCE_S)
    schemas = described.json()["components"]["schemas"]
    named = {part.partition('"')[0] for part in described.text.split("#/components/schemas/")[1:]}
    assert named <= set(schemas)
    assert {"Event", "Batch", "Verdicts", "EnrolRequest", "Changes", "Problem"} <= set(schemas)


def test_every_answer_to_a_signed_batch_proves_to_be_the_communes(kiosk: Kiosk, server: str) -> None:
    reply = reply_for(kiosk.device)
    for body, status in ((batch(kiosk, 1), 200), (b"no gzip", 400)):
        answer = kiosk.send("POST", PATH_EVENTS, body)
        nonce = answer.request.headers["Signature-Input"].partition('nonce="')[2].partition('"')[0]
        assert answer.status_code == status
        check_answer(reply.server_key, nonce, status, answer.content, answer.headers[ANSWER_HEADER])


def test_nobody_without_a_key_gets_an_answer_signed(server: str, kiosk: Kiosk) -> None:
    for body in (b"x", b"x" * (BATCH_BYTES + 1)):
        answer = requests.post(server + PATH_EVENTS, data=body, timeout=5)
        assert answer.status_code in (401, 413)
        assert ANSWER_HEADER not in answer.headers
