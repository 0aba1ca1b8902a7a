"""A V4L2 device behind a faked driver: its best mode, its automatics, its going and coming back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.core.errors import CameraLost, CameraMissing
from kiosk.hardware.camera.health import WatchedCamera
from kiosk.hardware.camera.opencv import MODES, DeviceCamera, Mode
from kiosk.hardware.camera.picamera import PiCamera
from kiosk.hardware.camera.source import FirstCamera, camera_from
from kiosk.vision.pixels import Pixels
from tests.support.fakes.hardware import FakeCamera, FakeCapture

NODE = Path("/dev/video7")
AUTOMATIC = (cv2.CAP_PROP_AUTOFOCUS, cv2.CAP_PROP_AUTO_EXPOSURE)


class FakeDriver:
    """A device that knows ``offers`` and, asked for another mode, gives its ``usual`` one; None gives no frame."""

    def __init__(self, offers: Sequence[Mode], usual: Mode | None = None, refuses: Sequence[int] = ()) -> None:
        self.offers, self.usual, self.refuses = offers, usual, refuses
        self.captures: list[DriverCapture] = []
        self.numbers: list[int] = []

    def __call__(self, number: int) -> DriverCapture:
        self.numbers.append(number)
        self.captures.append(DriverCapture(self))
        return self.captures[-1]

    @property
    def open_captures(self) -> int:
        return sum(not capture.released for capture in self.captures)


class DriverCapture(FakeCapture):
    def __init__(self, driver: FakeDriver) -> None:
        super().__init__([])
        self._driver = driver

    @property
    def mode(self) -> Mode | None:
        packing = int(self.settings[cv2.CAP_PROP_FOURCC]).to_bytes(4, "little").decode()
        asked = Mode(packing, int(self.settings[cv2.CAP_PROP_FRAME_WIDTH]),
                     int(self.settings[cv2.CAP_PROP_FRAME_HEIGHT]))
        return asked if asked in self._driver.offers else self._driver.usual

    def read(self) -> tuple[bool, Pixels | None]:
        mode = self.mode
        return (mode is not None, np.zeros((mode.height, mode.width, 3), np.uint8) if mode else None)

    def set(self, propId: int, value: float) -> bool:  # noqa: N803 - OpenCV's name
        if propId in self._driver.refuses:
            return False
        return super().set(propId, value)

    def get(self, propId: int) -> float:  # noqa: N803 - OpenCV's name
        mode = self.mode
        if propId == cv2.CAP_PROP_FOURCC and mode:
            return float(int.from_bytes(mode.packing.encode(), "little"))
        return super().get(propId)


def opened(driver: Callable[[int], FakeCapture]) -> DeviceCamera:
    camera = DeviceCamera(NODE, driver, there=lambda node: True)
    camera.open()
    return camera


def size(camera: DeviceCamera) -> tuple[int, int]:
    frame = camera.read()
    return frame.width, frame.height


def test_mjpeg_720p_is_asked_for_first_with_one_buffered_frame() -> None:
    driver = FakeDriver(MODES)
    assert size(opened(driver)) == (1280, 720)
    assert driver.numbers == [7]
    wanted = {cv2.CAP_PROP_FOURCC: int.from_bytes(b"MJPG", "little"), cv2.CAP_PROP_BUFFERSIZE: 1}
    assert wanted.items() <= driver.captures[0].settings.items()


@pytest.mark.parametrize("offered", MODES, ids=str)
def test_a_device_with_one_mode_is_used_in_it(offered: Mode) -> None:
    driver = FakeDriver([offered], usual=None)
    assert size(opened(driver)) == (offered.width, offered.height)
    assert driver.open_captures == 1


def test_the_best_of_the_offered_modes_wins() -> None:
    driver = FakeDriver([Mode("YUYV", 640, 480), Mode("MJPG", 640, 480)], usual=Mode("YUYV", 320, 240))
    camera = opened(driver)
    assert size(camera) == (640, 480)
    assert driver.captures[-1].mode == Mode("MJPG", 640, 480)


def test_a_device_that_knows_none_of_our_modes_is_used_as_it_is() -> None:
    driver = FakeDriver([], usual=Mode("YUYV", 352, 288))
    assert size(opened(driver)) == (352, 288)
    assert driver.open_captures == 1


def test_a_device_that_gives_no_picture_in_any_mode_is_missing_and_let_go() -> None:
    driver = FakeDriver([])
    with pytest.raises(CameraMissing, match="no picture"):
        opened(driver)
    assert driver.open_captures == 0


def test_focus_and_exposure_are_made_automatic_and_told_once(caplog: pytest.LogCaptureFixture) -> None:
    driver = FakeDriver(MODES)
    with caplog.at_level(logging.INFO):
        camera = opened(driver)
        camera.open()
    assert [driver.captures[-1].settings[setting] for setting in AUTOMATIC] == [1.0, 3.0]
    (said,) = [record.getMessage() for record in caplog.records]
    assert said == "camera /dev/video7: MJPG 1280x720, focus automatic, exposure automatic"


def test_a_device_without_automatic_focus_works_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert size(opened(FakeDriver(MODES, refuses=AUTOMATIC[:1]))) == (1280, 720)
    assert "focus as the camera has it, exposure automatic" in caplog.text


def test_a_device_is_lost_when_it_stops_and_comes_back_when_it_is_there_again() -> None:
    driver = FakeDriver(MODES)
    camera = opened(driver)
    camera.read()
    driver.offers, driver.usual = (), None
    with pytest.raises(CameraLost):
        camera.read()
    camera.close()
    assert driver.open_captures == 0
    driver.offers = MODES
    camera.open()
    assert size(camera) == (1280, 720)


def test_a_device_that_another_program_holds_is_missing_and_let_go() -> None:
    capture = FakeCapture([], opens=False)
    with pytest.raises(CameraMissing):
        opened(lambda number: capture)
    assert capture.released


# --- which camera -----------------------------------------------------------------------------------

def test_of_two_cameras_the_first_that_opens_is_used_and_the_other_when_it_goes() -> None:
    one, two = FakeCamera(), FakeCamera()
    both = FirstCamera([one, two])
    both.open()
    both.read()
    assert (one.is_open, two.is_open) == (True, False)
    one.unplug()
    with pytest.raises(CameraLost):
        both.read()
    both.close()
    both.open()
    assert both.read().number == 2
    assert (one.is_open, two.is_open) == (False, True)


def test_every_kind_of_device_source_names_its_camera() -> None:
    for source in ("0", "/dev/video2", "pi", "pi:1", "/dev/v4l/by-id/usb-cam"):
        assert isinstance(camera_from(source), WatchedCamera)
    assert isinstance(camera_from("0,1"), FirstCamera)
    assert isinstance(camera_from("pi, /dev/video0"), FirstCamera)


# --- the ribbon camera ------------------------------------------------------------------------------

def refusing(error: Exception) -> Callable[[int], object]:
    def device(number: int) -> object:
        raise error
    return device


@pytest.mark.parametrize("error", [ImportError("no picamera2"), IndexError("no camera"), RuntimeError("in use")])
def test_a_ribbon_camera_that_cannot_be_had_is_missing(error: Exception) -> None:
    with pytest.raises(CameraMissing):
        PiCamera(0, refusing(error)).open()


def test_a_ribbon_camera_that_stops_is_lost() -> None:
    class Stopped:
        camera_controls: tuple[str, ...] = ()

        def create_video_configuration(self, **wanted: object) -> object:
            return wanted

        def configure(self, wanted: object) -> None: ...

        def start(self) -> None: ...

        def stop(self) -> None: ...

        def close(self) -> None: ...

        def capture_array(self, name: str) -> Pixels:
            raise RuntimeError("camera frontend has timed out")

    camera = PiCamera(0, lambda number: Stopped())
    camera.open()
    with pytest.raises(CameraLost):
        camera.read()
    camera.close()
