"""Devices, a commune, bad lines, cloned cards and restored backups, in any order hypothesis can think of."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from sync.protocol import Verdicts, decode_event
from sync.protocol.errors import Malformed, Unreachable
from sync.worker import push
from sync.worker.outbox import SENT, Judgement, Pending
from sync.worker.push import Pusher
from tests.support.fakes.sync import (
    EPOCH,
    FakeCommune,
    Fault,
    Ledger,
    MemoryOutbox,
    answers,
    fails,
    loses_reply,
    make_event,
)

pytestmark = pytest.mark.heavy

FAULTS: dict[str, Fault] = {
    "never arrives": fails(Unreachable("refused")),
    "stored, answer lost": loses_reply(Unreachable("reset")),
    "stored, answer foreign": loses_reply(Malformed("not Verdicts")),
    "answer forgets one": answers(lambda reply: Verdicts(reply.verdicts[1:])),
    "answer names another batch": answers(lambda _reply: Verdicts([])),
}


class Villages(RuleBasedStateMachine):
    """Cards of one device id and one epoch: the worst that cloning and restoring can do."""

    @initialize()
    def first_card(self) -> None:
        self.cards = [MemoryOutbox()]
        self.backups: list[MemoryOutbox] = []
        self.ledger = Ledger()
        self.content = 0

    def card(self, number: int) -> MemoryOutbox:
        return self.cards[number % len(self.cards)]

    @rule(number=st.integers(0, 3), count=st.integers(1, 5))
    def records(self, number: int, count: int) -> None:
        card = self.card(number)
        for _ in range(count):
            self.content += 1
            card.events.append(make_event(card.newest() + 1, people=self.content))

    @rule(number=st.integers(0, 3), faults=st.lists(st.sampled_from(sorted(FAULTS)), max_size=3))
    def syncs(self, number: int, faults: Sequence[str]) -> None:
        commune = FakeCommune(self.ledger, [FAULTS[name] for name in faults])
        try:
            Pusher(self.card(number), lambda: "now", lambda: False).push_all(commune)
        except (Unreachable, Malformed):
            return

    @rule(number=st.integers(0, 3))
    def is_cloned(self, number: int) -> None:
        if len(self.cards) < 4:
            self.cards.append(copy.deepcopy(self.card(number)))

    @rule(number=st.integers(0, 3))
    def is_backed_up(self, number: int) -> None:
        self.backups = [*self.backups, copy.deepcopy(self.card(number))][-3:]

    @rule(number=st.integers(0, 3), backup=st.integers(0, 2))
    def is_restored(self, number: int, backup: int) -> None:
        if self.backups:
            restored = copy.deepcopy(self.backups[backup % len(self.backups)])
            self.cards[number % len(self.cards)] = restored

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        for card in self.cards:
            for seq, verdict in verdicts(card).items():
                if verdict.verdict in SENT:
                    assert self.ledger.content["kiosk-1", EPOCH, seq] == sha(card, seq)

    @invariant()
    def nothing_is_stored_twice(self) -> None:
        assert set(self.ledger.stored.values()) <= {1}

    @invariant()
    def other_content_under_a_known_identity_is_quarantined(self) -> None:
        for card in self.cards:
            for seq, verdict in verdicts(card).items():
                if self.ledger.content["kiosk-1", EPOCH, seq] != sha(card, seq):
                    assert verdict.verdict == "conflict"

    @invariant()
    def every_event_is_pending_sent_or_quarantined(self) -> None:
        for card in self.cards:
            counts = card.counts()
            assert counts.pending + counts.sent + counts.quarantined == len(card.events)

    def teardown(self) -> None:
        """On a good line at the end, every card empties: nothing is ever stuck."""
        for card in getattr(self, "cards", []):
            assert Pusher(card, lambda: "now", lambda: False).push_all(FakeCommune(self.ledger)) is None
            assert card.counts().pending == 0


def verdicts(card: MemoryOutbox) -> dict[int, Judgement]:
    waiting = {event.seq for event in card.pending(10_000)}
    bad = {judgement.seq: judgement for judgement in card.quarantine()}
    judged = [event for event in card.events if event.seq not in waiting]
    return {e.seq: bad.get(e.seq, Judgement(e.epoch, e.seq, "stored")) for e in judged}


def sha(card: MemoryOutbox, seq: int) -> str:
    [body] = [event.body for event in card.events if event.seq == seq]
    return decode_event(body).sha256


TestVillages = Villages.TestCase
TestVillages.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def trusts_every_answer(events: Sequence[Pending], _reply: Verdicts) -> list[Judgement]:
    """The naive worker: an answer came, so everything is stored."""
    return [Judgement(event.epoch, event.seq, "stored") for event in events]


def test_control_the_model_catches_a_worker_that_trusts_every_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "judged", trusts_every_answer)
    search = settings(
        max_examples=200,
        stateful_step_count=30,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Villages, settings=search)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_the_model_holds_over_500_histories_of_50_steps() -> None:
    long_search = settings(
        max_examples=500,
        stateful_step_count=50,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Villages, settings=long_search)
