"""The author's records around the lessons: the pack, and what a lesson says in other languages and who reads it.

Guarantees: ``converted`` gives a strict record or a refusal that names file and line, with a sentence for every
mistake. A file of translations or of recorded sounds is whole and bounded or refused: plain words only, sounds that are
there, short and not too large by their heads. The Vietnamese text is the key, which no file translates; what has no
entry falls back to it.

    <lesson>/tyz.yaml             "Bác đọc tên nhé.": "…"
    <lesson>/sounds/tyz.yaml      "Bác đọc tên nhé.": doc-ten.ogg        (the file lies beside it)

    pack = converted(read_yaml(path), Pack)
    translations_at(folder / "tyz.yaml").words["Bác đọc tên nhé."]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import msgspec
from msgspec import Meta, Struct

from kiosk.core.lessons.curriculum import Playlist, Question
from kiosk.core.lessons.phone_screen import Name, Words
from kiosk.packs.format.error_places import allowed, place_in_words
from kiosk.packs.format.media_checks import recording_problem
from kiosk.packs.format.text_checks import text_problem
from kiosk.packs.format.yaml_reader import YamlText, read_yaml, refusal

Language = Annotated[str, Meta(pattern="^[a-z]{2,3}$")]
PackVersion = Annotated[str, Meta(pattern=r"^(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})$")]
Translations = dict[
    Annotated[str, Meta(min_length=1, max_length=200)],
    Annotated[str, Meta(min_length=1, max_length=280)]]
Recordings = dict[
    Annotated[str, Meta(min_length=1, max_length=1000)],
    Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,59}\.(ogg|wav|flac)$")]]
_PLACE: Final = re.compile(r" - at `(?:key in )?`?(\$[^`]*)`$")
_Record = TypeVar("_Record")
SOUNDS: Final = "sounds"
VIETNAMESE: Final = "vi"
_LANGUAGE_NAME: Final = re.compile(r"[a-z]{2,3}")


class Pack(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``pack.yaml``: who it is, its version, its lessons in the order in which they are offered. ``paths`` are orders
    for a group of people or an occasion; ``questions`` what people often ask."""

    id: Name
    version: PackVersion
    title: Words
    languages: Annotated[tuple[Language, ...], Meta(min_length=1, max_length=12)] = ("vi",)
    lessons: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=200)]
    paths: Annotated[tuple[Playlist, ...], Meta(max_length=24)] = ()
    questions: Annotated[tuple[Question, ...], Meta(max_length=60)] = ()


def converted(text: YamlText, kind: type[_Record]) -> _Record:
    """Raises LessonRefused."""
    record: _Record = converted_as(text, kind)
    return record


def converted_as(text: YamlText, form: Any) -> Any:
    """The same for a form that is no class: ``tuple[Skill, ...]``. Raises LessonRefused."""
    try:
        return msgspec.convert(text.content, form)
    except msgspec.ValidationError as broken:
        place = _PLACE.search(str(broken))
        where = place[1] if place else "$"
        place_in = place_in_words(text.content, where) or "tệp"
        raise text.refused(where, f"{place_in}: {_sentence(str(broken), allowed(form, where))}") from broken


# What msgspec says -> what the author reads. The first that matches is used.
_SENTENCES: Final = (
    (r"missing required field `([^`]+)`", "còn thiếu mục “{0}”."),
    (r"contains unknown field `([^`]+)`", "không có mục nào tên “{0}”; xem lại chính tả."),
    (r"Invalid enum value '?([^' ]+)'?", "không dùng được giá trị “{0}” ở đây. — dùng: {dung}."),
    (r"Invalid value '([^']+)'", "không có loại “{0}”. — dùng: {dung}."),
    (r"Expected `str`, got `(?:float|int|bool|null)`", "chỗ này cần chữ: đặt trong ngoặc kép, ví dụ \"20.000\"."),
    (r"Expected `str` of length >= 1", "chỗ này đang trống. — viết chữ vào, hoặc bỏ cả mục này."),
    (r"Expected `str` of length <= (\d+)", "chữ dài quá, nhiều nhất {0} ký tự."),
    (r"Expected `(?:array|object)` of length <= (\d+)", "nhiều mục quá, nhiều nhất {0}."),
    (r"Expected `array` of length >= (\d+)", "ít mục quá, ít nhất {0}."),
    (r"matching regex.*ogg", "tên tệp tiếng chỉ gồm chữ thường không dấu, số, gạch nối, và đuôi ogg, wav hay flac."),
    (r"matching regex.*https", "địa chỉ phải bắt đầu bằng https://, không có dấu cách."),
    (r"matching regex.*\\d\{4\}-", "ngày viết kiểu \"2026-11-22\", trong ngoặc kép."),
    (r"matching regex.*\\d\{0,5\}", "số bản gồm ba số, như \"1.0.0\", trong ngoặc kép."),
    (r"matching regex.*\[0-9\]\{4,6\}", "chỗ này cần 4 đến 6 chữ số, trong ngoặc kép."),
    (r"matching regex", "tên chỉ gồm chữ thường không dấu, số và gạch nối."),
    (r"Expected `int` <= (\d+)", "số lớn quá, nhiều nhất {0}."),
    (r"Expected `int` >= (\d+)", "số nhỏ quá, ít nhất {0}."),
    (r"Expected `(\w+)`, got `(\w+)`", "sai kiểu giá trị (cần {0}, đang là {1})."),
)


def _sentence(said: str, values: Sequence[str]) -> str:
    for pattern, sentence in _SENTENCES:
        if found := re.search(pattern, said):
            return sentence.format(*found.groups(), dung=", ".join(values))
    return f"giá trị chưa đúng ({said.split(' - at ')[0]})."


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
    yield from (path for path in sorted(folder.glob("*.yaml")) if _LANGUAGE_NAME.fullmatch(path.stem))


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
