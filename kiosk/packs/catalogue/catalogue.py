"""The catalogue: every lesson that was loaded, as one province sees it, in the languages there are.

Guarantees: immutable to who reads it; lessons meant for other provinces are left out, paths name only lessons that
are there; what nobody translated is said in Vietnamese. Implements ``Catalogue``. Reads no file.

    shelf.with_province("ha-tinh").lessons()
    shelf.said("tyz", "Bác đọc tên nhé."), shelf.sound_of("tyz", "Bác đọc tên nhé.")
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from msgspec import structs

from kiosk.core.errors import LessonRefused
from kiosk.core.lessons.curriculum import Playlist, Question, Skill, shown_in
from kiosk.core.lessons.lesson import Lesson

VIETNAMESE: Final = "vi"


@dataclass
class CatalogueBuilder:
    """What was loaded, while it is being loaded: the first of two equal names stays."""

    lessons: dict[str, Lesson] = field(default_factory=dict)
    packs: dict[str, tuple[str, str]] = field(default_factory=dict)
    paths: dict[str, Playlist] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    skills: dict[str, Skill] = field(default_factory=dict)
    languages: list[str] = field(default_factory=lambda: [VIETNAMESE])
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    sounds: dict[tuple[str, str], Path] = field(default_factory=dict)
    folders: list[Path] = field(default_factory=list)
    picture_files: dict[str, Path] = field(default_factory=dict)

    def add_pack(self, languages: Sequence[str], paths: Sequence[Playlist], questions: Sequence[Question],
                 skills: Sequence[Skill]) -> None:
        self.languages += (language for language in languages if language not in self.languages)
        for path in paths:
            self.paths.setdefault(path.id, path)
        for question in questions:
            self.questions.setdefault(question.ask, question)
        for skill in skills:
            self.skills.setdefault(skill.id, skill)

    def add_words(self, language: str, words: Mapping[str, str]) -> None:
        if language not in self.languages:
            self.languages.append(language)
        known = self.words.setdefault(language, {})
        for text, said in words.items():
            known.setdefault(text, said)

    def add_sound(self, language: str, text: str, file: Path) -> None:
        self.sounds.setdefault((language, text), file)


@dataclass(frozen=True)
class InstalledCatalogue:
    """The catalogue. ``refused`` are the broken files. ``province`` tells where the kiosk stands, whenever it is asked
    ('' = not told)."""

    shelved: CatalogueBuilder = field(default_factory=CatalogueBuilder, repr=False)
    refused: tuple[LessonRefused, ...] = ()
    province: Callable[[], str] = field(default=str, compare=False, repr=False)
    _seen: dict[str, tuple[Lesson, ...]] = field(default_factory=dict, compare=False, repr=False)

    def with_province(self, province: str | Callable[[], str]) -> InstalledCatalogue:
        """The same lessons as ``province`` sees them; a callable is asked again each time."""
        return replace(self, province=province if callable(province) else lambda: province)

    def lessons(self) -> Sequence[Lesson]:
        province = self.province()
        if province not in self._seen:
            shown = (shown_in(lesson, province) for lesson in self.shelved.lessons.values())
            self._seen[province] = tuple(lesson for lesson in shown if lesson is not None and lesson.steps)
        return self._seen[province]

    def playlists(self) -> Sequence[Playlist]:
        """Each with those of its lessons that are here; none that would be empty."""
        here = {lesson.id for lesson in self.lessons()}
        kept = ((path, tuple(name for name in path.lessons if name in here)) for path in self.shelved.paths.values())
        return tuple(structs.replace(path, lessons=names) for path, names in kept if names)

    def questions(self) -> Sequence[Question]:
        return tuple(self.shelved.questions.values())

    def skills(self) -> Sequence[Skill]:
        return tuple(self.shelved.skills.values())

    def languages(self) -> Sequence[str]:
        """'vi' first."""
        return tuple(self.shelved.languages)

    def said(self, language: str, text: str) -> str:
        return self.shelved.words.get(language, {}).get(text, text)

    def sound_of(self, language: str, text: str) -> Path | None:
        """The recorded or machine-made sound of a line, by its Vietnamese text; None where there is none."""
        return self.shelved.sounds.get((language, text))

    def pack_of(self, lesson: str) -> tuple[str, str]:
        """(pack id, version). Raises KeyError for a lesson that is not here."""
        return self.shelved.packs[lesson]

    def broken(self) -> Sequence[str]:
        """The refused files, each with its sentence."""
        return tuple(str(refused) for refused in self.refused)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where pictures lie by their names (``<name>.png``)."""
        return tuple(self.shelved.folders)

    @property
    def picture_files(self) -> Mapping[str, Path]:
        """Pictures of built packs, which are named by their content: name -> file."""
        return self.shelved.picture_files
