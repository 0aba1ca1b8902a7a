"""The author's files, gathered for the tools: what can be read, and a finding for what cannot.

Guarantees: any folder, file or junk gives findings, never an exception other than LessonRefused, which stays
inside; a pipe or a device is never opened. Takes a folder of packs, one pack, one lesson or one file.

    found = gather(Path("lessons"), Path("assets"))
    found.lessons[0].lesson.title, found.findings
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from kiosk.authoring.findings import Finding, of_refusal
from kiosk.core.errors import LessonRefused
from kiosk.core.lessons.curriculum import Skill
from kiosk.core.lessons.lesson import Lesson
from kiosk.packs.catalogue.loader import SKILLS, lesson_of, load_pack, load_skills
from kiosk.packs.format.source_records import (
    Pack,
    Recorded,
    Translated,
    recording_files,
    recordings_at,
    translation_files,
    translations_at,
)
from kiosk.packs.format.yaml_reader import YamlText, read_yaml, refusal

PACK: Final = "pack.yaml"
LESSON: Final = "lesson.yaml"
_Beside = TypeVar("_Beside")
MAX_FOLDERS: Final = 1000              # of one folder; more is no folder of lessons


@dataclass(frozen=True)
class LessonSource:
    """A lesson that has the right form; only a ``sound`` one has no flaws and can be played. What is beside it is
    sound."""

    text: YamlText
    lesson: Lesson
    translated: tuple[Translated, ...] = ()
    recorded: tuple[Recorded, ...] = ()
    sound: bool = True

    @property
    def path(self) -> Path:
        return self.text.path


@dataclass(frozen=True)
class PackSource:
    """``lessons`` are those of the pack that have the right form, in its order."""

    text: YamlText
    pack: Pack
    lessons: tuple[LessonSource, ...]
    skills: tuple[Skill, ...] = ()
    skills_text: YamlText | None = None


@dataclass
class Gathered:
    packs: list[PackSource] = field(default_factory=list)
    lessons: list[LessonSource] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def gather(place: Path, assets: Path) -> Gathered:
    """Everything at ``place``; the loader's own flaws are among the findings."""
    gathering = _Gathering(assets)
    folder = place.parent if place.name in (PACK, LESSON) else place
    if place.name == LESSON or (folder / LESSON).exists():
        gathering.add_lesson(folder / LESSON)
    elif (folder / PACK).exists():
        gathering.add_pack(folder)
    else:
        gathering.add_root(folder)
    return gathering.found


def read_source(path: Path, assets: Path) -> LessonSource:
    """One sound lesson. Raises LessonRefused with every flaw (further ones are its notes)."""
    text = read_regular(path)
    return LessonSource(text, lesson_of(text, assets))


def read_regular(path: Path) -> YamlText:
    """``read_yaml`` that opens nothing but a file. Raises LessonRefused."""
    try:
        if not path.is_file():
            raise refusal(path, 0, "không có tệp này, hoặc nó không phải một tệp chữ.")
        return read_yaml(path)
    except (OSError, ValueError) as broken:
        raise refusal(path, 0, "không mở được tệp này.") from broken
    except RecursionError as broken:
        raise refusal(path, 0, "lồng nhau quá nhiều tầng.") from broken


class _Gathering:
    def __init__(self, assets: Path) -> None:
        self.assets = assets
        self.found = Gathered()
        self._seen: dict[str, Path] = {}

    def add_root(self, root: Path) -> None:
        try:
            folders = sorted(entry for entry in root.iterdir() if entry.is_dir() and not entry.name.startswith("."))
        except OSError:
            self._error(root, "không mở được thư mục này.")
            return
        packs = [entry for entry in folders[:MAX_FOLDERS] if (entry / PACK).exists()]
        if not packs:
            self._error(root, "không thấy pack.yaml hay lesson.yaml ở đây.")
        for entry in packs:
            self.add_pack(entry)

    def add_pack(self, folder: Path) -> None:
        try:
            text = read_regular(folder / PACK)
            pack = load_pack(folder / PACK)
        except LessonRefused as refused:
            self.found.findings += of_refusal(folder / PACK, refused)
            return
        sources = [self.add_lesson(folder / name / LESSON) for name in pack.lessons]
        lessons = tuple(source for source in sources if source)
        self.found.packs.append(PackSource(text, pack, lessons, *self._skills(folder / SKILLS)))
        self.found.findings += _unlisted(folder, pack)

    def _skills(self, path: Path) -> tuple[tuple[Skill, ...], YamlText | None]:
        if not path.exists():
            return (), None
        try:
            return load_skills(path), read_regular(path)
        except LessonRefused as refused:
            self.found.findings += of_refusal(path, refused)
            return (), None

    def add_lesson(self, path: Path) -> LessonSource | None:
        try:
            source = self._read(path)
        except LessonRefused as refused:
            self.found.findings += of_refusal(path, refused)
            return None
        first = self._seen.setdefault(source.lesson.id, path)
        if first != path:
            self._error(path, f"bài “{source.lesson.id}” đã có ở {first}.")
        self.found.lessons.append(source)
        return source

    def _read(self, path: Path) -> LessonSource:
        """A lesson with flaws is told with them, and its words are still judged."""
        text, sound = read_regular(path), True
        try:
            lesson = lesson_of(text, self.assets)
        except LessonRefused as refused:
            try:
                lesson = msgspec.convert(text.content, Lesson)
            except msgspec.ValidationError:
                raise refused from None
            self.found.findings += of_refusal(path, refused)
            sound = False
        folder = path.parent
        return LessonSource(
            text, lesson, tuple(self._sound_ones(translation_files(folder), translations_at)),
            tuple(self._sound_ones(recording_files(folder), recordings_at)), sound)

    def _sound_ones(self, paths: Iterator[Path], read: Callable[[Path], _Beside]) -> Iterator[_Beside]:
        for path in paths:
            try:
                yield read(path)
            except LessonRefused as refused:
                self.found.findings += of_refusal(path, refused)

    def _error(self, path: Path, sentence: str) -> None:
        self.found.findings.append(Finding(path, 0, "dang", sentence, "error"))


def _unlisted(folder: Path, pack: Pack) -> Iterator[Finding]:
    """Lessons that nobody can reach: in the folder, not in the list."""
    for path in sorted(folder.glob(f"*/{LESSON}")):
        if path.parent.name not in pack.lessons:
            yield Finding(path, 0, "khong-liet-ke", "bài này chưa có trong pack.yaml nên không ai mở được.", "warning")
