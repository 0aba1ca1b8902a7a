"""The scanner's threads: newest frame only, unplugged cameras, pausing, and defects that end nothing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from functools import partial

import pytest
import segno

from kiosk.core.errors import CameraLost, CameraMissing
from kiosk.core.inputs import CameraChanged, Looked, Scanned
from kiosk.hardware.camera.latest_frame import LatestFrame
from kiosk.hardware.camera.port import Camera, Frame, empty_frame
from kiosk.hardware.camera.scanner import RETRY_S, Decode, Scanner
from kiosk.vision.decoder import LiveDecoder
from kiosk.vision.pixels import Pixels
from kiosk.vision.results import Reading
from tests.support import card_images
from tests.support.fakes.hardware import FakeCamera, GatedCamera, Mailbox, RecordingWait, Step, until
from tests.support.patience import PATIENCE_S

CARD = card_images.held_up(card_images.qr(card_images.BADGE))
OTHER = card_images.held_up(card_images.qr(card_images.CITIZEN))
BADGE, CITIZEN = card_images.BADGE.encode(), card_images.CITIZEN.encode()


class Rig:
    """A scanner with everything around it faked but its threads and, unless given, its decoders."""

    def __init__(self) -> None:
        self.mail = Mailbox()
        self.ms = 0
        self._scanners: list[Scanner] = []

    def scanner(
        self, camera: Camera, decode: Decode | None = None, wait: RecordingWait | None = None, retry_s: float = 0.0
    ) -> Scanner:
        made = Scanner(camera, self.mail, decode, lambda: self.ms, wait or RecordingWait(), retry_s)
        self._scanners.append(made)
        made.start()
        made.resume()
        return made

    def stop(self) -> None:
        for scanner in self._scanners:
            scanner.stop()


@pytest.fixture
def rig() -> Iterator[Rig]:
    made = Rig()
    yield made
    made.stop()
    assert not [t.name for t in threading.enumerate() if t.name in {"camera", "decoder"}]


def brightness(grey: Pixels) -> tuple[Reading, ...]:
    """A decoder that "reads" the level of the top left pixel; black is nothing."""
    level = int(grey[0, 0])
    return (Reading(bytes([level]), (), "fake"),) if level else ()


def level(grey: int) -> Pixels:
    picture = empty_frame(32, 24)
    picture[:] = grey
    return picture


def test_a_scan_carries_what_the_decoder_says_of_it(rig: Rig) -> None:
    part = segno.make_sequence("Một bài dài " * 30, symbol_count=3, error="m")[1]
    rig.scanner(FakeCamera([card_images.held_up(card_images.drawn(part, 4))]))
    rig.mail.wait_for(lambda events: len(events) >= 2)
    assert [event.part_of for event in rig.mail.events if isinstance(event, Scanned)] == [3]


def test_a_card_before_a_real_pipeline_is_one_scan_with_its_exact_bytes(rig: Rig) -> None:
    rig.scanner(FakeCamera([CARD]))
    rig.mail.wait_for(lambda events: len(events) >= 2)
    assert rig.mail.states() == ["ok"]
    assert rig.mail.payloads() == [BADGE]


def test_the_next_card_is_scanned_while_the_first_one_cools_down(rig: Rig) -> None:
    decoded: list[int] = []
    live = LiveDecoder()

    def counted(grey: Pixels) -> tuple[Reading, ...]:
        readings = live(grey)
        decoded.append(len(decoded) + 1)
        return readings

    camera = GatedCamera([CARD, CARD, OTHER, OTHER])
    rig.scanner(camera, counted)
    for number in range(1, 5):
        camera.let()
        until(partial(decoded.__contains__, number))
    rig.mail.wait_for(lambda events: len(rig.mail.payloads()) == 2)
    assert rig.mail.payloads() == [BADGE, CITIZEN]
    camera.let_all()


def test_a_slow_decoder_drops_frames_and_gets_the_newest_next(rig: Rig) -> None:
    """Ten frames come while the first is decoded: the second one decoded is the tenth."""
    decoded: list[int] = []
    decoding, go_on = threading.Event(), threading.Event()

    def slow(grey: Pixels) -> tuple[Reading, ...]:
        decoded.append(int(grey[0, 0]))
        decoding.set()
        assert go_on.wait(PATIENCE_S)
        return ()

    camera = GatedCamera([level(n) for n in range(1, 11)])
    scanner = rig.scanner(camera, slow)
    camera.let()
    assert decoding.wait(PATIENCE_S)
    camera.let(9)
    until(lambda: (preview := scanner.latest()) is not None and preview.number == 10)
    go_on.set()
    until(lambda: len(decoded) == 2)
    assert decoded == [1, 10]
    camera.let_all()


def test_the_newest_frame_is_taken_once_and_older_ones_never() -> None:
    newest = LatestFrame()
    for number in range(3):
        newest.put(Frame(level(0), number))
    taken = newest.take(0)
    assert taken is not None
    assert taken.number == 2
    assert newest.take(0) is None
    assert newest.peek() is taken


def test_a_missing_camera_is_said_once_tried_every_two_seconds_and_found_when_plugged_in(rig: Rig) -> None:
    camera = FakeCamera()
    camera.unplug()
    wait = RecordingWait()
    wait.then = lambda: camera.plug() if len(wait.asked_s) == 5 else None
    rig.scanner(camera, brightness, wait, RETRY_S)
    rig.mail.wait_for(lambda events: len(events) >= 2)
    assert rig.mail.states() == ["missing", "ok"]
    assert wait.asked_s[:5] == [2.0] * 5


def test_an_unplugged_camera_is_missing_and_scans_again_after_it_returns(rig: Rig) -> None:
    camera = FakeCamera([level(1)])
    replugged = threading.Event()

    def until_replugged() -> None:
        assert replugged.wait(PATIENCE_S)
        camera.plug()

    scanner = rig.scanner(camera, brightness, RecordingWait(until_replugged))
    rig.mail.wait_for(lambda events: bool(rig.mail.payloads()))
    camera.unplug()
    rig.mail.wait_for(lambda events: rig.mail.states() == ["ok", "missing"])
    assert scanner.latest() is None
    assert not camera.is_open
    rig.ms += 10_000
    replugged.set()
    rig.mail.wait_for(lambda events: len(rig.mail.payloads()) == 2)
    assert rig.mail.states() == ["ok", "missing", "ok"]


def test_a_camera_lost_in_the_middle_is_opened_again(rig: Rig) -> None:
    script: list[Step] = [level(0), CameraLost("cable"), CameraMissing("gone"), level(7), level(7)]
    rig.scanner(FakeCamera(script), brightness)
    rig.mail.wait_for(lambda events: bool(rig.mail.payloads()))
    assert rig.mail.states() == ["ok", "missing", "ok"]
    assert rig.mail.payloads() == [b"\x07"]


def test_a_defect_in_the_camera_is_logged_with_its_code_and_ends_nothing(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    rig.scanner(FakeCamera([level(0), ZeroDivisionError("secret payload"), level(7), level(7)]), brightness)
    rig.mail.wait_for(lambda events: bool(rig.mail.payloads()))
    assert rig.mail.states() == ["ok", "missing", "ok"]
    assert "M0" in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert "secret payload" not in caplog.text


def test_a_defect_in_a_decoder_ends_nothing(rig: Rig) -> None:
    calls: list[int] = []

    def breaks_once(grey: Pixels) -> tuple[Reading, ...]:
        calls.append(1)
        if len(calls) == 1:
            raise ZeroDivisionError
        return brightness(grey)

    rig.scanner(FakeCamera([level(7)]), breaks_once)
    rig.mail.wait_for(lambda events: bool(rig.mail.payloads()))
    assert rig.mail.payloads() == [b"\x07"]


def test_it_starts_with_the_camera_off() -> None:
    camera, mail = FakeCamera([level(7)]), Mailbox()
    scanner = Scanner(camera, mail, brightness)
    scanner.start()
    scanner.stop()
    assert camera.opened == 0
    assert mail.events == []
    assert scanner.latest() is None


def test_pausing_closes_the_camera_and_nothing_is_scanned_any_more(rig: Rig) -> None:
    camera = FakeCamera([level(7)])
    scanner = rig.scanner(camera, brightness)
    rig.mail.wait_for(lambda events: bool(rig.mail.payloads()))
    scanner.pause()
    rig.ms += 10_000
    rig.mail.wait_for(lambda events: rig.mail.states()[-1] == "off")
    assert not camera.is_open
    assert scanner.latest() is None
    assert rig.mail.payloads() == [b"\x07"]


def test_a_frame_that_is_decoded_while_pausing_is_no_scan(rig: Rig) -> None:
    decoding, go_on = threading.Event(), threading.Event()
    calls: list[int] = []

    def slow(grey: Pixels) -> tuple[Reading, ...]:
        calls.append(1)
        if len(calls) == 2:
            decoding.set()
            assert go_on.wait(PATIENCE_S)
        return brightness(grey)

    scanner = rig.scanner(FakeCamera([level(7)]), slow)
    assert decoding.wait(PATIENCE_S)
    scanner.pause()
    go_on.set()
    rig.mail.wait_for(lambda events: rig.mail.states()[-1] == "off")
    scanner.stop()
    assert rig.mail.payloads() == []


def test_resuming_reads_the_card_that_is_still_there(rig: Rig) -> None:
    scanner = rig.scanner(FakeCamera([level(7)]), brightness)
    rig.mail.wait_for(lambda events: len(rig.mail.payloads()) == 1)
    scanner.pause()
    rig.mail.wait_for(lambda events: rig.mail.states()[-1] == "off")
    scanner.resume()
    rig.mail.wait_for(lambda events: len(rig.mail.payloads()) == 2)
    assert rig.mail.states() == ["ok", "off", "ok"]


def test_a_missing_camera_can_be_paused_and_is_said_again_when_wanted(rig: Rig) -> None:
    camera = FakeCamera()
    camera.unplug()
    scanner = Scanner(camera, rig.mail, brightness)   # waits its two seconds really: pausing cuts them short
    scanner.start()
    scanner.resume()
    rig.mail.wait_for(lambda events: rig.mail.states() == ["missing"])
    scanner.pause()
    rig.mail.wait_for(lambda events: rig.mail.states() == ["missing", "off"])
    scanner.resume()
    rig.mail.wait_for(lambda events: rig.mail.states() == ["missing", "off", "missing"])
    scanner.stop()


def test_whoever_receives_a_scan_may_pause_at_once(rig: Rig) -> None:
    scanners: list[Scanner] = []

    def pause(event: CameraChanged | Scanned | Looked) -> None:
        rig.mail(event)
        if rig.mail.payloads():
            scanners[0].pause()

    scanner = Scanner(FakeCamera([level(7)]), pause, brightness)
    scanners.append(scanner)
    scanner.start()
    scanner.resume()
    rig.mail.wait_for(lambda events: bool(events) and rig.mail.states()[-1:] == ["off"])
    scanner.stop()
    assert rig.mail.payloads() == [b"\x07"]


def test_the_preview_is_made_once_for_each_frame(rig: Rig) -> None:
    camera = GatedCamera([level(1), level(2)])
    scanner = rig.scanner(camera, brightness)
    camera.let()
    until(lambda: scanner.latest() is not None)
    first = scanner.latest()
    assert scanner.latest() is first
    camera.let()
    until(lambda: scanner.latest() is not first)
    camera.let_all()


def test_starting_stopping_and_pausing_twice_is_harmless() -> None:
    scanner = Scanner(FakeCamera(), Mailbox(), brightness)
    scanner.stop()
    for call in (scanner.start, scanner.resume, scanner.pause, scanner.stop):
        call()
        call()


def test_payloads_are_never_logged(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    rig.scanner(FakeCamera([OTHER]))
    rig.mail.wait_for(lambda events: bool(rig.mail.payloads()))
    assert "001090000123" not in caplog.text
