"""What can still be read of a damaged database.

Guarantees: the file is opened read-only and never changed; a table is read from the front up to the damage, from the
back down to it, and row by row in between; events that no table leads to any more are found by their bytes, so that
only those on damaged pages are missing; damage ends a reading, it never raises. An event is taken over only where its
digest holds. Does not replace the file: ``recovery`` does.

    with closing(DamagedDatabase(path)) as old, writing(fresh):
        salvaged = copy_events(old, fresh, device="kiosk-1")    # events that the commune has not judged yet
"""

from __future__ import annotations

import logging
import mmap
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sync.protocol import Event, decode_event, event_ref
from sync.protocol.errors import Malformed

SENT = ("stored", "duplicate")
VERDICTS = (*SENT, "conflict", "rejected")
WITHOUT_ROWID = ("packs_seen",)
LONGEST_GAP = 100_000           # rows looked for one by one, at most
GIVE_UP = 1_000                 # of them missing one after another, where the end is not known
NOTHING_LEADS = 20              # the same where not one row could be read from either end

EVENT_BYTES_LIKE = re.compile(rb'\{"at":\{"boot":.{1,8192}?"sha256":"[0-9a-f]{64}"\}', re.DOTALL)

_log = logging.getLogger(__name__)

Row = tuple[object, ...]


class DamagedDatabase:
    """A file of which nothing is certain."""

    def __init__(self, path: Path) -> None:
        self._path, self._name = path, path.name
        self.incomplete: set[str] = set()       # tables that could not be read whole
        self._connection: sqlite3.Connection | None = None
        self._whole = True
        try:
            self._connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
            self._connection.execute("PRAGMA writable_schema = ON")     # else a file that was cut short is refused
        except sqlite3.Error as error:
            _log.warning("%s: cannot be opened: %s", self._name, error)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def rows(self, table: str, *columns: str) -> Iterator[Row]:
        """The readable rows of ``table``; in their own order as far as nothing is damaged."""
        names = ", ".join(columns)
        if table in WITHOUT_ROWID:
            yield from self._ask(f"SELECT {names} FROM {table}")
            return
        asked, reached = f"SELECT rowid, {names} FROM {table}", 0
        for rowid, *row in self._ask(f"{asked} WHERE rowid > 0 ORDER BY rowid"):
            reached = int(str(rowid))
            yield tuple(row)
        if self._whole:
            return
        self.incomplete.add(table)
        _log.warning("%s: %s cannot be read after row %d", self._name, table, reached)
        lowest: int | None = None
        for rowid, *row in self._ask(f"{asked} WHERE rowid > ? ORDER BY rowid DESC", reached):
            lowest = int(str(rowid))
            yield tuple(row)
        yield from self._between(f"{asked} WHERE rowid = ?", reached, lowest)

    def _between(self, asked: str, reached: int, lowest: int | None) -> Iterator[Row]:
        """Row by row where neither end leads to: the end is ``lowest``, or where nothing comes any more."""
        missing, give_up = 0, GIVE_UP if reached else NOTHING_LEADS
        for rowid in range(reached + 1, min(lowest or reached + LONGEST_GAP, reached + LONGEST_GAP)):
            found = [tuple(row) for _rowid, *row in self._ask(asked, rowid)]
            yield from found
            missing = 0 if found else missing + 1
            if lowest is None and missing >= give_up:
                return

    def loose_events(self) -> Iterator[bytes]:
        """Whatever looks like an event in the file itself. Not in its -wal: what stands there may never have been
        committed."""
        try:
            with self._path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                yield from (found[0] for found in EVENT_BYTES_LIKE.finditer(content))
        except (OSError, ValueError) as error:
            _log.warning("%s: cannot be looked through: %s", self._name, error)

    def _ask(self, sql: str, *values: int) -> Iterator[Row]:
        """Rows until the damage; ``_whole`` tells whether there was none."""
        self._whole = self._connection is not None
        if self._connection is None:
            return
        try:
            yield from self._connection.execute(sql, values)
        except (sqlite3.Error, MemoryError) as error:       # a garbled length may ask for any amount of memory
            self._whole = False
            _log.debug("%s: %s", self._name, error)


