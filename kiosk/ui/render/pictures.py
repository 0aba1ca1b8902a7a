"""Finds and keeps the textures of icons and pictures.

Guarantees: the last 24 pictures and 24 icons are kept; a missing, damaged or too large one (over 4096 px
or 16 megapixels: Kivy itself has no limit) gives None and a log line, never an exception. Only PNG is
read. Needs an open window.

    pictures = Pictures([lesson_folder])
    texture = pictures.picture("need-pay")
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from kiosk.ui import ASSETS

from kivy.core.image import Image as CoreImage  # isort: skip

log = logging.getLogger(__name__)
_MAX_SIDE: Final = 4096
_MAX_KEPT: Final = 24                  # pictures and icons each; what is on the stage keeps its own
_MAX_PIXELS: Final = 16_000_000


PictureOf = Callable[[str], Path | None]    # name of a drawing -> its file; None = one of the application's


def no_picture(_name: str) -> Path | None:
    return None


class _TextureCache:
    """The textures used last, by their path."""

    def __init__(self) -> None:
        self._kept: dict[Path, Any | None] = {}

    def texture(self, path: Path) -> Any | None:
        """The file's texture, read where it is not on the shelf; None for no file or a bad one."""
        texture = self._kept.pop(path) if path in self._kept else _read(path)
        self._kept[path] = texture      # the last used stands last
        while len(self._kept) > _MAX_KEPT:
            del self._kept[next(iter(self._kept))]
        return texture


class Pictures:
    """``folders`` are looked through before the application's own pictures, and ``picture_of`` is asked before both."""

    def __init__(self, folders: Sequence[Path] = (), picture_of: PictureOf = no_picture) -> None:
        self._folders = [*folders, ASSETS / "pictures"]
        self._picture_of = picture_of
        self._pictures, self._icons = _TextureCache(), _TextureCache()

    def picture(self, name: str) -> Any | None:
        """Texture of a drawing, or None."""
        own = self._picture_of(name)
        if own is not None:
            return self._pictures.texture(own)
        paths = [folder / f"{name}.png" for folder in self._folders]
        return self._pictures.texture(next((path for path in paths if path.is_file()), paths[-1]))

    def icon(self, name: str) -> Any | None:
        """White texture of an icon, to be tinted, or None."""
        return self._icons.texture(ASSETS / "icons" / f"{name}.png")


def _read(path: Path) -> Any | None:
    if not path.is_file() or not _within_bounds(path):
        log.warning("U2 no drawing, or one too large: %s", path.name)
        return None
    texture = CoreImage(str(path), mipmap=True, keep_data=False, nocache=True).texture
    if texture is not None:
        texture.wrap = "clamp_to_edge"
    return texture


def _within_bounds(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(24)
    if len(head) < 24 or head[:8] != b"\x89PNG\r\n\x1a\n":
        return False
    width, height = struct.unpack(">II", head[16:24])
    return bool(0 < width <= _MAX_SIDE and 0 < height <= _MAX_SIDE and width * height <= _MAX_PIXELS)
