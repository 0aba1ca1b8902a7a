"""Machine speech for lessons, made once at build time: espeak-ng's Vietnamese, evened out and encoded.

Guarantees: the same words give the same bytes on the same machine (they are also kept in a cache); no line
is louder than -1 dB of full scale, and all are about equally loud. Ogg Vorbis where ``soundfile`` is
installed, else 16-bit WAV. Nobody is made to believe that a person speaks: the manifest says "giọng máy".

    voice = machine_voice(Path("~/.cache/kiosk").expanduser())
    voice.say("Bác đọc tên nhé.") if voice else None
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import io
import os
import shutil
import subprocess
import sys
import wave
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from kiosk.authoring.builder import Spoken
from kiosk.authoring.ogg import with_serial
from kiosk.core.text.speech import spoken

PROGRAM: Final = "espeak-ng"
WORDS_PER_MIN: Final = 150              # as the kiosk's live voice speaks
RATE_HZ: Final = 22_050                 # what espeak-ng gives: mono, 16 bit
FULL: Final = 32_767
PEAK: Final = 29_204                    # -1 dB of full scale
LOUDNESS: Final = 3_277                 # root mean square, -20 dB of full scale
QUALITY: Final = 0.7                    # of libsndfile: 0 is best, 1 is smallest; speech stays clear
CHUNK: Final = 4096                     # frames; libsndfile's Vorbis wants small bites
SPEAK_S: Final = 60.0                   # seconds one line may take
_RECIPE: Final = f"{PROGRAM} vi {WORDS_PER_MIN} {PEAK} {LOUDNESS} {QUALITY} 1"

Ending = Literal["ogg", "wav"]


@dataclass(frozen=True)
class MachineVoice:
    """``program`` is espeak-ng's path; ``cache`` may vanish at any time."""

    program: str
    cache: Path
    ending: Ending

    def say(self, line: str) -> Spoken | None:
        """The line as sound; None where there is nothing to say. Raises OSError, SubprocessError."""
        words = spoken(line)
        if not any(c.isalpha() for c in words):
            return None
        key = hashlib.sha256(f"{_RECIPE}\n{self.ending}\n{words}".encode()).hexdigest()
        kept = self.cache / f"{key}.{self.ending}"
        if not kept.is_file():
            self._keep(kept, encoded(levelled(self._samples(words)), self.ending))
        return Spoken(line, kept.read_bytes(), self.ending)

    def _samples(self, words: str) -> array[int]:
        run = subprocess.run(
            (self.program, "-v", "vi", "-s", str(WORDS_PER_MIN), "-b", "1", "--stdin", "--stdout"),
            input=words.encode(), capture_output=True, check=True, timeout=SPEAK_S)
        samples = array("h")
        samples.frombytes(_frames(run.stdout))
        if sys.byteorder == "big":
            samples.byteswap()
        return samples

    def _keep(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.write_bytes(content)
        os.replace(draft, path)


def machine_voice(cache: Path) -> MachineVoice | None:
    """The voice of this machine, None where espeak-ng is missing."""
    program = shutil.which(PROGRAM)
    ending: Ending = "ogg" if importlib.util.find_spec("soundfile") else "wav"
    return MachineVoice(program, cache, ending) if program else None


def spoken_sentences(voice: MachineVoice, lines: Iterable[str],
             progress: Callable[[int, int], None] = lambda _line, _of: None) -> list[Spoken]:
    """Every distinct line once; ``told`` hears which line of how many is next. Raises OSError, SubprocessError."""
    once, sounds = list(dict.fromkeys(lines)), []
    for number, line in enumerate(once, 1):
        progress(number, len(once))
        if said := voice.say(line):
            sounds.append(said)
    return sounds


def levelled(samples: array[int]) -> array[int]:
    """As loud as all others, and never clipped. Whole-number arithmetic: the same everywhere."""
    if not samples:
        return samples
    peak = max(max(samples), -min(samples), 1)
    loud = max(int((sum(one * one for one in samples) // len(samples)) ** 0.5), 1)
    over, under = (PEAK, peak) if PEAK * loud < LOUDNESS * peak else (LOUDNESS, loud)
    return array("h", (one * over // under for one in samples))


def encoded(samples: array[int], ending: Ending) -> bytes:
    """Ogg Vorbis or WAV. Raises OSError where the encoder fails."""
    return _ogg(samples) if ending == "ogg" else _wav(samples)


def _wav(samples: array[int]) -> bytes:
    stream = io.BytesIO()
    with wave.open(stream, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(samples.tobytes())
    return stream.getvalue()


def _ogg(samples: array[int]) -> bytes:
    soundfile = importlib.import_module("soundfile")    # its authors ship no annotations
    stream = io.BytesIO()
    try:
        with soundfile.SoundFile(stream, "w", samplerate=RATE_HZ, channels=1, format="OGG", subtype="VORBIS",
                                 compression_level=QUALITY) as out:
            for start in range(0, len(samples), CHUNK):
                out.buffer_write(samples[start:start + CHUNK].tobytes(), dtype="int16")
    except soundfile.SoundFileError as broken:
        raise OSError(0, "bộ nén âm thanh hỏng") from broken
    return with_serial(stream.getvalue())


def _frames(said: bytes) -> bytes:
    """What follows espeak-ng's header (its sizes are wrong when it writes to a pipe): whole samples."""
    start = said.find(b"data") + 8
    return said[start:start + (len(said) - start) // 2 * 2] if start >= 8 else b""
