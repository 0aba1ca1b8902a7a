"""Finder patterns of QR codes: the three nested squares, found without reading anything.

Guarantees: quick, never raises on a grey picture, works for any direction. Does not tell where a code ends, finds
nothing in modules narrower than about two pixels, and looks for dark on light only.

    finders(grey)       # [Finder(x=30.0, y=31.0, module=4.0), ...]

Source of the proportions: ISO/IEC 18004:2015 §6.3.3.1 (7 x 7 dark, 5 x 5 light, 3 x 3 dark modules).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np

from kiosk.hardware.camera import Pixels

INNER = (0.24, 0.62)        # side of the 3 x 3 square over that of the 7 x 7: 0.43, and what blur makes of it
MIDDLE = (0.52, 0.90)       # side of the 5 x 5 over the 7 x 7: 0.71
OFF_CENTRE = 0.18           # how far the middles may lie apart, parts of the outer side
LONGEST = 1.7               # longer side over shorter of a tilted finder pattern
LEAST_PX = 6                # side of the smallest that is looked at


class Finder(NamedTuple):
    """Its middle and the width of one module, px."""

    x: float
    y: float
    module: float


def finders(grey: Pixels) -> list[Finder]:
    """Every finder pattern in ``grey`` (height x width, 8 bit)."""
    _level, dark = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    contours, tree = cv2.findContours(dark, cv2.RETR_TREE, cv2.CHAIN_APPROX_SIMPLE)
    if tree is None:
        return []
    children = tree[0][:, 2]
    outer = np.flatnonzero(children >= 0)
    outer = outer[children[children[outer]] >= 0]
    found = [_finder(contours, int(one), children) for one in outer]
    return [finder for finder in found if finder is not None]


def _finder(contours: Sequence[Any], outer: int, children: Any) -> Finder | None:
    """The finder pattern whose outer edge is ``outer``."""
    boxes = [cv2.boundingRect(contours[at]) for at in (outer, children[outer], children[children[outer]])]
    (x, y, w, h), (_mx, _my, mw, mh), (ix, iy, iw, ih) = boxes
    if min(w, h) < LEAST_PX or max(w, h) > LONGEST * min(w, h):
        return None
    nested = INNER[0] < iw / w < INNER[1] and INNER[0] < ih / h < INNER[1]
    nested = nested and MIDDLE[0] < mw / w < MIDDLE[1] and MIDDLE[0] < mh / h < MIDDLE[1]
    apart = max(abs(x + w / 2 - ix - iw / 2) / w, abs(y + h / 2 - iy - ih / 2) / h)
    if not nested or apart > OFF_CENTRE:
        return None
    return Finder(x + w / 2, y + h / 2, float(np.sqrt(cv2.contourArea(contours[outer]))) / 7)
