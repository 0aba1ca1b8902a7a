"""Looks at pictures and sounds by their heads, before anything draws or decodes them.

Guarantees: a picture that passes is a PNG within MAX_SIDE and MAX_PIXELS (24 bytes are read; Kivy has no limit of its
own: a picture of 48 kB can take gigabytes once drawn). A sound that passes is PCM WAV, or one Vorbis or Opus stream in
Ogg, at most ``MAX_SOUND_S`` seconds by its own count, and cannot decode to more than ``SLACK`` times that (counted by
its packets, so a lie in the head does not help; SDL decodes a whole file into memory, whatever it says). A recording
that people made for a lesson is at most MAX_RECORDING_BYTES and MAX_RECORDING_S, and may be FLAC as well; a pipe or a
folder is refused. Reads heads and page tables only; decodes and plays nothing.

    png_problem(Path("market.png"))                     # '' or "hình “market.png” lớn quá: …"
    sound_problem(Path("assets/1f…ogg"))                # '' or a Vietnamese sentence
    recording_problem(Path("sounds/doc-ten.ogg"))       # '' or a Vietnamese sentence

Source: RIFF/WAVE (Microsoft 1991); Ogg RFC 3533 section 6; Vorbis I section 4.2.2; Opus RFC 7845 section 5.1; FLAC
RFC 9639 section 8.2.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

MAX_SIDE: Final = 4096                 # pixels
MAX_PIXELS: Final = 16_000_000
_PNG_HEAD: Final = 24                   # bytes: signature, and the IHDR chunk as far as the height
_PNG: Final = b"\x89PNG\r\n\x1a\n"
MAX_SOUND_S: Final = 180               # seconds; a spoken line takes under twenty
MAX_RATE: Final = 48_000               # samples a second
SLACK: Final = 8                        # a Vorbis stream of short blocks only counts so many times too long
_PAGE: Final = struct.Struct("<4sBBqIIIB")
_OPUS_PACKET: Final = 5760              # samples, at most
_MAX_CHUNKS: Final = 32
_BROKEN: Final = "không phải tiếng mà máy này đọc được."
MAX_RECORDING_BYTES: Final = 5_000_000
MAX_RECORDING_S: Final = 60             # seconds: a step is a few sentences
_FLAC_HEAD: Final = 42                  # "fLaC", block head, STREAMINFO


def png_problem(path: Path) -> str:
    """'' for a PNG of at most MAX_SIDE a side and MAX_PIXELS in all, else a sentence."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_PNG_HEAD)
    except OSError:
        return f"không mở được hình “{path.name}”."
    return png_head_problem(head, path.name)


def png_head_problem(head: bytes, name: str) -> str:
    """The same for the first bytes of a picture called ``name``."""
    if len(head) < _PNG_HEAD or not head.startswith(_PNG) or head[12:16] != b"IHDR":
        return f"“{name}” không phải hình PNG."
    width, height = int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE) or width * height > MAX_PIXELS:
        return f"hình “{name}” lớn quá: mỗi cạnh nhiều nhất {MAX_SIDE} điểm ảnh."
    return ""


def sound_problem(path: Path, most_s: int = MAX_SOUND_S) -> str:
    """What is wrong with a ``.wav`` or ``.ogg``; '' where nothing is. Raises OSError."""
    with path.open("rb") as stream:
        size = path.stat().st_size
        seconds = _wav_s(stream, size) if path.suffix == ".wav" else _ogg_s(stream)
    if seconds is None:
        return _BROKEN
    return "" if seconds <= most_s else f"tiếng dài hơn {most_s} giây."


def _wav_s(stream: IO[bytes], size: int) -> float | None:
    """Seconds; None where it is no plain PCM."""
    head = stream.read(12)
    if head[:4] != b"RIFF" or head[8:] != b"WAVE":
        return None
    second = 0                              # bytes a second
    for _ in range(_MAX_CHUNKS):
        name, length = _chunk(stream.read(8))
        if name == b"fmt ":
            second = _wav_second(stream.read(16))
            stream.seek(length - 16 + length % 2, 1)
        elif name == b"data":
            return length / second if second and length <= size - stream.tell() else None
        else:
            stream.seek(length + length % 2, 1)
    return None


