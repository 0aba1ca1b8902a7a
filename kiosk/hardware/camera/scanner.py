"""The camera at work: frames are read, the newest is decoded, scans and the camera's state are posted.

Guarantees:
- a slow decoder sees fewer frames, never older ones; the preview does not wait for it;
- a camera that is missing or unplugged is said once, tried again every ``RETRY_S`` seconds, and said to
  be "ok" when a first frame came; nothing that happens in a camera or a decoder ends the threads;
- paused means: camera closed, no preview, no scan posted any more. It starts paused (the home screen keeps
  the camera off); every ``resume`` begins with an empty scan filter.

Does not decide what a payload means, never logs one, and calls ``post`` from its own threads: the caller
brings events to the UI's loop.

    scanner = Scanner(camera_from("0"), post=inbox.put)
    scanner.start()
    scanner.resume()        # posts CameraChanged("ok"), then Scanned(...)
    scanner.latest()        # PreviewFrame of the newest frame, or None
    scanner.stop()
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from threading import Event as Flag
from threading import RLock, Thread
from typing import Literal

from kiosk.core.errors import CameraLost, CameraMissing, HardwareError
from kiosk.core.inputs import CameraChanged, Looked, Scanned
from kiosk.core.scanning.coaching import FrameLook
from kiosk.core.scanning.scan_filter import PreviewFrame, ScanFilter
from kiosk.hardware.camera.latest_frame import LatestFrame
from kiosk.hardware.camera.port import Camera, Frame
from kiosk.hardware.camera.preview import preview_of
from kiosk.hardware.system.process import lower_priority
from kiosk.vision.decoder import LiveDecoder
from kiosk.vision.pixels import Pixels
from kiosk.vision.results import Reading

log = logging.getLogger(__name__)

RETRY_S = 2.0         # seconds between two tries to find a missing camera, or to restart after a defect
FRAME_WAIT_S = 0.5    # seconds the decoder waits for a frame before it looks whether it shall stop
STOP_WAIT_S = 5.0     # seconds ``stop`` waits for a thread that hangs in a driver

Decode = Callable[[Pixels], tuple[Reading, ...]]
LookAt = Callable[[Pixels, int], FrameLook | None]
Post = Callable[[CameraChanged | Scanned | Looked], None]
Wait = Callable[[Flag, float], bool]
CameraState = Literal["ok", "missing", "off"]


def monotonic_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class Scanner:
    """Two threads around one camera. ``wait`` waits for a flag for some seconds, like ``Event.wait``;
    ``look_at`` (``FrameLooker``) is shown the frames in which nothing was read, and what it sees is posted."""

    def __init__(
        self,
        camera: Camera,
        post: Post,
        decode: Decode | None = None,
        now_ms: Callable[[], int] = monotonic_ms,
        wait: Wait = Flag.wait,
        retry_s: float = RETRY_S,
        look_at: LookAt | None = None,
    ) -> None:
        self._camera, self._post = camera, post
        self._decode: Decode = decode or LiveDecoder()
        self._now_ms, self._wait, self._retry_s = now_ms, wait, retry_s
        self._look_at = look_at
        self._newest = LatestFrame()
        self._filter = ScanFilter()
        self._preview: PreviewFrame | None = None
        self._last_state: CameraState = "off"
        self._lock = RLock()         # no scan is posted once pause() has returned; post may call pause()
        self._wanted = Flag()        # the camera shall be on
        self._interrupt = Flag()     # set while waiting makes no sense: paused or stopping
        self._stopping = Flag()
        self._threads: tuple[Thread, ...] = ()

    def start(self) -> None:
        """Starts the threads, paused. A second call does nothing."""
        if self._threads:
            return
        self._threads = (
            Thread(target=self._for_ever, args=(self._watch,), name="camera", daemon=True),
            Thread(target=self._decode_for_ever, name="decoder", daemon=True),
        )
        for thread in self._threads:
            thread.start()

    def resume(self) -> None:
        """Camera on, if it is there. Returns at once."""
        with self._lock:
            if not self._wanted.is_set() and not self._stopping.is_set():
                self._filter = self._filter.forget()
                self._interrupt.clear()
                self._wanted.set()

    def pause(self) -> None:
        """Camera off. When this returned, no scan is posted any more."""
        with self._lock:
            self._wanted.clear()
            self._interrupt.set()
            self._newest.clear()

    def stop(self) -> None:
        """Ends the threads and lets the camera go. A thread that hangs in a driver dies with the process."""
        self._stopping.set()
        self.pause()
        self._newest.close()
        self._wanted.set()  # wakes a camera thread that waits to be wanted
        for thread in self._threads:
            thread.join(STOP_WAIT_S)

    def latest(self) -> PreviewFrame | None:
        """The newest frame for the screen, made when asked for; None while there is nothing to show."""
        frame = self._newest.peek()
        if frame is None:
            self._preview = None
        elif self._preview is None or self._preview.number != frame.number:
            self._preview = preview_of(frame)
        return self._preview

    # --- the camera's thread -------------------------------------------------------------------

    def _watch(self) -> None:
        """One life of the camera: wait until it is wanted, open it, read until paused or lost."""
        self._wanted.wait()
        if self._stopping.is_set():
            return
        try:
            self._live()
        except (CameraMissing, CameraLost) as absent:
            self._say_missing(absent)
        except Exception:
            self._say("missing")
            raise
        self._after_life()

    def _live(self) -> None:
        try:
            self._camera.open()
            self._read_while_wanted()
        finally:
            self._camera.close()
            self._newest.clear()

    def _read_while_wanted(self) -> None:
        while self._is_on():
            frame = self._camera.read()
            self._say("ok")
            with self._lock:
                if self._is_on():
                    self._newest.put(frame)

    def _after_life(self) -> None:
        if self._is_on():
            self._wait(self._interrupt, self._retry_s)
        if not self._is_on():
            self._say("off")

    def _say_missing(self, absent: HardwareError) -> None:
        if self._is_on() and self._last_state != "missing":
            log.warning("%s camera: %s", absent.code, absent)
        self._say("missing")

    def _say(self, state: CameraState) -> None:
        """Posts a state once; while paused only "off" is true."""
        if state != self._last_state and (self._is_on() or state == "off"):
            self._last_state = state
            self._post(CameraChanged(state))

    def _is_on(self) -> bool:
        return self._wanted.is_set() and not self._stopping.is_set()

    # --- the decoder's thread ------------------------------------------------------------------

    def _decode_for_ever(self) -> None:
        lower_priority()
        self._for_ever(self._decode_newest)

    def _decode_newest(self) -> None:
        frame = self._newest.take(FRAME_WAIT_S)
        if frame is not None:
            self._see(frame)

    def _see(self, frame: Frame) -> None:
        readings = {reading.payload: reading for reading in self._decode(frame.grey)}
        look = self._look_at(frame.grey, self._now_ms()) if self._look_at and not readings else None
        with self._lock:
            if not self._is_on():
                return
            self._filter, scans = self._filter.see(readings, self._now_ms())
            for payload in scans:
                self._post(Scanned(payload, readings[payload].text, readings[payload].part_of))
            if look is not None:
                self._post(Looked(look))

    # --- both ----------------------------------------------------------------------------------

    def _for_ever(self, work: Callable[[], None]) -> None:
        while not self._stopping.is_set():
            try:
                work()
            except Exception as defect:  # noqa: BLE001 - the thread's top: logged, then begun anew
                _log_defect(defect)
                self._wait(self._stopping, self._retry_s)


def _log_defect(defect: Exception) -> None:
    """Where it broke, without the exception's own text: that could hold a piece of a payload."""
    where = "".join(traceback.format_tb(defect.__traceback__)[-3:])
    log.error("%s scanner broke: %s\n%s", HardwareError.code, type(defect).__name__, where)
