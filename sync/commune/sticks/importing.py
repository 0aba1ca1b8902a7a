"""Takes one export in, by the same way as the network: each of its batches goes through ``events.ingest.receive``.

Guarantees: only lines that an enrolled device of this commune signed, sealed to this commune, count, in their order, up
to the first that is not so; what was taken in before is counted once, however often it comes; a receipt names only
events that are committed here. Opens no file.

    result = import_export(commune, "mau-0001-5e884898.batches", stream, timezone.now())
    result.stored, result.problem, result.receipt

Source of the rules: docs/protocol.md "By stick"; docs/adr/0025.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Protocol

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from sync.commune.devices.models import Device
from sync.commune.events.ingest import receive
from sync.commune.sticks.models import StickImport
from sync.commune.tenancy.current import current_data_dir
from sync.commune.tenancy.models import Commune
from sync.protocol import Verdict, Verdicts, decode_batch
from sync.protocol.errors import Malformed
from sync.protocol.stick_export import (
    EXPORT_BYTES,
    LINE_BYTES,
    RECEIPT_BYTES,
    ExportBatch,
    ExportDamaged,
    ExportForeign,
    ExportManifest,
    ExportRefused,
    ExportTampered,
    Receipt,
    ReceiptRun,
    checked_lines,
    encode_receipt,
    fingerprint,
    open_batch,
    places,
    run_digest,
    sign,
)


class DeviceRevoked(ExportRefused):
    """The commune took this device off."""


class ExportUnfinished(ExportRefused):
    """Every line is good, but the last one is missing."""


SENTENCES: Final[dict[type[ExportRefused], str]] = {
    ExportForeign: gettext_noop("Tệp này không gửi cho xã mình, hoặc của máy mà xã chưa ghi danh."),
    DeviceRevoked: gettext_noop("Xã đã thu hồi máy này nên không nhận tệp của máy."),
    ExportTampered: gettext_noop("Tệp này bị sửa, hoặc ghép từ nhiều tệp; xã không nhận từ chỗ đó trở đi."),
    ExportDamaged: gettext_noop("Tệp này hỏng hoặc bị cắt giữa chừng; xã không nhận từ chỗ đó trở đi."),
    ExportUnfinished: gettext_noop("Tệp này máy chưa ghi xong; phần còn lại máy sẽ gửi ở lần sau."),
}
NO_EXPORT: Final = gettext_noop("Đây không phải tệp sổ của máy, hoặc tệp hỏng ngay từ đầu.")
ALREADY: Final = gettext_noop("Xã đã nhận đủ tệp này từ trước, không cộng thêm dòng nào.")


class LineReader(Protocol):
    """A file, or an upload."""

    def readline(self, size: int, /) -> bytes: ...


@dataclass
class ImportResult:
    """What became of one file. ``problem`` is a Vietnamese sentence, "" where the file is whole and true."""

    name: str
    device: Device | None = None
    export: str = ""
    words: Counter[str] = field(default_factory=Counter)
    runs: list[ReceiptRun] = field(default_factory=list)
    problem: str = ""
    receipt: bytes = b""

    @property
    def stored(self) -> int:
        return self.words["stored"]

    @property
    def duplicate(self) -> int:
        return self.words["duplicate"]

    @property
    def held(self) -> int:
        """In the quarantine."""
        return self.words["conflict"] + self.words["rejected"]

    @property
    def note(self) -> str:
        """A sentence where the whole file was here before."""
        return ALREADY if self.duplicate and not self.stored and not self.held and not self.problem else ""


def import_export(commune: Commune, name: str, stream: LineReader, now: datetime) -> ImportResult:
    """Stores what is good of the export in ``stream``, and remembers its receipt.

    Args:
        name: of the file, for people.
        now: goes into the receipt and beside the stored events.
    """
    result = ImportResult(name)
    try:
        _take(commune, stream, now, result)
    except ExportRefused as refused:
        nothing = isinstance(refused, ExportDamaged | ExportUnfinished) and not result.export
        result.problem = NO_EXPORT if nothing else SENTENCES[type(refused)]
    if result.runs and result.device is not None:
        result.receipt = receipt_of(result.device, result.export, result.runs, now)
        _remember(commune, result, now)
    return result


def receipt_of(device: Device, export: str, runs: Sequence[ReceiptRun], now: datetime) -> bytes:
    """The signed receipt; of a very long one the end is left out, and what it would name stays pending there."""
    at = now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    kept = list(runs)
    while True:
        content = encode_receipt(sign(Receipt(device.pk, export, at, kept), _server_seed()))
        if len(content) <= RECEIPT_BYTES:
            return content
        kept = kept[: len(kept) // 2]


def _server_seed() -> bytes:
    return current_data_dir().key("server")


def _take(commune: Commune, stream: LineReader, now: datetime, result: ImportResult) -> None:
    """Raises ExportRefused; what ``result`` tells by then is stored."""
    def key_of(name: str) -> bytes:
        device = Device.objects.for_commune(commune).select_related("site", "commune").filter(pk=name).first()
        if device is None:
            raise ExportForeign("no such device")
        if device.revoked_at is not None:
            raise DeviceRevoked("the device was revoked")
        result.device = device
        return base64.b64decode(device.public_key)

    seed, whole = _server_seed(), False
    for record in checked_lines(_lines(stream), key_of, fingerprint(commune.server_key)):
        result.export = record.export
        if isinstance(record, ExportManifest):
            whole = True
            continue
        assert result.device is not None        # key_of was asked for the first line
        _take_batch(result.device, record, open_batch(record, seed), now, result)
    if not whole:
        raise ExportUnfinished("no manifest")


def _lines(stream: LineReader) -> Iterator[bytes]:
    """Raises ExportDamaged behind ``EXPORT_BYTES``."""
    left = EXPORT_BYTES
    while line := stream.readline(LINE_BYTES + 1):
        left -= len(line)
        if left < 0:
            raise ExportDamaged("longer than EXPORT_BYTES")
        yield line


def _take_batch(device: Device, batch: ExportBatch, body: bytes, now: datetime, result: ImportResult) -> None:
    try:
        raws = [bytes(raw) for raw in decode_batch(body).events]
        named = places(batch.ranges)
        if len(raws) != len(named):
            raise ExportTampered("the ranges are not those of the events")
        verdicts = receive(device, body, now)
    except ExportRefused:
        raise
    except Malformed as error:
        raise ExportDamaged("a batch that cannot be read") from error
    result.runs += _runs(named, raws, verdicts)
    result.words.update(verdict.verdict for verdict in verdicts.verdicts)


def _runs(named: Sequence[tuple[str, int]], raws: Sequence[bytes], verdicts: Verdicts) -> Iterator[ReceiptRun]:
    """Neighbours that were judged alike, together."""
    group: list[int] = []
    by_index = {verdict.index: verdict for verdict in verdicts.verdicts}
    for index in range(len(named)):
        if group and not _together(named, by_index, group[-1], index):
            yield _run(named, raws, by_index[group[0]], group)
            group = []
        if index in by_index:
            group.append(index)
    if group:
        yield _run(named, raws, by_index[group[0]], group)


def _together(named: Sequence[tuple[str, int]], by_index: dict[int, Verdict], one: int, other: int) -> bool:
    if other not in by_index:
        return False
    (epoch, seq), alike = named[one], (by_index[one].verdict, by_index[one].problem)
    return named[other] == (epoch, seq + 1) and alike == (by_index[other].verdict, by_index[other].problem)


def _run(named: Sequence[tuple[str, int]], raws: Sequence[bytes], verdict: Verdict, group: list[int]) -> ReceiptRun:
    (epoch, first), (_epoch, last) = named[group[0]], named[group[-1]]
    return ReceiptRun(epoch, first, last, run_digest(raws[at] for at in group), verdict.verdict, verdict.problem)


def _remember(commune: Commune, result: ImportResult, now: datetime) -> None:
    """The first time or again: what is new is added; a whole export's receipt is not replaced by that of a part."""
    assert result.device is not None
    known = StickImport.objects.for_commune(commune).filter(device=result.device.pk, export=result.export)
    newest = {"at": now, "judged": sum(result.words.values()), "held": result.held, "receipt": result.receipt}
    with transaction.atomic():
        if not known.update(stored=F("stored") + result.stored):
            StickImport.objects.create(
                commune=commune, export=result.export, device=result.device.pk, stored=result.stored, **newest)
        if result.problem:
            known.filter(whole=False).update(**newest)
        else:
            known.update(whole=True, **newest)
