"""A lesson as the engine sees it. Authors write YAML, ``kiosk.packs`` turns it into these records.

Every text is Vietnamese in NFC. Names of pictures and icons are file names without ending in the
lesson's folder or in ``assets/``. Bounds keep a screen readable (docs/lessons: four answers, short
sentences).
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Name = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,59}$")]
Line = Annotated[str, Meta(min_length=1, max_length=140)]
Words = Annotated[str, Meta(min_length=1, max_length=60)]

Tone = Literal["plain", "primary", "strong", "quiet"]


class Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of everything in a lesson file: immutable, strict."""


# --- the simulated phone ----------------------------------------------------------------------


class Field(Part, frozen=True, kw_only=True, tag="field"):
    """Read-only box: label, value, note (e.g. bank). Touching it is never a goal by itself unless
    its ``id`` is among the step's ``right``."""

    id: Name
    label: Words
    value: Words
    note: str = ""
    tone: Tone = "plain"


class PhoneButton(Part, frozen=True, kw_only=True, tag="button"):
    id: Name
    label: Words
    icon: str = ""
    tone: Tone = "plain"


class App(Part, frozen=True, kw_only=True):
    id: Name
    label: Words
    icon: Name
    colour: Literal["leaf", "clay", "indigo", "lamp"] = "leaf"


class AppIcons(Part, frozen=True, kw_only=True, tag="apps"):
    """Home screen of a phone: at most four apps, two in a row."""

    id: Name
    apps: Annotated[tuple[App, ...], Meta(min_length=2, max_length=4)]


class Message(Part, frozen=True, kw_only=True, tag="message"):
    """Big picture with a line under it: "Chuyển tiền xong"."""

    id: Name
    icon: Name
    text: Words
    note: str = ""


class Viewfinder(Part, frozen=True, kw_only=True, tag="viewfinder"):
    """The phone's camera: shows the kiosk's real camera picture."""

    id: Name


class Dots(Part, frozen=True, kw_only=True, tag="dots"):
    """Secret digits already typed, shown as dots."""

    id: Name
    label: Words
    filled: Annotated[int, Meta(ge=0, le=6)] = 6


Element = Field | PhoneButton | AppIcons | Message | Viewfinder | Dots


class PhoneScreen(Part, frozen=True, kw_only=True):
    title: Words
    icon: Name = "bank"
    elements: Annotated[tuple[Element, ...], Meta(min_length=1, max_length=5)]


class Context(Part, frozen=True, kw_only=True):
    """The note beside the phone that says why we do this."""

    picture: Name
    text: Line
    strong: str = ""


class Hints(Part, frozen=True, kw_only=True):
    """The ladder's words: said again (1), arrow (2), finger (3)."""

    again: Line
    point: Line
    show: Line


# --- steps ------------------------------------------------------------------------------------


class ShowStep(Part, frozen=True, kw_only=True, tag="show"):
    """Something to see and hear, then "Tiếp"."""

    id: Name
    title: Line
    text: Annotated[tuple[Line, ...], Meta(max_length=3)] = ()
    picture: Name


class PhoneStep(Part, frozen=True, kw_only=True, tag="phone"):
    """One thing to do on the simulated phone. Any element in ``right`` leads on; another tap is
    answered by ``wrong[id]`` or kindly in general."""

    id: Name
    say: Line
    ask: str = ""
    context: Context | None = None
    screen: PhoneScreen
    right: Annotated[tuple[Name, ...], Meta(min_length=1)]
    wrong: dict[str, Line] = {}
    hints: Hints


class ScanStep(Part, frozen=True, kw_only=True, tag="scan"):
    """The learner holds a practice code before the real camera; the phone shows a viewfinder.
    ``code`` is the practice code's name, ``BDHVSTAP1:<code>`` on paper."""

    id: Name
    say: Line
    ask: str = ""
    context: Context | None = None
    screen: PhoneScreen
    code: Name
    hints: Hints


class Answer(Part, frozen=True, kw_only=True):
    id: Name
    label: Words
    icon: Name
    right: bool = False
    reply: Line


class ChooseStep(Part, frozen=True, kw_only=True, tag="choose"):
    """A question with two to four equal answers."""

    id: Name
    title: Line
    card: Annotated[tuple[Line, ...], Meta(max_length=3)] = ()
    card_from: str = ""
    picture: str = ""
    ask: Line
    answers: Annotated[tuple[Answer, ...], Meta(min_length=2, max_length=4)]


Step = ShowStep | PhoneStep | ScanStep | ChooseStep


class Lesson(Part, frozen=True, kw_only=True):
    """One lesson of a pack. ``learned`` are the sentences after "Từ nay bác biết:"."""

    id: Name
    title: Words
    need: Literal["tra-tien", "suc-khoe", "giay-to", "tranh-lua", "hoc-them", "hoi-may"]
    minutes: Annotated[int, Meta(ge=1, le=60)]
    picture: Name
    skills: tuple[Name, ...] = ()
    learned: Annotated[tuple[Words, ...], Meta(min_length=1, max_length=4)]
    take_home: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=8)]
    steps: Annotated[tuple[Step, ...], Meta(min_length=1, max_length=20)]


PRACTICE_PREFIX = "BDHVSTAP1:"
