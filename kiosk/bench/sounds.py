"""Made sounds: files that cannot be stored smaller.

    wav_noise(random.Random(1), 16_000)
"""

from __future__ import annotations

import random
import struct

RATE = 8_000            # samples a second
WAV_HEADER = 44         # bytes


def wav_noise(dice: random.Random, size: int) -> bytes:
    """A WAV of noise, ``size`` bytes of it and the header; 16 bit, one channel."""
    frames = dice.randbytes(size // 2 * 2)
    return struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(frames), b"WAVE", b"fmt ", 16, 1, 1, RATE, 2 * RATE, 2,
                       16, b"data", len(frames)) + frames
