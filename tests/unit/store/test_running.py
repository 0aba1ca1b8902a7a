"""The kiosk's database while the program runs: damage, a card that can only be read, coming back."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from kiosk.core.errors import DiskFull, StoreDamaged, StoreError, StoreReadOnly
from kiosk.core.inputs import Kept, NotKept
from kiosk.store.database import ReadyDatabase, prepare
from kiosk.store.disk_reserve import Reserve
from kiosk.store.journal import SqliteJournal, Stamp
from kiosk.store.reader import Reader
from kiosk.store.running import REPAIR_MS, RETRY_MS, RunningDatabase, Standing
from kiosk.store.writer import Writer
from sync.database import DATABASE_NAME, open_database
from sync.protocol import decode_event
from sync.worker.outbox import SqliteOutbox
from tests.support.fakes.store import (
    BOOT_ID,
    DEVICE,
    SMALL_RESERVE,
    Answered,
    FakeTime,
    MemoryAnchors,
    fake_clock,
    headcount,
    stored_events,
)
from tests.support.patience import PATIENCE_S

PAGE = 4096


class Running:
    """A store that is wired as the kiosk's own, with a clock moved by hand."""

    def __init__(self, data: Path, prepared: Callable[[], ReadyDatabase] | None = None) -> None:
        self.time, self.answered = FakeTime(), Answered()
        self.reserve = reserve = Reserve(data / "reserve", SMALL_RESERVE)
        self.database = RunningDatabase(prepared or partial(prepare, data, BOOT_ID, DEVICE, reserve),
                                        data / DATABASE_NAME, lambda: self.time.ms)
        self.database.open()
        self.writer = Writer(self.database.path, reserve, self.database.connect, self.database.repair)
        self.reader = Reader(self.database.path, self.database.connect_reading, self.writer.recheck)
        clock = fake_clock(self.time, BOOT_ID, MemoryAnchors())
        self.journal = SqliteJournal(self.writer, Stamp(clock.now, lambda: DEVICE), self.answered)

    def keep(self, count: int) -> list[object]:
        before = len(self.answered.all)
        for n in range(count):
            self.journal.write(headcount(n))
        return self.answered.wait(before + count)[before:]

    def close(self) -> None:
        self.writer.close()
        self.reader.close()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    store = Running(tmp_path)
    yield store
    store.close()


