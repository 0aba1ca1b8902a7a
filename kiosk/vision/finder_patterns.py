"""Finder patterns of QR codes: the three nested squares, found without reading anything.

Guarantees: quick, never raises on a grey picture, works for any direction. Does not tell where a code ends and finds
nothing in modules narrower than about two pixels.

    finders(grey)       # [Finder(x=30.0, y=31.0, module=4.0), ...]: dark against the whole picture
    outlines(grey)      # [4 x 2 array, ...]: their outer corners, dark against what is around them

Source of the proportions: ISO/IEC 18004:2015 §6.3.3.1 (7 x 7 dark, 5 x 5 light, 3 x 3 dark modules).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.pixels import Pixels

Outline = NDArray[np.float64]

INNER = (0.24, 0.62)        # side of the 3 x 3 square over that of the 7 x 7: 0.43, and what blur makes of it
MIDDLE = (0.52, 0.90)       # side of the 5 x 5 over the 7 x 7: 0.71
OFF_CENTRE = 0.18           # how far the middles may lie apart, parts of the outer side
LONGEST = 1.7               # longer side over shorter of a tilted finder pattern
MIN_PX = 6                # side of the smallest that is looked at
SOFT_PX = 3                 # grain that is smoothed away before outlines are drawn
AROUND_PX = 51              # the neighbourhood a pixel is darker than ...
DARKER = 10                 # ... by so many grey levels, in an outline
STRAIGHT = (0.05, 0.08, 0.12)   # parts of its length by which a contour may leave its four sides
RIM_PX = 0.7                # from a contour's corner, a pixel's middle, to the corner of the print


class Finder(NamedTuple):
    """Its middle and the width of one module, px."""

    x: float
    y: float
    module: float


def finders(grey: Pixels) -> list[Finder]:
    """Every finder pattern in ``grey`` (height x width, 8 bit)."""
    _level, dark = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    return [_finder(contour) for contour in _patterns(dark)]


def outlines(grey: Pixels) -> list[Outline]:
    """The corners of every finder pattern in pixels of ``grey``, clockwise from any of them."""
    soft = cv2.GaussianBlur(grey, (SOFT_PX, SOFT_PX), 0)
    dark = cv2.adaptiveThreshold(
        soft, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, AROUND_PX, DARKER)
    return [_outline(contour) for contour in _patterns(dark)]


def _patterns(dark: Any) -> list[Any]:
    """The outer contour of everything in ``dark`` that has the proportions of a finder pattern."""
    contours, tree = cv2.findContours(dark, cv2.RETR_TREE, cv2.CHAIN_APPROX_SIMPLE)
    if tree is None:
        return []
    children = tree[0][:, 2]
    outer = np.flatnonzero(children >= 0)
    outer = outer[children[children[outer]] >= 0]
    return [contours[one] for one in outer if _is_nested(contours, int(one), children)]


def _is_nested(contours: Sequence[Any], outer: int, children: Any) -> bool:
    """Whether the contour ``outer`` and the two within it have the proportions of a finder pattern."""
    boxes = [cv2.boundingRect(contours[at]) for at in (outer, children[outer], children[children[outer]])]
    (x, y, w, h), (_mx, _my, mw, mh), (ix, iy, iw, ih) = boxes
    if min(w, h) < MIN_PX or max(w, h) > LONGEST * min(w, h):
        return False
    nested = INNER[0] < iw / w < INNER[1] and INNER[0] < ih / h < INNER[1]
    nested = nested and MIDDLE[0] < mw / w < MIDDLE[1] and MIDDLE[0] < mh / h < MIDDLE[1]
    apart = max(abs(x + w / 2 - ix - iw / 2) / w, abs(y + h / 2 - iy - ih / 2) / h)
    return nested and apart <= OFF_CENTRE


def _finder(contour: Any) -> Finder:
    x, y, w, h = cv2.boundingRect(contour)
    return Finder(x + w / 2, y + h / 2, float(np.sqrt(cv2.contourArea(contour))) / 7)


def _outline(contour: Any) -> Outline:
    """Its four corners; those of the box around it where it has no four."""
    hull = cv2.convexHull(contour)
    tries = (cv2.approxPolyDP(hull, part * cv2.arcLength(hull, True), True) for part in STRAIGHT)
    four = next((tried for tried in tries if len(tried) == 4), cv2.boxPoints(cv2.minAreaRect(contour)))
    corners = np.asarray(four, np.float64).reshape(4, 2)
    if cv2.contourArea(corners.astype(np.float32), oriented=True) < 0:
        corners = corners[::-1]
    outward = corners - corners.mean(axis=0)
    return np.asarray(corners + outward / np.linalg.norm(outward, axis=1, keepdims=True) * RIM_PX, np.float64)
