"""Cameras that OpenCV opens itself: a device and a video file.

Guarantees: a device is used in the best of ``MODES`` in which it really gives frames (MJPEG 1280x720 first), with a
buffer of one frame, so that what is read is what is there now; focus and exposure are set to automatic where
the device has them; what came of it is logged once. A device that is not there is noticed without OpenCV's complaints
on stderr. Neither waits for a pace of its own: a device has one, a video gets it from ``PacedCamera``.

    camera = DeviceCamera(Path("/dev/video0"))
    camera = VideoCamera(Path("evening.avi"))       # begins again at its end
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import cv2

from kiosk.core.errors import CameraLost, CameraMissing
from kiosk.hardware.camera.port import FRAME_HEIGHT, FRAME_WIDTH, Frame
from kiosk.vision.pixels import Pixels, as_pixels

log = logging.getLogger(__name__)

BUFFERED_FRAMES = 1       # the driver keeps no older frames
DEVICE_NAME = re.compile(r"/dev/video(\d+)")


class Capture(Protocol):
    """The part of ``cv2.VideoCapture`` that is used here."""

    def isOpened(self) -> bool: ...  # noqa: N802 - OpenCV's name

    def read(self) -> tuple[bool, Any]: ...

    def set(self, propId: int, value: float) -> bool: ...  # noqa: N803 - OpenCV's name

    def get(self, propId: int) -> float: ...  # noqa: N803 - OpenCV's name

    def release(self) -> None: ...


@dataclass(frozen=True)
class Mode:
    """A way a device can give frames; ``packing`` is V4L2's four letters."""

    packing: str
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.packing} {self.width}x{self.height}"


# Small dense codes need pixels, a moving hand needs frames: unpacked 720p over USB 2 is 10 a second at most.
MODES = (
    Mode("MJPG", FRAME_WIDTH, FRAME_HEIGHT), Mode("MJPG", 1024, 576), Mode("MJPG", 800, 600), Mode("MJPG", 640, 480),
    Mode("YUYV", 640, 480), Mode("YUYV", FRAME_WIDTH, FRAME_HEIGHT),
)
AUTO_EXPOSURE = 3.0     # V4L2_EXPOSURE_APERTURE_PRIORITY: what webcams call automatic
AUTOMATIC = (
    ("focus", cv2.CAP_PROP_AUTOFOCUS, 1.0),
    ("exposure", cv2.CAP_PROP_AUTO_EXPOSURE, AUTO_EXPOSURE),
)


def device_capture(number: int) -> Capture:
    """Opens ``/dev/video<number>``.

    How long a silent device is waited for is OpenCV's OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT (seconds), which
    ``kiosk.service`` sets.
    """
    return cv2.VideoCapture(number, cv2.CAP_V4L2)


class DeviceCamera:
    """A V4L2 device by its node or by a link to it (``/dev/v4l/by-id/...`` survives another socket)."""

    def __init__(
        self,
        node: Path,
        capture: Callable[[int], Capture] = device_capture,
        there: Callable[[Path], bool] = Path.exists,
    ) -> None:
        self._node, self._make, self._there = node, capture, there
        self._capture: Capture | None = None
        self._number = 0
        self._last_logged: str | None = None       # what was logged last

    def open(self) -> None:
        self.close()
        named = DEVICE_NAME.fullmatch(str(self._node.resolve()))
        if named is None or not self._there(self._node):
            raise CameraMissing(f"{self._node} is no camera")
        self._capture = self._in_best_mode(int(named[1]))

    def read(self) -> Frame:
        self._number += 1
        return Frame(_read(self._capture), self._number)

    def close(self) -> None:
        if self._capture is not None:
            self._capture.release()
        self._capture = None


    def _in_best_mode(self, number: int) -> Capture:
        """The device in the first mode that it really gives, else in any in which a frame came."""
        usable: Mode | None = None
        for mode in MODES:
            capture = self._opened(number)
            got = _given(capture, mode)
            if got == mode:
                return self._begun(capture, got)
            usable = usable or (mode if got else None)
            capture.release()
        if usable is None:
            raise CameraMissing(f"{self._node} gives no picture in any mode")
        capture = self._opened(number)
        got = _given(capture, usable)
        return self._begun(capture, got or usable)

    def _opened(self, number: int) -> Capture:
        capture = self._make(number)
        if not capture.isOpened():
            capture.release()
            raise CameraMissing(f"{self._node} cannot be opened")
        return capture

    def _begun(self, capture: Capture, mode: Mode) -> Capture:
        says = ", ".join([f"{self._node}: {mode}", *(_automatic(capture))])
        if says != self._last_logged:
            log.info("camera %s", says)
        self._last_logged = says
        return capture


def _given(capture: Capture, wanted: Mode) -> Mode | None:
    """The mode a first frame comes in when ``wanted`` is asked for; None where none comes."""
    for setting, value in (
        (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*wanted.packing)),
        (cv2.CAP_PROP_FRAME_WIDTH, wanted.width),
        (cv2.CAP_PROP_FRAME_HEIGHT, wanted.height),
        (cv2.CAP_PROP_BUFFERSIZE, BUFFERED_FRAMES),
    ):
        capture.set(setting, value)
    try:
        picture = _read(capture)
    except CameraLost:
        return None
    packing = int(capture.get(cv2.CAP_PROP_FOURCC)).to_bytes(4, "little", signed=False).decode("latin-1")
    return Mode(packing, picture.shape[1], picture.shape[0])


def _automatic(capture: Capture) -> list[str]:
    """Turns automatic focus and exposure on. Returns what the device says of each."""
    reasons = []
    for name, setting, value in AUTOMATIC:
        taken = capture.set(setting, value) and capture.get(setting) == value
        reasons.append(f"{name} {'automatic' if taken else 'as the camera has it'}")
    return reasons


class VideoCamera:
    """A video file that begins again at its end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._capture: Capture | None = None
        self._number = 0

    def open(self) -> None:
        self.close()
        capture = cv2.VideoCapture(str(self._path)) if self._path.is_file() and _is_utf8(self._path) else None
        if capture is None or not capture.isOpened():
            raise CameraMissing(f"{self._path} is not a video")
        self._capture = capture

    def read(self) -> Frame:
        self._number += 1
        try:
            return Frame(_read(self._capture), self._number)
        except CameraLost:
            self._rewind()
            return Frame(_read(self._capture), self._number)

    def close(self) -> None:
        if self._capture is not None:
            self._capture.release()
        self._capture = None

    def _rewind(self) -> None:
        if self._capture is None:
            raise CameraLost("read before open")
        try:
            self.open()
        except CameraMissing as gone:
            raise CameraLost(f"{self._path} went away") from gone


def _is_utf8(path: Path) -> bool:
    """OpenCV crashes on names that are not."""
    return os.fsencode(path) == str(path).encode("utf-8", "replace")


def _read(capture: Capture | None) -> Pixels:
    """Raises ``CameraLost`` where no frame came."""
    if capture is None:
        raise CameraLost("read before open")
    try:
        got, picture = capture.read()
    except cv2.error as broken:
        raise CameraLost("the camera's picture could not be read") from broken
    if not got or picture is None:
        raise CameraLost("the camera gives no picture")
    return as_pixels(picture)
