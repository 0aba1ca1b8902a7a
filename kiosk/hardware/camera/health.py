"""A camera that is noticed when it answers without showing anything, and begun anew.

Guarantees: pictures that stand still or stay black for some seconds (``kiosk.core.scanning.camera_health``) restart
the camera once; if that does not help it counts as lost, and it stays lost until it really shows something again,
so that nobody is told "there" and "gone" in turns. Each fault is logged once. For devices; files stand still by
nature.

    camera = WatchedCamera(DeviceCamera(Path("/dev/video0")))
"""

from __future__ import annotations

import logging
import time
import zlib
from collections.abc import Callable

from kiosk.core.errors import CameraLost
from kiosk.core.scanning.camera_health import Fault, HealthWatch, Sight
from kiosk.hardware.camera.port import Camera, Frame

log = logging.getLogger(__name__)

EVERY_PX = 16           # one pixel of so many is looked at, both ways
PROOF_FRAMES = 30       # frames in which a camera that was lost must show something


def _monotonic_ms() -> int:
    return time.monotonic_ns() // 1_000_000


def sight_of(frame: Frame) -> Sight:
    """The frame in three numbers, from a few thousand of its pixels."""
    some = frame.bgr[::EVERY_PX, ::EVERY_PX]
    return Sight(zlib.crc32(some.tobytes()), float(some.mean()), float(some.std()))


class WatchedCamera:
    """``camera`` with its health watched; ``now_ms``: monotonic milliseconds."""

    def __init__(self, camera: Camera, now_ms: Callable[[], int] = _monotonic_ms) -> None:
        self._camera, self._now_ms = camera, now_ms
        self._watch = HealthWatch()
        self._restarted = False     # and nothing healthy seen since
        self._doubted = False       # was lost for showing nothing

    def open(self) -> None:
        self._watch = HealthWatch()
        self._camera.open()
        if self._doubted:
            self._prove()

    def read(self) -> Frame:
        frame = self._camera.read()
        fault = self._see(frame)
        return frame if fault is None else self._after(fault)

    def close(self) -> None:
        self._camera.close()

    def _see(self, frame: Frame) -> Fault | None:
        sight, before = sight_of(frame), self._watch
        self._watch, fault = before.see(sight, self._now_ms())
        if _shows_something(sight, before):
            self._restarted = False
        return fault

    def _after(self, fault: Fault) -> Frame:
        """The first frame after a restart. Raises ``CameraLost`` where it was restarted for nothing."""
        if self._restarted:
            self._doubted, self._restarted = True, False
            raise CameraLost(f"the camera's pictures are {fault}")
        log.warning("%s the camera's pictures are %s: it is begun anew", CameraLost.code, fault)
        self._restarted = True
        self._camera.close()
        self.open()
        return self.read()

    def _prove(self) -> None:
        """Raises ``CameraLost`` unless one of the next frames shows something."""
        watch = HealthWatch()
        for _ in range(PROOF_FRAMES):
            sight = sight_of(self._camera.read())
            if _shows_something(sight, watch):
                self._doubted = False
                return
            watch, _fault = watch.see(sight, self._now_ms())
        raise CameraLost("the camera still shows nothing")


def _shows_something(sight: Sight, before: HealthWatch) -> bool:
    """Light, and another picture than the one before."""
    return not sight.is_black and before.last is not None and before.last != sight.fingerprint
