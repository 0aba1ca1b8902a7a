"""Looks at the head of a picture, before anything draws it.

Guarantees: never reads more than 24 bytes, never raises; '' means it is a PNG within bounds. Kivy has no limit of
its own: a picture of 48 kB can take gigabytes once drawn. Decodes nothing.

    png_problem(Path("market.png"))      # '' or "hình “market.png” lớn quá: …"
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

MAX_SIDE: Final = 4096                 # pixels
MAX_PIXELS: Final = 16_000_000
_HEAD: Final = 24                       # bytes: signature, and the IHDR chunk as far as the height
_PNG: Final = b"\x89PNG\r\n\x1a\n"


def png_problem(path: Path) -> str:
    """'' for a PNG of at most MAX_SIDE a side and MAX_PIXELS in all, else a sentence."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:
        return f"không mở được hình “{path.name}”."
    return png_head_problem(head, path.name)


def png_head_problem(head: bytes, name: str) -> str:
    """The same for the first bytes of a picture called ``name``."""
    if len(head) < _HEAD or not head.startswith(_PNG) or head[12:16] != b"IHDR":
        return f"“{name}” không phải hình PNG."
    width, height = int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE) or width * height > MAX_PIXELS:
        return f"hình “{name}” lớn quá: mỗi cạnh nhiều nhất {MAX_SIDE} điểm ảnh."
    return ""
