"""The kiosk's file at start: whole, damaged, foreign, too new."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

import pytest

from kiosk.core.errors import StoreError, StoreTooNew
from kiosk.core.ports import Settings
from kiosk.store import recovery
from kiosk.store.clock import system_boot_id
from kiosk.store.database import ReadyDatabase, prepare
from kiosk.store.disk_reserve import Reserve
from kiosk.store.event_log import append
from kiosk.store.salvage import DamagedDatabase
from kiosk.store.settings import SqliteSettings
from sync.database import open_database
from sync.protocol import Event, Moment, decode_event
from tests.support.fakes.store import BOOT_ID, DEVICE, NEXT_BOOT_ID, StoreBench, headcount, stored_events

PAGE = 4096


def start(data: Path, boot_id: str = BOOT_ID, device: str | None = DEVICE) -> ReadyDatabase:
    return prepare(data, boot_id, device, Reserve(data / "reserve", PAGE))


def filled(data: Path, events: int) -> ReadyDatabase:
    """A store with ``events`` events and a setting, closed and checkpointed."""
    store = StoreBench(data)
    for n in range(events):
        store.journal.write(headcount(n))
    store.answered.wait(events)
    SqliteSettings(store.reader, store.writer).keep(Settings(150))
    store.close()
    return store.ready


def garble(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek(page * PAGE)
        file.write(os.urandom(PAGE))


def test_a_restart_keeps_the_epoch_and_counts_boots(tmp_path: Path) -> None:
    first, same, next_boot = start(tmp_path), start(tmp_path), start(tmp_path, NEXT_BOOT_ID)
    assert first.epoch == same.epoch == next_boot.epoch
    assert (first.boot, same.boot, next_boot.boot) == (1, 1, 2)
    assert len(first.epoch) == 16


def test_every_new_file_has_an_epoch_of_its_own(tmp_path: Path) -> None:
    assert start(tmp_path / "a").epoch != start(tmp_path / "b").epoch


def test_a_damaged_file_is_set_aside_salvaged_and_the_kiosk_goes_on_in_a_new_epoch(tmp_path: Path) -> None:
    before = filled(tmp_path, 300)
    with closing(open_database(before.path)) as database:
        pages = database.execute("PRAGMA page_count").fetchone()[0]
    garble(before.path, pages // 2)
    after = start(tmp_path)
    assert after.epoch != before.epoch
    assert after.incident is not None
    assert after.incident.reason == "damaged"
    assert after.incident.aside.name == "kiosk.db.damaged-1"
    kept = salvaged(after.path)
    assert {(event.epoch, event.device) for event, _ in kept} == {(before.epoch, DEVICE)}
    seqs = {event.seq for event, _ in kept}
    assert len(kept) == len(seqs) == after.incident.salvaged
    assert {1, 300} <= seqs < set(range(1, 301))    # both ends were read, the garbled page is missing
    again = StoreBench(tmp_path)
    again.journal.write(headcount(1))
    again.answered.wait(1)
    assert SqliteSettings(again.reader, again.writer).read() == Settings(150)
    assert [event.seq for event in again.events()] == [1]
    again.close()
    assert start(tmp_path).incident is None


def salvaged(path: Path) -> list[tuple[Event, str | None]]:
    """What was read out of damaged files, with the commune's verdicts."""
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT body, verdict FROM salvaged_events ORDER BY rowid").fetchall()
    return [(decode_event(body), verdict) for body, verdict in rows]


