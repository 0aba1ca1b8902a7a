"""Does the database answer, and what is told of it?

Guarantees: about once a minute a row is written and read back, in between the writer is only asked; a database that
another process holds counts as alive, and so does a kiosk that has none (a restart would not give it one); damage that
could not be repaired, and a writer that says nothing, do not. Repairs and reopens nothing itself: the writer does, when
it is asked. One thread only.

    probe = DatabaseProbe(writer, database, now_ms, resumed)
    probe.turn()                # True: alive
    probe.news()                # DatabaseProbed(...) where there is something to tell, else None
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.core.errors import StoreDamaged, StoreError
from kiosk.core.inputs import DatabaseProbed
from kiosk.core.ports import OpenSession
from kiosk.store.running import RunningDatabase
from kiosk.store.writer import Writer, WriterSilent

PROBE_MS = 60_000               # between two rows written as a proof
ANSWER_S = 12.0                 # a locked file is answered after five seconds, or ten behind others' writes

_log = logging.getLogger(__name__)


def probed(database: RunningDatabase) -> DatabaseProbed:
    """How the database stands, as far as opening it told."""
    now = database.standing()
    return DatabaseProbed(now.problem, now.set_aside, now.salvaged)


class DatabaseProbe:
    """``resumed`` finds the session that nobody closed; asked where a database came back."""

    def __init__(self, writer: Writer, database: RunningDatabase, now_ms: Callable[[], int],
                 resumed: Callable[[], OpenSession | None]) -> None:
        self._writer, self._database, self._now_ms, self._resumed = writer, database, now_ms, resumed
        self._proved_ms = now_ms()
        self._problem = database.standing().problem
        self._told = probed(database)
        self._missing = self._problem != ""
        self._due = False

    def turn(self, *, only_proof: bool = False) -> bool:
        """Asks the database, and proves it once a minute; whether the kiosk is alive.

        Args:
            only_proof: nobody watches: the database is left alone in between.
        """
        self._due = self._now_ms() - self._proved_ms >= PROBE_MS
        if only_proof and not self._due:
            return True
        try:
            if self._due:
                self._proved_ms = self._now_ms()
                self._writer.probe(ANSWER_S)
            else:
                self._writer.do("SELECT 1", (), ANSWER_S)
        except StoreError as error:
            self._fails(error.code)
            return not self._restart_helps(error)
        self._problem = ""
        return True

    def news(self) -> DatabaseProbed | None:
        """What the last turn showed: every proof, and in between what is new."""
        now = self._database.standing()
        there = not self._problem
        found = DatabaseProbed(self._problem, now.set_aside, now.salvaged)
        if found == self._told and not self._due:
            return None
        self._told = found
        came_back, self._missing = self._missing and there, now.problem != ""
        return DatabaseProbed("", now.set_aside, now.salvaged, True, self._resumed()) if came_back else found

    def _fails(self, code: str) -> None:
        if code != self._problem:
            _log.warning("%s: the database did not answer", code)
        self._problem = code

    def _restart_helps(self, error: StoreError) -> bool:
        """A start repairs what could not be repaired while running, and frees a writer that hangs."""
        hangs = isinstance(error, WriterSilent)
        return hangs or (isinstance(error, StoreDamaged) and self._database.standing().opened > 0)
