"""What the core needs from outside, as small Protocols. Each has a real implementation and a fake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from kiosk.core.i18n import Translate
from kiosk.core.lessons.curriculum import Found, Playlist, Question, Skill
from kiosk.core.lessons.lesson import Lesson
from sync.protocol import Invitation


@dataclass(frozen=True)
class NewEvent:
    """Something that happened and is to be kept. ``kind`` and the fields of ``data`` are those of the sync protocol:
    the wire's own structs judge them at the store. ``session`` is the identity of the session's opening event,
    ``learner`` a person id (32 hex)."""

    kind: str
    data: Mapping[str, object]
    session: str | None = None
    learner: str | None = None


class Journal(Protocol):
    """Append-only record of what happened."""

    def write(self, event: NewEvent) -> int:
        """Hands the event to the writer and returns a ticket at once; ``Kept`` or ``NotKept`` with
        that ticket follows as an input."""


@dataclass(frozen=True)
class LessonProgress:
    """How far somebody is: ``step`` is the index to go on with, ``steps`` how many there are."""

    lesson: str
    version: str
    step: int
    steps: int
    done: bool


class ProgressStore(Protocol):
    """Who got how far; known people only."""

    def of(self, learner: str) -> Mapping[str, LessonProgress]: ...

    def keep(self, learner: str, progress: LessonProgress) -> None: ...


class PinChecker(Protocol):
    """Judges a facilitator's PIN off the UI thread."""

    def check(self, facilitator: str, secret: bytes, pin: str) -> None:
        """Starts the check; ``PinJudged`` follows as an event."""

    def standing(self, facilitator: str) -> tuple[int, int]:
        """(tries left before the next lock, seconds still locked) without trying."""


@dataclass(frozen=True)
class Facilitator:
    """``label`` is how the kiosk greets ("chị Lúa")."""

    id: str
    label: str
    role: Literal["facilitator", "maintenance"]


@dataclass(frozen=True)
class Announcement:
    day: str
    when: str
    text: str
    short: str


@dataclass(frozen=True)
class Commune:
    """What the commune told this kiosk. ``enrolled`` is False until it has an identity."""

    enrolled: bool = False
    name: str = ""
    thon: str = ""
    thons: Sequence[str] = ()
    facilitators: Mapping[str, Facilitator] = field(default_factory=dict)
    revoked: frozenset[str] = frozenset()
    announcements: Sequence[Announcement] = ()
    address: str = "bác"
    province: str = ""                  # "ha-tinh"; '' = not told: lessons show what holds everywhere


class CommuneStore(Protocol):
    def read(self) -> Commune: ...

    def request_enrolment(self, invitation: Invitation) -> None:
        """Hands the invitation to the sync worker and returns at once; ``EnrolmentRequested`` follows as an input."""


@dataclass(frozen=True)
class Person:
    """Somebody with a badge, as the commune wrote them. The name stays out of the ``repr``."""

    learner: str
    name: str = field(repr=False)
    thon: str = field(repr=False)


@dataclass(frozen=True)
class MachineFacts:
    """What this machine is. ``device`` is '' before enrolment; ``free_mb`` of the card."""

    device: str = ""
    app: str = ""
    free_mb: int = 0
    boot: int = 0


class Machine(Protocol):
    """Says which machine this is and how it stands."""

    def facts(self) -> MachineFacts:
        """Answers at once; what cannot be known is left empty."""


class Roster(Protocol):
    """Everybody's names, readable only while it is open. The PIN desk opens it."""

    @property
    def open(self) -> bool: ...

    def find(self, text: str, limit: int, thon: str = "") -> Sequence[Person]:
        """At most ``limit`` people whose names go with ``text``, those of ``thon`` first; nobody while it
        is locked or ``text`` has fewer letters than ``name_index.MIN_LETTERS``."""

    def lock(self) -> None:
        """Forgets the key and every name."""


class Catalogue(Protocol):
    """The installed lessons, as this province sees them, repeated tasks in their places."""

    def lessons(self) -> Sequence[Lesson]: ...

    def playlists(self) -> Sequence[Playlist]: ...

    def questions(self) -> Sequence[Question]: ...

    def skills(self) -> Sequence[Skill]: ...

    def languages(self) -> Sequence[str]:
        """Languages the lessons may be shown or heard in, 'vi' first (ISO 639: tyz, nut, hmn, ium …)."""

    def said(self, language: str, text: str) -> str:
        """``text`` in ``language``; the same text where nobody has translated it."""

    def pack_of(self, lesson: str) -> tuple[str, str]:
        """(pack id, version) the lesson came in."""

    def broken(self) -> Sequence[str]:
        """Files that could not be used, each named with its fault; the others are loaded."""


class Finder(Protocol):
    """Answers a question from the lessons' own steps, with and without Vietnamese marks."""

    def find(self, text: str, limit: int) -> Sequence[Found]:
        """The best step first; nothing where it does not know."""


class Translations(Protocol):
    """The kiosk's own words in other languages."""

    def languages(self) -> Sequence[str]:
        """Those that somebody translated the kiosk into, without Vietnamese."""

    def into(self, language: str) -> Translate:
        """Translates Vietnamese sentences into ``language``; they stay as they are where there is no translation."""


