"""A stick is pushed in and the events go along: asked for, or beside lessons, and what the screen saw of it."""

from __future__ import annotations

import base64
import errno
from dataclasses import dataclass
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from kiosk.core.ports import StickState
from kiosk.importer.stick_files import StickDisk, StickFiles
from sync.protocol.stick_export import STICK_FOLDER, ExportManifest, decode_line
from tests.support.fakes.store import DEVICE, enrol, headcount
from tests.support.usb_kiosk import Room, room

__all__ = ["room"]


@dataclass
class Failing(StickDisk):
    """Every write fails with this error; ``pull`` takes the stick out first."""

    number: int
    room: Room | None = None

    def append(self, path: Path, piece: bytes, at: int) -> None:
        if self.room is not None:
            self.room.pull()
        raise OSError(self.number, "as a stick does")


def with_events(room: Room, count: int = 3) -> None:
    key = base64.b64encode(bytes(SigningKey.generate().verify_key)).decode()
    enrol(room.book.data, server_key=key)
    for number in range(count):
        assert room.book.record(headcount(number)) == ""


def bare_stick(room: Room, name: str = "sda1") -> Path:
    (room.bag / name).mkdir()
    return room.bag / name


def manifest(stick: Path) -> ExportManifest:
    last = decode_line(StickFiles(stick, DEVICE).whole.read_bytes().splitlines(keepends=True)[-1])
    assert isinstance(last, ExportManifest)
    return last


def shown(room: Room, stage: str) -> StickState:
    return next(state for state in room.seen if state.stage == stage)


def test_asked_for_it_is_written_and_said_when_it_may_be_pulled(room: Room) -> None:
    with_events(room)
    stick = bare_stick(room)
    room.want_export()
    room.push()
    room.events[3] = room.pull
    assert room.carry()
    assert room.stages() == ["exporting", "exported", "none"]
    done = shown(room, "exported")
    assert (done.events, done.written, done.exports) == (3, 3, 1)
    assert manifest(stick).events == 3


def test_a_stick_that_is_in_already_is_written_when_somebody_asks_and_again_at_a_second_wish(room: Room) -> None:
    with_events(room)
    stick = bare_stick(room)
    room.push()
    room.events[3] = room.want_export
    room.events[6] = room.want_export
    room.events[9] = room.pull
    room.carry()
    assert room.stages() == ["failed", "exporting", "exported", "exporting", "exported", "none"]
    first, second = (state.exports for state in room.seen if state.stage == "exported")
    assert second == first + 1              # so that the page can tell the second one from the first
    assert manifest(stick).events == 3


def test_two_presses_before_the_stick_is_in_are_one_export(room: Room) -> None:
    with_events(room)
    bare_stick(room)
    room.want_export()
    room.want_export()
    room.push()
    room.events[5] = room.pull
    room.carry()
    assert room.stages() == ["exporting", "exported", "none"]


def test_beside_lessons_events_go_along_unasked_and_the_end_tells_of_both(room: Room) -> None:
    with_events(room)
    stick = room.publish()
    room.push()
    room.events[3] = room.pull
    assert room.carry()
    assert room.stages() == ["exporting", "reading", "copying", "keeping", "done", "none"]
    done = shown(room, "done")
    assert (done.new, done.written) == (1, 3)
    assert room.versions() == ["1.0.0"]
    assert manifest(stick).events == 3


def test_with_lessons_that_are_here_already_the_end_tells_of_the_events(room: Room) -> None:
    room.publish()
    room.push()
    room.events[3] = room.pull
    room.carry()
    with_events(room)
    room.seen.clear()
    room.push()
    room.events[room.polls + 3] = room.pull
    assert room.carry()
    assert room.stages() == ["exporting", "reading", "exported", "none"]


def test_a_strangers_stick_is_not_written_unasked(room: Room) -> None:
    with_events(room)
    stick = bare_stick(room)
    room.push()
    room.events[3] = room.pull
    room.carry()
    assert room.stages() == ["failed", "none"]
    assert list(stick.iterdir()) == []


def test_a_stick_that_was_exported_to_before_is_written_unasked(room: Room) -> None:
    with_events(room)
    stick = bare_stick(room)
    (stick / STICK_FOLDER).mkdir()
    room.push()
    room.events[3] = room.pull
    assert room.carry()
    assert room.stages() == ["exporting", "exported", "none"]


def test_while_a_session_is_open_nothing_is_written_unasked_but_on_a_wish(room: Room) -> None:
    with_events(room, 0)
    room.open_session()
    key = base64.b64encode(bytes(SigningKey.generate().verify_key)).decode()
    enrol(room.book.data, server_key=key)
    stick = bare_stick(room)
    (stick / STICK_FOLDER).mkdir()
    room.push()
    room.events[3] = lambda: (room.usb / "sda1" / STICK_FOLDER).rmdir()     # still empty
    room.events[4] = room.want_export
    room.events[8] = room.pull
    room.carry()
    assert room.stages() == ["failed", "exporting", "exported", "none"]
    assert manifest(stick).events == 1


def test_a_kiosk_without_a_commune_writes_nothing_and_says_so(room: Room) -> None:
    stick = bare_stick(room)
    room.want_export()
    room.push()
    room.events[3] = room.pull
    room.carry()
    assert shown(room, "export_failed").code == "K25"
    assert list(stick.iterdir()) == []


def test_a_revoked_kiosk_writes_nothing_and_says_so(room: Room) -> None:
    with_events(room)
    room.book.writer.do("INSERT INTO sync_state VALUES ('last_problem', 'S4')", ())
    stick = bare_stick(room)
    room.want_export()
    room.push()
    room.events[3] = room.pull
    room.carry()
    assert shown(room, "export_failed").code == "P15"
    assert list(stick.iterdir()) == []


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "P13"), (errno.EROFS, "P12")])
def test_a_full_and_a_locked_stick_have_sentences_of_their_own_and_another_try(
    room: Room, number: int, code: str,
) -> None:
    with_events(room)
    bare_stick(room)
    room.want_export()
    room.push()
    room.events[3] = room.want_export
    room.events[6] = room.pull
    room.carry(stick_disk=Failing(number))
    failed = [state for state in room.seen if state.stage == "export_failed"]
    assert [(state.code, state.exports) for state in failed] == [(code, 1), (code, 2)]


def test_pulled_while_it_is_written_is_told_until_somebody_saw_it(room: Room) -> None:
    with_events(room)
    bare_stick(room)
    room.want_export()
    room.push()
    room.carry(stick_disk=Failing(errno.EIO, room))
    assert (room.screen.state().stage, room.screen.state().code) == ("export_failed", "P4")


def test_an_export_nobody_asked_for_that_fails_does_not_hold_up_the_lessons(room: Room) -> None:
    with_events(room)
    room.publish()
    room.push()
    room.events[3] = room.pull
    assert room.carry(stick_disk=Failing(errno.ENOSPC))
    assert room.versions() == ["1.0.0"]
    assert shown(room, "done").export_code == "P13"


def test_a_locked_lesson_stick_is_no_trouble_where_nobody_asked(room: Room) -> None:
    with_events(room)
    room.publish()
    room.push()
    room.events[3] = room.pull
    assert room.carry(stick_disk=Failing(errno.EROFS))
    assert (shown(room, "done").export_code, room.versions()) == ("", ["1.0.0"])
