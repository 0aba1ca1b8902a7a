"""The real stage in a process of its own: how long a lesson takes to answer, and what memory many lessons leave.

Guarantees: the shipped lessons, opened and learned by touches as ``kiosk.tour.next_action`` says, on an off-screen
window of the panel's size; a figure is from the finger's leaving the glass until the answer is drawn and finished.
The screen's own pace (a frame is begun at most every 17 ms) is not in it: frames are stepped as fast as they can be.
Nothing is kept: the book is in memory, the clock is made up.

    python -m kiosk.commands.bench_stage times 22       # {"opens": [[ms, cpu ms], …], "steps": …}
    python -m kiosk.commands.bench_stage memory 50      # {"resident_mb": […], "held_mb": [before, after]}
"""

from __future__ import annotations

import ctypes
import gc
import itertools
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kiosk.authoring.stub_ports import alone_ports
from kiosk.config import USUAL_MM_PER_PX, config_from
from kiosk.core.controller import Controller
from kiosk.core.flows import routes
from kiosk.core.inputs import CameraChanged, Scanned
from kiosk.core.intents import GoHome, Intent, OpenLesson, TurnPage
from kiosk.core.lessons.lesson import Lesson, PhoneStep
from kiosk.core.phone.guide import walk
from kiosk.core.views import DoneView, HomeView
from kiosk.packs.catalogue.loader import InstalledLessons, load_lessons
from kiosk.tour.next_action import NoWayOn, Sheet, Waiting, as_it_stands, next_move, step_at
from kiosk.ui import window
from kiosk.ui.design.parts import Touch

if TYPE_CHECKING:
    from kiosk.ui.testing.driver import Driver

SIZE = (1280, 800)
CALM_MS = 600               # between two touches: more than the guard against trembling hands
TICK_MS = 250
ANSWER = 2                  # frames from the finger's leaving to the answer: heard, drawn
MOST_TURNS = 60             # pages of the list of lessons
WARM_UP = 1                 # lessons before anything is measured: what is made once
KB_A_MB = 1024


class Took(NamedTuple):
    """Milliseconds by the clock, and of the processor: the second says what the machine's other work did not."""

    ms: float
    cpu_ms: float


@dataclass
class Times:
    """Of opening a lesson, of touches that lead to the next step, and of all others."""

    opens: list[Took] = field(default_factory=list)
    steps: list[Took] = field(default_factory=list)
    touches: list[Took] = field(default_factory=list)


def main(arguments: Sequence[str]) -> int:
    what, count = arguments[0], int(arguments[1])
    config = config_from()
    shelf = load_lessons(config.lessons, config.assets)
    with _bench(shelf) as bench:
        lessons = sorted(shelf.lessons(), key=_touches)
        for lesson in lessons[:WARM_UP]:
            bench.learn(lesson)
        bench.times = Times()
        measure: Callable[[Bench, Sequence[Lesson], int], object] = {"times": _times, "memory": _memory}[what]
        print(json.dumps(measure(bench, lessons, count)))
    return 0


def _touches(lesson: Lesson) -> int:
    """How many touches its tasks take: the shortest lessons come first."""
    return sum(len(walk(step) or ()) for step in lesson.steps if isinstance(step, PhoneStep))


def _times(bench: Bench, lessons: Sequence[Lesson], count: int) -> dict[str, list[Took]]:
    for lesson in lessons[:count]:
        bench.learn(lesson)
    return {"opens": bench.times.opens, "steps": bench.times.steps, "touches": bench.times.touches}


def _memory(bench: Bench, lessons: Sequence[Lesson], count: int) -> dict[str, list[float]]:
    """Megabytes on the first page, before and after each lesson: resident, and really held."""
    held, resident = [held_mb()], list[float]()
    for lesson in itertools.islice(itertools.cycle(lessons), count):
        bench.learn(lesson)
        resident.append(resident_mb())
    return {"resident_mb": resident, "held_mb": [*held, held_mb()]}


def resident_mb() -> float:
    """What this process has in memory after collecting garbage (Linux)."""
    gc.collect()
    status = Path("/proc/self/status").read_text("ascii", "replace")
    return round(next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) / KB_A_MB, 1)


def held_mb() -> float:
    """The same once the C library has given back what nobody holds any more (it keeps pieces for the next time)."""
    gc.collect()
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if give_back is not None:
        give_back(0)
    return resident_mb()


@contextmanager
def _bench(shelf: InstalledLessons) -> Iterator[Bench]:
    """The application as the kiosk wires it, with a book in memory."""
    window.prepare(fullscreen=False, size=SIZE, frame_rate=0)       # before Kivy's clock is imported, which reads it
    from kiosk.ui.app import KioskApp, Surroundings, measure
    from kiosk.ui.testing.driver import Driver, offscreen

    offscreen()
    clock = _Clock()
    controller = Controller(replace(alone_ports(), catalogue=shelf), now_ms=clock())
    controller.handle(CameraChanged("ok"))
    around = Surroundings(measure(USUAL_MM_PER_PX), clock, folders=shelf.folders,
                          picture_of=lambda name: shelf.picture_files.get(name))
    app = KioskApp(controller, around)
    with Driver(app) as driver:
        yield Bench(driver, controller, clock)


@dataclass
class _Clock:
    ms: int = 1_000_000

    def __call__(self) -> int:
        return self.ms


@dataclass
class Bench:
    """A learner whose touches are timed."""

    driver: Driver
    controller: Controller
    clock: _Clock
    times: Times = field(default_factory=Times)

    def learn(self, lesson: Lesson) -> None:
        """From the first page through the lesson and back. Raises NoWayOn where it leads nowhere."""
        self.controller.open(routes.LessonList())
        self._pass(2)
        self._find(OpenLesson(lesson.id))
        self.times.opens.append(self._touch(OpenLesson(lesson.id)))
        while not isinstance(self.controller.view, DoneView):
            self._go_on(lesson)
        self._touch(GoHome())
        if not isinstance(self.controller.view, HomeView):
            raise NoWayOn("the first page does not come back")

    def _find(self, wanted: Intent) -> None:
        """Turns the pages of the list."""
        for _page in range(MOST_TURNS):
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
        (self.times.steps if led_on else self.times.touches).append(took)

    def _touch(self, wanted: Intent) -> Took:
        """Milliseconds from the finger's leaving until the answer is drawn. Raises NoWayOn where nothing happens."""
        self.clock.ms += CALM_MS
        self._pass(1)
        before = self.controller.view
        self.driver.press(as_it_stands(wanted, self.driver.stage.targets))
        took = self._timed(lambda: self.driver.release(ANSWER))
        self.driver.frames(2)
        if self.controller.view == before:
            raise NoWayOn(f"{wanted} changes nothing")
        return took

    def _hear(self, sheet: Sheet) -> None:
        """The scanner has read the practice sheet."""
        self.controller.handle(Scanned(sheet.payload))
        self.driver.frames(2)

    def _pass(self, ticks: int) -> None:
        for _tick in range(ticks):
            self.clock.ms += TICK_MS
            self.driver.frames(2)

    def _timed(self, act: Callable[[], None]) -> Took:
        self.driver.painted()
        begun, worked = time.perf_counter(), time.process_time()
        act()
        self.driver.painted()
        return Took((time.perf_counter() - begun) * 1000, (time.process_time() - worked) * 1000)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
