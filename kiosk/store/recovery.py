"""What is done with a file that cannot be gone on with.

Guarantees: the file is renamed together with its -wal and -shm, never deleted. Its successor is whole before it takes
the name: every event that can still be read, whose digest holds and that the commune has not stored, to be sent under
its own epoch; roster, progress, settings, PIN counters and clock anchors. A power cut in between leaves the damaged
file in its place, or a successor that the next start puts there. Does not mend the file.

    incident = replace_damaged(data / "kiosk.db", "damaged", device="kiosk-1")
    incident.aside                                  # kiosk.db.damaged-1
    incident.salvaged                               # 231 events that are still to be sent
    finish_replacement(data / "kiosk.db")           # at every start: what a power cut interrupted

Source of the rules: docs/adr/0022-damage-while-running.md.
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
from typing import Literal

from kiosk.store.salvage import DamagedDatabase, copy_events
from kiosk.store.schema import migrate
from sync.database import open_database, writing
from sync.durable import PRIVATE, sync_path

Reason = Literal["damaged", "other_device"]

COMPANIONS = ("-wal", "-shm")
_OWN_TABLES = ("boots", "anchors", "pin_attempts", "progress", "settings", "packs_seen")
_COMMUNE_TABLES = ("sync_state", "salvaged_events")
_UNSENT = "SELECT count(*) FROM salvaged_events WHERE verdict IS NULL"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Incident:
    """A file that was set aside: where it is now, why, how many of its events are still to be sent."""

    aside: Path
    reason: Reason
    salvaged: int


def replace_damaged(path: Path, reason: Reason, device: str | None) -> Incident:
    """Sets the file aside and puts a successor with everything readable in its place; no connection of this process
    may be writing to it.

    Raises:
        StoreUnusable, sqlite3.Error, OSError: the successor cannot be written; the file stands where it stood.
    """
    building = _beside(path, "building")
    _remove(building)
    try:
        building.touch(mode=PRIVATE)
        salvaged = _build(path, building, reason, device)
        sync_path(building)
    except BaseException:
        _remove(building)
        raise
    os.replace(building, _beside(path, "next"))
    sync_path(path.parent)
    return Incident(_swap(path), reason, salvaged)


def finish_replacement(path: Path) -> Incident | None:
    """Puts a successor in its place that a power cut left beside the damaged file; None where there is none."""
    _remove(_beside(path, "building"))
    if not _beside(path, "next").exists():
        return None
    aside = _swap(path)
    with closing(open_database(path)) as database:
        return Incident(aside, "damaged", database.execute(_UNSENT).fetchone()[0])


def _build(path: Path, building: Path, reason: Reason, device: str | None) -> int:
    with closing(open_database(building)) as fresh:
        migrate(fresh)
        with closing(DamagedDatabase(path)) as old, writing(fresh):
            tables = _OWN_TABLES if reason == "other_device" else (*_OWN_TABLES, *_COMMUNE_TABLES)
            for table in tables:
                _carry_over(old, fresh, table)
            salvaged = 0 if reason == "other_device" else copy_events(old, fresh, device)
        fresh.execute("PRAGMA wal_checkpoint(TRUNCATE)")    # everything stands in the one file that is renamed
    return salvaged


def _carry_over(old: DamagedDatabase, fresh: sqlite3.Connection, table: str) -> None:
    """What the kiosk needs to go on. What the commune said to another device stays behind."""
    columns = [row[1] for row in fresh.execute(f"PRAGMA table_info({table})")]
    insert = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    fresh.executemany(insert, old.rows(table, *columns))


def _swap(path: Path) -> Path:
    """The file goes first: its -wal must never stand beside the successor, nor it without its -wal under its name."""
    if path.exists():
        aside = next(name for name in _asides(path) if not name.exists())
        os.replace(path, aside)
    else:                                           # a power cut came after the file was renamed
        aside = _newest_aside(path)
    for suffix in COMPANIONS:
        with suppress(FileNotFoundError):
            os.replace(f"{path}{suffix}", f"{aside}{suffix}")
    sync_path(path.parent)
    os.replace(_beside(path, "next"), path)
    sync_path(path.parent)
    return aside


def _asides(path: Path) -> Iterator[Path]:
    return (path.with_name(f"{path.name}.damaged-{n}") for n in count(1))


def _newest_aside(path: Path) -> Path:
    """The last name taken, or the first where none is."""
    newest = next(_asides(path))
    for name in _asides(path):
        if not name.exists():
            return newest
        newest = name
    return newest


def _beside(path: Path, word: str) -> Path:
    return path.with_name(f"{path.name}.{word}")


def _remove(path: Path) -> None:
    for suffix in ("", *COMPANIONS):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
