"""Keeps drawn parts in step with planned ones: equal parts stay, others go and come, order is kept.

Guarantees: an equal part is never drawn twice; a change of metrics draws everything anew; a press, the
voice and a camera picture redraw only the part they belong to. Knows no view and no touch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Hear, Part, Touch
from kiosk.ui.design.theme import rgba
from kiosk.ui.render import geometry
from kiosk.ui.render.camera_texture import shows_camera
from kiosk.ui.render.paint_parts import paint
from kiosk.ui.render.painter import Drawings, Motion, Painter

from kivy.graphics import Color, InstructionGroup, Rectangle  # isort: skip

FADE_MS: Final = 120
FOCUS_WIDTH: Final = 8                  # px of the focus ring, 4 px off (look.md section 5)
FOCUS_AIR: Final = 4


@dataclass
class DrawnPart:
    """A part and its instructions. ``since_ms`` is when it came, for what moves in it."""

    part: Part
    group: InstructionGroup
    motions: list[Motion]
    since_ms: int


class PartRenderer:
    """``canvas`` is Kivy's; ``live`` gives the texture of the newest camera picture or None."""

    def __init__(self, canvas: Any, drawings: Drawings, live: Callable[[], Any], fades: bool) -> None:
        self._drawings = drawings
        self._live = live
        self._fades = fades
        self._ground = InstructionGroup()
        self._middle = InstructionGroup()
        self._fade = InstructionGroup()
        self._ring = InstructionGroup()
        for group in (self._ground, self._middle, self._fade, self._ring):
            canvas.add(group)
        self._shown: list[DrawnPart] = []
        self._metrics: Metrics | None = None
        self._pressed: Part | None = None
        self._speaking = False
        self._fade_from: int | None = None
        self._fade_colour: Any = None
        self.drawn = 0

    @property
    def resting(self) -> bool:
        return self._fade_from is None and not any(drawn.motions for drawn in self._shown)

    def clear(self) -> None:
        """Forgets everything drawn (the window's size has changed)."""
        self._middle.clear()
        self._shown = []
        self._metrics = None

    def show(self, parts: Sequence[Part], metrics: Metrics, now_ms: int, fresh: bool) -> None:
        """Draws ``parts`` in this order. ``fresh``: another place, so it fades in.

        Raises whatever a part's drawing raises; what stood before then still stands.
        """
        wanted = self._match(parts, metrics, now_ms)
        if metrics != self._metrics:
            self.clear()
            self._metrics = metrics
            self._fill_ground(metrics)
        self._arrange(wanted)
        self._shown = wanted
        self.ring(None)
        if fresh:
            self._start_fade(metrics, now_ms)

    def press(self, target: Part | None) -> None:
        """Shows ``target`` pressed and nothing else."""
        if target is self._pressed:
            return
        before, self._pressed = self._pressed, target
        for drawn in self._shown:
            if drawn.part in (before, target):
                self._repaint(drawn)

    def ring(self, target: Part | None) -> None:
        """The indigo ring of the button box round ``target``."""
        self._ring.clear()
        if target is None or not isinstance(target, Touch | Hear) or self._metrics is None:
            return
        painter = self._painter(self._ring, self._metrics)
        air = FOCUS_AIR + FOCUS_WIDTH
        radius = (target.radius if isinstance(target, Touch) else self._metrics.radius_sheet) + air
        painter.colour("white" if painter.high else "indigo")
        painter.add(geometry.ring(painter.place(target.box).inset(-air), (round(radius),) * 4, FOCUS_WIDTH))

    def redraw_live(self) -> None:
        """The camera picture has another texture."""
        for drawn in self._shown:
            if shows_camera(drawn.part):
                self._repaint(drawn)

    def advance(self, now_ms: int, speaking: bool) -> None:
        """Moves what moves; ``speaking`` changes the hear button."""
        if speaking != self._speaking:
            self._speaking = speaking
            for drawn in self._shown:
                if isinstance(drawn.part, Hear):
                    self._repaint(drawn)
        for drawn in self._shown:
            if drawn.motions:
                elapsed = now_ms - drawn.since_ms
                drawn.motions = [move for move in drawn.motions if move(elapsed)]
        self._move_fade(now_ms)

    # --- drawing ----------------------------------------------------------------------------------

    def _match(self, parts: Sequence[Part], metrics: Metrics, now_ms: int) -> list[DrawnPart]:
        kept: dict[Part, list[DrawnPart]] = defaultdict(list)
        for drawn in reversed(self._shown if metrics == self._metrics else []):
            kept[drawn.part].append(drawn)
        return [kept[part].pop() if kept.get(part) else self._new(part, metrics, now_ms) for part in parts]

    def _arrange(self, wanted: Sequence[DrawnPart]) -> None:
        staying = {id(drawn) for drawn in wanted}
        for drawn in self._shown:
            if id(drawn) not in staying:
                self._middle.remove(drawn.group)
        order = [drawn for drawn in self._shown if id(drawn) in staying]
        for at, drawn in enumerate(wanted):
            if at < len(order) and order[at] is drawn:
                continue
            if any(other is drawn for other in order):
                self._middle.remove(drawn.group)
                order = [other for other in order if other is not drawn]
            self._middle.insert(at, drawn.group)
            order.insert(at, drawn)

    def _new(self, part: Part, metrics: Metrics, now_ms: int) -> DrawnPart:
        drawn = DrawnPart(part, InstructionGroup(), [], now_ms)
        self._paint(drawn, metrics)
        return drawn

    def _repaint(self, drawn: DrawnPart) -> None:
        assert self._metrics is not None
        self._paint(drawn, self._metrics)

    def _paint(self, drawn: DrawnPart, metrics: Metrics) -> None:
        drawn.group.clear()
        painter = self._painter(drawn.group, metrics)
        painter.pressed = drawn.part is self._pressed or drawn.part == self._pressed
        paint(drawn.part, painter)
        drawn.motions = painter.motions
        self.drawn += 1

    def _painter(self, group: InstructionGroup, metrics: Metrics) -> Painter:
        return Painter(group, metrics, self._drawings, self._live, self._speaking)

    def _fill_ground(self, metrics: Metrics) -> None:
        self._ground.clear()
        self._ground.add(Color(*rgba("paper", metrics.high_contrast)))
        self._ground.add(Rectangle(pos=(0, 0), size=(metrics.width, metrics.height)))

    # --- fading -----------------------------------------------------------------------------------

    def _start_fade(self, metrics: Metrics, now_ms: int) -> None:
        self._fade.clear()
        self._fade_from = None
        if not self._fades or metrics.calm:
            return
        self._fade_colour = Color(*rgba("paper", metrics.high_contrast, opacity=0.75))
        self._fade.add(self._fade_colour)
        self._fade.add(Rectangle(pos=(0, 0), size=(metrics.left.w, metrics.height)))
        self._fade_from = now_ms

    def _move_fade(self, now_ms: int) -> None:
        if self._fade_from is None:
            return
        part = (now_ms - self._fade_from) / FADE_MS
        if part >= 1:
            self._fade.clear()
            self._fade_from = None
        else:
            self._fade_colour.a = 0.75 * (1 - max(0.0, part))
