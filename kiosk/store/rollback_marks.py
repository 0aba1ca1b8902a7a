"""The highest versions of lesson packs ever seen, kept where power cuts lose nothing.

Guarantees: what ``keep`` returned from is on the disk (WAL + synchronous=FULL), a whole set at once; read by
one process while others write. Does not compare versions: ``kiosk.packs.install.rollback_marks`` does.

    seen = SqliteVersionsSeen(data / "kiosk.db")
    seen.keep({"timestamp": "12"}); seen.read()

Why a second memory: python-tuf does not fsync its own, and after a power cut accepted an older stick again.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from kiosk.store.sqlite_errors import translated
from sync.database import open_database, writing

_KEEP = "INSERT OR REPLACE INTO packs_seen VALUES (?, ?)"


class SqliteVersionsSeen:
    """Names and values of marks, in ``kiosk.db``. Opens the file for each call: a stick comes rarely."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Mapping[str, str]:
        """Raises StoreError."""
        with translated(), closing(open_database(self._path)) as database:
            return dict(database.execute("SELECT name, highest FROM packs_seen").fetchall())

    def keep(self, marks: Mapping[str, str]) -> None:
        """Raises StoreError; then nothing of ``marks`` was kept."""
        with translated(), closing(open_database(self._path)) as database, writing(database):
            database.executemany(_KEEP, sorted(marks.items()))
