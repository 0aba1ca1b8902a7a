"""The outbox: what the kiosk wrote and the commune has not judged yet.

Guarantees: an event leaves ``pending`` only through a verdict for exactly its epoch and seq; the first
verdict stands; a batch's verdicts are marked in one transaction. What was read out of a damaged database goes
first, under the epoch it was written in. ``conflict`` and ``rejected`` are
quarantined: kept, counted, shown, sent again only where somebody asks (``retry_quarantine``). Never writes,
changes or deletes an event, never makes the schema.

    with closing(SqliteOutbox.open(data / "kiosk.db")) as outbox:
        for event in outbox.pending(limit=200): ...

Source of the rules: docs/protocol.md.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sync.database import file_identity, open_database, writing
from sync.protocol import VerdictWord
from sync.protocol.errors import StoreUnusable

SENT: frozenset[VerdictWord] = frozenset({"stored", "duplicate"})
TABLES = frozenset({"meta", "events", "deliveries", "sync_state", "anchors", "salvaged_events"})

# keys of sync_state
LAST_CONTACT = "last_contact"
LAST_PROBLEM = "last_problem"
NEXT_TRY = "next_try"
CHANGES = "changes"
ENROL_REQUEST = "enrol_request"
ENROL_PROBLEM = "enrol_problem"
PACKS = "packs"
QUARANTINE_RETRIED = "quarantine_retried"      # changes with every wish to send the quarantine again
QUARANTINE_WISH = "quarantine_wish"            # the newest wish of the office that was followed


Place = tuple[int, int]         # where an event stands in the outbox; later ones are larger
START: Place = (0, 0)


@dataclass(frozen=True)
class Pending:
    """One event on its way; ``body`` is its canonical bytes, sent as they are. ``salvaged`` is its row among the events
    of a damaged database, 0 = it is one of this database."""

    epoch: str
    seq: int
    body: bytes
    salvaged: int = 0

    @property
    def place(self) -> Place:
        return (0, self.salvaged) if self.salvaged else (1, self.seq)


@dataclass(frozen=True)
class Judgement:
    """The commune's verdict on one event; ``problem`` is a JSON problem (RFC 9457) or empty."""

    epoch: str
    seq: int
    verdict: VerdictWord
    problem: str = ""


@dataclass(frozen=True)
class Counts:
    """Events by where they stand."""

    pending: int
    sent: int
    quarantined: int


@dataclass(frozen=True)
class Anchor:
    """At ``ms`` (CLOCK_BOOTTIME, milliseconds) of boot ``boot_id`` it was ``utc``, ± milliseconds."""

    boot_id: str
    ms: int
    utc: str
    source: str
    plus_minus_ms: int


class Outbox(Protocol):
    """What the engine needs of the kiosk's store. Every method may raise StoreUnusable."""

    def pending(self, limit: int, after: Place = START) -> list[Pending]:
        """At most ``limit`` unjudged events that stand after ``after``: the salvaged ones first, then by seq."""

    def judge(self, judgements: Sequence[Judgement], judged_at: str | None) -> int:
        """Marks the named events and ``last_contact``, all or none; how many were newly marked. ``judged_at`` is None
        where the kiosk itself set rows aside: that is no contact."""

    def quarantine(self) -> list[Judgement]:
        """Events judged ``conflict`` or ``rejected``, oldest first."""

    def retry_quarantine(self, mark: str) -> int:
        """Makes what is quarantined pending again; how many there were. ``mark`` is fresh text that tells a running
        worker of it."""

    def counts(self) -> Counts:
        """How many events are pending, sent, quarantined."""

    def newest(self) -> int:
        """The highest seq written, 0 where there is none."""

    def state(self, key: str) -> str | None:
        """A value of ``sync_state``."""

    def set_state(self, values: Mapping[str, str | None]) -> None:
        """Writes the values together; None removes a key."""

    def device(self) -> str | None:
        """The device id the store writes into events, or None where it has none."""

    def adopt_device(self, device: str) -> None:
        """Gives the store its device id, only where it has none."""

    def anchor(self, anchor: Anchor) -> None:
        """Adds a clock anchor."""

    def last_anchor(self, boot_id: str, source: str) -> Anchor | None:
        """The newest anchor of this boot from this source."""

    def replaced(self) -> bool:
        """Whether another store stands in this one's place (the kiosk set a damaged one aside)."""

    def change_mark(self) -> int:
        """A number that changes when another process has written; cheap to ask."""


_PENDING = """
SELECT epoch, seq, body FROM events
WHERE seq > ? AND NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.seq = events.seq)
ORDER BY seq LIMIT ?"""

_PENDING_SALVAGED = """
SELECT epoch, seq, body, rowid FROM salvaged_events WHERE rowid > ? AND verdict IS NULL ORDER BY rowid LIMIT ?"""

_JUDGE = """
INSERT INTO deliveries (seq, verdict, judged_at, problem)
SELECT seq, ?, ?, ? FROM events WHERE epoch = ? AND seq = ?
ON CONFLICT (seq) DO NOTHING"""

_JUDGE_SALVAGED = """
UPDATE salvaged_events SET verdict = ?, judged_at = ?, problem = ? WHERE epoch = ? AND seq = ? AND verdict IS NULL"""

_COUNTS = """
SELECT (SELECT count(*) FROM events WHERE NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.seq = events.seq))
        + (SELECT count(*) FROM salvaged_events WHERE verdict IS NULL),
    (SELECT count(*) FROM deliveries WHERE verdict IN ('stored', 'duplicate'))
        + (SELECT count(*) FROM salvaged_events WHERE verdict IN ('stored', 'duplicate')),
    (SELECT count(*) FROM deliveries WHERE verdict IN ('conflict', 'rejected'))
        + (SELECT count(*) FROM salvaged_events WHERE verdict IN ('conflict', 'rejected'))"""

