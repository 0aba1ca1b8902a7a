"""The log's table as ingest meets it: by SQL of its own, because that is where the server's time goes.

Guarantees: ``insert`` writes rows in one call of the database's own bulk way (SQLite: one prepared statement;
PostgreSQL: COPY), all or none; ``known`` reads by the primary key. Both belong inside ``writing``, after
``lock_device``: one batch of a device at a time, so that no other can store the same identities in between.

    with writing():
        lock_device(commune_id, device, now)
        insert([row, ...])                  # tuples in the order of COLUMNS
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from sync.commune.devices.models import Device
from sync.commune.events.models import EpochCount, Event

COLUMNS: Final = (
    "commune_id", "device_id", "epoch", "seq", "kind", "session", "learner", "boot", "ms", "wall", "clock",
    "sha256", "body", "received_at", "day",
)
Row = tuple[Any, ...]
Place = tuple[str, int]     # epoch, seq: where an event of a device stands

_TYPES: Final = (           # of COLUMNS, for a binary COPY
    "int8", "varchar", "varchar", "int8", "varchar", "varchar", "varchar", "int8", "int8", "varchar", "varchar",
    "varchar", "bytea", "timestamptz", "date",
)
_TABLE: Final = Event._meta.db_table
_INSERT: Final = f"INSERT INTO {_TABLE} ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
_COPY: Final = f"COPY {_TABLE} ({', '.join(COLUMNS)}) FROM STDIN (FORMAT BINARY)"
_LOCK: Final = f"UPDATE {Device._meta.db_table} SET last_contact = %s WHERE commune_id = %s AND id = %s"
_KNOWN: Final = (
    f"SELECT seq, sha256 FROM {_TABLE} WHERE commune_id = %s AND device_id = %s AND epoch = %s AND seq "
)
_COUNTS: Final = EpochCount._meta.db_table
_COUNT: Final = f"""
INSERT INTO {_COUNTS} (commune_id, device_id, epoch, stored, highest) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (commune_id, device_id, epoch) DO UPDATE SET stored = {_COUNTS}.stored + excluded.stored,
highest = CASE WHEN excluded.highest > {_COUNTS}.highest THEN excluded.highest ELSE {_COUNTS}.highest END
"""
_sqlite_writer = threading.Lock()
_NEAR: Final = 1_000        # seqs that a range may span: a batch is usually one run of numbers


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """A transaction. SQLite has one writer: threads wait for each other here and not in SQLite, which sleeps and tries
    again."""
    with _sqlite_writer if connection.vendor == "sqlite" else contextlib.nullcontext(), transaction.atomic():
        yield


def lock_device(commune_id: int, device: str, now: datetime) -> None:
    """Notes that the device was here, and makes its other batches wait until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [connection.ops.adapt_datetimefield_value(now), commune_id, device])


def known(commune_id: int, device: str, places: Iterable[Place]) -> dict[Place, str]:
    """SHA-256 of those of the device's ``places`` that are already stored."""
    found: dict[Place, str] = {}
    with connection.cursor() as cursor:
        for epoch, numbers in _by_epoch(places).items():
            condition, values = _among(numbers)
            cursor.execute(_KNOWN + condition, [commune_id, device, epoch, *values])
            found.update({(epoch, seq): sha256 for seq, sha256 in cursor.fetchall()})
    return found


def insert(rows: Sequence[Row]) -> None:
    """Stores rows that are not there yet. Raises IntegrityError where one is."""
    if not rows:
        return
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with connection.wrap_database_errors:
            connection.connection.executemany(_INSERT, rows)
        return
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(_TYPES)
        for row in rows:
            copy.write_row(row)


def count(commune_id: int, device: str, places: Sequence[Place]) -> None:
    """Counts the device's ``places``, which were inserted in this transaction."""
    seqs = _by_epoch(places)
    with connection.cursor() as cursor:
        for epoch, numbers in seqs.items():
            cursor.execute(_COUNT, [commune_id, device, epoch, len(numbers), max(numbers)])


def _by_epoch(places: Iterable[Place]) -> dict[str, list[int]]:
    seqs: dict[str, list[int]] = {}
    for epoch, seq in places:
        seqs.setdefault(epoch, []).append(seq)
    return seqs


def _among(numbers: Sequence[int]) -> tuple[str, Sequence[int]]:
    lowest, highest = min(numbers), max(numbers)
    if highest - lowest < _NEAR:
        return "BETWEEN %s AND %s", (lowest, highest)
    return f"IN ({', '.join(['%s'] * len(numbers))})", numbers
