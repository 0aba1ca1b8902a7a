"""Treatments of a picture in which zxing-cpp saw nothing, each followed by another look.

Guarantees: each is a function of the pixels alone; corners are told in the picture that came in. What each is
for, measured by ``kiosk bench`` on made pictures:

    median      grain of a sensor at night, specks on a worn card
    sharpen     out of focus, small shakes
    contrast    pale print, a screen turned down (CLAHE, Zuiderveld 1994)
    enlarge     modules of less than two pixels, and grain between them
    straighten  paper that bends (``kiosk.hardware.straighten``): only where something was nearly read
    zbar        a finger over a corner, heavy grain: reads without the fourth of what zxing-cpp needs

Order and strength of the first four: shared measurements on other people's photographs; do not tune them here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2

from kiosk.hardware.camera import Pixels, as_pixels
from kiosk.hardware.reading import Look, NearMiss, Stage
from kiosk.hardware.straighten import look_straightened
from kiosk.hardware.zbar import look_zbar
from kiosk.hardware.zxing import look_zxing

MEDIAN_PX = 3
SHARPEN_SIGMA_PX = 2.0
SHARPEN_BY = 1.5
CONTRAST_LIMIT = 3.0
CONTRAST_TILES = (8, 8)
ENLARGE = 2


def median(grey: Pixels) -> Pixels:
    return as_pixels(cv2.medianBlur(grey, MEDIAN_PX))


def sharpened(grey: Pixels) -> Pixels:
    """Unsharp mask."""
    soft = cv2.GaussianBlur(grey, (0, 0), SHARPEN_SIGMA_PX)
    return as_pixels(cv2.addWeighted(grey, 1 + SHARPEN_BY, soft, -SHARPEN_BY, 0))


def contrasted(grey: Pixels) -> Pixels:
    return as_pixels(cv2.createCLAHE(CONTRAST_LIMIT, CONTRAST_TILES).apply(grey))


def enlarged(grey: Pixels) -> Pixels:
    return as_pixels(cv2.resize(grey, None, fx=ENLARGE, fy=ENLARGE, interpolation=cv2.INTER_CUBIC))


def treated(name: str, treatment: Callable[[Pixels], Pixels], larger: int = 1) -> Stage:
    """zxing-cpp's look at a treated picture that became ``larger`` times as large."""

    def look(grey: Pixels, near: Sequence[NearMiss]) -> Look:
        return look_zxing(treatment(grey)).scaled(1 / larger)

    return Stage(name, look)


EVERY_FRAME = Stage("zxing", look_zxing, pixels=0)
IN_TURN = (
    treated("median", median),
    treated("sharpen", sharpened),
    treated("contrast", contrasted),
    treated("enlarge", enlarged, ENLARGE),
)
STRAIGHTEN = Stage("straighten", look_straightened)
ZBAR = Stage("zbar", look_zbar)
