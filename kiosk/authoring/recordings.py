"""Sounds that people recorded for a lesson, ready to be packed.

Guarantees: WAV and Ogg go into the pack as they are; FLAC becomes Ogg Vorbis, the same bytes each time. Files were
looked at before (``kiosk.packs.format.media_checks``). Changes no loudness: a person's voice stays as it is.

    list(spoken_by_people(source))
"""

from __future__ import annotations

import importlib
import importlib.util
import io
from collections.abc import Iterator
from pathlib import Path

from kiosk.authoring.builder import Spoken
from kiosk.authoring.ogg import with_serial
from kiosk.authoring.speech import CHUNK, QUALITY
from kiosk.authoring.workspace import PackSource
from kiosk.packs.format.yaml_reader import refusal


def spoken_by_people(source: PackSource) -> Iterator[Spoken]:
    """Every recorded line of the pack, once a language. Raises LessonRefused."""
    reported: set[tuple[str, str]] = set()
    for lesson in source.lessons:
        for recorded in lesson.recorded:
            for text, path in recorded.files.items():
                if (recorded.language, text) not in reported:
                    reported.add((recorded.language, text))
                    yield _spoken(text, path, recorded.language)


def _spoken(text: str, path: Path, language: str) -> Spoken:
    try:
        content = path.read_bytes()
    except OSError as broken:
        raise refusal(path, 0, "không mở được tệp tiếng này.") from broken
    if path.suffix == ".flac":
        content = ogg_from_flac(content, path)
    return Spoken(text, content, "wav" if path.suffix == ".wav" else "ogg", "giọng người", language)


def ogg_from_flac(content: bytes, path: Path) -> bytes:
    """Raises LessonRefused where it cannot be decoded, or nothing here decodes."""
    if not importlib.util.find_spec("soundfile"):
        raise refusal(path, 0, "máy này chưa đổi được tiếng flac (cài: pip install soundfile), hoặc lưu kiểu wav.")
    soundfile = importlib.import_module("soundfile")    # its authors ship no annotations
    out = io.BytesIO()
    try:
        with soundfile.SoundFile(io.BytesIO(content)) as read, soundfile.SoundFile(
                out, "w", samplerate=read.samplerate, channels=read.channels, format="OGG", subtype="VORBIS",
                compression_level=QUALITY) as write:
            while frames := read.buffer_read(CHUNK, dtype="int16"):
                write.buffer_write(bytes(frames), dtype="int16")
    except soundfile.SoundFileError as broken:
        raise refusal(path, 0, "tệp tiếng này không đọc được tới cuối.") from broken
    return with_serial(out.getvalue())
