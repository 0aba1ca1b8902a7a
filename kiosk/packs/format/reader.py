"""A built pack: canonical JSON and files named by their SHA-256, with a manifest that lists them all.

Guarantees: ``read_built`` gives the same records the pack was built from, or refuses with one sentence: every file
is there, none is foreign, each has its size and hash, pictures and sounds are small enough by their heads, JSON is
canonical, bounded and strict, no text can direct a screen, and nobody can get stuck in a lesson. With
``hashes=False`` (a pack that was read so when it was installed) only names, sizes and the form of the JSON are looked
at: starting the kiosk costs no reading of 300 MB. The ``staged`` functions judge a pack before it is installed, file by
file: hashes are not counted again (``kiosk.packs.install.staging`` did while it copied), and files of the version in
use are not read at all, so a small update stays small. Opens nothing outside the folder. Verifies no signature.

    <pack>/pack.json   <pack>/lessons/<lesson>.json   <pack>/texts/tyz.json   <pack>/assets/<sha256>.png|svg|ogg|wav

    read_built(Path("out/ky-nang-so-co-ban"), Path("assets")).lessons
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from msgspec import Struct, to_builtins

from kiosk.core.errors import LessonRefused, PackUnfit
from kiosk.core.lessons.lesson import Lesson
from kiosk.packs.format.lesson_rules import Drawings, problems
from kiosk.packs.format.manifest import (
    MANIFEST,
    MAX_LESSON,
    MAX_MANIFEST,
    MAX_TEXTS,
    Listed,
    Manifest,
    Texts,
    bounded_bytes,
    decoded,
    manifest_problem,
    scalars,
)
from kiosk.packs.format.media_checks import png_problem, sound_problem
from kiosk.packs.format.text_checks import text_problem
from kiosk.packs.format.yaml_reader import refusal

FOLDERS: Final = ("lessons", "texts", "assets")
MAX_DRAWING: Final = 4_000_000         # bytes of an SVG


@dataclass(frozen=True)
class BuiltPack:
    """``texts``: language -> Vietnamese text -> text in that language."""

    manifest: Manifest
    lessons: tuple[Lesson, ...] = ()
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def load_built(folder: Path, assets: Path) -> tuple[Lesson, ...]:
    """The lessons of a built pack. ``assets`` holds the shared icons. Raises LessonRefused."""
    return read_built(folder, assets).lessons


def read_built(folder: Path, assets: Path, *, hashes: bool = True, manifest: Manifest | None = None) -> BuiltPack:
    """A built pack, every file of it checked as far as ``hashes`` says. ``manifest``: somebody has just read it there
    and found every file in its size. Raises LessonRefused."""
    if manifest is None:
        manifest = manifest_of(folder, strictly=hashes)
        for entry in manifest.files:
            check_file(folder, entry) if hashes else _check_size(folder, entry)
    if hashes:
        for name in sorted(_present(folder) - {MANIFEST} - {entry.path for entry in manifest.files}):
            raise refusal(folder / name, 0, "tệp lạ, không có trong gói.")
    return BuiltPack(
        manifest,
        tuple(lesson_in(folder, name, manifest, assets if hashes else None) for name in manifest.lessons),
        {language: texts_in(folder, language, strictly=hashes) for language in manifest.texts})


def manifest_of(folder: Path, *, strictly: bool = True) -> Manifest:
    """The manifest, checked in itself. Raises LessonRefused."""
    path = folder / MANIFEST
    manifest = decoded(path, Manifest, MAX_MANIFEST, strictly=strictly)
    if sentence := manifest_problem(manifest) or (_texts_problem(manifest) if strictly else ""):
        raise refusal(path, 0, sentence)
    return manifest


def lesson_in(folder: Path, name: str, manifest: Manifest, assets: Path | None) -> Lesson:
    """One lesson; checked as strictly as an author's where ``assets`` are given. Raises LessonRefused."""
    path = folder / "lessons" / f"{name}.json"
    lesson = decoded(path, Lesson, MAX_LESSON, strictly=assets is not None)
    if lesson.id != name:
        raise refusal(path, 0, "tên bài không giống tên tệp.")
    if assets is not None:
        for found in problems(lesson, _BuiltDrawings(folder, assets, manifest.pictures.get(name, {}))):
            raise refusal(path, 0, f"{found.where}: {found.sentence}")
    return lesson


