"""Acts and looks for the guided evening: real touches, pictures before the camera, waiting for conditions.

    actor = Actor(kiosk, driver, camera=Path("camera"), out=Path("out"))
    actor.tap(StartScan()); actor.hold_up(badge, actor.greeted_again); actor.shot("quet-lan-hai")
"""

from __future__ import annotations

import math
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from kiosk.bootstrap import Kiosk
from kiosk.core.intents import Digit, Intent, TapElement, TurnPage
from kiosk.core.scanning.scan_filter import ScanFilter
from kiosk.core.views import ChoiceView, GreetingView, QuizView, ScanView, View
from kiosk.tour.next_action import NoNextAction, as_it_stands
from kiosk.ui.design.parts import Touch
from kiosk.ui.testing.driver import Driver

V = TypeVar("V", bound=View)
SAME_SPOT_PX = 80               # more than the 10 mm of the guard on this panel
MAX_PAGES = 60                 # of a list
FADED_MS = 250                  # a new view fades in for 120 ms; a moment more and everything stands still
PAUSE_S = 0.04                  # between two frames while waiting: drawing them is most of what a tour costs
REPEAT_MS = 550                 # the stage takes a repeated touch for trembling up to 500 ms


@dataclass
class Actor:
    """Drives ``kiosk`` through ``driver``; numbered pictures go to ``out``. ``camera`` is its folder camera."""

    kiosk: Kiosk
    driver: Driver
    camera: Path
    out: Path
    pictures: list[str] = field(default_factory=list)
    _touched: tuple[float, float, int] = (0.0, 0.0, 0)

    def view(self) -> View:
        return self.kiosk.controller.view

    def warned(self) -> bool:
        view = self.view()
        return isinstance(view, ScanView) and view.advice_kind == "warning"

    def greeted(self, people: int) -> bool:
        """The greeting of the ``people``-th person says that they are kept."""
        view, session = self.view(), self.kiosk.controller.state.session
        return isinstance(view, GreetingView) and bool(view.kept) and session is not None and session.people() == people

    def greeted_again(self) -> bool:
        view = self.view()
        return isinstance(view, GreetingView) and view.repeat

    def past(self, step: int) -> bool:
        view = self.view()
        progress = getattr(view, "progress", None)
        return progress is not None and progress.done >= step

    def hold_up(self, picture: Path, seen: Callable[[], bool], shot: str = "") -> None:
        """Holds a picture before the camera until ``seen``, then takes it away; ``shot`` is taken with it."""
        held = self.camera / "held.png"
        shutil.copy(picture, self.camera / ".coming")
        (self.camera / ".coming").replace(held)
        try:
            self.until(seen, f"seeing {picture.name}")
            if shot:
                self.shot(shot)
        finally:
            held.unlink()
        self.driver.frames(4)

    def tap(self, wanted: Intent | str) -> None:
        """A real touch; on the spot of the last one no sooner than the guard against trembling hands allows."""
        clock, box = self.kiosk.store.clock, self.driver.find(wanted).box
        spot = (box.x + box.w / 2, box.y + box.h / 2)
        if math.dist(spot, self._touched[:2]) < SAME_SPOT_PX:
            self.until(lambda: clock.ms() - self._touched[2] > REPEAT_MS, "a calm hand")
        self.driver.tap(wanted)
        self._touched = (*spot, clock.ms())

    def out_of_sight(self) -> None:
        """Waits until the scan filter takes a card it saw before for held up anew."""
        clock = self.kiosk.store.clock
        again = clock.ms() + ScanFilter().cooldown_ms + 200
        self.until(lambda: clock.ms() >= again, "the pause between two scans")

    def until(self, condition: Callable[[], bool], what: str) -> None:
        self.driver.until(condition, what, pause=lambda: time.sleep(PAUSE_S))
        self.driver.frames(4)

    def wait(self, kind: type[V]) -> V:
        self.until(lambda: isinstance(self.view(), kind), kind.__name__)
        view = self.view()
        assert isinstance(view, kind)
        return view

    def choose(self, label: str) -> None:
        """Touches the answer with that label, on whatever page it stands."""
        for _page in range(self.wait(ChoiceView).pages):
            view = self.wait(ChoiceView)
            found = next((choice.intent for choice in view.choices if choice.label == label), None)
            if found is not None:
                self.tap(found)
                return
            if view.turn is not None:
                self.tap(view.turn.intent)
        raise NoNextAction(f"no answer is called {label!r}")

    def reach(self, wanted: Intent) -> None:
        """Touches it, turning pages until it is there."""
        for _page in range(MAX_PAGES):
            turning = (t.intent for t in self.driver.stage.targets if isinstance(t, Touch))
            turn = next((intent for intent in turning if isinstance(intent, TurnPage)), None)
            if self.driver.has(wanted) or turn is None:
                break
            self.tap(turn)
        self.tap(wanted)

    def answer(self, label: str) -> Intent:
        return next(c.intent for c in self.wait(QuizView).answers if c.label == label)

    def pin(self, digits: str) -> None:
        for digit in digits:
            self.tap(Digit(int(digit)))

    def element(self, name: str) -> Intent:
        """The touch on the phone's element ``name``, as it stands on the screen now. Raises NoNextAction."""
        return self.standing(TapElement(name))

    def standing(self, wanted: Intent) -> Intent:
        """What means ``wanted`` on the screen now. Raises NoNextAction."""
        return as_it_stands(wanted, self.driver.stage.targets)

    def shot(self, name: str) -> None:
        clock = self.kiosk.store.clock
        faded = clock.ms() + FADED_MS
        self.until(lambda: clock.ms() >= faded, "the end of the fade")
        path = self.out / f"{len(self.pictures) + 1:02d}-{name}.png"
        self.driver.shot(path)
        self.pictures.append(path.name)
