"""Where a whole code would lie, guessed from two of its three finder patterns.

Two finder patterns say how large a module is, how the paper leans, and by their distance how many modules the code
has (ISO/IEC 18004 §6.3.1: 17 + 4 x version a side). Which of the three they are they do not say: every answer
that fits is a guess.

Guarantees: pure geometry, a bounded number of guesses. Does not look at pixels and does not choose.

    for guess in guesses(outlines(grey)):
        guess.version, guess.corners()
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.finder_patterns import Outline
from kiosk.vision.module_grid import side_of

Slot = tuple[int, int]              # column and row of a finder pattern: 0 the left or top one, 1 the far one

PAIRS: Sequence[tuple[Slot, Slot]] = (((0, 0), (1, 0)), ((0, 1), (0, 0)), ((1, 0), (0, 1)))
SLOTS: frozenset[Slot] = frozenset({(0, 0), (1, 0), (0, 1)})
FINDER = np.array([(0, 0), (7, 0), (7, 7), (0, 7)], np.float64)     # modules
FINDERS_AT_MOST = 8                 # of one picture that are paired
ALIKE = 1.6                         # larger module over smaller of one code
APART = 0.2                         # by which the way from one to the other may miss its direction, parts of the way
LEAST_WAY = 10                      # modules between the middles: version 1 has 14
VERSION_OFF = 0.12                  # of the version, by which a leaning code's distance misleads
AT_A_POINT = 4                      # corners of a finder pattern that one exactly known point outweighs


@dataclass(frozen=True, eq=False)
class Guess:
    """Two outlines, each clockwise from its top left, and the places in the code they are said to hold."""

    version: int
    slots: tuple[Slot, Slot]
    outlines: tuple[Outline, Outline]

    @property
    def side(self) -> int:
        return side_of(self.version)

    @property
    def hidden(self) -> Slot:
        """The place of the finder pattern that was not seen."""
        (slot,) = SLOTS - set(self.slots)
        return slot

    def way(self, module: Outline | None = None, seen: Outline | None = None) -> NDArray[np.float64] | None:
        """From modules to pixels, 3 x 3, by both outlines and one more point known in both; None: there is none."""
        source = [FINDER + np.array(slot) * (self.side - 7) for slot in self.slots]
        target = list(self.outlines)
        if module is not None and seen is not None:
            source.append(np.repeat(module[None], AT_A_POINT, axis=0))
            target.append(np.repeat(seen[None], AT_A_POINT, axis=0))
        found, _used = cv2.findHomography(np.vstack(source), np.vstack(target), 0)
        return None if found is None else np.asarray(found, np.float64)


def guesses(outlines: Sequence[Outline]) -> Iterator[Guess]:
    """Every code that two of ``outlines`` could belong to."""
    for first, second in permutations(outlines[:FINDERS_AT_MOST], 2):
        size = abs(np.linalg.det(_axes(first)) / max(1e-6, abs(np.linalg.det(_axes(second)))))
        if ALIKE**-2 < size < ALIKE**2:
            for slots in PAIRS:
                for turn in range(4):
                    yield from _if_so_held(slots, np.roll(first, turn, axis=0), second)


def _if_so_held(slots: tuple[Slot, Slot], first: Outline, second: Outline) -> Iterator[Guess]:
    """The guesses in which the first corner of ``first`` is its top left one."""
    axes = _axes(first)
    turned = min((np.roll(second, turn, axis=0) for turn in range(4)), key=lambda to: np.abs(_axes(to) - axes).sum())
    wanted = np.subtract(slots[1], slots[0])
    both = (axes + _axes(turned)) / 2
    way = np.linalg.lstsq(both, turned.mean(axis=0) - first.mean(axis=0), rcond=None)[0]
    longest = float(np.abs(way).max())
    if longest < LEAST_WAY or float(np.abs(way / longest - wanted).max()) > APART:
        return
    for version in _versions(float(way @ wanted / (wanted @ wanted))):
        yield Guess(version, slots, (first, turned))


def _versions(modules: float) -> list[int]:
    """The versions with about so many modules between the middles of two finder patterns."""
    told = (modules + 7 - 17) / 4
    near = range(int(np.floor(told)) - 1, int(np.ceil(told)) + 2)
    return [version for version in near if 1 <= version <= 40 and abs(version - told) < max(0.75, VERSION_OFF * told)]


def _axes(outline: Outline) -> NDArray[np.float64]:
    """What one module to the right and one module down are in pixels: the columns."""
    right = outline[1] - outline[0] + outline[2] - outline[3]
    down = outline[3] - outline[0] + outline[2] - outline[1]
    return np.stack([right, down], axis=1) / 14
