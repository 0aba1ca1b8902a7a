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


def paint(part: Part, brush: Painter) -> None:
    """Adds the instructions of ``part``."""
    _PAINTERS[type(part)](part, brush)


def _text(part: Text, brush: Painter) -> None:
    brush.colour(part.colour)
    brush.add(letters(part, brush.metrics.height, brush.down))


def _picture(part: Picture, brush: Painter) -> None:
    if brush.high and not brush.on_face:
        brush.colour("field", part.opacity)
        brush.add(geometry.field(brush.place(part.box), _even(16)))
    _fitted(brush, part.box, brush.drawings.picture(part.name), part.opacity)


def _fitted(brush: Painter, box: Box, texture: Any | None, opacity: float = 1.0) -> None:
    """A texture in its own colours, whole, in the middle of ``box``; a quiet field where it is missing."""
    if texture is None:
        brush.colour("tint-leaf")
        brush.add(geometry.field(brush.place(box), _even(16)))
        return
    scale = min(box.w / texture.width, box.h / texture.height)
    w, h = texture.width * scale, texture.height * scale
    place = brush.place(Box(box.x + (box.w - w) / 2, box.y + (box.h - h) / 2, w, h))
    brush.white(opacity)
    brush.add([Rectangle(texture=texture, pos=(place.x, place.y), size=(place.w, place.h))])


def _icon(part: Icon, brush: Painter) -> None:
    texture = brush.drawings.icon(part.name)
    if texture is None:
        return
    side = min(part.box.w, part.box.h)
    middle = Box(part.box.x + (part.box.w - side) / 2, part.box.y + (part.box.h - side) / 2, side, side)
    place = brush.place(middle)
    brush.colour(part.colour)
    brush.add([Rectangle(texture=texture, pos=(place.x, place.y), size=(place.w, place.h))])


def _panel(part: Panel, brush: Painter) -> None:
    place, corners = brush.place(part.box), _corners(part)
    border, width = _border(part, brush)
    if part.shadow and not brush.high:
        brush.colour("ink")
        brush.add(geometry.shadow(place, round(part.radius)))
    if part.fill:
        inner = width // 2 if border and not part.dashed else 0
        brush.colour(part.fill, part.opacity)
        brush.add(geometry.field(place.inset(inner), _less(corners, inner)))
    if border:
        brush.colour(border, part.opacity)
        brush.add(geometry.dashes(place, part.radius, width) if part.dashed
                  else geometry.ring(place, corners, width))


def _border(part: Panel, brush: Painter) -> tuple[str, int]:
    """Token and width; high contrast outlines every soft field that lies flat on the page."""
    if not brush.high:
        return part.border, round(part.border_width)
    lies = part.radius > 0 and not brush.on_face and part.fill in SOFT_FILLS
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


def _ring(part: Ring, brush: Painter) -> None:
    place = brush.place(part.box)
    if brush.high and not part.dashed:  # a dark gap keeps the ring apart from the yellow face it goes round
        brush.colour("paper")
        brush.add(geometry.ring(place, _even(part.radius), round(part.width) + 4))
    colour = brush.colour("white" if brush.high else part.colour)
    brush.add(geometry.dashes(place, part.radius, part.width) if part.dashed
              else geometry.ring(place, _even(part.radius), round(part.width)))
    if part.pulse and not brush.metrics.calm:
        brush.motions.append(pulse(colour))


def _disc(part: Disc, brush: Painter) -> None:
    place = brush.place(part.box)
    round_corners = _even(min(place.w, place.h) / 2)
    brush.colour("field" if brush.high else part.fill)
    brush.add(geometry.field(place.inset(1), _less(round_corners, 1)))
    if part.border:
        brush.colour(part.border)
        brush.add(geometry.ring(place, round_corners, round(part.border_width)))
    if part.picture:
        air = part.box.w * (1 - _DISC_PART) / 2
        _fitted(brush, part.box.inset(air), brush.drawings.picture(part.picture))


def _dots(part: Dots, brush: Painter) -> None:
    width = part.total * part.size + (part.total - 1) * part.gap
    left = part.box.x + (part.box.w - width) / 2
    top = part.box.y + (part.box.h - part.size) / 2
    brush.colour(part.colour)
    for number in range(part.total):
        place = brush.place(Box(left + number * (part.size + part.gap), top, part.size, part.size))
        full = number < part.filled
        brush.add(geometry.field(place, _even(part.size / 2)) if full
                  else geometry.ring(place, _even(part.size / 2), max(3, round(part.size / 12))))


