"""When the worker asks the commune, and when it leaves it alone."""

from __future__ import annotations

from collections.abc import Callable

from sync.protocol.errors import Revoked, Unreachable
from sync.worker.backoff import FIRST_S, IDLE_S, LAST_S, Backoff
from sync.worker.engine import Connections, Engine
from sync.worker.outbox import ENROL_REQUEST, NEXT_TRY, Counts
from sync.worker.worker import LOOK_S, POLL_S, Ending, Worker
from tests.support.fakes.sync import (
    FakeClock,
    FakeCommune,
    MemoryIdentity,
    MemoryOutbox,
    enrolled,
    fails,
    invitation_text,
    make_event,
    make_events,
)


class Evening:
    """A worker whose waiting is counted instead of spent. ``plan`` maps a second to what happens then."""

    def __init__(self, events: int = 0, is_enrolled: bool = True) -> None:
        self.outbox = MemoryOutbox(make_events(events))
        self.commune = FakeCommune()
        self.clock = FakeClock()
        self.plan: dict[int, Callable[[], object]] = {}
        self.spent_s = 0.0
        self.until_s = IDLE_S
        self.pushed_at_s: list[float] = []
        identity = MemoryIdentity(enrolled() if is_enrolled else None)
        wires = Connections(self.commune, lambda _enrolment: self.commune)
        engine = Engine(self.outbox, identity, self.clock, wires, lambda _n: "nonce", lambda: False)
        self.worker = Worker(engine, self.outbox, Backoff(lambda: 0.5), self.pause)

    def pause(self, seconds: float) -> bool:
        self.pushed_at_s += [self.spent_s] * (len(self.commune.bodies) - len(self.pushed_at_s))
        for second in range(int(self.spent_s), int(self.spent_s + seconds)):
            self.plan.get(second, lambda: None)()
        self.spent_s += seconds
        self.clock.ms += int(seconds * 1000)
        return self.spent_s >= self.until_s

    def records(self) -> None:
        self.outbox.events.append(make_event(self.outbox.newest() + 1))

    def run(self, until_s: float) -> None:
        self.until_s = until_s
        assert self.worker.run() is Ending.ASKED
        self.pause(0)


def test_new_events_go_out_within_seconds() -> None:
    evening = Evening()
    evening.plan = {7: evening.records, 31: evening.records}
    evening.run(100)
    assert evening.outbox.counts() == Counts(0, 2, 0)
    assert evening.pushed_at_s[0] <= 7 + 2 * POLL_S
    assert evening.pushed_at_s[1] <= 31 + 2 * POLL_S


def test_when_nothing_happens_the_commune_is_asked_every_five_minutes() -> None:
    evening = Evening()
    evening.run(IDLE_S * 4 - 1)
    assert len(evening.commune.asked_since) == 4


def test_after_a_failure_new_events_wait_for_the_backoff() -> None:
    evening = Evening(events=1)
    evening.commune.faults = [fails(Unreachable("no route"))]
    evening.plan = {1: evening.records}
    evening.run(60)
    assert evening.pushed_at_s[0] == 0
    assert FIRST_S <= evening.pushed_at_s[1] <= 2 * FIRST_S
    assert evening.outbox.counts() == Counts(0, 2, 0)


def test_retry_after_is_waited_for() -> None:
    evening = Evening(events=1)
    evening.commune.faults = [fails(Unreachable("HTTP 503", retry_after_s=120))]
    evening.run(200)
    assert evening.pushed_at_s == [0, 120]


def test_in_an_outage_the_waits_grow_to_a_quarter_of_an_hour() -> None:
    evening = Evening(events=300)
    evening.commune.always = fails(Unreachable("no route"))
    evening.run(24 * 3600)
    waits = [b - a for a, b in zip(evening.pushed_at_s, evening.pushed_at_s[1:], strict=False) if b > a]
    assert waits[0] < 10
    assert max(waits) <= LAST_S
    assert len(evening.commune.bodies) < 400
    assert evening.outbox.counts() == Counts(300, 0, 0)


def test_a_revoked_kiosk_asks_every_15_minutes() -> None:
    evening = Evening(events=1)
    evening.commune.always = fails(Revoked("revoked"))
    evening.plan = {10: evening.records}
    evening.run(3 * LAST_S)
    assert evening.pushed_at_s == [0, LAST_S, 2 * LAST_S]


def test_a_new_invitation_is_answered_at_once_even_in_backoff() -> None:
    evening = Evening(events=1, is_enrolled=False)
    evening.plan = {4: lambda: evening.outbox.values.update({ENROL_REQUEST: invitation_text()})}
    evening.run(LOOK_S - 1)
    assert evening.outbox.counts() == Counts(0, 1, 0)
    assert evening.pushed_at_s[0] <= 4 + 2 * POLL_S


def test_a_kiosk_without_identity_wears_out_no_card() -> None:
    evening = Evening(is_enrolled=False)
    evening.run(3600)
    assert set(evening.outbox.values) == {"last_problem"}


def test_the_next_try_is_told_by_the_communes_clock() -> None:
    evening = Evening()
    evening.run(1)
    assert evening.outbox.state(NEXT_TRY) == "2026-11-22T12:05:00.000Z"


def test_a_store_set_aside_ends_the_run() -> None:
    evening = Evening()
    evening.outbox.replaced = lambda: True  # type: ignore[method-assign]
    assert evening.worker.run() is Ending.STORE_REPLACED
