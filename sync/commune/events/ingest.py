"""Takes a batch of events in: judges each alone, stores what is good, quarantines the rest.

Guarantees: one transaction a batch; after it commits every event of the batch is either stored or, byte for
byte, in the quarantine, and the verdicts say which. The same batch again changes nothing. A malformed event
never harms its neighbours. Does not judge signatures or who may send (``api``), nor whether events make
sense together.

    verdicts = receive(device, request.body, now)

Source of the rules: docs/protocol.md; identity = (device, epoch, seq), content = its SHA-256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from sync.commune.devices.authentication import SignedDevice
from sync.commune.devices.models import Device
from sync.commune.events import log
from sync.commune.events.clock import opening_day
from sync.commune.events.models import QuarantinedEvent
from sync.commune.http.problems import problem
from sync.protocol import (
    Epoch,
    Event,
    Ident,
    Seq,
    Verdict,
    Verdicts,
    VerdictWord,
    decode_batch,
    read_event,
)
from sync.protocol.errors import Malformed


class _Identity(msgspec.Struct):
    """Who an event is, where the rest of it may be broken."""

    device: Ident
    epoch: Epoch
    seq: Seq


class _Judged(msgspec.Struct, frozen=True):
    """One event of the batch. ``event`` is None where it is malformed or somebody else's; ``content`` its canonical
    bytes."""

    index: int
    raw: bytes
    epoch: str
    seq: int
    event: Event | None
    content: bytes = b""
    word: VerdictWord = "rejected"
    problem: str = ""

    def verdict(self) -> Verdict:
        answer = problem(self.problem) if self.problem else None
        return Verdict(self.index, self.epoch, self.seq, self.word, answer)


def receive(device: SignedDevice | Device, body: bytes, now: datetime) -> Verdicts:
    """Stores the batch ``body`` (gzip JSON) that ``device`` signed.

    Raises:
        Malformed: the batch as a whole cannot be read; nothing is stored.
    """
    read = [_read(index, bytes(raw), device.pk) for index, raw in enumerate(_raws(body))]
    places = [(one.epoch, one.seq) for one in read if one.event]
    with log.writing():
        log.lock_device(device.commune_id, device.pk, now)      # before it is asked what is known
        judged = _compare(read, log.known(device.commune_id, device.pk, places))
        _store(device, [one for one in judged if one.word == "stored"], now)
        _quarantine(device, [one for one in judged if one.problem], now)
    return Verdicts([one.verdict() for one in judged])


def _raws(body: bytes) -> list[msgspec.Raw]:
    try:
        return decode_batch(body).events
    except (UnicodeDecodeError, RecursionError) as error:
        raise Malformed("batch is not readable JSON") from error


def _read(index: int, raw: bytes, device: str) -> _Judged:
    try:
        event, content = read_event(raw)
    except (Malformed, UnicodeDecodeError, RecursionError):
        return _Judged(index, raw, *_place(raw, device), None, problem="malformed-event")
    if event.device != device:
        return _Judged(index, raw, event.epoch, event.seq, None, problem="foreign-device")
    return _Judged(index, raw, event.epoch, event.seq, event, content, "stored")


def _place(raw: bytes, device: str) -> log.Place:
    """Where a broken event of this device stands, as far as that can be read; else ("", 0)."""
    try:
        found = msgspec.json.decode(raw, type=_Identity)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return "", 0
    return (found.epoch, found.seq) if found.device == device else ("", 0)


def _compare(read: Sequence[_Judged], known: dict[log.Place, str]) -> list[_Judged]:
    """Duplicates and conflicts, against what is stored and within the batch itself."""
    return [_against(one, known) if one.event else one for one in read]


def _against(one: _Judged, known: dict[log.Place, str]) -> _Judged:
    assert one.event is not None
    stored = known.setdefault((one.epoch, one.seq), "")
    if not stored:
        known[one.epoch, one.seq] = one.event.sha256
        return one
    if stored == one.event.sha256:
        return msgspec.structs.replace(one, word="duplicate")
    return msgspec.structs.replace(one, word="conflict", problem="conflict")


def _store(device: SignedDevice | Device, judged: Sequence[_Judged], now: datetime) -> None:
    received = connection.ops.adapt_datetimefield_value(now)
    log.insert([_row(device.commune_id, one.event, one.content, received) for one in judged if one.event])
    log.count(device.commune_id, device.pk, [(one.epoch, one.seq) for one in judged])


def _row(commune_id: int, event: Event, content: bytes, received: Any) -> log.Row:
    """In the order of ``log.COLUMNS``."""
    day, at = opening_day(event), event.at
    session = None if event.kind == "session.opened" else event.session
    return (
        commune_id, event.device, event.epoch, event.seq, event.kind, session, event.learner,
        at.boot, at.ms, at.wall, at.clock, event.sha256, content, received,
        connection.ops.adapt_datefield_value(day) if day else None,
    )


def _quarantine(device: SignedDevice | Device, refused: Sequence[_Judged], now: datetime) -> None:
    QuarantinedEvent.objects.bulk_create(
        [
            QuarantinedEvent(
                commune_id=device.commune_id, device_id=device.pk, epoch=one.epoch if _own(one) else "",
                seq=one.seq if _own(one) else 0, verdict=one.word, problem=one.problem, body=one.raw,
                body_sha256=hashlib.sha256(one.raw).hexdigest(), at=now,
            )
            for one in refused
        ],
        ignore_conflicts=True,
    )


def _own(one: _Judged) -> bool:
    return one.problem != "foreign-device"
