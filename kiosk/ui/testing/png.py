"""Pixels as a small PNG: for galleries and previews, whose hundreds of pictures are kept.

    save_png(gallery.pixels(), Path("home.png"))
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PIL import Image

COLOURS: Final = 96                     # of an indexed PNG: small files, no visible banding


def save_png(pixels: tuple[bytes, int, int], path: Path) -> None:
    """Writes RGBA ``pixels`` (bytes, width, height) with at most ``COLOURS`` colours."""
    raw, width, height = pixels
    image = Image.frombytes("RGBA", (width, height), raw).convert("RGB")
    indexed = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    indexed.save(path, optimize=True)
