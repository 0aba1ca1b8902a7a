"""Emptying the outbox: which events go next, and what an answer about them means.

Guarantees: an event is marked only by a verdict that names it (index, epoch and seq agree) in a well-formed
answer that the commune signed (``CommuneApi``); whatever else happens it stays pending and its same bytes go
again. A row whose bytes are not the event it stands for is set aside before it is sent. One event that the
commune cannot digest never holds up the others: a batch refused as a whole is halved down to that event,
which is then quarantined (refused) or stepped over until the next round (no answer). Does not wait.

    problem = Pusher(outbox, stamp, stop).push_all(commune)

Source of the rules: docs/protocol.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from sync.protocol import (
    BATCH_BYTES,
    BATCH_EVENTS,
    Problem,
    Verdict,
    Verdicts,
    encode_batch,
    stands_at,
)
from sync.protocol.errors import Malformed, SyncError, Unreachable
from sync.worker.outbox import QUARANTINE_RETRIED, START, Judgement, Outbox, Pending, Place
from sync.worker.ports import BatchProblem, CommuneApi

UNSOUND_ROW = Problem("urn:bdhvs:problem:unsound-row", "Dòng sổ này hỏng trên thẻ của máy, máy giữ riêng để xem.", 422)


class Pusher:
    """Remembers between rounds how large a batch this commune and this line can bear.

    Args:
        outbox: where events come from and verdicts go.
        stamp: the moment to write beside a verdict, as ``sync.worker.clock.write_utc`` writes it.
        stop: True where the worker was asked to end; looked at between batches.
    """

    def __init__(self, outbox: Outbox, stamp: Callable[[], str], stop: Callable[[], bool]) -> None:
        self._outbox = outbox
        self._stamp = stamp
        self._stop = stop
        self._size = BATCH_EVENTS
        self._floor = START                 # everything up to this place is judged
        self._retried: str | None = None    # the last wish to send the quarantine again that was followed

    def push_all(self, commune: CommuneApi) -> SyncError | None:
        """Sends everything pending, or until ``stop``; the problem that left something unjudged, or None.

        A failure halves the next batch: for slow lines, and to find an event that the commune chokes on.
        The first failure of a single event steps over it, a second one is taken for the line's own.

        Raises:
            Unreachable, Malformed: no usable answer; everything unjudged stays pending.
            Refused, Revoked: the commune takes nothing from this device.
            StoreUnusable: the kiosk's database.
        """
        behind: SyncError | None = None
        cursor = self._start()
        while not self._stop():
            waiting = self._outbox.pending(self._size, after=cursor)
            if not waiting:
                return behind
            events, body = _batch(self._without_unsound(waiting))
            if not events:
                cursor = waiting[-1].place
                continue
            try:
                cursor, left = self._settle(events, commune.push(body), cursor)
                behind = left or behind
                self._floor = cursor if behind is None else self._floor
            except (Unreachable, Malformed) as error:
                if _sent_away(error):
                    raise
                self._size = max(1, len(events) // 2)
                if len(events) > 1 or behind is not None:
                    raise
                cursor, behind = events[0].place, error
        return behind

    def _start(self) -> Place:
        """Where to begin: from the front again where somebody asked for the quarantine since."""
        retried = self._outbox.state(QUARANTINE_RETRIED)
        if retried != self._retried:
            self._retried, self._floor = retried, START
        return self._floor

    def _without_unsound(self, events: Sequence[Pending]) -> list[Pending]:
        """The rows that can be sent; the others go into the quarantine alone."""
        unsound = [event for event in events if not is_sound(event)]
        if unsound:
            problem = msgspec.json.encode(UNSOUND_ROW).decode()
            self._outbox.judge([Judgement(e.epoch, e.seq, "rejected", problem) for e in unsound], None)
        return [event for event in events if event not in unsound]

    def _settle(
        self, events: Sequence[Pending], reply: Verdicts | BatchProblem, cursor: Place
    ) -> tuple[Place, SyncError | None]:
        """Marks what was judged; where to go on, and the problem if some of it was left unjudged."""
        if isinstance(reply, BatchProblem):
            return self._settle_refusal(events, reply, cursor), None
        judgements = judged(events, reply)
        if not judgements:
            raise Malformed("the answer names no event of the batch")
        self._outbox.judge(judgements, self._stamp())
        self._size = min(BATCH_EVENTS, self._size * 2)
        left = len(events) - len(judgements)
        return events[-1].place, Malformed(f"{left} events were left unjudged") if left else None

    def _settle_refusal(self, events: Sequence[Pending], reply: BatchProblem, cursor: Place) -> Place:
        if len(events) > 1:
            self._size = len(events) // 2
            return cursor
        problem = msgspec.json.encode(reply.problem).decode()
        self._outbox.judge([Judgement(events[0].epoch, events[0].seq, "rejected", problem)], self._stamp())
        return events[0].place


def is_sound(event: Pending) -> bool:
    """Whether the bytes are an event of the place they stand at, not larger than one may be."""
    return stands_at(event.body, event.epoch, event.seq)


def _batch(events: Sequence[Pending]) -> tuple[Sequence[Pending], bytes]:
    """As many of the first events as fit into BATCH_BYTES, and their body."""
    body = encode_batch([event.body for event in events])
    while len(body) > BATCH_BYTES and len(events) > 1:
        events = events[: len(events) // 2]
        body = encode_batch([event.body for event in events])
    return events, body


def _sent_away(error: SyncError) -> bool:
    """Whether the commune is there and asked for quiet: then no batch is too large."""
    return isinstance(error, Unreachable) and error.retry_after_s is not None


def judged(events: Sequence[Pending], reply: Verdicts) -> list[Judgement]:
    """The judgements of a reply that truly name events of this batch; others are ignored.

    Raises:
        Malformed: the reply contradicts itself (an index twice), so none of it can be trusted.
    """
    indexes = [verdict.index for verdict in reply.verdicts]
    if len(set(indexes)) != len(indexes):
        raise Malformed("an event is judged twice in one answer")
    return [
        Judgement(event.epoch, event.seq, verdict.verdict, _problem_text(verdict))
        for verdict in reply.verdicts
        for event in events[verdict.index : verdict.index + 1]
        if _names(verdict, event)
    ]


def _names(verdict: Verdict, event: Pending) -> bool:
    """A rejected event may be one whose identity the commune could not read: then the index names it."""
    if verdict.verdict == "rejected" and (verdict.epoch, verdict.seq) == ("", 0):
        return True
    return (verdict.epoch, verdict.seq) == (event.epoch, event.seq)


def _problem_text(verdict: Verdict) -> str:
    return "" if verdict.problem is None else msgspec.json.encode(verdict.problem).decode()
