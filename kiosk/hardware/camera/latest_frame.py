"""One place for one frame between two threads: the newest wins, older ones are dropped.

Guarantees: ``put`` never waits; ``take`` gives every frame at most once and always the newest. Does not
queue.

    newest = LatestFrame()
    newest.put(frame)               # the camera's thread
    frame = newest.take(0.5)        # the decoder's thread; None after half a second without one
"""

from __future__ import annotations

from threading import Condition

from kiosk.hardware.camera.port import Frame


class LatestFrame:
    def __init__(self) -> None:
        self._changed = Condition()
        self._frame: Frame | None = None
        self._fresh = False
        self._closed = False

    def put(self, frame: Frame) -> None:
        with self._changed:
            self._frame, self._fresh = frame, True
            self._changed.notify_all()

    def take(self, timeout_s: float) -> Frame | None:
        """The newest frame if it was not taken yet; waits for it at most ``timeout_s`` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._fresh or self._closed, timeout_s)
            frame = self._frame if self._fresh else None
            self._fresh = False
            return frame

    def peek(self) -> Frame | None:
        """The newest frame, taken or not; None since ``clear``."""
        return self._frame

    def clear(self) -> None:
        with self._changed:
            self._frame, self._fresh = None, False

    def close(self) -> None:
        """Nobody waits for frames any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
