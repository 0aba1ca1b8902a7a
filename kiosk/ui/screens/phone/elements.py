"""What stands on the simulated phone's screen, stacked: which kind is drawn by which page, and how high it is.

Guarantees: elements stand one under another without overlapping; buttons at the end stand at the bottom; a very full
screen becomes tighter step by step (values, then air and button heights), never below the smallest type. An open
keyboard hides what it covers, as on a real phone; a dialog leaves only its buttons to be touched. Sizes are reference
pixels of a phone 388 wide, times the phone's own scale (text steps leave the phone alone). Does not draw the phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kiosk.core.lessons.phone_screen import (
    AppIcons,
    Card,
    Chat,
    Dialog,
    Dots,
    Element,
    Field,
    Loading,
    Message,
    Notification,
    PhoneButton,
    Photos,
    PinPad,
    Ringing,
    Rows,
    TextBox,
    Toggle,
    Viewfinder,
)
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Corners, Part, Preview, Text
from kiosk.ui.screens.components import balanced
from kiosk.ui.screens.phone.calls_and_messages import (
    chat_height,
    loading_height,
    notification_height,
    place_chat,
    place_dialog,
    place_loading,
    place_notification,
    place_ringing,
)
from kiosk.ui.screens.phone.element_faces import (
    app_face,
    button_face,
    button_style,
    field_face,
    field_style,
    message_face,
    secret_face,
    value_lines,
)
from kiosk.ui.screens.phone.inputs import pin_height, place_keyboard, place_pin, place_text, text_height
from kiosk.ui.screens.phone.lists_and_cards import (
    card_height,
    photos_height,
    place_card,
    place_photos,
    place_rows,
    place_toggle,
    rows_height,
    toggle_height,
)
from kiosk.ui.screens.phone.touch_targets import Placed, Rest, one_spot, spot
from kiosk.ui.screens.phone.type_sizes import Scale

VALUE_SIZES = (46, 42, 38, 34, 30, 30)      # of a field's value, from roomy to very full
BUTTONS = (118, 118, 110, 98, 84, 68)       # heights of a button, likewise
GROWING = Viewfinder | Message | AppIcons | PinPad | Photos | Loading


@dataclass(frozen=True)
class _Stack:
    """What one screen's elements are measured with."""

    width: float
    scale: Scale
    least: float                        # 20 mm in px
    rest: Rest
    tight: int = 0


def place_elements(elements: Sequence[Element], room: Box, s: Scale, m: Metrics, rest: Rest) -> tuple[Placed, ...]:
    """All elements in ``room``, what lies over them last."""
    ringing = next((one for one in elements if isinstance(one, Ringing)), None)
    if ringing is not None:
        return (place_ringing(ringing, s, rest),)
    dialog = next((one for one in elements if isinstance(one, Dialog)), None)
    typing = next((one for one in elements if isinstance(one, TextBox) and one.id == rest.face.focus), None)
    behind = rest.flat() if dialog is not None else rest
    banners, room = _banners(elements, room, s, behind)
    if typing is not None and dialog is None:
        return (*_typing(typing, room, s, behind), *banners)
    still = [one for one in elements if not isinstance(one, Dialog | Notification | Ringing)]
    placed = (*_stacked_all(still, room, s, m, behind), *banners)
    return (*placed, place_dialog(dialog, s, rest)) if dialog is not None else placed


def _banners(elements: Sequence[Element], room: Box, s: Scale, rest: Rest) -> tuple[tuple[Placed, ...], Box]:
    """Messages that have come in stand over the header (below it while it has its arrow); the rest moves down."""
    came = [one for one in elements if isinstance(one, Notification) and one.id in rest.face.arrived]
    placed: list[Placed] = []
    y = room.y - s(4) if rest.face.back else rest.glass.y + s(8)
    for note in came:
        placed.append(place_notification(note, y, s, rest))
        y += notification_height(note, s, rest) + s(8)
    top = max(room.y, y) if came else room.y
    return tuple(placed), Box(room.x, top, room.w, room.bottom - top)


def _typing(text: TextBox, room: Box, s: Scale, rest: Rest) -> tuple[Placed, ...]:
    """The box at the top and the keyboard under it."""
    box = Box(room.x, room.y, room.w, text_height(text, room.w, s, 0))
    glass = rest.glass
    field = Box(glass.x, box.bottom + s(12), glass.w, glass.bottom - box.bottom - s(12))
    return place_text(text, box, s, rest), place_keyboard(text, field, s, rest)


