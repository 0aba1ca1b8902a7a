"""``commune migrate``: Django's own, after a database of the single app has been taken over; then the keys of the
communes' tables are led by ``commune_id``. On PostgreSQL one process at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, Final

from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from sync.commune.config.upgrade import take_over_single_app
from sync.commune.tenancy.database_keys import lead_keys

MIGRATION_LOCK: Final = 0x62646876  # of pg_advisory_lock: any number that nobody else uses in this database


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with _alone(connection):
            take_over_single_app(connection)
            super().handle(*args, **options)
            if not options.get("plan") and not options.get("check_unapplied") and not options.get("app_label"):
                lead_keys(connection)


@contextlib.contextmanager
def _alone(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Two commands that start at the same moment would make the same tables."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
