"""What is true in the kiosk right now.

Guarantees: whoever reads sees values, and changes go through methods, each of which leaves the state whole: time never
runs back, a passing line has its end, leaving forgets the person, how the screen looks is also what is stored. Where
somebody is (``navigation``), who came (``attendance``), what is being kept (``journal``) and who needs help (``help``)
are parts of their own. Pure: time comes in with ``Ticked``.

    state = KioskState(ports)
    state.meet(Visitor(badge.learner))
    state.navigation.start_over(routes.Greeting(badge.learner))
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kiosk.core.attendance import Attendance
from kiosk.core.codes.badge import picture_name
from kiosk.core.flows import routes
from kiosk.core.guest_pace import GuestPace
from kiosk.core.help_requests import HelpRequests, Struggle
from kiosk.core.i18n import _
from kiosk.core.inputs import DatabaseProbed, EnrolmentRequested, SyncChanged
from kiosk.core.limits import Limits
from kiosk.core.navigation import BackStack
from kiosk.core.null_ports import NoFinder, NoRecorder, NoTranslations, NoUsbPacks, NoVoices, UnknownMachine
from kiosk.core.ports import (
    Calendar,
    Catalogue,
    Commune,
    CommuneStore,
    Finder,
    Journal,
    LessonProgress,
    Machine,
    NewEvent,
    OpenSession,
    PinChecker,
    ProgressStore,
    QrMaker,
    Recorder,
    Roster,
    Settings,
    SettingsStore,
    Signer,
    Translations,
    UsbPacks,
    VoiceStore,
)
from kiosk.core.session_life import Now
from kiosk.core.text.name_index import NoRoster
from kiosk.core.tracked_journal import TrackedJournal
from kiosk.core.views import Cue, Look, Sound
from sync.protocol import Invitation

CameraState = Literal["ok", "missing", "off"]
LOCKED = "K22"                          # held by another process for a while: writing is tried all the same


@dataclass(frozen=True)
class Ports:
    """Everything the core needs from outside (bootstrap fills it, tests use fakes)."""

    journal: Journal
    progress: ProgressStore
    pins: PinChecker
    commune: CommuneStore
    catalogue: Catalogue
    signer: Signer
    calendar: Calendar
    settings: SettingsStore
    make_qr: QrMaker
    roster: Roster = field(default_factory=NoRoster)
    finder: Finder = field(default_factory=NoFinder)
    recorder: Recorder = field(default_factory=NoRecorder)
    voices: VoiceStore = field(default_factory=NoVoices)
    sticks: UsbPacks = field(default_factory=NoUsbPacks)
    translations: Translations = field(default_factory=NoTranslations)
    machine: Machine = field(default_factory=UnknownMachine)


@dataclass(frozen=True)
class EnrolmentRequest:
    """The wish to belong to a commune, on its way to the sync worker; ``code`` says why it could not be kept."""

    stage: Literal["none", "keeping", "kept"] = "none"
    code: str = ""


@dataclass(frozen=True)
class Visitor:
    """Who stands in front. ``learner`` is '' for a guest."""

    learner: str = ""

    def name(self) -> str:
        return picture_name(self.learner) if self.learner else _("Khách")


class KioskState:
    """``resumed`` is the session a power cut interrupted, ``database`` how the database stands at the start."""

    def __init__(self, ports: Ports, limits: Limits | None = None, resumed: OpenSession | None = None,
                 now_ms: int = 0, database: DatabaseProbed | None = None) -> None:
        self._ports, self._limits = ports, limits or Limits()
        self._now_ms = self._last_touch_ms = self._glass_ms = now_ms
        self._somebody_ms: int | None = None
        self._commune = ports.commune.read()
        self._look = _look_of(ports.settings.read())
        self._navigation = BackStack(routes.Home())
        self._journal = TrackedJournal(ports.journal)
        self._attendance = Attendance(self._journal, self._now, resumed, self._limits.session)
        self._help = HelpRequests()
        self._guests = GuestPace(self._limits.guests_in_a_row, self._limits.guests_window_ms)
        self._visitor: Visitor | None = None
        self._guest_progress: dict[str, LessonProgress] = {}
        self._camera: CameraState = "off"
        self._sync = SyncChanged(0, 0, 0, None)
        self._database = database or DatabaseProbed()
        self._enrolment_request = EnrolmentRequest()
        self._cue: Cue | None = None
        self._footer, self._footer_until_ms = "", 0

    # --- what there is ------------------------------------------------------------------------

    @property
    def ports(self) -> Ports:
        return self._ports

    @property
    def limits(self) -> Limits:
        return self._limits

    @property
    def navigation(self) -> BackStack:
        return self._navigation

    @property
    def attendance(self) -> Attendance:
        return self._attendance

    @property
    def journal(self) -> TrackedJournal:
        return self._journal

    @property
    def help(self) -> HelpRequests:
        return self._help

    @property
    def guests(self) -> GuestPace:
        return self._guests

    @property
    def session(self) -> OpenSession | None:
        return self._attendance.session

    @property
    def visitor(self) -> Visitor | None:
        return self._visitor

    @property
    def learner(self) -> str:
        """The person in front, '' for a guest or nobody."""
        return self._visitor.learner if self._visitor else ""

    # --- time ---------------------------------------------------------------------------------

    @property
    def now_ms(self) -> int:
        return self._now_ms

    @property
    def last_touch_ms(self) -> int:
        return self._last_touch_ms

    def advance(self, ms: int) -> None:
        """It is ``ms`` now. A passing line goes when its time is over."""
        self._now_ms = max(self._now_ms, ms)
        if self._footer and self._now_ms >= self._footer_until_ms:
            self.clear_footer()

    def touched(self) -> None:
        """Somebody is there."""
        self._last_touch_ms = self._somebody_ms = self._now_ms

    @property
    def glass_ms(self) -> int:
        """When a finger last touched the glass: badges that pass do not count."""
        return self._glass_ms

    def glass_touched(self) -> None:
        """A finger touched the glass."""
        self._glass_ms = self._now_ms
        self.touched()

    def _now(self) -> Now:
        return Now(self._now_ms, self._ports.calendar.today(), self._somebody_ms)

    # --- what comes from outside --------------------------------------------------------------

    @property
    def commune(self) -> Commune:
        return self._commune

    def read_commune(self) -> None:
        """The commune's roster, announcements or identity are new."""
        self._commune = self._ports.commune.read()

    @property
    def camera(self) -> CameraState:
        return self._camera

    def camera_changed(self, camera: CameraState) -> None:
        self._camera = camera

    @property
    def sync(self) -> SyncChanged:
        return self._sync

    def sync_changed(self, sync: SyncChanged) -> None:
        self._sync = sync

    @property
    def database(self) -> DatabaseProbed:
        """Whether anything can be kept, and what became of a damaged database."""
        return self._database

    @property
    def nothing_kept(self) -> str:
        """The code why there is no database to keep anything in; '' also while one is only held by somebody else."""
        return "" if self._database.problem == LOCKED else self._database.problem

    def database_probed(self, database: DatabaseProbed) -> None:
        """A fault that is past is not told any more; a database that came back brings its session and its settings."""
        self._database = database
        if not database.problem:
            self._journal.recovered()
        if database.opened:
            self._attendance.resume(database.resumed)
            self._look = _look_of(self._ports.settings.read())

    @property
    def enrolment_request(self) -> EnrolmentRequest:
        return self._enrolment_request

    def request_enrolment(self, invitation: Invitation) -> None:
        """Asks; whether it was kept is answered later."""
        self._enrolment_request = EnrolmentRequest("keeping")
        self._ports.commune.request_enrolment(invitation)

    def enrolment_requested(self, answer: EnrolmentRequested) -> None:
        self._enrolment_request = EnrolmentRequest("none" if answer.code else "kept", answer.code)
        self.play("soft" if answer.code else "kept")

    # --- how it shows and sounds --------------------------------------------------------------

    @property
    def look(self) -> Look:
        return self._look

    def set_look(self, look: Look) -> None:
        """Shows at once, and after a power cut."""
        self._look = look
        self._ports.settings.keep(
            Settings(look.text_percent, look.high_contrast, look.calm, look.slow, look.language))

    @property
    def cue(self) -> Cue | None:
        return self._cue

    def play(self, sound: Sound) -> None:
        self._cue = Cue((self._cue.serial if self._cue else 0) + 1, sound)

    @property
    def footer(self) -> str:
        return self._footer

    def say(self, line: str) -> None:
        """Shows a passing line for ``advice_ms``."""
        self._footer, self._footer_until_ms = line, self._now_ms + self._limits.advice_ms

    def clear_footer(self) -> None:
        self._footer = ""

    # --- who is there -------------------------------------------------------------------------

    def meet(self, visitor: Visitor) -> None:
        """``visitor`` stands in front now. Another one than before is forgotten first."""
        if self._visitor != visitor:
            self.forget()
        self._visitor = visitor

    def forget(self) -> None:
        """Nobody stands in front; what a guest did is gone."""
        self._visitor = None
        self._guest_progress.clear()
        self._help.helped("")

    def go_home(self) -> None:
        """To the first page, forgetting who was there. ``navigation.home()`` remembers them."""
        self.forget()
        self._navigation.home()

    def call_help(self) -> None:
        """The person in front wants the facilitator."""
        self._help.call(self.learner, self._now_ms)
        self.play("look")
        self.say(self._help_words())

    def struggled(self, where: Struggle) -> None:
        """The person in front needed much help: the facilitator of an open session is told."""
        if self.session is not None:
            self._help.struggled(self.learner, where)

    def _help_words(self) -> str:
        helper = self._commune.facilitators.get(self.session.facilitator) if self.session else None
        if helper is None:
            return _("Bác nhờ người bên cạnh một chút nhé")
        return _("Cháu gọi {name} rồi, bác chờ một chút nhé").format(name=helper.label)

    # --- what is kept -------------------------------------------------------------------------

    def note(self, kind: str, learner: str = "", **fields: object) -> None:
        """Writes an event of ``learner`` ('' = nobody's), inside the open session if there is one."""
        session = self.session.ref if self.session else None
        self._journal.write(NewEvent(kind, fields, session, learner or None))

    def progress_of(self, lesson: str) -> LessonProgress | None:
        """How far the person in front is."""
        if self.learner:
            return self._ports.progress.of(self.learner).get(lesson)
        return self._guest_progress.get(lesson)

    def keep_progress(self, progress: LessonProgress) -> None:
        if self.learner:
            self._ports.progress.keep(self.learner, progress)
        else:
            self._guest_progress[progress.lesson] = progress


def _look_of(settings: Settings) -> Look:
    return Look(settings.text_percent, settings.high_contrast, settings.calm, settings.slow, settings.language)
