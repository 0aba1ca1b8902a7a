"""Drives the real application by hand: steps frames, touches by label or intent, takes pictures.

Guarantees: touches are real motion events through Kivy's event loop, at the middle of the part; waiting
is by frames and conditions, never by seconds. For an off-screen window set ``SDL_VIDEODRIVER=offscreen``
(``offscreen()`` does) before Kivy's window opens. Kivy's private ``_run_prepare`` is called here and
nowhere else. Used by the guided tour, the gallery and the tests.

    with Driver(app) as driver:
        driver.tap("Quét thẻ của bác"); driver.shot(Path("scan.png"))
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path
from typing import Any, Final

from kiosk.core.intents import Intent
from kiosk.core.views import View
from kiosk.ui import no_styles
from kiosk.ui.app import KioskApp
from kiosk.ui.design.parts import Box, Hear, Part, Text, Touch
from kiosk.ui.input.touch import Target
from kiosk.ui.render.stage import Stage

from kivy.base import EventLoop, runTouchApp, stopTouchApp  # isort: skip
from kivy.graphics.opengl import glFinish  # isort: skip
from kivy.input.motionevent import MotionEvent  # isort: skip

assert no_styles.FOLDER
_PATIENCE: Final = 2000                 # frames a condition is waited for
_SETTLE: Final = 3                      # frames until a change is on the glass
_MAX_UNPAINTED: Final = 60             # a software renderer keeps every letter of frames it has not painted
_TOUCH_FRAMES: Final = 10               # more than one touch takes
_fingers = count(1)


def offscreen() -> None:
    """Asks SDL for a window in memory. Must run before Kivy's window opens."""
    os.environ["SDL_VIDEODRIVER"] = "offscreen"
    os.environ.setdefault("SDL_AUDIODRIVER", "dummy")


class Finger(MotionEvent):  # type: ignore[misc]  # Kivy has no annotations
    """One made-up finger; ``sx``, ``sy`` are fractions of the window from the bottom left."""

    def __init__(self, x: float, y: float) -> None:
        super().__init__("driver", f"driver-{next(_fingers)}", {"x": x, "y": y}, is_touch=True,
                         type_id="touch")

    def depack(self, args: dict[str, float]) -> None:
        self.sx, self.sy = args["x"], args["y"]
        self.profile = ["pos"]
        super().depack(args)


class NotFound(LookupError):
    """Nothing on the stage carries that label or intent."""


