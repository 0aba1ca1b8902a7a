"""The modules of a QR code that are known before it is read, by the standard (ISO/IEC 18004 §6.3, §7.9, §7.10).

Everywhere: +1 light, -1 dark, 0 unknown; row 0 is the top one, column 0 the left one.

    known(5)                            # 37 x 37: finders, timing, alignment; from version 7 on the version too
    with_format(modules, known(5))      # the known ones put right, and the one format that fits best
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from segno import consts

Floats = NDArray[np.float32]

FORMAT_BITS = 15
VERSION_BITS = 18
VERSION_IS_WRITTEN = 7      # from this version on


def side_of(version: int) -> int:
    """Modules of one side."""
    return 17 + 4 * version


@cache
def known(version: int) -> Floats:
    """The modules that are the same in every code of this version (1 to 40)."""
    side = side_of(version)
    grid = np.zeros((side, side), np.float32)
    grid[6, 8:side - 8] = grid[8:side - 8, 6] = np.where(np.arange(8, side - 8) % 2 == 0, -1, 1)
    for top, left in alignments(version):
        grid[top - 2:top + 3, left - 2:left + 3] = _rings(5)
    finder = np.ones((8, 8), np.float32)
    finder[:7, :7] = _rings(7)
    grid[:8, :8], grid[:8, -8:], grid[-8:, :8] = finder, finder[:, ::-1], finder[::-1]
    grid[side - 8, 8] = -1
    if version >= VERSION_IS_WRITTEN:
        _write_version(grid, version)
    return grid


def alignments(version: int) -> list[tuple[int, int]]:
    """Middles (row, column) of the alignment patterns (annex E)."""
    places = consts.ALIGNMENT_POS[version - 2] if version > 1 else ()
    finders = {(6, 6), (6, places[-1]), (places[-1], 6)} if places else set()
    return [(y, x) for y in places for x in places if (y, x) not in finders]


def with_format(modules: Floats, version: int) -> Floats:
    """The modules with everything known put right, the format included: level and mask that fit best.

    A code of few errors is often lost only because these few modules, the same for thousands of codes, are not clear.
    """
    fixed = known(version)
    made = np.where(fixed != 0, fixed, modules)
    first, second = format_places(side_of(version))
    level, mask = format_of(modules, version)
    made[first] = made[second] = _formats()[level << 3 | mask]
    return made.astype(np.float32)


def format_of(modules: Floats, version: int) -> tuple[int, int]:
    """Level (0 M, 1 L, 2 H, 3 Q, as in table 12) and mask (0 to 7) that fit best, by both copies."""
    first, second = format_places(side_of(version))
    fits = np.stack(_formats()) @ (modules[first] + modules[second])
    return divmod(int(np.argmax(fits)), 8)


def _rings(side: int) -> Floats:
    """A finder (7) or alignment (5) pattern: dark rim, light ring, dark middle."""
    rings = -np.ones((side, side), np.float32)
    rings[1:-1, 1:-1] = 1
    rings[2:-2, 2:-2] = -1
    return rings


def _signs(word: int, bits: int) -> Floats:
    """Most significant bit first; a set bit is dark."""
    return np.array([-1 if word >> place & 1 else 1 for place in reversed(range(bits))], np.float32)


@cache
def _formats() -> tuple[Floats, ...]:
    return tuple(_signs(word, FORMAT_BITS) for word in consts.FORMAT_INFO)


@cache
def format_places(side: int) -> tuple[tuple[list[int], list[int]], tuple[list[int], list[int]]]:
    """Rows and columns of both copies of the format, most significant bit first (figure 25)."""
    near = [0, 1, 2, 3, 4, 5, 7, 8]
    rows = [8] * 8 + [7, 5, 4, 3, 2, 1, 0]
    columns = [*near, *[8] * 7]
    far_rows = [side - 1 - bit for bit in range(7)] + [8] * 8
    far_columns = [8] * 7 + [side - 8 + bit for bit in range(8)]
    return (rows, columns), (far_rows, far_columns)


def _write_version(grid: Floats, version: int) -> None:
    """Six by three modules, twice; the least significant bit comes first (figure 28)."""
    signs = _signs(consts.VERSION_INFO[version - VERSION_IS_WRITTEN], VERSION_BITS)[::-1].reshape(6, 3)
    side = grid.shape[0]
    grid[side - 11:side - 8, :6] = signs.T
    grid[:6, side - 11:side - 8] = signs