def garble_table(path: Path, table: str) -> None:
    """Garbage where ``table`` begins, in the file and not only in its -wal, as a failing card leaves it."""
    with closing(open_database(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = database.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    handle = os.open(path, os.O_WRONLY)                 # never closed: closing lets go of SQLite's locks
    os.pwrite(handle, b"\xa5" * PAGE, (root - 1) * PAGE)


def unsent(path: Path) -> list[tuple[str, int]]:
    with closing(SqliteOutbox.open(path)) as outbox:
        return [(event.epoch, event.seq) for event in outbox.pending(1000)]


def test_damage_while_running_costs_no_check_in_and_nothing_unsent(running: Running) -> None:
    epoch = running.database.ready.epoch if running.database.ready else ""
    assert all(isinstance(answer, Kept) for answer in running.keep(300))
    running.time.ms += REPAIR_MS
    garble_table(running.database.path, "deliveries")       # nothing of the events themselves
    garble_table(running.database.path, "events_of_sessions")
    running.writer.recheck()
    answers = running.keep(50)
    assert all(isinstance(answer, Kept) for answer in answers)      # today: 50 of 50 refused, K23
    ready = running.database.ready
    assert ready is not None
    assert ready.epoch != epoch
    assert running.database.standing() == Standing("", opened=2, set_aside=1, salvaged=300)
    waiting = unsent(ready.path)
    assert waiting == [*((epoch, n) for n in range(1, 301)), *((ready.epoch, n) for n in range(1, 51))]
    assert [event.epoch for event in stored_events(ready.path)] == [ready.epoch] * 50


def test_a_write_that_meets_damage_is_written_into_the_successor(running: Running) -> None:
    assert isinstance(running.keep(1)[0], Kept)
    running.time.ms += REPAIR_MS
    garble_table(running.database.path, "events")
    (answer,) = running.keep(1)
    assert isinstance(answer, Kept)
    (event,) = stored_events(running.database.path)
    assert answer.ref == f"{event.device}/{event.epoch}/1"
    assert event.at.boot == (running.database.ready.boot if running.database.ready else 0)


def test_without_repair_the_same_damage_refuses_every_check_in(tmp_path: Path) -> None:
    """The control: a writer as it was before."""
    store = Running(tmp_path)
    store.keep(1)
    store.close()
    garble_table(store.database.path, "events")
    reserve = Reserve(tmp_path / "reserve", SMALL_RESERVE)
    journal = SqliteJournal(Writer(store.database.path, reserve), Stamp(
        fake_clock(store.time).now, lambda: DEVICE), store.answered)
    for n in range(50):
        journal.write(headcount(n))
    refused = [answer for answer in store.answered.wait(51) if isinstance(answer, NotKept)]
    journal.close()
    assert [answer.code for answer in refused] == ["K23"] * 50


def test_damage_that_only_a_reader_meets_is_repaired_too(running: Running) -> None:
    running.keep(3)
    running.time.ms += REPAIR_MS
    garble_table(running.database.path, "settings")
    running.reader.close()
    with pytest.raises(StoreDamaged):
        running.reader.rows("SELECT * FROM settings")
    assert isinstance(running.keep(1)[0], Kept)
    assert running.database.standing().set_aside == 1
    assert running.reader.rows("SELECT * FROM settings") == []


def test_every_threads_reader_goes_on_in_the_successor(running: Running) -> None:
    asked, seen, go_on = threading.Event(), list[object](), threading.Event()

    def read() -> None:
        seen.append(running.reader.one("SELECT count(*) FROM events"))
        asked.set()
        assert go_on.wait(PATIENCE_S)
        seen.append(running.reader.one("SELECT count(*) FROM events"))

    running.keep(2)
    thread = threading.Thread(target=read)
    thread.start()
    assert asked.wait(PATIENCE_S)
    before = running.reader.mark()
    running.time.ms += REPAIR_MS
    garble_table(running.database.path, "progress")
    running.writer.recheck()
    running.keep(1)
    go_on.set()
    thread.join()
    assert seen == [2, 1]
    assert running.reader.mark() != before


def test_a_file_that_another_process_replaced_is_written_to_under_its_own_epoch(running: Running) -> None:
    running.keep(1)
    other = running.database.path.parent / "other"
    ready = prepare(other, BOOT_ID, DEVICE, Reserve(other / "reserve", SMALL_RESERVE))
    for suffix in ("-wal", "-shm"):
        Path(f"{running.database.path}{suffix}").unlink()
    ready.path.replace(running.database.path)
    assert isinstance(running.keep(1)[0], Kept)
    assert [(event.epoch, event.seq) for event in stored_events(running.database.path)] == [(ready.epoch, 1)]


def test_damage_that_comes_back_at_once_is_not_repaired_without_end(running: Running) -> None:
    running.time.ms += REPAIR_MS
    for _ in range(3):
        garble_table(running.database.path, "events")
        running.keep(1)
    assert running.database.standing().set_aside == 1
    running.time.ms += REPAIR_MS
    assert isinstance(running.keep(1)[0], Kept)
    assert running.database.standing().set_aside == 2


# --- no database ----------------------------------------------------------------------------------


class Card:
    """A card that is as ``state`` says: '' = fine, else the error."""

    def __init__(self, data: Path) -> None:
        self.state: StoreError | None = None
        self.tried = 0
        self._prepare = partial(prepare, data, BOOT_ID, DEVICE, Reserve(data / "reserve", SMALL_RESERVE))

    def __call__(self) -> ReadyDatabase:
        self.tried += 1
        if self.state is not None:
            raise self.state
        return self._prepare()


@pytest.mark.parametrize(("state", "code"), [(StoreReadOnly("ro"), "K28"), (DiskFull("full"), "K21")])
def test_without_a_database_writes_are_refused_with_the_reason_and_reads_make_no_file(
    tmp_path: Path, state: StoreError, code: str
) -> None:
    card = Card(tmp_path)
    card.state = state
    store = Running(tmp_path, card)
    assert [answer.code for answer in store.keep(3) if isinstance(answer, NotKept)] == [code] * 3
    with pytest.raises(type(state)):
        store.reader.rows("SELECT 1")
    assert store.database.standing() == Standing(code)
    assert not store.database.path.exists()
    assert card.tried == 1                          # not again for every write
    store.close()


def test_a_database_that_can_be_opened_again_is_opened_by_the_next_write_after_a_minute(tmp_path: Path) -> None:
    card = Card(tmp_path)
    card.state = StoreReadOnly("ro")
    store = Running(tmp_path, card)
    card.state = None
    assert isinstance(store.keep(1)[0], NotKept)
    store.time.ms += RETRY_MS
    assert isinstance(store.keep(1)[0], Kept)
    assert store.database.standing() == Standing("", opened=1)
    assert store.reader.one("SELECT count(*) FROM events") == 1
    (event,) = stored_events(store.database.path)
    assert event.at.boot == 1
    store.close()


def test_the_salvaged_events_are_the_bytes_that_were_acknowledged(running: Running) -> None:
    refs = [answer.ref for answer in running.keep(20) if isinstance(answer, Kept)]
    running.time.ms += REPAIR_MS
    garble_table(running.database.path, "progress")
    running.writer.recheck()
    running.keep(1)
    with closing(sqlite3.connect(running.database.path)) as database:
        bodies = [body for (body,) in database.execute("SELECT body FROM salvaged_events ORDER BY rowid")]
    events = [decode_event(body) for body in bodies]
    assert [f"{event.device}/{event.epoch}/{event.seq}" for event in events] == refs
