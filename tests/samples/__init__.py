"""One sample of every view, hard cases included: what the gallery draws and the layout check measures.

    SAMPLES["home"]
"""

from __future__ import annotations

import importlib
from pathlib import Path

from kiosk.core.views import View

SAMPLES: dict[str, View] = {}
for _path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
    _found: dict[str, View] = importlib.import_module(f"tests.samples.{_path.stem}").SAMPLES
    assert not SAMPLES.keys() & _found.keys(), f"{_path.stem}: a sample's name is taken"
    SAMPLES.update(_found)
