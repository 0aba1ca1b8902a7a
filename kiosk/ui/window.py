"""The window: settings that lock a kiosk down, made before Kivy opens it.

Guarantees: in kiosk mode nobody leaves by Escape, F1, the window's cross or a second finger; there is
no cursor, no inspector, no log file; only the ``mouse`` provider listens, because two providers make
double touches. ``prepare`` must run before anything imports ``kivy.core.window``; it does not open it.

    prepare(fullscreen=False, size=(1280, 800))
    window = open_window(locked=False)
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from kiosk.core.errors import DisplayMissing
from kiosk.ui import no_styles

from kivy.clock import Clock  # isort: skip
from kivy.config import Config  # isort: skip

log = logging.getLogger(__name__)
assert no_styles.FOLDER                 # before Kivy's language, which window and base bring
# What SDL may show a window on; left to itself it ends at a window in memory, which nobody sees.
VIDEO_DRIVERS: Final = "x11,wayland,KMSDRM"


def prepare(fullscreen: bool, size: tuple[int, int], *, position: tuple[int, int] | None = None,
            frame_rate: int = 60) -> None:
    """Sets the window up. ``size`` and ``position`` in pixels; ``size`` is not used in full screen.
    ``frame_rate`` is the most frames a second; 0 = as fast as they are stepped (tests, tour).

    Raises RuntimeError when Kivy's window is already open: settings would come too late.
    """
    if "kivy.core.window" in sys.modules:
        raise RuntimeError("prepare() must run before kivy.core.window is imported")
    for name, value in _graphics(fullscreen, size, position).items():
        Config.set("graphics", name, value)
    Config.set("graphics", "maxfps", str(frame_rate))
    Clock._max_fps = float(frame_rate)  # the clock was imported already and read the setting then
    Config.set("kivy", "exit_on_escape", "0")
    Config.set("kivy", "log_enable", "0")
    logging.getLogger("kivy").setLevel(logging.WARNING)
    Config.set("kivy", "desktop", "0" if fullscreen else "1")
    _only_mouse()


def open_window(locked: bool) -> Any:
    """Kivy's one window; ``locked`` refuses every wish to close it.

    Raises DisplayMissing where SDL finds no screen (and SDL_VIDEODRIVER names no window in memory).
    """
    os.environ.setdefault("SDL_VIDEODRIVER", VIDEO_DRIVERS)
    with _quiet_kivy() as lines_kept:
        from kivy.core.window import Window
    if Window is None:
        raise DisplayMissing(" ".join(lines_kept))
    for line in lines_kept:
        log.warning("%s", line)
    if locked:
        Window.bind(on_request_close=_refuse)
    return Window


@contextmanager
def _quiet_kivy() -> Iterator[list[str]]:
    """What Kivy complains of while its window opens: where it does not, a page-long trace that helps nobody there."""
    lines_kept: list[str] = []

    def kept(record: logging.LogRecord) -> bool:
        lines_kept.append(record.getMessage())
        return False

    logger = logging.getLogger("kivy")
    logger.addFilter(kept)
    try:
        yield lines_kept
    finally:
        logger.removeFilter(kept)


def _refuse(*_args: object, **_kwargs: object) -> bool:
    return True


def _graphics(fullscreen: bool, size: tuple[int, int], position: tuple[int, int] | None) -> dict[str, str]:
    width, height = size
    settings = {
        "fullscreen": "auto" if fullscreen else "0", "borderless": "1" if fullscreen else "0",
        "show_cursor": "0" if fullscreen else "1", "resizable": "0", "allow_screensaver": "0",
        "width": str(width), "height": str(height), "multisamples": "0",
    }
    if position:
        settings |= {"position": "custom", "left": str(position[0]), "top": str(position[1])}
    return settings


def _only_mouse() -> None:
    """Removes every input provider and module of Kivy's defaults but the mouse."""
    for section in ("input", "modules"):
        for name, _value in Config.items(section):
            Config.remove_option(section, name)
    Config.set("input", "mouse", "mouse,disable_multitouch")
