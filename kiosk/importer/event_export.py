"""The kiosk's events onto a stick, and the commune's receipts back from it.

Guarantees: an export has its name only after all of it is on the stick, was read back, and is durable; until then the
export before it stays; one that was cut off goes on from its last whole line. No event is marked, let alone removed,
by being exported: only by the commune's own receipt, which is taken before anything is written. What is written can
be read by the commune alone. Waits for nobody and mounts nothing.

    EventExport(StickFiles(stick, device), PendingEvents(path), enrolment).carry("2026-12-01T02:26:30Z", tell=print)

Source of the rules: docs/protocol.md "By stick"; docs/adr/0025.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from nacl.exceptions import CryptoError
from nacl.signing import SigningKey

from kiosk.core.errors import NotEnrolled, ReceiptForeign, StickDamaged, StickReadOnly
from kiosk.importer.stick_files import StickDisk, StickFiles, on_stick
from kiosk.packs.format.atomic_files import read_file
from kiosk.store.pending_events import PendingEvent, PendingEvents
from sync.protocol import BATCH_BYTES, BATCH_EVENTS, Enrolment, encode_batch, stands_at
from sync.protocol.errors import Malformed
from sync.protocol.stick_export import (
    EXPORT_BYTES,
    LINE_BYTES,
    MAX_BATCHES,
    RECEIPT_BYTES,
    ExportBatch,
    ExportManifest,
    ExportRefused,
    ExportTally,
    checked_lines,
    decode_receipt,
    encode_line,
    fingerprint,
    places,
    ranges_of,
    seal_batch,
    sign,
)

SYNC_LINES: Final = 16                  # lines, at most, that a cut makes the kiosk write again
Tell = Callable[[int, int], None]       # events written, of how many

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Exported:
    """``events`` are on the stick, of ``pending``; ``received`` were newly marked by the commune's receipt; ``code``
    says why a receipt that was there was not taken."""

    events: int
    pending: int
    received: int
    code: str = ""


@dataclass(frozen=True)
class EventExport:
    """``enrolment`` is this device's, with its key and the commune's."""

    files: StickFiles
    pending: PendingEvents
    enrolment: Enrolment
    disk: StickDisk = field(default_factory=StickDisk)

    def worthwhile(self) -> bool:
        """Whether there is anything to write, to read or to clear away. Raises StoreError."""
        files = self.files
        return any(path.exists() for path in (files.receipt, files.whole, files.part)) or self.pending.count() > 0

    def carry(self, made: str, tell: Tell) -> Exported:
        """Takes the receipt, then writes everything that is still pending, as far as one export holds it.

        Args:
            made: what the kiosk's clock says; shown at the commune, never judged.

        Raises:
            StickFull, StickReadOnly, StickGone, StickDamaged: the export before this one is still there.
            NotEnrolled: the keys of the enrolment are not usable.
            StoreError: the kiosk's own database.
        """
        check_keys(self.enrolment)
        received, code = self._receipt()
        pending = self.pending.count()
        if not pending:
            self._clear()
            return Exported(0, 0, received, code)
        draft = _Draft.resumed(self.files, self.disk, self.enrolment)
        written = self._write(draft, pending, tell)
        draft.finish(made)
        return Exported(written, pending, received, code)

    # --- down: the commune's receipt ------------------------------------------------------------

    def _receipt(self) -> tuple[int, str]:
        """How many events it newly marks, and a code where it is not to be believed."""
        if self.files.folder.is_symlink():
            raise StickDamaged(f"{self.files.folder} là đường dẫn tắt, máy không đọc qua đó")
        if not self.files.receipt.exists():
            return 0, ""
        try:
            content = read_file(self.files.receipt, RECEIPT_BYTES)
            receipt = decode_receipt(content, self.enrolment.reply.server_key, self.enrolment.reply.device)
        except (StickDamaged, Malformed) as error:
            _log.warning("%s: the receipt on the stick is not taken: %s", ReceiptForeign.code, error)
            return 0, ReceiptForeign.code
        return self.pending.take_receipt(receipt, hashlib.sha256(content).hexdigest()), ""

    def _clear(self) -> None:
        """Everything reached the commune: what lies on the stick is of no use any more."""
        left = [path for path in (self.files.whole, self.files.part, self.files.receipt) if path.is_file()]
        try:
            with on_stick():
                for path in left:
                    self.disk.remove(path)
                if left:
                    self.disk.sync(self.files.folder)
        except StickReadOnly as error:
            _log.info("%s: left on the stick: %s", error.code, error)

    # --- up: what is pending --------------------------------------------------------------------

    def _write(self, draft: _Draft, pending: int, tell: Tell) -> int:
        """How many of the pending events the draft holds at the end."""
        written = 0
        for events in self._pages():
            new = [event for event in events if not draft.has(event)]
            while new and not draft.full:
                new = new[draft.add(new):]
            written += len(events) - len(new)
            tell(written, pending)
            if draft.full:
                break
        return written

    def _pages(self) -> Iterator[list[PendingEvent]]:
        """Everything pending, oldest first, without rows that are no events: the sync worker sets those aside."""
        after = 0
        while events := self.pending.page(after, BATCH_EVENTS):
            after = events[-1].seq
            sound = [event for event in events if stands_at(event.body, event.epoch, event.seq)]
            if len(sound) < len(events):
                _log.warning("%d rows are no events and stay here", len(events) - len(sound))
            if sound:
                yield sound


def check_keys(enrolment: Enrolment) -> None:
    """Nothing is ever written unsealed: without keys there is no export. Raises NotEnrolled."""
    try:
        SigningKey(base64.b64decode(enrolment.private_key, validate=True))
        seal_batch(b"", enrolment.reply.server_key)
    except (Malformed, CryptoError, ValueError) as error:
        raise NotEnrolled("the keys of the enrolment are not usable") from error


class _Draft:
    """The export that is being written, line by line, below its temporary name."""

    def __init__(self, files: StickFiles, disk: StickDisk, enrolment: Enrolment) -> None:
        self._files, self._disk, self._enrolment = files, disk, enrolment
        self._seed = base64.b64decode(enrolment.private_key)
        self._to = fingerprint(enrolment.reply.server_key)
        self._export = secrets.token_hex(16)
        self._tally, self._size, self._unsynced = ExportTally(), 0, 0
        self._seen: dict[str, set[int]] = defaultdict(set)
        self._hash = hashlib.sha256()

    @classmethod
    def resumed(cls, files: StickFiles, disk: StickDisk, enrolment: Enrolment) -> _Draft:
        """With the whole lines of an export that was cut off. Raises StickGone, StickReadOnly, StickDamaged."""
        draft = cls(files, disk, enrolment)
        with on_stick():
            disk.make_folder(files.folder)
            if files.part.is_symlink() or (files.part.exists() and not files.part.is_file()):
                raise StickDamaged(f"{files.part.name} trên USB không phải tệp thường")
            if files.part.exists():
                draft._take_over()
        return draft

    def _take_over(self) -> None:
        key = bytes(SigningKey(self._seed).verify_key)
        with self._files.part.open("rb") as stream:
            raw: list[bytes] = []

            def lines() -> Iterator[bytes]:
                while line := stream.readline(LINE_BYTES + 1):
                    raw.append(line)
                    yield line
            try:
                for record in checked_lines(lines(), lambda _device: key, self._to):
                    if not isinstance(record, ExportBatch) or record.device != self._enrolment.reply.device:
                        return
                    self._export = record.export
                    self._count(record, raw.pop())
            except ExportRefused as cut:
                _log.info("the export before was cut off after %d batches: %s", len(self._tally.batches), cut)

    @property
    def full(self) -> bool:
        """Whether the rest has to wait for the next visit."""
        return len(self._tally.batches) >= MAX_BATCHES or self._size > EXPORT_BYTES - 2 * LINE_BYTES

    def has(self, event: PendingEvent) -> bool:
        return event.seq in self._seen[event.epoch]

    def add(self, events: Sequence[PendingEvent]) -> int:
        """Writes one batch of the first of ``events``; how many there are in it.

        Raises:
            StickFull, StickReadOnly, StickGone, StickDamaged
        """
        body = encode_batch([event.body for event in events])
        while len(body) > BATCH_BYTES and len(events) > 1:
            events = events[: len(events) // 2]
            body = encode_batch([event.body for event in events])
        reply = self._enrolment.reply
        batch = sign(ExportBatch(
            self._export, len(self._tally.batches) + 1, reply.device, self._to,
            ranges_of((event.epoch, event.seq) for event in events), seal_batch(body, reply.server_key)), self._seed)
        line = encode_line(batch)
        self._append(line)
        self._count(batch, line)
        return len(events)

    def finish(self, made: str) -> None:
        """The manifest, then the name. Raises StickFull, StickReadOnly, StickGone, StickDamaged."""
        tally = self._tally
        line = encode_line(sign(ExportManifest(
            self._export, self._enrolment.reply.device, self._to, tally.spans(), tally.events, tally.batches, made),
            self._seed))
        self._append(line)
        self._hash.update(line)
        with on_stick():
            self._disk.sync(self._files.part)
            if self._disk.digest(self._files.part) != self._hash.hexdigest():
                raise StickDamaged("USB không giữ đúng những gì máy đã ghi; lấy USB khác")
            self._disk.rename(self._files.part, self._files.whole)
            self._disk.sync(self._files.folder)
            if self._files.receipt.exists():        # it was taken, and speaks of the export before
                self._disk.remove(self._files.receipt)
                self._disk.sync(self._files.folder)

    def _append(self, line: bytes) -> None:
        with on_stick():
            self._disk.append(self._files.part, line, self._size)
            self._unsynced += 1
            if self._unsynced >= SYNC_LINES:
                self._disk.sync(self._files.part)
                self._unsynced = 0

    def _count(self, batch: ExportBatch, line: bytes) -> None:
        self._tally.add(batch, line)
        self._size += len(line)
        self._hash.update(line)
        for epoch, seq in places(batch.ranges):
            self._seen[epoch].add(seq)
