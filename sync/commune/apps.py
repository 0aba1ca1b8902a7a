"""The one Django app. Guarantees that no SQLite connection is used that is not WAL + FULL."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from sync.commune.errors import DatabaseUnusable

SYNCHRONOUS_FULL = 2  # what PRAGMA synchronous answers for FULL


class CommuneConfig(AppConfig):
    name = "sync.commune"
    label = "commune"
    verbose_name = "Xã"

    def ready(self) -> None:
        connection_created.connect(check_durable, dispatch_uid="commune.durable")


def check_durable(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Reads back what settings asked for.

    Raises:
        DatabaseUnusable: SQLite did not take WAL or FULL (a file system without shared memory, say).
    """
    if connection.vendor != "sqlite" or connection.settings_dict["NAME"] == ":memory:":
        return
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    if (journal, synchronous) != ("wal", SYNCHRONOUS_FULL):
        raise DatabaseUnusable("Ổ đĩa này không giữ sổ chắc chắn được (WAL, FULL).")
