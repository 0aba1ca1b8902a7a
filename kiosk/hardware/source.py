"""Which camera a SOURCE on the command line means.

Guarantees: the answer depends on the text and, for paths, on what lies there now. Opens nothing. Files
and folders come at the pace of a real camera; a device has its own.

    camera_from("0")  camera_from("/dev/video0")  camera_from("evening.avi")
    camera_from("badge.png")  camera_from("shown/")
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from kiosk.hardware.camera import Camera, Frame
from kiosk.hardware.captures import DeviceCamera, VideoCamera
from kiosk.hardware.pictures import PICTURE_SUFFIXES, FolderCamera, ImageCamera

FILE_FRAMES_PER_S = 30.0


class PacedCamera:
    """Another camera, at most ``frames_per_s`` frames a second; it never tries to catch up."""

    def __init__(
        self,
        camera: Camera,
        frames_per_s: float = FILE_FRAMES_PER_S,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._camera, self._gap = camera, 1.0 / frames_per_s
        self._now, self._sleep = now, sleep
        self._due = 0.0

    def open(self) -> None:
        self._camera.open()

    def read(self) -> Frame:
        early = self._due - self._now()
        if early > 0:
            self._sleep(early)
        self._due = self._now() + self._gap
        return self._camera.read()

    def close(self) -> None:
        self._camera.close()


def camera_from(source: str) -> Camera:
    """``source``: a device's number, a path under /dev, a video, an image, or a folder of images."""
    path = Path(source)
    if source.isascii() and source.isdigit():
        return DeviceCamera(Path(f"/dev/video{int(source)}"))
    if not source or source.startswith("/dev/"):
        return DeviceCamera(path)
    if path.suffix.lower() in PICTURE_SUFFIXES:
        return PacedCamera(ImageCamera(path))
    if path.is_file():
        return PacedCamera(VideoCamera(path))
    return PacedCamera(FolderCamera(path))
