"""A person reads a sentence aloud: ``arecord`` listens, the samples stay in memory until they are kept or replaced.

Guarantees: ``start`` and ``stop`` return at once; ``Recorded`` follows exactly once for each ``start`` that found a
microphone; a recording ends by itself after MAX_S; nothing is written to disk here. Without a microphone or without
``arecord`` it is not ``ready``. Implements ``kiosk.core.ports.Recorder``.

    recorder = MicrophoneRecorder(post)
    recorder.start(); ...; recorder.stop()      # post(Recorded(ms=2140)); recorder.latest
"""

from __future__ import annotations

import logging
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock, Thread
from typing import Final

import numpy as np

from kiosk.core.errors import SoundMissing
from kiosk.core.inputs import Input, Recorded
from kiosk.hardware.audio.samples import MAX_S, RATE_HZ, SILENCE, Samples

log = logging.getLogger(__name__)

PROGRAM: Final = ("arecord", "-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", str(RATE_HZ))
SOUND_CARDS: Final = Path("/dev/snd")
MIN_MS: Final = 300                   # shorter is a slip of the finger


def microphone_there(cards: Path = SOUND_CARDS) -> bool:
    """Whether ALSA shows a capture device (``pcmC0D0c``) now."""
    return any(cards.glob("pcmC*D*c"))


class MicrophoneRecorder:
    """One recording at a time. ``post`` may be called from a thread."""

    def __init__(self, post: Callable[[Input], None], program: Sequence[str] = PROGRAM,
                 microphone: Callable[[], bool] = microphone_there) -> None:
        self._post, self._program, self._microphone = post, tuple(program), microphone
        self._lock = Lock()
        self._running: subprocess.Popen[bytes] | None = None
        self.latest: Samples | None = None

    @property
    def ready(self) -> bool:
        return self._microphone() and shutil.which(self._program[0]) is not None

    def start(self) -> None:
        with self._lock:
            if self._running is not None:
                return
            try:
                self._running = subprocess.Popen(
                    (*self._program, "-d", str(int(MAX_S))), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            except OSError as broken:
                log.warning("%s no recording: %s", SoundMissing.code, type(broken).__name__)
                self._post(Recorded(0))
                return
            Thread(target=self._listen, args=(self._running,), name="recorder", daemon=True).start()

    def stop(self) -> None:
        with self._lock:
            if self._running is not None:
                self._running.terminate()

    def _listen(self, running: subprocess.Popen[bytes]) -> None:
        raw, _nothing = running.communicate()
        samples: Samples = np.frombuffer(raw[:len(raw) // 2 * 2], "<i2").astype(np.float32) / np.float32(32_768)
        ms = len(samples) * 1000 // RATE_HZ
        heard = ms >= MIN_MS and float(np.max(np.abs(samples))) > SILENCE
        with self._lock:
            self._running = None
            self.latest = samples if heard else None
        self._post(Recorded(ms if heard else 0))
