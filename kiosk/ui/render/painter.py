"""One part's canvas: turns tokens into colours and boxes into Kivy's pixels, and collects instructions.

A brush belongs to one drawn part and is thrown away with it. It knows the window's height, the palette
and how far the part has sunk; it does not know what a part means.

    painter = Painter(InstructionGroup(), metrics, pictures)
    brush.colour("sheet"); brush.add(field(brush.place(box), (20, 20, 20, 20)))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box
from kiosk.ui.design.theme import rgba
from kiosk.ui.render.geometry import Place

from kivy.graphics import Color, InstructionGroup  # isort: skip

if TYPE_CHECKING:
    from collections.abc import Iterator

Motion = Callable[[int], bool]          # told the ms since shown; False when it has come to rest


class Drawings(Protocol):
    """Where textures come from: ``pictures.Pictures``, or a fake in tests."""

    def picture(self, name: str) -> Any | None: ...

    def icon(self, name: str) -> Any | None: ...


@dataclass
class Painter:
    """``down`` px sunk; ``pressed`` exchanges black and white in high contrast."""

    group: InstructionGroup
    metrics: Metrics
    drawings: Drawings
    live: Callable[[], Any]             # texture of the newest camera picture, or None
    speaking: bool = False
    pressed: bool = False
    down: int = 0
    on_face: bool = False               # inside a touchable: fields get no outline of their own
    motions: list[Motion] = field(default_factory=list)

    @property
    def high(self) -> bool:
        return self.metrics.high_contrast

    def colour(self, token: str, opacity: float = 1.0) -> Any:
        """Sets the colour for what is added next; returns Kivy's instruction for those that move."""
        instruction = Color(*rgba(token, self.high, self.pressed, opacity))
        self.group.add(instruction)
        return instruction

    def white(self, opacity: float = 1.0) -> Any:
        """Draws pictures in their own colours."""
        instruction = Color(1, 1, 1, opacity)
        self.group.add(instruction)
        return instruction

    def add(self, instructions: Iterable[Any]) -> None:
        for instruction in instructions:
            self.group.add(instruction)

    def place(self, box: Box) -> Place:
        """Whole pixels, edges rounded one by one so that neighbours stay neighbours."""
        left, right = round(box.x), round(box.right)
        top, bottom = round(box.y) + self.down, round(box.bottom) + self.down
        return Place(left, self.metrics.height - bottom, max(0, right - left), max(0, bottom - top))

    def point(self, x: float, y: float) -> tuple[float, float]:
        return x, self.metrics.height - y - self.down

    @contextmanager
    def sunk(self, down: int, pressed: bool) -> Iterator[None]:
        """Everything drawn inside is on a face that has sunk by ``down`` px."""
        before = self.down, self.pressed, self.on_face
        self.down, self.pressed, self.on_face = before[0] + down, pressed, True
        yield
        self.down, self.pressed, self.on_face = before
