"""The importer when something goes wrong: pulled, ended, killed, full, held; and the process as the unit starts it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.core.errors import StoreLocked
from kiosk.core.ports import StickState
from kiosk.packs.catalogue.live_catalogue import LiveCatalogue
from kiosk.packs.catalogue.loader import load_lessons
from kiosk.packs.install.folder_fetcher import FolderFetcher
from kiosk.packs.install.registry import installed_packs
from kiosk.store.usb_status import FRESH_MS, SHOWN_MS, BootTime, SqliteUsbStatus, UsbStatusTable
from tests.support.install_target import RoomyDisk
from tests.support.lesson_folders import ASSETS
from tests.support.patience import PATIENCE_S
from tests.support.usb_kiosk import Pulled, Room, broken, room, stage_is, start, until

pytestmark = pytest.mark.slow

__all__ = ["room"]


def test_pulled_in_the_middle_it_says_so_and_goes_on_by_itself_once_it_is_back(room: Room) -> None:
    room.publish("1.0.0", ("bai-mot", "bai-hai"))
    room.push()
    room.events = {3: room.say_yes}
    assert not room.carry(auto=False, fetch=Pulled.after(14, room))
    assert room.seen[-1] == StickState("failed", code="P4")
    assert room.versions() == []
    kept = sorted(path.name for path in room.book.data.glob("packs/.staging/*/*/*"))
    assert kept                                     # what was whole stays for the next try
    room.push()
    room.polls, room.events = 0, {2: room.pull}
    assert room.carry(auto=False)                   # nobody says yes a second time
    assert room.stages()[-5:] == ["failed", "reading", "copying", "keeping", "done", "none"][-5:]
    assert room.versions() == ["1.0.0"]
    assert room.rows() == []


def test_pulled_at_any_read_leaves_the_lessons_as_they_were_and_the_next_try_finishes(room: Room) -> None:
    room.publish()
    for reads in range(1, 60, 7):
        room.push()
        room.polls, room.events = 0, {2: room.pull}
        whole = room.carry(fetch=Pulled.after(reads, room))
        assert room.versions() == (["1.0.0"] if whole else [])
        assert room.rows() == ([] if whole else [("sda1", "failed", "P4")])
        if whole:
            return
    raise AssertionError("no number of reads was enough")


def test_that_it_was_pulled_is_told_for_a_while_and_not_for_ever(room: Room) -> None:
    UsbStatusTable(room.book.ready.path, "sda1", room.now).show(StickState("failed", code="P4"))
    room.ms += FRESH_MS
    room.look()
    assert room.screen.state().code == "P4"
    room.ms += SHOWN_MS
    room.look()
    assert room.screen.state() == StickState()


def test_a_bad_contact_is_tried_again_when_somebody_says_so(room: Room) -> None:
    room.publish()
    room.push()
    good = FolderFetcher
    fetches = iter([lambda stick: FolderFetcher(stick, broken), good])
    room.events = {5: room.say_yes, 8: room.pull}
    room.carry(fetch=lambda stick: next(fetches)(stick))
    assert room.stages() == ["reading", "failed", "reading", "copying", "keeping", "done", "none"]
    assert room.versions() == ["1.0.0"]


def test_an_importer_that_is_told_to_end_leaves_nothing_half_done_and_the_next_one_goes_on(room: Room) -> None:
    room.publish()
    room.push()
    room.events = {3: room.say_yes}
    left = [14]

    def told_to_end(handle: int, size: int) -> bytes:
        left[0] -= 1
        if left[0] == 0:
            sys.exit(143)
        return os.read(handle, size)

    with pytest.raises(SystemExit):
        room.carry(auto=False, fetch=lambda stick: FolderFetcher(stick, told_to_end))
    assert left == [0]
    assert room.versions() == []
    assert room.rows() == [("sda1", "failed", "P0")]        # the stick is still in: nobody pulled it
    room.polls, room.events = 0, {2: room.pull}
    assert room.carry(auto=False)
    assert room.versions() == ["1.0.0"]


def test_a_book_that_is_held_for_a_moment_does_not_end_the_importer(room: Room) -> None:
    room.publish()
    room.push()
    room.events = {6: room.pull}
    taken = UsbStatusTable.take_wish
    tries: list[int] = []

    def held(board: UsbStatusTable, *wish: str) -> bool:
        tries.append(1)
        if len(tries) == 1:
            raise StoreLocked("held by the screen")
        return taken(board, *wish)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(UsbStatusTable, "take_wish", held)
        room.carry()
    assert room.versions() == ["1.0.0"]


def test_a_full_card_has_its_own_sentence_and_is_tried_again_when_there_is_room(room: Room) -> None:
    room.publish()
    room.push()
    full = [True]

    class Card(RoomyDisk):
        def free(self, folder: Path) -> int:
            return 0 if full[0] else super().free(folder)

    def make_room() -> None:
        full[0] = False
        room.say_yes()

    room.events = {4: make_room, 8: room.pull}
    room.carry(disk=Card())
    assert [state.code for state in room.seen if state.stage == "failed"] == ["P6"]
    assert room.stages()[-4:] == ["copying", "keeping", "done", "none"]


# --- the process -------------------------------------------------------------------------------------


def test_the_process_copies_and_ends_when_the_stick_is_out(room: Room) -> None:
    room.publish()
    room.push()
    process = start(room)
    until(process, lambda: stage_is(room, "done"))
    room.pull()
    assert process.wait(PATIENCE_S) == 0
    assert room.versions() == ["1.0.0"]
    assert room.rows() == []


MOMENTS: dict[str, Callable[[Room], bool]] = {
    "looked at": lambda room: bool(room.rows()),
    "being copied": lambda room: (room.book.data / "packs" / ".staging").exists() or stage_is(room, "done"),
    "done": lambda room: stage_is(room, "done"),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_importer_leaves_the_screen_without_a_stick_and_the_next_one_finishes(
    room: Room, moment: str,
) -> None:
    room.publish()
    room.push()
    process = start(room)
    until(process, lambda: MOMENTS[moment](room))
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE_S)
    assert room.versions() in ([], ["1.0.0"])
    later = BootTime(room.book.ready.boot_id, lambda: room.book.sources.boottime_ms() + FRESH_MS)
    screen = SqliteUsbStatus(room.book.reader, room.book.writer, later)
    screen.changed()
    assert screen.state() == StickState()
    again = start(room)
    until(again, lambda: stage_is(room, "done") or stage_is(room, "nothing_new"))
    room.pull()
    assert again.wait(PATIENCE_S) == 0
    assert room.versions() == ["1.0.0"]
    assert room.rows() == []


def test_what_came_by_stick_is_offered_by_a_kiosk_that_had_no_lessons(room: Room) -> None:
    def load() -> LiveCatalogue:
        folders = [pack.folder for pack in installed_packs(room.book.data / "packs")]
        return LiveCatalogue(lambda: load_lessons(room.folder / "none", ASSETS, folders))

    assert list(load().lessons()) == []
    room.publish("1.0.0", ("bai-mot", "bai-hai"))
    room.push()
    process = start(room)
    until(process, lambda: stage_is(room, "done"))
    room.pull()
    assert process.wait(PATIENCE_S) == 0
    assert [lesson.id for lesson in load().lessons()] == ["bai-mot", "bai-hai"]
    assert load().pack_of("bai-hai") == ("goi", "1.0.0")
