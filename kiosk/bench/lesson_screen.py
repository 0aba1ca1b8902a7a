"""The real stage in a process of its own: how long a lesson takes to answer, and what memory many lessons leave.

Guarantees: the shipped lessons, opened and learned by touches as ``kiosk.tour.next_action`` says, on an off-screen
window of the panel's size; a figure is from the finger's leaving the glass until the answer is drawn and finished.
The screen's own pace (a frame is begun at most every 17 ms) is not in it: frames are stepped as fast as they can be.
Nothing is kept: the ports are those of a kiosk alone, the clock is made up.

    python -m kiosk.bench.lesson_screen 6 1 full    # 6 lessons opened twice, one gone through: LessonTimes as JSON
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import msgspec

from kiosk.authoring.stub_ports import stub_ports
from kiosk.bench.offscreen_kiosk import FULL, SMALL, OffscreenPanel
from kiosk.bench.process_memory import held_mb
from kiosk.config import config_from
from kiosk.core.controller import Controller
from kiosk.core.flows import routes
from kiosk.core.inputs import CameraChanged, Scanned
from kiosk.core.intents import GoHome, Intent, OpenLesson, TurnPage
from kiosk.core.lessons.lesson import Lesson, PhoneStep
from kiosk.core.phone.guide import walk
from kiosk.core.views import DoneView, HomeView
from kiosk.packs.catalogue.catalogue import InstalledCatalogue
from kiosk.packs.catalogue.loader import load_lessons
from kiosk.tour.next_action import NoNextAction, Sheet, Waiting, as_it_stands, next_move, step_at
from kiosk.ui import window
from kiosk.ui.design.parts import Touch

if TYPE_CHECKING:
    from kiosk.ui.testing.driver import Driver

PANELS = {"full": FULL, "small": SMALL}
CALM_MS = 600               # between two touches: more than the guard against trembling hands
TICK_MS = 250
ANSWER = 2                  # frames from the finger's leaving to the answer: heard, drawn
MAX_TURNS = 60             # pages of the list of lessons


class LessonTimes(msgspec.Struct, frozen=True):
    """Milliseconds of opening a lesson, of touches that lead to the next step, and of all others; megabytes that
    opening the same lessons once more left behind."""

    opens: list[float]
    steps: list[float]
    touches: list[float]
    grown_mb: float


def main(arguments: Sequence[str]) -> int:
    opened, walked, panel = int(arguments[0]), int(arguments[1]), PANELS[arguments[2]]
    config = config_from()
    catalogue = load_lessons(config.lessons, config.assets)
    with _learner(catalogue, panel) as learner:
        lessons = sorted(catalogue.lessons(), key=_touches)
        learner.open(lessons[0])
        learner.opens.clear()               # what is made once
        for lesson in lessons[:walked]:
            learner.learn(lesson)
        for lesson in lessons[:opened]:
            learner.open(lesson)
        before = held_mb()
        for lesson in lessons[:opened]:
            learner.open(lesson)
        found = LessonTimes(learner.opens, learner.steps, learner.touches, held_mb() - before)
    print(msgspec.json.encode(found).decode())
    return 0


def _touches(lesson: Lesson) -> int:
    """How many touches its tasks take: the shortest lessons come first."""
    return sum(len(walk(step) or ()) for step in lesson.steps if isinstance(step, PhoneStep))


@contextmanager
def _learner(catalogue: InstalledCatalogue, panel: OffscreenPanel) -> Iterator[Learner]:
    """The application as the kiosk wires it, with a database in memory."""
    # before Kivy's clock is imported, which reads it
    window.prepare(fullscreen=False, size=panel.size, frame_rate=0)
    from kiosk.ui.app import AppDependencies, KioskApp, measure
    from kiosk.ui.testing.driver import Driver, offscreen

    offscreen()
    clock = _Clock()
    controller = Controller(replace(stub_ports(), catalogue=catalogue), now_ms=clock())
    controller.handle(CameraChanged("ok"))
    around = AppDependencies(measure(panel.mm_per_px), clock, folders=catalogue.folders,
                          picture_of=lambda name: catalogue.picture_files.get(name))
    app = KioskApp(controller, around)
    with Driver(app) as driver:
        yield Learner(driver, controller, clock)


@dataclass
class _Clock:
    ms: int = 1_000_000

    def __call__(self) -> int:
        return self.ms


@dataclass
class Learner:
    """A learner whose touches are timed."""

    driver: Driver
    controller: Controller
    clock: _Clock
    opens: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)
    touches: list[float] = field(default_factory=list)

    def learn(self, lesson: Lesson) -> None:
        """From the first page through the lesson and back. Raises NoNextAction where it leads nowhere."""
        self._open(lesson)
        while not isinstance(self.controller.view, DoneView):
            self._go_on(lesson)
        self._home()

    def open(self, lesson: Lesson) -> None:
        """To the lesson's first step and back to the first page. Raises NoNextAction."""
        self._open(lesson)
        self._home()

    def _open(self, lesson: Lesson) -> None:
        self.controller.open(routes.LessonList())
        self._pass(2)
        self._find(OpenLesson(lesson.id))
        self.opens.append(self._touch(OpenLesson(lesson.id)))

    def _home(self) -> None:
        self._touch(GoHome())
        if not isinstance(self.controller.view, HomeView):
            raise NoNextAction("the first page does not come back")

    def _find(self, wanted: Intent) -> None:
        """Turns the pages of the list."""
        for _page in range(MAX_TURNS):
            if self.driver.has(wanted):
                return
            turns = (t.intent for t in self.driver.stage.targets if isinstance(t, Touch))
            self._touch(next(intent for intent in turns if isinstance(intent, TurnPage)))

    def _go_on(self, lesson: Lesson) -> None:
        before, move = step_at(lesson, self.controller.view), next_move(lesson, self.controller.view)
        match move:
            case Waiting():
                self._pass(1)
                return
            case Sheet():
                took = self._timed(lambda: self._hear(move))
            case _:
                took = self._touch(move)
        led_on = step_at(lesson, self.controller.view) != before
        (self.steps if led_on else self.touches).append(took)

    def _touch(self, wanted: Intent) -> float:
        """Milliseconds from the finger's leaving until the answer is drawn.

        Raises:
            NoNextAction: nothing happened.
        """
        self.clock.ms += CALM_MS
        self._pass(1)
        before = self.controller.view
        self.driver.press(as_it_stands(wanted, self.driver.stage.targets))
        took = self._timed(lambda: self.driver.release(ANSWER))
        self.driver.frames(2)
        if self.controller.view == before:
            raise NoNextAction(f"{wanted} changes nothing")
        return took

    def _hear(self, sheet: Sheet) -> None:
        """The scanner has read the practice sheet."""
        self.controller.handle(Scanned(sheet.payload))
        self.driver.frames(2)

    def _pass(self, ticks: int) -> None:
        for _tick in range(ticks):
            self.clock.ms += TICK_MS
            self.driver.frames(2)

    def _timed(self, act: Callable[[], None]) -> float:
        self.driver.painted()
        begun = time.perf_counter()
        act()
        self.driver.painted()
        return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
