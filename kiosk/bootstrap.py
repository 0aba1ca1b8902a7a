"""The composition root: the only file that names every concrete class and asks what machine this is.

    with open_kiosk(config_from()) as kiosk:
        kiosk.app.run()

Order matters: the file is made ready first (a damaged one is set aside; without one the kiosk teaches on), then the
core, then the window.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from kiosk.config import Config
from kiosk.core.controller import Controller
from kiosk.core.errors import StoreError
from kiosk.core.inputs import Input
from kiosk.core.ports import OpenSession
from kiosk.core.state import Ports
from kiosk.hardware.audio.recorded_voices import RecordedVoices
from kiosk.hardware.audio.recorder import MicrophoneRecorder
from kiosk.hardware.audio.voice import SoundOf, play_file, voice_from
from kiosk.hardware.camera.scanner import Scanner
from kiosk.hardware.camera.source import camera_from
from kiosk.hardware.system.process import release_free_memory
from kiosk.hardware.system.systemd import Notifier, watchdog_period_s
from kiosk.packs.catalogue.live_catalogue import LiveCatalogue
from kiosk.packs.catalogue.shipped_lessons import offered_lessons
from kiosk.runtime.controller_adapter import ControllerAdapter, EventInbox
from kiosk.runtime.database_probe import DatabaseProbe, probed
from kiosk.runtime.heartbeat import Heartbeat
from kiosk.runtime.machine_facts import ThisMachine
from kiosk.runtime.pack_watch import PackWatch
from kiosk.runtime.translations import InstalledTranslations
from kiosk.store.badges import BadgeSigner
from kiosk.store.calendar import AnchoredCalendar
from kiosk.store.clock import BootClock, SqliteAnchors, system_boot_id, system_sources
from kiosk.store.commune import SqliteCommune
from kiosk.store.database import prepare as prepare_store
from kiosk.store.disk_reserve import Reserve
from kiosk.store.identity import Identity
from kiosk.store.journal import SqliteJournal, Stamp
from kiosk.store.pins import PinRules, SqlitePins
from kiosk.store.progress import SqliteProgress
from kiosk.store.reader import Reader
from kiosk.store.roster import SealedRoster
from kiosk.store.running import RunningDatabase
from kiosk.store.sessions import unfinished_session
from kiosk.store.settings import SqliteSettings
from kiosk.store.status import OutboxStatus, StatusWatch
from kiosk.store.usb_status import BootTime, SqliteUsbStatus
from kiosk.store.writer import Writer
from kiosk.ui import window
from kiosk.ui.app import AppDependencies, KioskApp, measure
from kiosk.vision.frame_analysis import FrameLooker
from kiosk.vision.qr_encode import qr_matrix
from sync.database import DATABASE_NAME

log = logging.getLogger(__name__)

POLL_S = 2.0                    # seconds between two looks at what the sync worker did
LOOKS = 4                       # at sticks, for one at the rest: who holds the stick in the hand waits


Watch = Callable[[], Sequence[Input]]


@dataclass(frozen=True)
class Store:
    """The open book: one writer, one reader, what this boot is."""

    database: RunningDatabase
    writer: Writer
    reader: Reader
    identity: Identity
    commune: SqliteCommune
    roster: SealedRoster
    clock: BootClock

    def boot_number(self) -> int:
        """Of this start, as the database counts them; 0 where there is none."""
        return self.database.ready.boot if self.database.ready else 0


@dataclass(frozen=True)
class Kiosk:
    """A wired kiosk. ``app.run()`` shows it; tests and the tour drive it by hand."""

    config: Config
    app: KioskApp
    controller: Controller
    store: Store
    scanner: Scanner


class Monitor:
    """One thread that looks every ``POLL_S`` seconds at what the sync worker did, and at what ``watches`` tell (sticks,
    packs) ``LOOKS`` times as often. What the database does not answer is asked again at the next look."""

    def __init__(self, store: Store, post: Callable[[Input], None], *watches: Watch) -> None:
        self._store, self._post, self._watches = store, post, watches
        self._watch = StatusWatch(OutboxStatus(store.reader), store.commune.mark)
        self._end = threading.Event()
        self._home = threading.Event()
        self._fault = ""
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._end.set()
        self._thread.join()

    def came_home(self) -> None:
        """The first page shows: what the last lesson needed can be given back."""
        self._home.set()

    def _run(self) -> None:
        looks = (self._look, *[self._watched] * (LOOKS - 1))
        while not self._end.is_set():
            for look in looks:
                self._try(look)
                if self._end.wait(POLL_S / LOOKS):
                    break

    def _try(self, look: Callable[[], None]) -> None:
        try:
            look()
        except StoreError as error:
            if error.code != self._fault:
                log.warning("%s: the database did not answer a look", error.code)
            self._fault = error.code

    def _watched(self) -> None:
        """One watch that fails (there is no database) keeps no other from telling."""
        for watch in self._watches:
            self._try(partial(self._ask, watch))

    def _ask(self, watch: Watch) -> None:
        self._tell(watch())

    def _tell(self, events: Sequence[Input]) -> None:
        for event in events:
            self._post(event)

    def _look(self) -> None:
        self._watched()
        if self._home.is_set():
            self._home.clear()
            release_free_memory()
        self._tell(self._watch.poll())
        self._store.roster.refresh()
        self._store.clock.refresh()
        self._fault = ""


@contextmanager
def open_kiosk(config: Config, *, locked: bool = True, frame_rate: int = 60) -> Iterator[Kiosk]:
    """Everything from the file to the window, and back down in order. ``frame_rate`` 0 = as fast as stepped. Where the
    database cannot be opened the kiosk teaches without one: ``kiosk.store.database.standing()`` tells.

    Raises:
        KioskError: there is no screen.
    """
    window.prepare(fullscreen=not config.windowed, size=config.size, frame_rate=frame_rate)
    inbox = EventInbox()
    with _open_store(config, inbox.post) as store, ExitStack() as closing:
        journal = SqliteJournal(store.writer, Stamp(store.clock.now, store.identity.device), inbox.post)
        packs = PackWatch(config.data / "packs", journal)
        closing.callback(packs.close)
        lessons = LiveCatalogue(lambda: offered_lessons(config, packs.found))
        recorder = MicrophoneRecorder(inbox.post)
        voices = RecordedVoices(config.data / "voices", recorder, play_file)
        scanner = Scanner(camera_from(config.camera), inbox.post, look_at=FrameLooker())
        closing.callback(scanner.stop)
        judging = PinRules(store.commune.facilitator, unlock=store.roster.unlock)
        pins = SqlitePins(store.clock, store.reader, store.writer, judging, inbox.post)
        closing.callback(pins.close)
        sticks = SqliteUsbStatus(
            store.reader, store.writer, BootTime(store.clock.boot_id, store.clock.ms), packs.in_use, packs.roll_back)
        ports = replace(_ports(config, lessons, store, journal, pins), recorder=recorder, voices=voices, sticks=sticks)
        controller = Controller(ports, config.limits, now_ms=store.clock.ms(), resumed=_resumed(store),
                                database=probed(store.database))
        pulse = Monitor(store, inbox.post, sticks.changed, packs.changed)
        heart = _heartbeat(store, inbox.post)
        around = replace(
            _app_dependencies(config, store, scanner, heart), voice=voice_from(config.sound, _sounds(lessons, voices)),
            picture_of=lessons.picture_of)
        app = KioskApp(ControllerAdapter(controller, scanner, lessons, pulse.came_home), around)
        inbox.open(app.post)
        window.open_window(locked=locked)
        scanner.start()
        for thread in (pulse, heart):
            thread.start()
            closing.callback(thread.stop)
        yield Kiosk(config, app, controller, store, scanner)


@contextmanager
def _open_store(config: Config, post: Callable[[Input], None]) -> Iterator[Store]:
    reserve = Reserve(config.data / "reserve", config.reserve_bytes)
    identity = Identity(config.data)
    boot_id, sources = system_boot_id(), system_sources()
    database = RunningDatabase(lambda: prepare_store(config.data, boot_id, identity.device(), reserve),
                               config.data / DATABASE_NAME, sources.boottime_ms)
    database.open()
    writer = Writer(database.path, reserve, database.connect, database.repair)
    reader = Reader(database.path, database.connect_reading, writer.recheck)
    boot = database.ready.boot if database.ready else 0
    clock = BootClock(boot, boot_id, sources, SqliteAnchors(reader, writer))
    commune = SqliteCommune(identity, reader, writer, post)
    try:
        yield Store(database, writer, reader, identity, commune, SealedRoster(commune.roster), clock)
    finally:
        writer.close()
        reader.close()


def _heartbeat(store: Store, post: Callable[[Input], None]) -> Heartbeat:
    probe = DatabaseProbe(store.writer, store.database, store.clock.ms, lambda: _resumed(store))
    return Heartbeat(probe, post, Notifier.from_environment(os.environ), watchdog_period_s(os.environ))


def _sounds(lessons: LiveCatalogue, voices: RecordedVoices) -> SoundOf:
    """The village's own voice first, then the pack's, then the Vietnamese one of a sentence nobody translated."""
    def sound_of(language: str, sentence: str) -> Path | None:
        return (voices.path(language, sentence) or lessons.sound_of(language, sentence)
                or voices.path("vi", sentence) or lessons.sound_of("vi", sentence))
    return sound_of


def _ports(config: Config, lessons: LiveCatalogue, store: Store, journal: SqliteJournal, pins: SqlitePins) -> Ports:
    return Ports(
        journal=journal, progress=SqliteProgress(store.reader, store.writer), pins=pins, commune=store.commune,
        catalogue=lessons, finder=lessons, calendar=AnchoredCalendar(store.clock),
        signer=BadgeSigner(store.identity.badge_key, store.commune.neighbours),
        settings=SqliteSettings(store.reader, store.writer), make_qr=qr_matrix, roster=store.roster,
        translations=InstalledTranslations(config.assets / "translations"),
        machine=ThisMachine(store.identity.device, config.data, store.boot_number),
    )


def _app_dependencies(config: Config, store: Store, scanner: Scanner, heart: Heartbeat) -> AppDependencies:
    from kiosk.ui.audio.sounds import Silent, Sounds

    return AppDependencies(
        measure=measure(config.pitch), now_ms=store.clock.ms,
        sounds=Silent() if config.sound == "off" else Sounds(config.assets / "sounds"), latest=lambda: _latest(scanner),
        on_frame=heart.frame_drawn, scan_ms=config.scan_ms,
    )


def _latest(scanner: Scanner) -> tuple[bytes, int, int, int] | None:
    frame = scanner.latest()
    return (frame.rgba, frame.width, frame.height, frame.number) if frame else None


def _resumed(store: Store) -> OpenSession | None:
    """The session that nobody closed; None too where it cannot be read: the evening begins anew then."""
    if store.database.ready is None:
        return None
    try:
        found = unfinished_session(store.reader, store.database.ready.boot)
    except StoreError as error:
        log.error("%s: the session that was open cannot be read: %s", error.code, error)
        return None
    return found.session if found else None
