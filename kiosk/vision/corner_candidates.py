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

Axes = tuple[tuple[float, float], tuple[float, float]]      # one module to the right, one module down: pixels
Slot = tuple[int, int]              # column and row of a finder pattern: 0 the left or top one, 1 the far one

PAIRS: Sequence[tuple[Slot, Slot]] = (((0, 0), (1, 0)), ((0, 1), (0, 0)), ((1, 0), (0, 1)))
SLOTS: frozenset[Slot] = frozenset({(0, 0), (1, 0), (0, 1)})
FINDER = np.array([(0, 0), (7, 0), (7, 7), (0, 7)], np.float64)     # modules
MAX_FINDERS = 8                 # of one picture that are paired
ALIKE = 1.6                         # larger module over smaller of one code
APART = 0.2                         # by which the way from one to the other may miss its direction, parts of the way
MIN_WAY = 10                      # modules between the middles: version 1 has 14
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
    seen = [_turns(outline) for outline in outlines[:MAX_FINDERS]]
    for first, second in permutations(seen, 2):
        size = abs(_area(first[0][1]) / max(1e-6, abs(_area(second[0][1]))))
        if ALIKE**-2 < size < ALIKE**2:
            for outline, axes in first:
                other, other_axes = min(second, key=lambda turn: _apart(turn[1], axes))
                yield from _between(outline, axes, other, other_axes)


def _between(first: Outline, axes: Axes, second: Outline, other_axes: Axes) -> Iterator[Guess]:
    """The guesses in which the first corner of each outline is its top left one."""
    (ax, ay), (bx, by) = (tuple((a + b) / 2 for a, b in zip(*pair, strict=True))
                          for pair in zip(axes, other_axes, strict=True))
    area = ax * by - ay * bx
    if abs(area) < 1e-6:
        return
    dx, dy = _middle_to_middle(first, second)
    way = (dx * by - dy * bx) / area, (dy * ax - dx * ay) / area
    longest = max(abs(way[0]), abs(way[1]))
    if longest < MIN_WAY:
        return
    for slots in PAIRS:
        wanted = slots[1][0] - slots[0][0], slots[1][1] - slots[0][1]
        if max(abs(way[0] / longest - wanted[0]), abs(way[1] / longest - wanted[1])) <= APART:
            along = (way[0] * wanted[0] + way[1] * wanted[1]) / (wanted[0] ** 2 + wanted[1] ** 2)
            for version in _versions(along):
                yield Guess(version, slots, (first, second))


def _versions(modules: float) -> list[int]:
    """The versions with about so many modules between the middles of two finder patterns."""
    size = (modules + 7 - 17) / 4
    near = range(int(np.floor(size)) - 1, int(np.ceil(size)) + 2)
    return [version for version in near if 1 <= version <= 40 and abs(version - size) < max(0.75, VERSION_OFF * size)]


def _turns(outline: Outline) -> list[tuple[Outline, Axes]]:
    """The outline with each of its corners as the top left one, and what its axes are then."""
    turned = [np.roll(outline, turn, axis=0) for turn in range(4)]
    return [(one, _axes(one)) for one in turned]


def _axes(outline: Outline) -> Axes:
    """What one module to the right and one module down are, in pixels."""
    right = (outline[1] - outline[0] + outline[2] - outline[3]) / 14
    down = (outline[3] - outline[0] + outline[2] - outline[1]) / 14
    return (float(right[0]), float(right[1])), (float(down[0]), float(down[1]))


def _area(axes: Axes) -> float:
    return axes[0][0] * axes[1][1] - axes[0][1] * axes[1][0]


def _apart(axes: Axes, others: Axes) -> float:
    return sum(abs(a - b) for pair in zip(axes, others, strict=True) for a, b in zip(*pair, strict=True))


def _middle_to_middle(first: Outline, second: Outline) -> tuple[float, float]:
    way = second.mean(axis=0) - first.mean(axis=0)
    return float(way[0]), float(way[1])
