"""The whole kiosk on an off-screen window, driven by hand: for the processes that measure it.

Guarantees: wired by ``open_kiosk`` like the real one; silent, its camera a folder of pictures in its data folder; the
disk reserve is left out, because it is written once in a kiosk's life. Kivy is imported here, not before.

    with open_offscreen(Path("data"), frame_rate=60) as (kiosk, driver): driver.frames(60)
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.config import config_from
from kiosk.ui import window

if TYPE_CHECKING:
    from kiosk.bootstrap import Kiosk
    from kiosk.ui.testing.driver import Driver

CAMERA = "camera"           # in the data folder: pictures in it are held up


@dataclass(frozen=True)
class OffscreenPanel:
    """Pixels of a window in memory; ``mm_per_px`` makes it as many millimetres wide as the kiosk's own."""

    size: tuple[int, int]
    mm_per_px: float


FULL, SMALL = OffscreenPanel((1280, 800), 0.1695), OffscreenPanel((640, 400), 0.339)


@contextmanager
def open_offscreen(data: Path, frame_rate: int, panel: OffscreenPanel = FULL) -> Iterator[tuple[Kiosk, Driver]]:
    """``frame_rate`` 0 = as fast as stepped, else frames wait for their time as on a screen."""
    camera = data / CAMERA
    camera.mkdir(parents=True, exist_ok=True)
    config = replace(config_from(), data=data, camera=str(camera), windowed=True, sound="off", reserve_bytes=0,
                     size=panel.size, mm_per_px=panel.mm_per_px)
    os.environ["SDL_VIDEODRIVER"] = "offscreen"
    # before Kivy's clock is imported, which reads it
    window.prepare(fullscreen=False, size=config.size, frame_rate=frame_rate)
    from kiosk.bootstrap import open_kiosk
    from kiosk.ui.testing.driver import Driver, offscreen

    offscreen()
    with open_kiosk(config, locked=False, frame_rate=frame_rate) as kiosk, Driver(kiosk.app) as driver:
        kiosk.store.database.require()
        yield kiosk, driver
