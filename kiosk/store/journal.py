"""The journal the core writes to.

Guarantees: ``write`` never waits; ``Kept`` is posted only after COMMIT returned, else ``NotKept`` with the
reason's code; an event bears the moment of ``write``, not of the commit. Does not retry: what was not kept
is the core's to tell.

    journal = SqliteJournal(writer, Stamp(clock.now, identity.device), post)
    ticket = journal.write(NewEvent("attendance.checked_in", {"way": "badge"}, session, learner))
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from kiosk.core.errors import EventRefused, NotEnrolled, StoreError
from kiosk.core.inputs import Kept, NotKept
from kiosk.core.ports import NewEvent
from kiosk.store.event_log import append
from kiosk.store.writer import Writer
from sync.protocol import Moment

_log = logging.getLogger(__name__)

Post = Callable[[Kept | NotKept], None]


@dataclass(frozen=True)
class Stamp:
    """What marks every event: when, by which enrolled device (None before enrolment)."""

    now: Callable[[], Moment]
    device: Callable[[], str | None]


class SqliteJournal:
    """``kiosk.core.ports.Journal`` on the writer thread. ``post`` is called from that thread."""

    def __init__(self, writer: Writer, stamp: Stamp, post: Post) -> None:
        self._writer = writer
        self._stamp = stamp
        self._post = post
        self._tickets = count(1)

    def write(self, event: NewEvent) -> int:
        """Hands ``event`` to the writer; ``Kept`` or ``NotKept`` with the returned ticket is posted."""
        entry = _Entry(next(self._tickets), event, self._stamp.now(), self._stamp, self._post)
        self._writer.submit(entry)
        return entry.ticket

    def close(self) -> None:
        """Keeps what waits and ends the writer."""
        self._writer.close()


class _Entry:
    """One event on its way into the file."""

    def __init__(self, ticket: int, event: NewEvent, at: Moment, stamp: Stamp, post: Post) -> None:
        self.ticket = ticket
        self._event = event
        self._at = at
        self._stamp = stamp
        self._post = post
        self._ref = ""

    def apply(self, database: sqlite3.Connection) -> None:
        device = self._stamp.device()
        if device is None:
            raise NotEnrolled("this kiosk has no identity yet")
        self._ref = append(database, device, self._event, self._at)

    def kept(self) -> None:
        self._post(Kept(self.ticket, self._ref))

    def refused(self, error: StoreError) -> None:
        if isinstance(error, EventRefused):
            _log.error("%s: a defect: %s", error.code, error)
        self._post(NotKept(self.ticket, error.code))
