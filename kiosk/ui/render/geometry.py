"""Rounded fields, rings and shadows as small white textures that Kivy stretches by nine patches.

Guarantees: smooth edges without multisampling; one texture for a form, however often and in whatever
colour it is drawn. Needs an open window (a texture before it would crash Kivy).

    for instruction in field(Place(10, 20, 300, 100), corners=(24, 24, 24, 24)): group.add(instruction)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from kivy.graphics import BorderImage, Rectangle, SmoothLine  # isort: skip
from kivy.graphics.texture import Texture  # isort: skip

Corners = tuple[int, int, int, int]     # radius of top left, top right, bottom right, bottom left
SHADOW_SOFT: Final = 12                 # px of softness around a sheet
SHADOW_DOWN: Final = 3
SHADOW_ALPHA: Final = 0.16


@dataclass(frozen=True)
class Place:
    """Whole pixels from the window's bottom left corner, as Kivy counts."""

    x: int
    y: int
    w: int
    h: int

    def inset(self, by: int) -> Place:
        return Place(self.x + by, self.y + by, max(0, self.w - 2 * by), max(0, self.h - 2 * by))

    def moved(self, down: int) -> Place:
        return Place(self.x, self.y - down, self.w, self.h)


def _clipped(corners: Corners, place: Place) -> Corners:
    most = min(place.w, place.h) // 2
    first, second, third, fourth = (max(0, min(most, round(radius))) for radius in corners)
    return first, second, third, fourth


def field(place: Place, corners: Corners) -> Iterator[Any]:
    """A filled rounded field in the colour set before."""
    corners = _clipped(corners, place)
    cell = max(corners) + 1
    yield _stretched(place, _mask(corners, cell), cell - 1)


