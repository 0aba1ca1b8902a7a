"""The log's partitions on PostgreSQL: one for every commune, so that each has indexes of its own size.

Guarantees: a commune has its partition from the moment it is founded; making it neither locks out readers nor writers
of others; run again it changes nothing. On SQLite, and where the log is no partitioned table (Citus distributes it
instead, docs/scale.md), nothing is done.

    make_partition(connection, commune.pk)      ->  True where it was made now

Source of the rules: PostgreSQL manual, 5.11.2 (declarative partitioning; ATTACH PARTITION).
"""

from __future__ import annotations

from typing import Any, Final

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

LOG: Final = "commune_event"


def partition_name(commune_id: int) -> str:
    return f"{LOG}_{commune_id}"


def is_partitioned(connection: BaseDatabaseWrapper) -> bool:
    """Whether the log is a table of partitions."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass(%s)", [LOG])
        found = cursor.fetchone()
    return bool(found and found[0])


def make_partition(connection: BaseDatabaseWrapper, commune_id: int) -> bool:
    """Whether there was none yet. Attached after it is made: that locks out nobody."""
    if not is_partitioned(connection):
        return False
    name = connection.ops.quote_name(partition_name(commune_id))
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [partition_name(commune_id)])
        if cursor.fetchone()[0] is not None:
            return False
        cursor.execute(f"CREATE TABLE {name} (LIKE {LOG} INCLUDING ALL)")
        cursor.execute(f"ALTER TABLE {LOG} ATTACH PARTITION {name} FOR VALUES IN ({int(commune_id)})")
    return True


def partition_of_new_commune(sender: Any, *, instance: Any, created: bool, using: str, **_: Any) -> None:
    """Receiver of ``post_save`` of a commune."""
    if created:
        make_partition(connections[using], instance.pk)
