"""Takes over a database made when the commune was one Django app, label ``commune``, with migrations 0001 and 0002.

Guarantees: one transaction, all or nothing; tables and rows are not touched (every table kept its name), only Django's
records of them: which migrations are applied, which model a content type and its permissions belong to, so that groups
and accounts keep what they may do. Run again, or on a database of another make, it changes nothing.

    take_over_single_app(connections["default"])        # before Django's own migrate
"""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

OLD_APP: Final = "commune"
FIRST: Final = "0001_initial"
PROVINCE: Final = "0002_commune_province"

# Model names then -> app and model now, as Django's content types write them.
MOVED: Final[dict[str, tuple[str, str]]] = {
    "commune": ("tenancy", "commune"), "site": ("tenancy", "site"), "announcement": ("tenancy", "announcement"),
    "staff": ("accounts", "staff"), "loginattempt": ("accounts", "loginattempt"),
    "auditline": ("audit", "auditentry"),
    "device": ("devices", "device"), "invitation": ("devices", "invitation"),
    "event": ("events", "event"), "quarantine": ("events", "quarantinedevent"),
    "person": ("people", "person"), "badge": ("people", "badge"), "facilitator": ("people", "facilitator"),
}
_NAMES: Final = {"auditentry": "audit entry", "quarantinedevent": "quarantined event"}     # of the renamed models


def take_over_single_app(connection: BaseDatabaseWrapper) -> bool:
    """Whether there was anything to take over. Raises DatabaseError where the database cannot be written."""
    recorder = MigrationRecorder(connection)
    applied = set(recorder.applied_migrations())
    if (OLD_APP, FIRST) not in applied:
        return False
    with transaction.atomic(using=connection.alias):
        if (OLD_APP, PROVINCE) not in applied:
            _add_province(connection)
        _move_content_types(connection)
        for app in sorted({app for app, _ in MOVED.values()}):
            recorder.record_applied(app, FIRST)
        for name in (FIRST, PROVINCE):
            recorder.record_unapplied(OLD_APP, name)
    return True


def _add_province(connection: BaseDatabaseWrapper) -> None:
    """What the old migration 0002 did."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE commune_commune ADD COLUMN province varchar(40) NOT NULL DEFAULT ''")
        cursor.execute("CREATE INDEX commune_commune_province_af601fe2 ON commune_commune (province)")


def _move_content_types(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for old, (app, model) in MOVED.items():
            cursor.execute(
                "UPDATE django_content_type SET app_label = %s, model = %s WHERE app_label = %s AND model = %s",
                [app, model, OLD_APP, old],
            )
            if model != old:
                _rename_permissions(connection, app, old, model)


def _rename_permissions(connection: BaseDatabaseWrapper, app: str, old: str, model: str) -> None:
    """The four permissions of a renamed model keep their holders under the new name."""
    with connection.cursor() as cursor:
        for verb in ("add", "change", "delete", "view"):
            cursor.execute(
                "UPDATE auth_permission SET codename = %s, name = %s WHERE codename = %s AND content_type_id = "
                "(SELECT id FROM django_content_type WHERE app_label = %s AND model = %s)",
                [f"{verb}_{model}", f"Can {verb} {_NAMES[model]}", f"{verb}_{old}", app, model],
            )
