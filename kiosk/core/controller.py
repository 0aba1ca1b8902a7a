"""The one state machine: inputs in, an immutable view out.

Single-threaded; threads post their inputs to the UI's main loop, which hands them over here. Opens the flow of every
place on the back stack. Nothing that happens in a flow can stop the kiosk: the one catch-all logs, shows a readable
notice, goes on.

    controller = Controller(ports)
    controller.handle(Scanned(b"BDHVS1:..."))
    controller.view          # GreetingView(...)
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any, Final

from kiosk.core.codes.recognise import recognise
from kiosk.core.flows import routes
from kiosk.core.flows.arrival.greet import just_learn
from kiosk.core.flows.base import Flow, IdleRule
from kiosk.core.flows.notices import crash_notice
from kiosk.core.flows.registry import flow_for
from kiosk.core.i18n import Translate, readdressed, reworded, speak
from kiosk.core.inputs import (
    Broke,
    CameraChanged,
    CommuneChanged,
    DatabaseProbed,
    EnrolmentRequested,
    Input,
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
from kiosk.core.state import KioskState, Ports
from kiosk.core.views import View

# Stages that are shown unasked.
USB_CHANGES: Final = frozenset({"copying", "keeping", "done", "failed", "exporting", "exported", "export_failed"})
log = logging.getLogger(__name__)


class Controller:
    """``resumed`` is the session a power cut interrupted: the evening goes on where it was. ``database`` tells how the
    database stands at the start (none, or one that was set aside)."""

    def __init__(self, ports: Ports, limits: Limits | None = None, resumed: OpenSession | None = None,
                 now_ms: int = 0, database: DatabaseProbed | None = None) -> None:
        self._state = KioskState(ports, limits, resumed, now_ms, database)
        self._flows: dict[int, Flow[Any]] = {}      # serial of a place -> its flow
        self._moves = 0                             # of the back stack that were followed
        self._judged_ms = now_ms
        self._speak()
        self._follow()
        self.view: View = self._render()

    @property
    def state(self) -> KioskState:
        return self._state

    @property
    def camera_wanted(self) -> bool:
        """True while some place looks through the camera."""
        return self._top.camera(self._state)

    def handle(self, given: Input) -> None:
        """Takes one input and renews ``view``. Never raises."""
        try:
            self._speak()
            self._dispatch(given)
            self._follow()
            self._lock_roster()
            self.view = self._render()
        except Exception:
            place = type(self._state.navigation.top.route).__name__
            log.exception("U2 %s failed on %s", place, type(given).__name__)
            self._break("U2")

    def open(self, route: routes.Route) -> None:
        """Goes to ``route`` without anybody's touch: previews and plays begin there."""
        self._speak()
        self._state.navigation.push(route)
        self._follow()
        self.view = self._render()

    # --- places -------------------------------------------------------------------------------

    @property
    def _top(self) -> Flow[Any]:
        return self._flows[self._state.navigation.top.serial]

    def _follow(self) -> None:
        """Opens the flows of new places, drops those of places that are gone, and tells the top it was entered."""
        navigation = self._state.navigation
        while self._moves != navigation.moves:
            self._moves = navigation.moves
            self._flows = {place.serial: self._flows.get(place.serial) or flow_for(place.route, self._state)
                           for place in navigation.places}
            self._top.entered(self._state)

    def _break(self, code: str) -> None:
        self._state.navigation.restart()
        self._state.navigation.push(crash_notice(code))
        self._follow()
        self._lock_roster()
        self.view = self._render()

    def _lock_roster(self) -> None:
        """Names are readable only while a session is open, or is being opened by who may."""
        opening = any(flow.keeps_roster_open for flow in self._flows.values())
        roster = self._state.ports.roster
        if self._state.session is None and not opening and roster.open:
            roster.lock()

    # --- inputs -------------------------------------------------------------------------------

    def _dispatch(self, given: Input) -> None:
        state = self._state
        if isinstance(given, Tapped | Touched | Scanned):
            state.attendance.judge()        # before the touch: a session of another evening ends first
        match given:
            case Ticked(ms):
                self._tick(ms)
            case Touched():
                self._touched()
            case Tapped(intent):
                state.glass_touched()
                self._tap(intent)
            case Scanned() as scan:
                self._scanned(scan)
            case Looked(look):
                self._looked(look)
            case Kept() | NotKept():
                state.journal.answered(given)
            case PinJudged():
                self._top.pin(given, state)
            case CameraChanged(camera):
                state.camera_changed(camera)
            case SyncChanged():
                state.sync_changed(given)
            case DatabaseProbed():
                state.database_probed(given)
            case Recorded():
                self._top.recorded(given, state)
            case PacksChanged():
                pass                    # the catalogue is asked anew by every view; what is open keeps its lesson
            case StickChanged():
                self._usb_changed()
            case CommuneChanged():
                state.read_commune()
            case EnrolmentRequested():
                state.enrolment_requested(given)
            case Broke(code):
                self._break(code)

    def _tick(self, ms: int) -> None:
        state = self._state
        state.advance(ms)
        if state.now_ms - self._judged_ms >= state.limits.judge_ms:
            self._judged_ms = state.now_ms
            state.attendance.judge()
        self._top.tick(state)
        self._follow()
        self._lock_facilitator()
        wait = self._top.idle().wait_ms(state.limits)
        if wait is not None and state.now_ms - state.last_touch_ms >= wait:
            state.navigation.push(routes.Idle(state.now_ms))

    def _lock_facilitator(self) -> None:
        """Nobody touched the glass for long: the facilitator's page is gone, also from under a lesson for the class.
        The session goes on."""
        state, navigation = self._state, self._state.navigation
        if state.now_ms - state.glass_ms < state.limits.facilitator_idle_ms:
            return
        if self._top.idle() is IdleRule.FACILITATOR:
            state.go_home()
        elif any(self._flows[place.serial].idle() is IdleRule.FACILITATOR for place in navigation.places):
            navigation.forget_between()
        self._follow()

    def _touched(self) -> None:
        """Any touch keeps the page, and brings it back from under a passing line."""
        self._state.glass_touched()
        self._state.clear_footer()
        self._top.touched(self._state)

    def _tap(self, intent: Intent) -> None:
        state, here = self._state, self._state.navigation.top.route
        match intent:
            case GoHome():
                state.go_home()
            case OpenTextSize() if here != routes.TextSize():
                state.navigation.push(routes.TextSize())
            case CallHelp():
                state.call_help()
            case NoBadge() if here != routes.Dashboard():
                state.navigation.push(routes.NoBadge())
            case JustLearn():
                just_learn(state)
            case _:
                self._top.tap(intent, state)

    def _scanned(self, scan: Scanned) -> None:
        """A reading that arrives after its place is gone is dropped."""
        if self.camera_wanted:
            state = self._state
            signer, revoked = state.ports.signer, state.commune.revoked
            self._top.scan(recognise(scan.payload, signer, revoked, scan.text, scan.part_of), state)

    def _looked(self, look: FrameLook) -> None:
        """The camera's thread has another clock than the controller: the look counts from when it is told."""
        if self.camera_wanted:
            self._top.look(replace(look, ms=self._state.now_ms), self._state)

    def _usb_changed(self) -> None:
        """A stick came, or its copying went on. The page opens by itself only where nobody is learning."""
        news = self._state.ports.sticks.state().stage in USB_CHANGES
        if news and self._top.opens_for_usb(self._state):
            self._state.navigation.push(routes.UsbPacks(unasked=True))

    def _speak(self) -> Translate:
        """The kiosk's own words are in the language of the look from now on."""
        translate = self._state.ports.translations.into(self._state.look.language)
        speak(translate)
        return translate

    def _render(self) -> View:
        """The view in the language of the look, sentence by sentence: what nobody translated stays Vietnamese."""
        state, own = self._state, self._speak()
        view: View = replace(self._top.view(state), cue=state.cue, footer=state.footer)
        if state.look.language != "vi":
            view = reworded(view, lambda text: self._in_other_words(text, own))
        return view if state.commune.address == "bác" else readdressed(view, state.commune.address)

    def _in_other_words(self, text: str, own: Translate) -> str:
        """A sentence of a lesson by its pack; else one of the kiosk's that was a constant until now."""
        said = self._state.ports.catalogue.said(self._state.look.language, text)
        return said if said != text else own(text)
