"""A learner who plays one lesson by real touches on the real stage, off-screen, and remembers what was seen.

Guarantees: only what stands on the glass is touched, in its middle, by motion events; on the simulated phone only what
the view points at. A touch that changes nothing ends the play: a goal that cannot be touched is never passed over.
Time is the test's own. Every view is measured by the rules of ``kiosk.ui.testing.layout_check``.

    with classroom(lesson, PANELS["1280x800"]) as learner:
        learner.play()
        learner.steps, learner.faults, learner.facts("task.done")
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from kiosk.core.controller import Controller
from kiosk.core.inputs import CameraChanged, Scanned
from kiosk.core.intents import Intent, OpenLesson, OpenNeed, TurnPage
from kiosk.core.lessons.lesson import Lesson
from kiosk.core.ports import NewEvent, OpenSession, Settings, Today
from kiosk.core.views import DoneView, View
from kiosk.tour.next_action import NoNextAction, Sheet, Waiting, as_it_stands, next_move, step_at
from kiosk.ui.app import AppDependencies, KioskApp, measure
from kiosk.ui.design.metrics import metrics_for
from kiosk.ui.design.parts import Touch
from kiosk.ui.render import pictures
from kiosk.ui.testing.driver import Driver, showcase
from kiosk.ui.testing.gallery import Panel
from kiosk.ui.testing.layout_check import faults
from tests.support.fakes.core import FakeJournal, demo_commune, fake_ports
from tests.support.kivy import Clock, window_of_tests

Percent = Literal[100, 125, 150]
CALM_MS = 600                   # between two touches: more than the guard against trembling hands (0.5 s)
TICK_MS = 250
LONGEST_WAIT_MS = 14_000        # before the kiosk would offer help by itself
MAX_TOUCHES = 1_500            # of one lesson
SESSION = OpenSession("k1/0/1", "tu-do", "thôn Mẫu Đông", "f" * 32, 0)


class Stuck(AssertionError):
    """The learner cannot go on; says at which step and why."""


@dataclass
class Learner:
    """``steps`` are the indexes of the steps in the order they were seen; ``faults`` what the screens did wrong."""

    driver: Driver
    controller: Controller
    clock: Clock
    panel: Panel
    lesson: Lesson
    steps: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    touches: int = 0

    def play(self) -> None:
        """From the first page to "Bác làm được rồi!". Raises Stuck."""
        self._walk_in()
        while not isinstance(self._view, DoneView):
            if self.touches > MAX_TOUCHES:
                self._stuck("the lesson has no end")
            self._go_on()

    def facts(self, kind: str) -> list[NewEvent]:
        journal = self.controller.state.ports.journal
        assert isinstance(journal, FakeJournal)
        return [fact for fact in journal.events if fact.kind == kind]

    @property
    def _view(self) -> View:
        return self.controller.view

    # --- where the lesson is ------------------------------------------------------------------

    def _walk_in(self) -> None:
        """First page, need, list, lesson: each by a touch."""
        self._see()
        for wanted in (OpenNeed(self.lesson.need), OpenLesson(self.lesson.id)):
            for _page in range(len(self.controller.state.ports.catalogue.lessons()) + 10):
                if self.driver.has(wanted):
                    break
                self._touch(next(t.intent for t in self.driver.stage.targets
                                 if isinstance(t, Touch) and isinstance(t.intent, TurnPage)))
            self._touch(wanted)

    # --- one thing after another --------------------------------------------------------------

    def _go_on(self) -> None:
        try:
            move = next_move(self.lesson, self._view)
        except NoNextAction as end:
            raise self._lost("nothing leads on") from end
        match move:
            case Waiting():
                self._wait()
            case Sheet():
                self._happen(Scanned(move.payload))
            case _:
                self._touch(move)

    def _touch(self, wanted: Intent) -> None:
        """A calm finger in the middle of what carries the intent."""
        self.touches += 1
        self.clock.ms += CALM_MS
        self.driver.frames()
        try:
            box = self.driver.find(as_it_stands(wanted, self.driver.stage.targets)).box
        except NoNextAction as missing:
            raise self._lost(str(missing)) from missing
        x, y, before = box.x + box.w / 2, box.y + box.h / 2, self._view
        if not (0 <= x < self.panel.width and 0 <= y < self.panel.height):
            self._stuck(f"{wanted} is off the glass")
        self.driver.tap_at(x, y)
        if self._view == before:
            self._stuck(f"nothing happens on touching {wanted}")
        self._see()

    def _wait(self) -> None:
        """Until there is something to touch."""
        for _tick in range(LONGEST_WAIT_MS // TICK_MS):
            self.clock.ms += TICK_MS
            self.driver.frames()
            if not isinstance(next_move(self.lesson, self._view), Waiting):
                return self._see()
        return self._stuck("nothing to touch comes")

    def _happen(self, event: Scanned) -> None:
        before = self._view
        self.controller.handle(event)
        self.driver.frames(2)
        if self._view == before:
            self._stuck("nothing happens on showing the sheet")
        self._see()

    def _see(self) -> None:
        """Remembers the step, and what is wrong with the screen as it stands."""
        if self.driver.view != self._view:
            self._stuck("the screen could not be drawn")
        at = step_at(self.lesson, self._view)
        if at is not None and at < len(self.lesson.steps) and self.steps[-1:] != [at]:
            self.steps.append(at)
        m = metrics_for(self.panel.width, self.panel.height, self.panel.mm_per_px, self._view.look)
        told = (f"{self._view.key}: {fault.rule}: {fault.what}" for fault in faults(self.driver.stage.parts, m))
        self.faults += (one for one in told if one not in self.faults)

    def _stuck(self, why: str) -> None:
        raise self._lost(why)

    def _lost(self, why: str) -> Stuck:
        at = step_at(self.lesson, self._view)
        where = self.lesson.steps[at].id if at is not None and at < len(self.lesson.steps) else self._view.key
        return Stuck(f"{self.lesson.id}, {where} ({type(self._view).__name__}): {why}")


@contextmanager
def classroom(lesson: Lesson, panel: Panel, percent: Percent = 100, *, camera: Literal["ok", "missing"] = "ok",
              folder: Path | None = None) -> Iterator[Learner]:
    """A kiosk on which ``lesson`` is installed, during a session. ``folder`` holds its own pictures."""
    window_of_tests()
    showcase(panel.width, panel.height)
    ports = fake_ports((lesson,), demo_commune({}), Today("2026-01-05", 19, 0, trusted=True))
    ports.settings.keep(Settings(text_percent=percent))
    clock = Clock()
    controller = Controller(ports, resumed=replace(SESSION, opened_ms=clock.ms), now_ms=clock.ms)
    controller.handle(CameraChanged(camera))

    around = AppDependencies(measure(panel.mm_per_px), clock, folders=[folder] if folder else [], fades=False)
    app = KioskApp(controller, around)
    with _quickly(), Driver(app) as driver:
        yield Learner(driver, controller, clock, panel, lesson)


_read_once = lru_cache(maxsize=48)(pictures._read)      # drawings many lessons share


@contextmanager
def _quickly() -> Iterator[None]:
    """Frames as fast as they are stepped (Kivy reads the frame rate when its clock is imported, before any test runs),
    every drawing read once for all lessons, and no pixel painted: what stands on the stage is planned, drawn as Kivy's
    instructions and touched; that pixels come of them is the gallery's test."""
    from kivy.clock import Clock
    from kivy.core.window import Window
    pace, read = Clock._max_fps, pictures._read
    Clock._max_fps, pictures._read = 0.0, _read_once
    Window.on_draw = lambda: None
    try:
        yield
    finally:
        Clock._max_fps, pictures._read = pace, read
        del Window.on_draw
