"""Sounds that people recorded for a lesson: looked at before anything plays or packs them.

Guarantees: at most MAX_BYTES and MAX_S seconds by its head, WAV, Ogg (Vorbis, Opus) or FLAC; a pipe or a folder is
refused; never raises. Reads heads and page tables only: see ``sound_heads``.

    recording_problem(Path("sounds/doc-ten.ogg"))       # '' or a Vietnamese sentence

Source of the FLAC head: RFC 9639, section 8.2.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kiosk.packs.format.sound_check import sound_problem

MAX_BYTES: Final = 5_000_000
MAX_S: Final = 60                      # seconds: a step is a few sentences
_MAX_RATE: Final = 48_000
_FLAC_HEAD: Final = 42                  # "fLaC", block head, STREAMINFO


def recording_problem(path: Path) -> str:
    """'' for a sound the kiosk can play, else a sentence."""
    try:
        if not path.is_file():
            return f"không có tệp tiếng “{path.name}”."
        if path.stat().st_size > MAX_BYTES:
            return f"tệp tiếng “{path.name}” nặng hơn {MAX_BYTES // 1_000_000} MB."
        wrong = _flac_problem(path) if path.suffix == ".flac" else sound_problem(path, MAX_S)
    except OSError:
        wrong = "không mở được."
    return f"tệp tiếng “{path.name}”: {wrong}" if wrong else ""


def _flac_problem(path: Path) -> str:
    with path.open("rb") as stream:
        head = stream.read(_FLAC_HEAD)
    if len(head) < _FLAC_HEAD or head[:4] != b"fLaC" or head[4] & 0x7F:
        return "không phải tiếng mà máy này đọc được."
    packed = int.from_bytes(head[18:26], "big")     # 20 bits rate, 3 channels - 1, 5 width - 1, 36 samples
    rate, channels, samples = packed >> 44, (packed >> 41 & 7) + 1, packed & (1 << 36) - 1
    if not 8000 <= rate <= _MAX_RATE or channels > 2 or not samples:
        return "không phải tiếng mà máy này đọc được."
    return "" if samples / rate <= MAX_S else f"tiếng dài hơn {MAX_S} giây."
