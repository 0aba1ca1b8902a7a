"""The author's records around the lessons, and plain values made into records with a sentence for every slip.

Guarantees: ``converted`` gives a strict record or a refusal that names file and line. Reads no file.

    pack = converted(read_yaml(path), Pack)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any, Final, TypeVar

import msgspec
from msgspec import Meta, Struct

from kiosk.core.lessons.curriculum import Playlist, Question
from kiosk.core.lessons.lesson import Name, Words
from kiosk.packs.format.error_places import allowed, place_in_words
from kiosk.packs.format.yaml_reader import YamlText

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
