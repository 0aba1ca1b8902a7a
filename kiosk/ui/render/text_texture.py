"""Puts words on the canvas: one white texture for each run of letters, tinted by the colour before it.

Guarantees: the marks of ẪỘỮ stay whole (a texture grows upwards for them and is placed by its base
line); lines stand where ``text.fit`` put them. Keeps the last 160 runs. Needs an open window.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from kiosk.ui.design.parts import Box, Text
from kiosk.ui.design.text_layout import fit, label_of, new_label, runs_of, width_of

from kivy.graphics import Rectangle  # isort: skip


@lru_cache(maxsize=160)
def _texture(text: str, size: float, weight: int, fallback: bool = False) -> Any:
    label = new_label(size, weight, text, fallback=fallback)
    label.refresh()
    return label.texture


@lru_cache(maxsize=128)
def _rise(size: float, weight: int, fallback: bool = False) -> tuple[float, float]:
    """Height of a plain line's texture and how far its base line lies below the top, px."""
    label = label_of(size, weight, fallback)
    return float(label.get_extents("x")[1]), float(label.get_ascent())


def letters(part: Text, window_height: int, down: int) -> Iterator[Any]:
    """Rectangles of all runs of ``part``, sunk by ``down`` px."""
    fitted = fit(part)
    pitch = fitted.size * part.leading
    top = _first_top(part, len(fitted.lines), pitch)
    for number, line in enumerate(fitted.lines):
        base = top + number * pitch + pitch / 2 + fitted.size * 0.3675
        x = _left(part.box, part.align, width_of(line, fitted.size, part.weight))
        yield from _line(line, part.weight, fitted.size, (x, window_height - base - down))


def slanted(text: str, size: float, at: tuple[float, float]) -> Iterator[Any]:
    """One line with the middle at ``at`` (Kivy's coordinates); the caller turns the canvas."""
    width = width_of(text, size, 700)
    yield from _line(text, 700, size, (at[0] - width / 2, at[1] - size * 0.37))


def _first_top(part: Text, lines: int, pitch: float) -> float:
    air = part.box.h - lines * pitch
    return part.box.y + {"top": 0.0, "middle": air / 2, "bottom": air}[part.valign]


def _left(box: Box, align: str, width: float) -> float:
    return box.x + {"left": 0.0, "center": (box.w - width) / 2, "right": box.w - width}[align]


def _line(line: str, weight: int, size: float, at: tuple[float, float]) -> Iterator[Any]:
    """``at`` is the line's left end on its base line, from the window's bottom left."""
    x, base = at
    for run in runs_of(line, weight):
        texture = _texture(run.text, size, run.weight, run.fallback)
        plain, ascent = _rise(size, run.weight, run.fallback)
        grown = max(0.0, texture.height - plain)
        yield Rectangle(texture=texture, size=texture.size,
                        pos=(round(x), round(base - (texture.height - ascent - grown))))
        x += width_of(run.text, size, run.weight)
