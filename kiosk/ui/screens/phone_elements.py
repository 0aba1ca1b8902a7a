"""What stands on the simulated phone's screen: fields, buttons, apps, message, camera, secret dots.

Guarantees: elements stand one under another without overlapping; buttons at the end stand at the
bottom; long names and labels become smaller before they are broken badly, never below the smallest
type. Sizes are reference pixels of a phone 388 wide, times the phone's own scale (text steps leave
the phone alone). Does not draw the phone itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kiosk.core.intents import TapElement
from kiosk.core.lesson import AppIcons, Dots, Element, Field, Message, PhoneButton, Viewfinder
from kiosk.core.views import AimColour
from kiosk.ui.metrics import Metrics
from kiosk.ui.parts import Box, Corners, Panel, Part, Preview, Text, Touch
from kiosk.ui.screens.phone_faces import (
    Scale,
    app_face,
    button_face,
    button_style,
    field_face,
    field_style,
    message_face,
    secret_face,
    value_lines,
)
from kiosk.ui.screens.pieces import balanced
from kiosk.ui.theme import STYLES

VALUE_SIZES = (46, 42, 38, 34, 30)


@dataclass(frozen=True)
class Rest:
    """What the elements need to know besides their places."""

    camera_line: str
    camera_frame: AimColour
    touchable: bool
    glass: Box


@dataclass(frozen=True)
class Spot:
    """Something with a name on the phone: its box and how to draw it again above the veil."""

    id: str
    box: Box
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Placed:
    """One element in its place; an app grid has a spot for each app."""

    spots: tuple[Spot, ...]
    extra: tuple[Part, ...] = ()


def place_elements(elements: Sequence[Element], room: Box, s: Scale, m: Metrics, rest: Rest) -> tuple[Placed, ...]:
    """Stacks the elements in ``room``; values become smaller where a screen is very full."""
    for value in VALUE_SIZES:
        heights = [_height(element, room.w, s, m, value) for element in elements]
        gaps = [_gap(first, second, s) for first, second in pairwise(elements)]
        if sum(heights) + sum(gaps) <= room.h + s(8):
            break
    return tuple(_cell(element, box, s, rest, value)
                 for element, box in zip(elements, _stacked(elements, heights, gaps, room), strict=True))


def _gap(first: Element, second: Element, s: Scale) -> float:
    if isinstance(second, PhoneButton):
        return s(18) if isinstance(first, PhoneButton) else s(14)
    return s(8)


def _stacked(elements: Sequence[Element], heights: list[float], gaps: list[float], room: Box) -> list[Box]:
    """Top down; the air goes to what may grow, else between the rest and the buttons at the end."""
    free = room.h - sum(heights) - sum(gaps)
    growing = [at for at, element in enumerate(elements) if isinstance(element, Viewfinder | Message | AppIcons)]
    heights = list(heights)
    if free > 0 and growing:
        for at in growing:
            heights[at] += free / len(growing)
        free = 0
    last = len(elements)
    while last > 0 and isinstance(elements[last - 1], PhoneButton):
        last -= 1
    boxes, y = [], room.y
    for at, height in enumerate(heights):
        if at == last and free > 0:
            y += free
        boxes.append(Box(room.x, y, room.w, height))
        y += height + (gaps[at] if at < len(gaps) else 0)
    return boxes


def _height(element: Element, width: float, s: Scale, m: Metrics, value: float) -> float:
    match element:
        case Field():
            size, lines = value_lines(element, width, s, value)
            return s(48) + (s(54) if len(lines) == 1 else len(lines) * size * 1.32) + (s(38) if element.note else 0)
        case PhoneButton():
            return max(s(118), m.target)
        case AppIcons():
            return (len(element.apps) + 1) // 2 * s(232)
        case Message():
            return s(250)
        case Viewfinder():
            return s(300)
        case Dots():
            return s(98)


def _cell(element: Element, box: Box, s: Scale, rest: Rest, value: float = 46) -> Placed:
    """One element drawn in its box."""
    match element:
        case Field():
            return _spot(element.id, box, rest, field_style(element), field_face(element, box, s, value), element.label)
        case PhoneButton():
            style = button_style(element)
            return _spot(element.id, box, rest, style, button_face(element, box, s, style), element.label)
        case AppIcons():
            return _apps(element, box, s, rest)
        case Message():
            return _spot(element.id, box, rest, "phone-flat", message_face(element, box, s), element.text)
        case Viewfinder():
            return _viewfinder(element, box, s, rest)
        case Dots():
            return _spot(element.id, box, rest, "phone-flat", secret_face(element, box, s), element.label)


def _spot(name: str, box: Box, rest: Rest, style: str, face: tuple[Part, ...], speak: str) -> Placed:
    return Placed((Spot(name, box, _standing(name, box, rest, style, face, speak)),))


def _standing(name: str, box: Box, rest: Rest, style: str, face: tuple[Part, ...], speak: str) -> tuple[Part, ...]:
    """As a touch that says where it is, or flat where the room only looks on."""
    radius = min(24.0, box.h / 5)
    if not rest.touchable:
        fill = STYLES[style].fill
        ground = (Panel(box, fill=fill, radius=radius, border=STYLES[style].border,
                        border_width=STYLES[style].border_width),) if fill else ()
        return (*ground, *face)
    across = (box.x + box.w / 2 - rest.glass.x) / rest.glass.w
    down = (box.y + box.h / 2 - rest.glass.y) / rest.glass.h
    return (Touch(box, TapElement(name, round(across, 3), round(down, 3)), face, style=style, radius=radius,
                  in_phone=True, speak=speak),)


def _apps(grid: AppIcons, box: Box, s: Scale, rest: Rest) -> Placed:
    width = (box.w - s(4)) / 2
    step = min(s(290), box.h / ((len(grid.apps) + 1) // 2))
    spots = []
    for number, app in enumerate(grid.apps):
        at = Box(box.x + number % 2 * (width + s(4)), box.y + s(8) + number // 2 * step, width, step - s(16))
        spots.append(Spot(app.id, at, _standing(app.id, at, rest, "phone-flat", app_face(app, at, s), app.label)))
    return Placed(tuple(spots))


def _viewfinder(finder: Viewfinder, box: Box, s: Scale, rest: Rest) -> Placed:
    """The real camera's picture with a lamp frame; under it what the camera says."""
    size, width = s.text(34), box.w - s(8)
    lines = balanced(rest.camera_line, size, 600, width) if rest.camera_line else ()
    line_h = max(2, len(lines)) * size * 1.3
    picture = Box(box.x, box.y + s(6), box.w, box.h - s(14) - (line_h + s(8) if lines else 0))
    frame = picture.inset(picture.w * 0.12, (picture.h - picture.w * 0.76) / 2 if picture.h > picture.w else s(24))
    face: tuple[Part, ...] = (
        Preview(picture, radius=s(20)),
        Corners(frame, rest.camera_frame, s(9), min(s(62), frame.h * 0.4), s(24), s(3)),
    )
    below = Text(Box(box.x + s(4), picture.bottom + s(8), width, line_h), "\n".join(lines), size, weight=600,
                 colour="phone-name", align="center", leading=1.3, max_lines=max(1, len(lines)), ground="phone-screen")
    parts = _standing(finder.id, picture, rest, "clear", face, rest.camera_line)
    return Placed((Spot(finder.id, picture, parts),), (below,) if lines else ())
