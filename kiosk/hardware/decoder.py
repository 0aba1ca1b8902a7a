"""Grey pixels in, the bytes of QR codes out.

Guarantees: never raises, whatever the image; a payload is exactly what the code holds (no charset is
guessed). Does not decide what counts as a scan (``kiosk.core.scanning``) or what a payload means
(``kiosk.core.recognise``), and knows no camera.

    decode(frame.grey)                  # one image, every stage until something is read
    live = LiveDecoder()                # a stream of frames: the dear stage only now and then
    live(frame.grey)

A stage is a name and a function from pixels to readings; they are tried in the order of ``STAGES``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import zxingcpp

from kiosk.hardware.camera import Pixels
from kiosk.hardware.zbar import Corners, read_zbar

log = logging.getLogger(__name__)

QR_MODEL_2 = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)
RESCUE_EVERY = 10   # frames: zbar costs a dozen times what zxing-cpp costs on an empty frame


@dataclass(frozen=True)
class Reading:
    """One code in one image. ``corners`` in pixels; ``stage`` names what read it."""

    payload: bytes = field(repr=False)
    corners: Corners
    stage: str


@dataclass(frozen=True)
class Stage:
    name: str
    read: Callable[[Pixels], Sequence[tuple[bytes, Corners]]]


def read_zxing(grey: Pixels) -> list[tuple[bytes, Corners]]:
    """By zxing-cpp: QR codes model 2 only (Micro QR gave phantom numbers), any direction and colour."""
    found = zxingcpp.read_barcodes(
        grey,
        formats=QR_MODEL_2,
        try_rotate=True,
        try_downscale=True,
        try_invert=True,
    )
    return [(bytes(code.bytes), _corners(code.position)) for code in found if code.valid]


STAGES = (Stage("zxing", read_zxing), Stage("zbar", read_zbar))


def decode(grey: Pixels, stages: Sequence[Stage] = STAGES) -> tuple[Reading, ...]:
    """What the first stage that reads anything reads. ``grey``: height x width, 8 bit."""
    if grey.ndim != 2 or grey.size == 0 or grey.dtype != "uint8":
        return ()
    for stage in stages:
        readings = _read_by(stage, grey)
        if readings:
            return readings
    return ()


class LiveDecoder:
    """``decode`` for frame after frame of one camera, used by one thread.

    The first stage sees every frame; the others see each ``rescue_every``-th frame in which it found
    nothing, and the frames right after one of them read something: two reads running make a scan.
    """

    def __init__(self, stages: Sequence[Stage] = STAGES, rescue_every: int = RESCUE_EVERY) -> None:
        self._first, self._rescues = stages[:1], stages[1:]
        self._every = rescue_every
        self._empty = 0
        self._rescued = False

    def __call__(self, grey: Pixels) -> tuple[Reading, ...]:
        readings = decode(grey, self._first)
        if readings:
            self._empty, self._rescued = 0, False
            return readings
        self._empty += 1
        if not self._rescued and self._empty % self._every:
            return ()
        readings = decode(grey, self._rescues)
        self._rescued = bool(readings)
        return readings


def _read_by(stage: Stage, grey: Pixels) -> tuple[Reading, ...]:
    try:
        found = stage.read(grey)
    except (ValueError, TypeError, RuntimeError, OverflowError, MemoryError) as refused:
        log.debug("stage %s refused an image: %s", stage.name, type(refused).__name__)
        return ()
    return tuple(Reading(payload, corners, stage.name) for payload, corners in found if payload)


def _corners(position: zxingcpp.Position) -> Corners:
    points = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return tuple((point.x, point.y) for point in points)
