"""Lessons from their folders: ``lessons/<pack>/pack.yaml`` and ``lessons/<pack>/<lesson>/lesson.yaml``, and packs that
were built and installed.

Guarantees: a broken pack, lesson or translation is named, also in the log (file, line, a Vietnamese sentence, code
L1), and the others still load; what loads is sound (``kiosk.packs.format.lesson_rules``) and immutable; an
installed pack stands in for the shipped one of its name unless it is older; a shipped pack that was built and is
spoiled is read from its sources. Files of built packs are not hashed again (whoever built or installed them did that).
Verifies no signature, installs nothing, watches no folder.

    shelf = load_lessons(Path("lessons"), Path("assets"), installed=[Path("data/packs/goi/1.0.1-0f…")])
    shelf.with_province("ha-tinh").lessons(), shelf.refused
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kiosk.core.errors import LessonRefused
from kiosk.core.lessons.curriculum import Skill, unfolded
from kiosk.core.lessons.lesson import Lesson
from kiosk.packs.catalogue.catalogue import CatalogueBuilder, InstalledCatalogue
from kiosk.packs.format.lesson_rules import Drawings, problems
from kiosk.packs.format.manifest import MACHINE, Manifest
from kiosk.packs.format.reader import BuiltPack, read_built
from kiosk.packs.format.repository_paths import order
from kiosk.packs.format.source_records import (
    Pack,
    converted,
    converted_as,
    recording_files,
    recordings_at,
    translation_files,
    translations_at,
)
from kiosk.packs.format.yaml_reader import YamlText, read_yaml, refusal
from kiosk.packs.install.registry import InstalledPack

SKILLS: Final = "skills.yaml"
_log = logging.getLogger(__name__)


def load_lessons(root: Path, assets: Path, installed: Sequence[Path | InstalledPack] = (), *,
                 built: Sequence[Path] = ()) -> InstalledCatalogue:
    """Reads every pack under ``root`` and every built one of ``installed`` (its folder, or as it was found whole);
    ``assets`` holds the shared pictures and icons. ``built``: the packs of ``root`` as they were built, every one."""
    loading = _Loading(assets)
    for pack in installed:
        loading.read_built(*(pack, None) if isinstance(pack, Path) else (pack.folder, pack.manifest))
    loading.add_sounds("voices", machine=False)
    for folder in built:
        loading.add_shipped(folder, root)
    for path in () if built else sorted(root.glob("*/pack.yaml")):
        loading.add_pack(path)
    loading.add_built()
    for broken in loading.refused:
        _log.warning("%s: %s", broken.code, broken)
    return InstalledCatalogue(loading.shelved, tuple(loading.refused))


def load_pack(path: Path) -> Pack:
    """One ``pack.yaml``. Raises LessonRefused."""
    text = read_yaml(path)
    pack = converted(text, Pack)
    if pack.id != path.parent.name:
        raise text.refused("$.id", f"id phải giống tên thư mục “{path.parent.name}”.")
    return pack


def load_skills(path: Path) -> tuple[Skill, ...]:
    """One ``skills.yaml``. Raises LessonRefused."""
    skills: tuple[Skill, ...] = converted_as(read_yaml(path), tuple[Skill, ...])
    return skills


def load_lesson(path: Path, assets: Path) -> Lesson:
    """One ``lesson.yaml``. Raises LessonRefused with the first flaw; further ones are its notes."""
    return lesson_of(read_yaml(path), assets)


def lesson_of(text: YamlText, assets: Path) -> Lesson:
    """The same from a file that was read already. Raises LessonRefused."""
    lesson = converted(text, Lesson)
    folder = text.path.parent
    if lesson.id != folder.name:
        raise text.refused("$.id", f"id phải giống tên thư mục “{folder.name}”.")
    found = [text.refused(problem.where, problem.sentence) for problem in problems(lesson, Drawings(folder, assets))]
    if found:
        for other in found[1:]:
            found[0].add_note(str(other))
        raise found[0]
    return lesson


@dataclass
class _Loading:
    """What has been read so far."""

    assets: Path
    shelved: CatalogueBuilder = field(default_factory=CatalogueBuilder)
    refused: list[LessonRefused] = field(default_factory=list)
    built: dict[str, tuple[Path, BuiltPack]] = field(default_factory=dict)

    # --- as they are installed ------------------------------------------------------------------

    def read_built(self, folder: Path, manifest: Manifest | None = None) -> None:
        try:
            pack = read_built(folder, self.assets, hashes=False, manifest=manifest)
            if pack.manifest.id in self.built:
                raise refusal(folder, 0, f"gói “{pack.manifest.id}” có hai lần.")
        except LessonRefused as broken:
            self.refused.append(broken)
            return
        self.built[pack.manifest.id] = folder, pack

    def add_built(self) -> None:
        """Lessons first, then who reads them aloud: neighbours before the author's readers, these before the
        machine."""
        for folder, pack in self.built.values():
            self._add_whole(folder, pack)
        self.add_sounds("lessons", machine=False)
        self.add_sounds("voices", machine=True)
        self.add_sounds("lessons", machine=True)

    def add_sounds(self, kind: str, *, machine: bool) -> None:
        for folder, pack in self.built.values():
            for sound in pack.manifest.sounds if pack.manifest.kind == kind else ():
                if (sound.voice == MACHINE) is machine:
                    self.shelved.add_sound(sound.language, sound.text, folder / sound.file)

    def _add_whole(self, folder: Path, pack: BuiltPack) -> None:
        for lesson in pack.lessons:
            self._place(lesson, pack.manifest.id, pack.manifest.version, folder / "lessons" / f"{lesson.id}.json")
        self._add_around(folder, pack)

    def _add_around(self, folder: Path, pack: BuiltPack) -> None:
        manifest = pack.manifest
        if manifest.kind == "lessons":
            self.shelved.add_pack(manifest.languages, manifest.paths, manifest.questions, manifest.skills)
        for language, words in pack.texts.items():
            self.shelved.add_words(language, words)
        for names in (*manifest.pictures.values(), manifest.shared):
            for name, file in names.items():
                self.shelved.picture_files.setdefault(name, folder / file)

    # --- as they were built from the authors' files ---------------------------------------------

    def add_shipped(self, folder: Path, root: Path) -> None:
        try:
            pack = read_built(folder, self.assets, hashes=False)
        except LessonRefused as broken:
            _log.warning("%s: a built pack is spoiled, its sources are read: %s", broken.code, broken)
            self.add_pack(root / folder.name / "pack.yaml")
            return
        if self._stood_in_for(pack.manifest.id, pack.manifest.version):
            return
        self._add_whole(folder, pack)
        for sound in pack.manifest.sounds:
            self.shelved.add_sound(sound.language, sound.text, folder / sound.file)

    # --- as authors write them ------------------------------------------------------------------

    def add_pack(self, path: Path) -> None:
        try:
            pack = load_pack(path)
        except LessonRefused as broken:
            self.refused.append(broken)
            return
        if self._stood_in_for(pack.id, pack.version):
            return
        self.shelved.folders.append(path.parent)
        self.shelved.add_pack(pack.languages, pack.paths, pack.questions, self._skills(path.parent / SKILLS))
        for name in pack.lessons:
            self._add_lesson(pack, path.parent / name / "lesson.yaml")

    def _stood_in_for(self, pack: str, version: str) -> bool:
        """An installed pack that is older than the shipped one is left out: an update of the kiosk is newer."""
        if pack not in self.built:
            return False
        manifest = self.built[pack][1].manifest
        if manifest.kind == "lessons" and order(manifest.version) >= order(version):
            return True
        del self.built[pack]
        return False

    def _skills(self, path: Path) -> tuple[Skill, ...]:
        if not path.exists():
            return ()
        try:
            return load_skills(path)
        except LessonRefused as broken:
            self.refused.append(broken)
            return ()

    def _add_lesson(self, pack: Pack, path: Path) -> None:
        try:
            lesson = load_lesson(path, self.assets)
        except LessonRefused as broken:
            self.refused.append(broken)
            return
        if self._place(lesson, pack.id, pack.version, path):
            self.shelved.folders.append(path.parent)
            self._add_languages(path.parent)

    def _add_languages(self, folder: Path) -> None:
        for path in translation_files(folder):
            try:
                translated = translations_at(path)
            except LessonRefused as broken:
                self.refused.append(broken)
            else:
                self.shelved.add_words(translated.language, translated.words)
        for path in recording_files(folder):
            try:
                recorded = recordings_at(path)
            except LessonRefused as broken:
                self.refused.append(broken)
            else:
                for text, file in recorded.files.items():
                    self.shelved.add_sound(recorded.language, text, file)

    def _place(self, lesson: Lesson, pack: str, version: str, path: Path) -> bool:
        if lesson.id in self.shelved.lessons:
            first = self.shelved.packs[lesson.id][0]
            self.refused.append(refusal(path, 0, f"bài “{lesson.id}” đã có trong gói “{first}”."))
            return False
        try:
            self.shelved.lessons[lesson.id] = unfolded(lesson)
        except LookupError as broken:       # an installed pack's files are not checked again
            self.refused.append(refusal(path, 0, f"không có bước phone nào tên “{broken.args[0]}” để làm lại."))
            return False
        self.shelved.packs[lesson.id] = pack, version
        return True
