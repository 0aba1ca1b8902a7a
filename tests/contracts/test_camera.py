"""What every camera must do: run on the fake, on files and on a device whose driver is faked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.core.errors import CameraLost, CameraMissing
from kiosk.hardware.camera.health import WatchedCamera
from kiosk.hardware.camera.image_files import FolderCamera, ImageCamera
from kiosk.hardware.camera.opencv import DeviceCamera, VideoCamera
from kiosk.hardware.camera.picamera import PiCamera
from kiosk.hardware.camera.port import Camera
from kiosk.hardware.camera.source import FirstCamera, PacedCamera
from kiosk.vision.decoder import decode
from kiosk.vision.pixels import Pixels
from tests.support import card_images
from tests.support.fakes.hardware import FakeCamera, FakeCapture

CARD = card_images.held_up(card_images.qr(card_images.BADGE))


def fake(place: Path) -> Camera:
    return FakeCamera([CARD])


def image(place: Path) -> Camera:
    return ImageCamera(card_images.save(CARD, place / "card.png"))


def folder(place: Path) -> Camera:
    card_images.save(CARD, place / "card.png")
    return FolderCamera(place)


def video(place: Path) -> Camera:
    return VideoCamera(card_images.save_video([CARD] * 3, place / "card.avi"))


def device(place: Path) -> Camera:
    return DeviceCamera(Path("/dev/video0"), lambda number: FakeCapture([CARD] * 9), there=lambda node: True)


class FakePicamera2:
    """What Picamera2 answers; blue, green, red as "RGB888" lies in memory."""

    camera_controls = {"AfMode": (0, 2, 0)}

    def create_video_configuration(self, **wanted: object) -> dict[str, object]:
        return wanted

    def configure(self, wanted: dict[str, object]) -> None:
        assert wanted["main"] == {"size": (1280, 720), "format": "RGB888"}

    def set_controls(self, controls: dict[str, object]) -> None:
        assert controls == {"AfMode": 2}

    def start(self) -> None:
        self.started = True

    def capture_array(self, name: str) -> Pixels:
        assert (name, self.started) == ("main", True)
        return CARD

    def stop(self) -> None:
        self.started = False

    def close(self) -> None:
        assert not self.started


def ribbon(place: Path) -> Camera:
    return PiCamera(0, lambda number: FakePicamera2())


def watched(place: Path) -> Camera:
    return WatchedCamera(FakeCamera([CARD]), now_ms=lambda: 0)


def first(place: Path) -> Camera:
    return FirstCamera([FakeCamera([CameraMissing("not there")] * 9), FakeCamera([CARD] * 9)])


def paced(place: Path) -> Camera:
    return PacedCamera(FakeCamera([CARD]), sleep=lambda seconds: None)


Maker = Callable[[Path], Camera]


CAMERAS = [fake, image, folder, video, device, ribbon, watched, first, paced]


@pytest.fixture(params=CAMERAS, ids=lambda made: made.__name__)
def camera(request: pytest.FixtureRequest, tmp_path: Path) -> Camera:
    made: Camera = request.param(tmp_path)
    return made


def test_reading_before_opening_says_lost(camera: Camera) -> None:
    with pytest.raises(CameraLost):
        camera.read()


def test_frames_are_whole_and_their_numbers_rise(camera: Camera) -> None:
    camera.open()
    seen = [camera.read() for _ in range(5)]
    assert [f.number for f in seen] == sorted({f.number for f in seen})
    assert {(f.width, f.height) for f in seen} == {(1280, 720)}
    assert all(f.bgr.shape == (720, 1280, 3) and f.grey.shape == (720, 1280) for f in seen)
    camera.close()


def test_a_card_that_is_held_up_can_be_read(camera: Camera) -> None:
    camera.open()
    assert [r.payload for r in decode(camera.read().grey)] == [card_images.BADGE.encode()]
    camera.close()


def test_closing_twice_is_harmless_and_a_closed_camera_gives_nothing(camera: Camera) -> None:
    camera.open()
    camera.close()
    camera.close()
    with pytest.raises(CameraLost):
        camera.read()


def test_it_can_be_opened_again_and_numbers_go_on(camera: Camera) -> None:
    camera.open()
    first = camera.read().number
    camera.close()
    camera.open()
    assert camera.read().number > first
    camera.close()


@pytest.mark.parametrize(
    "absent",
    [
        FakeCamera([CameraMissing("not there")]),
        ImageCamera(Path("/nowhere/card.png")),
        FolderCamera(Path("/nowhere")),
        VideoCamera(Path("/nowhere/card.avi")),
        DeviceCamera(Path("/dev/video987654")),
        DeviceCamera(Path("/dev/null")),
        PiCamera(0),
        WatchedCamera(FakeCamera([CameraMissing("not there")])),
        FirstCamera([FakeCamera([CameraMissing("not there")]), DeviceCamera(Path("/dev/null"))]),
    ],
    ids=["fake", "image", "folder", "video", "device", "no camera's node", "ribbon", "watched", "first"],
)
def test_an_absent_camera_says_missing_when_opened(absent: Camera) -> None:
    with pytest.raises(CameraMissing):
        absent.open()
    absent.close()
