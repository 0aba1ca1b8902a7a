"""The composition root: the only file that names every concrete class and asks what machine this is.

    with open_kiosk(config_from()) as kiosk:
        kiosk.app.run()

Order matters: the file is made ready first (a damaged one is set aside), then the core, then the window.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kiosk.config import Config
from kiosk.core.controller import Controller
from kiosk.core.errors import StoreDamaged, StoreError
from kiosk.core.events import Event
from kiosk.core.ports import OpenSession
from kiosk.core.room import Ports
from kiosk.core.views import View
from kiosk.hardware.look_at import FrameLooker
from kiosk.hardware.notify import Notifier, Watchdog, watchdog_period_s
from kiosk.hardware.qr_make import qr_matrix
from kiosk.hardware.scanner import Scanner
from kiosk.hardware.source import camera_from
from kiosk.hardware.voice import voice_from
from kiosk.packs.load import InstalledLessons, load_lessons
from kiosk.store.badges import BadgeSigner
from kiosk.store.clock import AnchorBook, BootClock, system_boot_id, system_sources
from kiosk.store.commune import StoredCommune
from kiosk.store.database import prepare as prepare_store
from kiosk.store.identity import Identity
from kiosk.store.journal import SqliteJournal, Stamp
from kiosk.store.pins import Judging, StoredPins
from kiosk.store.progress import StoredProgress
from kiosk.store.reader import Reader
from kiosk.store.reserve import Reserve
from kiosk.store.roster import StoredRoster
from kiosk.store.sessions import unfinished_session
from kiosk.store.settings import StoredSettings
from kiosk.store.status import OutboxStatus, StatusWatch
from kiosk.store.today import StoredCalendar
from kiosk.store.writer import Writer
from kiosk.ui import window
from kiosk.ui.app import KioskApp, Surroundings, measure

log = logging.getLogger(__name__)

POLL_S = 2.0                    # seconds between two looks at what the sync worker did
RESUME_WITHIN_BOOTS = 50        # an unfinished session older than this is not gone on with


class Inbox:
    """Where threads post before the app exists; afterwards straight to the app."""

    def __init__(self) -> None:
        self._waiting: list[Event] = []
        self._post: Callable[[Event], None] | None = None
        self._gate = threading.Lock()

    def post(self, event: Event) -> None:
        with self._gate:
            if self._post is None:
                self._waiting.append(event)
            else:
                self._post(event)

    def open(self, post: Callable[[Event], None]) -> None:
        """From now on everything goes to ``post``; what waited goes first."""
        with self._gate:
            self._post = post
            for event in self._waiting:
                post(event)
            self._waiting.clear()


class Doorkeeper:
    """The controller, with the camera switched on and off as its places need it."""

    def __init__(self, controller: Controller, scanner: Scanner) -> None:
        self._controller = controller
        self._scanner = scanner
        self._looking = False
        self._look()

    @property
    def view(self) -> View:
        return self._controller.view

    @property
    def camera_wanted(self) -> bool:
        return self._controller.camera_wanted

    def handle(self, event: Event) -> None:
        self._controller.handle(event)
        self._look()

    def _look(self) -> None:
        wanted = self._controller.camera_wanted
        if wanted == self._looking:
            return
        self._looking = wanted
        if wanted:
            self._scanner.resume()
        else:
            self._scanner.pause()


@dataclass(frozen=True)
class Store:
    """The open book: one writer, one reader, what this boot is."""

    writer: Writer
    reader: Reader
    identity: Identity
    commune: StoredCommune
    roster: StoredRoster
    clock: BootClock
    epoch: str
    boot: int
    trouble: str                    # K23 where a book had to be set aside at this start


@dataclass(frozen=True)
class Kiosk:
    """A wired kiosk. ``app.run()`` shows it; tests and the tour drive it by hand."""

    config: Config
    app: KioskApp
    controller: Controller
    store: Store
    scanner: Scanner


class Pulse:
    """One thread that looks every ``POLL_S`` seconds: what the sync worker did, whether the book answers.

    Feeds the service manager's watchdog only after a drawn frame and an answer of the book.
    """

    def __init__(self, store: Store, post: Callable[[Event], None], notifier: Notifier) -> None:
        self._store, self._post, self._notifier = store, post, notifier
        self._watch = StatusWatch(OutboxStatus(store.reader), store.commune.mark)
        self._dog = Watchdog()
        self._gate = threading.Lock()
        self._end = threading.Event()
        self._ready = False
        self._period_s = watchdog_period_s(os.environ)
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._notifier.stopping()
        self._end.set()
        self._thread.join()

    def frame_drawn(self) -> None:
        with self._gate:
            self._dog = self._dog.frame_drawn()

    def _run(self) -> None:
        wait_s = min(POLL_S, self._period_s or POLL_S)
        while not self._end.is_set():
            try:
                self._look()
            except StoreError as error:
                log.warning("%s: the book did not answer", error.code)
            self._end.wait(wait_s)

    def _look(self) -> None:
        for event in self._watch.poll():
            self._post(event)
        self._store.roster.refresh()
        self._store.clock.refresh()
        if self._period_s is not None:
            self._store.writer.do("SELECT 1", ())
            self._feed()

    def _feed(self) -> None:
        with self._gate:
            self._dog, fed = self._dog.database_answered().feed()
        if fed and not self._ready:
            self._ready = self._notifier.ready()
        elif fed:
            self._notifier.alive()


@contextmanager
def open_kiosk(config: Config, *, locked: bool = True, frame_rate: int = 60) -> Iterator[Kiosk]:
    """Everything from the file to the window, and back down in order. ``frame_rate`` 0 = as fast as stepped.

    Raises:
        KioskError: the book cannot be opened at all (too new, full, not allowed).
    """
    window.prepare(fullscreen=not config.windowed, size=config.size, frame_rate=frame_rate)
    inbox = Inbox()
    with _open_store(config) as store:
        lessons = load_lessons(config.lessons, config.assets)
        scanner = Scanner(camera_from(config.camera), inbox.post, look_at=FrameLooker())
        judging = Judging(store.commune.facilitator, unlock=store.roster.unlock)
        pins = StoredPins(store.clock, store.reader, store.writer, judging, inbox.post)
        journal = SqliteJournal(store.writer, Stamp(store.clock.now, store.identity.device, store.epoch), inbox.post)
        controller = Controller(_ports(lessons, store, journal, pins), config.limits, now_ms=store.clock.ms(),
                                resumed=_resumed(store), trouble=store.trouble)
        pulse = Pulse(store, inbox.post, Notifier.from_environment(os.environ))
        app = KioskApp(Doorkeeper(controller, scanner), _surroundings(config, lessons, store, scanner, pulse))
        inbox.open(app.post)
        window.open_window(locked=locked)
        scanner.start()
        pulse.start()
        try:
            yield Kiosk(config, app, controller, store, scanner)
        finally:
            pulse.stop()
            scanner.stop()
            pins.close()


@contextmanager
def _open_store(config: Config) -> Iterator[Store]:
    reserve = Reserve(config.data / "reserve", config.reserve_bytes)
    identity = Identity(config.data)
    ready = prepare_store(config.data, system_boot_id(), identity.device(), reserve)
    reader = Reader(ready.path)
    writer = Writer(ready.path, reserve)
    clock = BootClock(ready.boot, ready.boot_id, system_sources(), AnchorBook(reader, writer))
    commune = StoredCommune(identity, reader, writer)
    try:
        yield Store(writer, reader, identity, commune, StoredRoster(commune.roster), clock, ready.epoch, ready.boot,
                    StoreDamaged.code if ready.incident else "")
    finally:
        writer.close()
        reader.close()


def _ports(lessons: InstalledLessons, store: Store, journal: SqliteJournal, pins: StoredPins) -> Ports:
    return Ports(
        journal=journal, progress=StoredProgress(store.reader, store.writer), pins=pins, commune=store.commune,
        catalogue=lessons, calendar=StoredCalendar(store.clock),
        signer=BadgeSigner(store.identity.badge_key, store.commune.neighbours),
        settings=StoredSettings(store.reader, store.writer), make_qr=qr_matrix, roster=store.roster,
    )


def _surroundings(
    config: Config, lessons: InstalledLessons, store: Store, scanner: Scanner, pulse: Pulse,
) -> Surroundings:
    from kiosk.ui.sounds import Silent, Sounds

    return Surroundings(
        measure=measure(config.pitch), now_ms=store.clock.ms, voice=voice_from(config.sound),
        sounds=Silent() if config.sound == "off" else Sounds(config.assets / "sounds"), latest=lambda: _latest(scanner),
        folders=lessons.folders, on_frame=pulse.frame_drawn,
    )


def _latest(scanner: Scanner) -> tuple[bytes, int, int, int] | None:
    frame = scanner.latest()
    return (frame.rgba, frame.width, frame.height, frame.number) if frame else None


def _resumed(store: Store) -> OpenSession | None:
    found = unfinished_session(store.reader, store.boot)
    return found.session if found and found.boots_since <= RESUME_WITHIN_BOOTS else None
