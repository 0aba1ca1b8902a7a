"""A code's place in a picture, drawn flat: ``DRAWN_PX`` a module, a margin around it, light and shadow evened out.

Guarantees: a function of the pixels and the corners alone. Does not know where the code is.

    flat = evened(flattened(grey, corners, side=37))    # (37 + 2 * MARGIN) * DRAWN_PX square
    across, down = middles(37)                          # where to look in it, in modules
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.pixels import Pixels

Floats = NDArray[np.float32]

DRAWN_PX = 6            # pixels a module in the flattened picture
MARGIN = 3              # modules around the code that are flattened with it
AROUND = 9              # modules: the neighbourhood that says what is dark and what is light
SMOOTH = 0.22           # modules: a module is more than its middle pixel
FLAT = 2.0              # grey levels: less contrast than this is a blank wall


def flattened(grey: Pixels, corners: Sequence[Sequence[float]], side: int) -> Floats:
    """The code of ``side`` modules whose ``corners`` lie there, clockwise from its top left, as a square."""
    square = np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float32)
    way = cv2.getPerspectiveTransform((square + MARGIN) * DRAWN_PX, np.array(corners, np.float32))
    drawn = (side + 2 * MARGIN) * DRAWN_PX
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return floats(cv2.warpPerspective(grey, way, (drawn, drawn), flags=flags, borderMode=cv2.BORDER_REPLICATE))


def evened(flat: Floats) -> Floats:
    """Shadow, glare and contrast taken out: each pixel in standard deviations from its neighbourhood."""
    around = (AROUND * DRAWN_PX, AROUND * DRAWN_PX)
    usual = cv2.blur(flat, around)
    spread = np.sqrt(np.maximum(cv2.blur(flat * flat, around) - usual * usual, FLAT**2))
    return floats((cv2.GaussianBlur(flat, (0, 0), DRAWN_PX * SMOOTH) - usual) / spread)


def modules_evened(modules: Floats) -> Floats:
    """``evened`` for a picture of one pixel a module."""
    usual = cv2.blur(modules, (AROUND, AROUND))
    spread = np.sqrt(np.maximum(cv2.blur(modules * modules, (AROUND, AROUND)) - usual * usual, FLAT**2))
    return floats((modules - usual) / spread)


def drawn_pixels(side: int) -> int:
    """How many pixels ``flattened`` draws."""
    return ((side + 2 * MARGIN) * DRAWN_PX) ** 2


@cache
def middles(side: int) -> tuple[Floats, Floats]:
    """Where the modules' middles lie on the flattened sheet, in modules: across, down."""
    at = np.arange(side, dtype=np.float32) + 0.5 + MARGIN
    across, down = np.meshgrid(at, at)
    return floats(across), floats(down)


def floats(values: Any) -> Floats:
    return np.asarray(values, dtype=np.float32)
