"""A code that was seen but not read, on paper that bends: its grid is fitted to what is there.

zxing-cpp samples a flat sheet (with the alignment patterns as its only joints), so a card in a curved sleeve or a
leaf that bulges gives errors in its middle. Here the sheet may bend: each module's place is the flat one plus
a smooth shift, a sum of ten low polynomials of the place on the sheet. The shifts are climbed one by one
while the picture of the modules grows clearer: far from grey everywhere, and right where every code looks
the same (finder, timing and alignment patterns, ISO/IEC 18004 §6.3). What blur put of each module into its
neighbours is then estimated and taken out (``kiosk.vision.deblur``), and what every code has in common is
drawn as it should be.

Guarantees: a text only where Reed-Solomon accepts the modules, so a bad fit reads nothing; a bounded number of steps.
Does not find codes: it begins at a ``NearMiss``.

    read_dewarped(grey, (NearMiss(corners, version=5),)).found
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.deblur import equalised
from kiosk.vision.module_grid import known, side_of, with_format
from kiosk.vision.pixels import Pixels
from kiosk.vision.rectify import DRAWN_PX, MARGIN, Floats, drawn_pixels, evened, flattened, floats, middles
from kiosk.vision.results import Found, NearMiss, StageResult, lies_on
from kiosk.vision.work import Work, unlimited
from kiosk.vision.zxing import read_clean

MAX_MISSES = 4                  # near misses of one picture that are worth the time
STEPS = (1.0, 0.5, 0.25, 0.12)      # modules by which a shift is changed
SWEEPS = 3                          # over all shifts with one step
SAMPLED, CLEARED = 4, 120           # units of work a module: one sampling of the grid; blur estimated and read again
QUIET, REDRAWN_PX = 4, 4            # of the clean picture that is read


def read_dewarped(grey: Pixels, near: Sequence[NearMiss], work: Work | None = None) -> StageResult:
    """The codes among ``near`` that a bent grid reads: at most ``MAX_MISSES``, and as far as ``work`` goes."""
    work = work or unlimited()
    found: list[Found] = []
    for tried, miss in enumerate(work.in_turn(near)):
        if tried == MAX_MISSES or work.left < cheapest_first(miss):
            break
        if not any(lies_on(miss.corners, code.corners) for code in found):
            code = read_bent(grey, miss, work)
            found += [code] if code else []
    return StageResult(tuple(found))


def cheapest_first(miss: NearMiss) -> int:
    """Units below which it makes no sense to begin: drawn flat, sampled as it lies, and read."""
    return drawn_pixels(side_of(miss.version)) + SAMPLED * side_of(miss.version) ** 2


def read_bent(grey: Pixels, miss: NearMiss, work: Work) -> Found | None:
    """The code at ``miss``, where a bent grid reads it. Where the work ends the bend found so far is read."""
    if not work.take(cheapest_first(miss)):
        return None
    sheet = _Sheet(grey, miss)
    modules = sheet.sample(sheet.fitted(work))
    clearer = equalised(modules, sheet.known) if work.take(CLEARED * modules.size) else ()
    for clear in (modules, *clearer):
        code = read_clean(_redrawn(with_format(clear, miss.version) > 0))
        if code:
            return code._replace(corners=miss.corners)
    return None


def read_flat(grey: Pixels, miss: NearMiss) -> Found | None:
    """The code at ``miss`` as it lies, dark on light or light on dark. Costs ``cheapest_first``."""
    sheet = _Sheet(grey, miss)
    code = read_clean(_redrawn(with_format(sheet.sample(sheet.still()), miss.version) > 0))
    return code._replace(corners=miss.corners) if code else None


class _Sheet:
    """One near miss, flattened, evened out, and sampled along a grid that may bend."""

    def __init__(self, grey: Pixels, miss: NearMiss) -> None:
        self._side = side_of(miss.version)
        self.known = known(miss.version)
        self._known_count = float(np.abs(self.known).sum())
        self._terms = _terms(self._side)
        self._across, self._down = middles(self._side)
        self._picture = evened(flattened(grey, miss.corners, self._side))
        if float((self.sample(self.still()) * self.known).sum()) < 0:
            self._picture = -self._picture   # light on dark

    def still(self) -> Floats:
        return np.zeros((2, len(self._terms)), np.float32)

    def sample(self, bend: Floats) -> Floats:
        """The modules, side x side: positive is light, in standard deviations of their neighbourhood."""
        shift = np.tensordot(bend, self._terms, 1)
        sampled = cv2.remap(
            self._picture,
            (self._across + shift[0]) * DRAWN_PX - 0.5, (self._down + shift[1]) * DRAWN_PX - 0.5,
            cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE,
        )
        return floats(sampled)

    def _clearness(self, bend: Floats) -> float:
        modules = self.sample(bend)
        return float(np.abs(modules).mean() + (modules * self.known).sum() / self._known_count)

    def fitted(self, work: Work) -> Floats:
        """The bend at which the modules are clearest, climbed from the flat sheet as far as ``work`` goes."""
        bend = self.still()
        best = self._clearness(bend)
        for step in STEPS:
            for _ in range(SWEEPS):
                before = best
                bend, best = self._swept(bend, best, step, work)
                if best == before:
                    break
        return bend

    def _swept(self, bend: Floats, best: float, step: float, work: Work) -> tuple[Floats, float]:
        """Every shift once one step forward, else one step back, kept where that is clearer."""
        for place in np.ndindex(bend.shape):
            for way in (step, -step):
                if not work.take(SAMPLED * self._across.size):
                    return bend, best
                tried = bend.copy()
                tried[place] += way
                clearness = self._clearness(tried)
                if clearness > best:
                    bend, best = tried, clearness
                    break
        return bend, best


def _redrawn(light: NDArray[np.bool_]) -> Pixels:
    quiet = np.pad(light.astype(np.uint8) * 255, QUIET, constant_values=255)
    return np.kron(quiet, np.ones((REDRAWN_PX, REDRAWN_PX), np.uint8))


@cache
def _terms(side: int) -> Floats:
    """Ten smooth shifts over the sheet, each at most 1 module: bulges, shears, stretches, waves."""
    across, down = middles(side)
    u, v = (across - MARGIN) / side * 2 - 1, (down - MARGIN) / side * 2 - 1
    one = np.ones_like(u)
    bulge, lift = 1 - u * u, 1 - v * v
    far_corner = (1 + u) * (1 + v) / 4
    return np.array([bulge, lift, far_corner, bulge * v, lift * u, u, v, one, bulge * u, lift * v], np.float32)
