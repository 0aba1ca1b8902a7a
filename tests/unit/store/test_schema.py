"""The shape of the kiosk's file."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from kiosk.core.errors import StoreTooNew
from kiosk.store.schema import STEPS, migrate
from kiosk.store.schema_steps import migrations
from sync.database import open_database
from tests.support.fakes.store import StoreBench, headcount

SHAPE = "SELECT type, name, sql FROM sqlite_master ORDER BY name"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_database(tmp_path / "kiosk.db")) as connection:
        yield connection


def test_the_tables_are_those_both_processes_agreed_on(database: sqlite3.Connection) -> None:
    migrate(database)
    names = {name for kind, name, _sql in database.execute(SHAPE) if kind == "table"}
    agreed = {
        "meta", "boots", "events", "deliveries", "sync_state", "anchors", "pin_attempts", "progress", "settings",
        "salvaged_events",
    }
    assert agreed <= names


def test_migrating_twice_changes_nothing(database: sqlite3.Connection) -> None:
    migrate(database)
    before = database.execute(SHAPE).fetchall()
    migrate(database)
    assert database.execute(SHAPE).fetchall() == before


def test_every_step_is_known_to_the_refusal_of_newer_files() -> None:
    memory = Database(sqlite3.connect(":memory:"))
    assert {step.name for step in migrations.pending(memory)} == STEPS


def test_a_step_that_fails_leaves_neither_shape_nor_record(database: sqlite3.Connection) -> None:
    database.execute("CREATE TABLE settings (key TEXT)")   # collides with the last table of the step
    before = database.execute(SHAPE).fetchall()
    with pytest.raises(Exception, match="settings"):
        migrate(database)
    assert database.execute(SHAPE).fetchall() == before


def test_a_file_of_a_newer_program_is_refused_and_left_as_it_is(database: sqlite3.Connection) -> None:
    migrate(database)
    database.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('kiosk', 'from_2031', '')"
    )
    before = database.execute(SHAPE).fetchall()
    with pytest.raises(StoreTooNew, match="from_2031") as refusal:
        migrate(database)
    assert refusal.value.code == "K26"
    assert database.execute(SHAPE).fetchall() == before


@pytest.mark.parametrize("sql", ["DELETE FROM events", "UPDATE events SET kind = 'other'"])
def test_events_are_never_changed_or_deleted(tmp_path: Path, sql: str) -> None:
    store = StoreBench(tmp_path)
    store.journal.write(headcount(3))
    store.answered.wait(1)
    before = store.events()
    with closing(open_database(store.ready.path)) as database:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            database.execute(sql)
        with pytest.raises(sqlite3.IntegrityError):
            database.execute(
                "INSERT OR REPLACE INTO events SELECT seq, epoch, 'other', session, learner, boot, ms, sha256,"
                " body FROM events"
            )
    store.close()
    assert store.events() == before


def test_a_start_on_a_file_that_has_its_shape_does_not_import_the_library_of_the_steps(
    database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(database)
    monkeypatch.setitem(sys.modules, "kiosk.store.schema_steps", None)      # importing it fails
    migrate(database)
    database.execute("DELETE FROM _sqlite_migrations WHERE name = 'sticks'")
    with pytest.raises(ImportError):
        migrate(database)
