"""The evening goes on after a power cut; the status line; invented evenings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from kiosk.core.errors import NotEnrolled, StoreDamaged
from kiosk.core.inputs import CommuneChanged, Kept, SyncChanged
from kiosk.core.ports import Arrival, NewEvent, Trace
from kiosk.store.clock import SqliteAnchors
from kiosk.store.sessions import session_is_open, unfinished_session
from kiosk.store.status import OutboxStatus, StatusWatch
from kiosk.store.timeline import Anchor
from kiosk.tour.simulated_events import simulate
from sync.database import open_database
from sync.protocol import Changes, Event
from tests.support.fakes.store import (
    FACILITATOR,
    NEXT_BOOT_ID,
    StoreBench,
    check_in,
    enrol,
    headcount,
    opened,
    stored_events,
)

ANN, BINH = "a" * 32, "b" * 32
UNTIL = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoreBench]:
    bench = StoreBench(tmp_path)
    yield bench
    bench.close()


def keep(store: StoreBench, fact: NewEvent, ms: int | None = None) -> str:
    store.time.ms = store.time.ms + 1000 if ms is None else ms
    before = len(store.answered.all)
    store.journal.write(fact)
    answer = store.answered.wait(before + 1)[-1]
    assert isinstance(answer, Kept)
    return answer.ref


def test_a_session_nobody_closed_is_found_with_everyone_who_came(store: StoreBench) -> None:
    ref = keep(store, opened("so-suc-khoe"), ms=100_000)
    refs = [keep(store, check_in(who, ref), ms=n) for n, who in ((110_000, ANN), (120_000, None))]
    found = unfinished_session(store.reader, store.ready.boot)
    assert found is not None
    session = found.session
    assert (session.ref, session.topic, session.thon) == (ref, "so-suc-khoe", "thôn Mẫu Đông")
    assert (session.facilitator, session.opened_ms) == (FACILITATOR, 100_000)
    assert session.arrivals == (Arrival(ANN, refs[0], 110_000), Arrival("", refs[1], 120_000))
    assert (found.boots_since, found.opened_clock) == (0, "guess")


def test_a_check_in_that_was_taken_back_stays_taken_back(store: StoreBench) -> None:
    ref = keep(store, opened())
    wrong = keep(store, check_in(ANN, ref))
    right = keep(store, check_in(BINH, ref))
    keep(store, NewEvent("attendance.voided", {"event": wrong, "reason": "not_mine"}, ref, ANN))
    found = unfinished_session(store.reader, store.ready.boot)
    assert found is not None
    assert [arrival.ref for arrival in found.session.arrivals] == [right]


def test_a_closed_session_is_over(store: StoreBench) -> None:
    assert unfinished_session(store.reader, store.ready.boot) is None
    ref = keep(store, opened())
    keep(store, NewEvent("session.closed", {"people": 0, "seconds": 60}, ref))
    assert unfinished_session(store.reader, store.ready.boot) is None


def test_only_the_last_session_can_go_on_and_only_with_its_own_people(store: StoreBench) -> None:
    first = keep(store, opened())
    keep(store, check_in(ANN, first))
    second = keep(store, opened())
    keep(store, check_in(BINH, second))
    found = unfinished_session(store.reader, store.ready.boot)
    assert found is not None
    assert found.session.ref == second
    assert found.session.learners() == {BINH}


def test_after_power_cuts_times_are_this_boots_and_dark_hours_do_not_count(
    store: StoreBench, tmp_path: Path
) -> None:
    ref = keep(store, opened(), ms=100_000)
    keep(store, check_in(ANN, ref), ms=160_000)
    store.close()
    second = StoreBench(tmp_path, boot_id=NEXT_BOOT_ID)
    keep(second, check_in(BINH, ref), ms=30_000)
    second.close()
    third = StoreBench(tmp_path, boot_id="77777777-2222-3333-4444-555555555555")
    found = unfinished_session(third.reader, third.ready.boot)
    third.close()
    assert found is not None
    assert found.boots_since == 2
    assert found.session.opened_ms == -(60_000 + 30_000)
    assert [arrival.ms for arrival in found.session.arrivals] == [-30_000, 0]


def test_an_event_that_cannot_be_read_is_told_with_a_code(store: StoreBench) -> None:
    store.writer.do("INSERT INTO events VALUES (1, 'e', 'session.opened', NULL, NULL, 1, 1, '', ?)", (b"{}",))
    with pytest.raises(StoreDamaged):
        unfinished_session(store.reader, store.ready.boot)


def anchored(store: StoreBench, boot_id: str, ms: int, utc: datetime) -> None:
    SqliteAnchors(store.reader, store.writer).add(Anchor(boot_id, ms, utc, "server", 40))
    store.writer.do("SELECT 1", ())


def test_an_anchor_tells_the_day_and_the_last_sign_of_life_also_after_a_power_cut(
    store: StoreBench, tmp_path: Path
) -> None:
    ref = keep(store, opened(), ms=100_000)
    keep(store, check_in(ANN, ref), ms=160_000)
    anchored(store, store.boot_id, 100_000, datetime(2026, 11, 22, 12, 30, tzinfo=UTC))
    store.close()
    second = StoreBench(tmp_path, boot_id=NEXT_BOOT_ID)
    found = unfinished_session(second.reader, second.ready.boot)
    second.close()
    assert found is not None
    assert (found.session.day, found.session.last_ms) == ("2026-11-22", 0)
    assert found.session.trace == Trace(1, datetime(2026, 11, 22, 19, 31))


def test_what_the_facilitator_confirmed_is_the_day_and_tells_no_hour(store: StoreBench) -> None:
    event = opened()
    keep(store, NewEvent(event.kind, {**event.data, "date_confirmed": "2026-11-22"}))
    found = unfinished_session(store.reader, store.ready.boot)
    assert found is not None
    assert (found.session.day, found.session.trace) == ("2026-11-22", Trace(0, None))


def test_without_date_and_anchor_nothing_is_known_but_the_boots(store: StoreBench, tmp_path: Path) -> None:
    ref = keep(store, opened(), ms=100_000)
    store.close()
    second = StoreBench(tmp_path, boot_id=NEXT_BOOT_ID)
    keep(second, check_in(BINH, ref), ms=30_000)
    second.close()
    third = StoreBench(tmp_path, boot_id="77777777-2222-3333-4444-555555555555")
    found = unfinished_session(third.reader, third.ready.boot)
    busy = session_is_open(third.reader, third.ready.boot), session_is_open(third.reader, third.ready.boot + 1)
    third.close()
    assert found is not None
    assert (found.session.day, found.session.trace) == ("", Trace(1, None))
    assert busy == (True, False)


# --- the status line ------------------------------------------------------------------------------


def judge(store: StoreBench, seq: int, verdict: str) -> None:
    store.writer.do("INSERT INTO deliveries VALUES (?, ?, NULL, NULL)", (seq, verdict))


def tell(store: StoreBench, key: str, value: str) -> None:
    store.writer.do("INSERT OR REPLACE INTO sync_state VALUES (?, ?)", (key, value))


def test_the_status_counts_sent_pending_and_quarantined(store: StoreBench) -> None:
    for n in range(6):
        keep(store, headcount(n))
    for seq, verdict in enumerate(("stored", "duplicate", "conflict", "rejected"), 1):
        judge(store, seq, verdict)
    tell(store, "last_contact", "2026-11-22T12:00:00.000Z")
    expected = SyncChanged(sent=2, pending=2, quarantined=2, last_contact="2026-11-22T12:00:00.000Z")
    assert OutboxStatus(store.reader).read() == expected


def test_a_revoked_kiosk_and_a_refused_enrolment_are_told(store: StoreBench) -> None:
    status = OutboxStatus(store.reader)
    tell(store, "last_problem", "S4")
    assert (status.read().revoked, status.read().problem) == (True, "S4")
    tell(store, "last_problem", "S3")
    tell(store, "enrol_problem", "S5")
    assert (status.read().revoked, status.read().problem) == (False, "S5")


def test_polling_says_only_what_is_new(store: StoreBench) -> None:
    marks = ["one"]
    watch = StatusWatch(OutboxStatus(store.reader), lambda: marks[-1])
    empty = SyncChanged(sent=0, pending=0, quarantined=0, last_contact=None)
    assert watch.poll() == [empty, CommuneChanged()]
    assert watch.poll() == []
    keep(store, headcount(1))
    assert watch.poll() == [SyncChanged(sent=0, pending=1, quarantined=0, last_contact=None)]
    marks.append("two")
    assert watch.poll() == [CommuneChanged()]


# --- invented evenings ----------------------------------------------------------------------------


def evenings(data: Path, events: int, seed: int = 1) -> list[Event]:
    data.mkdir()
    enrol(data)
    assert simulate(data, events, seed, UNTIL) == events
    return stored_events(data / "kiosk.db")


@pytest.mark.parametrize("events", [1, 2, 3, 150, 401])
def test_exactly_the_asked_number_of_events_is_written_and_no_session_left_open(
    tmp_path: Path, events: int
) -> None:
    written = evenings(tmp_path / "k", events)
    kinds = [event.kind for event in written]
    assert [event.seq for event in written] == list(range(1, events + 1))
    assert kinds.count("session.opened") == kinds.count("session.closed")


def test_invented_evenings_hang_together(tmp_path: Path) -> None:
    written = evenings(tmp_path / "k", 600)
    sessions = {f"{e.device}/{e.epoch}/{e.seq}" for e in written if e.kind == "session.opened"}
    assert {event.session for event in written if event.kind == "attendance.checked_in"} <= sessions
    assert len(sessions) >= 3
    walls = [event.at.wall for event in written]
    assert walls == sorted(walls)
    assert walls[-1] < "2026-11-22T23"


def test_the_same_seed_gives_the_same_evenings(tmp_path: Path) -> None:
    def told(name: str, seed: int) -> list[tuple[str, object]]:
        return [(event.kind, event.learner) for event in evenings(tmp_path / name, 100, seed)]

    assert told("a", 1) == told("b", 1) != told("c", 2)


def test_evenings_are_about_the_communes_own_thons_and_facilitators(store: StoreBench) -> None:
    enrol(store.data)
    tell(store, "changes", msgspec.json.encode(Changes(version=1, thons=["thôn Ví Dụ"])).decode())
    simulate(store.data, 20, 1, UNTIL)
    (first,) = (event for event in store.events() if event.kind == "session.opened")
    assert first.data["thon"] == "thôn Ví Dụ"


def test_a_kiosk_without_identity_invents_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotEnrolled):
        simulate(tmp_path, 10, 1, UNTIL)


# --- after damage ---------------------------------------------------------------------------------


def damage(store: StoreBench, table: str = "progress") -> None:
    """Closes the store and garbles the first page of ``table``."""
    store.close()
    with closing(open_database(store.ready.path)) as database:
        root = database.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    with store.ready.path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xa5" * 4096)


def test_the_evening_goes_on_where_its_database_was_damaged(store: StoreBench) -> None:
    ref = keep(store, opened("so-suc-khoe"), ms=100_000)
    first = keep(store, check_in(ANN, ref), ms=110_000)
    for seq in (1, 2):
        judge(store, seq, "stored")                 # the commune has them: they are not sent again
    damage(store)
    again = StoreBench(store.data, boot_id=NEXT_BOOT_ID)
    assert again.ready.incident is not None
    assert again.ready.incident.salvaged == 0
    second = keep(again, check_in(BINH, ref), ms=5_000)
    assert second.split("/")[1:] == [again.ready.epoch, "1"]
    found = unfinished_session(again.reader, again.ready.boot)
    assert found is not None
    assert (found.session.ref, found.session.opened_ms) == (ref, -10_000)
    assert found.session.arrivals == (Arrival(ANN, first, 0), Arrival(BINH, second, 5_000))
    keep(again, NewEvent("session.closed", {"people": 2, "seconds": 9}, session=ref))
    assert unfinished_session(again.reader, again.ready.boot) is None
    again.close()


def test_a_session_closed_before_the_damage_does_not_come_back(store: StoreBench) -> None:
    ref = keep(store, opened("so-suc-khoe"))
    keep(store, NewEvent("session.closed", {"people": 0, "seconds": 9}, session=ref))
    damage(store)
    again = StoreBench(store.data, boot_id=NEXT_BOOT_ID)
    assert unfinished_session(again.reader, again.ready.boot) is None
    again.close()


def test_the_status_counts_what_was_salvaged_as_unsent(store: StoreBench) -> None:
    for n in range(4):
        keep(store, headcount(n))
    judge(store, 1, "stored")
    judge(store, 2, "conflict")
    damage(store)
    again = StoreBench(store.data, boot_id=NEXT_BOOT_ID)
    keep(again, headcount(5))
    assert OutboxStatus(again.reader).read() == SyncChanged(sent=0, pending=3, quarantined=1, last_contact=None)
    again.close()
