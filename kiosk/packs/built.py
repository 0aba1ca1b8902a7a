"""A built pack: canonical JSON and files named by their SHA-256, with a manifest that lists them all.

Guarantees: ``load_built`` gives the same ``Lesson`` records the pack was built from, or refuses with one
sentence: every file is there, none is foreign, each has its size and hash, JSON is canonical, bounded and
strict, and nobody can get stuck in a lesson. Opens nothing outside the folder. Verifies no signature.

    <pack>/pack.json   <pack>/lessons/<lesson>.json   <pack>/assets/<sha256>.png|svg|ogg|wav

    load_built(Path("out/ky-nang-so-co-ban"), Path("assets"))
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from kiosk.core.errors import LessonRefused
from kiosk.core.lesson import Lesson, Name, Words
from kiosk.packs.checks import Shelf, _flaw_of_png, flaws
from kiosk.packs.yaml_text import refusal

MANIFEST: Final = "pack.json"
MACHINE: Final = "giọng máy"
MOST_MANIFEST: Final = 16_000_000       # bytes
MOST_LESSON: Final = 1_000_000
MOST_FILE: Final = 64_000_000
MOST_PACK: Final = 300_000_000
MOST_FILES: Final = 50_000

Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Asset = Annotated[str, Meta(pattern=r"^assets/[0-9a-f]{64}\.(png|svg|ogg|wav)$")]
InPack = Annotated[str, Meta(
    pattern=r"^(lessons/[a-z0-9][a-z0-9-]{0,59}\.json|assets/[0-9a-f]{64}\.(png|svg|ogg|wav))$")]
_Record = TypeVar("_Record", bound=Struct)


class _Strict(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of everything in a manifest."""


class Sound(_Strict, frozen=True, kw_only=True):
    """``text`` is the line as the screen has it; ``voice`` says who speaks."""

    language: Annotated[str, Meta(pattern="^[a-z]{2,3}$")] = "vi"
    text: Annotated[str, Meta(min_length=1, max_length=1000)]
    file: Asset
    voice: Literal["giọng máy", "giọng người"]


class Listed(_Strict, frozen=True, kw_only=True):
    path: InPack
    sha256: Sha256
    size: Annotated[int, Meta(ge=0, le=MOST_FILE)]


class Manifest(_Strict, frozen=True, kw_only=True):
    """``pictures``: lesson -> name -> file; ``sheets``: lesson -> file name in its folder -> file."""

    format: Literal[1] = 1
    id: Name
    version: Annotated[str, Meta(pattern=r"^\d+\.\d+\.\d+$")]
    title: Words
    languages: Annotated[tuple[Annotated[str, Meta(pattern="^[a-z]{2,3}$")], ...], Meta(min_length=1)]
    lessons: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=200)]
    pictures: dict[Name, dict[Name, Asset]]
    sheets: dict[Name, dict[str, Asset]]
    sounds: tuple[Sound, ...]
    files: Annotated[tuple[Listed, ...], Meta(max_length=MOST_FILES)]


@dataclass(frozen=True)
class BuiltPack:
    manifest: Manifest
    lessons: tuple[Lesson, ...]


def load_built(folder: Path, assets: Path) -> tuple[Lesson, ...]:
    """The lessons of a built pack. ``assets`` holds the shared icons. Raises LessonRefused."""
    return read_built(folder, assets).lessons


def read_built(folder: Path, assets: Path) -> BuiltPack:
    """A built pack, every file of it checked. Raises LessonRefused."""
    manifest = _decoded(folder / MANIFEST, Manifest, MOST_MANIFEST)
    _check_files(folder, manifest)
    lessons = tuple(_lesson(folder, name, manifest, assets) for name in manifest.lessons)
    return BuiltPack(manifest, lessons)


