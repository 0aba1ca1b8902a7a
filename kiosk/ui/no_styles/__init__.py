"""Imported before Kivy's language is: it then reads an empty style sheet instead of that of Kivy's own widgets.

Kivy parses its ``style.kv`` when ``kivy.lang`` is first imported: a tenth of the kiosk's start, for buttons and
sliders that are never shown. Where ``kivy.lang`` is there already nothing happens.

    from kiosk.ui import no_styles
    assert no_styles.FOLDER         # then: from kivy.uix.widget import Widget
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import kivy  # isort: skip

FOLDER: Final = Path(__file__).parent

if "kivy.lang" not in sys.modules:
    _usual, kivy.kivy_data_dir = kivy.kivy_data_dir, str(FOLDER)
    try:
        import kivy.lang
    finally:
        kivy.kivy_data_dir = _usual
