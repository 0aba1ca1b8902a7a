"""``python -m sync`` as a process of its own, on a real store and against a real server."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from sync.worker.enrolment import IdentityFile
from sync.worker.outbox import SqliteOutbox
from sync.worker.status import Status, read_status
from tests.support.fakes.sync import Ledger, enrolled, invitation_text, make_event, make_events
from tests.support.patience import PATIENCE_S
from tests.support.sync_server import Handler, Server, serving
from tests.support.sync_store import append, make_store

ROOT = Path(__file__).resolve().parents[3]
KEYS = {"pending", "sent", "quarantined", "last_contact", "enrolled", "revoked", "last_problem", "next_try"}


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Ledger()) as running:
        yield running


def command(data: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "sync", "--data", str(data), *more]


def run(data: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(data, *more), cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S,
                          check=False)


def ready(data: Path, events: int, url: str) -> None:
    make_store(data / "kiosk.db", make_events(events))
    IdentityFile(data).enrol(enrolled(url))


def test_status_tells_people_one_line_and_programs_json(tmp_path: Path) -> None:
    make_store(tmp_path / "kiosk.db", make_events(3))
    spoken = run(tmp_path, "--status")
    assert spoken.stdout == "Đã gửi 0, còn 3; máy chưa được ghi danh với xã.\n"
    status = json.loads(run(tmp_path, "--status", "--json").stdout)
    assert status.keys() >= KEYS
    assert (status["pending"], status["sent"], status["enrolled"]) == (3, 0, False)
    assert (spoken.returncode, spoken.stderr) == (0, "")


def test_once_sends_everything_and_says_so(tmp_path: Path, server: Server) -> None:
    ready(tmp_path, 450, server.url)
    done = run(tmp_path, "--once", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    status = json.loads(done.stdout)
    assert (status["pending"], status["sent"], status["last_problem"]) == (0, 450, None)
    assert status["last_contact"].startswith("2026-11-22T12:00")
    assert len(server.ledger.stored) == 450


def test_once_fails_with_a_code_where_nobody_answers(tmp_path: Path) -> None:
    with serving(Ledger()) as gone:
        pass
    ready(tmp_path, 2, gone.url)
    done = run(tmp_path, "--once")
    assert done.returncode == 1
    assert done.stderr == "sync: Chưa liên lạc được với máy chủ của xã, máy sẽ tự thử lại (S1)\n"
    assert done.stdout.startswith("Đã gửi 0, còn 2")


def test_once_fails_where_the_device_is_revoked_and_the_status_says_so(tmp_path: Path, server: Server) -> None:
    server.scripts = [lambda handler: handler.problem(403, "revoked")]
    ready(tmp_path, 2, server.url)
    assert "(S4)" in run(tmp_path, "--once").stderr
    assert json.loads(run(tmp_path, "--status", "--json").stdout)["revoked"] is True


@pytest.mark.parametrize("answer", [
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nno colon here\r\nX: y\r\nContent-Length: 2\r\n\r\nok",
    b"HTTP/1.1 200 OK\r\n\xff\xfe broken\r\nContent-Length: 1\r\n\r\nx",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"HTTP/9.9 200 OK\r\n\r\n", b"\x00" * 50,
], ids=["a header without a colon", "bytes in a header", "broken chunks", "another HTTP", "no HTTP"])
def test_a_broken_answer_is_one_line_without_a_trace_or_an_address(
    tmp_path: Path, server: Server, answer: bytes
) -> None:
    def script(handler: Handler) -> None:
        handler.wfile.write(answer)
        handler.close_connection = True

    server.scripts = [script] * 8
    ready(tmp_path, 2, server.url)
    done = run(tmp_path, "--once")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    for word in ("Traceback", "urllib3", "http://", "nonce"):
        assert word not in done.stderr


def test_another_server_can_be_named(tmp_path: Path, server: Server) -> None:
    ready(tmp_path, 2, "http://127.0.0.1:9")
    assert run(tmp_path, "--once", "--server", server.url).returncode == 0
    assert len(server.ledger.stored) == 2


@pytest.mark.parametrize(
    ("prepare", "arguments", "code"),
    [
        (lambda _data: None, ["--status"], "S7"),
        (lambda _data: None, [], "S7"),
        (lambda data: (data / "kiosk.db").write_bytes(b"x" * 4096), ["--once"], "S7"),
        (lambda data: make_store(data / "kiosk.db"), ["--once"], "S3"),
        (lambda data: ready(data, 1, "http://127.0.0.1:9"), ["--once", "--server", "http://xa.example"], "S6"),
    ],
    ids=["no store", "no store, forever", "no database", "not enrolled", "plain HTTP"],
)
def test_what_cannot_be_done_is_said_in_one_sentence_with_a_code(
    tmp_path: Path, prepare: Callable[[Path], object], arguments: Sequence[str], code: str
) -> None:
    prepare(tmp_path)
    done = run(tmp_path, *arguments)
    assert done.returncode == 1
    assert done.stderr.endswith(f"({code})\n")
    assert done.stderr.count("\n") == 1


def wait_for(condition: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_the_worker_enrols_sends_what_comes_and_ends_on_sigterm(tmp_path: Path, server: Server) -> None:
    path = make_store(tmp_path / "kiosk.db", make_events(3))
    with subprocess.Popen(command(tmp_path), cwd=ROOT) as worker:
        try:
            wait_for(lambda: status_of(tmp_path).last_problem == "S3")
            with closing(SqliteOutbox.open(path)) as kiosk:
                kiosk.set_state({"enrol_request": invitation_text(server.url)})
            wait_for(lambda: status_of(tmp_path).sent == 3)
            append(path, [make_event(4)])
            wait_for(lambda: status_of(tmp_path).sent == 4)
        finally:
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(PATIENCE_S) == 0


def status_of(data: Path) -> Status:
    with closing(SqliteOutbox.open(data / "kiosk.db")) as outbox:
        return read_status(outbox, IdentityFile(data))
