"""What a learner can do on each kind of step: the right ways, the wrong ones, and what a view offers.

Guarantees: a kind that is not known here raises UnknownKind, so that no step goes unplayed unseen. A new
kind of step adds one function to ``right_ways`` and one to ``wrong_ways``.

    right_ways(step)[0]       # (Tapped(TapElement("dung-ten")),)
    offers(view, NextStep())  # is there something enabled to touch that means it?
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import singledispatch
from typing import Final

from kiosk.core.events import Event, Scanned, Tapped
from kiosk.core.intents import AskHint, Back, Choose, Intent, NextStep, TapElement, UseSampleCode
from kiosk.core.lesson import PRACTICE_PREFIX, ChooseStep, PhoneStep, ScanStep, ShowStep
from kiosk.packs.checks import BACKGROUND
from kiosk.packs.texts import touchables

Way = tuple[Event, ...]
_FOREIGN_CODES: Final = (f"{PRACTICE_PREFIX}bai-khac-hoan-toan", "Một dòng chữ thường")


class UnknownKind(LookupError):
    """No rule here for this kind of step."""


@singledispatch
def right_ways(step: object) -> tuple[Way, ...]:
    """Every way that must lead to the next step. Raises UnknownKind."""
    raise UnknownKind(type(step).__name__)


@singledispatch
def wrong_ways(step: object) -> tuple[Way, ...]:
    """Ways that must not lead on, and lose nothing. Raises UnknownKind."""
    raise UnknownKind(type(step).__name__)


@right_ways.register
def _(step: ShowStep) -> tuple[Way, ...]:
    return ((Tapped(NextStep()),),)


@wrong_ways.register
def _(step: ShowStep) -> tuple[Way, ...]:
    return ()


@right_ways.register
def _(step: PhoneStep) -> tuple[Way, ...]:
    return tuple((Tapped(TapElement(name)),) for name in step.right)


@wrong_ways.register
def _(step: PhoneStep) -> tuple[Way, ...]:
    names = [*touchables(step.screen), BACKGROUND]
    return tuple((Tapped(TapElement(name)),) for name in names if name not in step.right)


@right_ways.register
def _(step: ScanStep) -> tuple[Way, ...]:
    sheet: Way = (Scanned(f"{PRACTICE_PREFIX}{step.code}".encode()),)
    return sheet, (Tapped(AskHint()), Tapped(UseSampleCode()))


@wrong_ways.register
def _(step: ScanStep) -> tuple[Way, ...]:
    return tuple((Scanned(code.encode()),) for code in _FOREIGN_CODES)


@right_ways.register
def _(step: ChooseStep) -> tuple[Way, ...]:
    return tuple((Tapped(Choose(answer.id)), Tapped(NextStep())) for answer in step.answers if answer.right) or ((),)


@wrong_ways.register
def _(step: ChooseStep) -> tuple[Way, ...]:
    return tuple((Tapped(Choose(answer.id)), Tapped(Back())) for answer in step.answers if not answer.right)


def offers(view: object, intent: Intent) -> bool:
    """Whether something enabled on the view means ``intent``."""
    if isinstance(intent, TapElement):
        return intent.element in {*touchables(getattr(view, "screen", None)), BACKGROUND}
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
