"""Read connections to the kiosk's file, one a thread.

Guarantees: a read never blocks the writer (WAL) and never writes; errors come as ``StoreError``; where another file
has taken the name, the next read opens that one; damage met while reading is told to ``damaged``. Caches nothing.

    reader = Reader(path)
    reader.rows("SELECT value FROM settings WHERE key = ?", "calm")
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.core.errors import StoreError
from kiosk.store.sqlite_errors import is_damage, translated
from sync.database import file_identity, open_database

Connect = Callable[[Path], sqlite3.Connection]


def _nobody() -> None:
    """Nobody wants to hear of damage."""


class Reader:
    """Opens its connection at a thread's first read."""

    def __init__(self, path: Path, connect: Connect = open_database, damaged: Callable[[], None] = _nobody) -> None:
        self._path = path
        self._connect = connect
        self._damaged = damaged
        self._own = threading.local()

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a SELECT or a reading PRAGMA.

        Raises:
            StoreError: the file cannot be opened or read.
        """
        try:
            with translated():
                return self._connection().execute(sql, values).fetchall()
        except StoreError as error:
            if is_damage(error):
                self._damaged()
            raise

    def one(self, sql: str, *values: object) -> Any:
        """The first column of the first row, or None."""
        rows = self.rows(sql, *values)
        return rows[0][0] if rows else None

    def mark(self) -> object:
        """Changes whenever another process or connection has written, or another file took the name; cheap to ask.

        Raises:
            StoreError: the file cannot be opened or read.
        """
        return self.one("PRAGMA data_version"), self._own.identity

    def _connection(self) -> sqlite3.Connection:
        identity = file_identity(self._path)
        if identity is not None and identity != getattr(self._own, "identity", identity):
            self.close()
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._connect(self._path)
            connection.execute("PRAGMA query_only = 1")
            self._own.connection, self._own.identity = connection, file_identity(self._path)
        return connection

    def close(self) -> None:
        """Closes this thread's connection; the next read opens another."""
        connection = getattr(self._own, "connection", None)
        if connection is not None:
            connection.close()
            self._own.connection = None
