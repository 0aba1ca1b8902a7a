"""What a frame shows that could not be read: how large, how sharp, how light the thing held up is.

Guarantees: never raises on a grey frame; about two milliseconds at 1280x720 and at most ``1000 / every_ms`` times a
second; keeps a thumbnail of the frame before (80 pixels wide) and nothing else. Does not decode and decides
nothing: ``kiosk.core.scanning.coaching`` turns looks into advice.

    look_at = FrameLooker()
    look_at(frame.grey, ms=1200)    # FrameLook(thing="code", side=0.2, module_px=1.8, ...), or None: too early

How: a code is what has large finder patterns, else the largest squarish field full of steps between light and
dark; a card is a light rectangle.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from kiosk.core.scanning.coaching import FrameLook
from kiosk.vision.finder_patterns import finders
from kiosk.vision.pixels import Pixels, as_pixels

EVERY_MS = 200              # milliseconds between two looks
WIDTH_PX = 640              # the frame is looked at so wide
CELL_PX = 8                 # side of a square of that picture in which steps are counted
STEP_LEVELS = 10.0          # grey levels from pixel to pixel that are a step ...
STEP_NOISE = 3.0            # ... or so many times what three quarters of the frame have
DENSE = 0.30                # share of a cell's pixels at steps, in a code
CELLS = 4                   # the smallest field that may be a code
SQUARE = 0.42               # share of its box that a field fills (a code on its corner: 0.5)
LARGE = 0.0125              # module of a code that shows by its finder patterns alone, parts of the frame's height
CODE_FINDERS = 6.0          # side of a code over that of a finder pattern: 42 modules of an ordinary badge
LONGEST = 2.0               # longer side over shorter of a field that may be a code
ROOM = 0.08                 # what is looked at around a field, parts of its side
FINDER_PX = (280, 340)      # finder patterns are looked for in a picture so wide
SAMPLE_PX = 96              # side of the sample that light and glare are measured in
SATURATED = 250             # grey levels: burnt out
PIECE = SAMPLE_PX // 7      # side of a burnt out piece that is no ordinary light part of a code
SHEET_AREA = (0.015, 0.6)   # of the frame: what may be a card or a phone
SHEET_FILL = 0.8            # share of its rectangle that a sheet fills
PHONE_LONG = 1.75           # height over width of an upright phone, a card has 1.6
CARD_LONG = 2.3
FLAT = 4.0                  # grey levels of spread: less is an empty wall and its noise
CARD_LIGHT = 90             # grey level: a card is lighter


@dataclass(frozen=True)
class Field:
    """A box in fractions of the frame."""

    x: float
    y: float
    w: float
    h: float

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y + self.h / 2

    def holds(self, point: tuple[float, float]) -> bool:
        return self.x <= point[0] <= self.x + self.w and self.y <= point[1] <= self.y + self.h

    def cut_from(self, grey: Pixels, room: float = ROOM) -> Pixels:
        """The pixels of the field and ``room`` around it."""
        high, wide = grey.shape
        left, right = int((self.x - self.w * room) * wide), int((self.x + self.w * (1 + room)) * wide) + 1
        top, bottom = int((self.y - self.h * room) * high), int((self.y + self.h * (1 + room)) * high) + 1
        return grey[max(0, top):min(high, bottom), max(0, left):min(wide, right)]


class FrameLooker:
    """Looks at frames of one camera, for one thread."""

    def __init__(self, every_ms: int = EVERY_MS) -> None:
        self._every_ms = every_ms
        self._due_ms: int | None = None
        self._before: Pixels | None = None

    def __call__(self, grey: Pixels, ms: int) -> FrameLook | None:
        """``grey``: height x width, 8 bit; ``ms``: monotonic. None where the last look was just now."""
        if grey.ndim != 2 or min(grey.shape) < CELL_PX or (self._due_ms is not None and ms < self._due_ms):
            return None
        self._due_ms = ms + self._every_ms
        small = _narrowed(grey, WIDTH_PX)
        thumb = _cells(small)
        before, self._before = self._before, thumb
        look = _seen(grey, small, FrameLook(ms, float(thumb.mean())))
        if before is None or before.shape != thumb.shape:
            return look
        return replace(look, motion=_motion(look, thumb, before))


def _seen(grey: Pixels, small: Pixels, look: FrameLook) -> FrameLook:
    sheets = _sheets(small)
    field = _large_code(small) or _densest(small)
    if field is not None:
        around = [sheet for sheet, _light in sheets if sheet.holds(field.middle)]
        screen = any(_is_phone(sheet, grey) for sheet in around)
        return replace(_measured(grey, field, look), thing="code", screen=screen)
    card = next((sheet for sheet, light in sheets if light and _is_card(sheet, grey)), None)
    return look if card is None else replace(_measured(grey, card, look), thing="card")


# --- finding ------------------------------------------------------------------------------------


def _narrowed(grey: Pixels, width: int) -> Pixels:
    if grey.shape[1] <= width:
        return grey
    return as_pixels(cv2.resize(grey, (width, round(grey.shape[0] * width / grey.shape[1])),
                                interpolation=cv2.INTER_AREA))


def _cells(picture: Pixels) -> Pixels:
    """One pixel for each cell."""
    size = (max(1, picture.shape[1] // CELL_PX), max(1, picture.shape[0] // CELL_PX))
    return as_pixels(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def _large_code(small: Pixels) -> Field | None:
    """The field of a code with modules so large that its steps lie far apart, also where it is cut off."""
    tiny = _narrowed(small, WIDTH_PX // 2)
    high, wide = tiny.shape
    if float(tiny.std()) < FLAT:
        return None
    found = [finder for finder in finders(as_pixels(cv2.blur(tiny, (2, 2)))) if finder.module >= LARGE * high]
    if not found:
        return None
    reach = 3.5 * max(finder.module for finder in found)
    left, right = min(f.x for f in found) - reach, max(f.x for f in found) + reach
    top, bottom = min(f.y for f in found) - reach, max(f.y for f in found) + reach
    if len(found) < 3:      # the rest lies outside or is hidden
        far = CODE_FINDERS * reach
        left, right, top, bottom = (left + right) / 2 - far, (left + right) / 2 + far, top - far / 2, bottom + far / 2
    return Field(left / wide, top / high, (right - left) / wide, (bottom - top) / high)


def _densest(small: Pixels) -> Field | None:
    """The largest squarish field full of steps between light and dark."""
    steps = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    least = max(STEP_LEVELS, STEP_NOISE * float(np.percentile(_every(as_pixels(steps), SAMPLE_PX), 35)))
    _least, at_steps = cv2.threshold(steps, least, 255, cv2.THRESH_BINARY)
    _dense, mask = cv2.threshold(cv2.blur(_cells(as_pixels(at_steps)), (3, 3)), DENSE * 255, 1, cv2.THRESH_BINARY)
    dense = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _count, _labels, stats, _middles = cv2.connectedComponentsWithStats(dense, connectivity=4)
    fields = [row for row in stats[1:] if _may_be_code(row)]
    if not fields:
        return None
    x, y, w, h, _area = (int(value) for value in max(fields, key=lambda row: int(row[4])))
    high, wide = dense.shape
    return Field(x / wide, y / high, w / wide, h / high)


def _may_be_code(row: Any) -> bool:
    _x, _y, w, h, area = (int(value) for value in row)
    return area >= CELLS and max(w, h) <= LONGEST * min(w, h) and area >= SQUARE * w * h


def _sheets(small: Pixels) -> list[tuple[Field, bool]]:
    """Rectangles that stand out, light ones first; with whether they are light. Smallest last."""
    tiny = as_pixels(cv2.blur(_narrowed(small, 160), (3, 3)))
    high, wide = tiny.shape
    if float(tiny.std()) < FLAT:
        return []
    level, light = cv2.threshold(tiny, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    found: list[tuple[Field, bool]] = []
    for mask, is_light in ((light, level >= CARD_LIGHT), (255 - light, False)):
        contours, _tree = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            area = cv2.contourArea(contour)
            if SHEET_AREA[0] < area / tiny.size < SHEET_AREA[1] and area > SHEET_FILL * _rectangle(contour):
                x, y, w, h = cv2.boundingRect(contour)
                found.append((Field(x / wide, y / high, w / wide, h / high), is_light))
    return found


def _rectangle(contour: Any) -> float:
    """Area of the turned rectangle around ``contour``."""
    _middle, (w, h), _angle = cv2.minAreaRect(contour)
    return float(w * h)


def _is_phone(sheet: Field, grey: Pixels) -> bool:
    high, wide = grey.shape
    return bool(sheet.h * high >= PHONE_LONG * sheet.w * wide)


def _is_card(sheet: Field, grey: Pixels) -> bool:
    """In the middle half of the frame, whole, and not too long."""
    high, wide = grey.shape
    w, h = sheet.w * wide, sheet.h * high
    inside = min(sheet.x, sheet.y) > 0.01 and sheet.x + sheet.w < 0.99 and sheet.y + sheet.h < 0.99
    return inside and abs(sheet.middle[0] - 0.5) < 0.25 and max(w, h) <= CARD_LONG * min(w, h)


# --- measuring ----------------------------------------------------------------------------------


def _measured(grey: Pixels, field: Field, look: FrameLook) -> FrameLook:
    high, wide = grey.shape
    region = field.cut_from(grey)
    sample = as_pixels(cv2.resize(region, (SAMPLE_PX, SAMPLE_PX), interpolation=cv2.INTER_AREA))
    dark, light = (float(level) for level in np.percentile(_every(region, SAMPLE_PX), (5, 95)))
    border = min(field.x, field.y, 1 - field.x - field.w, 1 - field.y - field.h)
    return replace(
        look, side=max(field.w * wide, field.h * high) / high, middle=field.middle, cut=border < 0.012,
        module_px=_module_px(region), contrast=light - dark, glare=_glare(sample),
        sharpness=_sharpness(region, light - dark),
    )


def _every(region: Pixels, most: int) -> Pixels:
    """Some pixels of ``region`` as they are, at most about ``most`` a side."""
    return region[::-(-region.shape[0] // most), ::-(-region.shape[1] // most)]


def _module_px(region: Pixels) -> float:
    """Width of a module in pixels of the frame; 0 where no finder pattern shows."""
    longest = max(region.shape)
    by = min(FINDER_PX[1] / longest, max(1.0, min(3.0, FINDER_PX[0] / longest)))
    how = cv2.INTER_AREA if by < 1 else cv2.INTER_CUBIC
    found = finders(as_pixels(cv2.resize(region, None, fx=by, fy=by, interpolation=how)))
    return float(np.median([finder.module for finder in found])) / by if found else 0.0


def _sharpness(region: Pixels, contrast: float) -> float:
    """The steepest hundredth of the steps from pixel to pixel, as a part of the contrast; 1 = sharp."""
    part = region[:: max(1, region.shape[0] // 50)].astype(np.int16)
    if contrast < 1 or part.shape[1] < 3:
        return 1.0
    return min(1.0, float(np.percentile(np.abs(np.diff(part, axis=1)), 99)) / contrast)


def _glare(sample: Pixels) -> float:
    """Share of the sample that is burnt out in pieces too large to be light modules."""
    burnt = as_pixels((sample >= SATURATED) * 255)
    pieces = cv2.morphologyEx(burnt, cv2.MORPH_OPEN, np.ones((PIECE, PIECE), np.uint8))
    return float(pieces.mean()) / 255


def _motion(look: FrameLook, thumb: Pixels, before: Pixels) -> float:
    """Mean change around the thing (or in the middle of the frame) since the look before, grey levels."""
    high, wide = thumb.shape
    half = max(look.side, 0.3) * high / 2 + 1
    x, y = look.middle[0] * wide, look.middle[1] * high
    rows, columns = slice(max(0, int(y - half)), int(y + half) + 1), slice(max(0, int(x - half)), int(x + half) + 1)
    changed = np.abs(thumb[rows, columns].astype(np.int16) - before[rows, columns])
    return float(changed.mean()) if changed.size else 0.0
