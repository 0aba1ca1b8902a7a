"""What people read while a stick is copied: percent, which lesson, how many minutes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from kiosk.importer.stick_contents import ProgressCounter, StickContents
from kiosk.packs.install.folder_fetcher import FolderFetcher
from kiosk.packs.install.rollback_marks import Seen
from kiosk.packs.install.staging import Progress, Stick
from kiosk.packs.install.tuf_client import Offer, Publication, Signed

MB = 1_000_000


def offer(pack: str) -> Offer:
    return Offer(pack, "1.0.0", "Kỹ năng số", "lessons", datetime(2026, 11, 22, tzinfo=UTC), "", Signed("", 0))


def load(*packs: str, sizes: tuple[int, ...] = (100 * MB,), new: int = 4, changed: int = 1) -> StickContents:
    stick = Stick(FolderFetcher(Path("usb")), Publication((), {}, Seen({})))
    return StickContents(stick, tuple(map(offer, packs or ("goi",))), sizes, new, changed)


def test_percent_and_lesson_grow_with_the_bytes_and_the_end_is_keeping() -> None:
    counted, ms = load(), [0]
    counter = ProgressCounter(counted, lambda: ms[0])
    told = [counter.seen(counted.offers[0], Progress(files, 10, files * 10 * MB, 100 * MB)) for files in range(11)]
    assert [state.percent for state in told] == list(range(0, 101, 10))
    assert [state.lesson for state in told] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5]
    assert [state.stage for state in told] == ["copying"] * 10 + ["keeping"]
    assert {state.lessons for state in told} == {5}


def test_minutes_come_from_the_speed_that_was_measured() -> None:
    counted, ms = load(), [1000]
    counter = ProgressCounter(counted, lambda: ms[0])
    assert counter.seen(counted.offers[0], Progress(0, 10, 0, 100 * MB)).minutes == 0
    ms[0] += 60_000
    assert counter.seen(counted.offers[0], Progress(2, 10, 20 * MB, 100 * MB)).minutes == 4
    ms[0] += 60_000
    assert counter.seen(counted.offers[0], Progress(5, 10, 50 * MB, 100 * MB)).minutes == 2


def test_what_was_there_already_is_no_speed() -> None:
    """A stick that was pulled at 80 % and pushed in again."""
    counted, ms = load(), [0]
    counter = ProgressCounter(counted, lambda: ms[0])
    counter.seen(counted.offers[0], Progress(8, 10, 80 * MB, 100 * MB))
    ms[0] += 60_000
    state = counter.seen(counted.offers[0], Progress(9, 10, 90 * MB, 100 * MB))
    assert (state.percent, state.minutes) == (90, 1)


def test_two_packs_are_one_way_to_a_hundred() -> None:
    counted, ms = load("goi", "goi-giong-tay", sizes=(60 * MB, 40 * MB)), [0]
    counter = ProgressCounter(counted, lambda: ms[0])
    first = counter.seen(counted.offers[0], Progress(3, 3, 60 * MB, 60 * MB))
    last = counter.seen(counted.offers[1], Progress(2, 2, 40 * MB, 40 * MB))
    assert [(first.stage, first.percent), (last.stage, last.percent)] == [("copying", 60), ("keeping", 100)]
    assert counted.offered().title == ""


def test_a_pack_of_nothing_is_whole_at_once() -> None:
    counted = load(sizes=(0,), new=0, changed=0)
    state = ProgressCounter(counted, lambda: 0).seen(counted.offers[0], Progress(0, 0, 0, 0))
    assert (state.stage, state.percent, state.lesson, state.lessons) == ("keeping", 100, 0, 0)
