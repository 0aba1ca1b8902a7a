"""The simulated phone as it stands: what is open, typed, switched and chosen; what of it is drawn.

Guarantees: records are frozen, functions are pure. What is typed, switched and chosen stays until it is changed, on
whatever screen. What a touch does: ``kiosk.core.phone.rules``.

    state = fresh(now_ms)
    screen(step, state), face(step, state, now_ms)      # what is drawn
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.core.i18n import _
from kiosk.core.lessons.lesson import PhoneStep
from kiosk.core.lessons.phone_screen import (
    BACK,
    Dialog,
    Input,
    Notification,
    PhoneButton,
    PhoneFace,
    PhoneScreen,
    Photos,
    PinPad,
    TextBox,
    Toggle,
)
from kiosk.core.phone.elements import busy, inputs, inputs_of
from kiosk.core.phone.typing import filled, typed_text


@dataclass(frozen=True)
class Place:
    """A screen of the step ('' = the first) and the dialogs of it that were answered."""

    screen: str = ""
    closed: tuple[str, ...] = ()


@dataclass(frozen=True)
class PhoneState:
    """``trail``: places to go back to. ``values``: what the inputs hold, sorted by id; a text box holds the keys typed.
    ``first``: first rows of scrolled lists. ``entered_ms``: when the screen in front was opened."""

    here: Place = Place()
    trail: tuple[Place, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    focus: str = ""
    first: tuple[tuple[str, int], ...] = ()
    entered_ms: int = 0

    @property
    def screen(self) -> str:
        return self.here.screen

    def with_value(self, name: str, value: str) -> PhoneState:
        return replace(self, values=tuple(sorted({**dict(self.values), name: value}.items())))


@dataclass(frozen=True)
class Done:
    """The task is done."""


@dataclass(frozen=True)
class Moved:
    """The phone answered the touch: typed, switched, scrolled, opened."""


@dataclass(frozen=True)
class Wrong:
    """Not the way. ``text`` is the author's sentence, '' where there is none."""

    text: str = ""


@dataclass(frozen=True)
class Unmet:
    """The button waits for something; ``text`` says for what."""

    text: str


@dataclass(frozen=True)
class Nothing:
    """The phone did not answer: it is busy, or nothing is there."""


Verdict = Done | Moved | Wrong | Unmet | Nothing


def fresh(now_ms: int) -> PhoneState:
    """The phone on its first screen."""
    return PhoneState(entered_ms=now_ms)


def untouched(state: PhoneState) -> bool:
    """Is it still as it was at first?"""
    return replace(state, entered_ms=0) == PhoneState()


def screen(step: PhoneStep, state: PhoneState) -> PhoneScreen:
    """The screen in front, without the dialogs that were answered."""
    shown = step.screens[state.screen] if state.screen else step.screen
    if not state.here.closed:
        return shown
    left = tuple(e for e in shown.elements if not (isinstance(e, Dialog) and e.id in state.here.closed))
    return PhoneScreen(title=shown.title, icon=shown.icon, address=shown.address, elements=left)


def face(step: PhoneStep, state: PhoneState, now_ms: int) -> PhoneFace:
    """What of the screen in front changes while it is used."""
    shown = screen(step, state)
    arrived = tuple(e.id for e in shown.elements
                    if isinstance(e, Notification) and now_ms - state.entered_ms >= e.after * 1000)
    values = tuple((i.id, _written(i, value_of(state, i))) for i in inputs(shown))
    return PhoneFace(values=tuple(v for v in values if v[1]), focus=state.focus, first=state.first, arrived=arrived,
                     back=not busy(shown) and (bool(state.trail) or BACK in step.right))


def value_of(state: PhoneState, box: Input) -> str:
    """Keys typed, digits, "on"/"off", the chosen photo's id."""
    given = "on" if isinstance(box, Toggle) and box.on else "off" if isinstance(box, Toggle) else ""
    return dict(state.values).get(box.id, given)


def _written(box: Input, value: str) -> str:
    return typed_text(box, value) if isinstance(box, TextBox) else value


def as_asked(state: PhoneState, box: Input) -> bool:
    """Does the input hold what the task wants?"""
    value = value_of(state, box)
    match box:
        case TextBox():
            return filled(box, value)
        case PinPad():
            return len(value) == box.digits and box.expect in ("", value)
        case Toggle():
            return (value == "on") == box.want
        case Photos():
            return value == box.want


def missing(step: PhoneStep, state: PhoneState, button: PhoneButton) -> Input | None:
    """The first thing the button still waits for."""
    known = inputs_of(step)
    return next((known[n] for n in button.needs if n in known and not as_asked(state, known[n])), None)


def unmet_words(needed: Input, held: str) -> str:
    """Names what a button waits for."""
    match needed:
        case Toggle():
            word = _("bật") if needed.want else _("tắt")
            return _("Bác {word} “{label}” trước đã nhé.").format(word=word, label=needed.label)
        case Photos():
            return _("Bác chọn đúng ảnh trước đã nhé.")
        case _ if held:
            return _("Bác xem lại ô “{label}” nhé.").format(label=needed.label)
        case _:
            return _("Bác điền ô “{label}” trước đã nhé.").format(label=needed.label)
