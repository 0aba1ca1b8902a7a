"""The worker lends an idle link to lesson packs, and takes it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sync.protocol.errors import Revoked, Unreachable
from sync.worker.backoff import LAST_S, Backoff
from sync.worker.engine import Connections, Engine
from sync.worker.outbox import LAST_PROBLEM, PACKS, Counts
from sync.worker.worker import Ending, Worker
from tests.support.fakes.sync import FakeCommune, MemoryIdentity, enrolled, fails, make_event, make_events
from tests.support.pack_server import FailingCard, FakePacks, World, full, pictures, tree
from tests.support.tuf_publisher import PackRepository


class Evening:
    """A worker with a commune, a stick behind it and an inbox; waiting is counted instead of spent."""

    def __init__(self, line: FakePacks, folder: Path, events: int = 0, card: FailingCard | None = None) -> None:
        self.packs = World(line, folder, card)
        self.outbox, self.clock, self.line = self.packs.outbox, self.packs.clock, line
        self.outbox.events = make_events(events)
        self.commune = FakeCommune()
        self.spent_s, self.until_s = 0.0, 0.0
        wires = Connections(self.commune, lambda _enrolment: self.commune)
        engine = Engine(self.outbox, MemoryIdentity(enrolled()), self.clock, wires, lambda _n: "nonce", lambda: False)
        self.worker = Worker(engine, self.outbox, Backoff(lambda: 0.5), self.pause, self.spare)

    def spare(self, idle: Callable[[], bool]) -> float:
        return self.packs.fetcher.turn(lambda: self.line, idle)

    def pause(self, seconds: float) -> bool:
        self.spent_s += seconds
        self.clock.ms += round(seconds * 1000)
        return self.spent_s >= self.until_s

    def run(self, until_s: float) -> None:
        self.until_s = until_s
        assert self.worker.run() is Ending.ASKED


@pytest.fixture
def line(tmp_path: Path) -> FakePacks:
    repository = PackRepository()
    pictures(repository, [2000, 3000, 4000])
    return FakePacks(repository.publish(tmp_path / "stick"))


def test_packs_come_once_everything_recorded_is_sent(line: FakePacks, tmp_path: Path) -> None:
    evening = Evening(line, tmp_path / "inbox", events=450)
    pending: list[int] = []
    line.before = lambda _name: pending.append(evening.outbox.counts().pending)
    evening.run(1)
    assert set(pending) == {0}
    assert tree(tmp_path / "inbox/bdhvs") == tree(line.stick / "bdhvs")


@pytest.mark.parametrize("problem", [Unreachable("no route"), Revoked("revoked")])
def test_nothing_is_fetched_while_events_are_pending(line: FakePacks, tmp_path: Path, problem: Exception) -> None:
    evening = Evening(line, tmp_path / "inbox", events=3)
    evening.commune.always = fails(problem)
    evening.run(3 * LAST_S)
    assert line.asked == []


def test_an_event_recorded_during_a_download_goes_out_before_the_next_file(line: FakePacks, tmp_path: Path) -> None:
    evening = Evening(line, tmp_path / "inbox")

    def records(name: str) -> None:
        if name.startswith("targets/"):
            line.before = sent
            evening.outbox.events.append(make_event(1))

    def sent(_name: str) -> None:
        assert evening.outbox.counts() == Counts(0, 1, 0)

    line.before = records
    evening.run(1)
    assert evening.outbox.counts() == Counts(0, 1, 0)
    assert len(evening.commune.bodies) == 1
    assert tree(tmp_path / "inbox/bdhvs") == tree(line.stick / "bdhvs")


def test_trouble_with_packs_delays_no_event_and_is_not_the_lines_trouble(line: FakePacks, tmp_path: Path) -> None:
    for number, problem in enumerate((Unreachable("cut"), Revoked("revoked"))):
        evening = Evening(line, tmp_path / f"inbox-{number}", events=1)
        line.problem = problem
        evening.run(1)
        assert evening.outbox.counts() == Counts(0, 1, 0)
        assert LAST_PROBLEM not in evening.outbox.values


def test_a_full_card_stops_packs_only(line: FakePacks, tmp_path: Path) -> None:
    card = FailingCard(good=12, fail=full)
    evening = Evening(line, tmp_path / "inbox", events=1, card=card)
    evening.run(1)
    assert '"state":"no_room"' in evening.outbox.values[PACKS]
    evening.outbox.events.append(make_event(2))
    evening.run(10)
    assert evening.outbox.counts() == Counts(0, 2, 0)
    card.good = 10**9
    evening.run(2 * LAST_S)
    assert '"state":"ready"' in evening.outbox.values[PACKS]


def test_when_everything_is_there_the_commune_is_asked_every_quarter_of_an_hour(
    line: FakePacks, tmp_path: Path
) -> None:
    evening = Evening(line, tmp_path / "inbox")
    evening.run(1)
    line.asked.clear()
    evening.run(4 * 900)
    assert line.names() == ["metadata/timestamp.json"] * 3
