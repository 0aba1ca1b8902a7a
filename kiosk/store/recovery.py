"""What is done with a file that cannot be gone on with.

Guarantees: the file is renamed together with its -wal and -shm, never deleted; every event that can still
be read and whose digest holds is copied to a text file beside it, one canonical event a line; roster,
progress, settings, PIN counters and clock anchors go on where they can be read. Does not mend the file and
does not send what was salvaged.

    aside = set_aside(data / "kiosk.db")            # kiosk.db.damaged-1
    salvage(aside)                                  # 231 events in kiosk.db.damaged-1.events.jsonl
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO, Literal

from kiosk.store.sqlite_errors import translated
from sync.database import writing
from sync.durable import sync_path
from sync.protocol import decode_event
from sync.protocol.errors import Malformed

Reason = Literal["damaged", "other_device"]

COMPANIONS = ("-shm", "-wal")
_OWN_TABLES = ("boots", "anchors", "pin_attempts", "progress", "settings", "packs_seen")
_COMMUNE_TABLES = ("sync_state",)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Incident:
    """What happened to the file found at start: where it is now, why, how many events were read from it."""

    aside: Path
    reason: Reason
    salvaged: int


def set_aside(path: Path) -> Path:
    """Renames the file to the first free ``<name>.damaged-<n>``; its companions go first, so that a power
    cut in between never leaves an old WAL beside a new file.

    Raises:
        StoreError: the folder cannot be written.
    """
    aside = next(name for name in _names(path) if not name.exists())
    with translated():
        for suffix in (*COMPANIONS, ""):
            with suppress(FileNotFoundError):
                os.replace(f"{path}{suffix}", f"{aside}{suffix}")
        sync_path(path.parent)
    return aside


def _names(path: Path) -> Iterator[Path]:
    return (path.with_name(f"{path.name}.damaged-{n}") for n in count(1))


def salvage(aside: Path) -> int:
    """Copies every sound event to ``<aside>.events.jsonl``; how many there were.

    Raises:
        StoreError: the copy cannot be written.
    """
    target = aside.with_name(f"{aside.name}.events.jsonl")
    with translated(), target.open("wb") as lines:
        number = sum(_copy(body, lines) for body in _bodies(aside))
        lines.flush()
        os.fsync(lines.fileno())
    return number


def _copy(body: object, lines: IO[bytes]) -> int:
    if not isinstance(body, bytes):
        return 0
    try:
        decode_event(body)
    except Malformed:
        return 0
    lines.write(body + b"\n")
    return 1


def _bodies(aside: Path) -> Iterator[object]:
    """From the front until it cannot be read, then from the back."""
    reached = 0
    try:
        with closing(_open_old(aside)) as old:
            for seq, body in old.execute("SELECT seq, body FROM events ORDER BY seq"):
                reached = seq
                yield body
        return
    except sqlite3.DatabaseError as error:
        _log.warning("%s: unreadable after event %d: %s", aside.name, reached, error)
    try:
        with closing(_open_old(aside)) as old:
            yield from _from_the_back(old, reached)
    except sqlite3.DatabaseError as error:
        _log.warning("%s: unreadable from the back too: %s", aside.name, error)


def _from_the_back(old: sqlite3.Connection, reached: int) -> Iterator[object]:
    for (body,) in old.execute("SELECT body FROM events WHERE seq > ? ORDER BY seq DESC", (reached,)):
        yield body


def _open_old(aside: Path) -> sqlite3.Connection:
    old = sqlite3.connect(f"{aside.resolve().as_uri()}?mode=ro", uri=True)
    old.execute("PRAGMA writable_schema = ON")      # else SQLite refuses a file that was cut short
    return old


def carry_over(aside: Path, fresh: sqlite3.Connection, reason: Reason) -> None:
    """Copies what the kiosk needs to go on. What the commune said to another device stays behind.

    Raises:
        StoreError: the fresh file cannot be written.
    """
    tables = _OWN_TABLES if reason == "other_device" else (*_OWN_TABLES, *_COMMUNE_TABLES)
    for table in tables:
        names = ", ".join(row[1] for row in fresh.execute(f"PRAGMA table_info({table})"))
        rows = _readable(aside, f"SELECT {names} FROM {table}")
        marks = ", ".join("?" * (names.count(",") + 1))
        with translated(), writing(fresh):
            fresh.executemany(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", rows)


def _readable(aside: Path, query: str) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    try:
        with closing(_open_old(aside)) as old:
            for row in old.execute(query):
                rows.append(row)    # one by one: rows read before the damage are kept
    except sqlite3.DatabaseError as error:
        _log.warning("%s: %d rows carried over, then: %s", aside.name, len(rows), error)
    return rows
