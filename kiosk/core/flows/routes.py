"""Where somebody can be in the kiosk, as data: one frozen value for every place and what it needs to be opened.

Guarantees: every route is hashable and compares by value; what must not be logged (a badge's secret, a name) stays out
of its ``repr``. Knows no flow: ``kiosk.core.flows.registry`` says which flow serves which route.

    state.navigation.push(routes.Greeting(badge.learner, "badge"))
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kiosk.core.codes.badge import Role
from kiosk.core.ports import InstalledPack, Person
from kiosk.core.views import Action
from sync.protocol import Invitation

CheckInMethod = Literal["badge", "name", "guest"]      # as in ``sync.protocol.CheckedIn``


@dataclass(frozen=True)
class Route:
    """Base of all routes."""


# --- arrival ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Home(Route):
    """The first page."""


@dataclass(frozen=True)
class Scan(Route):
    """Holding a badge before the camera."""


@dataclass(frozen=True)
class NoBadge(Route):
    """What somebody without a badge may do."""


@dataclass(frozen=True)
class Greeting(Route):
    """Somebody came. ``learner`` is '' for a guest."""

    learner: str
    method: CheckInMethod = "badge"


@dataclass(frozen=True)
class TakeBack(Route):
    """The check-in ``token`` of ``learner`` is to be taken back, after a while."""

    learner: str
    method: CheckInMethod
    token: int


@dataclass(frozen=True)
class ManyGuests(Route):
    """Many guests were counted one after another."""


@dataclass(frozen=True)
class NameEntry(Route):
    """Typing a name. ``for_session``: the facilitator does it for somebody else."""

    for_session: bool = False


@dataclass(frozen=True)
class IsItYou(Route):
    """One question before a name is written down."""

    person: Person
    for_session: bool = False


# --- the session ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pin(Route):
    """Six digits, asked of the badge of a facilitator or of maintenance."""

    facilitator: str
    role: Role
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class Unclosed(Route):
    """A session that nobody closed: it goes on, or another is opened."""

    facilitator: str


@dataclass(frozen=True)
class Opening(Route):
    """The questions that open a session."""

    facilitator: str


@dataclass(frozen=True)
class Dashboard(Route):
    """The facilitator's page while a session is open."""


@dataclass(frozen=True)
class Closing(Route):
    """Ending the session is asked once more."""


@dataclass(frozen=True)
class Summary(Route):
    """After the session. ``topic`` is its name for people."""

    people: int
    topic: str
    since_ms: int


@dataclass(frozen=True)
class Hall(Route):
    """One lesson before the whole class."""


@dataclass(frozen=True)
class VoiceRecording(Route):
    """The sentences of ``lesson``, read aloud one by one; '' = the lesson is still to be chosen."""

    lesson: str = ""


# --- lessons ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LessonList(Route):
    """The lessons of a need ('' = all), or those of a playlist in its order."""

    need: str = ""
    playlist: str = ""


@dataclass(frozen=True)
class Lesson(Route):
    """One lesson. ``at`` is the step to begin with; without it the learner goes on where they stopped."""

    lesson: str
    at: int | None = None


@dataclass(frozen=True)
class Done(Route):
    """The end of a lesson, with the words of the version that was open: another may have been installed meanwhile."""

    lesson: str
    title: str
    picture: str
    learned: tuple[str, ...]
    take_home: tuple[str, ...]
    outcome: str
    helps: int


@dataclass(frozen=True)
class Ask(Route):
    """Common questions."""


@dataclass(frozen=True)
class QuestionEntry(Route):
    """Typing a question."""


@dataclass(frozen=True)
class Answer(Route):
    """What the lessons say to ``question``. ``first`` is the lesson that was touched, to stand first."""

    question: str = field(repr=False)
    first: str = ""


# --- maintenance ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Maintenance(Route):
    """The state of the machine."""


@dataclass(frozen=True)
class ConfirmEnrolment(Route):
    """An enrolment code was held up: one question before the machine becomes that commune's."""

    invitation: Invitation = field(repr=False)


@dataclass(frozen=True)
class UsbPacks(Route):
    """Lesson packs by USB. ``unasked``: it came by itself, so it goes by itself."""

    unasked: bool = False


@dataclass(frozen=True)
class UsbExport(Route):
    """The events onto a stick: opening it asks for it."""


@dataclass(frozen=True)
class HealthCode(Route):
    """The machine's state as a code."""


@dataclass(frozen=True)
class RollBack(Route):
    """One question before a pack goes back to the version before."""

    pack: InstalledPack


# --- everywhere -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TextSize(Route):
    """Letters, contrast, motion, voice and language."""


@dataclass(frozen=True)
class Idle(Route):
    """"Bác còn ở đây không?", asked since ``since_ms``."""

    since_ms: int


@dataclass(frozen=True)
class Notice(Route):
    """What happened, and a way on. ``title`` and ``line`` are for the person, ``strip`` and ``code`` for the
    facilitator (``kiosk.core.flows.notices`` has the sentences)."""

    title: str
    line: str
    picture: str
    code: str
    strip: str
    primary: Action
    secondary: Action | None = None