class Recorder(Protocol):
    """A person reads a sentence aloud. One recording at a time."""

    @property
    def ready(self) -> bool:
        """Is there a microphone?"""

    def start(self) -> None:
        """Begins; ``Recorded`` follows as an event once ``stop`` was called, or after a minute."""

    def stop(self) -> None: ...


class VoiceStore(Protocol):
    """The village's own voices: recordings of sentences of lessons, kept on this kiosk."""

    def has(self, language: str, text: str) -> bool: ...

    def keep(self, language: str, text: str) -> bool:
        """Keeps the newest recording for this sentence. False where it could not be kept."""

    def play(self) -> None:
        """Plays the newest recording, so that the reader hears it."""

    def forget(self, language: str, text: str) -> None: ...


class Signer(Protocol):
    def __call__(self, signed: bytes, signature: bytes) -> str | None:
        """Who signed: '' = our commune, a name = that known neighbour, None = nobody we know."""


StickStage = Literal[
    "none", "reading", "offered", "nothing_new", "copying", "keeping", "done", "failed", "exporting", "exported",
    "export_failed"]


@dataclass(frozen=True)
class StickState:
    """What the importer last wrote down about the stick that is in. ``new``, ``changed``, ``removed`` count lessons;
    ``percent`` 0-100 of the bytes; ``minutes`` still to go (0 = less than one); ``code`` why it failed (P…).
    ``events`` are to be on the stick, ``written`` are; ``received`` are those for which the commune's receipt was read
    from it; ``exports`` counts the exports onto it; ``export_code`` says why an export nobody asked for did not come
    about, or its receipt was not taken."""

    stage: StickStage = "none"
    title: str = ""
    new: int = 0
    changed: int = 0
    removed: int = 0
    lesson: int = 0                     # the lesson that is being copied, of ``lessons``
    lessons: int = 0
    percent: int = 0
    minutes: int = 0
    code: str = ""
    events: int = 0
    written: int = 0
    received: int = 0
    exports: int = 0
    export_code: str = ""


@dataclass(frozen=True)
class InstalledPack:
    """``previous`` is the version one can go back to ('' = none)."""

    pack: str
    title: str
    version: str
    previous: str = ""


class UsbPacks(Protocol):
    """Lesson packs by USB. The importer is another process; this only reads what it wrote, and leaves it wishes."""

    def state(self) -> StickState: ...

    def packs(self) -> Sequence[InstalledPack]: ...

    def install(self) -> None:
        """The maintenance staff said yes to what the stick offers."""

    def export(self) -> None:
        """The maintenance staff wants the events on a stick: the one that is in, or comes next."""

    def roll_back(self, pack: str) -> None:
        """Back to the version before."""


@dataclass(frozen=True)
class Today:
    """What the kiosk believes about the date. ``trusted`` is False after a boot without network; ``timed``: the hour is
    known too, not only the day."""

    iso_day: str
    hour: int
    minute: int
    trusted: bool
    timed: bool = True


class Calendar(Protocol):
    def today(self) -> Today: ...

    def confirm(self, iso_day: str) -> None:
        """The facilitator says which day it is: a weak anchor. Said of a date that was trusted, it corrects it."""

    def anchor(self, utc: datetime, plus_minus_s: int) -> None:
        """The facilitator's phone shows that it is ``utc`` now, give or take so many seconds."""


@dataclass(frozen=True)
class Settings:
    """How the screen speaks to people; survives a power cut."""

    text_percent: Literal[100, 125, 150] = 100
    high_contrast: bool = False
    calm: bool = False
    slow: bool = False                  # the voice speaks more slowly
    language: str = "vi"


class SettingsStore(Protocol):
    def read(self) -> Settings: ...

    def keep(self, settings: Settings) -> None: ...


class QrMaker(Protocol):
    def __call__(self, text: str) -> tuple[str, ...]:
        """Rows of '1' and '0' without the quiet zone."""


@dataclass(frozen=True)
class Arrival:
    """One check-in of the open session. ``learner`` is '' for a guest."""

    learner: str
    ref: str
    ms: int


@dataclass(frozen=True)
class Trace:
    """What is known of a session's last sign of life: how often the machine has started since, and the local time it
    had where that is known. ``boots_since`` 0: this boot's milliseconds tell it exactly."""

    boots_since: int = 0
    last_seen: datetime | None = None


@dataclass(frozen=True)
class OpenSession:
    """The sitting that is going on. ``topic`` is a lesson id or 'tu-do'; ``day`` the ISO date of its evening ('' = not
    known); ``last_ms`` when something was last kept in it."""

    ref: str
    topic: str
    thon: str
    facilitator: str
    opened_ms: int
    arrivals: tuple[Arrival, ...] = ()
    day: str = ""
    last_ms: int = 0
    trace: Trace = Trace()

    def learners(self) -> frozenset[str]:
        return frozenset(a.learner for a in self.arrivals if a.learner)

    def people(self) -> int:
        """Distinct learners plus guests."""
        return len(self.learners()) + sum(1 for a in self.arrivals if not a.learner)
