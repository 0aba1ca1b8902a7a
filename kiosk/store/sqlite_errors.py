"""Where errors of SQLite, of the disk and of the shared opener become the kiosk's own.

Guarantees: every error that leaves ``kiosk.store`` is one of ``kiosk.core.errors``, chosen by SQLite's own
result code (https://sqlite.org/rescode.html), never by its English text. Repairs nothing.

    with translated():
        database.execute(...)         # raises DiskFull (K21) where the disk was full
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.core.errors import DiskFull, StoreDamaged, StoreError, StoreLocked, StoreReadOnly
from sync.protocol.errors import StoreUnusable

_BY_RESULT: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_BUSY: StoreLocked,
    sqlite3.SQLITE_LOCKED: StoreLocked,
    sqlite3.SQLITE_READONLY: StoreReadOnly,
}
_UNSOUND = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)
_UNREADABLE = (sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ)


@contextmanager
def translated() -> Iterator[None]:
    """Raises ``StoreError`` for every error of SQLite, of the shared opener or of the disk inside."""
    try:
        yield
    except (sqlite3.Error, StoreUnusable, OSError) as error:
        raise as_store_error(error) from error


def as_store_error(error: BaseException) -> StoreError:
    """The kiosk's error for ``error`` (an error of sqlite3, of the disk, or one that wraps such)."""
    cause = _root(error)
    if isinstance(cause, StoreError):
        return cause
    if _is_full(cause):
        return DiskFull(str(error))
    if isinstance(cause, OSError) and cause.errno == errno.EROFS:
        return StoreReadOnly(str(error))
    return _BY_RESULT.get(_result(cause) & 0xFF, StoreDamaged)(str(error))


def is_damage(error: BaseException) -> bool:
    """True where the file itself is unsound: no waiting and no freeing of space will mend it. ``error`` may be the
    kiosk's own, raised from such."""
    while isinstance(error, StoreError) and error.__cause__ is not None:
        error = error.__cause__
    result = _result(_root(error))
    return result & 0xFF in _UNSOUND or result in _UNREADABLE


def _root(error: BaseException) -> BaseException:
    known = (sqlite3.Error, OSError, StoreError)
    while not isinstance(error, known) and error.__cause__ is not None:
        error = error.__cause__
    return error


def _result(error: BaseException) -> int:
    code = getattr(error, "sqlite_errorcode", 0)
    return code if isinstance(code, int) else 0


def _is_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno == errno.ENOSPC
    return _result(error) == sqlite3.SQLITE_IOERR_SHMSIZE
