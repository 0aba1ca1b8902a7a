"""The camera port: where frames come from, whatever stands behind.

Guarantees of every implementation (proved by ``tests/contracts/test_camera.py``): ``read`` gives frames
with rising numbers until the camera is lost; ``open`` after ``close`` or after a loss starts again;
``close`` may be called at any time, also twice. Does not decode and starts no thread.

    camera = camera_from("0")           # kiosk.hardware.camera.source
    camera.open()
    frame = camera.read()
    camera.close()
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import cv2
import numpy as np

from kiosk.vision.pixels import Pixels, as_pixels

FRAME_WIDTH = 1280   # pixels: what is asked of a camera, and what pictures are fitted on
FRAME_HEIGHT = 720
EMPTY_GREY = 112      # brightness of the quiet room that a picture is held up in, 0..255


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture. ``bgr``: height x width x 3, 8 bit; ``number`` rises with every frame of one camera."""

    bgr: Pixels
    number: int

    @property
    def width(self) -> int:
        return int(self.bgr.shape[1])

    @property
    def height(self) -> int:
        return int(self.bgr.shape[0])

    @cached_property
    def grey(self) -> Pixels:
        """Height x width, 8 bit: what decoders read. Made when first asked for."""
        return as_pixels(cv2.cvtColor(self.bgr, cv2.COLOR_BGR2GRAY))


class Camera(Protocol):
    """Used by one thread at a time."""

    def open(self) -> None:
        """Raises ``CameraMissing`` where there is none."""

    def read(self) -> Frame:
        """Waits for the next frame. Raises ``CameraLost`` when it does not come any more."""

    def close(self) -> None:
        """Lets the camera go. Never raises."""


def empty_frame(width: int = FRAME_WIDTH, height: int = FRAME_HEIGHT) -> Pixels:
    """An empty grey picture: nobody holds anything up."""
    return np.full((height, width, 3), EMPTY_GREY, dtype=np.uint8)
