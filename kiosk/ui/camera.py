"""The newest camera picture as one texture that is blitted anew when its number changes.

Guarantees: nothing is copied while the number stays; a change of size makes a new texture. ``latest``
gives (RGBA bytes with the first row on top, width, height, number), or None while there is no picture.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk.ui import environment

from kivy.graphics.texture import Texture  # isort: skip

assert environment.ROOT
Latest = Callable[[], tuple[bytes, int, int, int] | None]


class CameraPicture:
    """``texture`` is None until the first picture and after the camera has gone."""

    def __init__(self, latest: Latest | None) -> None:
        self._latest = latest
        self._number = -1
        self.texture: Any = None

    def refresh(self) -> bool:
        """Takes the newest picture; True where the texture itself is another one than before."""
        frame = self._latest() if self._latest else None
        if frame is None:
            gone = self.texture is not None
            self.texture = None
            self._number = -1
            return gone
        pixels, width, height, number = frame
        if number == self._number:
            return False
        self._number = number
        fresh = self.texture is None or tuple(self.texture.size) != (width, height)
        if fresh:
            self.texture = Texture.create(size=(width, height), colorfmt="rgba")
        self.texture.blit_buffer(pixels, colorfmt="rgba", bufferfmt="ubyte")
        return fresh
