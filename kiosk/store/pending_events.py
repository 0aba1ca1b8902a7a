"""Events that the commune has not judged, for a stick; and the commune's receipts that came back on one.

Guarantees: an event is marked only where the receipt's place and the SHA-256 of its bytes are those of the stored
event, the first verdict stands, and a receipt is taken whole or not at all, once. Writes, changes and deletes no event.
Judges no signature: ``sync.protocol.stick_export`` does.

    pending = PendingEvents(data / "kiosk.db")
    for event in pending.page(after=0, limit=200): ...
    pending.take_receipt(receipt, sha256)           # how many events are newly marked

Opens the file for each call; usable from any thread. Source of the rules: docs/protocol.md "By stick".
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from kiosk.store.sqlite_errors import translated
from sync.database import open_database, writing
from sync.protocol.errors import Revoked
from sync.protocol.stick_export import Receipt, ReceiptRun, run_digest

_WAITS: Final = "NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.seq = events.seq)"
_PAGE: Final = f"SELECT epoch, seq, body FROM events WHERE seq > ? AND {_WAITS} ORDER BY seq LIMIT ?"
_COUNT: Final = f"SELECT count(*) FROM events WHERE {_WAITS}"
_RUN: Final = "SELECT seq, body FROM events WHERE epoch = ? AND seq BETWEEN ? AND ? ORDER BY seq"
_MARK: Final = """INSERT INTO deliveries (seq, verdict, judged_at, problem) VALUES (?, ?, ?, ?)
    ON CONFLICT (seq) DO NOTHING"""
_CONTACT: Final = """INSERT INTO sync_state (key, value) VALUES ('last_contact', ?)
    ON CONFLICT (key) DO UPDATE SET value = max(value, excluded.value)"""
_TAKEN: Final = "INSERT INTO stick_receipts VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING"


@dataclass(frozen=True)
class PendingEvent:
    """One stored event; ``body`` is its canonical bytes."""

    epoch: str
    seq: int
    body: bytes


@dataclass(frozen=True)
class PendingEvents:
    """``path`` is the kiosk's database. Every method raises StoreError."""

    path: Path

    def count(self) -> int:
        with translated(), closing(open_database(self.path)) as database:
            return int(database.execute(_COUNT).fetchone()[0])

    def page(self, after: int, limit: int) -> list[PendingEvent]:
        """At most ``limit`` events with seq > ``after``, oldest first."""
        with translated(), closing(open_database(self.path)) as database:
            return [PendingEvent(epoch, seq, bytes(body)) for epoch, seq, body in
                    database.execute(_PAGE, (after, limit)).fetchall()]

    def revoked(self) -> bool:
        """Whether the commune said that it takes nothing from this machine any more."""
        with translated(), closing(open_database(self.path)) as database:
            row = database.execute("SELECT value FROM sync_state WHERE key = 'last_problem'").fetchone()
        return row is not None and row[0] == Revoked.code

    def take_receipt(self, receipt: Receipt, sha256: str) -> int:
        """How many events it newly marks; 0 where it was taken before.

        Args:
            sha256: of the receipt's bytes; it names it.
        """
        with translated(), closing(open_database(self.path)) as database, writing(database):
            if database.execute(_TAKEN, (sha256, receipt.at)).rowcount == 0:
                return 0
            database.execute(_CONTACT, (receipt.at,))       # the commune's word, as an answer over the network is
            return sum(_marked(database, run, receipt.at) for run in receipt.runs)


def _marked(database: sqlite3.Connection, run: ReceiptRun, at: str) -> int:
    """The events of ``run``, where they are the ones that the commune judged."""
    rows = database.execute(_RUN, (run.epoch, run.first, run.last)).fetchall()
    whole = len(rows) == run.last - run.first + 1
    if not whole or run_digest(bytes(body) for _seq, body in rows) != run.digest:
        return 0
    problem = msgspec.json.encode(run.problem).decode() if run.problem else None
    marked = database.executemany(_MARK, [(seq, run.verdict, at, problem) for seq, _body in rows]).rowcount
    return max(0, marked)
