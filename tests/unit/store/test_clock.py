"""What the machine knows about time now, and the date it shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.inputs import Kept
from kiosk.core.ports import Today
from kiosk.store.calendar import AnchoredCalendar
from kiosk.store.clock import (
    NTP_ANCHOR_EVERY_MS,
    BootClock,
    SqliteAnchors,
    from_iso,
    iso_utc,
    kept_anchors,
    kept_boots,
    system_sources,
)
from kiosk.store.timeline import true_time
from tests.support.fakes.store import (
    BOOT_ID,
    EVENING,
    NEXT_BOOT_ID,
    FakeTime,
    MemoryAnchors,
    StoreBench,
    fake_clock,
    headcount,
)

WRONG = [datetime(1970, 1, 1, tzinfo=UTC), datetime(2040, 6, 1, 23, 59, tzinfo=UTC)]


def test_a_moment_says_all_that_the_machine_knew() -> None:
    moment = fake_clock(FakeTime(ms=95_000)).now()
    assert (moment.boot, moment.boot_id, moment.ms) == (1, BOOT_ID, 95_000)
    assert (moment.wall, moment.clock) == ("2026-11-22T12:34:56.789Z", "guess")


def test_the_clock_is_trusted_only_while_ntp_holds_it(tmp_path: Path) -> None:
    marker = tmp_path / "synchronized"
    clock = fake_clock(FakeTime(marker=marker))
    assert clock.state() == "guess"
    marker.touch()
    assert clock.state() == "trusted"
    marker.unlink()
    assert clock.state() == "guess"


def test_an_anchor_counts_for_its_own_boot_only() -> None:
    anchors = MemoryAnchors()
    fake_clock(FakeTime(), anchors=anchors).add_anchor("server", EVENING, 40)
    assert fake_clock(FakeTime(), anchors=anchors).state() == "anchored"
    assert fake_clock(FakeTime(), NEXT_BOOT_ID, anchors).state() == "guess"


def test_refresh_sees_the_anchor_another_process_wrote(tmp_path: Path) -> None:
    store = StoreBench(tmp_path)
    book = SqliteAnchors(store.reader, store.writer)
    clock = BootClock(1, BOOT_ID, store.time.sources(), book)
    store.writer.do("INSERT INTO anchors VALUES (?, ?, ?, ?, ?)", (BOOT_ID, 1, iso_utc(EVENING), "server", 9))
    clock.refresh()
    clock.refresh()
    assert clock.state() == "anchored"
    assert len(kept_anchors(store.reader)) == 1
    store.close()


def test_ntp_anchors_the_boot_once_an_hour(tmp_path: Path) -> None:
    time, anchors = FakeTime(marker=tmp_path), MemoryAnchors()
    clock = fake_clock(time, anchors=anchors)
    for _ in range(5):
        clock.refresh()
        time.pass_ms(NTP_ANCHOR_EVERY_MS // 2)
    assert [anchor.ms for anchor in anchors.kept] == [60_000 + n * NTP_ANCHOR_EVERY_MS for n in range(3)]


def test_anchors_survive_in_the_file_and_date_events_of_an_earlier_boot(tmp_path: Path) -> None:
    store = StoreBench(tmp_path)
    clock = BootClock(store.ready.boot, BOOT_ID, store.time.sources(), SqliteAnchors(store.reader, store.writer))
    store.journal.write(headcount(1))
    store.answered.wait(1)
    store.time.ms += 60_000
    clock.add_anchor("server", EVENING, 40)
    store.close()
    again = StoreBench(tmp_path, boot_id=NEXT_BOOT_ID)
    event = again.events()[0]
    instant = true_time(
        event.at.boot_id, event.at.ms, kept_anchors(again.reader), kept_boots(again.reader)
    )
    assert instant.utc == EVENING - timedelta(minutes=1)
    assert kept_boots(again.reader).order == [BOOT_ID, NEXT_BOOT_ID]
    again.close()


@pytest.mark.parametrize("wall", WRONG)
def test_nothing_is_refused_because_the_clock_says_1970_or_2040(tmp_path: Path, wall: datetime) -> None:
    store = StoreBench(tmp_path, time=FakeTime(wall=wall))
    store.journal.write(headcount(1))
    assert isinstance(store.answered.wait(1)[0], Kept)
    store.close()
    assert from_iso(store.events()[0].at.wall) == wall


def test_a_machine_that_has_been_on_for_a_year_still_records(tmp_path: Path) -> None:
    store = StoreBench(tmp_path, time=FakeTime(ms=366 * 24 * 60 * 60 * 1000))
    store.journal.write(headcount(1))
    assert isinstance(store.answered.wait(1)[0], Kept)
    store.close()


@given(st.lists(st.integers(-10**12, 10**12), max_size=6), st.sampled_from([*WRONG, EVENING]))
def test_jumps_of_the_wall_clock_never_move_true_time(jumps_ms: list[int], wall: datetime) -> None:
    time = FakeTime(wall=wall)
    clock = fake_clock(time)
    clock.add_anchor("server", EVENING, 40)
    for jump in jumps_ms:
        time.wall = wall + timedelta(milliseconds=jump)
        time.ms += 1000
        best = clock.best()
        assert best.utc == EVENING + timedelta(milliseconds=time.ms - 60_000)
    moments = [clock.now().ms for _ in range(2)]
    assert moments == sorted(moments)


def test_the_real_clocks_answer() -> None:
    sources = system_sources()
    before = sources.boottime_ms()
    assert 0 < before <= sources.boottime_ms()
    assert from_iso(iso_utc(sources.utc())) <= sources.utc()


# --- the date for people --------------------------------------------------------------------------


def test_without_network_the_wall_clocks_date_is_shown_but_not_trusted() -> None:
    wall = datetime(2023, 5, 1, 18, 5, tzinfo=UTC)
    assert AnchoredCalendar(fake_clock(FakeTime(wall=wall))).today() == Today("2023-05-02", 1, 5, False)


def test_with_ntp_the_date_is_trusted_and_vietnams(tmp_path: Path) -> None:
    time = FakeTime(wall=datetime(2026, 11, 22, 18, 30, tzinfo=UTC), marker=tmp_path)
    assert AnchoredCalendar(fake_clock(time)).today() == Today("2026-11-23", 1, 30, True)


def test_an_exact_anchor_gives_date_and_hour() -> None:
    time = FakeTime(wall=WRONG[0])
    clock = fake_clock(time)
    clock.add_anchor("server", EVENING, 40)
    time.pass_ms(60_000)
    assert AnchoredCalendar(clock).today() == Today("2026-11-22", 19, 35, True)


def test_what_the_facilitator_confirmed_holds_for_half_a_day() -> None:
    time = FakeTime(wall=WRONG[0])
    calendar = AnchoredCalendar(fake_clock(time))
    calendar.confirm("2026-11-22")
    time.pass_ms(11 * 60 * 60 * 1000)
    assert calendar.today() == Today("2026-11-22", 18, 0, True, timed=False)
    time.pass_ms(2 * 60 * 60 * 1000)
    assert calendar.today().trusted is False


def test_the_last_confirmation_counts() -> None:
    time = FakeTime()
    calendar = AnchoredCalendar(fake_clock(time))
    calendar.confirm("2026-11-21")
    time.pass_ms(1000)
    calendar.confirm("2026-11-22")
    assert calendar.today().iso_day == "2026-11-22"


def test_the_newest_date_ever_known_is_guessed_where_the_wall_clock_is_before_it() -> None:
    anchors = MemoryAnchors()
    fake_clock(FakeTime(), NEXT_BOOT_ID, anchors).add_anchor("server", EVENING, 40)
    calendar = AnchoredCalendar(fake_clock(FakeTime(wall=WRONG[0]), anchors=anchors))
    assert (calendar.today().iso_day, calendar.today().trusted) == ("2026-11-22", False)
    ahead = AnchoredCalendar(fake_clock(FakeTime(wall=EVENING + timedelta(days=5)), anchors=anchors))
    assert (ahead.today().iso_day, ahead.today().trusted) == ("2026-11-27", False)


def test_a_facilitator_corrects_what_the_machine_believed_and_a_later_network_corrects_the_facilitator() -> None:
    time = FakeTime(wall=WRONG[0])
    clock = fake_clock(time)
    calendar = AnchoredCalendar(clock)
    clock.add_anchor("server", EVENING + timedelta(days=5), 40)
    assert calendar.today().iso_day == "2026-11-27"
    time.pass_ms(1000)
    calendar.confirm("2026-11-22")
    assert calendar.today() == Today("2026-11-22", 7, 0, trusted=True, timed=False)
    time = FakeTime(wall=WRONG[0])
    other = fake_clock(time)
    said_first = AnchoredCalendar(other)
    said_first.confirm("2026-11-20")
    time.pass_ms(1000)
    other.add_anchor("server", EVENING, 40)
    assert said_first.today().iso_day == "2026-11-22"


def test_a_confirmed_date_must_be_one() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        AnchoredCalendar(fake_clock(FakeTime())).confirm("hôm nay")


def test_a_time_code_gives_the_date_and_the_hour_and_is_kept_with_its_source() -> None:
    anchors = MemoryAnchors()
    days = AnchoredCalendar(fake_clock(FakeTime(wall=WRONG[0]), anchors=anchors))
    assert not days.today().trusted
    days.anchor(datetime(2026, 11, 22, 12, 30, tzinfo=UTC), 120)
    assert days.today() == Today("2026-11-22", 19, 30, trusted=True)
    assert [(a.source, a.plus_minus_ms) for a in anchors.of(BOOT_ID)] == [("time_qr", 120_000)]
