"""Blur taken out of a grid of modules: how much of each module shines into its neighbours is estimated.

A lens out of focus or a shaking hand adds the same share of each neighbour to every module. The shares are
the least-squares answer for the modules as decided so far; without them the modules are decided again, and so on
(decision-directed equaliser, R. W. Lucky, Bell System Technical Journal 45, 1966). Modules that are known
from the standard keep their colour.

Guarantees: a fixed number of small steps. Does not judge whether the outcome is a code.

    for clear in equalised(modules, known): ...
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

TRIES = ((1, 2), (1, 5), (2, 3))    # reach in modules, rounds
STEADY = 1e-3                       # keeps the least squares solvable on a blank sheet
SURE = 2.0                          # how quickly a module further from grey counts as decided
MIN_SHARE = 1e-3                  # of a module in itself


def equalised(modules: Floats, known: Floats) -> Iterator[Floats]:
    """The modules (positive is light) with blur of several reaches taken out. ``known``: +1, -1, 0 unknown."""
    for reach, rounds in TRIES:
        yield _equalised(modules, known, reach, rounds)


def _equalised(modules: Floats, known: Floats, reach: int, rounds: int) -> Floats:
    clear = modules
    decided = np.where(known != 0, known, np.where(modules > 0, 1, -1)).astype(np.float32)
    for _ in range(rounds):
        clear, own = _without_neighbours(modules, decided, reach)
        surely = np.tanh(clear * (SURE / max(abs(own), MIN_SHARE)))
        decided = np.where(known != 0, known, surely).astype(np.float32)
    return clear


def _without_neighbours(modules: Floats, decided: Floats, reach: int) -> tuple[Floats, float]:
    """The modules less what their neighbours add, and each module's share in itself."""
    around = _around(decided, reach)
    measured = modules.reshape(-1)
    shares = np.linalg.solve(around.T @ around + STEADY * np.eye(around.shape[1]), around.T @ measured)
    own = (around.shape[1] - 1) // 2
    added = around @ shares - around[:, own] * shares[own]
    clear = (measured - added).reshape(modules.shape) * np.sign(shares[own])
    return clear.astype(np.float32), float(shares[own])


def _around(decided: Floats, reach: int) -> Floats:
    """One row a module: its neighbours and itself, row by row, and a constant 1. Outside the code it is light."""
    side = decided.shape[0]
    padded = np.pad(decided, reach, constant_values=1.0)
    steps = range(2 * reach + 1)
    columns = [padded[down:down + side, across:across + side].reshape(-1) for down in steps for across in steps]
    return np.stack([*columns, np.ones(side * side, np.float32)], axis=1)
