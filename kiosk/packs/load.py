"""Lessons from their folders: ``lessons/<pack>/pack.yaml`` and ``lessons/<pack>/<lesson>/lesson.yaml``.

Guarantees: a broken pack or lesson is named, also in the log (file, line, a Vietnamese sentence, code L1), and
the others still load; what loads is sound (``kiosk.packs.checks``) and immutable. Implements ``Catalogue``.
Does not verify signatures, install or watch folders.

    shelf = load_lessons(Path("lessons"), Path("assets"))
    shelf.lessons(), shelf.pack_of("tra-tien-qr"), shelf.refused
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import Meta, Struct

from kiosk.core.errors import LessonRefused
from kiosk.core.lesson import Lesson, Name, Words
from kiosk.packs.checks import Shelf, flaws
from kiosk.packs.yaml_text import YamlText, read_yaml, refusal

_PLACE: Final = re.compile(r" - at `(?:key in )?`?(\$[^`]*)`$")
_log = logging.getLogger(__name__)
_Record = TypeVar("_Record", bound=Struct)


class Pack(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``pack.yaml``: who it is, its version, its lessons in the order in which they are offered."""

    id: Name
    version: Annotated[str, Meta(pattern=r"^\d+\.\d+\.\d+$")]
    title: Words
    languages: Annotated[tuple[Annotated[str, Meta(pattern="^[a-z]{2,3}$")], ...], Meta(min_length=1)] = ("vi",)
    lessons: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=200)]


@dataclass(frozen=True)
class InstalledLessons:
    """The catalogue. ``refused`` are the broken files, ``folders`` where the lessons' own pictures are."""

    offered: tuple[Lesson, ...] = ()
    packs: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    folders: tuple[Path, ...] = ()
    refused: tuple[LessonRefused, ...] = ()

    def lessons(self) -> Sequence[Lesson]:
        return self.offered

    def pack_of(self, lesson: str) -> tuple[str, str]:
        """(pack id, version). Raises KeyError for a lesson that is not here."""
        return self.packs[lesson]

    def broken(self) -> Sequence[str]:
        """The refused files, each with its sentence."""
        return tuple(str(refused) for refused in self.refused)


def load_lessons(root: Path, assets: Path) -> InstalledLessons:
    """Reads every pack under ``root``; ``assets`` holds the shared pictures and icons."""
    loading = _Loading(assets)
    for path in sorted(root.glob("*/pack.yaml")):
        loading.add_pack(path)
    for broken in loading.refused:
        _log.warning("%s: %s", broken.code, broken)
    return InstalledLessons(
        tuple(loading.offered.values()), loading.packs, tuple(loading.folders), tuple(loading.refused))


def load_pack(path: Path) -> Pack:
    """One ``pack.yaml``. Raises LessonRefused."""
    text = read_yaml(path)
    pack = _converted(text, Pack)
    if pack.id != path.parent.name:
        raise text.refused("$.id", f"id phải giống tên thư mục “{path.parent.name}”.")
    return pack


def load_lesson(path: Path, assets: Path) -> Lesson:
    """One ``lesson.yaml``. Raises LessonRefused with the first flaw; further ones are its notes."""
    text = read_yaml(path)
    lesson = _converted(text, Lesson)
    if lesson.id != path.parent.name:
        raise text.refused("$.id", f"id phải giống tên thư mục “{path.parent.name}”.")
    found = [text.refused(flaw.where, flaw.sentence) for flaw in flaws(lesson, Shelf(path.parent, assets))]
    if found:
        for other in found[1:]:
            found[0].add_note(str(other))
        raise found[0]
    return lesson


class _Loading:
    """What has been read so far."""

    def __init__(self, assets: Path) -> None:
        self.assets = assets
        self.offered: dict[str, Lesson] = {}
        self.packs: dict[str, tuple[str, str]] = {}
        self.folders: list[Path] = []
        self.refused: list[LessonRefused] = []

    def add_pack(self, path: Path) -> None:
        try:
            pack = load_pack(path)
        except LessonRefused as broken:
            self.refused.append(broken)
            return
        for name in pack.lessons:
            self._add_lesson(pack, path.parent / name / "lesson.yaml")

    def _add_lesson(self, pack: Pack, path: Path) -> None:
        try:
            lesson = load_lesson(path, self.assets)
            if lesson.id in self.offered:
                raise refusal(path, 0, f"bài “{lesson.id}” đã có trong gói “{self.packs[lesson.id][0]}”.")
        except LessonRefused as broken:
            self.refused.append(broken)
            return
        self.offered[lesson.id] = lesson
        self.packs[lesson.id] = pack.id, pack.version
        self.folders.append(path.parent)


# --- from plain values to records ---------------------------------------------------------------


def _converted(text: YamlText, kind: type[_Record]) -> _Record:
    try:
        return msgspec.convert(text.content, kind)
    except msgspec.ValidationError as broken:
        place = _PLACE.search(str(broken))
        where = place[1] if place else "$"
        raise text.refused(where, _sentence(str(broken), where)) from broken


# What msgspec says -> what the author reads. The first that matches is used.
_SENTENCES: Final = (
    (r"missing required field `([^`]+)`", "còn thiếu mục “{0}”."),
    (r"contains unknown field `([^`]+)`", "không có mục nào tên “{0}”; xem lại chính tả."),
    (r"Invalid enum value '?([^' ]+)'?", "không dùng được giá trị “{0}” ở đây."),
    (r"Invalid value '([^']+)'", "không có loại “{0}”."),
    (r"Expected `str`, got `(?:float|int|bool|null)`", "chỗ này cần chữ: đặt trong ngoặc kép, ví dụ \"20.000\"."),
    (r"Expected `str` of length <= (\d+)", "chữ dài quá, nhiều nhất {0} ký tự."),
    (r"Expected `array` of length <= (\d+)", "nhiều mục quá, nhiều nhất {0}."),
    (r"Expected `array` of length >= (\d+)", "ít mục quá, ít nhất {0}."),
    (r"matching regex", "tên chỉ gồm chữ thường không dấu, số và gạch nối."),
    (r"Expected `(\w+)`, got `(\w+)`", "sai kiểu giá trị (cần {0}, đang là {1})."),
)


def _sentence(said: str, where: str) -> str:
    name = where.removeprefix("$").removeprefix(".") or "tệp"
    for pattern, sentence in _SENTENCES:
        if found := re.search(pattern, said):
            return f"{name}: {sentence.format(*found.groups())}"
    return f"{name}: giá trị chưa đúng ({said.split(' - at ')[0]})."
