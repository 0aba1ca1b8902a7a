"""Whether a code is one part of several that hold one text together (structured append, ISO/IEC 18004 §8).

zxing-cpp gives the text of such a part without saying that it is one. Its header stands in the first bits of the data:
four bits 0011, the part's number, how many parts there are, a parity byte; then the text begins like any other. These
bits are read from the modules as zxing-cpp sampled them.

Guarantees: pure; a whole code is told as a part only if its first modules are so damaged that they spell such a header
and a beginning of text that fits the payload's length. Modules too damaged to show the header tell nothing (0).

    parts_of(modules, version=9, level="M", mask=1, length=120)     # 3: one of three; 0: whole
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from segno import consts

from kiosk.vision.module_grid import format_places, known, side_of

Modules = NDArray[np.bool_]     # side x side, True is dark

STRUCTURED_APPEND = 0b0011
ECI, BYTES, KANJI, HANZI = 0b0111, 0b0100, 0b1000, 0b1101
CODEWORDS = 5                   # 20 bits of header, 4 of the next mode, up to 16 of its length
LENGTH_BITS = {0b0001: (10, 12, 14), 0b0010: (9, 11, 13), BYTES: (8, 16, 16), KANJI: (8, 10, 12), HANZI: (8, 10, 12)}
LEVELS = {"L": consts.ERROR_LEVEL_L, "M": consts.ERROR_LEVEL_M, "Q": consts.ERROR_LEVEL_Q, "H": consts.ERROR_LEVEL_H}


def parts_of(modules: Modules, version: int, level: str, mask: int, length: int) -> int:
    """How many parts there are; 0 where the code is whole. ``length``: bytes of the payload."""
    if level not in LEVELS or modules.shape != (side_of(version),) * 2:
        return 0
    for upright in (modules, modules.T):        # a mirrored code is sampled as it is seen
        bits = _first_bits(upright, version, LEVELS[level], mask)
        number, of = _number(bits[4:8]), _number(bits[8:12]) + 1
        if _number(bits[:4]) == STRUCTURED_APPEND and number < of and of > 1 and _goes_on(bits[20:], version, length):
            return of
    return 0


def _goes_on(bits: list[int], version: int, length: int) -> bool:
    """Whether a text begins here that fits into ``length`` bytes."""
    mode = _number(bits[:4])
    if mode == ECI:
        return True
    if mode not in LENGTH_BITS:
        return False
    wide = LENGTH_BITS[mode][0 if version < 10 else 1 if version < 27 else 2]
    return 1 <= _number(bits[4:4 + wide]) * (2 if mode in {KANJI, HANZI} else 1) <= length


def _first_bits(modules: Modules, version: int, level: int, mask: int) -> list[int]:
    """The first ``CODEWORDS`` codewords of the data, which are the first ones of the first block."""
    blocks = sum(group.num_blocks for group in _blocks(version, level))
    places = _places(version)
    bits: list[int] = []
    for codeword in range(CODEWORDS):
        first = codeword * blocks * 8
        bits += [int(modules[y, x]) ^ _masked(mask, y, x) for y, x in places[first:first + 8]]
    return bits


def _blocks(version: int, level: int) -> Sequence[Any]:
    """The groups of blocks that the codewords are dealt out to (table 9). segno has no annotations."""
    tables: Any = consts.ECC
    return tuple(tables[version][level])


@cache
def _places(version: int) -> tuple[tuple[int, int], ...]:
    """Rows and columns of the data's modules in their order (§7.7.3): two columns at a time, up, down, up …"""
    side = side_of(version)
    fixed = known(version) != 0
    for rows, columns in format_places(side):
        fixed[rows, columns] = True
    ordered: list[tuple[int, int]] = []
    for turn, right in enumerate([*range(side - 1, 6, -2), 5, 3, 1]):
        rows_in_order = range(side - 1, -1, -1) if turn % 2 == 0 else range(side)
        ordered += [(y, x) for y in rows_in_order for x in (right, right - 1) if not fixed[y, x]]
    return tuple(ordered)


def _masked(mask: int, y: int, x: int) -> int:
    """1 where the mask turns a module over (table 10)."""
    product = y * x
    turned = (
        (y + x) % 2, y % 2, x % 3, (y + x) % 3, (y // 2 + x // 3) % 2, product % 2 + product % 3,
        (product % 2 + product % 3) % 2, ((y + x) % 2 + product % 3) % 2,
    )
    return int(turned[mask] == 0)


def _number(bits: Iterable[int]) -> int:
    """Most significant bit first."""
    value = 0
    for bit in bits:
        value = value << 1 | bit
    return value
