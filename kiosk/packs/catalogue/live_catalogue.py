"""The lessons this kiosk offers now: what was loaded last, exchanged as a whole when a pack was installed.

Guarantees: a reader sees the old lessons or the new ones, never a mixture; who has a lesson open keeps it, whatever is
installed meanwhile; a question is answered from the lessons that are offered now. Implements ``Catalogue`` and
``Finder``. Reads files only through ``load``.

    live = LiveCatalogue(lambda: load_lessons(shipped, assets, installed))
    live.settle("ha-tinh"); live.lessons(); live.find("quét mã", 3)
    live.reload()                               # another version of a pack is installed
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.core.lessons.curriculum import Found, Playlist, Question, Skill
from kiosk.core.lessons.lesson import Lesson
from kiosk.packs.catalogue.catalogue import InstalledCatalogue
from kiosk.packs.catalogue.search import LessonFinder


class LiveCatalogue:
    """``load`` reads everything anew; it is called at once and at every ``reload``."""

    def __init__(self, load: Callable[[], InstalledCatalogue]) -> None:
        self._load = load
        self._province = ""
        self._now = load()
        self._finder: LessonFinder | None = None
        self._pictures = _pictures(self._now)
        self._sources: dict[str, dict[str, str]] = {}
        self._packs = dict(self._now.shelved.packs)

    def reload(self) -> None:
        """What is installed now. Lessons that are open stay as they were opened."""
        fresh = self._load()
        self._now, self._finder, self._pictures = fresh.with_province(self._province), None, _pictures(fresh)
        self._sources = {}
        self._packs |= fresh.shelved.packs

    def settle(self, province: str) -> None:
        """Lessons are shown as ``province`` ('' = not told) should see them."""
        if province != self._province:
            self._province, self._finder = province, None
            self._now = self._now.with_province(province)

    # --- Catalogue ------------------------------------------------------------------------------

    def lessons(self) -> Sequence[Lesson]:
        return self._now.lessons()

    def playlists(self) -> Sequence[Playlist]:
        return self._now.playlists()

    def questions(self) -> Sequence[Question]:
        return self._now.questions()

    def skills(self) -> Sequence[Skill]:
        return self._now.skills()

    def languages(self) -> Sequence[str]:
        return self._now.languages()

    def said(self, language: str, text: str) -> str:
        return self._now.said(language, text)

    def pack_of(self, lesson: str) -> tuple[str, str]:
        """(pack id, version); the former ones for a lesson that was open when its pack went."""
        return self._packs[lesson]

    def broken(self) -> Sequence[str]:
        return self._now.broken()

    # --- Finder, sounds, pictures ----------------------------------------------------------------

    def find(self, text: str, limit: int) -> Sequence[Found]:
        self._finder = self._finder or LessonFinder(self.lessons())
        return self._finder.find(text, limit)

    def sound_of(self, language: str, text: str) -> Path | None:
        """The sound of a sentence as it stands on the screen: sounds are filed under the Vietnamese one."""
        return self._now.sound_of(language, text) or self._now.sound_of(language, self._source(language, text))

    def _source(self, language: str, text: str) -> str:
        """The Vietnamese sentence that ``text`` translates."""
        if language not in self._sources:
            words = self._now.shelved.words.get(language, {})
            self._sources[language] = {said: source for source, said in words.items()}
        return self._sources[language].get(text, text)

    def picture_of(self, name: str) -> Path | None:
        """The lessons' own drawing of this name; None where it is one of the application's."""
        return self._pictures.get(name)


def _pictures(lessons: InstalledCatalogue) -> dict[str, Path]:
    """Name -> file, the first of two equal names."""
    found = dict(lessons.picture_files)
    for folder in lessons.folders:
        for path in sorted(folder.glob("*.png")):
            found.setdefault(path.stem, path)
    return found
