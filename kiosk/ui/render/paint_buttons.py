"""Faces of what can be touched: edge, border, sinking; and the "Nghe lại" button with its waves.

Guarantees: edge first, then the face; pressed the face sinks 6 px and 1 px of edge is left (scaled with
the edge); in high contrast there is no edge and pressed exchanges black and white.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kiosk.ui.design.parts import Box, Hear, Part, Touch
from kiosk.ui.design.rail_slots import hear_word, icon_and_word
from kiosk.ui.design.theme import Style, style_of
from kiosk.ui.render import geometry
from kiosk.ui.render.geometry import Corners
from kiosk.ui.render.motion import waves
from kiosk.ui.render.painter import Painter
from kiosk.ui.render.text_texture import letters

from kivy.graphics import Rectangle  # isort: skip

_WAVE_PART: Final = (0.34, 0.62, 0.9)   # heights of the three waves, of the icon's height

Paint = Callable[[Part, Painter], None]


def touch(part: Touch, painter: Painter, paint: Paint) -> None:
    """The face and, on it, the part's own parts."""
    style = style_of(part.style if part.enabled or part.style == "clear" else "disabled", painter.high)
    pressed = painter.pressed
    down = sink(style, painter)
    _face(painter, style, part.box, part.radius, down)
    with painter.sunk(down, pressed and painter.high):
        for child in part.parts:
            paint(child, painter)


def sink(style: Style, painter: Painter) -> int:
    """Pixels the face goes down now."""
    if not painter.pressed or style.flat or painter.high:
        return 0
    return round(painter.metrics.edge) - 1


def _face(painter: Painter, style: Style, box: Box, radius: float, down: int) -> None:
    place, corners = painter.place(box), _even(radius)
    if style.edge:
        painter.colour(style.edge)
        painter.add(geometry.field(place.moved(round(painter.metrics.edge)), corners))
    fill = style.pressed if painter.pressed and not painter.high else style.fill
    if not fill:
        return
    place = place.moved(down)
    width = round(style.border_width)
    inner = width // 2 if style.border and not style.dashed else 0
    painter.colour(fill)
    painter.add(geometry.field(place.inset(inner), _even(radius - inner)))
    border = "black" if painter.high and painter.pressed and not style.border else style.border
    if border:                          # a pressed yellow face is black: an outline keeps its place
        painter.colour(border)
        painter.add(geometry.dashes(place, radius, width) if style.dashed
                  else geometry.ring(place, corners, width))


def _even(radius: float) -> Corners:
    return (max(0, round(radius)),) * 4


def hear(part: Hear, painter: Painter) -> None:
    """The lamp-yellow button: a loudspeaker, or "stop" with three moving waves while the voice speaks."""
    style = style_of("lamp", painter.high)
    pressed, down = painter.pressed, sink(style, painter)
    _face(painter, style, part.box, painter.metrics.radius_sheet, down)
    with painter.sunk(down, pressed and painter.high):
        _hear_icon(part, painter)
        _hear_word(part, painter)


def _hear_icon(part: Hear, painter: Painter) -> None:
    icon, _word = icon_and_word(part.box, painter.metrics)
    left = icon.x - icon.w * 0.37 if painter.speaking else icon.x
    texture = painter.drawings.icon("stop" if painter.speaking else "speaker")
    place = painter.place(Box(left, icon.y, icon.w, icon.h))
    painter.colour("on-lamp")
    if texture is not None:
        painter.add([Rectangle(texture=texture, pos=(place.x, place.y), size=(place.w, place.h))])
    if painter.speaking:
        _waves(painter, Box(left + icon.w * 1.12, icon.y, icon.w * 0.63, icon.h))


def _waves(painter: Painter, box: Box) -> None:
    colours = []
    step, bar = box.w / 3, max(4.0, box.w / 7)
    for number, part in enumerate(_WAVE_PART):
        height = box.h * part
        place = painter.place(Box(box.x + number * step, box.y + (box.h - height) / 2, bar, height))
        colours.append(painter.colour("on-lamp"))
        painter.add(geometry.field(place, _even(bar / 2)))
    if not painter.metrics.calm:
        painter.motions.append(waves(colours))


def _hear_word(part: Hear, painter: Painter) -> None:
    painter.colour("on-lamp")
    painter.add(letters(hear_word(part, painter.metrics, painter.speaking), painter.metrics.height, painter.down))
