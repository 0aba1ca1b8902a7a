"""The Raspberry Pi's ribbon camera through Picamera2, where that is installed (Debian: python3-picamera2).

Guarantees: the same port as every camera; without Picamera2, without a camera, or with one in use it is
``CameraMissing``. Focus and exposure are left to the camera where it can do them. Why a second implementation:
docs/adr/0011.

    camera = PiCamera(0)        # SOURCE "pi", "pi:1"

Source: Picamera2 manual, §4 (configurations; format "RGB888" is blue, green, red in memory) and §5 (controls).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from kiosk.core.errors import CameraLost, CameraMissing
from kiosk.hardware.camera.port import FRAME_HEIGHT, FRAME_WIDTH, Frame
from kiosk.vision.pixels import as_pixels

BLUE_GREEN_RED = "RGB888"       # libcamera names formats by the little-endian word
BUFFERS = 2                     # one being read, one being filled: nothing old waits
CONTINUOUS_FOCUS = 2            # libcamera's AfModeEnum.Continuous


def picamera2_device(number: int) -> Any:
    """Opens ribbon camera ``number``. Raises ``ImportError``, ``IndexError`` or ``RuntimeError``."""
    return importlib.import_module("picamera2").Picamera2(number)


class PiCamera:
    """Ribbon camera ``number``, counted from 0 as libcamera lists them."""

    def __init__(self, number: int = 0, device: Callable[[int], Any] = picamera2_device) -> None:
        self._number, self._make = number, device
        self._device: Any | None = None
        self._frames = 0

    def open(self) -> None:
        self.close()
        try:
            self._device = self._make(self._number)
            self._start(self._device)
        except ImportError as absent:
            raise CameraMissing("Picamera2 is not installed") from absent
        except (IndexError, RuntimeError, OSError) as refused:
            self.close()
            raise CameraMissing(f"ribbon camera {self._number} cannot be opened") from refused

    def read(self) -> Frame:
        if self._device is None:
            raise CameraLost("read before open")
        try:
            picture = self._device.capture_array("main")
        except (RuntimeError, OSError) as broken:
            raise CameraLost("the ribbon camera stopped") from broken
        self._frames += 1
        return Frame(as_pixels(picture), self._frames)

    def close(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            device.stop()
            device.close()

    def _start(self, device: Any) -> None:
        shape = {"size": (FRAME_WIDTH, FRAME_HEIGHT), "format": BLUE_GREEN_RED}
        device.configure(device.create_video_configuration(main=shape, buffer_count=BUFFERS))
        if "AfMode" in device.camera_controls:
            device.set_controls({"AfMode": CONTINUOUS_FOCUS})
        device.start()
