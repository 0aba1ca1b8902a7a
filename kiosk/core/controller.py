"""The one state machine: events in, an immutable view out.

Single-threaded; threads post their events to the UI's main loop, which hands them over here. Nothing
that happens in a flow can stop the kiosk: the one catch-all logs, shows a readable notice, goes on.

    controller = Controller(ports)
    controller.handle(Scanned(b"BDHVS1:..."))
    controller.view          # GreetingView(...)
"""

from __future__ import annotations

import logging
from dataclasses import replace

from kiosk.core.codes.recognise import recognise
from kiosk.core.flows.arrival.home import HomeFlow
from kiosk.core.flows.arrival.no_badge import DoorFlow, just_learn
from kiosk.core.flows.idle import IdleFlow
from kiosk.core.flows.maintenance.usb import stick_changed
from kiosk.core.flows.notice import crash_notice
from kiosk.core.flows.session.dashboard import SessionFlow
from kiosk.core.flows.session.opening import OpeningFlow
from kiosk.core.flows.session.pin import PinFlow
from kiosk.core.flows.text_size import TextSizeFlow
from kiosk.core.i18n import readdressed, reworded
from kiosk.core.inputs import (
    Broke,
    CameraChanged,
    CommuneChanged,
    Event,
    Kept,
    Looked,
    NotKept,
    PacksChanged,
    PinJudged,
    Recorded,
    Scanned,
    StickChanged,
    SyncChanged,
    Tapped,
    Ticked,
    Touched,
)
from kiosk.core.intents import CallHelp, GoHome, Intent, JustLearn, NoBadge, OpenTextSize
from kiosk.core.limits import Limits
from kiosk.core.ports import OpenSession
from kiosk.core.scanning.coaching import FrameLook
from kiosk.core.state import Ports, Room
from kiosk.core.views import Look, View

log = logging.getLogger(__name__)


class Controller:
    """``resumed`` is the session a power cut interrupted: the evening goes on where it was. ``trouble`` is
    the code of what maintenance should know from the start (a book set aside)."""

    def __init__(self, ports: Ports, limits: Limits | None = None, resumed: OpenSession | None = None,
                 now_ms: int = 0, trouble: str = "") -> None:
        self.room = Room(ports, limits or Limits(), now_ms=now_ms, last_touch_ms=now_ms)
        self.room.session, self.room.trouble = resumed, trouble
        self.room.commune = ports.commune.read()
        settings = ports.settings.read()
        self.room.look = Look(
            settings.text_percent, settings.high_contrast, settings.calm, settings.slow, settings.language)
        self.room.push(HomeFlow())
        self.view: View = self._render()

    @property
    def camera_wanted(self) -> bool:
        """True while some place looks through the camera. On the first page only during a session."""
        top = self.room.top
        return top.camera or (isinstance(top, HomeFlow) and self.room.session is not None)

    def handle(self, event: Event) -> None:
        """Takes one event and renews ``view``. Never raises."""
        try:
            self._dispatch(event)
            self._lock_roster()
            self.view = self._render()
        except Exception:
            log.exception("U2 %s failed on %s", type(self.room.top).__name__, type(event).__name__)
            self._break("U2")

    def _break(self, code: str) -> None:
        del self.room.stack[:]
        self.room.stack.append(HomeFlow())
        self.room.push(crash_notice(code))
        self._lock_roster()
        self.view = self._render()

    def _lock_roster(self) -> None:
        """Names are readable only while a session is open, or is being opened by who may."""
        room = self.room
        opening = any(isinstance(flow, PinFlow | OpeningFlow) for flow in room.stack)
        if room.session is None and not opening and room.ports.roster.open:
            room.ports.roster.lock()

    def _dispatch(self, event: Event) -> None:
        room = self.room
        match event:
            case Ticked(ms):
                self._tick(ms)
            case Touched():
                self._touched()
            case Tapped(intent):
                room.touched()
                self._tap(intent)
            case Scanned() as scan:
                self._scanned(scan)
            case Looked(look):
                self._looked(look)
            case Kept() | NotKept():
                room.answered(event)
            case PinJudged():
                room.top.pin(event, room)
            case CameraChanged(state):
                room.camera = state
            case SyncChanged():
                room.sync = event
            case Recorded():
                room.top.recorded(event, room)
            case PacksChanged():
                pass                    # the catalogue is asked anew by every view; what is open keeps its lesson
            case StickChanged():
                stick_changed(room)
            case CommuneChanged():
                room.adopt(room.ports.commune.read())
            case Broke(code):
                self._break(code)

    def _tick(self, ms: int) -> None:
        room = self.room
        room.now_ms = max(room.now_ms, ms)
        if room.footer and room.now_ms >= room.footer_until_ms:
            room.footer = ""
        room.top.tick(room)
        wait = room.limits.idle_ms if room.top.idle_ms == 0 else room.top.idle_ms
        if wait is not None and room.now_ms - room.last_touch_ms >= wait:
            room.push(IdleFlow(room.now_ms))

    def _touched(self) -> None:
        """Any touch keeps the page, and brings it back from under a passing line."""
        self.room.touched()
        self.room.footer = ""
        if isinstance(self.room.top, IdleFlow):
            self.room.back()

    def _tap(self, intent: Intent) -> None:
        room = self.room
        match intent:
            case GoHome():
                room.home()
            case OpenTextSize() if not isinstance(room.top, TextSizeFlow):
                room.push(TextSizeFlow())
            case CallHelp():
                room.call_help()
            case NoBadge() if not isinstance(room.top, SessionFlow):
                room.push(DoorFlow())
            case JustLearn():
                just_learn(room)
            case _:
                room.top.tap(intent, room)

    def _scanned(self, scan: Scanned) -> None:
        """A reading that arrives after its place is gone is dropped."""
        if self.camera_wanted:
            room = self.room
            signer, revoked = room.ports.signer, room.commune.revoked
            room.top.scan(recognise(scan.payload, signer, revoked, scan.text, scan.part_of), room)

    def _looked(self, look: FrameLook) -> None:
        """The camera's thread has another clock than the room: the look counts from when it is told."""
        if self.camera_wanted:
            self.room.top.look(replace(look, ms=self.room.now_ms), self.room)

    def _render(self) -> View:
        room = self.room
        view: View = replace(room.top.view(room), cue=room.cue, footer=room.footer)
        if room.look.language != "vi":
            said, language = room.ports.catalogue.said, room.look.language
            view = reworded(view, lambda text: said(language, text))
        return view if room.commune.address == "bác" else readdressed(view, room.commune.address)
