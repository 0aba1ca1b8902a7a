"""The commune's log on PostgreSQL, copied bare: the baseline of what the server could do.

Guarantees: the rows are those the server wrote, as PostgreSQL itself gives them out (COPY TO, binary); they go into an
empty table with the same columns, keys and indexes beside the log.

    with closing(PostgresqlLog(url)) as log: log.copy_s(log.rows(200))
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import psycopg

from kiosk.bench.commune_events import EVENT_TABLE

BARE_TABLE = "bench_event"


class PostgresqlLog:
    """One connection to the commune's database."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)

    def close(self) -> None:
        self._connection.execute(f"DROP TABLE IF EXISTS {BARE_TABLE}")
        self._connection.close()

    def rows(self, at_once: int) -> list[bytes]:
        """All rows of the log as text that COPY reads, ``at_once`` in a piece."""
        with self._connection.cursor() as cursor, cursor.copy(f"COPY (SELECT * FROM {EVENT_TABLE}) TO STDOUT") as copy:
            lines = [bytes(line) for line in copy]
        return [b"".join(lines[at:at + at_once]) for at in range(0, len(lines), at_once)]

    def copy_s(self, pieces: Sequence[bytes]) -> float:
        """Seconds of copying the pieces into an empty table, a transaction each."""
        self._connection.execute(f"DROP TABLE IF EXISTS {BARE_TABLE}")
        self._connection.execute(f"CREATE TABLE {BARE_TABLE} (LIKE {EVENT_TABLE} INCLUDING ALL)")
        begun = time.perf_counter()
        for piece in pieces:
            with self._connection.cursor() as cursor, cursor.copy(f"COPY {BARE_TABLE} FROM STDIN") as copy:
                copy.write(piece)
        return time.perf_counter() - begun
