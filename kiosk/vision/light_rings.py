"""A code without a quiet zone on dark ground, or with round eyes: found by the light rings of its finder patterns.

zxing-cpp looks for the dark rims, and those run into dark ground (a code cut out without its margin, light on dark
printed on white paper), or bend (round or rounded eyes). The light ring within them and the dark spot within that
stand alone in either case. Three rings of one size at a right angle are a code; what lies on its grid is read as it
lies, and the finder patterns are drawn as they should be.

Guarantees: a text only where Reed-Solomon accepts the modules; never more work than given. Sees the paper as flat and
nearly facing the camera: three middles tell no perspective.

    look_ringed(grey).found
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Any, NamedTuple

import cv2
import numpy as np

from kiosk.vision.dewarp import cheapest_first, read_flat
from kiosk.vision.module_grid import side_of
from kiosk.vision.pixels import Pixels, as_pixels
from kiosk.vision.results import Found, NearMiss, StageResult, lies_on
from kiosk.vision.work import Work, unlimited

MAX_RINGS = 12          # of one picture that are put together, the largest ones
TRIES = 8                   # places that are read
SPOT = (0.42, 0.80)         # side of the dark spot over that of the ring: 3 modules of 5, and what blur makes of it
MIN_PX = 6                # side of the smallest ring that is looked at
LONGEST = 1.4               # longer side over shorter of a ring
OFF_CENTRE = 0.15           # how far ring and spot may lie apart, parts of the ring's side
FULL = 0.70                 # share of the turned square around it that a ring and its spot fill (a circle: 0.79)
ALIKE = 1.35                # larger ring over smaller of one code
SKEW = 0.15                 # by which the two ways from the corner may differ in length or miss the right angle
RING = 5                    # modules
VERSION_OFF = 0.8           # versions by which the rings' size misleads


class Ring(NamedTuple):
    """Its middle and the width of one module, px."""

    x: float
    y: float
    module: float


def look_ringed(grey: Pixels, near: Sequence[NearMiss] = (), work: Work | None = None, /) -> StageResult:
    """Codes dark on light and light on dark. ``grey``: height x width, 8 bit."""
    work = work or unlimited()
    found: list[Found] = []
    for picture in (grey, as_pixels(255 - grey)):
        for tried, guess in enumerate(_codes(rings(picture))):
            if tried == TRIES or not work.take(cheapest_first(guess)):
                break
            if not any(lies_on(guess.corners, code.corners) for code in found):
                code = read_flat(picture, guess)
                found += [code] if code else []
    return StageResult(tuple(found))


def rings(grey: Pixels) -> list[Ring]:
    """The light rings with a dark spot within, largest first."""
    _level, light = cv2.threshold(cv2.GaussianBlur(grey, (3, 3), 0), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    framed = cv2.copyMakeBorder(light, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    contours, tree = cv2.findContours(framed, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if tree is None:
        return []
    children, siblings = tree[0][:, 2], tree[0][:, 0]
    alone = [int(at) for at in np.flatnonzero(children >= 0) if siblings[children[at]] < 0]
    seen = (_ring(contours[at], contours[int(children[at])]) for at in alone)
    return sorted((ring for ring in seen if ring), key=lambda ring: -ring.module)[:MAX_RINGS]


def _ring(outer: Any, hole: Any) -> Ring | None:
    """The ring between two contours; None where it has not a ring's proportions."""
    x, y, w, h = cv2.boundingRect(outer)
    ix, iy, iw, ih = cv2.boundingRect(hole)
    iw, ih = iw - 2, ih - 2     # a hole's contour runs on the light pixels around it
    if min(w, h) < MIN_PX or max(w, h) > LONGEST * min(w, h) or min(iw, ih) < 1:
        return None
    if not (SPOT[0] < iw / w < SPOT[1] and SPOT[0] < ih / h < SPOT[1]):
        return None
    if max(abs(x + w / 2 - ix - iw / 2 - 1) / w, abs(y + h / 2 - iy - ih / 2 - 1) / h) > OFF_CENTRE:
        return None
    _middle, sides, _degrees = cv2.minAreaRect(outer)
    if cv2.contourArea(outer) < FULL * sides[0] * sides[1]:
        return None
    return Ring(x + w / 2 - 1, y + h / 2 - 1, (sum(sides) / 2 + 1) / RING)


def _codes(seen: Sequence[Ring]) -> Iterator[NearMiss]:
    """Every code that three of ``seen`` could belong to, those that fit best first."""
    fits: list[tuple[float, NearMiss]] = []
    for corner, right, down in permutations(seen, 3):
        across, along = (right.x - corner.x, right.y - corner.y), (down.x - corner.x, down.y - corner.y)
        turned = across[0] * along[1] - across[1] * along[0]
        modules = [ring.module for ring in (corner, right, down)]
        if turned <= 0 or max(modules) > ALIKE * min(modules):
            continue            # the other way round comes too; a mirrored code is no matter of quiet zones
        lengths = float(np.hypot(*across)), float(np.hypot(*along))
        off = max(abs(lengths[0] / lengths[1] - 1), abs(across[0] * along[0] + across[1] * along[1]) / turned)
        if off < SKEW:
            fits += [(off, code) for code in _sizes(corner, across, along, sum(lengths) / 2 / float(np.mean(modules)))]
    return (code for _off, code in sorted(fits, key=lambda fit: fit[0]))


def _sizes(corner: Ring, across: Sequence[float], along: Sequence[float], modules: float) -> Iterator[NearMiss]:
    """The versions with about so many ``modules`` between the middles of two finder patterns."""
    size = (modules - 10) / 4
    for version in sorted(range(max(1, int(size)), min(40, int(size) + 2) + 1), key=lambda one: abs(one - size)):
        between = side_of(version) - 7
        if abs(version - size) > max(VERSION_OFF, 0.15 * size):
            continue
        start, end = -3.5 / between, (between + 3.5) / between
        square = ((start, start), (end, start), (end, end), (start, end))
        yield NearMiss(tuple(
            (round(corner.x + u * across[0] + v * along[0]), round(corner.y + u * across[1] + v * along[1]))
            for u, v in square
        ), version)
