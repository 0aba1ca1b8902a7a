"""Bad lines between a real store and a real server: nothing lost, nothing doubled, whatever the line does."""

from __future__ import annotations

import random
import secrets
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import requests

from sync.protocol import PATH_EVENTS, Enrolment, Verdict, Verdicts, decode_batch, decode_event
from sync.protocol.signing import sign_request
from sync.worker import client
from sync.worker.client import HttpCommuneApi, HttpEnrolmentApi
from sync.worker.clock import SystemClock
from sync.worker.engine import Connections, Engine
from sync.worker.enrolment import IdentityFile
from sync.worker.outbox import Counts, SqliteOutbox
from sync.worker.ports import BatchProblem, CommuneApi
from tests.support.chaos_proxy import FAULTS, ChaosProxy
from tests.support.fakes.sync import DEVICE, DEVICE_SEED, EPOCH, Ledger, enrolled, make_events
from tests.support.patience import PATIENCE_S
from tests.support.sync_server import Handler, Server, serving
from tests.support.sync_store import append, make_store

ROOT = Path(__file__).resolve().parents[2]
SEED = 20261122
SHARE = 0.6
Connect = Callable[[Enrolment], CommuneApi]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A half-open line costs a read time-out: a short one here, 20 s in the field."""
    monkeypatch.setattr(client, "READ_S", 0.2)


def connect(enrolment: Enrolment) -> CommuneApi:
    return HttpCommuneApi(enrolment, secrets.token_urlsafe)


def one_round(data: Path, connect: Connect) -> Counts:
    """A worker that starts, does one round and ends: it remembers nothing but what it stored."""
    with closing(SqliteOutbox.open(data / "kiosk.db")) as outbox:
        wires = Connections(HttpEnrolmentApi(), connect)
        identity = IdentityFile(data)
        Engine(outbox, identity, SystemClock(), wires, secrets.token_urlsafe, lambda: False).round()
        return outbox.counts()


def evening(data: Path, events: int, lot: int, connect: Connect, port: int) -> Counts:
    """``events`` recorded in lots, a round after each; then rounds until nothing is pending."""
    path = make_store(data / "kiosk.db")
    IdentityFile(data).enrol(enrolled(f"http://127.0.0.1:{port}"))
    waiting = make_events(events)
    counts = Counts(0, 0, 0)
    for start in range(0, events, lot):
        append(path, waiting[start : start + lot])
        counts = one_round(data, connect)
    for _ in range(events):
        if counts.pending == 0:
            break
        counts = one_round(data, connect)
    return counts


def identities(events: int) -> set[tuple[str, str, int]]:
    return {(DEVICE, EPOCH, seq) for seq in range(1, events + 1)}


@pytest.mark.parametrize(
    ("events", "lot"),
    [(400, 8), pytest.param(100_000, 50, marks=[pytest.mark.long, pytest.mark.timeout(3600)])],
)
def test_nothing_is_lost_or_doubled_on_a_line_that_fails_six_times_in_ten(
    tmp_path: Path, events: int, lot: int
) -> None:
    with serving(Ledger()) as server:
        proxy = ChaosProxy(server.server_address[1], random.Random(SEED), SHARE)
        with proxy.running():
            counts = evening(tmp_path, events, lot, connect, proxy.port)
    assert counts == Counts(pending=0, sent=events, quarantined=0)
    assert set(server.ledger.stored) == identities(events)
    assert server.ledger.conflicts == 0
    assert set(proxy.seen) == {*FAULTS, "clean"}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_alone_loses_and_doubles_nothing(tmp_path: Path, fault: str) -> None:
    with serving(Ledger()) as server:
        proxy = ChaosProxy(server.server_address[1], random.Random(SEED), 0.5, [fault])
        with proxy.running():
            counts = evening(tmp_path, 40, 8, connect, proxy.port)
    assert counts == Counts(0, 40, 0)
    assert set(server.ledger.stored) == identities(40)
    assert proxy.seen[fault] > 0


class TrustingCommune(HttpCommuneApi):
    """The naive worker's client: HTTP 200 means that everything was stored."""

    def __init__(self, enrolment: Enrolment) -> None:
        super().__init__(enrolment, secrets.token_urlsafe)
        self._url = enrolment.url

    def push(self, body: bytes) -> Verdicts | BatchProblem:
        request = requests.Request("POST", self._url + PATH_EVENTS, data=body)
        prepared = request.prepare()
        sign_request(prepared, DEVICE, DEVICE_SEED, secrets.token_urlsafe())
        try:
            status = requests.Session().send(prepared, timeout=client.READ_S).status_code
        except requests.RequestException:
            status = 0
        events = [decode_event(bytes(raw)) for raw in decode_batch(body).events]
        if status != 200:
            return Verdicts([])
        return Verdicts([Verdict(n, e.epoch, e.seq, "stored") for n, e in enumerate(events)])


def test_control_a_worker_that_trusts_a_200_loses_events_on_the_same_line(tmp_path: Path) -> None:
    with serving(Ledger()) as server:
        proxy = ChaosProxy(server.server_address[1], random.Random(SEED), SHARE)
        with proxy.running():
            counts = evening(tmp_path, 400, 8, TrustingCommune, proxy.port)
    assert counts.sent == 400
    assert len(server.ledger.stored) < 400


def test_a_worker_killed_between_storing_and_marking_doubles_nothing(tmp_path: Path) -> None:
    make_store(tmp_path / "kiosk.db", make_events(600))
    command = [sys.executable, "-m", "sync", "--data", str(tmp_path), "--once"]
    with serving(Ledger()) as server:
        IdentityFile(tmp_path).enrol(enrolled(server.url))
        started: list[subprocess.Popen[bytes]] = []

        def dies_after_storing(handler: Handler) -> None:
            handler.store()
            started[0].kill()

        server.scripts = [Handler.behave, dies_after_storing]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as worker:
            started.append(worker)
            assert worker.wait(PATIENCE_S) == -9
        assert stored_and_marked(server, tmp_path) == (400, 200)
        again = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, timeout=PATIENCE_S, check=False)
        assert again.returncode == 0
        assert stored_and_marked(server, tmp_path) == (600, 600)


def stored_and_marked(server: Server, data: Path) -> tuple[int, int]:
    with closing(SqliteOutbox.open(data / "kiosk.db")) as outbox:
        return len(server.ledger.stored), outbox.counts().sent
