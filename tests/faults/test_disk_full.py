"""A full disk: nothing acknowledged is lost, attendance has its reserve, and afterwards all works again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.inputs import Kept, NotKept
from sync.protocol import event_ref
from tests.support.fakes.store import NEXT_BOOT_ID, StoreBench, check_in, stored_events
from tests.support.powercut import LoopDisk, NoLoopDiskError

pytestmark = pytest.mark.root

RESERVE = 512 * 1024
AT_ONCE = 10                # check-ins between answers
ENOUGH = 6_000              # check-ins that fill any reserve of this size


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[LoopDisk]:
    try:
        with LoopDisk(tmp_path, megabytes=16) as mounted:
            yield mounted
    except NoLoopDiskError as error:
        pytest.skip(f"no loop-mounted ext4 here: {error}")


def bench(disk: LoopDisk, **more: str) -> StoreBench:
    return StoreBench(disk.mount / "data", reserve_bytes=RESERVE, **more)  # type: ignore[arg-type]


def record(store: StoreBench, people: int) -> list[object]:
    """``people`` check-ins and their answers."""
    before = len(store.answered.all)
    for number in range(people):
        store.journal.write(check_in(f"{number:032x}"))
    return store.answered.wait(before + people)[before:]


def refs(store: StoreBench) -> set[str]:
    return {answer.ref for answer in store.answered.all if isinstance(answer, Kept)}


def record_until_full(store: StoreBench) -> int:
    """How many check-ins were kept before the first was not."""
    for count in range(0, ENOUGH, AT_ONCE):
        if any(isinstance(answer, NotKept) for answer in record(store, AT_ONCE)):
            return count
    pytest.fail("the disk never got full")


def test_a_full_disk_spends_its_reserve_then_says_so_and_loses_nothing(disk: LoopDisk) -> None:
    store = bench(disk)
    record(store, AT_ONCE)
    filler = disk.fill()
    kept = record_until_full(store)
    assert kept > 0                                             # the reserve carried people on
    assert not (disk.mount / "data" / "reserve").exists()
    assert {answer.code for answer in store.answered.all if isinstance(answer, NotKept)} == {"K21"}
    assert refs(store) == stored(store)
    filler.unlink()
    assert all(isinstance(answer, Kept) for answer in record(store, AT_ONCE))
    assert all(isinstance(answer, Kept) for answer in record(store, AT_ONCE))
    assert (disk.mount / "data" / "reserve").stat().st_size == RESERVE  # made anew for the next time
    store.close()
    disk.cut()
    disk.remount()
    assert refs(store) == stored(store)
    assert [event.seq for event in store.events()] == list(range(1, len(refs(store)) + 1))


def stored(store: StoreBench) -> set[str]:
    return {event_ref(event.device, event.epoch, event.seq) for event in stored_events(store.ready.path)}


def test_a_kiosk_starts_and_records_on_a_disk_that_is_full(disk: LoopDisk) -> None:
    first = bench(disk)
    record(first, AT_ONCE)
    first.close()
    disk.fill()
    again = bench(disk, boot_id=NEXT_BOOT_ID)
    assert again.ready.incident is None
    assert all(isinstance(answer, Kept) for answer in record(again, AT_ONCE))
    again.close()
    assert stored(first) == refs(first) | refs(again)
