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


def touch(part: Touch, brush: Painter, paint: Paint) -> None:
    """The face and, on it, the part's own parts."""
    style = style_of(part.style if part.enabled or part.style == "clear" else "disabled", brush.high)
    pressed = brush.pressed
    down = sink(style, brush)
    _face(brush, style, part.box, part.radius, down)
    with brush.sunk(down, pressed and brush.high):
        for child in part.parts:
            paint(child, brush)


def sink(style: Style, brush: Painter) -> int:
    """Pixels the face goes down now."""
    if not brush.pressed or style.flat or brush.high:
        return 0
    return round(brush.metrics.edge) - 1


def _face(brush: Painter, style: Style, box: Box, radius: float, down: int) -> None:
    place, corners = brush.place(box), _even(radius)
    if style.edge:
        brush.colour(style.edge)
        brush.add(geometry.field(place.moved(round(brush.metrics.edge)), corners))
    fill = style.pressed if brush.pressed and not brush.high else style.fill
    if not fill:
        return
    place = place.moved(down)
    width = round(style.border_width)
    inner = width // 2 if style.border and not style.dashed else 0
    brush.colour(fill)
    brush.add(geometry.field(place.inset(inner), _even(radius - inner)))
    border = "black" if brush.high and brush.pressed and not style.border else style.border
    if border:                          # a pressed yellow face is black: an outline keeps its place
        brush.colour(border)
        brush.add(geometry.dashes(place, radius, width) if style.dashed
                  else geometry.ring(place, corners, width))


def _even(radius: float) -> Corners:
    return (max(0, round(radius)),) * 4


def hear(part: Hear, brush: Painter) -> None:
    """The lamp-yellow button: a loudspeaker, or "stop" with three moving waves while the voice speaks."""
    style = style_of("lamp", brush.high)
    pressed, down = brush.pressed, sink(style, brush)
    _face(brush, style, part.box, brush.metrics.radius_sheet, down)
    with brush.sunk(down, pressed and brush.high):
        _hear_icon(part, brush)
        _hear_word(part, brush)


def _hear_icon(part: Hear, brush: Painter) -> None:
    icon, _word = icon_and_word(part.box, brush.metrics)
    left = icon.x - icon.w * 0.37 if brush.speaking else icon.x
    texture = brush.drawings.icon("stop" if brush.speaking else "speaker")
    place = brush.place(Box(left, icon.y, icon.w, icon.h))
    brush.colour("on-lamp")
    if texture is not None:
        brush.add([Rectangle(texture=texture, pos=(place.x, place.y), size=(place.w, place.h))])
    if brush.speaking:
        _waves(brush, Box(left + icon.w * 1.12, icon.y, icon.w * 0.63, icon.h))


def _waves(brush: Painter, box: Box) -> None:
    colours = []
    step, bar = box.w / 3, max(4.0, box.w / 7)
    for number, part in enumerate(_WAVE_PART):
        height = box.h * part
        place = brush.place(Box(box.x + number * step, box.y + (box.h - height) / 2, bar, height))
        colours.append(brush.colour("on-lamp"))
        brush.add(geometry.field(place, _even(bar / 2)))
    if not brush.metrics.calm:
        brush.motions.append(waves(colours))


def _hear_word(part: Hear, brush: Painter) -> None:
    brush.colour("on-lamp")
    brush.add(letters(hear_word(part, brush.metrics, brush.speaking), brush.metrics.height, brush.down))
