"""The kiosk's database while the program runs: usable, replaced after damage, or not usable for now.

Guarantees: opening never raises, so that the kiosk starts and teaches without a database; one that could not be opened
is tried again every ``RETRY_MS`` by whoever wants to write; damage found while running is handled as at the start
(checked, set aside, salvaged, a new database and epoch). Only the writer's thread opens and repairs. Reads and writes
nothing itself.

    database = RunningDatabase(partial(prepare, data, boot_id, device, reserve), path, now_ms)
    database.open()
    writer = Writer(database.path, reserve, database.connect, database.repair)
    reader = Reader(database.path, database.connect_reading, writer.recheck)
    database.standing()                 # Standing(problem="", opened=2, set_aside=1, salvaged=231)

Source of the rules: docs/adr/0022-damage-while-running.md.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.core.errors import StoreError, StoreLocked
from kiosk.store.database import ReadyDatabase
from sync.database import open_database

RETRY_MS = 50_000               # between two attempts to open it where it cannot be used: less than between two probes
REPAIR_MS = 10_000              # between two checks for damage: what they did not mend at once they do not mend

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Standing:
    """``problem``: the code why there is no database now, '' = there is one. ``opened`` counts openings; ``set_aside``
    databases that were damaged since the start, ``salvaged`` their events that are still to be sent."""

    problem: str = ""
    opened: int = 0
    set_aside: int = 0
    salvaged: int = 0


class RunningDatabase:
    """``prepare`` makes the file ready or raises StoreError; ``now_ms`` is monotonic."""

    def __init__(self, prepare: Callable[[], ReadyDatabase], path: Path, now_ms: Callable[[], int]) -> None:
        self.path = path
        self._prepare, self._now_ms = prepare, now_ms
        self._ready: ReadyDatabase | None = None
        self._problem: StoreError | None = None
        self._tried_ms: int | None = None
        self._lock = threading.Lock()
        self._standing = Standing()

    @property
    def ready(self) -> ReadyDatabase | None:
        """The file as it was made ready last; None while there is none."""
        return self._ready

    def standing(self) -> Standing:
        return self._standing

    def open(self) -> bool:
        """Makes the file ready, or remembers why not."""
        with self._lock:
            self._tried_ms = self._now_ms()
            try:
                self._ready, self._problem = self._prepare(), None
            except StoreError as error:
                if self._problem is None or self._problem.code != error.code:
                    _log.error("%s: there is no database: %s", error.code, error)
                self._ready, self._problem = None, error
            self._standing = self._next_standing()
            return self._ready is not None

    def _next_standing(self) -> Standing:
        before = self._standing
        if self._ready is None:
            code = self._problem.code if self._problem else ""
            return Standing(code, before.opened, before.set_aside, before.salvaged)
        incident = self._ready.incident
        return Standing("", before.opened + 1, before.set_aside + (incident is not None),
                        before.salvaged + (incident.salvaged if incident else 0))

    def connect(self, path: Path) -> sqlite3.Connection:
        """A connection for the writer, who tries again now and then where there was no database.

        Raises:
            StoreError: there is none. StoreUnusable: it cannot be connected to.
        """
        if self._ready is None and self._due(RETRY_MS):
            self.open()
        return self.connect_reading(path)

    def connect_reading(self, path: Path) -> sqlite3.Connection:
        """A connection for a reader; never makes the file.

        Raises:
            StoreError: there is no database. StoreUnusable: it cannot be connected to.
        """
        if self._problem is not None:
            raise type(self._problem)(str(self._problem))
        if self._ready is None or not path.exists():
            raise StoreLocked("the database is being made ready")
        return open_database(path)

    def require(self) -> None:
        """For programs that are of no use without a database. Raises StoreError where there is none."""
        if self._problem is not None:
            raise self._problem

    def repair(self) -> bool:
        """Looks for damage, and replaces the file where it is; True where writing may be tried again."""
        return self._due(REPAIR_MS) and self.open()

    def _due(self, every_ms: int) -> bool:
        return self._tried_ms is None or self._now_ms() - self._tried_ms >= every_ms
