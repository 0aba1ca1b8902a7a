"""The type of a picture's pixels, as OpenCV and numpy share it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]              # height x width (grey) or height x width x 3 (BGR), 0..255


def as_pixels(picture: Any) -> Pixels:
    """What OpenCV returned, with the type it has at run time."""
    return np.asarray(picture, dtype=np.uint8)
