"""What stands on a screen of the simulated phone, and what of it can be touched right now.

Guarantees: pure; ``touchables`` is the one list of ids a finger can reach: under a dialog only its buttons, while the
keyboard is open only what it leaves free, of a long list only the rows seen, of messages only those that came in.

    touchables(screen, PhoneFace())     # ("ten", "dung-ten", "nen")
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from kiosk.core.lessons.lesson import PhoneStep
from kiosk.core.lessons.phone_screen import (
    ADDRESS,
    BACK,
    BACKGROUND,
    DIGIT,
    DOWN,
    ROWS_SHOWN,
    UP,
    App,
    AppIcons,
    Bubble,
    Card,
    Chat,
    Dialog,
    Dots,
    Element,
    Field,
    Input,
    Loading,
    Message,
    Notification,
    PhoneButton,
    PhoneFace,
    PhoneScreen,
    Photo,
    Photos,
    PinPad,
    Ringing,
    Row,
    Rows,
    TextBox,
    Toggle,
    Viewfinder,
)
from kiosk.core.phone.typing import board

PAD_ERASE: Final = DIGIT + "xoa"
PAD_KEYS: Final = (*(f"{DIGIT}{digit}" for digit in range(10)), PAD_ERASE)

Touchable: TypeAlias = (
    Field | PhoneButton | App | Message | Viewfinder | Dots | Card | Row | TextBox | Notification | Toggle | Photo
    | Bubble | Chat
)


def screens(step: PhoneStep) -> dict[str, PhoneScreen]:
    """All screens of a step; the first is called ''."""
    return {"": step.screen, **step.screens}


def inputs(screen: PhoneScreen) -> tuple[Input, ...]:
    return tuple(e for e in screen.elements if isinstance(e, Input))


def inputs_of(step: PhoneStep) -> dict[str, Input]:
    """Every input of the step by its id."""
    return {box.id: box for shown in screens(step).values() for box in inputs(shown)}


def pad_of(screen: PhoneScreen) -> PinPad | None:
    """The pad the digits go to: one a screen."""
    return next((e for e in screen.elements if isinstance(e, PinPad)), None)


def standing_dialog(screen: PhoneScreen) -> Dialog | None:
    return next((e for e in screen.elements if isinstance(e, Dialog)), None)


def busy(screen: PhoneScreen) -> bool:
    """Is the phone loading?"""
    return any(isinstance(e, Loading) for e in screen.elements)


def things(element: Element) -> tuple[Touchable, ...]:
    """What of one element can be touched by itself: of an app grid its apps, of a call its two buttons."""
    match element:
        case AppIcons():
            return element.apps
        case Rows():
            return element.rows
        case Photos():
            return element.photos
        case Chat():
            return tuple(b for b in element.bubbles if b.id) or (element,)
        case Dialog():
            return element.buttons
        case Ringing():
            return element.take, element.refuse
        case PinPad() | Loading():
            return ()
        case _:
            return (element,)


def thing(screen: PhoneScreen, name: str) -> Touchable | None:
    """The author's thing called ``name`` on the screen."""
    dialog = standing_dialog(screen)
    parts = (dialog,) if dialog is not None else screen.elements
    return next((found for part in parts for found in things(part) if found.id == name), None)


def touchables(screen: PhoneScreen, face: PhoneFace) -> tuple[str, ...]:
    """Ids a finger can reach, the author's first."""
    if busy(screen):
        return ()
    dialog = standing_dialog(screen)
    if dialog is not None:
        return tuple(button.id for button in dialog.buttons)
    back = (BACK,) if face.back else ()
    if face.focus:
        return (*_over_keyboard(screen, face), *back, BACKGROUND)
    own = tuple(name for element in screen.elements for name in _names(element, face))
    address = (ADDRESS,) if screen.address else ()
    return (*own, *back, *address, BACKGROUND)


def _over_keyboard(screen: PhoneScreen, face: PhoneFace) -> Iterator[str]:
    for element in screen.elements:
        if isinstance(element, TextBox):
            yield element.id
            if element.id == face.focus:
                yield from board(element)
        elif isinstance(element, Notification) and element.id in face.arrived:
            yield element.id


def _names(element: Element, face: PhoneFace) -> Iterator[str]:
    match element:
        case Rows():
            yield from _rows(element, face.first_row(element.id))
        case PinPad():
            yield from PAD_KEYS
        case Notification() if element.id not in face.arrived:
            return
        case _:
            yield from (found.id for found in things(element))


def _rows(rows: Rows, first: int) -> Iterator[str]:
    yield from (row.id for row in rows.rows[first:first + ROWS_SHOWN])
    if first > 0:
        yield rows.id + UP
    if first + ROWS_SHOWN < len(rows.rows):
        yield rows.id + DOWN
