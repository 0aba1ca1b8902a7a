"""From the name of a lesson to the lesson, as the installed packs have it now."""

from __future__ import annotations

from kiosk.core.flows import routes
from kiosk.core.lessons.lesson import Lesson
from kiosk.core.state import KioskState


def find_lesson(lesson: str, state: KioskState) -> Lesson | None:
    return next((x for x in state.ports.catalogue.lessons() if x.id == lesson), None)


def installed_lesson(lesson: str, state: KioskState) -> Lesson:
    """Raises LookupError where it is not installed."""
    found = find_lesson(lesson, state)
    if found is None:
        raise LookupError(f"lesson {lesson} is not installed")
    return found


def open_lesson(lesson: str, state: KioskState) -> None:
    """Nothing happens where it is not installed any more."""
    if find_lesson(lesson, state) is not None:
        state.navigation.push(routes.Lesson(lesson))
