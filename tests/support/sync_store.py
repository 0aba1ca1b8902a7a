"""A kiosk's database with just the tables that the sync side touches, and a kiosk that writes into it.

The kiosk's own store makes the real file; this one keeps the sync side's tests free of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sync.worker.outbox import Pending

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE events (seq INTEGER PRIMARY KEY, epoch TEXT, kind TEXT, session TEXT, learner TEXT,
    boot INTEGER, ms INTEGER, sha256 TEXT, body BLOB);
CREATE TRIGGER events_never_change BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER events_never_go BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TABLE deliveries (seq INTEGER PRIMARY KEY REFERENCES events (seq), verdict TEXT NOT NULL,
    judged_at TEXT, problem TEXT);
CREATE TABLE sync_state (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE salvaged_events (epoch TEXT, seq INTEGER, body BLOB, verdict TEXT, judged_at TEXT, problem TEXT,
    PRIMARY KEY (epoch, seq));
CREATE TABLE anchors (boot_id TEXT, ms INTEGER, utc TEXT, source TEXT, plus_minus_ms INTEGER);
"""


def make_store(path: Path, events: Sequence[Pending] = (), salvaged: Sequence[Pending] = ()) -> Path:
    """A kiosk's database with just the tables that the sync side touches."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript(SCHEMA)
        database.executemany("INSERT INTO salvaged_events (epoch, seq, body) VALUES (?, ?, ?)",
                             [(event.epoch, event.seq, event.body) for event in salvaged])
    append(path, events)
    return path


def append(path: Path, events: Sequence[Pending]) -> None:
    """Writes events as the kiosk's own process does: another connection, one transaction."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        database.executemany(
            "INSERT INTO events (seq, epoch, kind, boot, ms, sha256, body) VALUES (?, ?, 'k', 1, 0, '', ?)",
            [(event.seq, event.epoch, event.body) for event in events],
        )
        database.execute("COMMIT")