@dataclass(frozen=True)
class _Known:
    """What is known of the events before their bytes are read: their epoch ('' = not known), the commune's verdicts by
    seq, the session that nobody had closed and the seq of its opening ('', 0 = none), the highest seq."""

    epoch: object
    verdicts: dict[object, Row]
    session: str
    opening: object
    newest: object

    def wants(self, seq: object, session: object) -> bool:
        """Is the event still to be sent, or does the open session need it?"""
        of_session = bool(self.session) and (session == self.session or seq == self.opening)
        return of_session or self.verdicts.get(seq, ("",))[0] not in SENT


def copy_events(old: DamagedDatabase, fresh: sqlite3.Connection, device: str | None) -> int:
    """Copies, inside the caller's transaction, what the commune has not stored yet, and the session that was open.

    Args:
        device: the enrolled device; events of another one would be refused by the commune. None: not known.

    Returns:
        How many of the events are still to be sent.
    """
    known, kept = _known(old, device), dict[tuple[str, int], Row]()
    for seq, session, body in _events(old, known):
        wanted = known.wants(seq, session)
        event = _decoded(body) if wanted or seq == known.newest else None
        if event is None or (device is not None and event.device != device):
            continue
        fresh.execute("INSERT OR IGNORE INTO boots VALUES (?, ?)", (event.at.boot, event.at.boot_id))
        if wanted:
            verdict = known.verdicts.get(seq, (None, None, None))
            kept.setdefault((event.epoch, event.seq), (body, *verdict))
    rows = [(*place, *row) for place, row in sorted(kept.items())]      # by seq, however they could be read
    before = _unsent(fresh)
    fresh.executemany("INSERT OR IGNORE INTO salvaged_events VALUES (?, ?, ?, ?, ?, ?)", rows)
    return _unsent(fresh) - before


def _unsent(fresh: sqlite3.Connection) -> int:
    return int(fresh.execute("SELECT count(*) FROM salvaged_events WHERE verdict IS NULL").fetchone()[0])


def _events(old: DamagedDatabase, known: _Known) -> Iterator[Row]:
    """(seq, session, body) of the table's rows; then of what no row leads to, where some are missing. Seq and session
    are None for an event of another epoch: nothing is known of it."""
    yield from old.rows("events", "seq", "session", "body")
    if "events" not in old.incomplete:
        return
    for body in old.loose_events():
        event = _decoded(body)
        if event is not None:
            own = event.epoch == known.epoch
            yield event.seq if own else None, event.session if own else None, body


def _known(old: DamagedDatabase, device: str | None) -> _Known:
    verdicts = {seq: tuple(verdict) for seq, *verdict in old.rows(
        "deliveries", "seq", "verdict", "judged_at", "problem") if verdict[0] in VERDICTS}
    meta = {key: value for key, value in old.rows("meta", "key", "value")}  # noqa: C416  (rows are of any length)
    holder = device or meta.get("device", "")
    rows = sorted(old.rows("events", "seq", "epoch", "kind", "session"), key=lambda row: int(str(row[0])))
    open_session, opening = "", 0
    for seq, epoch, kind, session in rows:
        if kind == "session.opened":
            open_session, opening = event_ref(str(holder), str(epoch), int(str(seq))), int(str(seq))
        elif kind == "session.closed":
            open_session, opening = "", 0
        elif session and not open_session:          # opened in a database before this one
            open_session = str(session)
    epoch = rows[-1][1] if rows else meta.get("epoch", "")
    return _Known(epoch, verdicts, open_session, opening, rows[-1][0] if rows else 0)


def _decoded(body: object) -> Event | None:
    if not isinstance(body, bytes):
        return None
    try:
        return decode_event(body)
    except Malformed:
        return None
