"""What travels on a stick where there is no network: the kiosk's sealed batches up, the commune's receipt down.

Guarantees: an export is a text file of one JSON record a line, each signed by the device's key, so that a file that
was cut off is good as far as its lines are whole; the last line, the manifest, lists all the others, so that none of
them can be taken out of a whole file. Batches can be read with the commune's key only. A receipt is signed by the
commune's key and names events by their place and the SHA-256 of their bytes. Opens no file, stores nothing and
depends on no clock.

    line = encode_line(sign(ExportBatch(...), device_seed))                 # kiosk
    for record in checked_lines(lines, key_of, fingerprint(server_key)):    # commune
        body = open_batch(record, server_seed)
    decode_receipt(content, server_key, device)                             # kiosk

Source of the rules: docs/protocol.md "By stick"; docs/adr/0025; RFC 8032 (Ed25519), RFC 7748 (X25519).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import Meta
from nacl.exceptions import CryptoError
from nacl.public import SealedBox
from nacl.signing import SigningKey, VerifyKey

from sync.protocol.base import BATCH_BYTES, BATCH_EVENTS, Count, Epoch, Hex32, Hex64, Ident, Record, Seq, ShortText
from sync.protocol.batches import Problem, VerdictWord
from sync.protocol.errors import Malformed
from sync.protocol.events import UNREADABLE

STICK_FOLDER: Final = "bdhvs-data"              # beside bdhvs/, the lesson packs
EXPORT_ENDING: Final = ".batches"
PART_ENDING: Final = ".batches.part"            # an export that is being written, or was cut off
RECEIPT_ENDING: Final = ".receipt"

LINE_BYTES: Final = 192 * 1024                  # of one record
MAX_BATCHES: Final = 2000                       # in one export: 400,000 events
EXPORT_BYTES: Final = 64 * 1024 * 1024          # of one export
RECEIPT_BYTES: Final = 16 * 1024 * 1024
SEALED_CHARACTERS: Final = (BATCH_BYTES + 128) * 4 // 3     # SealedBox adds 48 bytes, base64 a third

_NAME_CHARACTERS: Final = 40
_encoder = msgspec.json.Encoder(order="sorted")


class EventRange(Record, frozen=True):
    """Events with consecutive numbers, both ends included."""

    epoch: Epoch
    first: Seq
    last: Seq


class EpochSpan(Record, frozen=True):
    """What an export holds of one epoch: ``events`` of them, between ``first`` and ``last``."""

    epoch: Epoch
    first: Seq
    last: Seq
    events: Count


class ExportBatch(Record, frozen=True, tag_field="record", tag="batch"):
    """One batch. ``ranges`` tell, in their order, at which places its events stand; ``to`` is ``fingerprint`` of the
    commune's key; ``sealed`` is base64 of SealedBox of ``encode_batch``."""

    export: Hex32                               # random, the same in all lines of an export
    number: Annotated[int, Meta(ge=1, le=MAX_BATCHES)]
    device: Ident
    to: Hex32
    ranges: Annotated[list[EventRange], Meta(min_length=1, max_length=BATCH_EVENTS)]
    sealed: Annotated[str, Meta(max_length=SEALED_CHARACTERS)]
    signature: str = ""                         # base64 Ed25519 by the device's key over ``signed_bytes``


class ExportManifest(Record, frozen=True, tag_field="record", tag="manifest"):
    """The last line. ``batches`` are SHA-256 of the lines before it, without their line ends."""

    export: Hex32
    device: Ident
    to: Hex32
    spans: Annotated[list[EpochSpan], Meta(max_length=1000)]
    events: Count
    batches: Annotated[list[Hex64], Meta(max_length=MAX_BATCHES)]
    made: ShortText                             # what the kiosk's clock said: shown, never judged
    signature: str = ""


class ReceiptRun(Record, frozen=True):
    """Events with consecutive numbers that were judged alike. ``digest`` is ``run_digest`` of their bytes."""

    epoch: Epoch
    first: Seq
    last: Seq
    digest: Hex64
    verdict: VerdictWord
    problem: Problem | None = None


class Receipt(Record, frozen=True):
    """What the commune did with one export. What it does not name stays pending."""

    device: Ident
    export: Hex32
    at: ShortText                               # UTC of the commune, ISO 8601
    runs: list[ReceiptRun]
    signature: str = ""                         # base64 Ed25519 by the commune's server key


