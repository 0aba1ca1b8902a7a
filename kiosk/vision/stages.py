"""Treatments of a picture in which zxing-cpp saw nothing, each followed by another look.

Guarantees: each is a function of the pixels alone; corners are told in the picture that came in. What each is
for, measured by ``kiosk bench`` on made pictures:

    median      grain of a sensor at night, specks on a worn card
    sharpen     out of focus, small shakes
    contrast    pale print, a screen turned down (CLAHE, Zuiderveld 1994)
    enlarge     modules of less than two pixels, and grain between them
    lighten     a dark room: a code of ten grey levels under noise of five; does nothing in a bright one
    rings       no quiet zone on dark ground, round eyes (``kiosk.vision.light_rings``)
    corner      a finger over a finder pattern (``kiosk.vision.occluded_finder``)
    straighten  paper that bends (``kiosk.vision.dewarp``): only where something was nearly read
    zbar        it finds codes by another road than zxing-cpp

Order and strength of the first four were chosen on other people's photographs; do not tune them on the bench's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from kiosk.vision.dewarp import read_dewarped
from kiosk.vision.light_rings import look_ringed
from kiosk.vision.occluded_finder import read_occluded
from kiosk.vision.pixels import Pixels, as_pixels
from kiosk.vision.results import NearMiss, Stage, StageResult
from kiosk.vision.work import Work
from kiosk.vision.zbar import look_zbar
from kiosk.vision.zxing import look_zxing

MEDIAN_PX = 3
SHARPEN_SIGMA_PX = 2.0
SHARPEN_BY = 1.5
CONTRAST_LIMIT = 3.0
CONTRAST_TILES = (8, 8)
ENLARGE = 2
DIM = 110                   # grey levels: where 99 of 100 pixels are darker, the room is
LIGHTEN_SIGMA_PX = 1.2
MIN_SPREAD = 2.0          # grey levels: less than this is no picture


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


def lightened(grey: Pixels) -> Pixels:
    """Smoothed finer than whole grey levels, then stretched: what is rounded first is lost in the dark."""
    soft = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), LIGHTEN_SIGMA_PX)
    dark, light = np.percentile(soft[::4, ::4], (1, 99))
    stretch = 255 / max(MIN_SPREAD, float(light - dark))
    return as_pixels(np.clip((soft - dark) * stretch, 0, 255).astype(np.uint8))


def treated(name: str, treatment: Callable[[Pixels], Pixels], units: float, larger: int = 1) -> Stage:
    """zxing-cpp's look at a treated picture that became ``larger`` times as large."""

    def look(grey: Pixels, near: Sequence[NearMiss], work: Work | None = None, /) -> StageResult:
        return look_zxing(treatment(grey)).scaled(1 / larger)

    return Stage(name, look, units=units)


def look_lightened(grey: Pixels, near: Sequence[NearMiss], work: Work | None = None, /) -> StageResult:
    if np.percentile(grey[::8, ::8], 99) >= DIM:
        return StageResult()
    return look_zxing(lightened(grey))


EVERY_FRAME = Stage("zxing", look_zxing, pixels=0, units=0.15)
IN_TURN = (
    treated("median", median, 0.25),
    treated("sharpen", sharpened, 0.25),
    treated("contrast", contrasted, 0.5),
    treated("enlarge", enlarged, 1.0, ENLARGE),
    Stage("lighten", look_lightened, units=0.8),
    Stage("rings", look_ringed, units=0.5),
    Stage("corner", read_occluded, units=0.4),
)
STRAIGHTEN = Stage("straighten", read_dewarped)
ZBAR = Stage("zbar", look_zbar, units=2.0)
