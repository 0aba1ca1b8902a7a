"""The shape of ``kiosk.db`` and the steps that lead to it.

Guarantees: a step and its record are committed together, all steps of one start in one transaction, so a
power cut leaves either the old shape or the new; events can be added, never changed or deleted. Does not
open, check or repair the file.

    migrate(open_database(path))

Source of the shape: docs/protocol.md; append-only: docs/adr.
"""

from __future__ import annotations

import sqlite3

from kiosk.core.errors import StoreTooNew
from kiosk.store.sqlite_errors import translated
from sync.database import writing

# Every step this program knows.
STEPS = frozenset({"first_shape", "packs_seen", "sticks", "stick_exports", "salvaged_events"})

# sqlite-utils' own record of what was applied; read without it, since importing it is a tenth of the kiosk's start.
_RECORDED = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_sqlite_migrations'"
_APPLIED = "SELECT name FROM _sqlite_migrations WHERE migration_set = 'kiosk'"


def migrate(database: sqlite3.Connection) -> None:
    """Brings the file to this program's shape; nothing happens where it has it already.

    Raises:
        StoreTooNew: a newer program has written the file; it is left as it is.
        StoreError: full, locked or damaged.
    """
    with translated():
        applied = _applied(database)
        if unknown := sorted(applied - STEPS):
            raise StoreTooNew(f"kiosk.db was written by a newer program: {', '.join(unknown)}")
        if applied != STEPS:
            from kiosk.store.schema_steps import apply_steps  # not at every start: see _APPLIED
            with writing(database):
                apply_steps(database)


def _applied(database: sqlite3.Connection) -> frozenset[str]:
    if database.execute(_RECORDED).fetchone() is None:
        return frozenset()
    return frozenset(name for (name,) in database.execute(_APPLIED))
