"""Cameras that OpenCV opens itself: a device and a video file.

Guarantees: a device is asked for MJPEG 1280x720 with a buffer of one frame, so that what is read is what
is there now; a device that is not there is noticed without OpenCV's complaints on stderr. Neither waits
for a pace of its own: a device has one, a video gets it from ``PacedCamera``.

    camera = DeviceCamera(Path("/dev/video0"))
    camera = VideoCamera(Path("evening.avi"))       # begins again at its end
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import cv2

from kiosk.core.errors import CameraLost, CameraMissing
from kiosk.hardware.camera import FRAME_HEIGHT, FRAME_WIDTH, Frame, Pixels, as_pixels

BUFFERED_FRAMES = 1       # the driver keeps no older frames
DEVICE_NAME = re.compile(r"/dev/video(\d+)")


class Capture(Protocol):
    """The part of ``cv2.VideoCapture`` that is used here."""

    def isOpened(self) -> bool: ...  # noqa: N802 - OpenCV's name

    def read(self) -> tuple[bool, Any]: ...

    def set(self, propId: int, value: float) -> bool: ...  # noqa: N803 - OpenCV's name

    def release(self) -> None: ...


SETTINGS = (
    (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")),
    (cv2.CAP_PROP_FRAME_WIDTH, FRAME_WIDTH),
    (cv2.CAP_PROP_FRAME_HEIGHT, FRAME_HEIGHT),
    (cv2.CAP_PROP_BUFFERSIZE, BUFFERED_FRAMES),
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

    def open(self) -> None:
        self.close()
        named = DEVICE_NAME.fullmatch(str(self._node.resolve()))
        if named is None or not self._there(self._node):
            raise CameraMissing(f"{self._node} is no camera")
        capture = self._make(int(named[1]))
        if not capture.isOpened():
            capture.release()
            raise CameraMissing(f"{self._node} cannot be opened")
        for setting, value in SETTINGS:  # what a camera does not know it leaves as it is
            capture.set(setting, value)
        self._capture = capture

    def read(self) -> Frame:
        self._number += 1
        return Frame(_read(self._capture), self._number)

    def close(self) -> None:
        if self._capture is not None:
            self._capture.release()
        self._capture = None


class VideoCamera:
    """A video file that begins again at its end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._capture: Capture | None = None
        self._number = 0

    def open(self) -> None:
        self.close()
        capture = cv2.VideoCapture(str(self._path)) if self._path.is_file() else None
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
