"""The two tables between the importer and the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kiosk.core.errors import StoreLocked
from kiosk.core.inputs import StickChanged
from kiosk.core.ports import InstalledPack, StickStage, StickState
from kiosk.importer.status_writer import BEAT_MS, StatusWriter
from kiosk.store.usb_status import FRESH_MS, SHOWN_MS, BootTime, SqliteUsbStatus, UsbStatusTable
from tests.support.fakes.store import NEXT_BOOT_ID, StoreBench


@dataclass
class Pair:
    """An importer's board and the screen, on one clock."""

    bench: StoreBench

    def __post_init__(self) -> None:
        self.now = BootTime(self.bench.ready.boot_id, lambda: self.bench.time.ms)
        self.board = self.board_of("sda1")
        self.screen = SqliteUsbStatus(self.bench.reader, self.bench.writer, self.now)

    def board_of(self, stick: str) -> UsbStatusTable:
        return UsbStatusTable(self.bench.ready.path, stick, self.now)

    def seen(self) -> StickState:
        self.screen.changed()
        return self.screen.state()

    def wait_for_writer(self) -> None:
        self.bench.writer.do("SELECT 1", ())


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    bench = StoreBench(tmp_path)
    yield Pair(bench)
    bench.close()


COPYING = StickState("copying", "Kỹ năng số", 3, 2, 1, 4, 5, 62, 7, "")


def test_the_screen_reads_every_field_the_importer_wrote_and_hears_of_it_once(pair: Pair) -> None:
    assert pair.screen.changed() == []
    pair.board.show(COPYING)
    assert pair.screen.changed() == [StickChanged()]
    assert pair.screen.state() == COPYING
    assert pair.screen.changed() == []
    pair.board.clear()
    assert pair.screen.changed() == [StickChanged()]
    assert pair.screen.state() == StickState()


def test_an_importer_that_stopped_beating_counts_as_no_stick(pair: Pair) -> None:
    pair.board.show(COPYING)
    pair.bench.time.pass_ms(FRESH_MS - 1)
    pair.board.beat()
    pair.bench.time.pass_ms(FRESH_MS - 1)
    assert pair.seen() == COPYING
    pair.bench.time.pass_ms(1)
    assert pair.seen() == StickState()


def test_what_was_said_before_the_last_start_of_the_machine_means_nothing(pair: Pair) -> None:
    pair.board.show(COPYING)
    pair.board.wish("install")
    later = BootTime(NEXT_BOOT_ID, pair.now.ms)
    screen = SqliteUsbStatus(pair.bench.reader, pair.bench.writer, later)
    assert screen.changed() == []
    assert not UsbStatusTable(pair.bench.ready.path, "sda1", later).take_wish()


@pytest.mark.parametrize(("said", "shown"), [
    (("done", "failed"), "done"), (("offered", "copying"), "copying"), (("nothing_new", "failed"), "failed")])
def test_of_two_sticks_the_one_that_must_not_be_missed_is_shown(
    pair: Pair, said: tuple[StickStage, StickStage], shown: StickStage,
) -> None:
    for name, stage in zip(("sda1", "sdb1"), said, strict=True):
        pair.board_of(name).show(replace(COPYING, stage=stage))
    assert pair.seen().stage == shown
    assert [state.stage for state in pair.board.others()] == [said[1]]


def test_sticks_that_are_out_are_forgotten(pair: Pair) -> None:
    for name in ("sda1", "sdb1"):
        pair.board_of(name).show(COPYING)
    pair.board.keep_only(["sdb1"])
    assert len(pair.board.others()) == 1
    pair.board.keep_only([])
    assert pair.seen() == StickState()


def test_a_yes_is_taken_once_and_not_after_it_grew_old(pair: Pair) -> None:
    for _ in range(2):
        pair.screen.install()
    pair.wait_for_writer()
    assert pair.board.take_wish()
    assert not pair.board.take_wish()
    pair.screen.install()
    pair.wait_for_writer()
    pair.bench.time.pass_ms(SHOWN_MS)
    assert not pair.board.take_wish()


def test_packs_and_the_way_back_are_asked_of_whoever_has_them(pair: Pair) -> None:
    back: list[str] = []
    pack = InstalledPack("goi", "Gói thử", "1.1.0", "1.0.0")
    screen = SqliteUsbStatus(pair.bench.reader, pair.bench.writer, pair.now, lambda: [pack], back.append)
    screen.roll_back(screen.packs()[0].pack)
    assert back == ["goi"]


# --- how often it is written ---------------------------------------------------------------------------


class Counting:
    """A board that only counts; ``refuse`` makes it a database that is held by somebody else."""

    def __init__(self, refuse: bool = False) -> None:
        self.shown: list[StickState] = []
        self.beats = 0
        self.cleared = 0
        self._refuse = refuse

    def show(self, state: StickState) -> None:
        if self._refuse:
            raise StoreLocked("busy")
        self.shown.append(state)

    def beat(self) -> None:
        self.beats += 1

    def clear(self) -> None:
        self.cleared += 1


def telling(board: Counting, ms: Callable[[], int]) -> StatusWriter:
    return StatusWriter(board, ms)  # type: ignore[arg-type]


def test_a_hundred_words_in_a_second_are_written_twice_and_every_stage_at_once() -> None:
    now, board = [10_000], Counting()
    said = telling(board, lambda: now[0])
    said.show(StickState("reading"))
    for percent in range(100):
        said.show(StickState("copying", percent=percent))
        now[0] += 10
    said.show(StickState("done"))
    assert [state.stage for state in board.shown] == ["reading", "copying", "copying", "done"]
    assert said.state.stage == "done"


def test_while_one_file_takes_minutes_there_is_a_sign_of_life() -> None:
    now, board = [10_000], Counting()
    said = telling(board, lambda: now[0])
    said.show(StickState("copying"))
    now[0] += BEAT_MS
    with said:
        for _ in range(2000):
            if board.beats:
                break
            said._end.wait(0.005)
    assert board.beats >= 1


def test_a_book_that_is_held_by_somebody_else_never_stops_the_copying(caplog: pytest.LogCaptureFixture) -> None:
    telling(Counting(refuse=True), lambda: 0).show(StickState("copying"))
    assert "K22" in caplog.text