class Driver:
    """Owns a started ``app`` until the ``with`` block ends."""

    def __init__(self, app: KioskApp) -> None:
        self._app = app
        self._finger: Finger | None = None
        self._unpainted = 0

    def __enter__(self) -> Driver:
        from kivy.core.window import Window
        EventLoop.postproc_modules.clear()
        Window.close = lambda *_: None
        self.window = Window
        self._app._run_prepare()
        runTouchApp(embedded=True)
        self.frames(_SETTLE)
        return self

    def __exit__(self, *_: object) -> None:
        self._app.dispatch("on_stop")
        stopTouchApp()
        EventLoop.status = "stopped"
        for child in list(self.window.children):
            self.window.remove_widget(child)

    @property
    def stage(self) -> Stage:
        return self._app.stage

    @property
    def view(self) -> View | None:
        return self.stage.view

    # --- time -------------------------------------------------------------------------------------

    def frames(self, number: int = 1) -> None:
        """Lets ``number`` frames pass."""
        for _ in range(number):
            EventLoop.idle()
            self._unpainted += 1
            if self._unpainted >= _MAX_UNPAINTED:
                self.painted()

    def painted(self) -> None:
        """Waits until everything that was drawn so far is in the picture: for who measures time."""
        glFinish()
        self._unpainted = 0

    def until(self, condition: Callable[[], bool], what: str = "condition", *,
              pause: Callable[[], None] = lambda: None, patience: int = _PATIENCE) -> None:
        """Steps frames until ``condition`` holds; ``pause`` runs between two frames (where threads or
        other processes are waited for, give them time there).

        Raises TimeoutError naming ``what`` after ``patience`` frames.
        """
        for _ in range(patience):
            if condition():
                return
            pause()
            self.frames()
        raise TimeoutError(f"{what} did not come within {patience} frames")

    # --- touches ----------------------------------------------------------------------------------

    def find(self, wanted: Intent | str) -> Target:
        """The target with this intent, or whose words are (or contain) this text.

        Raises NotFound naming what is there instead.
        """
        targets = self.stage.targets
        for same in (_is_it, _contains_it):
            for target in targets:
                if same(target, wanted):
                    return target
        raise NotFound(f"{wanted!r} is not among {[words_of(target) for target in targets]}")

    def has(self, wanted: Intent | str) -> bool:
        """Whether ``find`` would find it."""
        try:
            self.find(wanted)
        except NotFound:
            return False
        return True

    def tap(self, wanted: Intent | str) -> None:
        """Touches and lets go in the middle of the part."""
        self.press(wanted)
        self.frames(2)
        self.release()

    def press(self, wanted: Intent | str) -> None:
        box = self.find(wanted).box
        self.touch(*_middle(box))

    def touch(self, x: float, y: float) -> None:
        """A finger comes down at px from the top left corner.

        What is not painted yet is painted before it: on a busy machine that takes seconds, and a finger that rests so
        long is let go by the stage.
        """
        if self._unpainted + _TOUCH_FRAMES >= _MAX_UNPAINTED:
            self.painted()
            self.frames()               # the stage dates a touch by its last frame
        self._finger = Finger(x / self.window.width, 1 - y / self.window.height)
        EventLoop.post_dispatch_input("begin", self._finger)
        self.frames()

    def slide(self, x: float, y: float) -> None:
        """The finger moves there."""
        finger = self._held()
        finger.move({"x": x / self.window.width, "y": 1 - y / self.window.height})
        EventLoop.post_dispatch_input("update", finger)
        self.frames()

    def release(self, settle: int = _SETTLE) -> None:
        """The finger leaves the glass; ``settle`` frames pass (two until the answer is drawn)."""
        finger = self._held()
        finger.update_time_end()
        self._finger = None
        EventLoop.post_dispatch_input("end", finger)
        self.frames(settle)

    def tap_at(self, x: float, y: float) -> None:
        self.touch(x, y)
        self.release()

    def _held(self) -> Finger:
        if self._finger is None:
            raise RuntimeError("no finger is down")
        return self._finger

    # --- pictures ---------------------------------------------------------------------------------

    def pixels(self) -> tuple[bytes, int, int]:
        """RGBA bytes of the window, first row on top, with width and height."""
        from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels
        self.window.dispatch("on_draw")
        width, height = self.window.size
        upside_down = glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE)
        rows = (upside_down[at:at + 4 * width] for at in range(0, len(upside_down), 4 * width))
        return b"".join(reversed(list(rows))), width, height

    def shot(self, path: Path) -> Path:
        """Writes what is on the glass as PNG."""
        from kivy.core.image.img_sdl2 import ImageLoaderSDL2
        pixels, width, height = self.pixels()
        path.parent.mkdir(parents=True, exist_ok=True)
        ImageLoaderSDL2.save(str(path), width, height, "rgba", pixels, False, "png")
        return path


def words_of(target: Target) -> str:
    """What stands on a target."""
    if isinstance(target, Hear):
        return target.label
    return " ".join(_texts(target.parts)) or target.speak


def _texts(parts: Iterable[Part]) -> list[str]:
    return [part.text.replace("**", "").replace("\n", " ") for part in parts if isinstance(part, Text)]


def _is_it(target: Target, wanted: Intent | str) -> bool:
    if isinstance(wanted, str):
        return wanted in (words_of(target), target.speak if isinstance(target, Touch) else "")
    return isinstance(target, Touch) and target.intent == wanted


def _contains_it(target: Target, wanted: Intent | str) -> bool:
    return isinstance(wanted, str) and wanted in words_of(target)


def _middle(box: Box) -> tuple[float, float]:
    return box.x + box.w / 2, box.y + box.h / 2


def showcase(width: int, height: int) -> Any:
    """Kivy's window at this size, for pictures of one screen after another."""
    from kivy.core.window import Window
    if tuple(Window.size) != (width, height):
        Window.size = (width, height)
    return Window
