"""What is true in the room right now, and how flows move through it.

Holds the ports, the open session, who stands in front, and the back stack. Flows change the room
only through its methods. Pure: time comes in with ``Ticked``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kiosk.core.codes.badge import picture_name
from kiosk.core.i18n import _
from kiosk.core.inputs import Kept, NotKept, SyncChanged
from kiosk.core.limits import Limits
from kiosk.core.null_ports import NoFinder, NoRecorder, NoSticks, NoVoices
from kiosk.core.ports import (
    Arrival,
    Calendar,
    Catalogue,
    Commune,
    CommuneBook,
    Finder,
    Journal,
    LessonProgress,
    NewEvent,
    OpenSession,
    PinDesk,
    ProgressBook,
    QrMaker,
    Recorder,
    Roster,
    SettingsBook,
    Signer,
    StickDesk,
    VoiceBook,
)
from kiosk.core.text.name_index import NoRoster
from kiosk.core.views import Cue, Look, Sound

if TYPE_CHECKING:
    from kiosk.core.flows.base import Flow


@dataclass(frozen=True)
class Ports:
    """Everything the core needs from outside (bootstrap fills it, tests use fakes)."""

    journal: Journal
    progress: ProgressBook
    pins: PinDesk
    commune: CommuneBook
    catalogue: Catalogue
    signer: Signer
    calendar: Calendar
    settings: SettingsBook
    make_qr: QrMaker
    roster: Roster = field(default_factory=NoRoster)
    finder: Finder = field(default_factory=NoFinder)
    recorder: Recorder = field(default_factory=NoRecorder)
    voices: VoiceBook = field(default_factory=NoVoices)
    sticks: StickDesk = field(default_factory=NoSticks)


@dataclass(frozen=True)
class Visitor:
    """Who stands in front. ``learner`` is '' for a guest."""

    learner: str = ""

    def name(self) -> str:
        return picture_name(self.learner) if self.learner else _("Khách")


@dataclass(frozen=True)
class Receipt:
    """What to do when the journal answers a ticket."""

    kept: Callable[[str], None]
    not_kept: Callable[[str], None]


Struggle = tuple[str, int, int]         # lesson's title, step as people count, hints used


@dataclass
class Room:
    ports: Ports
    limits: Limits = field(default_factory=Limits)
    now_ms: int = 0
    last_touch_ms: int = 0
    commune: Commune = field(default_factory=Commune)
    look: Look = field(default_factory=Look)
    session: OpenSession | None = None
    visitor: Visitor | None = None
    camera: str = "off"
    sync: SyncChanged = field(default_factory=lambda: SyncChanged(0, 0, 0, None))
    trouble: str = ""                               # code of the last event that could not be kept
    calls: dict[str, int] = field(default_factory=dict)         # learner -> ms since they called
    struggles: dict[str, Struggle] = field(default_factory=dict)   # learner -> where much help was needed last
    guest_progress: dict[str, LessonProgress] = field(default_factory=dict)
    stack: list[Flow] = field(default_factory=list)
    cue: Cue | None = None
    footer: str = ""
    footer_until_ms: int = 0
    _receipts: dict[int, Receipt] = field(default_factory=dict)
    _arriving: set[str] = field(default_factory=set)

    # --- where we are -------------------------------------------------------------------------

    @property
    def top(self) -> Flow:
        return self.stack[-1]

    def push(self, flow: Flow) -> None:
        self.stack.append(flow)
        flow.entered(self)

    def replace(self, flow: Flow) -> None:
        self.stack.pop()
        self.push(flow)

    def back(self) -> None:
        """One flow up; never leaves the lowest."""
        if len(self.stack) > 1:
            self.stack.pop()
            self.top.entered(self)

    def home(self, *, forget: bool = True) -> None:
        """To the first page. ``forget`` also drops who was there."""
        if forget:
            self.forget()
        del self.stack[1:]
        self.top.entered(self)

    def forget(self) -> None:
        self.visitor = None
        self.guest_progress.clear()
        self.calls.pop("", None)
        self.struggles.pop("", None)

    # --- small signs --------------------------------------------------------------------------

    def play(self, sound: Sound) -> None:
        self.cue = Cue((self.cue.serial if self.cue else 0) + 1, sound)

    def say(self, line: str) -> None:
        """Shows a passing line for ``advice_ms``."""
        self.footer, self.footer_until_ms = line, self.now_ms + self.limits.advice_ms

    def touched(self) -> None:
        self.last_touch_ms = self.now_ms

    def adopt(self, commune: Commune) -> None:
        self.commune = commune

    def set_look(self, look: Look) -> None:
        from kiosk.core.ports import Settings

        self.look = look
        self.ports.settings.keep(
            Settings(look.text_percent, look.high_contrast, look.calm, look.slow, look.language))

    # --- keeping ------------------------------------------------------------------------------

    def write(self, fact: NewEvent, kept: Callable[[str], None] | None = None,
              not_kept: Callable[[str], None] | None = None) -> None:
        """Hands a fact to the journal. Without ``not_kept`` a failure becomes ``trouble``."""
        ticket = self.ports.journal.write(fact)
        self._receipts[ticket] = Receipt(kept or (lambda ref: None), not_kept or self._remember_trouble)

    def answered(self, answer: Kept | NotKept) -> None:
        receipt = self._receipts.pop(answer.ticket, None)
        if receipt is None:
            return
        if isinstance(answer, Kept):
            receipt.kept(answer.ref)
        else:
            receipt.not_kept(answer.code)

    def note(self, kind: str, learner: str = "", **fields: object) -> None:
        """A fact of the person in front, inside the open session if there is one."""
        session = self.session.ref if self.session else None
        self.write(NewEvent(kind, fields, session, learner or None))

    def _remember_trouble(self, code: str) -> None:
        self.trouble = code

    # --- the session --------------------------------------------------------------------------

    def check_in(self, learner: str, way: str, kept: Callable[[str], None],
                 not_kept: Callable[[str], None]) -> bool:
        """Writes an attendance. False (and nothing written) where the learner is here already."""
        session = self.session
        if session is None or (learner and (learner in session.learners() or learner in self._arriving)):
            return False
        self._arriving.add(learner)

        def counted(ref: str) -> None:
            self._arriving.discard(learner)
            if self.session is not None and self.session.ref == session.ref:
                arrival = Arrival(learner, ref, self.now_ms)
                self.session = replace(self.session, arrivals=(*self.session.arrivals, arrival))
            kept(ref)

        def refused(code: str) -> None:
            self._arriving.discard(learner)
            self.trouble = code
            not_kept(code)

        fact = NewEvent("attendance.checked_in", {"way": way}, session.ref, learner or None)
        self.write(fact, counted, refused)
        return True

    def void(self, ref: str) -> None:
        """Takes a check-in back: "Không phải thẻ của tôi"."""
        session = self.session
        if session is None:
            return
        gone = next((a for a in session.arrivals if a.ref == ref), None)
        if gone is None:
            return
        self.session = replace(session, arrivals=tuple(a for a in session.arrivals if a.ref != ref))
        fact = NewEvent("attendance.voided", {"event": ref, "reason": "not_mine"}, session.ref, gone.learner or None)
        self.write(fact)

    def call_help(self) -> None:
        learner = self.visitor.learner if self.visitor else ""
        self.calls.setdefault(learner, self.now_ms)
        self.play("look")
        self.say(self._help_words())

    def struggles_at(self, learner: str, where: Struggle) -> None:
        """Remembers for the facilitator of the open session where somebody needed much help."""
        if self.session is not None:
            self.struggles.pop(learner, None)
            self.struggles[learner] = where         # the newest stands last

    def _help_words(self) -> str:
        helper = self.commune.facilitators.get(self.session.facilitator) if self.session else None
        if helper is None:
            return _("Bác nhờ người bên cạnh một chút nhé")
        return _("Cháu gọi {name} rồi, bác chờ một chút nhé").format(name=helper.label)

    # --- progress -----------------------------------------------------------------------------

    def progress_of(self, lesson: str) -> LessonProgress | None:
        if self.visitor is not None and self.visitor.learner:
            return self.ports.progress.of(self.visitor.learner).get(lesson)
        return self.guest_progress.get(lesson)

    def keep_progress(self, progress: LessonProgress) -> None:
        if self.visitor is not None and self.visitor.learner:
            self.ports.progress.keep(self.visitor.learner, progress)
        else:
            self.guest_progress[progress.lesson] = progress
