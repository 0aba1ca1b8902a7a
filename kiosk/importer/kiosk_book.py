"""The kiosk's database, as installing packs needs it: marks, the anchored time, and what is to be told the commune.

Guarantees: works beside a running kiosk on the same file and never sets that file aside; ``record`` returns only
after COMMIT, or says why there is nothing to record to. Installs nothing.

    with open_kiosk_book(config.data, config.reserve_bytes) as book:
        Trust(root, config.data / "packs", book.versions_seen)
        book.record(NewEvent("pack.installed", {"pack": "goi", "version": "1.1.0", "previous": "1.0.0"}))
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue

from kiosk.core.errors import StoreLocked
from kiosk.core.inputs import Kept, NotKept
from kiosk.core.ports import NewEvent
from kiosk.store.clock import BootClock, SqliteAnchors, TimeSources, kept_anchors, system_boot_id, system_sources
from kiosk.store.database import ReadyDatabase, attach
from kiosk.store.disk_reserve import Reserve
from kiosk.store.identity import Identity
from kiosk.store.journal import SqliteJournal, Stamp
from kiosk.store.reader import Reader
from kiosk.store.rollback_marks import SqliteVersionsSeen
from kiosk.store.writer import ANSWER_S, Writer

NOT_RECORDED = "Máy chưa ghi danh với xã nên việc này không được ghi vào sổ."


@dataclass(frozen=True)
class KioskBook:
    """The open file. ``sources`` are this machine's clocks."""

    data: Path
    ready: ReadyDatabase
    reader: Reader
    writer: Writer
    sources: TimeSources

    @property
    def versions_seen(self) -> SqliteVersionsSeen:
        return SqliteVersionsSeen(self.ready.path)

    def anchored(self) -> datetime | None:
        """What time it is by NTP or by an anchor of this boot; None where there is neither. A facilitator's word
        on the date does not count: a slip of the finger must not make good sticks expire."""
        if self.sources.ntp_marker.exists():
            return self.sources.utc()
        known = [anchor for anchor in kept_anchors(self.reader)
                 if anchor.boot_id == self.ready.boot_id and anchor.source != "facilitator"]
        if not known:
            return None
        last = max(known, key=lambda anchor: anchor.ms)
        return (last.utc + timedelta(milliseconds=self.sources.boottime_ms() - last.ms)).astimezone(UTC)

    def record(self, event: NewEvent) -> str:
        """Writes ``event``; '' once it is durable, else one sentence why it was not written."""
        identity = Identity(self.data)
        if identity.device() is None:
            return NOT_RECORDED
        answers: SimpleQueue[Kept | NotKept] = SimpleQueue()
        clock = BootClock(self.ready.boot, self.ready.boot_id, self.sources, SqliteAnchors(self.reader, self.writer))
        SqliteJournal(self.writer, Stamp(clock.now, identity.device), answers.put).write(event)
        try:
            answer = answers.get(timeout=ANSWER_S)
        except Empty:
            answer = NotKept(0, StoreLocked.code)
        return "" if isinstance(answer, Kept) else f"Việc này chưa ghi được vào sổ của máy ({answer.code})."


@contextmanager
def open_kiosk_book(data: Path, reserve_bytes: int, sources: TimeSources | None = None) -> Iterator[KioskBook]:
    """Raises StoreError."""
    ready = attach(data, system_boot_id())
    reader = Reader(ready.path)
    writer = Writer(ready.path, Reserve(data / "reserve", reserve_bytes))
    try:
        yield KioskBook(data, ready, reader, writer, sources or system_sources())
    finally:
        writer.close()
        reader.close()