def _stacked_all(elements: Sequence[Element], room: Box, s: Scale, m: Metrics, rest: Rest) -> tuple[Placed, ...]:
    for tight in range(len(VALUE_SIZES)):
        stack = _Stack(room.w, s, m.target, rest, tight)
        heights = [_height(element, stack) for element in elements]
        gaps = [_gap(first, second, stack) for first, second in pairwise(elements)]
        if sum(heights) + sum(gaps) <= room.h + s(8):
            break
    return tuple(_cell(element, box, stack)
                 for element, box in zip(elements, _boxes(elements, heights, gaps, room), strict=True))


def _gap(first: Element, second: Element, stack: _Stack) -> float:
    s = stack.scale
    if isinstance(second, PhoneButton) and stack.tight < 3:
        return s(18) if isinstance(first, PhoneButton) else s(14)
    return s(8 if stack.tight < 5 else 5)


def _boxes(elements: Sequence[Element], heights: list[float], gaps: list[float], room: Box) -> list[Box]:
    """Top down; the air goes to what may grow, else between the rest and the buttons at the end."""
    free = room.h - sum(heights) - sum(gaps)
    growing = [at for at, element in enumerate(elements) if isinstance(element, GROWING)]
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


def _height(element: Element, stack: _Stack) -> float:
    s, width, tight = stack.scale, stack.width, stack.tight
    match element:
        case Field():
            size, lines = value_lines(element, width, s, VALUE_SIZES[tight])
            return s(48) + (s(54) if len(lines) == 1 else len(lines) * size * 1.32) + (s(38) if element.note else 0)
        case PhoneButton():
            return max(s(118), stack.least) if tight < 2 else s(BUTTONS[tight])
        case AppIcons():
            return (len(element.apps) + 1) // 2 * s(232)
        case Message():
            return s((250, 250, 236, 224, 212, 200)[tight])
        case Viewfinder():
            return s(300)
        case Dots():
            return s(98)
        case Card():
            return card_height(element, width, s, tight)
        case Rows():
            return rows_height(element, width, s, tight, stack.rest)
    return _more_height(element, stack)


def _more_height(element: Element, stack: _Stack) -> float:
    s, width, tight = stack.scale, stack.width, stack.tight
    match element:
        case TextBox():
            return text_height(element, width, s, tight)
        case PinPad():
            return pin_height(element, width, s, tight)
        case Toggle():
            return toggle_height(element, width, s, tight)
        case Photos():
            return photos_height(element, s, tight)
        case Chat():
            return chat_height(element, width, s, tight)
        case Loading():
            return loading_height(element, width, s)
    return 0.0                          # dialog, notification, call: they lie over the rest


def _cell(element: Element, box: Box, stack: _Stack) -> Placed:
    """One element drawn in its box."""
    s, rest, tight = stack.scale, stack.rest, stack.tight
    match element:
        case Field():
            face = field_face(element, box, s, VALUE_SIZES[tight])
            return one_spot(element.id, box, rest, field_style(element), face, f"{element.label}: {element.value}")
        case PhoneButton():
            style = button_style(element)
            return one_spot(element.id, box, rest, style, button_face(element, box, s, style), element.label)
        case AppIcons():
            return _apps(element, box, s, rest)
        case Message():
            return one_spot(element.id, box, rest, "phone-flat", message_face(element, box, s), element.text)
        case Viewfinder():
            return _viewfinder(element, box, s, rest)
        case Dots():
            return one_spot(element.id, box, rest, "phone-flat", secret_face(element, box, s), element.label)
        case Card():
            return place_card(element, box, s, rest, tight)
        case Rows():
            return place_rows(element, box, s, rest, tight)
    return _more_cells(element, box, stack)


def _more_cells(element: Element, box: Box, stack: _Stack) -> Placed:
    s, rest, tight = stack.scale, stack.rest, stack.tight
    match element:
        case TextBox():
            return place_text(element, box, s, rest)
        case PinPad():
            return place_pin(element, box, s, rest)
        case Toggle():
            return place_toggle(element, box, s, rest)
        case Photos():
            return place_photos(element, box, s, rest)
        case Chat():
            return place_chat(element, box, s, rest, tight)
        case Loading():
            return place_loading(element, box, s, rest)
    return Placed(())


def _apps(grid: AppIcons, box: Box, s: Scale, rest: Rest) -> Placed:
    width = (box.w - s(4)) / 2
    step = min(s(290), box.h / ((len(grid.apps) + 1) // 2))
    spots = []
    for number, app in enumerate(grid.apps):
        at = Box(box.x + number % 2 * (width + s(4)), box.y + s(8) + number // 2 * step, width, step - s(16))
        spots.append(spot(app.id, at, rest, "phone-flat", app_face(app, at, s), app.label))
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
    return Placed((spot(finder.id, picture, rest, "clear", face, rest.camera_line),), (below,) if lines else ())
