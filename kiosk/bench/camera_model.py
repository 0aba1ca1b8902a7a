"""What a camera makes of light: lens, shake, brightness, noise, file. And how a scene is described.

    grey = sensed(averaged(seen), Scene(defocus=2.0), np.random.default_rng(1))

``seen`` is drawn ``FINER`` times as fine as the frame. Made with fixed seeds: the same pixels every time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.pixels import Pixels, as_pixels

Floats = NDArray[np.float32]
Random = np.random.Generator

FINER = 2             # the frame is drawn twice as fine, then averaged like a sensor does
SEED = 20260301


@dataclass(frozen=True)
class Scene:
    """How one code comes before the camera. Lengths in pixels of the frame, angles in degrees."""

    module_px: float = 4.5
    degrees: float = 0.0
    tilt: float = 8.0
    bend: float = 0.0            # share of its width by which the paper bulges
    inverted: bool = False
    stripes: float = 0.0         # moiré: grey levels
    finger: float = 0.0          # share of the code's side that a finger hides
    glare: float = 0.0           # grey levels at the middle of the bright spot
    light: float = 1.0           # share of the full light
    contrast: float = 0.75       # of the print, 1 = black on white
    defocus: float = 0.8         # radius
    motion: float = 0.0          # length of the way
    noise: float = 3.0           # grey levels, standard deviation
    jpeg: int = 90               # quality


def averaged(seen: Floats) -> Floats:
    high, wide = seen.shape
    return floats(cv2.resize(seen, (wide // FINER, high // FINER), interpolation=cv2.INTER_AREA))


def sensed(seen: Floats, held: Scene, random: Random) -> Pixels:
    """Blur, shake, the light that is there, the sensor's noise, and the file the camera makes of it."""
    shaken = _shaken(cv2.filter2D(np.clip(seen, 0, 255), -1, _disk(held.defocus)), held, random)
    dim = shaken * held.light
    noisy = dim + random.normal(0, held.noise, dim.shape) + random.normal(0, 0.2, dim.shape) * np.sqrt(dim)
    grey = np.clip(noisy, 0, 255).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, int(held.jpeg)])
    return as_pixels(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE))


def _disk(radius: float) -> Floats:
    """What a lens out of focus makes of a point."""
    reach = int(np.ceil(radius)) + 1
    across, down = np.meshgrid(np.arange(-reach, reach + 1), np.arange(-reach, reach + 1))
    soft = np.clip(radius + 0.5 - np.hypot(across, down), 0, 1)
    return floats(soft / soft.sum())


def _shaken(seen: Any, held: Scene, random: Random) -> Floats:
    if not held.motion:
        return floats(seen)
    reach = int(np.ceil(held.motion / 2)) + 1
    way = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    angle = random.uniform(0, np.pi)
    step = np.array([np.cos(angle), np.sin(angle)]) * held.motion / 2
    ends = [tuple(round(float(v) * 16) for v in reach + sign * step) for sign in (-1, 1)]
    cv2.line(way, ends[0], ends[1], 1.0, 1, cv2.LINE_AA, 4)
    return floats(cv2.filter2D(seen, -1, way / way.sum()))


def floats(values: Any) -> Floats:
    return np.asarray(values, dtype=np.float32)
