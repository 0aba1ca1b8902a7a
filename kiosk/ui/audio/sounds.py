"""The five wooden sounds. Guarantees: never an exception and never a wait; without an audio device or a
file the kiosk is silent. After 21:00 they are at half loudness, if ``quiet`` says so.

    sounds = Sounds(ROOT / "sounds", quiet=lambda: False)
    sounds.play("tick")
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Protocol

from kiosk.core.views import Sound
from kiosk.ui import ASSETS

log = logging.getLogger(__name__)
_ENDINGS: Final = ("ogg", "wav")


class Player(Protocol):
    """Plays a sound by its name; the real one, and one that remembers for tests."""

    def play(self, sound: Sound) -> None: ...


class Sounds:
    """``folder`` has one file a sound; ``quiet`` is asked at each sound (night: half loudness)."""

    def __init__(self, folder: Path = ASSETS / "sounds",
                 quiet: Callable[[], bool] = lambda: False) -> None:
        self._folder = folder
        self._quiet = quiet
        self._loaded: dict[str, Any] = {}

    def play(self, sound: Sound) -> None:
        if sound not in self._loaded:
            self._loaded[sound] = self._load(sound)
        loaded = self._loaded[sound]
        if loaded is None:
            return
        loaded.volume = 0.5 if self._quiet() else 1.0
        loaded.stop()
        loaded.play()

    def _load(self, sound: str) -> Any | None:
        from kivy.core.audio import SoundLoader
        paths = [self._folder / f"{sound}.{ending}" for ending in _ENDINGS]
        path = next((path for path in paths if path.is_file()), None)
        loaded = SoundLoader.load(str(path)) if path else None
        if loaded is None:
            log.warning("U3 no sound for %s", sound)
        return loaded


class Silent:
    """For machines without a loudspeaker and for pictures."""

    def play(self, sound: Sound) -> None:
        """Does nothing."""
