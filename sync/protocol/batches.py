"""Batches of events on the way up, and the verdict on each."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from typing import Literal

import msgspec

from sync.protocol.base import BATCH_BYTES, BATCH_EVENTS, BATCH_INFLATED_BYTES, Count, Record
from sync.protocol.errors import Malformed
from sync.protocol.events import UNREADABLE


class Batch(Record, frozen=True):
    """``events`` stay raw here so that one malformed event is judged alone."""

    events: list[msgspec.Raw]


VerdictWord = Literal["stored", "duplicate", "conflict", "rejected"]


class Problem(Record, frozen=True):
    """RFC 9457. ``type`` ends in a stable word; ``title`` is one Vietnamese sentence."""

    type: str
    title: str
    status: int = 0
    detail: str = ""


class Verdict(Record, frozen=True):
    """Judgement of the event at ``index`` of the batch. ``epoch``/``seq`` repeat its identity
    (empty / 0 where it could not be read)."""

    index: Count
    epoch: str
    seq: int
    verdict: VerdictWord
    problem: Problem | None = None


class Verdicts(Record, frozen=True):
    verdicts: list[Verdict]


def encode_batch(events: Sequence[bytes]) -> bytes:
    """Gzipped body of a POST from canonical events, byte-identical for the same events."""
    return gzip.compress(b'{"events":[' + b",".join(events) + b"]}", compresslevel=6, mtime=0)


def decode_batch(body: bytes) -> Batch:
    """Inflates and splits a batch without judging its events.

    Raises:
        Malformed: larger than BATCH_BYTES / BATCH_INFLATED_BYTES, not gzip, not a batch,
            more than BATCH_EVENTS events.
    """
    if len(body) > BATCH_BYTES:
        raise Malformed("batch larger than BATCH_BYTES")
    inflater = zlib.decompressobj(wbits=31)
    try:
        plain = inflater.decompress(body, BATCH_INFLATED_BYTES)
        if not inflater.eof:
            raise Malformed("batch truncated or larger than BATCH_INFLATED_BYTES")
        batch = msgspec.json.decode(plain, type=Batch)
    except (zlib.error, *UNREADABLE) as error:
        raise Malformed(str(error)) from error
    if len(batch.events) > BATCH_EVENTS:
        raise Malformed("more than BATCH_EVENTS events")
    return batch
