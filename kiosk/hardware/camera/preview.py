"""The small picture in which people see themselves while they hold up a card.

Guarantees: at most 700 pixels wide, RGBA from the top row down, made once for each frame and only when asked
for. Not mirrored: the screen does that, where it costs nothing. Keeps no picture on any disk.

    picture = preview_of(frame)
"""

from __future__ import annotations

import cv2

from kiosk.core.scanning.scan_filter import PreviewFrame
from kiosk.hardware.camera.port import Frame
from kiosk.vision.pixels import as_pixels

WIDEST = 700   # pixels: what the scanning screen shows at most


def preview_of(frame: Frame, widest: int = WIDEST) -> PreviewFrame:
    """``frame`` for the screen."""
    scale = min(1.0, widest / frame.width)
    size = (max(1, round(frame.width * scale)), max(1, round(frame.height * scale)))
    small = frame.bgr if scale == 1.0 else cv2.resize(frame.bgr, size, interpolation=cv2.INTER_LINEAR)
    rgba = as_pixels(cv2.cvtColor(small, cv2.COLOR_BGR2RGBA))
    return PreviewFrame(rgba.tobytes(), size[0], size[1], frame.number)
