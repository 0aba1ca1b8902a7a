"""What a learner can do on each kind of step: the right ways, the wrong ones, and what a view offers.

Guarantees: a kind that is not known here raises UnknownKind, so that no step goes unplayed unseen. A new
kind of step adds one function to ``right_paths`` and one to ``wrong_paths``.

    right_paths(step)[0]       # (Tapped(TapElement("vi")), Wait(1000), Tapped(TapElement("xong")))
    offers(view, NextStep())  # is there something enabled to touch that means it?
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch
from typing import Final

from msgspec.structs import replace

from kiosk.core.inputs import Input, Scanned, Tapped
from kiosk.core.intents import (
    AskHint,
    Back,
    Choose,
    DoneMyself,
    Intent,
    NextStep,
    SkipStep,
    TapElement,
    UseSampleCode,
)
from kiosk.core.lessons.lesson import PRACTICE_PREFIX, CallStep, ChooseStep, DoStep, PhoneStep, ScanStep, ShowStep, Turn
from kiosk.core.lessons.phone_screen import DIGIT, PhoneScreen, PinPad
from kiosk.core.phone.elements import PAD_KEYS, pad_of, touchables
from kiosk.core.phone.guide import WAIT_MS, walk
from kiosk.core.phone.rules import touched, waited
from kiosk.core.phone.state import Done, Nothing, PhoneState, Verdict, face, fresh, screen


@dataclass(frozen=True)
class Wait:
    """Time goes by."""

    ms: int


ActionPath = tuple[Input | Wait, ...]
_FOREIGN_CODES: Final = (f"{PRACTICE_PREFIX}bai-khac-hoan-toan", "Một dòng chữ thường")


class UnknownKind(LookupError):
    """No rule here for this kind of step."""


@singledispatch
def right_paths(step: object) -> tuple[ActionPath, ...]:
    """Every way that must lead to the next step. Raises UnknownKind."""
    raise UnknownKind(type(step).__name__)


@singledispatch
def wrong_paths(step: object) -> tuple[ActionPath, ...]:
    """Ways that must not lead on, and lose nothing. Raises UnknownKind."""
    raise UnknownKind(type(step).__name__)


@right_paths.register
def _(step: ShowStep) -> tuple[ActionPath, ...]:
    return ((Tapped(NextStep()),),)


@wrong_paths.register
def _(step: ShowStep) -> tuple[ActionPath, ...]:
    return ()


# --- the simulated phone ------------------------------------------------------------------------


@right_paths.register
def _(step: PhoneStep) -> tuple[ActionPath, ...]:
    """The shortest way, and the shortest to each other thing that is right."""
    goals = (step, *(replace(step, right=(name,)) for name in step.right if len(step.right) > 1))
    routes = (route for goal in goals if (route := walk(goal)) is not None and not _ends_early(step, route))
    return tuple(dict.fromkeys(_path(route) for route in routes)) or ((),)


def _ends_early(step: PhoneStep, route: tuple[str, ...]) -> bool:
    """Is the step done before the last touch?"""
    return any(isinstance(verdict, Done) for _state, verdict, _now in list(_walked(step, route))[:-1])


def _walked(step: PhoneStep, route: tuple[str, ...]) -> Iterator[tuple[PhoneState, Verdict, int]]:
    """(the phone after each touch, what the touch was, milliseconds gone by)."""
    state, now = fresh(0), 0
    for name in route:
        verdict: Verdict = Nothing()
        if name:
            state, verdict = touched(step, state, name, now)
        else:
            now += WAIT_MS
            state = waited(step, state, now)
        yield state, verdict, now


@wrong_paths.register
def _(step: PhoneStep) -> tuple[ActionPath, ...]:
    """Everything else on every screen of the shortest way, one touch each."""
    ways = [(*_path(before), *_path(touches)) for before, touches in _astray(step)]
    return tuple(dict.fromkeys(ways))


def _path(touches: tuple[str, ...]) -> ActionPath:
    return tuple(Tapped(TapElement(name)) if name else Wait(WAIT_MS) for name in touches)


def _astray(step: PhoneStep) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """(the touches up to a screen, the touches that go wrong there)."""
    route = walk(step) or ()
    reported: set[str] = set()
    for at, (state, _verdict, now) in enumerate(((fresh(0), Nothing(), 0), *_walked(step, route))):
        shown = screen(step, state)
        names = [n for n in touchables(shown, face(step, state, now)) if n not in PAD_KEYS]
        if state.screen in reported or not names:
            continue
        reported.add(state.screen)
        wrong = (n for n in names if not isinstance(touched(step, state, n, now)[1], Done))
        yield from ((route[:at], (n,)) for n in wrong)
        pad = pad_of(shown)
        if pad is not None and pad.expect:
            yield route[:at], _wrong_digits(pad)


def _wrong_digits(pad: PinPad) -> tuple[str, ...]:
    digit = "1" if set(pad.expect) != {"1"} else "2"
    return (DIGIT + digit,) * pad.digits


# --- the other kinds ----------------------------------------------------------------------------


@right_paths.register
def _(step: ScanStep) -> tuple[ActionPath, ...]:
    sheet: ActionPath = (Scanned(f"{PRACTICE_PREFIX}{step.code}".encode()),)
    return sheet, (Tapped(AskHint()), Tapped(UseSampleCode()))


@wrong_paths.register
def _(step: ScanStep) -> tuple[ActionPath, ...]:
    return tuple((Scanned(code.encode()),) for code in _FOREIGN_CODES)


@right_paths.register
def _(step: ChooseStep) -> tuple[ActionPath, ...]:
    return tuple((Tapped(Choose(answer.id)), Tapped(NextStep())) for answer in step.answers if answer.right) or ((),)


@wrong_paths.register
def _(step: ChooseStep) -> tuple[ActionPath, ...]:
    return tuple((Tapped(Choose(answer.id)), Tapped(Back())) for answer in step.answers if not answer.right)


@right_paths.register
def _(step: CallStep) -> tuple[ActionPath, ...]:
    return (tuple(event for turn in step.turns for event in _answered(turn)),)


@wrong_paths.register
def _(step: CallStep) -> tuple[ActionPath, ...]:
    """Every other answer of every turn."""
    ways: list[ActionPath] = []
    before: ActionPath = ()
    for turn in step.turns:
        ways += ((*before, Tapped(Choose(a.id)), Tapped(Back())) for a in turn.answers if not a.right)
        before = (*before, *_answered(turn))
    return tuple(ways)


def _answered(turn: Turn) -> ActionPath:
    right = next((answer.id for answer in turn.answers if answer.right), "")
    return (Tapped(Choose(right)), Tapped(NextStep())) if right else ()


@right_paths.register
def _(step: DoStep) -> tuple[ActionPath, ...]:
    """Alone with the machine nobody can confirm: the own word, or another time."""
    return (Tapped(DoneMyself()),), (Tapped(SkipStep()),)


@wrong_paths.register
def _(step: DoStep) -> tuple[ActionPath, ...]:
    return ()


# --- what is offered ------------------------------------------------------------------------------


def offers(view: object, intent: Intent) -> bool:
    """Whether something enabled on the view means ``intent``."""
    if isinstance(intent, TapElement):
        shown = getattr(view, "screen", None)
        return isinstance(shown, PhoneScreen) and intent.element in touchables(shown, view.face)  # type: ignore[attr-defined]
    return intent in _intents(view)


def _intents(value: object) -> Iterator[Intent]:
    if isinstance(value, tuple):
        for part in value:
            yield from _intents(part)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        if not getattr(value, "enabled", True):
            return
        for field in dataclasses.fields(value):
            found = getattr(value, field.name)
            if field.name == "intent" and found is not None:
                yield found
            else:
                yield from _intents(found)
