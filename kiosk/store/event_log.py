"""New events become sealed ones: numbered, sealed, appended.

Guarantees: ``seq``, the epoch and the number of the boot are the file's own, read inside the one transaction that uses
them: the file may have been replaced since the program started; bytes that the protocol would refuse are never stored.
Does not begin or commit the transaction.

    with writing(database):
        ref = append(database, "kiosk-1", new, moment)

Source of the rules: docs/protocol.md (identity = device, epoch, seq; canonical bytes and their SHA-256).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import msgspec

from kiosk.core.errors import EventRefused, NotEnrolled
from kiosk.core.ports import NewEvent
from sync.protocol import Event, Moment, canonical, decode_event, event_ref, seal
from sync.protocol.errors import Malformed


@dataclass(frozen=True)
class EventAuthor:
    """Who writes: the enrolled device and the epoch of its file."""

    device: str
    epoch: str


def compose(author: EventAuthor, seq: int, new: NewEvent, at: Moment) -> Event:
    """The sealed event of ``new``, judged as strictly as the commune will.

    Raises:
        EventRefused: the protocol does not know such an event.
    """
    try:
        event = seal(
            Event(
                device=author.device, epoch=author.epoch, seq=seq, kind=new.kind, at=at,
                data=dict(new.data), session=new.session, learner=new.learner,
            )
        )
        return decode_event(canonical(event))
    except (Malformed, TypeError) as error:
        raise EventRefused(f"{new.kind}: {error}") from error


def append(database: sqlite3.Connection, device: str, new: NewEvent, at: Moment) -> str:
    """Adds ``new`` of the enrolled ``device`` as the next event, inside the caller's transaction; returns its identity.

    Raises:
        EventRefused: the protocol does not know such an event; nothing was written.
        NotEnrolled: the file belongs to another device; nothing was written.
    """
    seq: int = database.execute("SELECT coalesce(max(seq), 0) + 1 FROM events").fetchone()[0]
    epoch: str = database.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()[0]
    at = _numbered(database, at)
    event = compose(EventAuthor(device, epoch), seq, new, at)
    _claim(database, device)
    database.execute(
        "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            seq, event.epoch, event.kind, event.session, event.learner, at.boot, at.ms, event.sha256,
            canonical(event),
        ),
    )
    return event_ref(device, epoch, seq)


def _numbered(database: sqlite3.Connection, at: Moment) -> Moment:
    """``at`` with the number that the file gave its boot."""
    row = database.execute("SELECT boot FROM boots WHERE boot_id = ?", (at.boot_id,)).fetchone()
    return at if row is None or row[0] == at.boot else msgspec.structs.replace(at, boot=row[0])


def owner(database: sqlite3.Connection) -> str | None:
    """The device whose events the file holds, or None while it holds none."""
    row = database.execute("SELECT value FROM meta WHERE key = 'device'").fetchone()
    return str(row[0]) if row and row[0] else None


def _claim(database: sqlite3.Connection, device: str) -> None:
    """One file, one device: numbers of two devices in one sequence would look like lost events."""
    known = owner(database)
    if known is None:
        database.execute("INSERT OR REPLACE INTO meta VALUES ('device', ?)", (device,))
    elif known != device:
        raise NotEnrolled(f"the file belongs to {known}, this kiosk is now {device}: restart")
