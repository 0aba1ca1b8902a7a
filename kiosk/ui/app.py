"""The kiosk's one Kivy application: events in from any thread, one frame at a time, the newest view out.

Guarantees: ``post`` may be called from any thread and never waits; the controller is touched on Kivy's
main loop only; after each batch of events the stage shows ``controller.view``. Settings (F1) and Escape
are off. Knows no camera, no disk, no network: they post events.

    app = KioskApp(controller, measure, voice=voice, now_ms=clock)
    app.run()
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from kiosk.core.inputs import Input, Ticked
from kiosk.core.views import Look, View
from kiosk.ui import no_styles
from kiosk.ui.audio.narrator import Narrator, Voice
from kiosk.ui.audio.sounds import Player, Silent
from kiosk.ui.design.metrics import Metrics, metrics_for
from kiosk.ui.render.camera_texture import Latest
from kiosk.ui.render.pictures import PictureOf, no_picture
from kiosk.ui.render.stage import MeasureFor, Stage

from kivy.app import App  # isort: skip
from kivy.clock import Clock  # isort: skip

assert no_styles.FOLDER
log = logging.getLogger(__name__)
TICK_MS: Final = 250
PROOF_MS: Final = 2000                  # a frame is drawn at least so often, as proof for the watchdog
_KEYS: Final = {9: "tab", 13: "enter", 271: "enter", 32: "enter", 273: "up", 274: "down", 275: "right",
                276: "left"}


class Controller(Protocol):
    """``kiosk.core.controller``; tests show views through one of their own."""

    @property
    def view(self) -> View: ...

    def handle(self, event: Input) -> None: ...


class SilentNarrator:
    """A voice that says nothing: machines without a loudspeaker, pictures."""

    speaking = False

    def speak(self, lines: tuple[str, ...]) -> None:
        """Says nothing."""

    def tune(self, *, slow: bool, language: str) -> None:
        """Nothing is said in any way."""

    def stop(self) -> None:
        """Nothing to stop."""


def measure(mm_per_px: float) -> MeasureFor:
    """Metrics of a panel calibrated to ``mm_per_px`` millimetres a pixel."""
    def metrics(width: int, height: int, look: Look) -> Metrics:
        return metrics_for(width, height, mm_per_px, look)
    return metrics


@dataclass(frozen=True)
class AppDependencies:
    """What the stage needs from outside. ``now_ms`` is monotonic; ``on_frame`` is told of each frame
    that was really drawn (the watchdog); ``latest`` gives the newest camera picture; ``scan_ms`` above 0 moves the
    focus by itself (one switch)."""

    measure: MeasureFor
    now_ms: Callable[[], int]
    voice: Voice = field(default_factory=SilentNarrator)
    sounds: Player = field(default_factory=Silent)
    latest: Latest | None = None
    folders: Sequence[Path] = ()
    on_frame: Callable[[], None] = lambda: None
    fades: bool = True
    scan_ms: int = 0
    picture_of: PictureOf = no_picture


class KioskApp(App):  # type: ignore[misc]  # Kivy has no annotations
    """``controller`` decides everything; the app only carries events and views."""

    use_kivy_settings = False

    def __init__(self, controller: Controller, around: AppDependencies) -> None:
        super().__init__()
        self._controller = controller
        self._around = around
        self._inbox: deque[Input] = deque()
        self._ticked_ms: int | None = None
        self._proved_ms = 0
        self.stage: Stage

    def post(self, event: Input) -> None:
        """Takes an event from any thread; it is handled in the next frame."""
        self._inbox.append(event)

    def open_settings(self, *_args: object) -> bool:
        return False

    def build(self) -> Stage:
        around = self._around
        self.stage = Stage(
            self.post, around.measure, Narrator(around.voice), around.sounds, latest=around.latest,
            folders=around.folders, fades=around.fades, scan_ms=around.scan_ms, picture_of=around.picture_of)
        return self.stage

    def on_start(self) -> None:
        from kivy.core.window import Window
        Window.bind(on_key_down=self._key, on_flip=self._flipped)
        self._frames = Clock.schedule_interval(self.frame, 0)
        self.frame()

    def on_stop(self) -> None:
        from kivy.core.window import Window
        Window.unbind(on_key_down=self._key, on_flip=self._flipped)
        self._frames.cancel()

    def frame(self, _dt: float = 0.0) -> None:
        """One turn of the loop: what moves, then all events, then the view."""
        now = self._around.now_ms()
        if self._ticked_ms is None or now - self._ticked_ms >= TICK_MS:
            self._ticked_ms = now
            self.post(Ticked(now))
        self._prove(now)
        self.stage.advance(now)
        for _ in range(len(self._inbox)):
            self._controller.handle(self._inbox.popleft())
        self.stage.show(self._controller.view)

    def _prove(self, now: int) -> None:
        """Kivy draws nothing while nothing changes; the watchdog wants to see a real frame."""
        if now - self._proved_ms >= PROOF_MS:
            self._proved_ms = now
            self.stage.canvas.ask_update()

    def _flipped(self, *_args: object) -> None:
        self._around.on_frame()

    def _key(self, _window: Any, code: int, *_rest: object) -> bool:
        name = _KEYS.get(code)
        return bool(name and self.stage.on_key(name))