class ExportRefused(Malformed):
    """An export of which nothing further may be taken."""


class ExportForeign(ExportRefused):
    """Sealed to another commune, or another key of it, or by a device that this commune does not know."""


class ExportTampered(ExportRefused):
    """A signature that does not verify, or lines that do not belong together."""


class ExportDamaged(ExportRefused):
    """A line that is no record: cut off in the middle, or bytes went bad."""


Line = ExportBatch | ExportManifest
Signed = TypeVar("Signed", ExportBatch, ExportManifest, Receipt)
_line_decoder: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


# --- names and keys -------------------------------------------------------------------------------


def stick_name(device: str) -> str:
    """The name of a device's files on a stick, without ending: readable, safe on FAT, one for each device."""
    readable = re.sub("[^a-z0-9-]", "-", device.lower())[:_NAME_CHARACTERS]
    return f"{readable}-{hashlib.sha256(device.encode()).hexdigest()[:8]}"


def fingerprint(server_key: str) -> str:
    """Which commune key: 128 bits of the SHA-256 of the public key. Raises Malformed where it is none."""
    return hashlib.sha256(_unb64(server_key, "server_key")).hexdigest()[:32]


def seal_batch(body: bytes, server_key: str) -> str:
    """``ExportBatch.sealed``: for the holder of the commune's server key alone.

    Raises:
        Malformed: ``server_key`` is no base64 Ed25519 public key.
    """
    try:
        box = SealedBox(VerifyKey(_unb64(server_key, "server_key")).to_curve25519_public_key())
        return base64.b64encode(box.encrypt(body)).decode()
    except (CryptoError, ValueError, TypeError, RuntimeError) as error:
        raise Malformed("server_key is no Ed25519 key") from error


def open_batch(batch: ExportBatch, server_seed: bytes) -> bytes:
    """The gzipped batch, as ``POST /api/v1/events`` takes it.

    Raises:
        ExportTampered: sealed to another key, or changed.
    """
    try:
        box = SealedBox(SigningKey(server_seed).to_curve25519_private_key())
        return box.decrypt(_unb64(batch.sealed, "sealed"))
    except (CryptoError, ValueError, Malformed) as error:
        raise ExportTampered("this batch does not open") from error


