"""The steps that lead to the shape of ``kiosk.db``, by sqlite-utils: imported only where a step is missing.

Guarantees: a step and its record are committed together, all steps of one start in one transaction of the caller.

    with writing(database):
        apply_steps(database)
"""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

NAME = "kiosk"              # of the set, in sqlite-utils' table
migrations = Migrations(NAME)

_FIRST_SHAPE = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE boots (boot INTEGER PRIMARY KEY AUTOINCREMENT, boot_id TEXT NOT NULL UNIQUE)",
    """CREATE TABLE events (
        seq INTEGER PRIMARY KEY, epoch TEXT NOT NULL, kind TEXT NOT NULL, session TEXT, learner TEXT,
        boot INTEGER NOT NULL, ms INTEGER NOT NULL, sha256 TEXT NOT NULL, body BLOB NOT NULL)""",
    """CREATE INDEX events_of_sessions ON events (kind, seq)
        WHERE kind IN ('session.opened', 'session.closed')""",
    """CREATE TRIGGER events_never_change BEFORE UPDATE ON events
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
    """CREATE TRIGGER events_never_go BEFORE DELETE ON events
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
    """CREATE TRIGGER events_never_replaced BEFORE INSERT ON events
        WHEN EXISTS (SELECT 1 FROM events WHERE seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
    """CREATE TABLE deliveries (
        seq INTEGER PRIMARY KEY REFERENCES events (seq), verdict TEXT NOT NULL, judged_at TEXT,
        problem TEXT)""",
    """CREATE INDEX deliveries_in_quarantine ON deliveries (verdict)
        WHERE verdict IN ('conflict', 'rejected')""",
    "CREATE TABLE sync_state (key TEXT PRIMARY KEY, value TEXT)",
    """CREATE TABLE anchors (
        boot_id TEXT NOT NULL, ms INTEGER NOT NULL, utc TEXT NOT NULL, source TEXT NOT NULL,
        plus_minus_ms INTEGER NOT NULL)""",
    "CREATE INDEX anchors_of_boot ON anchors (boot_id)",
    """CREATE TABLE pin_attempts (
        facilitator TEXT PRIMARY KEY, failures INTEGER NOT NULL, boot_id TEXT NOT NULL,
        locked_until_ms INTEGER NOT NULL)""",
    """CREATE TABLE progress (
        learner TEXT NOT NULL, lesson TEXT NOT NULL, version TEXT NOT NULL, step INTEGER NOT NULL,
        steps INTEGER NOT NULL, done INTEGER NOT NULL, PRIMARY KEY (learner, lesson))""",
    "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
)


@migrations()
def first_shape(db: Database) -> None:
    for statement in _FIRST_SHAPE:
        db.conn.execute(statement)


@migrations()
def packs_seen(db: Database) -> None:
    db.conn.execute("CREATE TABLE packs_seen (name TEXT PRIMARY KEY, highest TEXT NOT NULL) WITHOUT ROWID")


@migrations()
def sticks(db: Database) -> None:
    """What the importer writes down about each stick that is in, and what the screen wishes; old rows mean nothing."""
    db.conn.execute("""CREATE TABLE stick_state (
        stick TEXT PRIMARY KEY, boot_id TEXT NOT NULL, ms INTEGER NOT NULL, stage TEXT NOT NULL, title TEXT NOT NULL,
        new INTEGER NOT NULL, changed INTEGER NOT NULL, removed INTEGER NOT NULL, lesson INTEGER NOT NULL,
        lessons INTEGER NOT NULL, percent INTEGER NOT NULL, minutes INTEGER NOT NULL, code TEXT NOT NULL)""")
    db.conn.execute("CREATE TABLE stick_wishes (wish TEXT PRIMARY KEY, boot_id TEXT NOT NULL, ms INTEGER NOT NULL)")


@migrations()
def stick_exports(db: Database) -> None:
    """What is said of events on a stick; and which of the commune's receipts were taken, so that none counts twice."""
    for count in ("events", "written", "received", "exports"):
        db.conn.execute(f"ALTER TABLE stick_state ADD COLUMN {count} INTEGER NOT NULL DEFAULT 0")
    db.conn.execute("ALTER TABLE stick_state ADD COLUMN export_code TEXT NOT NULL DEFAULT ''")
    db.conn.execute("CREATE TABLE stick_receipts (sha256 TEXT PRIMARY KEY, taken_at TEXT NOT NULL) WITHOUT ROWID")


@migrations()
def salvaged_events(db: Database) -> None:
    """What could be read out of a damaged database: sent under the epoch it was written in, and judged there."""
    db.conn.execute("""CREATE TABLE salvaged_events (
        epoch TEXT NOT NULL, seq INTEGER NOT NULL, body BLOB NOT NULL, verdict TEXT, judged_at TEXT, problem TEXT,
        PRIMARY KEY (epoch, seq))""")


def apply_steps(database: sqlite3.Connection) -> None:
    """Every step that the file has not seen yet, each with its record. ``database`` is in a transaction."""
    migrations.apply(Database(database, execute_plugins=False))
