"""The screen: plans of parts for every view, and Kivy that draws them.

Guarantees: what must be set before the first line of Kivy is set when anything of this package is imported: Kivy's own
argument parsing, log file and console are silenced, SDL2 draws text and pictures (the lightest start). Values already
set win. ``ASSETS`` is where the drawings, letters and sounds lie. Imports no Kivy itself.

    from kiosk.ui import ASSETS
    ASSETS / "fonts"
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Final

_SETTINGS: Final = {
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_CONFIG": "1",
    "KIVY_NO_FILELOG": "1",
    "KIVY_NO_CONSOLELOG": "1",
    "KIVY_LOG_MODE": "PYTHON",
    "KIVY_WINDOW": "sdl2",              # Kivy's other one ends the process where there is no X server
    "KIVY_TEXT": "sdl2",
    "KIVY_IMAGE": "sdl2",
    "KIVY_AUDIO": "sdl2",
}

for _name, _value in _SETTINGS.items():
    os.environ.setdefault(_name, _value)
# Kivy tells its versions and providers at every start, and logs a trace for an input provider that is never used where
# libmtdev is not installed; what it warns of is kept.
logging.getLogger("kivy").addFilter(
    lambda record: record.levelno >= logging.WARNING and "MTDev" not in record.getMessage())

ASSETS: Final = Path(os.environ.get("KIOSK_ASSETS") or Path(__file__).resolve().parents[2] / "assets")
