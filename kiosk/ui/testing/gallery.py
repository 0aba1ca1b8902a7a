"""Shows one view after another on the real stage, at any size, for pictures and for looking at them.

Guarantees: what is drawn is what people see: the same stage, window and letters; nothing moves (fades
off, motions at their start). Writes nothing; ``kiosk.cli.gallery`` does.

    with Gallery() as gallery:
        gallery.show(view, panel=PANELS["1280x800"]); gallery.pixels()
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.core.inputs import Broke, Input
from kiosk.core.views import Look, View
from kiosk.ui.app import AppDependencies, KioskApp
from kiosk.ui.design.metrics import Metrics, metrics_for
from kiosk.ui.render.camera_texture import Latest
from kiosk.ui.testing.driver import Driver, showcase
from kiosk.ui.testing.layout_check import Fault, faults


@dataclass(frozen=True)
class Panel:
    """A screen to draw for: pixels and millimetres a pixel."""

    width: int
    height: int
    mm_per_px: float


PANELS: Final[dict[str, Panel]] = {
    "1280x800": Panel(1280, 800, 0.1695),
    "1024x600": Panel(1024, 600, 0.2175),
    "1920x1080": Panel(1920, 1080, 0.18),
}


class Broken(RuntimeError):
    """A screen could not be drawn; the log has the trace."""


class _Showing:
    """A controller that shows what it is given and remembers whether a screen broke."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.broke = False

    def handle(self, event: Input) -> None:
        self.broke |= isinstance(event, Broke)


class Gallery:
    """One application, many views. ``folders`` hold lessons' pictures, ``latest`` a camera picture."""

    def __init__(self, first: View, folders: Sequence[Path] = (), latest: Latest | None = None) -> None:
        self._controller = _Showing(first)
        self._panel = PANELS["1280x800"]
        self._app = KioskApp(self._controller, AppDependencies(
            self._measure, now_ms=lambda: 0, folders=folders, latest=latest, fades=False))
        self.driver = Driver(self._app)

    def _measure(self, width: int, height: int, look: Look) -> Metrics:
        return metrics_for(width, height, self._panel.mm_per_px, look)

    def __enter__(self) -> Gallery:
        showcase(self._panel.width, self._panel.height)
        self.driver.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.driver.__exit__()

    def show(self, view: View, panel: Panel) -> None:
        """Draws ``view``. Raises Broken where its screen fails."""
        if panel != self._panel:
            self._panel = panel
            showcase(panel.width, panel.height)
            self.driver.frames(3)
        self._controller.view = view
        self.driver.frames(3)
        if self._controller.broke or self.driver.view != view:
            self._controller.broke = False
            raise Broken(view.key)

    def faults(self) -> list[Fault]:
        """What is wrong with the view shown last."""
        assert self.driver.view is not None
        look = self.driver.view.look
        return faults(self.driver.stage.parts, self._measure(self._panel.width, self._panel.height, look))

    def pixels(self) -> tuple[bytes, int, int]:
        return self.driver.pixels()
