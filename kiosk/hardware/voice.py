"""The machine voice: sentences in, sound out, until somebody has recorded them.

Guarantees: ``speak`` and ``stop`` return at once and never raise; a new ``speak`` ends the old one; the
text goes to the program by stdin, never on a command line that others can list. Without espeak-ng or
without a loudspeaker it is silent: said once in the log (M3), and nothing is started again and again.
Does not play recordings and does not know which screen speaks.

    voice = voice_from("on")                    # "off": silent on purpose (KIOSK_SOUND=off)
    voice.speak(("Bác đưa thẻ lên đây.",))
    voice.stop()
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Condition, Thread
from typing import Protocol

from kiosk.core.errors import SoundMissing
from kiosk.core.spoken import spoken

log = logging.getLogger(__name__)

PROGRAM = "espeak-ng"
NORMAL_WORDS_PER_MIN = 167
RATE = 0.9              # of normal: about 150 words a minute, for people who listen in their second language
SILENT_S = 60.0         # seconds of silence after the program failed, before it is tried again
INHERITED = ("PATH", "HOME", "XDG_RUNTIME_DIR", "PULSE_SERVER")   # what finding the loudspeaker may need
SOUND_CARDS = Path("/dev/snd")


class Voice(Protocol):
    def speak(self, sentences: tuple[str, ...], rate: float = RATE) -> None:
        """Says written Vietnamese instead of whatever is being said. ``rate``: 1.0 is a normal speaker."""

    def stop(self) -> None:
        """Silence, now."""

    @property
    def speaking(self) -> bool:
        """Whether something is being said or about to be."""


class SilentVoice:
    """Says nothing, on purpose or because nothing could be said."""

    def speak(self, sentences: tuple[str, ...], rate: float = RATE) -> None:
        pass

    def stop(self) -> None:
        pass

    @property
    def speaking(self) -> bool:
        return False


def loudspeaker_there(cards: Path = SOUND_CARDS) -> bool:
    """Whether ALSA shows a playback device (``pcmC0D0p``) now."""
    return any(cards.glob("pcmC*D*p"))


def voice_from(sound: str = "on") -> Voice:
    """The voice of this machine; ``sound`` is "off" where it shall be silent."""
    program = shutil.which(PROGRAM)
    if sound == "off":
        return SilentVoice()
    if program is None:
        log.warning("%s %s is not installed: the kiosk is silent", SoundMissing.code, PROGRAM)
        return SilentVoice()
    return EspeakVoice((program,))


class EspeakVoice:
    """One thread that runs espeak-ng, one run for each ``speak``.

    ``program``: the command, to which the options are added. ``loudspeaker``: asked before each run, so
    that a loudspeaker plugged in later is used. ``now``: seconds.
    """

    def __init__(
        self,
        program: Sequence[str] = (PROGRAM,),
        loudspeaker: Callable[[], bool] = loudspeaker_there,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._program, self._loudspeaker, self._now = tuple(program), loudspeaker, now
        self._changed = Condition()
        self._next: tuple[str, int] | None = None     # text, words a minute
        self._running: subprocess.Popen[bytes] | None = None
        self._busy = False
        self._silent_until = 0.0
        self._said_missing = False
        self._thread: Thread | None = None

    def speak(self, sentences: tuple[str, ...], rate: float = RATE) -> None:
        text = "\n\n".join(said for said in map(spoken, sentences) if said)
        with self._changed:
            self._next = (text, round(NORMAL_WORDS_PER_MIN * rate)) if text else None
            self._end_running()
            self._changed.notify_all()
            self._start_thread()

    def stop(self) -> None:
        with self._changed:
            self._next = None
            self._end_running()

    @property
    def speaking(self) -> bool:
        with self._changed:
            return self._busy or self._next is not None

    def _start_thread(self) -> None:
        if self._thread is None:
            self._thread = Thread(target=self._work, name="voice", daemon=True)
            self._thread.start()

    def _end_running(self) -> None:
        if self._running is not None:
            self._running.kill()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._next is not None)
                self._busy = True
            try:
                self._say_next()
            except (OSError, ValueError, subprocess.SubprocessError) as broken:
                self._be_silent(type(broken).__name__)
            finally:
                with self._changed:
                    self._busy, self._running = False, None

    def _say_next(self) -> None:
        """Starts the program for the newest text; a ``speak`` or ``stop`` meanwhile ends it."""
        audible = self._now() >= self._silent_until and self._heard()
        with self._changed:
            wanted, self._next = self._next, None
            if wanted is None or not audible:
                return
            voice = self._running = self._start(wanted[1])
        code = _feed(voice, wanted[0].encode())
        if code > 0:
            self._be_silent(f"{PROGRAM} ended with {code}")
        elif code == 0:
            self._silent_until = 0.0

    def _heard(self) -> bool:
        there = self._loudspeaker()
        if not there and not self._said_missing:
            log.warning("%s no loudspeaker: the kiosk is silent", SoundMissing.code)
        self._said_missing = not there
        return there

    def _start(self, words_per_min: int) -> subprocess.Popen[bytes]:
        options = ("-v", "vi", "-s", str(words_per_min), "-b", "1", "--stdin")
        return subprocess.Popen(
            self._program + options,
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in INHERITED if name in os.environ},
        )

    def _be_silent(self, why: str) -> None:
        if not self._silent_until:
            log.warning("%s voice: %s; silent for a while", SoundMissing.code, why)
        self._silent_until = self._now() + SILENT_S


def _feed(voice: subprocess.Popen[bytes], text: bytes) -> int:
    """Waits for the end of the run. Returns its exit status; negative where it was told to end."""
    with voice:
        voice.communicate(text)
    return voice.returncode
