"""The importer, from a stick that is pushed in to what the screen reads: a real book, a real repository."""

from __future__ import annotations

import shutil
from pathlib import Path

from kiosk.core.ports import StickState
from kiosk.hardware.system.drives import Drive, FolderDrives
from kiosk.store.usb_status import UsbStatusTable
from tests.support.fakes.store import enrol, stored_events
from tests.support.tuf_publisher import PackRepository, made_pack
from tests.support.usb_kiosk import Room, room

__all__ = ["room"]


def test_a_stick_is_copied_by_itself_and_the_screen_says_when_it_may_be_pulled(room: Room) -> None:
    enrol(room.book.data)
    room.publish()
    room.push()
    room.events[2] = room.pull
    assert room.carry()
    assert room.stages() == ["reading", "copying", "keeping", "done", "none"]
    done = next(state for state in room.seen if state.stage == "done")
    assert (done.new, done.percent, done.title) == (1, 100, "Gói thử")
    assert room.versions() == ["1.0.0"]
    assert room.rows() == []
    told = [(event.kind, event.data) for event in stored_events(room.book.ready.path)]
    assert told == [("pack.installed", {"pack": "goi", "version": "1.0.0", "previous": ""})]


def test_with_the_setting_off_it_is_offered_and_waits_for_a_yes(room: Room) -> None:
    room.publish()
    room.push()
    room.events = {20: room.say_yes, 23: room.pull}
    assert room.carry(auto=False)
    assert room.stages() == ["reading", "offered", "copying", "keeping", "done", "none"]
    assert room.seen[1].new == 1
    assert room.versions() == ["1.0.0"]


def test_while_a_session_is_open_nothing_is_copied_unasked(room: Room) -> None:
    room.open_session()
    room.publish()
    room.push()
    room.events = {30: room.pull}
    assert room.carry()
    assert room.stages() == ["reading", "offered", "none"]
    assert room.versions() == []


def test_once_the_session_is_closed_it_is_copied(room: Room) -> None:
    room.open_session()
    room.publish()
    room.push()
    room.events = {10: room.close_session, 14: room.pull}
    assert room.carry()
    assert room.stages() == ["reading", "offered", "copying", "keeping", "done", "none"]


def test_a_yes_that_was_meant_for_another_stick_is_forgotten(room: Room) -> None:
    room.publish()
    room.say_yes()
    room.push()
    room.events = {9: room.pull}
    room.carry(auto=False)
    assert room.stages() == ["reading", "offered", "none"]


# --- sticks that bring nothing ------------------------------------------------------------------------


def test_a_stick_of_photos_has_its_own_sentence(room: Room) -> None:
    (room.bag / "sda1").mkdir()
    room.push()
    room.events = {3: room.pull}
    room.carry()
    assert room.seen[0] == StickState("failed", code="P11")
    assert room.stages() == ["failed", "none"]


def test_a_stick_of_another_commune_has_its_own_sentence(room: Room) -> None:
    stranger = PackRepository()
    stranger.add(made_pack(room.folder))
    stranger.publish(room.bag / "sda1")
    room.push()
    room.events = {3: room.pull}
    room.carry()
    assert [(state.stage, state.code) for state in room.seen] == [("reading", ""), ("failed", "P1"), ("none", "")]


def test_an_older_stick_has_its_own_sentence(room: Room) -> None:
    shutil.copytree(room.publish(), room.bag / "sdb1")
    room.publish("1.1.0")
    room.push()
    room.events = {2: room.pull}
    room.carry()
    room.push("sdb1")
    room.polls, room.events = 0, {2: lambda: room.pull("sdb1")}
    room.carry("sdb1")
    assert "P2" in [state.code for state in room.seen]
    assert room.versions() == ["1.1.0"]


def test_the_same_stick_again_brings_nothing_new(room: Room) -> None:
    room.publish()
    for expected in ("done", "nothing_new"):
        room.push()
        room.polls, room.events = 0, {2: room.pull}
        assert room.carry()
        assert room.stages()[-2:] == [expected, "none"]


# --- two sticks ----------------------------------------------------------------------------------------


def test_two_sticks_are_one_too_many_until_one_is_pulled(room: Room) -> None:
    room.publish()
    shutil.copytree(room.bag / "sda1", room.bag / "sdb1")
    room.push()
    room.push("sdb1")
    room.events = {4: lambda: room.pull("sdb1"), 8: room.pull}
    assert room.carry()
    assert room.seen[0] == StickState("failed", code="P10")
    assert room.stages() == ["failed", "reading", "copying", "keeping", "done", "none"]


def test_a_second_stick_stays_quiet_while_the_first_waits_to_be_pulled(room: Room) -> None:
    room.publish()
    (room.bag / "sdb1").mkdir()
    room.push()
    room.push("sdb1")
    first = UsbStatusTable(room.book.ready.path, "sda1", room.now)
    first.show(StickState("done", new=3))

    def pull_first() -> None:
        room.pull()
        first.clear()

    room.events = {4: pull_first, 8: lambda: room.pull("sdb1")}
    room.carry("sdb1")
    assert room.stages() == ["done", "failed", "none"]
    assert room.seen[1].code == "P11"


class TwoPartitions:
    """One stick with two file systems."""

    def __init__(self, usb: Path) -> None:
        self._folder = FolderDrives(usb)

    def mounted(self) -> tuple[Drive, ...]:
        return tuple(Drive(drive.device, "one stick", drive.mount) for drive in self._folder.mounted())


def test_a_second_partition_is_no_second_stick(room: Room) -> None:
    room.publish()
    (room.bag / "sda2").mkdir()
    room.push()
    room.push("sda2")
    for name, expected in (("sda2", ["none"]), ("sda1", ["reading", "copying", "keeping", "done", "none"])):
        room.seen.clear()
        room.polls, room.events = 0, {3: lambda name=name: room.pull(name)}  # type: ignore[misc]
        room.carry(name, drives=TwoPartitions(room.usb))
        assert (room.stages() or ["none"]) == expected
