"""When readings become scans: examples and properties of the pure filter."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.scanning.scan_filter import COOLDOWN_MS, ScanFilter

A, B = b"card a", b"card b"
FRAME_MS = 33

Frames = Sequence[tuple[bytes, ...]]


def scans_of(frames: Frames, gap_ms: int = FRAME_MS, seen: ScanFilter | None = None) -> list[tuple[int, bytes]]:
    """(index of the frame, payload) of every scan."""
    seen = seen or ScanFilter()
    scans: list[tuple[int, bytes]] = []
    for index, payloads in enumerate(frames):
        seen, accepted = seen.see(payloads, index * gap_ms)
        scans += [(index, payload) for payload in accepted]
    return scans


def test_one_reading_alone_is_no_scan() -> None:
    assert scans_of([(A,), (), (A,), (), (B,)]) == []


def test_two_equal_readings_running_are_one_scan() -> None:
    assert scans_of([(A,), (A,)]) == [(1, A)]


def test_a_misreading_between_two_readings_starts_the_count_anew() -> None:
    assert scans_of([(A,), (B,), (A,)]) == []


def test_a_card_that_stays_is_one_scan_however_long() -> None:
    assert scans_of([(A,)] * 1000) == [(1, A)]


def test_a_card_that_was_away_for_the_cooldown_counts_again() -> None:
    away = COOLDOWN_MS // FRAME_MS + 1
    assert scans_of([(A,)] * 2 + [()] * away + [(A,)] * 2) == [(1, A), (away + 3, A)]


def test_a_card_that_flickers_within_the_cooldown_does_not_count_again() -> None:
    assert scans_of([(A,), (A,), *[(), (), (A,), (A,)] * 200]) == [(1, A)]


def test_the_next_person_never_waits_for_the_cooldown_of_the_one_before() -> None:
    assert scans_of([(A,), (A,), (B,), (B,)]) == [(1, A), (3, B)]


def test_two_cards_in_one_picture_are_two_scans() -> None:
    assert scans_of([(A, B), (B, A)]) == [(1, B), (1, A)]


def test_the_same_code_twice_in_one_picture_is_one_reading() -> None:
    assert scans_of([(A, A)]) == []


def test_a_scanning_screen_that_opens_anew_reads_the_same_card_again() -> None:
    seen = ScanFilter()
    for ms in (0, 33):
        seen, _ = seen.see((A,), ms)
    assert scans_of([(A,), (A,)], seen=seen.forget()) == [(1, A)]
    assert scans_of([(A,), (A,)], seen=seen) == []  # control: without opening anew it stays silent


def test_payloads_are_not_shown_when_the_filter_is_printed() -> None:
    seen, _ = ScanFilter().see((A,), 0)
    assert "card a" not in repr(seen)


FRAMES = st.lists(st.lists(st.sampled_from([A, B, b"c"]), max_size=2).map(tuple), max_size=60)


@given(FRAMES, st.integers(1, 2000))
def test_every_scan_was_read_in_this_frame_and_in_the_one_before(frames: Frames, gap_ms: int) -> None:
    for index, payload in scans_of(frames, gap_ms):
        assert payload in frames[index]
        assert payload in frames[index - 1]


@given(FRAMES, st.integers(1, 2000))
def test_the_same_payload_never_counts_twice_within_the_cooldown(frames: Frames, gap_ms: int) -> None:
    last: dict[bytes, int] = {}
    for index, payload in scans_of(frames, gap_ms):
        assert payload not in last or (index - last[payload]) * gap_ms >= COOLDOWN_MS
        last[payload] = index


@given(FRAMES)
def test_whatever_was_shown_two_frames_at_the_end_has_counted_at_least_once(frames: Frames) -> None:
    counted = {payload for _, payload in scans_of([*frames, (A,), (A,)])}
    assert A in counted


@given(FRAMES)
def test_the_memory_holds_no_more_than_what_was_in_sight_lately(frames: Frames) -> None:
    seen = ScanFilter()
    for index, payloads in enumerate(frames):
        seen, _ = seen.see(payloads, index * COOLDOWN_MS)
        assert set(seen.streaks) == set(payloads)
        assert set(seen.last_seen) <= set(payloads)