def ring(place: Place, corners: Corners, width: int) -> Iterator[Any]:
    """The outline of a rounded field, ``width`` px wide, inside ``place``."""
    corners = _clipped(corners, place)
    width = min(width, min(place.w, place.h) // 2)
    cell = max(max(corners), width) + 1
    yield _stretched(place, _ring_mask(corners, width, cell), cell - 1)


def brackets(place: Place, thick: int, length: int, radius: int) -> Iterator[Any]:
    """Four open corners inside ``place``, ``thick`` px wide, arms ``length`` px long from the corner, round ends."""
    arc, far = _arc_mask(radius, thick), thick // 2
    for left, top in ((True, True), (False, True), (True, False), (False, False)):
        x, y = place.x if left else place.x + place.w, place.y + place.h if top else place.y
        across, down = (1 if left else -1), (-1 if top else 1)
        u, v = ((0, 1) if left else (1, 0)), ((1, 0) if top else (0, 1))
        yield Rectangle(texture=arc, pos=(min(x, x + across * radius), min(y, y + down * radius)),
                        size=(radius, radius), tex_coords=(u[0], v[1], u[1], v[1], u[1], v[0], u[0], v[0]))
        level = _span(x + across * radius, x + across * length), _span(y, y + down * thick)
        upright = _span(x, x + across * thick), _span(y + down * radius, y + down * length)
        yield from field(Place(level[0][0], level[1][0], level[0][1], thick),
                         (0, far, far, 0) if left else (far, 0, 0, far))
        yield from field(Place(upright[0][0], upright[1][0], thick, upright[1][1]),
                         (0, 0, far, far) if top else (far, far, 0, 0))


def _span(start: int, end: int) -> tuple[int, int]:
    """Where it begins and how long it is."""
    return min(start, end), abs(end - start)


def shadow(place: Place, radius: int) -> Iterator[Any]:
    """Soft shadow below a sheet: ink-brown 16 %, 12 px soft, 3 px down."""
    outer = place.inset(-SHADOW_SOFT).moved(SHADOW_DOWN)
    cell = radius + 2 * SHADOW_SOFT
    yield _stretched(outer, _shadow_mask(radius, cell), cell)


def dashes(place: Place, radius: float, width: float) -> Iterator[Any]:
    """A dashed outline: strokes of 2.2 widths, at least 9 px, with gaps of 1.3."""
    stroke, gap = max(9.0, 2.2 * width), max(6.0, 1.3 * width)
    path = outline(place.inset(round(width / 2)), radius)
    length = sum(math.dist(a, b) for a, b in pairwise(path))
    count = max(4, round(length / (stroke + gap)))
    for at in range(count):
        start = length * at / count
        yield SmoothLine(points=_piece(path, start, start + length / count * stroke / (stroke + gap)),
                         width=width / 2, overdraw_width=1.0)


def polyline(points: list[float], width: float, closed: bool = False) -> Iterator[Any]:
    """A smooth line of ``width`` px through the given x, y, x, y …"""
    yield SmoothLine(points=points, width=width / 2, close=closed, joint="round", overdraw_width=1.0)


def _stretched(place: Place, texture: Any, border: int) -> Any:
    return BorderImage(texture=texture, pos=(place.x, place.y), size=(place.w, place.h),
                       border=(border, border, border, border), auto_scale="both_lower")


# --- masks --------------------------------------------------------------------------------------

Alpha = Callable[[int, int], float]     # alpha 0..1 of the pixel i right and j below the outer corner


def _corner(radius: int) -> Alpha:
    def alpha(i: int, j: int) -> float:
        if i >= radius or j >= radius:
            return 1.0
        return min(1.0, max(0.0, radius + 0.5 - math.hypot(radius - i - 0.5, radius - j - 0.5)))
    return alpha


def _ring_corner(radius: int, width: int) -> Alpha:
    outer, inner = _corner(radius), _corner(max(0, radius - width))

    def alpha(i: int, j: int) -> float:
        hole = inner(i - width, j - width) if i >= width and j >= width else 0.0
        return outer(i, j) - hole
    return alpha


def _shadow_corner(radius: int) -> Alpha:
    reach = radius + 2.0 * SHADOW_SOFT

    def alpha(i: int, j: int) -> float:
        dx, dy = max(0.0, reach - i - 0.5), max(0.0, reach - j - 0.5)
        far = math.hypot(dx, dy) - radius
        part = min(1.0, max(0.0, 1.0 - far / (2.0 * SHADOW_SOFT)))
        return SHADOW_ALPHA * part * part * (3.0 - 2.0 * part)
    return alpha


@lru_cache(maxsize=256)
def _mask(corners: Corners, cell: int) -> Any:
    return _texture(cell, [_corner(radius) for radius in corners])


@lru_cache(maxsize=256)
def _ring_mask(corners: Corners, width: int, cell: int) -> Any:
    return _texture(cell, [_ring_corner(radius, width) for radius in corners])


@lru_cache(maxsize=32)
def _arc_mask(radius: int, thick: int) -> Any:
    """A quarter of a ring, its corner at the texture's top left."""
    alpha = _ring_corner(radius, thick)
    rows = [b"".join(b"\xff\xff\xff" + bytes((round(max(0.0, alpha(i, j)) * 255),)) for i in range(radius))
            for j in range(radius)]
    return _filled(rows, radius)


@lru_cache(maxsize=32)
def _shadow_mask(radius: int, cell: int) -> Any:
    return _texture(cell, [_shadow_corner(radius)] * 4)


def _texture(cell: int, corners: list[Alpha]) -> Any:
    """White texture of 2 x ``cell`` pixels a side, its alpha by the four corners (Kivy's rows go up)."""
    top_left, top_right, bottom_right, bottom_left = corners
    rows = [_row(top_left, top_right, j, cell) for j in range(cell)]
    rows += [_row(bottom_left, bottom_right, j, cell) for j in reversed(range(cell))]
    return _filled(rows, 2 * cell)


def _filled(rows: list[bytes], side: int) -> Any:
    """A square texture of RGBA rows, the topmost first."""
    texture = Texture.create(size=(side, side), colorfmt="rgba")
    texture.blit_buffer(b"".join(reversed(rows)), colorfmt="rgba", bufferfmt="ubyte")
    texture.wrap = "clamp_to_edge"
    return texture


def _row(left: Alpha, right: Alpha, j: int, cell: int) -> bytes:
    alphas = [left(i, j) for i in range(cell)] + [right(i, j) for i in reversed(range(cell))]
    return b"".join(b"\xff\xff\xff" + bytes((round(alpha * 255),)) for alpha in alphas)


# --- outlines -----------------------------------------------------------------------------------

Point = tuple[float, float]


def outline(place: Place, radius: float) -> list[Point]:
    """The rounded field's edge as a closed path, a point every ten degrees."""
    radius = max(0.0, min(radius, place.w / 2, place.h / 2))
    right, top = place.x + place.w, place.y + place.h
    centres = ((right - radius, place.y + radius, -90), (right - radius, top - radius, 0),
               (place.x + radius, top - radius, 90), (place.x + radius, place.y + radius, 180))
    path = [_on_circle(cx, cy, radius, start + step) for cx, cy, start in centres
            for step in range(0, 91, 10)]
    return [*path, path[0]]


def _on_circle(cx: float, cy: float, radius: float, degrees: float) -> Point:
    angle = math.radians(degrees)
    return cx + radius * math.cos(angle), cy + radius * math.sin(angle)


def _piece(path: list[Point], start: float, end: float) -> list[float]:
    """The part of ``path`` from ``start`` to ``end`` px along it, as flat x, y, …"""
    points: list[float] = []
    at = 0.0
    for a, b in pairwise(path):
        span = math.dist(a, b)
        if span and at + span >= start and at <= end:
            for place in (max(start, at), min(end, at + span)):
                part = (place - at) / span
                points += [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part]
        at += span
    return points