_QUARANTINE = """
SELECT epoch, seq, verdict, problem FROM (
    SELECT 0 AS own, rowid AS place, epoch, seq, verdict, coalesce(problem, '') AS problem FROM salvaged_events
    UNION ALL SELECT 1, seq, epoch, seq, verdict, coalesce(problem, '') FROM deliveries JOIN events USING (seq))
WHERE verdict IN ('conflict', 'rejected') ORDER BY own, place"""

_RETRY = "DELETE FROM deliveries WHERE verdict IN ('conflict', 'rejected')"
_RETRY_SALVAGED = """
UPDATE salvaged_events SET verdict = NULL, judged_at = NULL, problem = NULL
WHERE verdict IN ('conflict', 'rejected')"""

_SET = "INSERT OR REPLACE INTO sync_state (key, value) VALUES (?, ?)"

_LAST_ANCHOR = """
SELECT boot_id, ms, utc, source, plus_minus_ms FROM anchors
WHERE boot_id = ? AND source = ? ORDER BY ms DESC LIMIT 1"""


class SqliteOutbox:
    """The outbox in ``kiosk.db``, shared with the kiosk's own process."""

    def __init__(self, database: sqlite3.Connection, identity: tuple[int, int], path: Path) -> None:
        self._database = database
        self._identity = identity
        self._path = path

    @classmethod
    def open(cls, path: Path) -> SqliteOutbox:
        """Opens an existing store.

        Raises:
            StoreUnusable: no such file, no such tables, or not openable as durability demands.
        """
        identity = _file_identity(path)
        if identity is None:
            raise StoreUnusable(f"{path.name}: no such file, the kiosk has not run here yet")
        outbox = cls(open_database(path), identity, path)
        try:
            outbox._check_tables()
        except StoreUnusable:
            outbox.close()
            raise
        return outbox

    def close(self) -> None:
        self._database.close()

    def pending(self, limit: int, after: Place = START) -> list[Pending]:
        own, last = after
        salvaged = [] if own else self._ask(_PENDING_SALVAGED, (last, limit))
        events = self._ask(_PENDING, (last if own else 0, limit - len(salvaged)))
        return [Pending(*row) for row in (*salvaged, *events)]

    def judge(self, judgements: Sequence[Judgement], judged_at: str | None) -> int:
        rows = [(j.verdict, judged_at, j.problem or None, j.epoch, j.seq) for j in judgements]
        with writing(self._database) as database:
            marked = max(0, database.executemany(_JUDGE, rows).rowcount)
            marked += max(0, database.executemany(_JUDGE_SALVAGED, rows).rowcount)
            if judged_at is not None:
                database.execute(_SET, (LAST_CONTACT, judged_at))
        return marked

    def retry_quarantine(self, mark: str) -> int:
        with writing(self._database) as database:
            freed = database.execute(_RETRY).rowcount + database.execute(_RETRY_SALVAGED).rowcount
            database.execute(_SET, (QUARANTINE_RETRIED, mark))
        return freed

    def quarantine(self) -> list[Judgement]:
        return [Judgement(*row) for row in self._ask(_QUARANTINE)]

    def counts(self) -> Counts:
        return Counts(*self._ask(_COUNTS)[0])

    def newest(self) -> int:
        return int(self._ask("SELECT coalesce(max(seq), 0) FROM events")[0][0])

    def state(self, key: str) -> str | None:
        return self._one("SELECT value FROM sync_state WHERE key = ?", key)

    def set_state(self, values: Mapping[str, str | None]) -> None:
        with writing(self._database) as database:
            for key, value in values.items():
                if value is None:
                    database.execute("DELETE FROM sync_state WHERE key = ?", (key,))
                else:
                    database.execute(_SET, (key, value))

    def device(self) -> str | None:
        return self._one("SELECT value FROM meta WHERE key = ?", "device")

    def adopt_device(self, device: str) -> None:
        with writing(self._database) as database:
            database.execute(
                "INSERT INTO meta VALUES ('device', ?) "
                "ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE coalesce(meta.value, '') = ''",
                (device,),
            )

    def anchor(self, anchor: Anchor) -> None:
        row = (anchor.boot_id, anchor.ms, anchor.utc, anchor.source, anchor.plus_minus_ms)
        with writing(self._database) as database:
            database.execute(
                "INSERT INTO anchors (boot_id, ms, utc, source, plus_minus_ms) VALUES (?, ?, ?, ?, ?)", row
            )

    def last_anchor(self, boot_id: str, source: str) -> Anchor | None:
        rows = self._ask(_LAST_ANCHOR, (boot_id, source))
        return Anchor(*rows[0]) if rows else None

    def replaced(self) -> bool:
        return _file_identity(self._path) != self._identity

    def change_mark(self) -> int:
        return int(self._ask("PRAGMA data_version")[0][0])

    def _check_tables(self) -> None:
        found = {name for (name,) in self._ask("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if missing := TABLES - found:
            raise StoreUnusable(f"{self._path.name}: no table {', '.join(sorted(missing))}")

    def _one(self, query: str, key: str) -> str | None:
        rows = self._ask(query, (key,))
        return rows[0][0] or None if rows else None

    def _ask(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise StoreUnusable(str(error)) from error


def _file_identity(path: Path) -> tuple[int, int] | None:
    try:
        return file_identity(path)
    except OSError as error:
        raise StoreUnusable(f"{path.name}: {error.strerror}") from error
