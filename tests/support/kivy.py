"""What tests of the UI start with: an off-screen window, a driver, and ports that remember.

    with stage(HOME) as shown:
        shown.driver.tap("Quét thẻ của bác")
        assert shown.events[-1] == Tapped(StartScan())
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from kiosk.core.inputs import Input, Ticked
from kiosk.core.views import Sound, View
from kiosk.ui import window
from kiosk.ui.app import AppDependencies, KioskApp, measure
from kiosk.ui.render.camera_texture import Latest
from kiosk.ui.testing import driver as driving
from kiosk.ui.testing.driver import Driver

REFERENCE_MM = 0.1695


class RecordingVoice:
    """Speaks until stopped; remembers what it said."""

    def __init__(self) -> None:
        self.said: list[tuple[str, ...]] = []
        self.speaking = False
        self.slow, self.language = False, "vi"

    def tune(self, *, slow: bool, language: str) -> None:
        self.slow, self.language = slow, language

    def speak(self, lines: tuple[str, ...]) -> None:
        self.said.append(lines)
        self.speaking = True

    def stop(self) -> None:
        self.speaking = False


class RecordingPlayer:
    """Remembers the sounds played."""

    def __init__(self) -> None:
        self.played: list[str] = []

    def play(self, sound: Sound) -> None:
        self.played.append(sound)


@dataclass
class ScriptedController:
    """Shows ``view``; remembers events but ticks; ``answers`` turn an event into the next view."""

    view: View
    events: list[Input] = field(default_factory=list)
    ticks: list[Ticked] = field(default_factory=list)
    answer: Callable[[Input, View], View] = lambda _event, view: view

    def handle(self, event: Input) -> None:
        if isinstance(event, Ticked):
            self.ticks.append(event)
            return
        self.events.append(event)
        self.view = self.answer(event, self.view)


@dataclass
class Clock:
    """Milliseconds that pass only when told."""

    ms: int = 1_000_000

    def __call__(self) -> int:
        return self.ms


@dataclass
class Shown:
    """A running application and everything around it."""

    driver: Driver
    app: KioskApp
    controller: ScriptedController
    voice: RecordingVoice
    sounds: RecordingPlayer
    clock: Clock
    frames_drawn: list[int]

    @property
    def events(self) -> list[Input]:
        return self.controller.events

    def show(self, view: View) -> None:
        self.controller.view = view
        self.driver.frames(2)

    def wait(self, ms: int) -> None:
        """``ms`` milliseconds pass, then two frames."""
        self.clock.ms += ms
        self.driver.frames(2)

    def tap(self, wanted: object) -> None:
        """A tap long after the one before, so that it is no repeat."""
        self.wait(1000)
        self.driver.tap(wanted)  # type: ignore[arg-type]


def window_of_tests() -> None:
    """The one window of the test process: off-screen, as large as the largest panel, used at 1280x800
    (SDL's off-screen window can become smaller, not larger)."""
    import sys
    if "kivy.core.window" not in sys.modules:
        driving.offscreen()
        window.prepare(fullscreen=False, size=(1920, 1080), frame_rate=0)
    driving.showcase(1280, 800)


@contextmanager
def stage(view: View, *, latest: Latest | None = None, fades: bool = False,
          answer: Callable[[Input, View], View] = lambda _event, view: view) -> Iterator[Shown]:
    """A running application that shows ``view``."""
    window_of_tests()
    controller = ScriptedController(view, answer=answer)
    voice, sounds, clock, drawn = RecordingVoice(), RecordingPlayer(), Clock(), list[int]()
    app = KioskApp(controller, AppDependencies(
        measure(REFERENCE_MM), clock, voice, sounds, latest, on_frame=lambda: drawn.append(clock.ms),
        fades=fades))
    with Driver(app) as driver:
        yield Shown(driver, app, controller, voice, sounds, clock, drawn)
