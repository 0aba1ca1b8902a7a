"""Kivy's language is there, the styles of its own widgets are not."""

from __future__ import annotations

import subprocess
import sys

from kiosk.config import ROOT

PROGRAM = """
import kivy
from kiosk.ui import no_styles
from kivy.lang import Builder
assert no_styles.FOLDER
print(len(Builder.rules), kivy.kivy_data_dir.endswith("kivy/data"))
"""


def told(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_the_style_sheet_of_kivys_widgets_is_not_read_and_its_data_stays_where_it_is() -> None:
    assert told(PROGRAM).split() == ["0", "True"]


def test_control_without_it_there_are_styles() -> None:
    assert int(told(PROGRAM.replace("from kiosk.ui import no_styles", "import kiosk.ui").replace(
        "assert no_styles.FOLDER", "")).split()[0]) > 0