def _qr(part: QrCode, brush: Painter) -> None:
    """Black on a white field with its quiet zone, modules of whole pixels."""
    if not part.rows:
        return
    place = brush.place(part.box)
    brush.colour("field")
    brush.add(geometry.field(place, _even(8)))
    module = min(place.w, place.h) // (len(part.rows) + 8) or 1
    side = module * len(part.rows)
    left, top = place.x + (place.w - side) // 2, place.y + place.h - (place.h - side) // 2
    brush.colour("black" if brush.high and not brush.pressed else "ink")
    for number, row in enumerate(part.rows):
        y = top - (number + 1) * module
        brush.add(Rectangle(pos=(left + start * module, y), size=(length * module, module))
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


def _preview(part: Preview, brush: Painter) -> None:
    place, texture = brush.place(part.box), brush.live()
    if texture is None:
        brush.colour("grey")
        brush.add(geometry.field(place, _even(part.radius)))
        return
    brush.white()
    path = geometry.outline(place, part.radius)
    vertices = [number for x, y in path for number in (x, y, *_seen_at(x, y, place, texture))]
    brush.add([Mesh(vertices=vertices, indices=list(range(len(path))), mode="triangle_fan", texture=texture)])


def _seen_at(x: float, y: float, place: Place, texture: Any) -> tuple[float, float]:
    """Where in the camera's texture the point lies: its middle fills ``place`` without stretching, mirrored,
    first row on top. (Kivy's RoundedRectangle ignores texture coordinates.)"""
    across = min(1.0, texture.height * place.w / max(1, place.h) / texture.width)
    down = min(1.0, texture.width * place.h / max(1, place.w) / texture.height)
    return 0.5 - across * ((x - place.x) / max(1, place.w) - 0.5), 0.5 - down * ((y - place.y) / max(1, place.h) - 0.5)


def _aim(part: Corners, brush: Painter) -> None:
    """Dark around lamp, light around the dark colours; in high contrast yellow in black."""
    around, out = "ink" if part.colour == "lamp" and not brush.high else "sheet", round(part.outline)
    thick, length, radius = round(part.thick), round(part.length), round(part.radius)
    brush.colour(around)
    brush.add(geometry.brackets(brush.place(part.box.inset(-out)), thick + 2 * out, length + 2 * out, radius + out))
    brush.colour(part.colour)
    brush.add(geometry.brackets(brush.place(part.box), thick, length, radius))


def _petals(part: Petals, brush: Painter) -> None:
    texture = brush.drawings.picture("petal-line" if brush.high else "petal-edge")
    if texture is None:
        return
    place = brush.place(part.box)
    wide = round(place.h * texture.width / texture.height)
    brush.colour("petal")
    for left in range(0, place.w, wide):
        width = min(wide, place.w - left)
        u, v, _, _, _, _, _, top = texture.tex_coords
        cut = u + (texture.tex_coords[2] - u) * width / wide
        brush.add([Rectangle(texture=texture, pos=(place.x + left, place.y), size=(width, place.h),
                             tex_coords=(u, v, cut, v, cut, top, u, top))])


def _finger(part: Finger, brush: Painter) -> None:
    box = Box(part.x - part.size * _TIP[0], part.y - part.size * _TIP[1], part.size, part.size)
    moving = Translate(0, 0)
    brush.add([PushMatrix(), moving])
    _fitted(brush, box, brush.drawings.picture("finger-tap"))
    brush.add([PopMatrix()])
    if not brush.metrics.calm:
        brush.motions.append(tap(moving, part.size * 0.08, 1 if part.press else TAPS))


def _arrow(part: Arrow, brush: Painter) -> None:
    """Points at (x, y); drawn to the right and turned."""
    s = part.size
    outline = [(0.0, 0.0), (-0.42, 0.40), (-0.42, 0.17), (-1.0, 0.17), (-1.0, -0.17), (-0.42, -0.17),
               (-0.42, -0.40)]
    turn = {"left": 0, "right": 180, "top": -90, "bottom": 90}[part.side]
    x, y = brush.point(part.x, part.y)
    flat = [number * s for corner in outline for number in corner]
    vertices = [value for a, b in outline for value in (a * s, b * s, 0.0, 0.0)]
    brush.add([PushMatrix(), Translate(x, y), Rotate(angle=turn, axis=(0, 0, 1))])
    brush.colour("lamp")
    brush.add([Mesh(vertices=vertices, indices=[0, 1, 6, 2, 3, 4, 2, 4, 5], mode="triangles")])
    brush.colour("ink")
    brush.add(geometry.polyline(flat, max(4.0, s * 0.06), closed=True))
    brush.add([PopMatrix()])


def _watermark(part: Watermark, brush: Painter) -> None:
    place = brush.place(part.box)
    clip = {"pos": (place.x, place.y), "size": (place.w, place.h)}
    brush.add([StencilPush(), Rectangle(**clip), StencilUse()])
    brush.colour(*(("on-phone-dark", 0.16) if part.dark else ("clay", 0.10)))
    for third in (1, 3, 5):
        middle = place.x + place.w / 2, place.y + place.h * third / 6
        brush.add([PushMatrix(), Rotate(angle=30, axis=(0, 0, 1), origin=middle)])
        brush.add(slanted(part.text, part.size, middle))
        brush.add([PopMatrix()])
    brush.add([StencilUnUse(), Rectangle(**clip), StencilPop()])


def _touch(part: Touch, brush: Painter) -> None:
    touch(part, brush, paint)


_PAINTERS: Final[Mapping[type, Callable[[Any, Painter], None]]] = {
    Text: _text, Picture: _picture, Icon: _icon, Panel: _panel, Ring: _ring, Disc: _disc, Dots: _dots,
    QrCode: _qr, Preview: _preview, Corners: _aim, Petals: _petals, Finger: _finger, Arrow: _arrow,
    Watermark: _watermark, Touch: _touch, Hear: hear, Drag: lambda _part, _brush: None,
}
