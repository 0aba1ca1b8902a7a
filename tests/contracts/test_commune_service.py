"""One contract for every commune that takes events in: the one in memory that kiosks are tested against, and the real
server (``commune serve``, over HTTP, with signatures) on SQLite and on PostgreSQL."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from sync.protocol import Enrolment, Event, Moment, Verdicts, canonical, encode_batch, seal
from sync.worker.client import HttpCommuneApi
from tests.support import postgresql
from tests.support.fakes.sync import DEVICE, Ledger
from tests.support.patience import PATIENCE_S

ROOT = Path(__file__).resolve().parents[2]
Judge = Callable[[Sequence[bytes]], list[str]]


@dataclass(frozen=True)
class Service:
    """``judge`` sends canonical events as one batch and gives the verdicts' words."""

    device: str
    judge: Judge

    def event(self, seq: int, free_mb: int = 100, epoch: str = "", **parts: object) -> Event:
        at = Moment(1, "boot", seq, "2026-11-22T12:00:00.000Z", "guess")
        data = parts.pop("data", {"app": "1", "free_mb": free_mb, "camera": "ok"})
        return seal(Event(self.device, epoch or EPOCH, seq, "device.health", at, data, **parts))  # type: ignore[arg-type]

    def send(self, *events: Event) -> list[str]:
        return self.judge([canonical(event) for event in events])


EPOCH = "00ff00ff00ff00ff"


def in_memory() -> Service:
    ledger = Ledger()
    return Service(DEVICE, lambda events: [one.verdict for one in ledger.judge(encode_batch(events)).verdicts])


@contextlib.contextmanager
def served(folder: Path, database: str) -> Iterator[Service]:
    """A demo commune behind its real server, and its first kiosk."""
    environment = {**os.environ, "DATABASE_URL": database}
    line = [sys.executable, "-m", "sync.commune"]
    made = subprocess.run([*line, "demo", "--dir", str(folder)], cwd=ROOT, env=environment, check=False,
                          capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    server = subprocess.Popen([*line, "serve", "--dir", str(folder), "--port", "0"], cwd=ROOT, env=environment)
    try:
        url = f"http://127.0.0.1:{_port(folder / 'port')}"
        text = (folder / "kiosk-1" / "enrolment.json").read_bytes()
        enrolment = msgspec.structs.replace(msgspec.json.decode(text, type=Enrolment), url=url)
        with contextlib.closing(HttpCommuneApi(enrolment, secrets.token_urlsafe)) as commune:
            yield Service(enrolment.reply.device, lambda events: _words(commune.push(encode_batch(events))))
        status = subprocess.run([*line, "status", "--dir", str(folder), "--json"], cwd=ROOT, env=environment,
                                capture_output=True, text=True, check=True)
        assert json.loads(status.stdout)["events"] > 0
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


def _port(path: Path) -> int:
    end = time.monotonic() + PATIENCE_S
    while not (path.exists() and path.read_text().strip()):
        assert time.monotonic() < end, "the server did not start"
        time.sleep(0.05)
    return int(path.read_text())


def _words(reply: object) -> list[str]:
    assert isinstance(reply, Verdicts), reply
    return [one.verdict for one in reply.verdicts]


@pytest.fixture(scope="module", params=["memory", "sqlite", "postgresql"])
def commune(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    if request.param == "memory":
        yield in_memory()
        return
    database = postgresql.new_database() if request.param == "postgresql" else ""
    with served(tmp_path_factory.mktemp("xa") / "demo", database) as service:
        yield service


def epoch_of(test: str) -> str:
    """Each test has events of its own."""
    return hashlib.sha256(test.encode()).hexdigest()[:16]


def test_a_new_event_is_stored_and_sent_again_is_a_duplicate(commune: Service) -> None:
    event = commune.event(1, epoch=epoch_of("again"))
    assert commune.send(event) == ["stored"]
    assert commune.send(event) == ["duplicate"]


def test_a_batch_with_the_same_event_twice_stores_it_once(commune: Service) -> None:
    event = commune.event(1, epoch=epoch_of("twice"))
    assert commune.send(event, event) == ["stored", "duplicate"]


def test_the_same_identity_with_other_content_is_a_conflict_and_the_first_stays(commune: Service) -> None:
    epoch = epoch_of("conflict")
    first, other = commune.event(1, 100, epoch), commune.event(1, 200, epoch)
    assert commune.send(first, other) == ["stored", "conflict"]
    assert commune.send(other, first) == ["conflict", "duplicate"]


def test_a_malformed_event_is_rejected_alone(commune: Service) -> None:
    epoch = epoch_of("poison")
    good = [canonical(commune.event(seq, epoch=epoch)) for seq in (1, 2)]
    broken = canonical(commune.event(3, epoch=epoch)).replace(b'"free_mb":100', b'"free_mb":101')
    assert commune.judge([good[0], b"{}", broken, b'{"a":[[[[1]]]]}', good[1]]) == [
        "stored", "rejected", "rejected", "rejected", "stored"]


@pytest.mark.parametrize("text", ["\0", "a\0b", "\0" * 5])
def test_a_text_with_nul_is_rejected_alone(commune: Service, text: str) -> None:
    epoch = epoch_of(f"nul {len(text)}")
    data = {"app": text, "free_mb": 1, "camera": "ok"}
    assert commune.send(commune.event(1, epoch=epoch), commune.event(2, epoch=epoch, data=data)) == [
        "stored", "rejected"]


def test_a_text_that_spells_nul_out_is_stored(commune: Service) -> None:
    data = {"app": "\\u0000", "free_mb": 1, "camera": "ok"}
    assert commune.send(commune.event(1, epoch=epoch_of("spelt"), data=data)) == ["stored"]


def test_an_epoch_longer_than_sixteen_digits_is_rejected_alone(commune: Service) -> None:
    good = commune.event(1, epoch=epoch_of("long"))
    assert commune.send(commune.event(1, epoch=EPOCH + "\n"), good) == ["rejected", "stored"]


def test_the_largest_numbers_and_longest_texts_are_stored(commune: Service) -> None:
    data = {"app": "ữ" * 200, "free_mb": 2**31, "camera": "ok"}
    event = commune.event(2**53 - 1, epoch=epoch_of("large"), data=data, session="𝄞" * 200, learner="f" * 32)
    assert commune.send(event) == ["stored"]
    assert commune.send(event) == ["duplicate"]


def test_two_hundred_events_far_apart_are_told_from_those_that_are_known(commune: Service) -> None:
    epoch = epoch_of("far")
    events = [commune.event(seq * 10**12 + 1, epoch=epoch) for seq in range(200)]
    assert commune.send(*events[::2]) == ["stored"] * 100
    assert commune.send(*events) == ["duplicate", "stored"] * 100
