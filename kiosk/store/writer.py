"""The one thread that writes the kiosk's file.

Guarantees: jobs are applied in the order they came; what waits together is committed together; ``kept`` is
called only after COMMIT returned, and every job gets exactly one answer, also when the disk is full, the
file is locked or damaged, or the writer has been closed. Where the file is damaged ``repair`` is asked, and what
waited is written into its successor; where another file has taken the name, that one is written to. Does not know
what a job writes.

    writer = Writer(path, Reserve(data / "reserve"))
    writer.submit(job)                # answered later, from the writer's thread
    writer.close()                    # commits what waits, then ends

Source of the rules: docs/adr on durability; the reserve: a full disk must not stop attendance.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Protocol

from kiosk.core.errors import DiskFull, StoreDamaged, StoreError, StoreLocked
from kiosk.store.disk_reserve import Reserve
from kiosk.store.sqlite_errors import as_store_error, is_damage
from sync.database import file_identity, open_database, writing
from sync.protocol.errors import StoreUnusable

GROUP_JOBS = 100            # jobs, at most, in one transaction
ANSWER_S = 10.0             # seconds ``do`` waits for its answer

_log = logging.getLogger(__name__)

Connect = Callable[[Path], sqlite3.Connection]


class WriterSilent(StoreLocked):
    """The writer gave no answer in time: it may hang, where a locked file would have been answered."""


class Job(Protocol):
    """Something to write."""

    def apply(self, database: sqlite3.Connection) -> None:
        """Writes inside the transaction; may be called again after a rollback. Raises ``StoreError``,
        before it has written anything, to refuse itself alone."""

    def kept(self) -> None:
        """COMMIT returned."""

    def refused(self, error: StoreError) -> None:
        """Nothing of this job was stored."""


class SmallWrite:
    """One statement nobody waits for; a failure is logged with its code."""

    def __init__(self, sql: str, values: Sequence[object]) -> None:
        self._sql = sql
        self._values = values

    def apply(self, database: sqlite3.Connection) -> None:
        database.execute(self._sql, tuple(self._values))

    def kept(self) -> None:
        pass

    def refused(self, error: StoreError) -> None:
        _log.warning("%s: %s not written", error.code, self._sql.split("(")[0].strip())


def _no_repair() -> bool:
    return False


class Writer:
    """Owns the writing connection. ``connect`` opens it and ``repair`` mends the file (True: try again), both in the
    writer's own thread."""

    def __init__(self, path: Path, reserve: Reserve, connect: Connect = open_database,
                 repair: Callable[[], bool] = _no_repair) -> None:
        self._path = path
        self._reserve = reserve
        self._connect = connect
        self._repair = repair
        self._identity: tuple[int, int] | None = None
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._reserve_whole = False
        self._database: sqlite3.Connection | None = None
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Returns at once; the job is answered from the writer's thread (from this one if closed)."""
        with self._lock:
            if not self._closed:
                self._jobs.put(job)
                return
        job.refused(StoreDamaged("the writer is closed"))

    def do(self, sql: str, values: Sequence[object], timeout_s: float = ANSWER_S) -> None:
        """Writes one statement and waits until it is durable.

        Raises:
            StoreError: it was not stored, or no answer came within ``timeout_s`` seconds.
        """
        job = _Awaited(sql, values)
        self.submit(job)
        job.answer(timeout_s)

    def probe(self, timeout_s: float = ANSWER_S) -> None:
        """Writes a row, durably, and reads it and the newest event back.

        Raises:
            StoreError: as ``do``.
        """
        job = _Probe()
        self.submit(job)
        job.answer(timeout_s)

    def recheck(self) -> None:
        """Somebody met damage while reading: the file is looked at, as if a write had met it. From any thread."""
        self.submit(_Recheck())

    def close(self) -> None:
        """Commits everything submitted before, answers it, ends the thread."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        group: list[Job] = []
        self._tend_reserve()
        try:
            while group := self._waiting():
                self._keep(group)
                group = []
                self._tend_reserve()
        finally:
            self._leave(group)

    def _waiting(self) -> list[Job]:
        job = self._jobs.get()
        group: list[Job] = []
        while job is not None:
            group.append(job)
            if len(group) == GROUP_JOBS:
                return group
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return group
        if group:
            self._jobs.put(None)
        return group

    def _keep(self, group: list[Job]) -> None:
        outcomes: Sequence[StoreError | None]
        try:
            outcomes = self._commit_or_repair(group)
        except StoreDamaged as error:
            if len(group) > 1:
                for job in group:
                    self._keep([job])
                return
            outcomes = [error]
        except StoreError as error:
            outcomes = [error] * len(group)
        for job, outcome in zip(group, outcomes, strict=True):
            self._answer(job, outcome)

    @staticmethod
    def _answer(job: Job, outcome: StoreError | None) -> None:
        if outcome is None:
            job.kept()
        else:
            job.refused(outcome)

    def _commit_or_repair(self, group: list[Job]) -> list[StoreError | None]:
        try:
            return self._commit_or_spend(group)
        except StoreDamaged as error:
            if not (is_damage(error) and self._repair()):
                raise
        return self._commit_or_spend(group)

    def _commit_or_spend(self, group: list[Job]) -> list[StoreError | None]:
        try:
            return self._commit(group)
        except DiskFull:
            if not self._reserve.spend():
                raise
        self._reserve_whole = False
        return self._commit(group)

    def _commit(self, group: list[Job]) -> list[StoreError | None]:
        try:
            with writing(self._connected()) as database:
                outcomes = [_applied(job, database) for job in group]
        except (StoreUnusable, sqlite3.Error, OSError, StoreError) as error:
            refusal = as_store_error(error)
            if refusal is error:
                raise
            _log.warning("%s: %d writes refused: %s", refusal.code, len(group), error)
            if not isinstance(refusal, DiskFull | StoreLocked):
                self._disconnect()
            raise refusal from error
        return outcomes

    def _connected(self) -> sqlite3.Connection:
        """The connection to the file that has the name now."""
        identity = file_identity(self._path)
        if identity is not None and identity != self._identity:
            self._disconnect()
        if self._database is None:
            self._database = self._connect(self._path)
            self._identity = file_identity(self._path)
        return self._database

    def _tend_reserve(self) -> None:
        if not self._reserve_whole:
            self._reserve_whole = self._reserve.ensure()

    def _disconnect(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _leave(self, unanswered: list[Job]) -> None:
        with self._lock:
            self._closed = True
        while not self._jobs.empty():
            job = self._jobs.get()
            if job is not None:
                unanswered.append(job)
        for job in unanswered:
            job.refused(StoreDamaged("the writer stopped"))
        self._disconnect()


def _applied(job: Job, database: sqlite3.Connection) -> StoreError | None:
    try:
        job.apply(database)
    except StoreError as error:
        return error
    return None


class _MetDamage(sqlite3.DatabaseError):
    """What a reader met, told again where the file can be repaired."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


