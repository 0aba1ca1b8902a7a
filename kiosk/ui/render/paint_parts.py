"""Draws parts: one function for each kind, all by ``Painter``. ``paint`` is the table of contents.

Guarantees: a part is drawn from itself, the metrics and the textures alone; in high contrast pictures
stand on a white field and soft fields get a white outline. Does not keep anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from kiosk.ui.design.parts import (
    Arrow,
    Box,
    Corners,
    Disc,
    Dots,
    Drag,
    Finger,
    Hear,
    Icon,
    Panel,
    Part,
    Petals,
    Picture,
    Preview,
    QrCode,
    Ring,
    Text,
    Touch,
    Watermark,
)
from kiosk.ui.design.theme import SOFT_FILLS
from kiosk.ui.render import geometry
from kiosk.ui.render.geometry import Corners as Radii
from kiosk.ui.render.geometry import Place
from kiosk.ui.render.motion import TAPS, pulse, tap
from kiosk.ui.render.paint_buttons import hear, touch
from kiosk.ui.render.painter import Painter
from kiosk.ui.render.text_texture import letters, slanted

from kivy.graphics import (  # isort: skip
    Mesh, PopMatrix, PushMatrix, Rectangle, Rotate, StencilPop, StencilPush, StencilUnUse, StencilUse, Translate,
)

OUTLINE: Final = 4                      # px of the white outline in high contrast
_DISC_PART: Final = 0.68                # a badge picture within its disc
_TIP: Final = (28 / 64, 2 / 64)         # finger tip within the drawing "finger-tap"


def paint(part: Part, painter: Painter) -> None:
    """Adds the instructions of ``part``."""
    _PAINTERS[type(part)](part, painter)


def _text(part: Text, painter: Painter) -> None:
    painter.colour(part.colour)
    painter.add(letters(part, painter.metrics.height, painter.down))


def _picture(part: Picture, painter: Painter) -> None:
    if painter.high and not painter.on_face:
        painter.colour("field", part.opacity)
        painter.add(geometry.field(painter.place(part.box), _even(16)))
    _fitted(painter, part.box, painter.drawings.picture(part.name), part.opacity)


def _fitted(painter: Painter, box: Box, texture: Any | None, opacity: float = 1.0) -> None:
    """A texture in its own colours, whole, in the middle of ``box``; a quiet field where it is missing."""
    if texture is None:
        painter.colour("tint-leaf")
        painter.add(geometry.field(painter.place(box), _even(16)))
        return
    scale = min(box.w / texture.width, box.h / texture.height)
    w, h = texture.width * scale, texture.height * scale
    place = painter.place(Box(box.x + (box.w - w) / 2, box.y + (box.h - h) / 2, w, h))
    painter.white(opacity)
    painter.add([Rectangle(texture=texture, pos=(place.x, place.y), size=(place.w, place.h))])


def _icon(part: Icon, painter: Painter) -> None:
    texture = painter.drawings.icon(part.name)
    if texture is None:
        return
    side = min(part.box.w, part.box.h)
    middle = Box(part.box.x + (part.box.w - side) / 2, part.box.y + (part.box.h - side) / 2, side, side)
    place = painter.place(middle)
    painter.colour(part.colour)
    painter.add([Rectangle(texture=texture, pos=(place.x, place.y), size=(place.w, place.h))])


def _panel(part: Panel, painter: Painter) -> None:
    place, corners = painter.place(part.box), _corners(part)
    border, width = _border(part, painter)
    if part.shadow and not painter.high:
        painter.colour("ink")
        painter.add(geometry.shadow(place, round(part.radius)))
    if part.fill:
        inner = width // 2 if border and not part.dashed else 0
        painter.colour(part.fill, part.opacity)
        painter.add(geometry.field(place.inset(inner), _less(corners, inner)))
    if border:
        painter.colour(border, part.opacity)
        painter.add(geometry.dashes(place, part.radius, width) if part.dashed
                  else geometry.ring(place, corners, width))


def _border(part: Panel, painter: Painter) -> tuple[str, int]:
    """Token and width; high contrast outlines every soft field that lies flat on the page."""
    if not painter.high:
        return part.border, round(part.border_width)
    lies = part.radius > 0 and not painter.on_face and part.fill in SOFT_FILLS
    if part.border or lies:
        return "white", max(OUTLINE, round(part.border_width)) if part.box.h > 24 else 2
    return "", 0


def _corners(part: Panel) -> Radii:
    if part.corners is None:
        return _even(part.radius)
    first, second, third, fourth = (round(radius) for radius in part.corners)
    return first, second, third, fourth


def _even(radius: float) -> Radii:
    return (round(radius),) * 4


def _less(corners: Radii, by: int) -> Radii:
    first, second, third, fourth = (max(0, radius - by) for radius in corners)
    return first, second, third, fourth


def _ring(part: Ring, painter: Painter) -> None:
    place = painter.place(part.box)
    if painter.high and not part.dashed:  # a dark gap keeps the ring apart from the yellow face it goes round
        painter.colour("paper")
        painter.add(geometry.ring(place, _even(part.radius), round(part.width) + 4))
    colour = painter.colour("white" if painter.high else part.colour)
    painter.add(geometry.dashes(place, part.radius, part.width) if part.dashed
              else geometry.ring(place, _even(part.radius), round(part.width)))
    if part.pulse and not painter.metrics.calm:
        painter.motions.append(pulse(colour))


def _disc(part: Disc, painter: Painter) -> None:
    place = painter.place(part.box)
    round_corners = _even(min(place.w, place.h) / 2)
    painter.colour("field" if painter.high else part.fill)
    painter.add(geometry.field(place.inset(1), _less(round_corners, 1)))
    if part.border:
        painter.colour(part.border)
        painter.add(geometry.ring(place, round_corners, round(part.border_width)))
    if part.picture:
        air = part.box.w * (1 - _DISC_PART) / 2
        _fitted(painter, part.box.inset(air), painter.drawings.picture(part.picture))


def _dots(part: Dots, painter: Painter) -> None:
    width = part.total * part.size + (part.total - 1) * part.gap
    left = part.box.x + (part.box.w - width) / 2
    top = part.box.y + (part.box.h - part.size) / 2
    painter.colour(part.colour)
    for number in range(part.total):
        place = painter.place(Box(left + number * (part.size + part.gap), top, part.size, part.size))
        full = number < part.filled
        painter.add(geometry.field(place, _even(part.size / 2)) if full
                  else geometry.ring(place, _even(part.size / 2), max(3, round(part.size / 12))))


def _qr(part: QrCode, painter: Painter) -> None:
    """Black on a white field with its quiet zone, modules of whole pixels."""
    if not part.rows:
        return
    place = painter.place(part.box)
    painter.colour("field")
    painter.add(geometry.field(place, _even(8)))
    module = min(place.w, place.h) // (len(part.rows) + 8) or 1
    side = module * len(part.rows)
    left, top = place.x + (place.w - side) // 2, place.y + place.h - (place.h - side) // 2
    painter.colour("black" if painter.high and not painter.pressed else "ink")
    for number, row in enumerate(part.rows):
        y = top - (number + 1) * module
        painter.add(Rectangle(pos=(left + start * module, y), size=(length * module, module))
                  for start, length in _dark(row))


def _dark(row: str) -> list[tuple[int, int]]:
    """(start, length) of each stretch of '1' in ``row``."""
    found: list[tuple[int, int]] = []
    for at, char in enumerate(row):
        if char != "1":
            continue
        if found and sum(found[-1]) == at:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((at, 1))
    return found


def _preview(part: Preview, painter: Painter) -> None:
    place, texture = painter.place(part.box), painter.live()
    if texture is None:
        painter.colour("grey")
        painter.add(geometry.field(place, _even(part.radius)))
        return
    painter.white()
    path = geometry.outline(place, part.radius)
    vertices = [number for x, y in path for number in (x, y, *_seen_at(x, y, place, texture))]
    painter.add([Mesh(vertices=vertices, indices=list(range(len(path))), mode="triangle_fan", texture=texture)])


def _seen_at(x: float, y: float, place: Place, texture: Any) -> tuple[float, float]:
    """Where in the camera's texture the point lies: its middle fills ``place`` without stretching, mirrored,
    first row on top. (Kivy's RoundedRectangle ignores texture coordinates.)"""
    across = min(1.0, texture.height * place.w / max(1, place.h) / texture.width)
    down = min(1.0, texture.width * place.h / max(1, place.w) / texture.height)
    return 0.5 - across * ((x - place.x) / max(1, place.w) - 0.5), 0.5 - down * ((y - place.y) / max(1, place.h) - 0.5)


def _aim(part: Corners, painter: Painter) -> None:
    """Dark around lamp, light around the dark colours; in high contrast yellow in black."""
    around, out = "ink" if part.colour == "lamp" and not painter.high else "sheet", round(part.outline)
    thick, length, radius = round(part.thick), round(part.length), round(part.radius)
    painter.colour(around)
    painter.add(geometry.brackets(painter.place(part.box.inset(-out)), thick + 2 * out, length + 2 * out, radius + out))
    painter.colour(part.colour)
    painter.add(geometry.brackets(painter.place(part.box), thick, length, radius))


def _petals(part: Petals, painter: Painter) -> None:
    texture = painter.drawings.picture("petal-line" if painter.high else "petal-edge")
    if texture is None:
        return
    place = painter.place(part.box)
    wide = round(place.h * texture.width / texture.height)
    painter.colour("petal")
    for left in range(0, place.w, wide):
        width = min(wide, place.w - left)
        u, v, _, _, _, _, _, top = texture.tex_coords
        cut = u + (texture.tex_coords[2] - u) * width / wide
        painter.add([Rectangle(texture=texture, pos=(place.x + left, place.y), size=(width, place.h),
                             tex_coords=(u, v, cut, v, cut, top, u, top))])


def _finger(part: Finger, painter: Painter) -> None:
    box = Box(part.x - part.size * _TIP[0], part.y - part.size * _TIP[1], part.size, part.size)
    moving = Translate(0, 0)
    painter.add([PushMatrix(), moving])
    _fitted(painter, box, painter.drawings.picture("finger-tap"))
    painter.add([PopMatrix()])
    if not painter.metrics.calm:
        painter.motions.append(tap(moving, part.size * 0.08, 1 if part.press else TAPS))


def _arrow(part: Arrow, painter: Painter) -> None:
    """Points at (x, y); drawn to the right and turned."""
    s = part.size
    outline = [(0.0, 0.0), (-0.42, 0.40), (-0.42, 0.17), (-1.0, 0.17), (-1.0, -0.17), (-0.42, -0.17),
               (-0.42, -0.40)]
    turn = {"left": 0, "right": 180, "top": -90, "bottom": 90}[part.side]
    x, y = painter.point(part.x, part.y)
    flat = [number * s for corner in outline for number in corner]
    vertices = [value for a, b in outline for value in (a * s, b * s, 0.0, 0.0)]
    painter.add([PushMatrix(), Translate(x, y), Rotate(angle=turn, axis=(0, 0, 1))])
    painter.colour("lamp")
    painter.add([Mesh(vertices=vertices, indices=[0, 1, 6, 2, 3, 4, 2, 4, 5], mode="triangles")])
    painter.colour("ink")
    painter.add(geometry.polyline(flat, max(4.0, s * 0.06), closed=True))
    painter.add([PopMatrix()])


def _watermark(part: Watermark, painter: Painter) -> None:
    place = painter.place(part.box)
    clip = {"pos": (place.x, place.y), "size": (place.w, place.h)}
    painter.add([StencilPush(), Rectangle(**clip), StencilUse()])
    painter.colour(*(("on-phone-dark", 0.16) if part.dark else ("clay", 0.10)))
    for third in (1, 3, 5):
        middle = place.x + place.w / 2, place.y + place.h * third / 6
        painter.add([PushMatrix(), Rotate(angle=30, axis=(0, 0, 1), origin=middle)])
        painter.add(slanted(part.text, part.size, middle))
        painter.add([PopMatrix()])
    painter.add([StencilUnUse(), Rectangle(**clip), StencilPop()])


def _touch(part: Touch, painter: Painter) -> None:
    touch(part, painter, paint)


_PAINTERS: Final[Mapping[type, Callable[[Any, Painter], None]]] = {
    Text: _text, Picture: _picture, Icon: _icon, Panel: _panel, Ring: _ring, Disc: _disc, Dots: _dots,
    QrCode: _qr, Preview: _preview, Corners: _aim, Petals: _petals, Finger: _finger, Arrow: _arrow,
    Watermark: _watermark, Touch: _touch, Hear: hear, Drag: lambda _part, _painter: None,
}
