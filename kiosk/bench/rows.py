"""What a measurement finds: rows with a value, its spread, a ratio to a baseline of the same run, and a target.

Guarantees: a row says itself how much it moved while it was measured (``noise``), so that two runs can be compared
without guessing. Pure: measures nothing, prints nothing.

    row("packs.install", "cài gói", "s", [2.1, 2.2], against=("cp", [0.9, 0.8]), target=at_most(3, ratio=True))
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Literal

import msgspec

MAD_TO_SIGMA = 1.4826       # of a normal distribution
SIGMAS = 3
FEW = 8                     # samples up to which their whole range counts as noise

Better = Literal["lower", "higher"]


class MeasuringFailed(Exception):
    """A measurement could not be made, or its control condition did not hold. The text is one Vietnamese sentence."""


class Spread(msgspec.Struct, frozen=True):
    """``value`` is the median of the samples, or the percentile that was asked for; ``mad`` their median absolute
    deviation; ``noise`` how far the value may move between two runs of the same."""

    value: float
    min: float
    max: float
    mad: float
    noise: float
    samples: int


class Target(msgspec.Struct, frozen=True):
    """``limit`` of the row's ``of``: at most, or at least."""

    limit: float
    of: Literal["value", "ratio"]
    bound: Literal["at_most", "at_least"]

    def met(self, found: float) -> bool:
        return found <= self.limit if self.bound == "at_most" else found >= self.limit


class Row(msgspec.Struct, frozen=True):
    """One line of the table. ``baseline`` names what ``ratio`` divides by; ``baseline_value`` is in ``unit`` too."""

    name: str
    title: str
    unit: str
    spread: Spread
    better: Better = "lower"
    baseline: str = ""
    baseline_value: float | None = None
    ratio: Spread | None = None
    target: Target | None = None
    met: bool | None = None


def at_most(limit: float, *, ratio: bool = False) -> Target:
    return Target(float(limit), "ratio" if ratio else "value", "at_most")


def at_least(limit: float, *, ratio: bool = False) -> Target:
    return Target(float(limit), "ratio" if ratio else "value", "at_least")


def spread(samples: Sequence[float], percentile: float = 50) -> Spread:
    """Of at least one sample. Raises MeasuringFailed where there is none."""
    if not samples:
        raise MeasuringFailed("không có số đo nào")
    ordered = sorted(map(float, samples))
    middle = statistics.median(ordered)
    mad = statistics.median(abs(each - middle) for each in ordered)
    range_ = ordered[-1] - ordered[0]
    noise = range_ if len(ordered) < FEW else min(range_, SIGMAS * MAD_TO_SIGMA * mad)
    return Spread(_percentile(ordered, percentile), ordered[0], ordered[-1], mad, noise, len(ordered))


def row(name: str, title: str, unit: str, samples: Sequence[float], *, percentile: float = 50,
        against: tuple[str, Sequence[float]] | None = None, target: Target | None = None,
        better: Better = "lower") -> Row:
    """``against``: the baseline's name and its samples, each measured beside the sample of the same place.

    Raises:
        MeasuringFailed: no samples, or the target is of a ratio that cannot be made.
    """
    found = spread(samples, percentile)
    title_of, beside = against or ("", ())
    pairs = [a / b for a, b in zip(samples, beside, strict=bool(against)) if b > 0]
    ratio = spread(pairs) if against else None
    met = None
    if target is not None:
        if target.of == "ratio" and ratio is None:
            raise MeasuringFailed(f"{name} không có gì để so")
        met = target.met(ratio.value if target.of == "ratio" and ratio else found.value)
    return Row(name, title, unit, found, better, title_of, statistics.median(beside) if against else None, ratio,
               target, met)


def _percentile(ordered: Sequence[float], percentile: float) -> float:
    """Linear between the two nearest samples (like numpy's default)."""
    at = (len(ordered) - 1) * percentile / 100
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)
