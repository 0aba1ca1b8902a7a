"""When the service manager hears that the kiosk is alive, and what the core hears of the database."""

from __future__ import annotations

import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.core.errors import DiskFull, StoreDamaged, StoreError, StoreReadOnly, StoreTooNew
from kiosk.core.inputs import DatabaseProbed
from kiosk.hardware.system.systemd import Notifier
from kiosk.runtime import database_probe
from kiosk.runtime.database_probe import PROBE_MS, DatabaseProbe
from kiosk.runtime.heartbeat import Heartbeat
from kiosk.store.running import REPAIR_MS, RETRY_MS
from kiosk.store.writer import Writer
from sync.database import open_database
from tests.support.patience import PATIENCE_S
from tests.unit.store.test_running import Card, Running, garble_table


def probe_of(store: Running, writer: Writer | None = None) -> DatabaseProbe:
    return DatabaseProbe(writer or store.writer, store.database, lambda: store.time.ms, lambda: None)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    store = Running(tmp_path)
    yield store
    store.close()


def quick(store: Running) -> Writer:
    """A writer that waits for nobody's lock."""
    return Writer(store.database.path, store.reserve, lambda path: open_database(path, busy_ms=20))


def test_a_row_is_written_and_read_once_a_minute_and_not_in_between(running: Running) -> None:
    probe = probe_of(running)
    proofs = []
    for _ in range(61):
        assert probe.turn()
        proofs.append(running.reader.one("SELECT value FROM meta WHERE key = 'probe'"))
        running.time.ms += 2_000
    assert len({proof for proof in proofs if proof}) == 2
    assert proofs[:30] == [None] * 30


def test_a_proof_is_told_each_minute_and_what_is_new_at_once(running: Running) -> None:
    probe = probe_of(running)
    assert probe.turn()
    assert probe.news() is None
    running.time.ms += PROBE_MS
    assert probe.turn()
    assert probe.news() == DatabaseProbed()
    running.keep(2)
    garble_table(running.database.path, "progress")
    running.writer.recheck()
    running.keep(1)
    assert probe.turn()
    assert probe.news() == DatabaseProbed(set_aside=1, salvaged=2)


@pytest.mark.parametrize("due_ms", [0, PROBE_MS])
def test_a_database_held_by_another_process_counts_as_alive_and_is_told(running: Running, due_ms: int) -> None:
    writer = quick(running)
    probe = probe_of(running, writer)
    running.time.ms += due_ms
    with closing(open_database(running.database.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(20):
            assert probe.turn()                     # before: no ping for as long as the lock stood
            running.time.ms += 2_000
        assert probe.news() == DatabaseProbed("K22")
        other.execute("ROLLBACK")
    assert probe.turn()
    assert probe.news() == DatabaseProbed()
    writer.close()


def test_damage_that_cannot_be_repaired_does_not_count_as_alive(tmp_path: Path) -> None:
    card = Card(tmp_path)
    store = Running(tmp_path, card)
    store.keep(1)
    store.time.ms += REPAIR_MS
    card.state = StoreDamaged("the card gives no answer")
    garble_table(store.database.path, "events")
    store.keep(1)
    probe = probe_of(store)
    assert not probe.turn()
    store.time.ms += PROBE_MS
    assert not probe.turn()
    assert probe.news() == DatabaseProbed("K23")
    store.close()


def test_damage_is_met_by_the_proof_and_repaired(running: Running) -> None:
    running.keep(3)
    running.time.ms += PROBE_MS
    garble_table(running.database.path, "events")
    probe = probe_of(running)
    running.time.ms += PROBE_MS
    assert probe.turn()
    assert running.database.standing().set_aside == 1


@pytest.mark.parametrize("state", [StoreReadOnly("ro"), DiskFull("full"), StoreTooNew("2031"), StoreDamaged("?")])
def test_a_kiosk_that_started_without_a_database_is_alive_and_gets_it_back(tmp_path: Path, state: StoreError) -> None:
    card = Card(tmp_path)
    card.state = state
    store = Running(tmp_path, card)
    probe = probe_of(store)
    for _ in range(3):
        store.time.ms += PROBE_MS
        assert probe.turn()
        assert probe.news() == DatabaseProbed(state.code)
    assert card.tried == 4                          # once a minute
    card.state = None
    assert RETRY_MS < PROBE_MS
    store.time.ms += PROBE_MS
    assert probe.turn()
    assert probe.news() == DatabaseProbed(opened=True)
    store.time.ms += PROBE_MS
    assert probe.turn()
    assert probe.news() == DatabaseProbed()
    store.close()


class Stuck:
    """A job that never ends until it is let go."""

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def apply(self, database: sqlite3.Connection) -> None:
        assert self.go_on.wait(PATIENCE_S)

    def kept(self) -> None: ...

    def refused(self, error: StoreError) -> None: ...


def test_a_writer_that_hangs_does_not_count_as_alive(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_probe, "ANSWER_S", 0.05)
    stuck = Stuck()
    running.writer.submit(stuck)
    assert not probe_of(running).turn()
    stuck.go_on.set()


# --- the watchdog ---------------------------------------------------------------------------------


class Answers:
    """A probe that answers as it is told."""

    def __init__(self) -> None:
        self.alive, self.told = True, list[DatabaseProbed]()
        self.only_proof: list[bool] = []

    def turn(self, *, only_proof: bool = False) -> bool:
        self.only_proof.append(only_proof)
        return self.alive

    def news(self) -> DatabaseProbed | None:
        return self.told.pop(0) if self.told else None


class Manager:
    """The service manager's end of the socket."""

    def __init__(self, folder: Path) -> None:
        self.address = str(folder / "notify")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.address)
        self._socket.setblocking(False)

    def heard(self) -> list[str]:
        messages = []
        while True:
            try:
                messages.append(self._socket.recv(200).decode().split("\n")[0])
            except BlockingIOError:
                return messages

    def close(self) -> None:
        self._socket.close()


def test_the_watchdog_is_fed_only_after_a_frame_and_an_answer(tmp_path: Path) -> None:
    with closing(Manager(tmp_path)) as manager:
        probe = Answers()
        heart = Heartbeat(probe, lambda _news: None, Notifier(manager.address), 15.0)
        heart.beat()
        assert manager.heard() == []
        heart.frame_drawn()
        heart.beat()
        assert manager.heard() == ["READY=1"]
        heart.beat()
        assert manager.heard() == []
        probe.alive = False
        heart.frame_drawn()
        heart.beat()
        assert manager.heard() == []
        probe.alive = True
        heart.beat()
        assert manager.heard() == ["WATCHDOG=1"]


def test_without_a_watchdog_the_core_hears_of_the_database_all_the_same(tmp_path: Path) -> None:
    with closing(Manager(tmp_path)) as manager:
        probe, told = Answers(), list[DatabaseProbed]()
        probe.told.append(DatabaseProbed("K28"))
        heart = Heartbeat(probe, told.append, Notifier(manager.address), None)
        heart.frame_drawn()
        heart.beat()
        assert (told, probe.only_proof, manager.heard()) == ([DatabaseProbed("K28")], [True], [])


def test_the_thread_beats_and_ends(tmp_path: Path) -> None:
    with closing(Manager(tmp_path)) as manager:
        beaten = threading.Event()
        probe = Answers()
        probe.told.append(DatabaseProbed())
        heart = Heartbeat(probe, lambda _news: beaten.set(), Notifier(manager.address), 15.0)
        heart.frame_drawn()
        heart.start()
        assert beaten.wait(PATIENCE_S)
        heart.stop()
        assert sorted(manager.heard()) == ["READY=1", "STOPPING=1"]
