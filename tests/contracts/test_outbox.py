"""One contract for every outbox: the SQLite one that kiosks run and the fake that tests run."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest

from sync.protocol.errors import StoreUnusable
from sync.worker.outbox import (
    LAST_CONTACT,
    QUARANTINE_RETRIED,
    Anchor,
    Counts,
    Judgement,
    Outbox,
    Pending,
    SqliteOutbox,
)
from tests.support.fakes.sync import BOOT_ID, EPOCH, MemoryOutbox, make_event, make_events
from tests.support.sync_store import append, make_store

NOW = "2026-11-22T12:00:00.000Z"
OLD_EPOCH = "0123456789abcdef"


class Make(Protocol):
    def __call__(self, events: Sequence[Pending], salvaged: Sequence[Pending] = ()) -> Outbox: ...


@pytest.fixture(params=["memory", "sqlite"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    opened: list[SqliteOutbox] = []

    def sqlite(events: Sequence[Pending], salvaged: Sequence[Pending] = ()) -> Outbox:
        opened.append(SqliteOutbox.open(make_store(tmp_path / "kiosk.db", events, salvaged)))
        return opened[-1]

    yield sqlite if request.param == "sqlite" else MemoryOutbox
    for outbox in opened:
        outbox.close()


def judgement(seq: int, verdict: str = "stored", epoch: str = EPOCH, problem: str = "") -> Judgement:
    return Judgement(epoch, seq, verdict, problem)  # type: ignore[arg-type]


def test_pending_comes_oldest_first_with_its_bytes_unchanged(make: Make) -> None:
    events = make_events(5)
    assert make(list(reversed(events))).pending(10) == events


def test_pending_keeps_to_the_limit_and_the_cursor(make: Make) -> None:
    outbox = make(make_events(5))
    assert [event.seq for event in outbox.pending(2, after=(1, 2))] == [3, 4]


def test_a_judged_event_is_never_pending_again(make: Make) -> None:
    outbox = make(make_events(4))
    verdicts = ["stored", "duplicate", "conflict", "rejected"]
    assert outbox.judge([judgement(n, verdict) for n, verdict in enumerate(verdicts, 1)], NOW) == 4
    assert outbox.pending(10) == []
    assert outbox.counts() == Counts(pending=0, sent=2, quarantined=2)


def test_a_judgement_of_another_epoch_or_seq_marks_nothing(make: Make) -> None:
    outbox = make(make_events(2))
    assert outbox.judge([judgement(1, epoch="0" * 16), judgement(9)], NOW) == 0
    assert outbox.counts() == Counts(2, 0, 0)


def test_the_first_verdict_stands(make: Make) -> None:
    outbox = make(make_events(1))
    outbox.judge([judgement(1, "conflict")], NOW)
    assert outbox.judge([judgement(1, "stored")], NOW) == 0
    assert outbox.counts() == Counts(0, 0, 1)


def test_quarantine_keeps_the_problem_for_staff(make: Make) -> None:
    outbox = make(make_events(3))
    outbox.judge([judgement(3, "rejected", problem='{"type":"x"}'), judgement(1, "conflict")], NOW)
    assert outbox.quarantine() == [judgement(1, "conflict"), judgement(3, "rejected", problem='{"type":"x"}')]


def test_judging_notes_the_contact(make: Make) -> None:
    outbox = make(make_events(1))
    outbox.judge([judgement(1)], NOW)
    assert outbox.state(LAST_CONTACT) == NOW


def test_newest_is_the_highest_seq_or_zero(make: Make) -> None:
    assert make(make_events(7)).newest() == 7


def test_an_empty_outbox_has_nothing(make: Make) -> None:
    outbox = make([])
    assert (outbox.pending(5), outbox.counts(), outbox.newest()) == ([], Counts(0, 0, 0), 0)


def test_state_is_written_replaced_and_removed(make: Make) -> None:
    outbox = make([])
    outbox.set_state({"a": "1", "b": "2"})
    outbox.set_state({"a": "3", "b": None})
    assert (outbox.state("a"), outbox.state("b"), outbox.state("c")) == ("3", None, None)


def test_a_device_is_adopted_once(make: Make) -> None:
    outbox = make([])
    assert outbox.device() is None
    outbox.adopt_device("kiosk-1")
    outbox.adopt_device("kiosk-2")
    assert outbox.device() == "kiosk-1"


def test_the_last_anchor_is_of_this_boot_and_this_source(make: Make) -> None:
    outbox = make([])
    mine = Anchor(BOOT_ID, 500, NOW, "server", 3)
    for anchor in (mine, Anchor(BOOT_ID, 400, NOW, "server", 1), Anchor(BOOT_ID, 900, NOW, "ntp", 1)):
        outbox.anchor(anchor)
    assert outbox.last_anchor(BOOT_ID, "server") == mine
    assert outbox.last_anchor("other", "server") is None


# --- what was read out of a damaged database -------------------------------------------------------


def old_events(*seqs: int) -> list[Pending]:
    return [make_event(seq, epoch=OLD_EPOCH) for seq in seqs]


def test_salvaged_events_go_first_under_their_own_epoch(make: Make) -> None:
    outbox = make(make_events(2), old_events(7, 3))
    waiting = outbox.pending(3)
    assert [(event.epoch, event.seq) for event in waiting] == [(OLD_EPOCH, 7), (OLD_EPOCH, 3), (EPOCH, 1)]
    assert [replace(event, salvaged=0) for event in waiting[:2]] == old_events(7, 3)
    assert [event.seq for event in outbox.pending(9, after=waiting[0].place)] == [3, 1, 2]
    assert [event.seq for event in outbox.pending(9, after=waiting[2].place)] == [2]


def test_verdicts_on_salvaged_events_are_kept_and_counted_apart_from_those_of_the_same_number(make: Make) -> None:
    outbox = make(make_events(3), old_events(1, 2))
    assert outbox.counts() == Counts(5, 0, 0)
    assert outbox.judge([judgement(1, epoch=OLD_EPOCH), judgement(2, "conflict", OLD_EPOCH, "{}")], NOW) == 2
    assert outbox.counts() == Counts(3, 1, 1)
    assert [event.epoch for event in outbox.pending(9)] == [EPOCH] * 3
    assert outbox.judge([judgement(1, "conflict", epoch=OLD_EPOCH)], NOW) == 0
    assert outbox.quarantine() == [judgement(2, "conflict", OLD_EPOCH, "{}")]


def test_salvaged_events_in_quarantine_are_sent_again_where_somebody_asks(make: Make) -> None:
    outbox = make(make_events(1), old_events(1, 2))
    outbox.judge([judgement(2, "rejected", OLD_EPOCH, "{}"), judgement(1, "conflict")], NOW)
    assert [j.epoch for j in outbox.quarantine()] == [OLD_EPOCH, EPOCH]
    assert outbox.retry_quarantine("wish-1") == 2
    assert (outbox.counts(), outbox.quarantine()) == (Counts(3, 0, 0), [])


# --- what only the SQLite outbox promises -----------------------------------------------------------


def test_verdicts_of_a_batch_are_marked_whole_or_not_at_all(tmp_path: Path) -> None:
    path = make_store(tmp_path / "kiosk.db", make_events(3))
    with closing(sqlite3.connect(path)) as other:
        other.execute(
            "CREATE TRIGGER full BEFORE INSERT ON deliveries WHEN NEW.seq = 3 "
            "BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
        )
    with closing(SqliteOutbox.open(path)) as outbox:
        with pytest.raises(StoreUnusable, match="disk is full"):
            outbox.judge([judgement(1), judgement(2), judgement(3)], NOW)
        assert outbox.counts() == Counts(3, 0, 0)
        assert outbox.state(LAST_CONTACT) is None


def test_another_process_writing_changes_the_mark(tmp_path: Path) -> None:
    path = make_store(tmp_path / "kiosk.db", make_events(1))
    with closing(SqliteOutbox.open(path)) as outbox:
        before = outbox.change_mark()
        assert outbox.change_mark() == before
        append(path, [make_event(2)])
        assert outbox.change_mark() != before


def test_a_store_set_aside_is_noticed(tmp_path: Path) -> None:
    path = make_store(tmp_path / "kiosk.db")
    with closing(SqliteOutbox.open(path)) as outbox:
        assert not outbox.replaced()
        path.rename(tmp_path / "damaged.db")
        assert outbox.replaced()
        make_store(path)
        assert outbox.replaced()


def test_a_missing_store_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="has not run here yet"):
        SqliteOutbox.open(tmp_path / "kiosk.db")
    assert list(tmp_path.iterdir()) == []


def test_a_store_without_tables_is_refused_by_their_names(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "kiosk.db")) as database:
        database.execute("CREATE TABLE events (seq INTEGER)")
    with pytest.raises(StoreUnusable, match="anchors, deliveries, meta, salvaged_events, sync_state"):
        SqliteOutbox.open(tmp_path / "kiosk.db")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kiosk.db").write_bytes(b"x" * 5000)
    with pytest.raises(StoreUnusable, match="not a database"):
        SqliteOutbox.open(tmp_path / "kiosk.db")


def test_the_quarantine_can_be_made_pending_again(make: Make) -> None:
    outbox = make(make_events(3))
    outbox.judge([Judgement(EPOCH, 1, "stored"), Judgement(EPOCH, 2, "rejected")], NOW)
    before = outbox.counts()
    assert (before.sent, before.quarantined) == (1, 1)
    assert outbox.retry_quarantine("wish-1") == 1
    assert outbox.counts() == Counts(before.pending + 1, 1, 0)
    assert 2 in [event.seq for event in outbox.pending(10)]
    assert outbox.state(QUARANTINE_RETRIED) == "wish-1"
    assert outbox.retry_quarantine("wish-2") == 0


def test_rows_set_aside_by_the_kiosk_itself_are_no_contact(make: Make) -> None:
    outbox = make(make_events(2))
    outbox.judge([Judgement(EPOCH, 1, "rejected", "{}")], None)
    assert outbox.counts().quarantined == 1
    assert outbox.state(LAST_CONTACT) is None
