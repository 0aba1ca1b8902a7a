"""What a lesson says in other languages, and who reads it aloud: files beside ``lesson.yaml``.

Guarantees: a file is whole and bounded or refused with file and line: plain words only, sounds that are there, short
and not too large by their heads. The Vietnamese text is the key, which no file translates; what has no
entry falls back to it.

    <lesson>/tyz.yaml             "Bác đọc tên nhé.": "…"
    <lesson>/sounds/tyz.yaml      "Bác đọc tên nhé.": doc-ten.ogg        (the file lies beside it)

    translations_at(folder / "tyz.yaml").words["Bác đọc tên nhé."]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.packs.format.recorded_sounds import recording_problem
from kiosk.packs.format.source_records import Recordings, Translations, converted_as
from kiosk.packs.format.text_checks import text_problem
from kiosk.packs.format.yaml_reader import YamlText, read_yaml, refusal

SOUNDS: Final = "sounds"
VIETNAMESE: Final = "vi"
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class Translated:
    """``words``: Vietnamese text -> the text in ``language``."""

    text: YamlText
    language: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class Recorded:
    """``files``: Vietnamese text -> the sound of it in ``language``."""

    text: YamlText
    language: str
    files: Mapping[str, Path]


def translation_files(folder: Path) -> Iterator[Path]:
    """Files of a lesson that are named like a language, in their order."""
    yield from (path for path in sorted(folder.glob("*.yaml")) if _LANGUAGE.fullmatch(path.stem))


def recording_files(folder: Path) -> Iterator[Path]:
    """Lists of recorded sounds of a lesson, one a language."""
    yield from translation_files(folder / SOUNDS)


def translations_at(path: Path) -> Translated:
    """Raises LessonRefused."""
    if path.stem == VIETNAMESE:
        raise refusal(path, 0, "tiếng Việt là chữ gốc của bài: sửa ngay trong lesson.yaml.")
    text = read_yaml(path)
    words: dict[str, str] = converted_as(text, Translations)
    for key, said in words.items():
        if sentence := text_problem(key) or text_problem(said):
            raise refusal(path, line_of_key(text, key), sentence)
    return Translated(text, path.stem, words)


def recordings_at(path: Path) -> Recorded:
    """Raises LessonRefused."""
    text = read_yaml(path)
    names: dict[str, str] = converted_as(text, Recordings)
    for key, name in names.items():
        if sentence := text_problem(key) or recording_problem(path.parent / name):
            raise refusal(path, line_of_key(text, key), sentence)
    return Recorded(text, path.stem, {key: path.parent / name for key, name in names.items()})


def line_of_key(text: YamlText, key: str) -> int:
    """The line of an entry; keys are sentences, with dots in them."""
    return text.root.keys.get(key, 1)
