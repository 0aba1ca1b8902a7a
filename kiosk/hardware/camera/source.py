"""Which camera a SOURCE on the command line means.

Guarantees: the answer depends on the text and, for paths, on what lies there now. Opens nothing. Files
and folders come at the pace of a real camera; a device has its own, and its health is watched. Several devices,
parted by commas: the first that opens is used, the next one where it is gone.

    camera_from("0")  camera_from("/dev/video0")  camera_from("0,2")  camera_from("pi")  camera_from("pi:1")
    camera_from("evening.avi")  camera_from("badge.png")  camera_from("shown/")
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.core.errors import CameraLost, CameraMissing
from kiosk.hardware.camera.health import WatchedCamera
from kiosk.hardware.camera.image_files import PICTURE_SUFFIXES, FolderCamera, ImageCamera
from kiosk.hardware.camera.opencv import DeviceCamera, VideoCamera
from kiosk.hardware.camera.picamera import PiCamera
from kiosk.hardware.camera.port import Camera, Frame

log = logging.getLogger(__name__)

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


class FirstCamera:
    """The first of several cameras that opens; frames are counted through."""

    def __init__(self, cameras: Sequence[Camera]) -> None:
        self._cameras = tuple(cameras)
        self._used: Camera | None = None
        self._chosen: int | None = None     # which one was used last
        self._frames = 0

    def open(self) -> None:
        self.close()
        for place, camera in enumerate(self._cameras):
            try:
                camera.open()
            except (CameraMissing, CameraLost):
                camera.close()
                continue
            self._use(place)
            return
        raise CameraMissing(f"none of {len(self._cameras)} cameras is there")

    def _use(self, place: int) -> None:
        if self._chosen not in (None, place):
            log.warning("camera %d of %d is used now", place + 1, len(self._cameras))
        self._used, self._chosen = self._cameras[place], place

    def read(self) -> Frame:
        if self._used is None:
            raise CameraLost("read before open")
        frame = self._used.read()
        self._frames += 1
        return Frame(frame.bgr, self._frames)

    def close(self) -> None:
        if self._used is not None:
            self._used.close()
        self._used = None


def camera_from(source: str) -> Camera:
    """``source``: a device's number, a path under /dev, ``pi``, several of these, a video, an image, or a folder."""
    devices = [_device(part.strip()) for part in source.split(",")]
    known = [device for device in devices if device is not None]
    if len(known) == len(devices):
        return known[0] if len(known) == 1 else FirstCamera(known)
    path = Path(source)
    if path.suffix.lower() in PICTURE_SUFFIXES:
        return PacedCamera(ImageCamera(path))
    if path.is_file():
        return PacedCamera(VideoCamera(path))
    return PacedCamera(FolderCamera(path))


def is_absent(source: str) -> bool:
    """Whether nothing is there now that ``source`` could mean. Opens nothing, so a ribbon camera is never absent: only
    opening would tell."""
    parts = [part.strip() for part in source.split(",")]
    if all(_device(part) is not None for part in parts):
        return not any(part.startswith("pi") or _device_path(part).exists() for part in parts)
    return not Path(source).exists()


def _device_path(name: str) -> Path:
    return Path(f"/dev/video{int(name)}") if name.isascii() and name.isdigit() else Path(name)


def _device(name: str) -> Camera | None:
    """None where ``name`` is no device."""
    ribbon = re.fullmatch(r"pi(?::(\d+))?", name)
    if ribbon:
        return WatchedCamera(PiCamera(int(ribbon[1] or 0)))
    if not name or name.startswith("/dev/") or (name.isascii() and name.isdigit()):
        return WatchedCamera(DeviceCamera(_device_path(name)))
    return None
