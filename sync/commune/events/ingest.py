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
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection, transaction

from sync.commune.devices.models import Device
from sync.commune.events.clock import opening_day
from sync.commune.events.models import Event as StoredEvent
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
    canonical,
    decode_batch,
    decode_event,
)
from sync.protocol.errors import Malformed

_COLUMNS = (
    "commune_id", "device_id", "epoch", "seq", "kind", "session", "learner", "boot", "ms", "wall", "clock",
    "sha256", "body", "received_at", "day",
)
_INSERT = (
    f"INSERT INTO {StoredEvent._meta.db_table} ({', '.join(_COLUMNS)}) "
    f"VALUES ({', '.join(['%s'] * len(_COLUMNS))})"
)

# By hand: Django spends more on 200 parameters than the database on the answer.
_SELECT = (
    f"SELECT seq, sha256 FROM {StoredEvent._meta.db_table} "
    "WHERE commune_id = %s AND device_id = %s AND epoch = %s AND seq IN ({})"
)

_Place = tuple[str, int]  # epoch, seq: where an event of this device stands


class _Identity(msgspec.Struct):
    """Who an event is, where the rest of it may be broken."""

    device: Ident
    epoch: Epoch
    seq: Seq


class _Judged(msgspec.Struct, frozen=True):
    """One event of the batch. ``event`` is None where it is malformed or somebody else's."""

    index: int
    raw: bytes
    epoch: str
    seq: int
    event: Event | None
    word: VerdictWord = "rejected"
    problem: str = ""

    def verdict(self) -> Verdict:
        answer = problem(self.problem) if self.problem else None
        return Verdict(self.index, self.epoch, self.seq, self.word, answer)


def receive(device: Device, body: bytes, now: datetime) -> Verdicts:
    """Stores the batch ``body`` (gzip JSON) that ``device`` signed.

    Raises:
        Malformed: the batch as a whole cannot be read; nothing is stored.
    """
    read = [_read(index, bytes(raw), device.id) for index, raw in enumerate(_raws(body))]
    with transaction.atomic():
        Device.objects.filter(pk=device.pk).update(last_contact=now)  # first: it locks the device's row
        judged = _compare(read, _known(device, read))
        _store(device, [one.event for one in judged if one.event and one.word == "stored"], now)
        _quarantine(device, [one for one in judged if one.problem], now)
    return Verdicts([one.verdict() for one in judged])


def _raws(body: bytes) -> list[msgspec.Raw]:
    try:
        return decode_batch(body).events
    except (UnicodeDecodeError, RecursionError) as error:
        raise Malformed("batch is not readable JSON") from error


def _read(index: int, raw: bytes, device: str) -> _Judged:
    try:
        event = decode_event(raw)
    except (Malformed, UnicodeDecodeError, RecursionError):
        return _Judged(index, raw, *_place(raw, device), None, problem="malformed-event")
    if event.device != device:
        return _Judged(index, raw, event.epoch, event.seq, None, problem="foreign-device")
    return _Judged(index, raw, event.epoch, event.seq, event, "stored")


def _place(raw: bytes, device: str) -> _Place:
    """Where a broken event of this device stands, as far as that can be read; else ("", 0)."""
    try:
        found = msgspec.json.decode(raw, type=_Identity)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return "", 0
    return (found.epoch, found.seq) if found.device == device else ("", 0)


def _known(device: Device, read: Sequence[_Judged]) -> dict[_Place, str]:
    """SHA-256 of those identities of the batch that are already stored."""
    seqs: dict[str, list[int]] = defaultdict(list)
    for one in read:
        if one.event:
            seqs[one.epoch].append(one.seq)
    known: dict[_Place, str] = {}
    with connection.cursor() as cursor:
        for epoch, numbers in seqs.items():
            places = ", ".join(["%s"] * len(numbers))
            cursor.execute(_SELECT.format(places), [device.commune_id, device.pk, epoch, *numbers])
            known.update({(epoch, seq): sha256 for seq, sha256 in cursor.fetchall()})
    return known


def _compare(read: Sequence[_Judged], known: dict[_Place, str]) -> list[_Judged]:
    """Duplicates and conflicts, against what is stored and within the batch itself."""
    return [_against(one, known) if one.event else one for one in read]


def _against(one: _Judged, known: dict[_Place, str]) -> _Judged:
    assert one.event is not None
    stored = known.setdefault((one.epoch, one.seq), "")
    if not stored:
        known[one.epoch, one.seq] = one.event.sha256
        return one
    if stored == one.event.sha256:
        return _Judged(one.index, one.raw, one.epoch, one.seq, one.event, "duplicate")
    return _Judged(one.index, one.raw, one.epoch, one.seq, one.event, "conflict", "conflict")


def _store(device: Device, events: Sequence[Event], now: datetime) -> None:
    """One executemany: Django's bulk_create costs several times the insert itself."""
    received = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, [_row(device.commune_id, event, received) for event in events])


def _row(commune_id: int, event: Event, received: Any) -> tuple[Any, ...]:
    day = opening_day(event)
    return (
        commune_id, event.device, event.epoch, event.seq, event.kind, event.session, event.learner,
        event.at.boot, event.at.ms, event.at.wall, event.at.clock, event.sha256, canonical(event), received,
        connection.ops.adapt_datefield_value(day) if day else None,
    )


def _quarantine(device: Device, refused: Sequence[_Judged], now: datetime) -> None:
    QuarantinedEvent.objects.bulk_create(
        [
            QuarantinedEvent(
                commune_id=device.commune_id, device=device, epoch=one.epoch if _own(one) else "",
                seq=one.seq if _own(one) else 0, verdict=one.word, problem=one.problem, body=one.raw,
                body_sha256=hashlib.sha256(one.raw).hexdigest(), at=now,
            )
            for one in refused
        ],
        ignore_conflicts=True,
    )


def _own(one: _Judged) -> bool:
    return one.problem != "foreign-device"
