"""Words inside the simulated phone: sizes that give way before words do, lines under one another.

Guarantees: a word never becomes smaller than the smallest type; what is measured is what is drawn. Sizes are
reference pixels of a phone 388 wide, times the phone's own scale.

    lines = Lines.of(s, "Họ và tên", 230, (36, 32, 30), 700)
    lines.text(x, y, width, "phone-name", "phone-screen")
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.ui.design.parts import Align, Box, Text
from kiosk.ui.design.text_layout import width_of, wrap
from kiosk.ui.screens.components import Weight, balanced, broadest


@dataclass(frozen=True)
class Scale:
    """Reference pixels of the phone in pixels here; ``text`` never below the smallest type."""

    factor: float
    smallest: float

    def __call__(self, reference_px: float) -> float:
        return float(round(reference_px * self.factor))

    def text(self, reference_px: float) -> float:
        return max(float(round(reference_px * self.factor)), self.smallest)


def size_for(text: str, weight: Weight, width: float, sizes: Sequence[float], lines: int = 1) -> float:
    """The first of ``sizes`` at which ``text`` stands in so many lines of ``width`` px; else the last."""
    for size in sizes:
        broken = wrap(text, size, weight, width)
        if len(broken) <= lines and broadest(broken, size, weight) <= width:
            return size
    return sizes[-1]


@dataclass(frozen=True)
class Lines:
    """Words broken for one width: what height they need, and the part that draws them."""

    lines: tuple[str, ...]
    size: float
    weight: Weight
    leading: float = 1.26

    @classmethod
    def of(cls, s: Scale, text: str, width: float, sizes: Sequence[float], weight: Weight = 600, *,
           most: int = 2, leading: float = 1.26) -> Lines:
        """The largest of ``sizes`` (reference px) at which ``text`` takes ``most`` lines or fewer."""
        if not text:
            return cls((), s.text(sizes[-1]), weight, leading)
        size = size_for(text, weight, width, [s.text(one) for one in sizes], most)
        return cls(broken(text, size, weight, width), size, weight, leading)

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * self.leading

    def text(self, x: float, y: float, width: float, colour: str = "phone-name", ground: str = "phone-screen",
             align: Align = "left", *, underline: bool = False) -> tuple[Text, ...]:
        """The part at a place; () for no words."""
        if not self.lines:
            return ()
        return (Text(Box(x, y, width, self.height), "\n".join(self.lines), self.size, weight=self.weight,
                     colour=colour, align=align, leading=self.leading, max_lines=len(self.lines), ground=ground,
                     underline=underline),)


def broken(text: str, size: float, weight: Weight, width: float) -> tuple[str, ...]:
    """Equal lines; a word longer than a line (an address) is cut after a dot, a dash or a slash."""
    words = [cut for word in text.split(" ") for cut in _cuts(word, size, weight, width)]
    if len(words) == len(text.split(" ")):
        return balanced(text, size, weight, width)
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size, weight) <= width and not lines[-1].endswith((".", "/", "-")):
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(line for line in lines if line)


def _cuts(word: str, size: float, weight: Weight, width: float) -> tuple[str, ...]:
    if width_of(word, size, weight) <= width:
        return (word,)
    pieces, line = [], ""
    for at, letter in enumerate(word):
        line += letter
        rest = word[at + 1:]
        room = width_of(line + _next_piece(rest), size, weight) <= width
        if rest and not room and (letter in "./-" or width_of(line + rest[0], size, weight) > width):
            pieces.append(line)
            line = ""
    return (*pieces, line) if line else tuple(pieces)


def _next_piece(rest: str) -> str:
    """Up to where the rest may be cut next."""
    for at, letter in enumerate(rest):
        if letter in "./-":
            return rest[:at + 1]
    return rest
