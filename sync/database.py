"""The one opener of ``DATA/kiosk.db``, shared by every process that touches it.

Guarantees: a connection handed out is in WAL mode with ``synchronous=FULL`` and foreign keys on, read back
from SQLite and asserted; a write made through ``writing`` is committed whole or not at all. Does not make
the schema (the kiosk's store does), migrate, repair or set a damaged file aside.

    with closing(open_database(data / "kiosk.db")) as database, writing(database):
        database.execute("INSERT INTO sync_state VALUES ('last_contact', ?)", (utc,))

Source of the rules: docs/adr/0001 (WAL+NORMAL and DELETE+FULL both lost acknowledged rows in power
cuts, WAL+FULL none); https://sqlite.org/pragma.html#pragma_synchronous.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sync.protocol.errors import StoreUnusable

DATABASE_NAME = "kiosk.db"
BUSY_MS = 5000              # milliseconds a writer waits for the other process
SYNCHRONOUS_FULL = 2        # what PRAGMA synchronous answers for FULL

_ASKED: tuple[tuple[str, str | int], ...] = (
    ("journal_mode", "wal"),
    ("synchronous", SYNCHRONOUS_FULL),
    ("foreign_keys", 1),
)


def open_database(path: Path, *, busy_ms: int = BUSY_MS) -> sqlite3.Connection:
    """A connection in autocommit style (``isolation_level=None``; write through ``writing``).

    Args:
        path: the database file; made if absent (its folder is not).
        busy_ms: milliseconds to wait for another process's lock before giving up.

    Raises:
        StoreUnusable: cannot be opened, is no SQLite database, or refuses WAL / FULL / foreign keys.
    """
    try:
        database = sqlite3.connect(path, timeout=busy_ms / 1000, isolation_level=None)
    except sqlite3.Error as error:
        raise StoreUnusable(f"{path.name}: {error}") from error
    try:
        _configure(database)
    except sqlite3.Error as error:
        database.close()
        raise StoreUnusable(f"{path.name}: {error}") from error
    except StoreUnusable:
        database.close()
        raise
    return database


def _configure(database: sqlite3.Connection) -> None:
    for pragma, value in _ASKED:
        database.execute(f"PRAGMA {pragma} = {value}")
    for pragma, value in _ASKED:
        answer = database.execute(f"PRAGMA {pragma}").fetchone()[0]
        if answer != value:
            raise StoreUnusable(f"PRAGMA {pragma} is {answer!r}, asked for {value!r}")


def file_identity(path: Path) -> tuple[int, int] | None:
    """Which file stands under this name: another number, another file. None where there is none.

    Raises:
        OSError: it may not be looked at.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


@contextlib.contextmanager
def writing(database: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One write transaction: BEGIN IMMEDIATE, COMMIT on leaving, ROLLBACK on any error.

    Raises:
        StoreUnusable: locked longer than the connection waits, disk full, I/O error, damaged file.
    """
    try:
        database.execute("BEGIN IMMEDIATE")
        try:
            yield database
            database.execute("COMMIT")
        except BaseException:
            if database.in_transaction:
                database.execute("ROLLBACK")
            raise
    except sqlite3.Error as error:
        raise StoreUnusable(str(error)) from error
