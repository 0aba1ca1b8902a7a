"""The gallery's sample views, as tests want them: by name, at import."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kiosk.cli.gallery_samples import sample_views

ROOT: Final = Path(__file__).resolve().parents[1]
SAMPLES: Final = sample_views(ROOT / "lessons", ROOT / "assets")
