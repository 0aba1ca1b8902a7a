"""Makes the kiosk's file ready at start: whole, of the right shape, with an epoch and this boot in it.

Guarantees: after ``prepare`` the file can be written, whatever state it was found in; a damaged file, or one
of another device, is set aside whole and reported as an ``Incident``, never deleted; a new file has a new
epoch. May be asked again while the kiosk runs, by the thread that writes. Does not touch a file written by a
newer program.

    ready = prepare(data, boot_id=system_boot_id(), device="kiosk-1", reserve=Reserve(data / "reserve"))
    ready.epoch, ready.boot, ready.incident

Source of the rules: docs/adr on durability; the epoch keeps a restored or cloned card from using numbers
twice.
"""

from __future__ import annotations

import logging
import os
import secrets
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kiosk.core.errors import DiskFull, StoreError, StoreReadOnly
from kiosk.store.disk_reserve import Reserve
from kiosk.store.event_log import owner
from kiosk.store.recovery import Incident, Reason, finish_replacement, replace_damaged
from kiosk.store.schema import migrate
from kiosk.store.sqlite_errors import is_damage, translated
from sync.database import DATABASE_NAME, open_database, writing
from sync.durable import PRIVATE
from sync.protocol.errors import StoreUnusable

EPOCH_BYTES = 8             # random 64 bits

_NOTE_BOOT = """INSERT INTO boots (boot_id)
    SELECT ? WHERE NOT EXISTS (SELECT 1 FROM boots WHERE boot_id = ?)"""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReadyDatabase:
    """A file that can be written. ``incident`` tells what had to be set aside, if anything."""

    path: Path
    epoch: str
    boot: int
    boot_id: str
    incident: Incident | None = None


def prepare(data: Path, boot_id: str, device: str | None, reserve: Reserve) -> ReadyDatabase:
    """Opens, checks, migrates and marks ``data/kiosk.db``; makes it where it is missing.

    Args:
        data: the kiosk's data folder, made if absent.
        boot_id: this boot's UUID.
        device: the enrolled device, None before enrolment.
        reserve: freed where the disk is too full even to start.

    Raises:
        StoreTooNew: a newer program wrote the file.
        StoreReadOnly, DiskFull, StoreLocked, StoreError: no file can be made or written there.
    """
    path = data / DATABASE_NAME
    try:
        return _prepare(path, boot_id, device)
    except DiskFull:
        if not reserve.spend():
            raise
    return _prepare(path, boot_id, device)


def attach(data: Path, boot_id: str) -> ReadyDatabase:
    """Opens ``data/kiosk.db`` beside the kiosk that may be running on it: nothing is checked or set aside.

    Raises:
        StoreTooNew: a newer program wrote the file.
        StoreError: it is not there yet and cannot be made, or cannot be written.
    """
    path = data / DATABASE_NAME
    with translated():
        _ready_folder(data)
        _make(path)
        return _mark(path, boot_id, None)


def _prepare(path: Path, boot_id: str, device: str | None) -> ReadyDatabase:
    with translated():
        _ready_folder(path.parent)
        incident = finish_replacement(path)
        reason = _unsound(path, device)
        if reason:
            incident = replace_damaged(path, reason, device)
        if incident:
            _log.error("K23: %s set aside (%s), %d events salvaged", incident.aside.name, incident.reason,
                       incident.salvaged)
        _make(path)
        return _mark(path, boot_id, incident)


def _make(path: Path) -> None:
    """Only where it is missing: opening a file and closing it again would let go of SQLite's locks on it. Its -wal and
    -shm take its mode."""
    if not path.exists():
        path.touch(mode=PRIVATE)


def _ready_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        raise StoreError(f"{folder}: {error.strerror}") from error
    if os.access(folder, os.W_OK | os.X_OK):
        return
    if os.statvfs(folder).f_flag & os.ST_RDONLY:
        raise StoreReadOnly(f"{folder}: the card can only be read")
    raise StoreError(f"{folder}: may not be written")


def _unsound(path: Path, device: str | None) -> Reason | None:
    """Why the file cannot be gone on with, or None."""
    if not path.exists():
        return None
    try:
        with closing(open_database(path)) as database:
            if database.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                return "damaged"
            holder = _holder(database)
    except (StoreUnusable, sqlite3.Error) as error:
        if is_damage(error):
            return "damaged"
        raise
    return "other_device" if device is not None and holder not in (None, device) else None


def _holder(database: sqlite3.Connection) -> str | None:
    made = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone()
    return owner(database) if made else None


def _mark(path: Path, boot_id: str, incident: Incident | None) -> ReadyDatabase:
    with closing(open_database(path)) as database:
        migrate(database)
        with writing(database):
            database.execute(
                "INSERT OR IGNORE INTO meta VALUES ('epoch', ?)", (secrets.token_hex(EPOCH_BYTES),)
            )
            database.execute(_NOTE_BOOT, (boot_id, boot_id))
        epoch = database.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()[0]
        boot = database.execute("SELECT boot FROM boots WHERE boot_id = ?", (boot_id,)).fetchone()[0]
    return ReadyDatabase(path, epoch, boot, boot_id, incident)
