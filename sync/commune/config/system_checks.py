"""The database is as durable as an acknowledgement promises, or nothing is done with it.

Guarantees: no SQLite connection is used that is not WAL + FULL, none of PostgreSQL that commits before the disk has it,
read back on every connection; Django's check (``commune check --database default``, and before every migration) says
the same as commune.E001. Of a PostgreSQL server that was started with ``fsync = off`` it says commune.W002.

Source of the rules: docs/adr/0007-durability.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Warning
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from sync.commune.errors import DatabaseUnusable

SYNCHRONOUS_FULL = 2  # what PRAGMA synchronous answers for FULL


def refuse_undurable(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receiver of ``connection_created``: reads back what settings asked for.

    Raises:
        DatabaseUnusable: SQLite did not take WAL or FULL (a file system without shared memory, say); PostgreSQL
            answers a COMMIT before it is on the disk.
    """
    if connection.vendor == "postgresql":
        if _setting(connection, "synchronous_commit") == "off":
            raise DatabaseUnusable("PostgreSQL này trả lời trước khi ghi xuống đĩa (synchronous_commit).")
        return
    if connection.settings_dict["NAME"] == ":memory:":
        return
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    if (journal, synchronous) != ("wal", SYNCHRONOUS_FULL):
        raise DatabaseUnusable("Ổ đĩa này không giữ sổ chắc chắn được (WAL, FULL).")


def check_durability(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """commune.E001 for every database asked about that cannot be made durable."""
    problems: list[CheckMessage] = []
    for alias in databases or ():
        try:
            connections[alias].ensure_connection()
            refuse_undurable(connections[alias])
        except DatabaseUnusable as error:
            problems.append(Error(str(error), hint="WAL and synchronous=FULL; synchronous_commit", id="commune.E001"))
        else:
            problems += _fsync(connections[alias])
    return problems


def _fsync(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    """A test's server does without; one of a commune must not."""
    if connection.vendor != "postgresql" or _setting(connection, "fsync") == "on":
        return []
    return [Warning("PostgreSQL này không ghi chắc xuống đĩa.", hint="fsync = on", id="commune.W002")]


def _setting(connection: BaseDatabaseWrapper, name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])
