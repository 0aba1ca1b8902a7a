"""Read connections to the kiosk's file, one a thread.

Guarantees: a read never blocks the writer (WAL) and never writes; errors come as ``StoreError``. Caches
nothing.

    reader = Reader(path)
    reader.rows("SELECT value FROM settings WHERE key = ?", "calm")
"""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

from kiosk.store.sqlite_errors import translated
from sync.database import open_database


class Reader:
    """Opens its connection at a thread's first read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._own = threading.local()

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a SELECT or a reading PRAGMA.

        Raises:
            StoreError: the file cannot be opened or read.
        """
        with translated():
            return self._connection().execute(sql, values).fetchall()

    def one(self, sql: str, *values: object) -> Any:
        """The first column of the first row, or None."""
        rows = self.rows(sql, *values)
        return rows[0][0] if rows else None

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = open_database(self._path)
            connection.execute("PRAGMA query_only = 1")
        return connection

    def close(self) -> None:
        """Closes this thread's connection; the next read opens another."""
        connection = getattr(self._own, "connection", None)
        if connection is not None:
            connection.close()
            self._own.connection = None