def canonical(record: Struct) -> bytes:
    """One way to write a record: keys sorted, UTF-8, NFC, no blanks, no floats, every field.

    Raises ValueError for a float or text that is not NFC (a defect: the loader lets neither through).
    """
    plain = msgspec.to_builtins(record)
    for value in _scalars(plain):
        if isinstance(value, float) or (isinstance(value, str) and not unicodedata.is_normalized("NFC", value)):
            raise ValueError(f"not canonical: {type(value).__name__}")
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _scalars(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _scalars(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _scalars(inner)
    else:
        yield value


# --- reading -------------------------------------------------------------------------------------


def _decoded(path: Path, kind: type[_Record], most: int) -> _Record:
    raw = _bytes(path, most)
    try:
        record = msgspec.json.decode(raw, type=kind)
        same = canonical(record) == raw
    except (msgspec.DecodeError, ValueError, RecursionError) as broken:
        raise refusal(path, 0, "nội dung không đúng kiểu của gói đã đóng.") from broken
    if not same:
        raise refusal(path, 0, "không phải bản do kiosk lessons build viết ra.")
    return record


def _bytes(path: Path, most: int) -> bytes:
    try:
        if path.is_symlink() or not path.is_file():
            raise refusal(path, 0, "thiếu tệp này.")
        with path.open("rb") as stream:
            raw = stream.read(most + 1)
    except OSError as broken:
        raise refusal(path, 0, "không mở được tệp này.") from broken
    if len(raw) > most:
        raise refusal(path, 0, "tệp lớn quá.")
    return raw


def _check_files(folder: Path, manifest: Manifest) -> None:
    listed = {entry.path: entry for entry in manifest.files}
    path = folder / MANIFEST
    if len(listed) != len(manifest.files) or sum(entry.size for entry in manifest.files) > MOST_PACK:
        raise refusal(path, 0, "danh sách tệp lặp lại hoặc lớn quá 300 MB.")
    wanted = {f"lessons/{name}.json" for name in manifest.lessons} | set(_named(manifest))
    if wanted != set(listed) or len(set(manifest.lessons)) != len(manifest.lessons):
        raise refusal(path, 0, "danh sách tệp không khớp với các bài.")
    for name in sorted(_present(folder) - {MANIFEST} - set(listed)):
        raise refusal(folder / name, 0, "tệp lạ, không có trong gói.")
    for entry in manifest.files:
        _check_file(folder / entry.path, entry)


def _check_file(path: Path, entry: Listed) -> None:
    raw = _bytes(path, entry.size)
    digest = hashlib.sha256(raw).hexdigest()
    named = path.stem if entry.path.startswith("assets/") else digest
    if len(raw) != entry.size or digest != entry.sha256 or named != digest:
        raise refusal(path, 0, "tệp đã bị sửa sau khi đóng gói.")
    if path.suffix == ".png" and (flaw := _flaw_of_png(path)):
        raise refusal(path, 0, flaw)


def _named(manifest: Manifest) -> Iterator[str]:
    for names in (*manifest.pictures.values(), *manifest.sheets.values()):
        yield from names.values()
    yield from (sound.file for sound in manifest.sounds)


def _present(folder: Path) -> set[str]:
    try:
        return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()}
    except OSError as broken:
        raise refusal(folder, 0, "không mở được thư mục này.") from broken


@dataclass(frozen=True)
class _BuiltShelf(Shelf):
    """Pictures by the manifest (their heads are checked with their hashes), icons from the assets."""

    pictures: Mapping[str, str]

    def flaw_of_picture(self, name: str) -> str:
        return "" if name in self.pictures else f"không có hình “{name}.png”."


def _lesson(folder: Path, name: str, manifest: Manifest, assets: Path) -> Lesson:
    path = folder / "lessons" / f"{name}.json"
    lesson = _decoded(path, Lesson, MOST_LESSON)
    if lesson.id != name:
        raise refusal(path, 0, "tên bài không giống tên tệp.")
    for flaw in flaws(lesson, _BuiltShelf(folder, assets, manifest.pictures.get(name, {}))):
        raise refusal(path, 0, f"{flaw.where}: {flaw.sentence}")
    return lesson


__all__ = ["BuiltPack", "LessonRefused", "Listed", "Manifest", "Sound", "canonical", "load_built", "read_built"]