def _chunk(head: bytes) -> tuple[bytes, int]:
    return (head[:4], int.from_bytes(head[4:], "little")) if len(head) == 8 else (b"", 0)


def _wav_second(fmt: bytes) -> int:
    """Bytes a second by rate, channels and width; 0 where they are not plain PCM."""
    if len(fmt) < 16:
        return 0
    form, channels, rate, _second, _block, bits = struct.unpack("<HHIIHH", fmt)
    plain = form == 1 and channels in (1, 2) and 8000 <= rate <= MAX_RATE and bits in (8, 16, 24)
    return rate * channels * bits // 8 if plain else 0


@dataclass(frozen=True)
class _Page:
    serial: int
    granule: int
    packets: int
    content: bytes


def _ogg_s(stream: IO[bytes]) -> float | None:
    """Seconds by the stream's count, or by its packets where those could give much more."""
    pages = _pages(stream)
    first = next(pages, None)
    if first is None or (kind := _kind(first.content)) is None:
        return None
    rate, most = kind
    granule = packets = 0
    for page in pages:
        if page.serial != first.serial:
            return None
        granule, packets = max(granule, page.granule), packets + page.packets
    return max(granule / rate, packets * most / rate / SLACK) if granule > 0 and not stream.read(1) else None


def _kind(head: bytes) -> tuple[int, int] | None:
    """(samples a second, most samples a packet) of a Vorbis or Opus stream."""
    if head.startswith(b"OpusHead") and len(head) >= 19 and head[9] in (1, 2):
        return 48_000, _OPUS_PACKET
    if not head.startswith(b"\x01vorbis") or len(head) < 30 or head[11] not in (1, 2):
        return None
    rate = int.from_bytes(head[12:16], "little")
    return (rate, 1 << ((head[28] >> 4) - 1)) if 8000 <= rate <= MAX_RATE and head[28] >> 4 >= 6 else None


def _pages(stream: IO[bytes]) -> Iterator[_Page]:
    """Until something is no page; that stays unread."""
    while len(head := stream.read(_PAGE.size)) == _PAGE.size:
        magic, version, _flags, granule, serial, _number, _crc, segments = _PAGE.unpack(head)
        table = stream.read(segments)
        content = stream.read(sum(table))
        if magic != b"OggS" or version or len(table) < segments or len(content) < sum(table):
            stream.seek(-1, 2)
            return
        yield _Page(serial, granule, sum(1 for size in table if size < 255), content)
    stream.seek(-len(head), 1)


def recording_problem(path: Path) -> str:
    """'' for a sound the kiosk can play, else a sentence."""
    try:
        if not path.is_file():
            return f"không có tệp tiếng “{path.name}”."
        if path.stat().st_size > MAX_RECORDING_BYTES:
            return f"tệp tiếng “{path.name}” nặng hơn {MAX_RECORDING_BYTES // 1_000_000} MB."
        wrong = _flac_problem(path) if path.suffix == ".flac" else sound_problem(path, MAX_RECORDING_S)
    except OSError:
        wrong = "không mở được."
    return f"tệp tiếng “{path.name}”: {wrong}" if wrong else ""


def _flac_problem(path: Path) -> str:
    with path.open("rb") as stream:
        head = stream.read(_FLAC_HEAD)
    if len(head) < _FLAC_HEAD or head[:4] != b"fLaC" or head[4] & 0x7F:
        return _BROKEN
    packed = int.from_bytes(head[18:26], "big")     # 20 bits rate, 3 channels - 1, 5 width - 1, 36 samples
    rate, channels, samples = packed >> 44, (packed >> 41 & 7) + 1, packed & (1 << 36) - 1
    if not 8000 <= rate <= MAX_RATE or channels > 2 or not samples:
        return _BROKEN
    return "" if samples / rate <= MAX_RECORDING_S else f"tiếng dài hơn {MAX_RECORDING_S} giây."
