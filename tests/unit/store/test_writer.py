"""The writer thread: groups, errors, the reserve, closing."""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.core.errors import StoreDamaged, StoreError
from kiosk.core.inputs import Kept, NotKept
from kiosk.store.disk_reserve import Reserve
from kiosk.store.writer import Connect, SmallWrite
from sync.database import open_database
from tests.support.fakes.store import SMALL_RESERVE, StoreBench, headcount
from tests.support.patience import PATIENCE_S


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoreBench]:
    bench = StoreBench(tmp_path)
    yield bench
    bench.close()


class Gate:
    """A job that holds the writer until it is opened."""

    def __init__(self) -> None:
        self.entered, self.opened = threading.Event(), threading.Event()

    def apply(self, database: sqlite3.Connection) -> None:
        self.entered.set()
        assert self.opened.wait(PATIENCE_S)

    def kept(self) -> None: ...

    def refused(self, error: StoreError) -> None: ...


def counting(commits: list[str]) -> Connect:
    def connect(path: Path) -> sqlite3.Connection:
        database = open_database(path)
        database.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
        return database

    return connect


def test_thirty_people_in_a_row_cost_few_commits(tmp_path: Path) -> None:
    commits: list[str] = []
    store = StoreBench(tmp_path, connect=counting(commits))
    gate = Gate()
    store.writer.submit(gate)
    assert gate.entered.wait(PATIENCE_S)
    for n in range(30):
        store.journal.write(headcount(n))
    gate.opened.set()
    store.answered.wait(30)
    store.close()
    assert len(commits) == 2    # the gate's, then all thirty together
    assert len(store.events()) == 30


def test_a_moment_is_when_it_happened_not_when_it_was_committed(store: StoreBench) -> None:
    gate = Gate()
    store.writer.submit(gate)
    store.time.ms = 70_000
    store.journal.write(headcount(1))
    store.time.ms = 95_000
    gate.opened.set()
    store.answered.wait(1)
    assert store.events()[0].at.ms == 70_000


def test_kept_is_said_only_after_another_process_can_read_it(store: StoreBench) -> None:
    seen: list[int] = []

    class Witness(SmallWrite):
        def kept(self) -> None:
            with closing(sqlite3.connect(store.ready.path)) as other:
                seen.extend(other.execute("SELECT count(*) FROM settings").fetchone())
            store.answered("kept")

    store.writer.submit(Witness("INSERT INTO settings VALUES (?, ?)", ("calm", "yes")))
    store.answered.wait(1)
    assert seen == [1]


def test_a_broken_write_does_not_take_down_those_that_waited_with_it(store: StoreBench) -> None:
    gate = Gate()
    store.writer.submit(gate)
    store.journal.write(headcount(1))
    store.writer.submit(SmallWrite("INSERT INTO nowhere VALUES (?)", (1,)))
    store.journal.write(headcount(2))
    gate.opened.set()
    assert [type(answer) for answer in store.answered.wait(2)] == [Kept, Kept]
    assert [event.seq for event in store.events()] == [1, 2]


def test_a_locked_file_is_told_as_k22_and_the_next_write_works(tmp_path: Path) -> None:
    store = StoreBench(tmp_path, connect=lambda path: open_database(path, busy_ms=20))
    with closing(open_database(store.ready.path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        ticket = store.journal.write(headcount(1))
        assert store.answered.wait(1) == [NotKept(ticket, "K22")]
        other.execute("ROLLBACK")
    store.journal.write(headcount(2))
    assert isinstance(store.answered.wait(2)[1], Kept)
    assert [event.seq for event in store.events()] == [1]
    store.close()


def test_a_file_that_cannot_be_opened_is_told_as_k23_and_tried_again(tmp_path: Path) -> None:
    broken = [True]

    def connect(path: Path) -> sqlite3.Connection:
        return open_database(path / "nowhere" if broken.pop() else path) if broken else open_database(path)

    store = StoreBench(tmp_path, connect=connect)
    ticket = store.journal.write(headcount(1))
    assert store.answered.wait(1) == [NotKept(ticket, "K23")]
    store.journal.write(headcount(2))
    assert isinstance(store.answered.wait(2)[1], Kept)
    store.close()


class FullDisk(SmallWrite):
    """A write that finds the disk full as long as ``room`` is missing."""

    def __init__(self, taken: Path, refusals: list[StoreError]) -> None:
        super().__init__("INSERT INTO settings VALUES (?, ?)", ("calm", "yes"))
        self._taken = taken
        self._refusals = refusals
        self.done = threading.Event()

    def apply(self, database: sqlite3.Connection) -> None:
        if self._taken.exists():
            raise OSError(errno.ENOSPC, "no space left on device")
        super().apply(database)

    def kept(self) -> None:
        self.done.set()

    def refused(self, error: StoreError) -> None:
        self._refusals.append(error)
        self.done.set()


def test_on_a_full_disk_the_reserve_is_spent_and_the_write_is_kept(store: StoreBench) -> None:
    refusals: list[StoreError] = []
    write = FullDisk(store.data / "reserve", refusals)
    store.writer.submit(write)
    assert write.done.wait(PATIENCE_S)
    assert refusals == []
    assert store.reader.one("SELECT value FROM settings WHERE key = 'calm'") == "yes"


def test_where_the_reserve_does_not_help_full_is_told_as_k21(store: StoreBench) -> None:
    refusals: list[StoreError] = []
    write = FullDisk(store.ready.path, refusals)
    store.writer.submit(write)
    assert write.done.wait(PATIENCE_S)
    assert [error.code for error in refusals] == ["K21"]


def test_close_keeps_what_waits(store: StoreBench) -> None:
    for n in range(250):
        store.journal.write(headcount(n))
    store.journal.close()
    assert len(store.answered.all) == 250
    assert len(store.events()) == 250


def test_after_close_every_write_is_answered_too(store: StoreBench) -> None:
    store.journal.close()
    ticket = store.journal.write(headcount(1))
    assert store.answered.wait(1) == [NotKept(ticket, "K23")]
    with pytest.raises(StoreDamaged):
        store.writer.do("DELETE FROM settings", ())


def test_a_defect_in_a_job_answers_everyone_who_waited(store: StoreBench) -> None:
    class Defect(SmallWrite):
        def apply(self, database: sqlite3.Connection) -> None:
            raise AssertionError("a defect")

    gate = Gate()
    store.writer.submit(gate)
    assert gate.entered.wait(PATIENCE_S)
    store.writer.submit(Defect("", ()))
    ticket = store.journal.write(headcount(1))
    hooked, threading.excepthook = threading.excepthook, lambda _args: None
    gate.opened.set()
    assert store.answered.wait(1) == [NotKept(ticket, "K23")]
    store.close()
    threading.excepthook = hooked


def test_the_reserve_never_takes_the_last_room(tmp_path: Path) -> None:
    assert Reserve(tmp_path / "reserve", 2**60).ensure() is False
    assert not (tmp_path / "reserve").exists()


def test_the_reserve_takes_real_room_and_is_made_anew_after_it_was_spent(tmp_path: Path) -> None:
    path = tmp_path / "reserve"
    reserve = Reserve(path, SMALL_RESERVE)
    assert reserve.ensure()
    assert path.stat().st_blocks * 512 >= SMALL_RESERVE
    assert reserve.spend()
    assert not path.exists()
    assert reserve.ensure()
    assert path.stat().st_size == SMALL_RESERVE
