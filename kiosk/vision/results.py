"""What the decoders say to one another: codes found, codes nearly read, and a stage that looks for them.

    StageResult(found=(Found(b"BDHVS1:...", corners),), near=())

Corners are four points in pixels of the picture that was looked at, clockwise from the code's own top left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol

from kiosk.vision.pixels import Pixels
from kiosk.vision.work import Work

Corners = tuple[tuple[int, int], ...]

RESCUE_PIXELS = 1_400_000   # a rescue stage looks at a picture of at most this size: a camera's frame and a little


class Found(NamedTuple):
    """One code. ``text`` is the decoder's own only where the bytes are in another charset than UTF-8; ``part_of``:
    so many codes hold one text together and this is one of them, 0 = it is whole."""

    payload: bytes
    corners: Corners
    text: str | None = None
    part_of: int = 0


@dataclass(frozen=True)
class NearMiss:
    """A code that was seen (all three finder patterns, its format) and whose errors could not be corrected.

    ``version``: 1 to 40, the code has 17 + 4 x version modules a side.
    """

    corners: Corners
    version: int


@dataclass(frozen=True)
class StageResult:
    """Everything one stage saw in one picture."""

    found: tuple[Found, ...] = field(default=(), repr=False)
    near: tuple[NearMiss, ...] = ()

    def scaled(self, by: float) -> StageResult:
        """The same look in a picture ``by`` times as large."""
        if by == 1.0:
            return self
        found = tuple(code._replace(corners=scaled(code.corners, by)) for code in self.found)
        return StageResult(found, tuple(replace(miss, corners=scaled(miss.corners, by)) for miss in self.near))


class LookFor(Protocol):
    """What a stage does: the grey picture, what was nearly read in it before, and how much it may do."""

    def __call__(self, grey: Pixels, near: Sequence[NearMiss], work: Work = ..., /) -> StageResult: ...


@dataclass(frozen=True)
class Stage:
    """A name and what it does. ``look`` gets the grey picture and what was nearly read in it before.

    ``pixels``: a larger picture is made smaller before this stage looks; 0 = it looks at any size. ``units``: the work
    (``kiosk.vision.work``) of looking at one pixel, whatever is there; what depends on the picture ``look`` counts.
    """

    name: str
    look: LookFor
    pixels: int = RESCUE_PIXELS
    units: float = 0.0


@dataclass(frozen=True)
class Reading:
    """One code in one image. ``corners`` in pixels; ``stage`` names what read it; ``text`` and ``part_of`` as in
    ``Found``."""

    payload: bytes = field(repr=False)
    corners: Corners
    stage: str
    text: str | None = field(default=None, repr=False)
    part_of: int = 0


def scaled(corners: Corners, by: float) -> Corners:
    return tuple((round(x * by), round(y * by)) for x, y in corners)


def middle(corners: Corners) -> tuple[float, float]:
    """The middle of the corners; (-1, -1) where there are none."""
    if not corners:
        return -1.0, -1.0
    return sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners)


def lies_on(corners: Corners, other: Corners) -> bool:
    """Whether the middle of ``corners`` lies inside the upright box around ``other``."""
    if not corners or not other:
        return False
    x, y = middle(corners)
    xs, ys = zip(*other, strict=True)
    return bool(min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys))
