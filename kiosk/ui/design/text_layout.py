"""Measures and breaks words with the letters the stage draws with (Be Vietnam Pro, three weights).

Letters of Vietnam's other languages that Be Vietnam Pro has not (ƀ, ŏ, ơ̆ …) come from Noto Sans, cluster by cluster:
``fonts/fallback/letters.txt`` names them, and the same file says what the fallback fonts hold.

Guarantees: what ``fit`` says is what the stage draws, line by line. ``**bold**`` inside a text raises
the weight to 700; a line that is cut inside bold words keeps its marks on both sides. Needs no window.
Text is not changed (Vietnamese stays NFC as it came); lines break at spaces and at newlines only.

    wrap("Bác muốn làm gì ạ?", 56, 700, 400)     # ("Bác muốn làm", "gì ạ?")
    height_of(2, 56, 1.32)                       # 147.84
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from kiosk.ui import ASSETS
from kiosk.ui.design.parts import Text

from kivy.core.text import Label as CoreLabel  # isort: skip

FONTS: Final = {
    500: str(ASSETS / "fonts" / "BeVietnamPro-Medium.ttf"),
    600: str(ASSETS / "fonts" / "BeVietnamPro-SemiBold.ttf"),
    700: str(ASSETS / "fonts" / "BeVietnamPro-Bold.ttf"),
}
FALLBACK: Final = {
    500: str(ASSETS / "fonts" / "fallback" / "NotoSans-Medium.ttf"),
    600: str(ASSETS / "fonts" / "fallback" / "NotoSans-SemiBold.ttf"),
    700: str(ASSETS / "fonts" / "fallback" / "NotoSans-Bold.ttf"),
}
FALLBACK_LETTERS: Final = frozenset(
    (ASSETS / "fonts" / "fallback" / "letters.txt").read_text(encoding="utf-8").split())
_MARKS: Final = "[\u0300-\u036f]"
# One letter with its marks is one cluster and comes from one font; marks that stay apart in NFC are the fallback's.
_OTHER_FONT: Final = re.compile(
    rf"((?:[{''.join(letter for letter in sorted(FALLBACK_LETTERS) if len(letter) == 1)}]{_MARKS}*|\w{_MARKS}+)+)")
BOLD: Final = 700
_STEP: Final = 2.0                      # px between two tries when a text may shrink


@dataclass(frozen=True)
class Run:
    """Words of one weight and one font within a line."""

    text: str
    weight: int
    fallback: bool = False


@dataclass(frozen=True)
class Fitted:
    """A text as it will stand: size in px, lines (with their bold marks), whether all of it fits."""

    size: float
    lines: tuple[str, ...]
    fits: bool


@lru_cache(maxsize=64)
def label_of(size: int, weight: int, fallback: bool = False) -> Any:
    """Kivy's label for one size, weight and font, shared for measuring."""
    return new_label(size, weight, fallback=fallback)


def new_label(size: float, weight: int, text: str = "", *, fallback: bool = False) -> Any:
    """A fresh Kivy label, white, to be tinted when drawn."""
    font = (FALLBACK if fallback else FONTS)[weight]
    label = CoreLabel(text=text, font_name=font, font_size=size, font_hinting="light")
    label.resolve_font_name()
    return label


@lru_cache(maxsize=10_000)
def _extent(text: str, size: int, weight: int, fallback: bool) -> tuple[float, float]:
    width, height = label_of(size, weight, fallback).get_extents(text)
    return float(width), float(height)


def runs_of(line: str, weight: int) -> tuple[Run, ...]:
    """A line cut at its ``**`` marks, and where another font has to draw."""
    return tuple(run for at, piece in enumerate(line.split("**"))
                 for run in _by_font(piece, BOLD if at % 2 else weight))


def _by_font(text: str, weight: int) -> Iterator[Run]:
    """Marks in parts that have one letter for them are put together first."""
    pieces = [text] if text.isascii() else _OTHER_FONT.split(unicodedata.normalize("NFC", text))
    yield from (Run(piece, weight, fallback=at % 2 == 1) for at, piece in enumerate(pieces) if piece)


@lru_cache(maxsize=2_000)
def width_of(text: str, size: float, weight: int = 600) -> float:
    """Width in px of one line, bold marks understood."""
    whole = int(size)                   # SDL opens fonts at whole sizes, and Kivy opens one for each size asked for
    return sum(_extent(run.text, whole, run.weight, run.fallback)[0] for run in runs_of(text, weight))


def height_of(lines: int | Sequence[str], size: float, leading: float = 1.36) -> float:
    """Height in px of that many lines at the pitch size x leading."""
    return (lines if isinstance(lines, int) else len(lines)) * size * leading


@lru_cache(maxsize=1_000)
def wrap(text: str, size: float, weight: int, width: float) -> tuple[str, ...]:
    """Lines no wider than ``width`` px where spaces allow it; a longer single word stands alone."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(_wrap_paragraph(paragraph, size, weight, width))
    return tuple(_closed(lines))


def _wrap_paragraph(text: str, size: float, weight: int, width: float) -> Iterator[str]:
    line = ""
    bold = False                        # does the current line start inside bold words?
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and width_of(("**" if bold else "") + longer, size, weight) > width:
            yield line
            bold ^= line.count("**") % 2 == 1
            longer = word
        line = longer
    yield line


def _closed(lines: Sequence[str]) -> Iterator[str]:
    bold = False
    for line in lines:
        marked = ("**" if bold else "") + line
        bold = marked.count("**") % 2 == 1
        yield marked + ("**" if bold else "")


def fit(part: Text) -> Fitted:
    """Breaks ``part`` at its own size, then smaller down to ``min_size``, until it fits its box."""
    size = part.size
    while True:
        lines = wrap(part.text, size, part.weight, part.box.w)
        if _fits(part, size, lines):
            return Fitted(size, lines, True)
        if not part.min_size or size - _STEP < part.min_size:
            return Fitted(size, lines, False)
        size -= _STEP


def _fits(part: Text, size: float, lines: Sequence[str]) -> bool:
    """A pixel of grace in width; in height the marks of one line may stand in the box's air."""
    high = len(lines) == 1 or height_of(lines, size, part.leading) <= part.box.h + 1
    wide = all(width_of(line, size, part.weight) <= part.box.w + 1 for line in lines)
    return len(lines) <= part.max_lines and wide and high
