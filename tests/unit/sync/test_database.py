"""The one opener."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sync import database as opener
from sync.database import open_database, writing
from sync.protocol.errors import StoreUnusable


def test_a_connection_is_in_wal_and_full_with_foreign_keys(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "a.db")) as database:
        answers = [database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
        assert answers == ["wal", 2]
        assert database.execute("PRAGMA foreign_keys").fetchone()[0] == 1


def test_a_file_that_does_not_obey_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opener, "_ASKED", (("journal_mode", "walrus"),))
    with pytest.raises(StoreUnusable, match="asked for 'walrus'"):
        open_database(tmp_path / "a.db")


@pytest.mark.parametrize("name", ["missing/a.db", "."])
def test_a_place_that_cannot_be_opened_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreUnusable):
        open_database(tmp_path / name)


def write_twice(database: sqlite3.Connection, number: int, error: Exception | None) -> None:
    """One transaction that fails in its middle: by SQLite itself, or by ``error``."""
    with writing(database):
        database.execute("INSERT INTO t VALUES (?)", (number,))
        if error is not None:
            raise error
        database.execute("INSERT INTO t VALUES (?)", (number,))


@pytest.mark.parametrize(("error", "seen"), [(None, StoreUnusable), (KeyError(), KeyError)])
def test_an_error_rolls_the_whole_transaction_back(
    tmp_path: Path, error: Exception | None, seen: type[Exception]
) -> None:
    with closing(open_database(tmp_path / "a.db")) as database:
        database.execute("CREATE TABLE t (n INTEGER PRIMARY KEY)")
        with pytest.raises(seen):
            write_twice(database, 1, error)
        assert database.execute("SELECT count(*) FROM t").fetchone()[0] == 0
        assert not database.in_transaction


def test_a_lock_held_too_long_is_told_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(open_database(path)) as holder, closing(open_database(path, busy_ms=1)) as waiting:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnusable, match="locked"), writing(waiting):
            pass
