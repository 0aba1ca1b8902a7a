"""Which database the server uses: SQLite in the commune's folder, or PostgreSQL by ``DATABASE_URL``.

Guarantees: an acknowledged event is on the disk (SQLite: WAL and synchronous=FULL; PostgreSQL: synchronous_commit),
read back on every connection (``system_checks``); nothing waits for ever: a statement, a lock and a transaction that
does nothing each have an end on the server. Connections stay open between requests.

    database("postgresql://commune@db.example/bdhvs?sslmode=verify-full", None)

Source of the rules: docs/scale.md; libpq's connection URIs (PostgreSQL manual, 34.1.1.2).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sync.commune.errors import DatabaseUnusable

WAIT_S: Final = 20              # a writer waits for another
STATEMENT_S: Final = 60         # of a page or a batch: what takes longer is a defect
CONNECT_S: Final = 10
SCHEMES: Final = ("postgresql://", "postgres://")

_SESSION: Final = (
    f"-c statement_timeout={STATEMENT_S}s -c lock_timeout={WAIT_S}s "
    f"-c idle_in_transaction_session_timeout={STATEMENT_S}s -c synchronous_commit=on"
)
_NAMES: Final = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def database(url: str, file: Path | None) -> dict[str, Any]:
    """Django's settings of the database at ``url``; where that is empty, of SQLite in ``file`` (None: in memory).

    Raises:
        DatabaseUnusable: not a URL of PostgreSQL.
    """
    return _postgresql(url) if url else _sqlite(file)


def _sqlite(file: Path | None) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file) if file else ":memory:",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": WAIT_S,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = _parts(url)
    if not parts.get("dbname"):
        raise DatabaseUnusable("DATABASE_URL thiếu tên sổ; hãy ghi như postgresql://commune@may-chu/bdhvs.")
    given = {_NAMES[name]: parts.pop(name) for name in list(parts) if name in _NAMES}
    session = " ".join(filter(None, (_SESSION, parts.pop("options", ""))))
    return {
        "ENGINE": "django.db.backends.postgresql",
        **given,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,             # the server may have been restarted since the last request
        "DISABLE_SERVER_SIDE_CURSORS": True,    # PgBouncer gives each transaction another connection
        "OPTIONS": {"connect_timeout": CONNECT_S, **parts, "options": session},
    }


def _parts(url: str) -> dict[str, Any]:
    """What libpq reads from ``url``. The text of its error is not passed on: it may hold the password."""
    from psycopg import ProgrammingError  # loaded only where there is PostgreSQL: 8 MB and 60 ms of every start
    from psycopg.conninfo import conninfo_to_dict

    if not url.startswith(SCHEMES):
        raise DatabaseUnusable("DATABASE_URL phải là địa chỉ PostgreSQL, như postgresql://commune@may-chu/bdhvs.")
    try:
        return dict(conninfo_to_dict(url))
    except ProgrammingError:
        raise DatabaseUnusable("Không đọc được DATABASE_URL; hãy ghi như postgresql://commune@may-chu/bdhvs.") from None
