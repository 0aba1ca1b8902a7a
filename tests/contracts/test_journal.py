"""One contract for every journal: the SQLite one that kiosks run and the one in memory that tests run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from kiosk.core.inputs import Kept, NotKept
from kiosk.core.ports import Journal, NewEvent
from sync.protocol import Event, digest, event_ref
from tests.support.fakes.store import Answered, MemoryJournal, StoreBench, headcount


class Bench(Protocol):
    """A journal to write to, and what came of it."""

    @property
    def journal(self) -> Journal: ...

    def answers(self, count: int) -> list[object]: ...

    def events(self) -> list[Event]: ...

    def unenrol(self) -> None: ...


class MemoryBench:
    def __init__(self) -> None:
        self.answered = Answered()
        self.journal = MemoryJournal(self.answered)

    def answers(self, count: int) -> list[object]:
        self.journal.settle()
        return self.answered.wait(count)

    def events(self) -> list[Event]:
        return self.journal.events

    def unenrol(self) -> None:
        self.journal.device = None


class SqliteBench:
    def __init__(self, data: Path) -> None:
        self.store = StoreBench(data)
        self.journal = self.store.journal

    def answers(self, count: int) -> list[object]:
        return self.store.answered.wait(count)

    def events(self) -> list[Event]:
        return self.store.events()

    def unenrol(self) -> None:
        self.store.device = None


@pytest.fixture(params=["memory", "sqlite"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    if request.param == "memory":
        yield MemoryBench()
        return
    real = SqliteBench(tmp_path)
    yield real
    real.store.close()


def kept(answers: list[object]) -> list[Kept]:
    return [answer for answer in answers if isinstance(answer, Kept)]


def test_every_ticket_is_answered_once_and_in_order(bench: Bench) -> None:
    tickets = [bench.journal.write(headcount(n)) for n in range(30)]
    assert [answer.ticket for answer in kept(bench.answers(30))] == tickets


def test_kept_refs_name_the_stored_events_without_a_gap(bench: Bench) -> None:
    for n in range(12):
        bench.journal.write(headcount(n))
    refs = [answer.ref for answer in kept(bench.answers(12))]
    events = bench.events()
    assert refs == [event_ref(event.device, event.epoch, event.seq) for event in events]
    assert [event.seq for event in events] == list(range(1, 13))


def test_a_stored_event_holds_the_fact_whole_and_its_own_digest(bench: Bench) -> None:
    fact = NewEvent("attendance.checked_in", {"way": "badge"}, session="kiosk-1/00ff/1", learner="ab" * 16)
    bench.journal.write(fact)
    bench.answers(1)
    (event,) = bench.events()
    assert (event.kind, event.data, event.session, event.learner) == (
        fact.kind, fact.data, fact.session, fact.learner
    )
    assert event.sha256 == digest(event)


@pytest.mark.parametrize(
    "broken",
    [
        NewEvent("headcount.recorded", {"people": -1}),
        NewEvent("headcount.recorded", {"people": 5, "name": "bà Tươi"}),
        NewEvent("headcount.forgotten", {}),
        NewEvent("attendance.checked_in", {"way": "badge"}, learner="not a person id"),
        NewEvent("headcount.recorded", {"people": object()}),
        NewEvent("quiz.answered", {"lesson": "l", "step": "s", "right": True, "tries": 10**30}),
    ],
    ids=["bounds", "unknown-field", "unknown-kind", "learner", "no-json", "huge"],
)
def test_a_fact_the_protocol_does_not_know_is_refused_alone_and_leaves_no_gap(
    bench: Bench, broken: NewEvent
) -> None:
    tickets = [bench.journal.write(fact) for fact in (headcount(1), broken, headcount(2))]
    answers = bench.answers(3)
    assert answers[1] == NotKept(tickets[1], "K24")
    assert [type(answer) for answer in answers] == [Kept, NotKept, Kept]
    assert [event.seq for event in bench.events()] == [1, 2]


def test_before_enrolment_nothing_is_recorded(bench: Bench) -> None:
    bench.unenrol()
    ticket = bench.journal.write(headcount(1))
    assert bench.answers(1) == [NotKept(ticket, "K25")]
    assert bench.events() == []


def test_the_memory_journal_refuses_on_demand_and_goes_on_without_a_gap() -> None:
    bench = MemoryBench()
    bench.journal.refuse_next("K21")
    for n in range(2):
        bench.journal.write(headcount(n))
    assert bench.answers(2)[0] == NotKept(1, "K21")
    assert [event.seq for event in bench.events()] == [1]