def texts_in(folder: Path, language: str, *, strictly: bool = True) -> Mapping[str, str]:
    """What the pack says in one language. Raises LessonRefused."""
    path = folder / "texts" / f"{language}.json"
    texts = decoded(path, Texts, MAX_TEXTS, strictly=strictly)
    if texts.language != language:
        raise refusal(path, 0, "tên ngôn ngữ không giống tên tệp.")
    if strictly and (sentence := _texts_problem(texts)):
        raise refusal(path, 0, sentence)
    return texts.texts


def file_problem(folder: Path, entry: Listed) -> str:
    """What is wrong with a file's head; '' where nothing is. Raises OSError."""
    path = folder / entry.path
    match path.suffix:
        case ".png":
            return png_problem(path)
        case ".ogg" | ".wav":
            return sound_problem(path)
        case ".svg":
            return _drawing_problem(path)
    return ""


# --- files ---------------------------------------------------------------------------------------


def check_file(folder: Path, entry: Listed) -> None:
    """Size, hash and head of one file. Raises LessonRefused."""
    path = folder / entry.path
    raw = bounded_bytes(path, entry.size)
    if len(raw) != entry.size or hashlib.sha256(raw).hexdigest() != entry.sha256:
        raise refusal(path, 0, "tệp đã bị sửa sau khi đóng gói.")
    try:
        found = file_problem(folder, entry)
    except OSError as broken:
        raise refusal(path, 0, "không mở được tệp này.") from broken
    if found:
        raise refusal(path, 0, found)


def _check_size(folder: Path, entry: Listed) -> None:
    path = folder / entry.path
    try:
        size = path.lstat().st_size
    except OSError as broken:
        raise refusal(path, 0, "thiếu tệp này.") from broken
    if size != entry.size:
        raise refusal(path, 0, "tệp đã bị sửa sau khi đóng gói.")


def _drawing_problem(path: Path) -> str:
    """Entities can grow a small drawing without end ("billion laughs"), or fetch other files."""
    if path.stat().st_size > MAX_DRAWING:
        return f"hình vẽ “{path.name}” lớn hơn {MAX_DRAWING // 1_000_000} MB."
    content = path.read_bytes().upper()
    if b"<SVG" not in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return f"“{path.name}” không phải hình vẽ SVG đơn giản."
    return ""


def _texts_problem(record: Struct) -> str:
    for text in scalars(to_builtins(record)):
        if isinstance(text, str) and (sentence := text_problem(text)):
            return sentence
    return ""


def _present(folder: Path) -> set[str]:
    try:
        return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()}
    except OSError as broken:
        raise refusal(folder, 0, "không mở được thư mục này.") from broken


@dataclass(frozen=True)
class _BuiltDrawings(Drawings):
    """Pictures by the manifest (their heads are checked with their hashes), icons from the assets."""

    pictures: Mapping[str, str]

    def picture_problem(self, name: str) -> str:
        return "" if name in self.pictures else f"không có hình “{name}.png”."


def staged_manifest(folder: Path) -> Manifest:
    """The manifest of a staged pack, checked in itself. Raises PackUnfit."""
    with _unfit(folder):
        return manifest_of(folder)


def check_staged_file(folder: Path, entry: Listed) -> None:
    """A picture's, sound's or drawing's head. Raises PackUnfit, OSError."""
    if found := file_problem(folder, entry):
        raise PackUnfit(f"{entry.path}: {found}")


def check_staged_lessons(folder: Path, manifest: Manifest, assets: Path) -> None:
    """Every lesson and every translation, as strictly as they will be loaded. ``assets`` holds the shared icons.
    Raises PackUnfit."""
    with _unfit(folder):
        for name in manifest.lessons:
            lesson_in(folder, name, manifest, assets)
        for language in manifest.texts:
            texts_in(folder, language)


@contextmanager
def _unfit(folder: Path) -> Iterator[None]:
    """A refusal as what it is for who carries a stick: a pack well signed that this program cannot use. The same
    sentence, without the folder it is staged in."""
    try:
        yield
    except LessonRefused as refused:
        sentence = str(refused).replace(f"{folder.parent.name}/", "").replace(f"{folder.name}/", "")
        raise PackUnfit(sentence) from refused
