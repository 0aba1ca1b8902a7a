"""What stands around the lessons of a pack: skills with their source, paths, common questions; and which form of a
lesson a kiosk shows.

Guarantees: pure. ``unfolded`` puts each repeated task in its place; ``shown_in`` leaves out what is meant for other
provinces, so that the engine meets neither.

    lesson = shown_in(unfolded(lesson), "ha-tinh")
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from msgspec import Meta
from msgspec.structs import replace

from kiosk.core.lessons.lesson import AgainStep, Group, Lesson, PhoneStep, Step
from kiosk.core.lessons.phone_screen import Line, MaybeWords, Name, Part, Words

ELSEWHERE: Final = "khac"               # the variant for every province that no other variant names


class Skill(Part, frozen=True, kw_only=True):
    """``code`` as the source numbers it; ``group`` is the id of the wider skill it belongs to ('' = it is one)."""

    id: Name
    code: Words
    title: Line
    group: str = ""
    level: MaybeWords = ""
    source: Line


class Playlist(Part, frozen=True, kw_only=True):
    """Lessons in an order, for a group of people or for an occasion ("15 phút đầu tiên")."""

    id: Name
    title: Words
    picture: Name
    group: Group | None = None
    lessons: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=60)]


class Question(Part, frozen=True, kw_only=True):
    """Something people often ask, answered by a step of a lesson (found like a typed question)."""

    ask: Words
    icon: Name = "question"


@dataclass(frozen=True)
class Found:
    """A step that may answer what somebody asked. ``step`` is its index; ``line`` the sentence that fits best."""

    lesson: str
    title: str
    step: int
    line: str


def unfolded(lesson: Lesson) -> Lesson:
    """Every AgainStep becomes the task it repeats, with ``moment`` "after"; that task becomes "before".

    Raises:
        LookupError: ``of`` names no earlier phone step.
    """
    tasks = {step.id: step for step in lesson.steps if isinstance(step, PhoneStep)}
    repeated = {step.of for step in lesson.steps if isinstance(step, AgainStep)}
    steps = tuple(_placed(step, tasks, repeated) for step in lesson.steps)
    return lesson if steps == lesson.steps else replace(lesson, steps=steps)


def _placed(step: Step, tasks: dict[str, PhoneStep], repeated: set[str]) -> Step:
    if isinstance(step, AgainStep):
        if step.of not in tasks:
            raise LookupError(step.of)
        return replace(tasks[step.of], id=step.id, say=step.say, moment="after", same_as=step.of, alone=True)
    if isinstance(step, PhoneStep) and step.id in repeated:
        return replace(step, moment="before", alone=True)
    return step


def shown_in(lesson: Lesson, province: str) -> Lesson | None:
    """The lesson as a kiosk in ``province`` ('' = unknown) shows it; None where it is meant for others."""
    if not _meant(lesson.only, province, {lesson.only}):
        return None
    variants = {_only(step) for step in lesson.steps}
    steps = tuple(step for step in lesson.steps if _meant(_only(step), province, variants))
    return lesson if steps == lesson.steps else replace(lesson, steps=steps)


def _only(step: Step) -> tuple[str, ...]:
    return () if isinstance(step, AgainStep) else step.only


def _meant(only: tuple[str, ...], province: str, variants: set[tuple[str, ...]]) -> bool:
    if not only or province in only:
        return True
    named = {name for variant in variants for name in variant}
    return ELSEWHERE in only and (not province or province not in named)
