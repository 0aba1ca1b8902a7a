"""Fakes of the hardware ports: scripted, in memory, without waiting."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kiosk.core.errors import CameraLost, CameraMissing
from kiosk.core.inputs import CameraChanged, Looked, Scanned
from kiosk.core.scanning.coaching import FrameLook
from kiosk.hardware.camera.port import Frame, empty_frame
from kiosk.vision.pixels import Pixels
from tests.support.patience import PATIENCE_S

Step = Pixels | Exception
PACE_S = 0.001      # seconds between two frames of a script that is over: leaves the processor to the others


def until(condition: Callable[[], bool]) -> None:
    """Waits until ``condition`` holds; fails the test after ``PATIENCE_S`` seconds."""
    tick = threading.Event()
    for _ in range(int(PATIENCE_S / PACE_S)):
        if condition():
            return
        tick.wait(PACE_S)
    raise AssertionError("waited in vain")


class FakeCamera:
    """Plays ``script``: a picture is a frame, an exception is raised (``CameraMissing`` by ``open``).

    After the script it shows its last picture (or the quiet room) until it is closed, one frame for each
    ``read``; ``unplug`` makes the next ``read`` fail, ``plug`` lets ``open`` work again.
    """

    def __init__(self, script: Sequence[Step] = ()) -> None:
        self._script = list(script)
        self._last: Pixels = empty_frame(64, 48)
        self._number = 0
        self._pace = threading.Event()
        self.plugged = True
        self.is_open = False
        self.opened = 0

    def open(self) -> None:
        next_step = self._script[0] if self._script else None
        if isinstance(next_step, CameraMissing):
            del self._script[0]
            raise next_step
        if not self.plugged:
            raise CameraMissing("unplugged")
        self.is_open = True
        self.opened += 1

    def read(self) -> Frame:
        if not self.is_open or not self.plugged:
            raise CameraLost("unplugged" if self.is_open else "read before open")
        if not self._script:
            self._pace.wait(PACE_S)
        step = self._script.pop(0) if self._script else self._last
        if isinstance(step, Exception):
            raise step
        self._last = step
        self._number += 1
        return Frame(step, self._number)

    def close(self) -> None:
        self.is_open = False

    def unplug(self) -> None:
        self.plugged = False

    def plug(self) -> None:
        self.plugged = True


class GatedCamera(FakeCamera):
    """A ``FakeCamera`` whose ``read`` waits until the test lets frames through."""

    def __init__(self, script: Sequence[Step] = ()) -> None:
        super().__init__(script)
        self._lock = threading.Semaphore(0)
        self._free = threading.Event()

    def let(self, frames: int = 1) -> None:
        for _ in range(frames):
            self._lock.release()

    def let_all(self) -> None:
        self._free.set()
        self._lock.release()

    def read(self) -> Frame:
        if not self._free.is_set():
            self._lock.acquire()
        return super().read()


class Mailbox:
    """Collects posted events and lets a test wait for a condition on them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.events: list[CameraChanged | Scanned | Looked] = []

    def __call__(self, event: CameraChanged | Scanned | Looked) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wait_for(self, condition: Callable[[list[CameraChanged | Scanned | Looked]], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: condition(self.events), PATIENCE_S), self.events

    def payloads(self) -> list[bytes]:
        return [event.payload for event in self.events if isinstance(event, Scanned)]

    def looks(self) -> list[FrameLook]:
        return [event.look for event in self.events if isinstance(event, Looked)]

    def states(self) -> list[str]:
        return [event.state for event in self.events if isinstance(event, CameraChanged)]


@dataclass
class RecordingWait:
    """Takes the place of ``Event.wait``: notes the seconds asked for and runs ``then`` instead of waiting."""

    then: Callable[[], None] = lambda: None
    asked_s: list[float] = field(default_factory=list)

    def __call__(self, flag: threading.Event, seconds: float) -> bool:
        self.asked_s.append(seconds)
        self.then()
        return flag.is_set()


class FakeCapture:
    """What OpenCV returns for a device: plays pictures, then fails like an unplugged one."""

    def __init__(self, pictures: Sequence[Pixels], opens: bool = True) -> None:
        self._pictures = list(pictures)
        self._opens = opens
        self.settings: dict[int, float] = {}
        self.released = False

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return self._opens

    def read(self) -> tuple[bool, Pixels | None]:
        return (True, self._pictures.pop(0)) if self._pictures else (False, None)

    def set(self, propId: int, value: float) -> bool:  # noqa: N803 - OpenCV's name
        self.settings[propId] = value
        return True

    def get(self, propId: int) -> float:  # noqa: N803 - OpenCV's name
        return self.settings.get(propId, 0.0)

    def release(self) -> None:
        self.released = True
