"""Grey pixels in, the bytes of QR codes out.

Guarantees: never raises, whatever the image; a payload is exactly what the code holds (no charset is
guessed). Does not decide what counts as a scan (``kiosk.core.scanning.scan_filter``) or what a payload means
(``kiosk.core.codes.recognise``), and knows no camera.

    decode(grey)                # one image, stage after stage until nothing is left to read
    live = LiveDecoder()        # a stream of frames: zxing-cpp on each, at most one rescue stage beside it
    live(frame.grey)

Both do a bounded amount of work a picture, however many codes it shows (``kiosk.vision.work``): a file
``PICTURE_WORK``, a frame ``LIVE_WORK``. What a frame leaves undone goes on in the next one. What was read is told at
once; what a code that was read covers is not looked at again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.vision.pixels import Pixels, as_pixels
from kiosk.vision.results import NearMiss, Reading, Stage, StageResult, lies_on
from kiosk.vision.stages import EVERY_FRAME, IN_TURN, STRAIGHTEN, ZBAR
from kiosk.vision.work import LIVE_WORK, PICTURE_WORK, Work

log = logging.getLogger(__name__)

STAGES = (EVERY_FRAME, *IN_TURN, STRAIGHTEN, ZBAR)
SHEET = 3               # codes in one picture that make it a sheet of codes: then every stage looks for more
ZBAR_EVERY = 10         # frames in which nothing is read: zbar costs several times what zxing-cpp costs
MOTION_PX = 32          # pixels of a side that are averaged into one to see motion
MOTION_LEVELS = 4.0     # grey levels of change from frame to frame that are motion, not noise


def decode(grey: Pixels, stages: Sequence[Stage] = STAGES, budget: int = PICTURE_WORK) -> tuple[Reading, ...]:
    """Every code in the picture, each once, by the first stage that reads it. ``grey``: height x width, 8 bit.

    The stages end when something was read and nothing is left that was only nearly read, or when the ``budget`` (units
    of ``kiosk.vision.work``) does not suffice for the next one. The first stage always looks.
    """
    return decode_within(grey, Work(budget), stages)


def decode_within(grey: Pixels, work: Work, stages: Sequence[Stage] = STAGES) -> tuple[Reading, ...]:
    """``decode``, with its work counted in ``work``."""
    readings: list[Reading] = []
    near: tuple[NearMiss, ...] = ()
    for stage in stages if _is_picture(grey) else ():
        seen = _look(stage, grey, near, work, needed=stage is stages[0])
        fresh = _new(stage, seen, readings)
        readings += fresh
        grey = _without(grey, fresh)
        near = tuple(miss for miss in _each_once(near + seen.near) if not _is_read(miss, readings))
        if readings and not near and len(readings) < SHEET:
            break
    return tuple(readings)


@dataclass(frozen=True)
class Rescues:
    """What a live decoder may try in a frame in which ``first`` found nothing."""

    first: Stage = EVERY_FRAME
    in_turn: tuple[Stage, ...] = IN_TURN
    near_miss: Stage = STRAIGHTEN
    dear: Stage = ZBAR


class LiveDecoder:
    """``decode`` for frame after frame of one camera, used by one thread.

    ``first`` sees every frame. Where it finds nothing one rescue stage looks too: the one that read in the
    frame before (two reads running make a scan), else ``near_miss`` where a code was nearly read and did
    not just get its try, else ``dear`` in each ``dear_every``-th such frame, else the next in turn. While
    something moves ``dear`` is one of those that come in turn.
    """

    def __init__(
        self, rescues: Rescues | None = None, dear_every: int = ZBAR_EVERY, budget: int = LIVE_WORK,
    ) -> None:
        self._stages = rescues or Rescues()
        self._budget = budget
        self._starts: dict[str, int] = {}   # stage -> the candidate it goes on with
        self.work_done = 0                  # units, in the newest frame
        self._every = dear_every
        self._empty = 0                     # frames in which nothing was read
        self._turn = 0
        self._last: Stage | None = None     # the rescue of the frame before
        self._read_by: Stage | None = None
        self._still: Pixels | None = None   # the frame before, very small

    def __call__(self, grey: Pixels) -> tuple[Reading, ...]:
        if not _is_picture(grey):
            return ()
        moved, work = self._moved(grey), Work(self._budget)
        seen = _look(self._stages.first, grey, (), work, needed=True)
        self.work_done = work.done
        if seen.found:
            self._empty, self._last, self._read_by = 0, None, None
            return tuple(_new(self._stages.first, seen, []))
        self._empty += 1
        self._last = self._rescue(bool(seen.near), moved)
        readings = tuple(_new(self._last, self._rescued(self._last, grey, seen.near, work), []))
        self._read_by = self._last if readings else None
        return readings

    def _rescued(self, stage: Stage, grey: Pixels, near: Sequence[NearMiss], work: Work) -> StageResult:
        """A rescue stage goes on with the candidates that its last turn left."""
        work.start = self._starts.get(stage.name, 0)
        seen = _look(stage, grey, _each_once(near), work)
        self._starts[stage.name] = work.start if seen.found else work.next_start
        self.work_done = work.done
        return seen

    def _rescue(self, near: bool, moved: bool) -> Stage:
        if self._read_by is not None:
            return self._read_by
        if near and self._last is not self._stages.near_miss:
            return self._stages.near_miss
        if self._empty % self._every == 0:
            return self._stages.dear
        in_turn = self._stages.in_turn + ((self._stages.dear,) if moved else ())
        self._turn += 1
        return in_turn[(self._turn - 1) % len(in_turn)]

    def _moved(self, grey: Pixels) -> bool:
        """Whether the picture changed since the frame before by more than noise."""
        size = (max(1, grey.shape[1] // MOTION_PX), max(1, grey.shape[0] // MOTION_PX))
        before, self._still = self._still, as_pixels(cv2.resize(grey, size, interpolation=cv2.INTER_AREA))
        if before is None or before.shape != self._still.shape:
            return False
        return float(np.abs(before.astype(np.int16) - self._still).max()) > MOTION_LEVELS


def _is_picture(grey: Pixels) -> bool:
    return grey.ndim == 2 and grey.size > 0 and grey.dtype == np.uint8


def _look(stage: Stage, grey: Pixels, near: Sequence[NearMiss], work: Work, *, needed: bool = False) -> StageResult:
    """What ``stage`` sees, told in pixels of ``grey``; nothing where it refuses the image or ``work`` is too little."""
    try:
        smaller, by = _within(grey, stage.pixels)
        if not work.take(round(smaller.size * stage.units)) and not needed:
            return StageResult()
        there = StageResult(near=tuple(near)).scaled(1 / by).near
        return stage.look(smaller, there, work).scaled(by)
    except (ValueError, TypeError, RuntimeError, OverflowError, MemoryError, cv2.error) as refused:
        log.debug("stage %s refused an image: %s", stage.name, type(refused).__name__)
        return StageResult()


def _within(grey: Pixels, pixels: int) -> tuple[Pixels, float]:
    """The picture with at most ``pixels`` pixels, and by how much it was larger."""
    if not pixels or grey.size <= pixels:
        return grey, 1.0
    by = float(np.sqrt(grey.size / pixels))
    size = (max(1, round(grey.shape[1] / by)), max(1, round(grey.shape[0] / by)))
    return as_pixels(cv2.resize(grey, size, interpolation=cv2.INTER_AREA)), by


def _without(grey: Pixels, readings: Sequence[Reading]) -> Pixels:
    """The picture with the codes that were read painted over in their mean grey: no stage looks for them again."""
    placed = [reading.corners for reading in readings if len(reading.corners) == 4]
    if not placed:
        return grey
    painted = grey.copy()
    for corners in placed:
        code = np.array(corners, np.int32)
        x, y, w, h = cv2.boundingRect(code)
        there = grey[max(0, y):max(0, y + h), max(0, x):max(0, x + w)]
        if there.size:
            cv2.fillConvexPoly(painted, cv2.convexHull(code), int(there.mean()))
    return painted


def _new(stage: Stage, seen: StageResult, known: Sequence[Reading]) -> list[Reading]:
    """The codes of ``seen`` that are not read yet: another place, or no place and another payload."""
    made: list[Reading] = []
    for code in seen.found:
        reading = Reading(code.payload, code.corners, stage.name, code.text, code.part_of)
        if code.payload and not any(_same(reading, other) for other in (*known, *made)):
            made.append(reading)
    return made


def _same(reading: Reading, other: Reading) -> bool:
    if not reading.corners or not other.corners:
        return reading.payload == other.payload
    return lies_on(reading.corners, other.corners) or lies_on(other.corners, reading.corners)


def _each_once(near: Sequence[NearMiss]) -> list[NearMiss]:
    """The later of two near misses of one code that differ in nothing but a little place."""
    kept: list[NearMiss] = []
    for miss in near:
        if not any(miss.version == other.version and lies_on(miss.corners, other.corners) for other in kept):
            kept.append(miss)
    return kept


def _is_read(miss: NearMiss, readings: Sequence[Reading]) -> bool:
    return any(lies_on(miss.corners, reading.corners) or lies_on(reading.corners, miss.corners) for reading in readings)
