"""The kiosk's file at start: whole, damaged, foreign, too new."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.core.errors import StoreError, StoreTooNew
from kiosk.core.ports import Settings
from kiosk.store.clock import system_boot_id
from kiosk.store.database import ReadyDatabase, prepare
from kiosk.store.disk_reserve import Reserve
from kiosk.store.settings import SqliteSettings
from sync.database import open_database
from sync.protocol import decode_event
from tests.support.fakes.store import BOOT_ID, DEVICE, NEXT_BOOT_ID, StoreBench, headcount

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
    lines = (tmp_path / "kiosk.db.damaged-1.events.jsonl").read_bytes().splitlines()
    seqs = {decode_event(line).seq for line in lines}
    assert len(lines) == len(seqs) == after.incident.salvaged
    assert {1, 300} <= seqs < set(range(1, 301))    # both ends were read, the garbled page is missing
    again = StoreBench(tmp_path)
    again.journal.write(headcount(1))
    again.answered.wait(1)
    assert SqliteSettings(again.reader, again.writer).read() == Settings(150)
    assert [event.seq for event in again.events()] == [1]
    again.close()
    assert start(tmp_path).incident is None


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
    assert (after.incident.reason, after.incident.salvaged) == ("other_device", 5)
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