def pages_of(path: Path, table: str) -> list[int]:
    """Numbers of the leaf pages of ``table``, from 0, in the order of its rows (the file is found whole)."""
    found = []
    for number in range(path.stat().st_size // PAGE):
        with path.open("rb") as file:
            file.seek(number * PAGE)
            page = file.read(PAGE)
        if page[0] == 13 and table.encode() in page:
            found.append(number)
    return found


def test_between_two_damaged_pages_the_rows_are_read_one_by_one(tmp_path: Path) -> None:
    before = filled(tmp_path, 300)
    leaves = pages_of(before.path, "headcount.recorded")
    garble(before.path, leaves[len(leaves) // 4])
    garble(before.path, leaves[3 * len(leaves) // 4])
    seqs = {event.seq for event, _ in salvaged(start(tmp_path).path)}
    assert {1, 150, 300} <= seqs
    assert 240 < len(seqs) < 300


@pytest.mark.parametrize("lost", ["sqlite_schema", "events"])
def test_events_that_no_table_leads_to_are_found_by_their_bytes(tmp_path: Path, lost: str) -> None:
    before = filled(tmp_path, 300)
    with closing(open_database(before.path)) as database:
        database.execute("INSERT INTO deliveries VALUES (1, 'stored', NULL, NULL)")
        root = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'events'").fetchone()[0]
    garble(before.path, 0 if lost == "sqlite_schema" else root - 1)
    after = start(tmp_path)
    seqs = [event.seq for event, _ in salvaged(after.path)]
    known_sent = 1 if lost == "sqlite_schema" else 2        # without the verdicts it is sent again: a duplicate
    assert seqs == list(range(known_sent, 301))


def test_an_event_that_was_never_committed_is_not_found(tmp_path: Path) -> None:
    """It may stand in the -wal, under a number that another event got later."""
    store = StoreBench(tmp_path)
    store.journal.write(headcount(1))
    store.answered.wait(1)
    with closing(open_database(store.ready.path)) as other:
        other.execute("PRAGMA cache_size = 1")
        other.execute("BEGIN IMMEDIATE")
        for n in range(2, 300):
            append(other, DEVICE, headcount(n), Moment(1, BOOT_ID, 1, "2026-11-22T12:34:56.789Z", "guess"))
        wal = Path(f"{store.ready.path}-wal").read_bytes()
        other.execute("ROLLBACK")
    store.close()
    assert wal.count(b'"sha256"') > 50
    Path(f"{store.ready.path}-wal").write_bytes(wal)
    with closing(DamagedDatabase(store.ready.path)) as old:
        assert [decode_event(body).seq for body in old.loose_events()] == [1]


def test_what_the_commune_has_stays_behind_and_what_it_turned_away_keeps_its_verdict(tmp_path: Path) -> None:
    before = filled(tmp_path, 6)
    with closing(open_database(before.path)) as database:
        for seq, verdict in enumerate(("stored", "duplicate", "conflict", "rejected"), 1):
            database.execute("INSERT INTO deliveries VALUES (?, ?, 'now', 'why')", (seq, verdict))
        root = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'progress'").fetchone()[0]
    garble(before.path, root - 1)
    after = start(tmp_path)
    assert after.incident is not None
    assert after.incident.salvaged == 2
    kept = {event.seq: verdict for event, verdict in salvaged(after.path)}
    assert kept == {3: "conflict", 4: "rejected", 5: None, 6: None}


def test_where_the_verdicts_cannot_be_read_everything_is_sent_again(tmp_path: Path) -> None:
    before = filled(tmp_path, 6)
    with closing(open_database(before.path)) as database:
        database.execute("INSERT INTO deliveries VALUES (1, 'stored', NULL, NULL)")
        root = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'deliveries'").fetchone()[0]
    garble(before.path, root - 1)
    assert [event.seq for event, verdict in salvaged(start(tmp_path).path) if verdict is None] == [1, 2, 3, 4, 5, 6]


def test_what_one_damage_left_unsent_survives_the_next(tmp_path: Path) -> None:
    epochs = []
    for _ in range(3):
        ready = filled(tmp_path, 3)
        epochs.append(ready.epoch)
        with closing(open_database(ready.path)) as database:
            root = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'progress'").fetchone()[0]
        garble(ready.path, root - 1)
        start(tmp_path)
    kept = [(event.epoch, event.seq) for event, _ in salvaged(tmp_path / "kiosk.db")]
    assert kept == [(epoch, seq) for epoch in epochs for seq in (1, 2, 3)]


@pytest.mark.parametrize("cut", range(1, 10))
def test_a_power_cut_in_the_middle_of_the_replacement_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    """The power goes before the ``cut``-th step that changes names or puts something on the medium."""
    before = filled(tmp_path, 300)
    garble(before.path, pages_of(before.path, "headcount.recorded")[0])
    steps = count(1)

    def stop(*_arguments: object) -> None:
        if next(steps) >= cut:
            raise PowerCut

    with monkeypatch.context() as cutting:
        for place, name in ((os, "replace"), (recovery, "sync_path")):
            cutting.setattr(place, name, _before(getattr(place, name), stop))
        cutting.setattr(recovery, "_remove", lambda _path: None)        # nobody tidies up after a power cut
        with suppress(PowerCut):
            start(tmp_path)
    after = start(tmp_path, NEXT_BOOT_ID)
    assert after.epoch != before.epoch
    seqs = {event.seq for event, _ in salvaged(after.path)}
    assert 300 in seqs
    assert len(seqs) > 250
    assert (tmp_path / "kiosk.db.damaged-1").stat().st_size > 0
    assert start(tmp_path, NEXT_BOOT_ID).incident is None
    assert sorted(path.name for path in tmp_path.glob("kiosk.db.*") if "damaged" not in path.name) == []


class PowerCut(BaseException):
    pass


def _before(real: Callable[..., None], stop: Callable[..., None]) -> Callable[..., None]:
    def cut_or_do(*arguments: object) -> None:
        stop(*arguments)
        real(*arguments)

    return cut_or_do


def test_boots_go_on_counting_where_their_table_could_not_be_read(tmp_path: Path) -> None:
    for n in "2345":
        start(tmp_path, f"{n}1111111-2222-3333-4444-555555555555")
    before = filled(tmp_path, 3)
    with closing(open_database(before.path)) as database:
        root = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'boots'").fetchone()[0]
    garble(before.path, root - 1)
    assert before.boot == 5
    assert start(tmp_path, NEXT_BOOT_ID).boot == 6


def test_a_second_damage_never_overwrites_what_was_set_aside_first(tmp_path: Path) -> None:
    for n in (1, 2):
        garble(filled(tmp_path, 3).path, 0)
        incident = start(tmp_path).incident
        assert incident is not None
        assert incident.aside.name == f"kiosk.db.damaged-{n}"
        assert incident.aside.stat().st_size > 0


@pytest.mark.parametrize("content", [b"not a database at all" * 400, b"\x00" * 8192])
def test_a_file_that_is_no_database_does_not_stop_the_kiosk(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "kiosk.db").write_bytes(content)
    ready = start(tmp_path)
    assert ready.incident is not None
    assert ready.incident.aside.read_bytes() == content
    assert ready.incident.salvaged == 0


def test_a_file_cut_in_half_is_damaged_and_its_readable_half_is_salvaged(tmp_path: Path) -> None:
    path = filled(tmp_path, 400).path
    os.truncate(path, path.stat().st_size // 2 // PAGE * PAGE)
    incident = start(tmp_path).incident
    assert incident is not None
    assert incident.salvaged > 50


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / "kiosk.db").touch()
    assert start(tmp_path).incident is None


def test_an_old_wal_never_meets_a_new_file(tmp_path: Path) -> None:
    ready = filled(tmp_path, 3)
    with closing(sqlite3.connect(ready.path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM events").fetchall()
        with closing(open_database(ready.path)) as database:
            database.execute("INSERT INTO sync_state VALUES ('k', 'v')")    # stays in the WAL
        garble(ready.path, 0)
        start(tmp_path)
    assert (tmp_path / "kiosk.db.damaged-1-wal").stat().st_size > 0


def test_the_file_of_another_device_is_set_aside_whole(tmp_path: Path) -> None:
    before = filled(tmp_path, 5)
    after = start(tmp_path, device="kiosk-2")
    assert after.incident is not None
    assert (after.incident.reason, after.incident.salvaged) == ("other_device", 0)
    assert len(stored_events(after.incident.aside)) == 5
    assert salvaged(after.path) == []               # the commune would refuse them from this device
    assert after.epoch != before.epoch
    assert start(tmp_path, device="kiosk-2").incident is None


def test_a_kiosk_that_lost_its_identity_keeps_its_file(tmp_path: Path) -> None:
    before = filled(tmp_path, 5)
    assert start(tmp_path, device=None).epoch == before.epoch


def test_the_file_of_a_newer_program_is_refused_not_set_aside(tmp_path: Path) -> None:
    path = start(tmp_path).path
    with closing(open_database(path)) as database:
        database.execute("UPDATE _sqlite_migrations SET name = 'from_2031' WHERE name = 'packs_seen'")
    with pytest.raises(StoreTooNew):
        start(tmp_path)
    assert [file.name for file in tmp_path.glob("*damaged*")] == []


def test_a_folder_that_cannot_hold_a_file_is_an_error_with_a_code(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file stands where the folder should be")
    with pytest.raises(StoreError) as refusal:
        start(tmp_path / "data")
    assert refusal.value.code.startswith("K2")


def test_the_boot_id_given_by_the_unit_reads_like_the_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOOT_ID", raising=False)
    kernels = system_boot_id()
    monkeypatch.setenv("BOOT_ID", kernels.replace("-", ""))
    assert system_boot_id() == kernels


def test_the_file_and_its_journal_are_for_nobody_else(tmp_path: Path) -> None:
    store = StoreBench(tmp_path / "data")
    store.journal.write(headcount(1))
    store.answered.wait(1)
    files = [tmp_path / "data", *(tmp_path / "data").glob("kiosk.db*")]
    modes = {path.name: path.stat().st_mode & 0o077 for path in files}
    store.close()
    assert set(modes.values()) == {0}
    assert "kiosk.db-wal" in modes


def test_a_folder_that_is_a_file_is_told_as_k20_and_not_as_damage(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(StoreError) as told:
            start(place)
        assert told.value.code == "K20"
