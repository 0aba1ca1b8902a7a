"""Whether this program can use a staged pack, found out before anything decodes its pictures and sounds.

Guarantees: what ``kiosk.packs.format.reader`` refuses is refused here as what it is for who carries a stick: a pack
well signed that this program cannot use. Hashes are not counted again: who copied the files did that
(``kiosk.packs.install.staging``); files of the version in use are not read at all, so a small update stays small.

    manifest = manifest_of(staged)
    check_contents(staged, manifest, assets)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kiosk.core.errors import LessonRefused, PackUnfit
from kiosk.packs.format import reader
from kiosk.packs.format.manifest import Listed, Manifest

FOLDERS: Final = ("lessons", "texts", "assets")


def manifest_of(folder: Path) -> Manifest:
    """The pack's manifest, checked in itself. Raises PackUnfit."""
    with _unfit(folder):
        return reader.manifest_of(folder)


def check_file(folder: Path, entry: Listed) -> None:
    """A picture's, sound's or drawing's head. Raises PackUnfit, OSError."""
    if found := reader.file_problem(folder, entry):
        raise PackUnfit(f"{entry.path}: {found}")


def check_contents(folder: Path, manifest: Manifest, assets: Path) -> None:
    """Every lesson and every translation, as strictly as they will be loaded. ``assets`` holds the shared icons.
    Raises PackUnfit."""
    with _unfit(folder):
        for name in manifest.lessons:
            reader.lesson_in(folder, name, manifest, assets)
        for language in manifest.texts:
            reader.texts_in(folder, language)


@contextmanager
def _unfit(folder: Path) -> Iterator[None]:
    """The same sentence, without the folder it is staged in."""
    try:
        yield
    except LessonRefused as refused:
        said = str(refused).replace(f"{folder.parent.name}/", "").replace(f"{folder.name}/", "")
        raise PackUnfit(said) from refused
