"""What every shape of the commune's answer does to the outbox."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import BATCH_BYTES, BATCH_EVENTS, Problem, Verdict, Verdicts, decode_batch, encode_batch
from sync.protocol.errors import Malformed, Refused, Revoked, SyncError, Unreachable
from sync.worker.outbox import START, Counts, Pending, Place
from sync.worker.ports import BatchProblem
from sync.worker.push import Pusher, judged
from tests.support.fakes.sync import (
    EPOCH,
    Answer,
    FakeCommune,
    Ledger,
    MemoryOutbox,
    answers,
    fails,
    loses_reply,
    make_event,
    make_events,
)

NOW = "2026-11-22T12:00:00.000Z"
TOO_LARGE = BatchProblem(413, Problem("urn:bdhvs:too-large", "Gói quá lớn"))


def pusher(outbox: MemoryOutbox, stop: bool = False) -> Pusher:
    return Pusher(outbox, lambda: NOW, lambda: stop)


def sizes(commune: FakeCommune) -> list[int]:
    return [len(decode_batch(body).events) for body in commune.bodies]


def test_everything_pending_is_sent_in_batches_of_200() -> None:
    outbox, commune = MemoryOutbox(make_events(450)), FakeCommune()
    assert pusher(outbox).push_all(commune) is None
    assert sizes(commune) == [200, 200, 50]
    assert outbox.counts() == Counts(0, 450, 0)
    assert len(commune.ledger.stored) == 450


def test_nothing_pending_asks_nobody() -> None:
    commune = FakeCommune()
    assert pusher(MemoryOutbox()).push_all(commune) is None
    assert commune.bodies == []


def test_a_batch_never_exceeds_its_bytes_even_where_nothing_compresses() -> None:
    noise = random.Random(1)
    events = [
        Pending(EPOCH, n, json.dumps({"epoch": EPOCH, "seq": n, "noise": noise.randbytes(3000).hex()}).encode())
        for n in range(1, 101)
    ]
    outbox, commune = MemoryOutbox(events), FakeCommune()
    assert pusher(outbox).push_all(commune) is None
    assert max(len(body) for body in commune.bodies) <= BATCH_BYTES
    assert outbox.counts().pending == 0


@pytest.mark.parametrize("error", [Unreachable("time-out"), Unreachable("HTTP 502"), Malformed("not Verdicts")])
def test_an_answer_that_says_nothing_leaves_everything_pending(error: SyncError) -> None:
    outbox, commune = MemoryOutbox(make_events(3)), FakeCommune(faults=[fails(error)])
    with pytest.raises(type(error)):
        pusher(outbox).push_all(commune)
    assert outbox.counts() == Counts(3, 0, 0)
    assert len(commune.bodies) == 1


def test_an_answer_lost_after_storing_is_asked_for_again_with_the_same_bytes() -> None:
    outbox = MemoryOutbox(make_events(3))
    commune = FakeCommune(faults=[loses_reply(Unreachable("reset"))])
    sender = pusher(outbox)
    with pytest.raises(Unreachable):
        sender.push_all(commune)
    assert sender.push_all(commune) is None
    sent_again = [raw for body in commune.bodies[1:] for raw in decode_batch(body).events]
    assert [bytes(raw) for raw in sent_again] == [event.body for event in outbox.events]
    assert outbox.counts() == Counts(0, 3, 0)
    assert commune.ledger.stored == {("kiosk-1", EPOCH, n): 1 for n in (1, 2, 3)}


@pytest.mark.parametrize("error", [Refused("unknown device"), Revoked("revoked")])
def test_a_refused_device_keeps_its_events(error: SyncError) -> None:
    outbox = MemoryOutbox(make_events(300))
    with pytest.raises(type(error)):
        pusher(outbox).push_all(FakeCommune(faults=[fails(error)]))
    assert outbox.counts() == Counts(300, 0, 0)


def test_a_poison_event_is_quarantined_and_the_other_199_are_stored() -> None:
    events = make_events(200)
    events[77] = Pending(EPOCH, 78, b'{"no":"event"}')
    outbox, commune = MemoryOutbox(events), FakeCommune()
    assert pusher(outbox).push_all(commune) is None
    assert outbox.counts() == Counts(0, 199, 1)
    assert [(j.seq, j.verdict) for j in outbox.quarantine()] == [(78, "rejected")]


def test_a_conflict_is_quarantined_and_blocks_nothing() -> None:
    ledger = Ledger()
    pusher(MemoryOutbox([make_event(2, people=9)])).push_all(FakeCommune(ledger))
    outbox = MemoryOutbox(make_events(3))
    assert pusher(outbox).push_all(FakeCommune(ledger)) is None
    assert outbox.counts() == Counts(0, 2, 1)
    assert ledger.conflicts == 1


def test_an_event_the_answer_does_not_name_stays_pending_and_holds_up_nobody() -> None:
    def forget_second(reply: Verdicts) -> Answer:
        return Verdicts([v for v in reply.verdicts if v.index != 1])

    outbox = MemoryOutbox(make_events(250))
    commune = FakeCommune(faults=[answers(forget_second)])
    problem = pusher(outbox).push_all(commune)
    assert isinstance(problem, Malformed)
    assert [event.seq for event in outbox.pending(9)] == [2]
    assert pusher(outbox).push_all(commune) is None
    assert outbox.counts() == Counts(0, 250, 0)


@pytest.mark.parametrize(
    "change",
    [
        lambda reply: Verdicts([]),
        lambda reply: Verdicts(reply.verdicts + reply.verdicts[:1]),
        lambda reply: Verdicts([Verdict(99, EPOCH, 1, "stored")]),
        lambda reply: Verdicts([Verdict(0, "0" * 16, 1, "stored")]),
        lambda reply: Verdicts([Verdict(0, EPOCH, 2, "stored")]),
        lambda reply: Verdicts([Verdict(0, "", 0, "stored")]),
    ],
    ids=["names none", "contradicts itself", "beyond the batch", "other epoch", "other seq", "no identity"],
)
def test_a_verdict_that_does_not_name_the_event_marks_nothing(change: object) -> None:
    outbox = MemoryOutbox(make_events(2))
    commune = FakeCommune(faults=[answers(change)])  # type: ignore[arg-type]
    with pytest.raises(Malformed):
        pusher(outbox).push_all(commune)
    assert outbox.counts() == Counts(2, 0, 0)


def refuses(bad: int, answer: Answer | SyncError) -> FakeCommune:
    """A commune that chokes on every batch with event ``bad`` in it."""
    commune = FakeCommune()

    def fault(fake: FakeCommune, body: bytes) -> Answer:
        seqs = [json.loads(bytes(raw))["seq"] for raw in decode_batch(body).events]
        if bad not in seqs:
            return fake.ledger.judge(body)
        if isinstance(answer, SyncError):
            raise answer
        return answer

    commune.always = fault
    return commune


@pytest.mark.parametrize("bad", [1, 123, 200, 201])
def test_a_batch_refused_as_a_whole_is_halved_down_to_the_guilty_event(bad: int) -> None:
    outbox, commune = MemoryOutbox(make_events(300)), refuses(bad, TOO_LARGE)
    assert pusher(outbox).push_all(commune) is None
    assert outbox.counts() == Counts(0, 299, 1)
    assert [j.seq for j in outbox.quarantine()] == [bad]
    assert "too-large" in outbox.quarantine()[0].problem
    assert len(commune.bodies) < 40


def test_an_event_that_crashes_the_commune_is_stepped_over_after_some_rounds() -> None:
    outbox, commune = MemoryOutbox(make_events(300)), refuses(50, Unreachable("HTTP 500"))
    sender = pusher(outbox)
    for _ in range(40):
        try:
            sender.push_all(commune)
        except Unreachable:
            continue
    assert [event.seq for event in outbox.pending(300)] == [50]
    assert outbox.counts() == Counts(1, 299, 0)


def test_in_an_outage_a_round_asks_twice_at_most() -> None:
    outbox, commune = MemoryOutbox(make_events(300)), FakeCommune()
    commune.always = fails(Unreachable("no route"))
    sender = pusher(outbox)
    for _ in range(20):
        before = len(commune.bodies)
        with pytest.raises(Unreachable):
            sender.push_all(commune)
        assert len(commune.bodies) - before <= 2


def test_batches_shrink_on_a_bad_line_and_grow_again() -> None:
    outbox = MemoryOutbox(make_events(900))
    commune = FakeCommune(faults=[fails(Unreachable("time-out"))] * 2)
    sender = pusher(outbox)
    for _ in range(2):
        with pytest.raises(Unreachable):
            sender.push_all(commune)
    assert sender.push_all(commune) is None
    assert sizes(commune)[:5] == [200, 100, 50, 100, BATCH_EVENTS]


def test_a_commune_that_asks_for_quiet_does_not_shrink_the_batches() -> None:
    outbox = MemoryOutbox(make_events(200))
    commune = FakeCommune(faults=[fails(Unreachable("HTTP 503", retry_after_s=30))])
    sender = pusher(outbox)
    with pytest.raises(Unreachable):
        sender.push_all(commune)
    sender.push_all(commune)
    assert sizes(commune) == [200, 200]


def test_asked_to_end_it_ends_between_batches() -> None:
    outbox, commune = MemoryOutbox(make_events(900)), FakeCommune()
    Pusher(outbox, lambda: NOW, lambda: len(commune.bodies) == 2).push_all(commune)
    assert outbox.counts() == Counts(500, 400, 0)


def test_the_same_events_always_make_the_same_bytes() -> None:
    bodies = []
    for _ in range(2):
        commune = FakeCommune()
        pusher(MemoryOutbox(make_events(50))).push_all(commune)
        bodies.append(commune.bodies)
    assert bodies[0] == bodies[1]
    assert gzip.decompress(bodies[0][0]).startswith(b'{"events":[{')


VERDICT = st.builds(
    Verdict,
    index=st.integers(0, 6),
    epoch=st.sampled_from([EPOCH, "", "0" * 16]),
    seq=st.integers(0, 6),
    verdict=st.sampled_from(["stored", "duplicate", "conflict", "rejected"]),
)


@given(st.lists(VERDICT, max_size=8))
def test_whatever_the_answer_only_events_it_names_are_judged(verdicts: Sequence[Verdict]) -> None:
    events = make_events(4)
    try:
        judgements = judged(events, Verdicts(list(verdicts)))
    except Malformed:
        return
    for j in judgements:
        named = (j.seq - 1, j.epoch, j.seq) in {(v.index, v.epoch, v.seq) for v in verdicts}
        unread = (j.seq - 1, "", 0, "rejected") in {(v.index, v.epoch, v.seq, v.verdict) for v in verdicts}
        assert named or unread
    assert len({j.seq for j in judgements}) == len(judgements)


def test_what_a_damaged_database_still_held_is_sent_first_under_its_own_epoch() -> None:
    old = [make_event(seq, epoch="0123456789abcdef") for seq in range(1, 301)]
    outbox, commune = MemoryOutbox(make_events(3), salvaged=old), FakeCommune()
    assert pusher(outbox).push_all(commune) is None
    first = decode_batch(commune.bodies[0]).events
    assert [bytes(raw) for raw in first] == [event.body for event in old[:200]]
    assert len(commune.ledger.stored) == 303
    assert outbox.counts() == Counts(0, 303, 0)


def test_what_the_commune_had_before_the_damage_is_a_duplicate_and_done() -> None:
    ledger, old = Ledger(), [make_event(seq, epoch="0123456789abcdef") for seq in (1, 2)]
    ledger.judge(encode_batch([old[0].body]))
    outbox = MemoryOutbox(make_events(1), salvaged=old)
    assert pusher(outbox).push_all(FakeCommune(ledger)) is None
    assert outbox.counts() == Counts(0, 3, 0)


def test_a_salvaged_event_the_commune_chokes_on_holds_up_nobody() -> None:
    old = [make_event(seq, epoch="0123456789abcdef") for seq in (1, 2)]
    outbox, commune = MemoryOutbox(make_events(3), salvaged=old), FakeCommune()

    def chokes(fake: FakeCommune, body: bytes) -> Answer:
        if old[0].body in [bytes(raw) for raw in decode_batch(body).events]:
            raise Unreachable("no answer")
        return fake.ledger.judge(body)

    commune.always = chokes
    sender = pusher(outbox)
    for _ in range(4):
        with suppress(Unreachable):
            sender.push_all(commune)
    assert [event.body for event in outbox.pending(9)] == [old[0].body]


def test_what_is_judged_is_not_looked_through_again() -> None:
    asked: list[Place] = []

    class Watched(MemoryOutbox):
        def pending(self, limit: int, after: Place = START) -> list[Pending]:
            asked.append(after)
            return super().pending(limit, after)

    outbox = Watched(make_events(10))
    sender = pusher(outbox)
    sender.push_all(FakeCommune(faults=[answers(lambda reply: Verdicts(reply.verdicts[:9]))]))
    sender.push_all(FakeCommune())
    outbox.events.append(make_event(11))
    sender.push_all(FakeCommune())
    assert outbox.counts() == Counts(0, 11, 0)
    assert asked == [START, (1, 10), START, (1, 10), (1, 10), (1, 11)]