class _Recheck(SmallWrite):
    """Finds the file damaged once; writes nothing into what stands there after the repair."""

    def __init__(self) -> None:
        super().__init__("recheck", ())
        self._told = False

    def apply(self, database: sqlite3.Connection) -> None:
        if not self._told:
            self._told = True
            raise _MetDamage("met while reading")


class _Awaited(SmallWrite):
    """A small write somebody waits for."""

    def __init__(self, sql: str, values: Sequence[object]) -> None:
        super().__init__(sql, values)
        self._answered = threading.Event()
        self._error: StoreError | None = None

    def kept(self) -> None:
        self._answered.set()

    def refused(self, error: StoreError) -> None:
        self._error = error
        self._answered.set()

    def answer(self, timeout_s: float) -> None:
        if not self._answered.wait(timeout_s):
            raise WriterSilent(f"no answer from the writer within {timeout_s} s")
        if self._error is not None:
            raise self._error


class _Probe(_Awaited):
    """A row of its own that says when it was written."""

    def __init__(self) -> None:
        super().__init__("INSERT OR REPLACE INTO meta VALUES ('probe', ?)", (str(time.time_ns()),))

    def apply(self, database: sqlite3.Connection) -> None:
        super().apply(database)
        found = database.execute("SELECT value FROM meta WHERE key = 'probe'").fetchone()
        database.execute("SELECT body FROM events ORDER BY seq DESC LIMIT 1").fetchone()
        if found is None or found[0] != self._values[0]:
            raise _MetDamage("what was written does not read back")