def _unb64(text: str, what: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed(f"{what} is not base64") from error


# --- signatures -----------------------------------------------------------------------------------


def signed_bytes(record: Line | Receipt) -> bytes:
    """What is signed: a word for the purpose, and the SHA-256 of the record's sorted JSON without its signature."""
    purpose = "receipt" if isinstance(record, Receipt) else "export"
    bare = _encoder.encode(msgspec.structs.replace(record, signature=""))
    return f"bdhvs-{purpose}-v1|{hashlib.sha256(bare).hexdigest()}".encode()


def sign(record: Signed, seed: bytes) -> Signed:
    """The record with its signature; ``seed`` is the device's, or for a receipt the commune's (32 bytes)."""
    signature = SigningKey(seed).sign(signed_bytes(record)).signature
    return msgspec.structs.replace(record, signature=base64.b64encode(signature).decode())


def is_signed_by(record: Line | Receipt, public_key: bytes) -> bool:
    """Whether the holder of this raw Ed25519 key signed exactly this record."""
    try:
        VerifyKey(public_key).verify(signed_bytes(record), _unb64(record.signature, "signature"))
    except (CryptoError, ValueError, Malformed):
        return False
    return True


# --- exports --------------------------------------------------------------------------------------


def encode_line(record: Line) -> bytes:
    return _encoder.encode(record) + b"\n"


def line_digest(line: bytes) -> str:
    """How the manifest names a line; with or without its line end."""
    return hashlib.sha256(line.removesuffix(b"\n")).hexdigest()


def decode_line(line: bytes) -> Line:
    """Raises ExportDamaged where ``line`` is not one whole record with its line end."""
    if len(line) > LINE_BYTES or not line.endswith(b"\n"):
        raise ExportDamaged("a line is cut off, or longer than LINE_BYTES")
    try:
        return _line_decoder.decode(line)
    except UNREADABLE as error:
        raise ExportDamaged("a line is no record of an export") from error


def places(ranges: Sequence[EventRange]) -> list[tuple[str, int]]:
    """(epoch, seq) of every event of a batch, in order.

    Raises:
        ExportTampered: more events than a batch may hold, or a range that ends before it begins.
    """
    if any(each.last < each.first or each.last - each.first >= BATCH_EVENTS for each in ranges):
        raise ExportTampered("a range that no batch can hold")
    found = [(each.epoch, seq) for each in ranges for seq in range(each.first, each.last + 1)]
    if len(found) > BATCH_EVENTS:
        raise ExportTampered("more than BATCH_EVENTS events")
    return found


def ranges_of(events: Iterable[tuple[str, int]]) -> list[EventRange]:
    """The inverse of ``places``."""
    ranges: list[EventRange] = []
    for epoch, seq in events:
        if ranges and (ranges[-1].epoch, ranges[-1].last + 1) == (epoch, seq):
            ranges[-1] = msgspec.structs.replace(ranges[-1], last=seq)
        else:
            ranges.append(EventRange(epoch, seq, seq))
    return ranges


class ExportTally:
    """What the batches of one export amount to: for writing its manifest, and for comparing with it."""

    def __init__(self) -> None:
        self.events = 0
        self.batches: list[str] = []
        self._spans: dict[str, EpochSpan] = {}

    def add(self, batch: ExportBatch, line: bytes) -> None:
        """Raises ExportTampered where its ranges cannot be."""
        places(batch.ranges)
        self.batches.append(line_digest(line))
        for each in batch.ranges:
            count = each.last - each.first + 1
            span = self._spans.get(each.epoch, EpochSpan(each.epoch, each.first, each.last, 0))
            self._spans[each.epoch] = EpochSpan(
                each.epoch, min(span.first, each.first), max(span.last, each.last), span.events + count)
            self.events += count

    def spans(self) -> list[EpochSpan]:
        return list(self._spans.values())

    def agrees(self, manifest: ExportManifest) -> bool:
        return (manifest.events, manifest.batches, manifest.spans) == (self.events, self.batches, self.spans())


def checked_lines(
    lines: Iterable[bytes], key_of: Callable[[str], bytes], to: str
) -> Iterator[Line]:
    """The records of an export as far as it is whole and true; a manifest comes last or not at all.

    Args:
        lines: with their line ends, each at most ``LINE_BYTES + 1`` long.
        key_of: the raw Ed25519 public key of a device; raises ExportForeign where there is none.
        to: ``fingerprint`` of the commune that reads.

    Raises:
        ExportForeign, ExportTampered, ExportDamaged: nothing after what was yielded counts.
    """
    first: Line | None = None
    key, tally, ended = b"", ExportTally(), False
    for line in lines:
        record = decode_line(line)
        if ended:
            raise ExportTampered("lines after the manifest")
        if record.to != to:
            raise ExportForeign("sealed to another key")
        if first is None:
            first, key = record, key_of(record.device)
        if (record.export, record.device) != (first.export, first.device) or not is_signed_by(record, key):
            raise ExportTampered("a line of another export, or not signed by its device")
        ended = isinstance(record, ExportManifest)
        _tally(record, line, tally)
        yield record


def _tally(record: Line, line: bytes, tally: ExportTally) -> None:
    """Raises ExportTampered where ``record`` does not follow what came before."""
    if isinstance(record, ExportManifest):
        if not tally.agrees(record):
            raise ExportTampered("the manifest lists other batches")
        return
    if record.number != len(tally.batches) + 1:
        raise ExportTampered("a batch is missing, or stands twice")
    tally.add(record, line)


# --- receipts -------------------------------------------------------------------------------------


def run_digest(bodies: Iterable[bytes]) -> str:
    """SHA-256 (hex) over the SHA-256 (raw) of each event's bytes, in order."""
    whole = hashlib.sha256()
    for body in bodies:
        whole.update(hashlib.sha256(body).digest())
    return whole.hexdigest()


def encode_receipt(receipt: Receipt) -> bytes:
    return _encoder.encode(receipt) + b"\n"


def decode_receipt(content: bytes, server_key: str, device: str) -> Receipt:
    """The commune's receipt for this device.

    Raises:
        Malformed: no receipt, for another device, or not signed by the commune's key.
    """
    if len(content) > RECEIPT_BYTES:
        raise Malformed("receipt larger than RECEIPT_BYTES")
    try:
        receipt = msgspec.json.decode(content, type=Receipt)
    except UNREADABLE as error:
        raise Malformed("not a receipt") from error
    if receipt.device != device or not is_signed_by(receipt, _unb64(server_key, "server_key")):
        raise Malformed("a receipt of another commune, or for another device")
    return receipt
