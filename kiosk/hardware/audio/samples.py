"""Recorded sentences: from files to samples and back, slower where somebody asked for it.

Guarantees: ``pcm_of`` gives 16-bit mono samples at RATE_HZ, whatever rate and channels the file has; slower means
longer at the same pitch (waveform-similarity overlap-add, Verhelst and Roelands 1993); a file that is no sound, or
longer than MAX_S, is SoundUnreadable. ``encoded`` cuts silence at both ends and evens out the loudness.

    pcm_of(Path("cau.ogg"), slow=0.75)      # bytes for a player
"""

from __future__ import annotations

import importlib
import io
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

RATE_HZ: Final = 22_050
MAX_S: Final = 60.0                    # seconds one sentence may take
WINDOW_S: Final = 0.03                  # of the overlap-add: longer than two periods of a low voice
SEARCH_S: Final = 0.01                  # how far a window may slide to fit the one before
LOUDNESS: Final = 0.1                   # root mean square of full scale (-20 dB), as the built voices have
PEAK: Final = 0.89                      # -1 dB of full scale
SILENCE: Final = 0.01                   # of full scale: quieter than this at the ends is cut
KEPT_S: Final = 0.12                    # seconds of quiet left at both ends

Samples = npt.NDArray[np.float32]


class SoundUnreadable(Exception):
    """No sound, a damaged one, or one that is too long."""


def pcm_of(path: Path, slow: float = 1.0) -> bytes:
    """Samples for a player. ``slow`` < 1.0 stretches. Raises SoundUnreadable."""
    samples = read(path)
    if slow < 1.0:
        samples = stretched(samples, slow)
    clipped: npt.NDArray[np.float32] = np.clip(samples, -1.0, 1.0)
    return (clipped * 32_767).astype("<i2").tobytes()


def read(path: Path) -> Samples:
    """One channel at RATE_HZ, -1.0 … 1.0. Raises SoundUnreadable."""
    soundfile = importlib.import_module("soundfile")    # its authors ship no annotations
    try:
        with soundfile.SoundFile(path) as stream:
            if stream.frames > MAX_S * stream.samplerate or stream.frames == 0:
                raise SoundUnreadable(f"{path.name}: {stream.frames / stream.samplerate:.0f} s long")
            heard: Samples = stream.read(dtype="float32", always_2d=True).mean(axis=1, dtype=np.float32)
            rate = int(stream.samplerate)
    except (soundfile.SoundFileError, OSError, ValueError, MemoryError) as broken:
        raise SoundUnreadable(f"{path.name}: {type(broken).__name__}") from broken
    return heard if rate == RATE_HZ else _resampled(heard, rate)


def _resampled(samples: Samples, rate: int) -> Samples:
    places = np.arange(0, len(samples), rate / RATE_HZ)
    found: Samples = np.interp(places, np.arange(len(samples)), samples).astype(np.float32)
    return found


def stretched(samples: Samples, speed: float) -> Samples:
    """The same voice at ``speed`` (0.5 … 1.0) of its pace, at the same pitch."""
    window, search = int(WINDOW_S * RATE_HZ), int(SEARCH_S * RATE_HZ)
    if len(samples) < 4 * window:
        return samples
    hop = window // 2
    shape = np.hanning(window).astype(np.float32)
    padded = np.concatenate([samples, np.zeros(window + 2 * search, np.float32)])
    length = int(len(samples) / speed)
    out = np.zeros(length + window, np.float32)
    at = 0
    for place in range(0, length, hop):
        wanted = int(place * speed)
        if place:
            at = _best(padded, at + hop, wanted, hop, search)
        out[place:place + window] += padded[at:at + window] * shape
    return out[:length]


def _best(samples: Samples, natural: int, wanted: int, length: int, search: int) -> int:
    """Where near ``wanted`` the sound goes on most like what would naturally follow at ``natural``."""
    template = samples[natural:natural + length]
    low = max(0, wanted - search)
    high = min(len(samples) - length, wanted + search)
    if len(template) < length or high <= low:
        return min(max(0, wanted), len(samples) - 2 * length)
    fits = np.correlate(samples[low:high + length], template, mode="valid")
    return min(low + int(np.argmax(fits)), len(samples) - 2 * length)


def encoded(samples: Samples) -> bytes:
    """Ogg Vorbis of a recording: silence cut at the ends, loudness evened. Raises SoundUnreadable where nothing is
    heard."""
    loud = np.flatnonzero(np.abs(samples) > SILENCE)
    if loud.size == 0:
        raise SoundUnreadable("nothing was heard")
    kept = int(KEPT_S * RATE_HZ)
    cut = samples[max(0, loud[0] - kept):loud[-1] + kept]
    gain = min(LOUDNESS / max(float(np.sqrt(np.mean(cut ** 2))), 1e-4), PEAK / float(np.max(np.abs(cut))))
    soundfile = importlib.import_module("soundfile")
    stream = io.BytesIO()
    soundfile.write(stream, cut * gain, RATE_HZ, format="OGG", subtype="VORBIS")
    return stream.getvalue()
