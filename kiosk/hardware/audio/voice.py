"""The voice: a recording of the sentence where there is one, the machine's voice (espeak-ng) where there is none.

Guarantees: ``speak`` and ``stop`` return at once and never raise; a new ``speak`` ends the old one; sentences are
said in their order; the text goes to the program by stdin, never on a command line that others can list. Without
a loudspeaker it is silent; without espeak-ng only recordings are heard: said once in the log (M3), and nothing is
started again and again. A recording that cannot be read is said by the machine. Does not know which screen speaks.

    voice = voice_from("on", sound_of)          # "off": silent on purpose (KIOSK_SOUND=off)
    voice.speak(("Bác đưa thẻ lên đây.",))
    voice.stop()
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Thread
from typing import Protocol

from kiosk.core.errors import SoundMissing
from kiosk.core.text.speech import spoken
from kiosk.hardware.audio.samples import RATE_HZ, SoundUnreadable, pcm_of

log = logging.getLogger(__name__)

PROGRAM = "espeak-ng"
NORMAL_WORDS_PER_MIN = 167
RATE = 0.9              # of normal: about 150 words a minute, for people who listen in their second language
SLOW = 0.75             # of RATE: who asked for "Đọc chậm"
PLAYER = ("aplay", "-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", str(RATE_HZ), "-")
SILENT_S = 60.0         # seconds of silence after the program failed, before it is tried again
INHERITED = ("PATH", "HOME", "XDG_RUNTIME_DIR", "PULSE_SERVER")   # what finding the loudspeaker may need
SOUND_CARDS = Path("/dev/snd")


SoundOf = Callable[[str, str], Path | None]     # (language, sentence as written) -> its recording


def no_recording(_language: str, _sentence: str) -> Path | None:
    return None


class Voice(Protocol):
    def speak(self, sentences: tuple[str, ...], rate: float = RATE) -> None:
        """Says written Vietnamese instead of whatever is being said. ``rate``: 1.0 is a normal speaker."""

    def tune(self, *, slow: bool, language: str) -> None:
        """How everything from now on is said."""

    def stop(self) -> None:
        """Silence, now."""

    @property
    def speaking(self) -> bool:
        """Whether something is being said or about to be."""


class SilentVoice:
    """Says nothing, on purpose or because nothing could be said."""

    def speak(self, sentences: tuple[str, ...], rate: float = RATE) -> None:
        pass

    def tune(self, *, slow: bool, language: str) -> None:
        pass

    def stop(self) -> None:
        pass

    @property
    def speaking(self) -> bool:
        return False


def loudspeaker_there(cards: Path = SOUND_CARDS) -> bool:
    """Whether ALSA shows a playback device (``pcmC0D0p``) now."""
    return any(cards.glob("pcmC*D*p"))


def voice_from(sound: str = "on", sound_of: SoundOf = no_recording) -> Voice:
    """The voice of this machine; ``sound`` is "off" where it shall be silent."""
    if sound == "off":
        return SilentVoice()
    program, player = shutil.which(PROGRAM), shutil.which(PLAYER[0])
    if program is None:
        log.warning("%s %s is not installed: only recordings are heard", SoundMissing.code, PROGRAM)
    if program is None and player is None:
        return SilentVoice()
    return SpeakingVoice((program,) if program else (), sound_of=sound_of if player else no_recording)


@dataclass(frozen=True)
class _Wish:
    """What to say, and how."""

    sentences: tuple[str, ...]
    rate: float
    slow: bool
    language: str

    @property
    def words_per_min(self) -> int:
        return round(NORMAL_WORDS_PER_MIN * self.rate * (SLOW if self.slow else 1.0))


class SpeakingVoice:
    """One thread that runs a player for each recording, and espeak-ng for the sentences between them.

    ``program``: espeak-ng's command, to which the options are added; () = there is none. ``loudspeaker``: asked before
    each run, so that a loudspeaker plugged in later is used. ``now``: seconds.
    """

    def __init__(
        self,
        program: Sequence[str] = (PROGRAM,),
        loudspeaker: Callable[[], bool] = loudspeaker_there,
        now: Callable[[], float] = time.monotonic,
        sound_of: SoundOf = no_recording,
        player: Sequence[str] = PLAYER,
    ) -> None:
        self._program, self._loudspeaker, self._now = tuple(program), loudspeaker, now
        self._sound_of, self._player = sound_of, tuple(player)
        self._changed = Condition()
        self._next: _Wish | None = None
        self._slow, self._language = False, "vi"
        self._running: subprocess.Popen[bytes] | None = None
        self._busy = False
        self._ended = False             # what is being said was stopped or replaced
        self._silent_until = 0.0
        self._logged_missing = False
        self._thread: Thread | None = None

    def tune(self, *, slow: bool, language: str) -> None:
        with self._changed:
            self._slow, self._language = slow, language

    def speak(self, sentences: tuple[str, ...], rate: float = RATE) -> None:
        said = tuple(sentence for sentence in sentences if spoken(sentence))
        with self._changed:
            self._next = _Wish(said, rate, self._slow, self._language) if said else None
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
        self._ended = True
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
        """Says the newest wish piece by piece; a ``speak`` or ``stop`` meanwhile ends it."""
        audible = self._now() >= self._silent_until and self._heard()
        with self._changed:
            wish, self._next = self._next, None
            self._ended = False
        if wish is None or not audible:
            return
        for command, content in self._pieces(wish):
            code = self._run(command, content)
            if code > 0:
                self._be_silent(f"{Path(command[0]).name} ended with {code}")
            if code:
                return
        self._silent_until = 0.0

    def _pieces(self, wish: _Wish) -> Iterator[tuple[tuple[str, ...], bytes]]:
        """(command, what it reads): recordings one by one, what lies between them in one run."""
        waiting: list[str] = []
        for sentence in wish.sentences:
            sound = self._recording(wish, sentence)
            if sound is None:
                waiting.append(sentence)
                continue
            yield from self._machine(waiting, wish)
            waiting = []
            yield self._player, sound
        yield from self._machine(waiting, wish)

    def _recording(self, wish: _Wish, sentence: str) -> bytes | None:
        path = self._sound_of(wish.language, sentence)
        if path is None:
            return None
        try:
            return pcm_of(path, slow=SLOW if wish.slow else 1.0)
        except SoundUnreadable as broken:
            log.warning("%s %s: the machine reads this sentence", SoundMissing.code, broken)
            return None

    def _machine(self, sentences: Sequence[str], wish: _Wish) -> Iterator[tuple[tuple[str, ...], bytes]]:
        if sentences and self._program:
            options = ("-v", "vi", "-s", str(wish.words_per_min), "-b", "1", "--stdin")
            yield self._program + options, "\n\n".join(map(spoken, sentences)).encode()

    def _run(self, command: tuple[str, ...], content: bytes) -> int:
        """Exit status; negative where it was told to end."""
        with self._changed:
            if self._ended:
                return -1
            running = self._running = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in INHERITED if name in os.environ},
            )
        return _feed(running, content)

    def _heard(self) -> bool:
        there = self._loudspeaker()
        if not there and not self._logged_missing:
            log.warning("%s no loudspeaker: the kiosk is silent", SoundMissing.code)
        self._logged_missing = not there
        return there

    def _be_silent(self, why: str) -> None:
        if not self._silent_until:
            log.warning("%s voice: %s; silent for a while", SoundMissing.code, why)
        self._silent_until = self._now() + SILENT_S


def play_file(path: Path, player: Sequence[str] = PLAYER) -> None:
    """Plays one recording and returns at once; without a player or with a bad file it is silent, and says so."""
    def play() -> None:
        try:
            with subprocess.Popen(player, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
                running.communicate(pcm_of(path))
        except (OSError, SoundUnreadable, subprocess.SubprocessError) as broken:
            log.warning("%s a recording could not be played: %s", SoundMissing.code, type(broken).__name__)
    Thread(target=play, name="play", daemon=True).start()


def _feed(voice: subprocess.Popen[bytes], text: bytes) -> int:
    """Waits for the end of the run. Returns its exit status; negative where it was told to end."""
    with voice:
        voice.communicate(text)
    return voice.returncode
