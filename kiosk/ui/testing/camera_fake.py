"""What the camera sees in the gallery's pictures: a drawn person who holds up a badge.

Guarantees: nobody's photograph; the same pixels every time. Not for measuring anything: a drawing has no noise,
no glare and no blur.

    latest = looking_glass(Path("assets/pictures/badge-card.png"))
    latest()        # (RGBA bytes, 1280, 720, 1), as ``kiosk.ui.render.camera_texture.Latest`` wants it
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageOps

SIZE: Final = (1280, 720)
SMOOTH: Final = 2                       # drawn so many times as large, then made smaller
CARD_WIDTH: Final = 330                 # px of the frame

# (form, box in px of the frame, colour), from the wall to the chin
ROOM: Final[tuple[tuple[str, tuple[int, int, int, int], str], ...]] = (
    ("rectangle", (0, 0, 1280, 720), "#8C8571"),
    ("rectangle", (0, 530, 1280, 720), "#6E6857"),
    ("rectangle", (200, 50, 420, 300), "#5F4A33"), ("rectangle", (214, 64, 304, 286), "#C9D3C8"),
    ("rectangle", (316, 64, 406, 286), "#C9D3C8"),
    ("rectangle", (900, 76, 1075, 290), "#A4472A"), ("rectangle", (918, 94, 1057, 272), "#EBDCBD"),
    ("ellipse", (340, 396, 940, 1180), "#6B4A3A"),
    ("rectangle", (592, 300, 688, 440), "#A5744F"),
    ("ellipse", (524, 36, 756, 300), "#D9D4CB"),
    ("ellipse", (534, 78, 746, 356), "#B98B66"),
)
HAND: Final[tuple[tuple[str, tuple[int, int, int, int], str], ...]] = (
    ("ellipse", (604, 598, 704, 740), "#B98B66"), ("ellipse", (622, 572, 668, 668), "#C79C76"),
)
FACE: Final = (((574, 196, 618, 226), 180, 360), ((662, 196, 706, 226), 180, 360), ((600, 252, 680, 304), 20, 160))


def looking_glass(card: Path) -> Callable[[], tuple[bytes, int, int, int]]:
    """One frame as a camera sees it (the screen mirrors it) with the drawing ``card`` held up."""
    seen = ImageOps.mirror(_frame(card)).tobytes()
    return lambda: (seen, *SIZE, 1)


def _frame(card: Path) -> Image.Image:
    frame = Image.new("RGBA", (SIZE[0] * SMOOTH, SIZE[1] * SMOOTH))
    pen = ImageDraw.Draw(frame)
    _fill(pen, ROOM)
    for box, start, end in FACE:
        pen.arc([side * SMOOTH for side in box], start, end, fill="#4A3426", width=5 * SMOOTH)
    badge = Image.open(card).convert("RGBA")
    wide = CARD_WIDTH * SMOOTH
    badge = badge.resize((wide, round(wide * badge.height / badge.width)), Image.Resampling.LANCZOS)
    frame.alpha_composite(badge, (480 * SMOOTH, 376 * SMOOTH))
    _fill(pen, HAND)
    return frame.resize(SIZE, Image.Resampling.LANCZOS)


def _fill(pen: ImageDraw.ImageDraw, forms: tuple[tuple[str, tuple[int, int, int, int], str], ...]) -> None:
    for form, box, colour in forms:
        draw = pen.ellipse if form == "ellipse" else pen.rectangle
        draw([side * SMOOTH for side in box], fill=colour)
