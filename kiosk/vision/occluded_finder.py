"""A code of which one finder pattern is hidden: by a finger, a thumb, the rim of a sleeve, a burnt out spot.

The two others tell where it may lie (``kiosk.vision.corner_candidates``). A quick look at the modules puts the
guesses in order. Each is then drawn flat, the alignment pattern of its far corner is looked for around the place
where it should be and pulls the grid to it, and what the standard fixes is compared with what is there. The best go
to the bent grid (``kiosk.vision.dewarp``), which draws the hidden finder pattern as it should be; what the finger hid
of the payload Reed-Solomon puts right.

Guarantees: a text only where Reed-Solomon accepts the modules; never more work than given; where a frame shows more
guesses than that, the next frame goes on with the others. A code whose far corner is hidden has all its finder
patterns and needs none of this.

    read_occluded(grey).found
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import cv2
import numpy as np

from kiosk.vision.corner_candidates import Guess, Slot, guesses
from kiosk.vision.dewarp import SAMPLED, read_bent
from kiosk.vision.finder_patterns import Outline, outlines
from kiosk.vision.module_grid import known
from kiosk.vision.pixels import Pixels, as_pixels
from kiosk.vision.rectify import (
    DRAWN_PX,
    MARGIN,
    Floats,
    drawn_pixels,
    evened,
    flattened,
    floats,
    middles,
    modules_evened,
)
from kiosk.vision.results import NearMiss, StageResult, lies_on
from kiosk.vision.work import Work, unlimited

TRIES = 3                   # places in one picture that are worth the bent grid
LIKELY = 0.3                # likeness below which a guess is not tried
ALIGNMENT = 6.5             # modules from the far corner to the middle of its alignment pattern
SEARCHED = 5                # modules around the place where it should be
UNLIKELY = 0.12             # likeness at a quick look below which a guess is not drawn
SEARCH_PART = 0.5           # of the work that may go into finding out where; half of that into the quick look
QUICK_LOOK = 12_000         # units of work of a quick look, beside its modules
NEARER = 0.02               # likeness that a module further away costs
SOFT = 0.3                  # modules: blur of the pattern that is looked for
HIDDEN = 9                  # modules: a finder pattern, its light rim, the format
FURTHEST_PX = 10_000        # a corner beyond is a guess gone wrong
GRAIN_PX = 1.0              # sigma of what is smoothed ...
FLATTER_PX = 4.0            # ... before what is wider than this sigma ...
FLATTER_BY = 6.0            # ... is taken out so many times


def read_occluded(grey: Pixels, near: Sequence[NearMiss] = (), work: Work | None = None) -> StageResult:
    """Codes with two finder patterns to be seen. ``grey``: height x width, 8 bit.

    Half of ``work`` at most goes into finding out where, so that what was found can be read in the same frame.
    """
    work = work or unlimited()
    seen = _hidden_first(outlines(grey) or outlines(_crisp(grey)), near)
    searching = work.share(SEARCH_PART)
    best = _best(_likely(grey, _promising(grey, seen, searching), searching))
    work.settle(searching)
    read = [read_bent(grey, miss, work) for miss in best[:TRIES]]
    return StageResult(tuple(code for code in read if code))


def _hidden_first(seen: Sequence[Outline], near: Sequence[NearMiss]) -> list[Outline]:
    """Those that lie on no code of which all three were seen come first."""
    def is_seen(outline: Outline) -> bool:
        return any(lies_on(tuple((round(x), round(y)) for x, y in outline.tolist()), miss.corners) for miss in near)

    return sorted(seen, key=is_seen)


def _promising(grey: Pixels, seen: Sequence[Outline], work: Work) -> list[Guess]:
    """The guesses in the order of a quick look at the modules, without those that are nothing like a code."""
    looked: list[tuple[float, int, Guess]] = []
    every = list(guesses(seen))
    for place, guess in enumerate(work.in_turn(every)):
        if not work.take(QUICK_LOOK + SAMPLED * guess.side**2) or work.done > work.limit * SEARCH_PART:
            break
        looked.append((-_quick_likeness(grey, guess), place, guess))
    return [guess for likeness, _place, guess in sorted(looked, key=lambda one: one[:2]) if -likeness > UNLIKELY]


def _quick_likeness(grey: Pixels, guess: Guess) -> float:
    """``_likeness`` by one pixel a module and without the alignment pattern's pull."""
    way = guess.way()
    if way is None:
        return 0.0
    across, down = middles(guess.side)
    places = np.stack([across.ravel() - MARGIN, down.ravel() - MARGIN], axis=1)[None].astype(np.float64)
    seen = cv2.perspectiveTransform(places, way)[0].astype(np.float32)
    if not np.isfinite(seen).all() or np.abs(seen).max() > FURTHEST_PX:
        return 0.0
    side = (guess.side, guess.side)
    drawn = cv2.remap(grey, seen[:, 0].reshape(side), seen[:, 1].reshape(side), cv2.INTER_LINEAR,
                      borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    return abs(_fit(modules_evened(floats(drawn)), guess))


def _best(likely: Iterable[tuple[float, NearMiss]]) -> list[NearMiss]:
    """The likeliest guess of each place: a second one there reads next to nothing that the first did not."""
    kept: list[NearMiss] = []
    for _likeness, miss in sorted(likely, key=lambda guess: -guess[0]):
        if not any(lies_on(miss.corners, other.corners) for other in kept):
            kept.append(miss)
    return kept


def _crisp(grey: Pixels) -> Pixels:
    """Finder patterns out of focus or in the dark stand out; the modules between them are lost."""
    smooth = cv2.GaussianBlur(grey, (0, 0), GRAIN_PX)
    wide = cv2.GaussianBlur(smooth, (0, 0), FLATTER_PX)
    return as_pixels(cv2.addWeighted(smooth, 1 + FLATTER_BY, wide, -FLATTER_BY, 0))


def _likely(grey: Pixels, promising: Sequence[Guess], work: Work) -> Iterator[tuple[float, NearMiss]]:
    """Guesses and how like a code the picture is there (1 = the standard's own)."""
    for guess in promising:
        if not work.take(2 * drawn_pixels(guess.side)):
            return
        corners = _pulled(grey, guess)
        if corners is not None:
            likeness = abs(_likeness(_drawn(grey, guess, corners), guess))
            if likeness > LIKELY:
                yield likeness, NearMiss(tuple((round(x), round(y)) for x, y in corners.tolist()), guess.version)


def _drawn(grey: Pixels, guess: Guess, corners: Outline) -> Floats:
    return evened(flattened(grey, corners.tolist(), guess.side))


def _pulled(grey: Pixels, guess: Guess) -> Outline | None:
    """Where the code's corners lie, by the finder patterns and, from version 2 on, the alignment pattern."""
    corners = _corners(guess, guess.way())
    if corners is None or guess.version == 1:
        return corners
    picture = _drawn(grey, guess, corners)
    dark_on_light = np.sign(_likeness(picture, guess))
    seen = _alignment(floats(picture * dark_on_light), guess.side)
    place = cv2.perspectiveTransform(seen[None, None], np.asarray(guess.way(), np.float64))[0, 0]
    return _corners(guess, guess.way(np.full(2, guess.side - ALIGNMENT), place))


def _corners(guess: Guess, way: Outline | None) -> Outline | None:
    """The four corners in pixels; None where they lie nowhere near the picture."""
    if way is None:
        return None
    side = guess.side
    square = np.array([[(0, 0), (side, 0), (side, side), (0, side)]], np.float64)
    corners = cv2.perspectiveTransform(square, way)[0]
    near = np.isfinite(corners).all() and np.abs(corners).max() < FURTHEST_PX
    return np.asarray(corners, np.float64) if near else None


def _alignment(picture: Floats, side: int) -> Outline:
    """The middle of what is most like the far alignment pattern, in modules."""
    pattern = _pattern()
    first = max(0, (side - ALIGNMENT + MARGIN - 2.5 - SEARCHED) * DRAWN_PX)
    searched = picture[int(first):, int(first):][:(2 * SEARCHED + 5) * DRAWN_PX, :(2 * SEARCHED + 5) * DRAWN_PX]
    like = cv2.matchTemplate(searched, pattern, cv2.TM_CCOEFF_NORMED)
    at = (np.indices(like.shape) + int(first)) / DRAWN_PX + 2.5 - MARGIN
    like = floats(like - NEARER * np.hypot(*(at - (side - ALIGNMENT))))
    row, column = np.unravel_index(int(np.argmax(like)), like.shape)
    return np.array([at[1, row, column], at[0, row, column]], np.float64)


def _pattern() -> Floats:
    drawn = np.kron(known(2)[-9:-4, -9:-4], np.ones((DRAWN_PX, DRAWN_PX), np.float32))
    return floats(cv2.GaussianBlur(drawn, (0, 0), DRAWN_PX * SOFT))


def _likeness(picture: Floats, guess: Guess) -> float:
    """How like the standard's fixed modules the picture is, the hidden corner left out; below 0 light on dark."""
    across, down = middles(guess.side)
    return _fit(floats(cv2.remap(picture, across * DRAWN_PX - 0.5, down * DRAWN_PX - 0.5, cv2.INTER_LINEAR)), guess)


def _fit(modules: Floats, guess: Guess) -> float:
    fixed = known(guess.version) * _shown(guess.side, guess.hidden)
    return float((modules * fixed).sum()) / float(np.abs(fixed).sum())


def _shown(side: int, hidden: Slot) -> Floats:
    """1 everywhere but 0 around the finder pattern at ``hidden``."""
    column, row = (slot * (side - HIDDEN) for slot in hidden)
    shown = np.ones((side, side), np.float32)
    shown[row:row + HIDDEN, column:column + HIDDEN] = 0
    return shown
