"""When pictures that come count as no pictures: the rule, and the camera that is begun anew by it."""

from __future__ import annotations

import logging
from collections.abc import Callable

import numpy as np
import pytest

from kiosk.core.errors import CameraLost
from kiosk.core.scanning.camera_health import PATIENCE_MS, Fault, HealthWatch, Sight
from kiosk.hardware.camera.health import WatchedCamera, sight_of
from kiosk.hardware.camera.port import Frame, empty_frame
from kiosk.vision.pixels import Pixels
from tests.support import card_images
from tests.support.fakes.hardware import FakeCamera

BRIGHT = Sight(1, 90.0, 40.0)
STEP_MS = 100


def faults(sights: list[Sight]) -> list[Fault | None]:
    watch, seen = HealthWatch(), list[Fault | None]()
    for number, sight in enumerate(sights):
        watch, fault = watch.see(sight, number * STEP_MS)
        seen.append(fault)
    return seen


def test_a_picture_that_stands_still_for_three_seconds_is_frozen_and_not_a_moment_earlier() -> None:
    seen = faults([BRIGHT] * 32)
    assert seen[:30] == [None] * 30
    assert seen[30:] == ["frozen"] * 2
    assert PATIENCE_MS == 30 * STEP_MS


def test_one_other_picture_begins_the_patience_anew() -> None:
    assert faults([BRIGHT] * 29 + [Sight(2, 90.0, 40.0)] + [BRIGHT] * 30) == [None] * 60


def test_black_pictures_are_a_fault_although_their_noise_differs() -> None:
    assert faults([Sight(n, 2.0, 0.8) for n in range(31)])[-1] == "black"


def test_a_dark_room_is_not_black() -> None:
    assert faults([Sight(n, 5.0, 2.5) for n in range(99)]) == [None] * 99
    assert faults([Sight(n, 7.0, 0.5) for n in range(99)]) == [None] * 99


def test_a_frame_is_seen_in_three_numbers() -> None:
    frame = Frame(empty_frame(), 1)
    assert sight_of(frame) == sight_of(Frame(empty_frame(), 2))
    assert sight_of(frame) != sight_of(Frame(card_images.noisy(empty_frame(), 3), 1))
    assert sight_of(Frame(np.zeros((720, 1280, 3), np.uint8), 1)).is_black


# --- the camera that is begun anew ----------------------------------------------------------------

BLACK = np.zeros((48, 64, 3), np.uint8)


class Moving(FakeCamera):
    """Every frame differs, until ``shows`` says what comes instead."""

    def __init__(self) -> None:
        super().__init__()
        self.shows: Callable[[int], Pixels] = lambda number: card_images.noisy(empty_frame(64, 48), 5, number)

    def read(self) -> Frame:
        number = super().read().number
        return Frame(self.shows(number), number)


class Clock:
    """Half a second passes with each frame."""

    def __init__(self) -> None:
        self.ms = 0

    def __call__(self) -> int:
        self.ms += 500
        return self.ms


@pytest.fixture
def device() -> Moving:
    return Moving()


@pytest.fixture
def camera(device: Moving) -> WatchedCamera:
    made = WatchedCamera(device, Clock())
    made.open()
    return made


def read(camera: WatchedCamera, count: int) -> None:
    for _ in range(count):
        camera.read()


def test_a_healthy_camera_is_left_alone(camera: WatchedCamera, device: Moving) -> None:
    read(camera, 100)
    assert device.opened == 1


@pytest.mark.parametrize(("broken", "fault"), [(empty_frame(64, 48), "frozen"), (BLACK, "black")])
def test_a_camera_that_shows_nothing_is_begun_anew_once(
    camera: WatchedCamera, device: Moving, broken: Pixels, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    healthy = device.shows
    device.shows = lambda number: broken if device.opened == 1 else healthy(number)
    with caplog.at_level(logging.WARNING):
        read(camera, 100)
    assert device.opened == 2
    assert [fault in record.getMessage() for record in caplog.records] == [True]


def test_a_camera_that_still_shows_nothing_is_lost_and_stays_lost_until_it_shows_something(
    camera: WatchedCamera, device: Moving
) -> None:
    healthy = device.shows
    device.shows = lambda number: BLACK
    with pytest.raises(CameraLost, match="black"):
        read(camera, 100)
    camera.close()
    with pytest.raises(CameraLost):
        camera.open()
    device.shows = lambda number: empty_frame(64, 48)
    with pytest.raises(CameraLost):
        camera.open()
    device.shows = healthy
    camera.open()
    read(camera, 50)


def test_each_later_fault_gets_its_own_restart(camera: WatchedCamera, device: Moving) -> None:
    healthy = device.shows
    for opened in (2, 3):
        device.shows = lambda number, until=opened: BLACK if device.opened < until else healthy(number)  # type: ignore[misc]
        read(camera, 40)
        assert device.opened == opened
