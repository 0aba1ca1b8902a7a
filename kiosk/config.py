"""Where things are and how large the screen is. Every path and number of the program starts here.

Environment (docs/settings.md): KIOSK_DATA, KIOSK_CAMERA, KIOSK_ASSETS, KIOSK_LESSONS, KIOSK_MM_PER_PX,
KIOSK_SOUND, KIOSK_ONE_SWITCH, KIOSK_PACKS_AUTO.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.core.errors import OptionRefused
from kiosk.core.limits import Limits

ROOT = Path(__file__).resolve().parents[1]

# Millimetres a pixel of the panels we know; others are set by KIOSK_MM_PER_PX (measure 100 mm on the glass).
PANELS = {(1280, 800): 0.1695, (1024, 600): 0.2175, (1920, 1080): 0.18, (800, 480): 0.1925}
USUAL_MM_PER_PX = 0.1695
ONE_SWITCH_MS = 2_500                   # long enough to hear what the ring is on


@dataclass(frozen=True)
class Config:
    """``camera`` is a SOURCE: 0, /dev/video0, a video, an image or a folder. ``mm_per_px`` 0 = by panel."""

    data: Path
    camera: str = "0"
    assets: Path = ROOT / "assets"
    lessons: Path = ROOT / "lessons"
    lessons_built: Path = ROOT / "build/lessons"      # the same, built; used only where it was made of these
    windowed: bool = False
    size: tuple[int, int] = (1280, 800)
    mm_per_px: float = 0.0
    sound: str = "on"
    scan_ms: int = 0                    # one switch: the ring moves on by itself after so long; 0 = it does not
    packs_auto: bool = True             # a stick of ours is copied without asking, where no session is open
    reserve_bytes: int = 32 * 1024 * 1024
    limits: Limits = field(default_factory=Limits)

    @property
    def pitch(self) -> float:
        """Millimetres a pixel for ``size``."""
        return self.mm_per_px or PANELS.get(self.size, USUAL_MM_PER_PX)


def config_from(environment: Mapping[str, str] = os.environ) -> Config:
    """The settings of the unit file or of a shell.

    Raises:
        OptionRefused: KIOSK_MM_PER_PX is no number between 0.05 and 1.
    """
    home = Path(environment.get("HOME", "."))
    pitch = _pitch(environment.get("KIOSK_MM_PER_PX", "0"))
    return Config(
        data=Path(environment.get("KIOSK_DATA", home / ".local/share/kiosk")),
        camera=environment.get("KIOSK_CAMERA", "0"),
        assets=Path(environment.get("KIOSK_ASSETS", ROOT / "assets")),
        lessons=Path(environment.get("KIOSK_LESSONS", ROOT / "lessons")),
        mm_per_px=pitch,
        sound=environment.get("KIOSK_SOUND", "on"),
        scan_ms=ONE_SWITCH_MS if environment.get("KIOSK_ONE_SWITCH") == "1" else 0,
        packs_auto=environment.get("KIOSK_PACKS_AUTO", "1") != "0",
    )


def _pitch(text: str) -> float:
    """Millimetres a pixel; 0 = by panel. Raises OptionRefused."""
    try:
        pitch = float(text)
    except ValueError as error:
        raise OptionRefused("KIOSK_MM_PER_PX phải là số từ 0.05 đến 1") from error
    if pitch and not 0.05 <= pitch <= 1:
        raise OptionRefused("KIOSK_MM_PER_PX phải là số từ 0.05 đến 1")
    return pitch
