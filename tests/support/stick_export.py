"""A kiosk without a network, its commune, and sticks between them that fail at a numbered step.

    with offline_kiosk(tmp_path, commune) as kiosk:
        kiosk.record(7); kiosk.export(stick); kiosk.commune_imports(stick)
"""

from __future__ import annotations

import base64
import errno
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from django.core.management import call_command
from nacl.signing import SigningKey

from kiosk.importer.event_export import EventExport, Exported
from kiosk.importer.kiosk_book import KioskBook, open_kiosk_book
from kiosk.importer.stick_files import StickDisk, StickFiles
from kiosk.store.pending_events import PendingEvents
from sync.database import open_database, writing
from sync.protocol import Enrolment, canonical, encode_batch
from sync.worker.outbox import Counts, Judgement, SqliteOutbox
from tests.support.commune import Commune, Device, Kiosk, StoredEvent, enrolled, receive, reply_for, timezone
from tests.support.fakes.store import SMALL_RESERVE

MADE = "2026-12-01T02:26:30Z"


@dataclass
class OfflineKiosk:
    """``wire`` signs as the device; ``stick`` steps are those of the disk that is handed in."""

    book: KioskBook
    wire: Kiosk
    enrolment: Enrolment
    recorded: int = 0

    @property
    def device(self) -> Device:
        return self.wire.device

    @property
    def pending(self) -> PendingEvents:
        return PendingEvents(self.book.ready.path)

    def record(self, count: int) -> None:
        """Writes so many events, as the kiosk's writer does."""
        with closing(open_database(self.book.ready.path)) as database, writing(database):
            for _ in range(count):
                self.recorded += 1
                event = self.wire.event(self.recorded, epoch=self.book.ready.epoch)
                database.execute(
                    "INSERT INTO events (seq, epoch, kind, boot, ms, sha256, body) VALUES (?, ?, ?, 1, 0, ?, ?)",
                    (event.seq, event.epoch, event.kind, event.sha256, canonical(event)))

    def export(self, stick: Path, disk: StickDisk | None = None) -> Exported:
        files = StickFiles(stick, self.device.pk)
        return EventExport(files, self.pending, self.enrolment, disk or StickDisk()).carry(MADE, lambda *_: None)

    def files(self, stick: Path) -> StickFiles:
        return StickFiles(stick, self.device.pk)

    def by_network(self, *, acknowledged: bool = True) -> None:
        """Everything pending, by the other way; where not ``acknowledged`` the answer is lost."""
        events = self.pending.page(0, 200)
        if not events:
            return
        verdicts = receive(self.device, encode_batch([event.body for event in events]), timezone.now()).verdicts
        if acknowledged:
            with closing(SqliteOutbox.open(self.book.ready.path)) as outbox:
                outbox.judge([Judgement(v.epoch, v.seq, v.verdict) for v in verdicts], MADE)

    def counts(self) -> Counts:
        with closing(SqliteOutbox.open(self.book.ready.path)) as outbox:
            return outbox.counts()

    def marked(self) -> set[int]:
        """Numbers of the events that count as sent."""
        with closing(open_database(self.book.ready.path)) as database:
            return {seq for (seq,) in database.execute("SELECT seq FROM deliveries WHERE verdict != 'rejected'")}

    def stored(self) -> list[int]:
        """Numbers of the events that the commune has, with repetitions if there were any."""
        rows = StoredEvent.objects.filter(device=self.device, epoch=self.book.ready.epoch)
        return sorted(rows.values_list("seq", flat=True))


@contextmanager
def offline_kiosk(folder: Path, commune: Commune) -> Iterator[OfflineKiosk]:
    wire = enrolled("http://127.0.0.1:1", commune)
    data = folder / wire.device.pk
    data.mkdir()
    seed = base64.b64encode(wire.seed).decode()
    enrolment = Enrolment("http://127.0.0.1:1", "", seed, reply_for(wire.device))
    (data / "enrolment.json").write_bytes(msgspec.json.encode(enrolment))
    with open_kiosk_book(data, SMALL_RESERVE) as book:
        yield OfflineKiosk(book, wire, enrolment)


def imported(stick: Path) -> None:
    """``commune import``; raises CommuneError as it does."""
    call_command("import", str(stick))


class SteppedStick(StickDisk):
    """Counts every change; the one numbered ``at`` (from 1) is done by half where it can be, then ``act`` raises."""

    def __init__(self, at: int = 0, act: Callable[[], None] = lambda: None) -> None:
        self.steps = 0
        self._at, self._act = at, act

    def _due(self) -> bool:
        self.steps += 1
        return self.steps == self._at

    def append(self, path: Path, piece: bytes, at: int) -> None:
        if self._due():
            super().append(path, piece[: len(piece) // 2], at)
            self._act()
        super().append(path, piece, at)

    def sync(self, path: Path) -> None:
        if self._due():
            self._act()
        super().sync(path)

    def rename(self, old: Path, new: Path) -> None:
        if self._due():
            self._act()
        super().rename(old, new)

    def remove(self, path: Path) -> None:
        if self._due():
            self._act()
        super().remove(path)


@dataclass
class Failing:
    """``act`` for a stick that answers with an error from then on."""

    number: int = errno.EIO
    raised: int = field(default=0)

    def __call__(self) -> None:
        self.raised += 1
        raise OSError(self.number, "as a stick that was pulled")


def other_commune_key() -> str:
    return base64.b64encode(bytes(SigningKey.generate().verify_key)).decode()
