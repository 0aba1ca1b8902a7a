"""docs/protocol-examples.md is true of the program, is enough to write a client from, and that client is served."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.utils import timezone
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey

from sync.protocol import (
    EnrolReply,
    EnrolRequest,
    Invitation,
    Problem,
    SignedTime,
    Verdicts,
    canonical,
    decode_event,
    decode_invitation,
    proof_bytes,
    time_bytes,
)
from sync.protocol import answers as proven_answers
from sync.protocol.signing import verify_request
from tests.support import stranger as written
from tests.support.commune import Commune, Device, QuarantinedEvent, StoredEvent, fresh_commune, invite, serving
from tests.support.stranger import Stranger

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "protocol-examples.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"^```(?:json|text) ([a-z-]+)\n(.*?)\n```$", PAGE, re.M | re.S))
KIOSK, COMMUNE = bytes(range(32)), bytes(range(32, 64))
NONCE, DEVICE, URL = "bdhvs-example-nonce", "mau-0001", "https://xa-mau.vidu.example"
OPENING = {"topic": "tra-tien-qr", "thon": "thôn Mẫu Đông", "facilitator": "0" * 32, "date_confirmed": None}


def example(name: str) -> Any:
    return json.loads(EXAMPLES[name])


def headers(name: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in EXAMPLES[name].splitlines())


# --- the page against the program -------------------------------------------------------------------


def test_the_page_has_every_example() -> None:
    assert set(EXAMPLES) == {
        "invitation", "proof", "enrol-request", "enrol-reply", "signature-base", "signature-headers", "event",
        "verdicts", "answer-bytes", "answer-header", "time", "time-bytes", "problem",
    }


@pytest.mark.parametrize(("name", "record"), [
    ("invitation", Invitation), ("enrol-request", EnrolRequest), ("enrol-reply", EnrolReply), ("verdicts", Verdicts),
    ("time", SignedTime), ("problem", Problem),
])
def test_a_record_of_the_page_is_the_programs_whole_record(name: str, record: type[msgspec.Struct]) -> None:
    read = msgspec.json.decode(EXAMPLES[name], type=record)
    assert json.loads(msgspec.json.encode(read)) == example(name)


def test_the_invitation_of_the_page_is_read_by_the_kiosk() -> None:
    assert decode_invitation("BDHVSEN1:" + EXAMPLES["invitation"]).token == example("enrol-request")["token"]


def test_the_event_of_the_page_is_canonical_and_its_digest_fits() -> None:
    line = EXAMPLES["event"].encode()
    assert canonical(decode_event(line)) == line


def test_the_signed_request_of_the_page_verifies() -> None:
    key = bytes(SigningKey(KIOSK).verify_key)
    told = verify_request("GET", f"{URL}/api/v1/changes?since=0", headers("signature-headers"), b"", {DEVICE: key}.get)
    assert told == (DEVICE, NONCE)


def test_the_proofs_of_the_page_verify() -> None:
    request, time = example("enrol-request"), example("time")
    assert EXAMPLES["proof"].encode() == proof_bytes(request["token"], request["public_key"])
    assert EXAMPLES["time-bytes"].encode() == time_bytes(time["utc"], time["nonce"])
    SigningKey(KIOSK).verify_key.verify(EXAMPLES["proof"].encode(), base64.b64decode(request["proof"]))
    SigningKey(COMMUNE).verify_key.verify(EXAMPLES["time-bytes"].encode(), base64.b64decode(time["signature"]))
    key = base64.b64encode(bytes(SigningKey(COMMUNE).verify_key)).decode()
    body, signature = EXAMPLES["verdicts"].encode(), headers("answer-header")[proven_answers.ANSWER_HEADER]
    assert EXAMPLES["answer-bytes"].encode() == proven_answers.answer_bytes(NONCE, 200, body)
    proven_answers.check_answer(key, NONCE, 200, body, signature)


# --- the stranger against the page ------------------------------------------------------------------


def test_the_stranger_makes_what_the_page_shows() -> None:
    url = f"{URL}/api/v1/changes?since=0"
    assert written.public_key(KIOSK) == example("enrol-request")["public_key"]
    assert written.proof(KIOSK, example("enrol-request")["token"]) == example("enrol-request")["proof"]
    assert written.signature_base(DEVICE, "GET", url, b"", NONCE, created=1) == EXAMPLES["signature-base"]
    made = written.signature_headers(KIOSK, DEVICE, "GET", url, b"", NONCE, created=1)
    assert made == headers("signature-headers")
    assert written.sealed({**example("event"), "sha256": ""}) == EXAMPLES["event"]
    assert written.answer_bytes(NONCE, 200, EXAMPLES["verdicts"].encode()) == EXAMPLES["answer-bytes"].encode()


def test_the_stranger_knows_nothing_of_this_project() -> None:
    source = Path(written.__file__).read_text("utf-8")
    assert re.findall(r"^(?:from|import) (?:sync|kiosk|tests)\b", source, re.M) == []


# --- the stranger against the server ----------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture
def commune() -> Commune:
    return fresh_commune()


@pytest.fixture
def stranger(server: str, commune: Commune) -> Stranger:
    token = invite(commune.site_set.get(), timezone.now(), server).token
    stranger = Stranger(server, b"\x07" * 32)
    assert stranger.enrol(token)["commune"] == "xã Mẫu"
    return stranger


def verdicts(answer: written.Answer) -> list[str]:
    assert (answer.status, answer.proven) == (200, True)
    return [each["verdict"] for each in answer.json()["verdicts"]]


def test_a_strangers_evening_is_stored_once(stranger: Stranger) -> None:
    opened = stranger.event(1, "session.opened", OPENING)
    came = stranger.event(2, "attendance.checked_in", {"way": "guest"}, session=f"{stranger.device}/00000000000000aa/1")
    assert verdicts(stranger.push([opened, came])) == ["stored", "stored"]
    assert verdicts(stranger.push([opened, came])) == ["duplicate", "duplicate"]
    assert [bytes(one.body).decode() for one in StoredEvent.objects.order_by("seq")] == [opened, came]


def test_a_stranger_is_told_of_a_conflict_and_of_what_cannot_be_read(stranger: Stranger) -> None:
    health = {"app": "1", "free_mb": 100, "camera": "ok"}
    assert verdicts(stranger.push([stranger.event(1, "device.health", health)])) == ["stored"]
    other = stranger.event(1, "device.health", {**health, "free_mb": 99})
    broken = stranger.event(2, "device.health", health).replace('"free_mb":100', '"free_mb":101')
    assert verdicts(stranger.push([other, broken])) == ["conflict", "rejected"]
    assert QuarantinedEvent.objects.count() == 2


def test_a_stranger_learns_what_is_new_and_what_time_it_is(stranger: Stranger) -> None:
    news = stranger.changes(0)
    assert (news.status, news.json()["thons"]) == (200, ["thôn Mẫu Đông"])
    assert stranger.changes(news.json()["version"]).status == 304
    assert stranger.time()["utc"].endswith("Z")


def test_a_stranger_with_another_key_or_a_changed_body_is_refused(stranger: Stranger) -> None:
    event = stranger.event(1, "device.health", {"app": "1", "free_mb": 100, "camera": "ok"})
    thief = Stranger(stranger.url, b"\x08" * 32, stranger.device, stranger.server_key)
    refused = thief.push([event])
    assert (refused.status, refused.json()["type"].rpartition(":")[2]) == (401, "bad-signature")
    liar = Stranger(stranger.url, stranger.seed, stranger.device, written.public_key(b"\x09" * 32))
    with pytest.raises(BadSignatureError):
        liar.push([event])                      # the control: an answer of another commune's key is not believed
    Device.objects.update(revoked_at=timezone.now())
    assert stranger.push([event]).json()["type"].endswith("revoked")
