"""The newest camera picture as one texture that is blitted anew when its number changes.

Guarantees: nothing is copied while the number stays; a change of size makes a new texture. ``latest``
gives (RGBA bytes with the first row on top, width, height, number), or None while there is no picture.
Does not draw: Kivy sees no change when a texture gets other pixels, so who shows it asks for a frame.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from kiosk.ui.design.parts import Part, Preview, Touch

from kivy.graphics.texture import Texture  # isort: skip

Latest = Callable[[], tuple[bytes, int, int, int] | None]
Change = Literal["none", "pixels", "texture"]


def shows_camera(part: Part) -> bool:
    """Whether the camera's picture stands in ``part``: by itself, or on a touch of the simulated phone."""
    return isinstance(part, Preview) or (isinstance(part, Touch) and any(map(shows_camera, part.parts)))


class CameraPicture:
    """``texture`` is None until the first picture and after the camera has gone."""

    def __init__(self, latest: Latest | None) -> None:
        self._latest = latest
        self._number = -1
        self.texture: Any = None

    def refresh(self) -> Change:
        """Takes the newest picture: "pixels" where the same texture shows it, "texture" where it is another."""
        frame = self._latest() if self._latest else None
        if frame is None:
            gone = self.texture is not None
            self.forget()
            return "texture" if gone else "none"
        pixels, width, height, number = frame
        if number == self._number:
            return "none"
        self._number = number
        fresh = self.texture is None or tuple(self.texture.size) != (width, height)
        if fresh:
            self.texture = Texture.create(size=(width, height), colorfmt="rgba")
        self.texture.blit_buffer(pixels, colorfmt="rgba", bufferfmt="ubyte")
        return "texture" if fresh else "pixels"

    def forget(self) -> None:
        """No screen shows the camera any more: who stood before it is not shown to the next one."""
        self.texture = None
        self._number = -1
