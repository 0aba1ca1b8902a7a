"""The manifest of a built pack, format 2: what the pack is, what is in it, and every file with size and hash.

Guarantees: strict and bounded; every path is ASCII and stays in the pack; ``files_named`` tells which files the
contents ask for, so that a list with more or fewer can be refused. Reads no file.

    lessons/<lesson>.json · texts/<language>.json · assets/<sha256>.png|svg|ogg|wav

    manifest = decoded(folder / MANIFEST, Manifest, MAX_MANIFEST)
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from kiosk.core.lessons.curriculum import Playlist, Question, Skill
from kiosk.core.lessons.phone_screen import Name, Words
from kiosk.packs.format.source_records import Language, PackVersion
from kiosk.packs.format.yaml_reader import refusal

MANIFEST: Final = "pack.json"
MAX_MANIFEST: Final = 16_000_000       # bytes
MAX_LESSON: Final = 1_000_000
MAX_TEXTS: Final = 8_000_000
MAX_FILE: Final = 64_000_000
MAX_PACK: Final = 300_000_000
MAX_FILES: Final = 50_000
MAX_SOUNDS: Final = 50_000

Voice = Literal["giọng máy", "giọng người", "giọng xóm"]
MACHINE: Final = "giọng máy"
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Asset = Annotated[str, Meta(pattern=r"^assets/[0-9a-f]{64}\.(png|svg|ogg|wav)$")]
InPack = Annotated[str, Meta(
    pattern=r"^(lessons/[a-z0-9][a-z0-9-]{0,59}\.json|texts/[a-z]{2,3}\.json|assets/[0-9a-f]{64}\.(png|svg|ogg|wav))$")]
_Record = TypeVar("_Record", bound=Struct)


class Strict(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of everything in a built pack that is not a lesson."""


class Sound(Strict, frozen=True, kw_only=True):
    """``text`` is the line as the screen has it, in Vietnamese; ``language`` what is spoken, ``voice`` who speaks."""

    language: Language = "vi"
    text: Annotated[str, Meta(min_length=1, max_length=1000)]
    file: Asset
    voice: Voice


class Listed(Strict, frozen=True, kw_only=True):
    path: InPack
    sha256: Sha256
    size: Annotated[int, Meta(ge=0, le=MAX_FILE)]


class Texts(Strict, frozen=True, kw_only=True):
    """``texts/<language>.json``: Vietnamese text -> the text in that language."""

    language: Language
    texts: dict[str, Annotated[str, Meta(min_length=1, max_length=280)]]


class Manifest(Strict, frozen=True, kw_only=True):
    """``kind`` "voices" is an add-on to the pack ``of``: sounds only. ``pictures``: lesson -> name -> file; ``shared``:
    pictures of the paths; ``sheets``: lesson -> file name in its folder -> file; ``texts``: languages that have a
    file of texts."""

    format: Literal[2] = 2
    kind: Literal["lessons", "voices"] = "lessons"
    of: Annotated[str, Meta(pattern="^([a-z0-9][a-z0-9-]{0,59})?$")] = ""
    id: Name
    version: PackVersion
    title: Words
    languages: Annotated[tuple[Language, ...], Meta(min_length=1, max_length=12)]
    lessons: Annotated[tuple[Name, ...], Meta(max_length=200)] = ()
    paths: Annotated[tuple[Playlist, ...], Meta(max_length=24)] = ()
    questions: Annotated[tuple[Question, ...], Meta(max_length=60)] = ()
    skills: Annotated[tuple[Skill, ...], Meta(max_length=400)] = ()
    texts: Annotated[tuple[Language, ...], Meta(max_length=12)] = ()
    pictures: dict[Name, dict[Name, Asset]] = {}
    shared: dict[Name, Asset] = {}
    sheets: dict[Name, dict[Annotated[str, Meta(max_length=255)], Asset]] = {}
    sounds: Annotated[tuple[Sound, ...], Meta(max_length=MAX_SOUNDS)] = ()
    files: Annotated[tuple[Listed, ...], Meta(max_length=MAX_FILES)]


def files_named(manifest: Manifest) -> Iterator[str]:
    """Every file that the contents ask for; some more than once."""
    yield from (f"lessons/{name}.json" for name in manifest.lessons)
    yield from (f"texts/{language}.json" for language in manifest.texts)
    for names in (*manifest.pictures.values(), manifest.shared, *manifest.sheets.values()):
        yield from names.values()
    yield from (sound.file for sound in manifest.sounds)


def manifest_problem(manifest: Manifest) -> str:
    """'' where list and contents agree, else a sentence."""
    listed = {entry.path: entry for entry in manifest.files}
    if len(listed) != len(manifest.files) or sum(entry.size for entry in manifest.files) > MAX_PACK:
        return "danh sách tệp lặp lại hoặc lớn quá 300 MB."
    if set(files_named(manifest)) != set(listed) or len(set(manifest.lessons)) != len(manifest.lessons):
        return "danh sách tệp không khớp với các bài."
    if any(entry.path.startswith("assets/") and Path(entry.path).stem != entry.sha256 for entry in manifest.files):
        return "có tệp không mang tên theo nội dung của nó."
    if manifest.kind == "lessons" and (manifest.of or not manifest.lessons):
        return "gói bài học phải có bài, và không thuộc gói nào."
    others = (manifest.lessons, manifest.paths, manifest.questions, manifest.skills, manifest.texts,
              manifest.pictures, manifest.shared, manifest.sheets)
    if manifest.kind == "voices" and (not manifest.of or any(others)):
        return "gói giọng chỉ có giọng, và phải nói thuộc gói bài nào (of)."
    return ""


def canonical(record: Struct) -> bytes:
    """One way to write a record: keys sorted, UTF-8, NFC, no blanks, no floats, every field.

    Raises ValueError for a float or text that is not NFC (a defect: the loader lets neither through).
    """
    plain = msgspec.to_builtins(record)
    for value in scalars(plain):
        if isinstance(value, float) or (isinstance(value, str) and not unicodedata.is_normalized("NFC", value)):
            raise ValueError(f"not canonical: {type(value).__name__}")
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def scalars(value: object) -> Iterator[object]:
    """Everything in plain lists and dicts that is neither, keys too."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from scalars(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from scalars(inner)
    else:
        yield value


def decoded(path: Path, kind: type[_Record], most: int, *, strictly: bool = True) -> _Record:
    """The record in a file of at most ``most`` bytes; ``strictly``: written in the one canonical way.

    Raises:
        LessonRefused: the file is missing, too large, of another form, or written otherwise.
    """
    raw = bounded_bytes(path, most)
    try:
        record = msgspec.json.decode(raw, type=kind)
        same = not strictly or canonical(record) == raw
    except (msgspec.DecodeError, ValueError, RecursionError) as broken:
        raise refusal(path, 0, "nội dung không đúng kiểu của gói đã đóng.") from broken
    if not same:
        raise refusal(path, 0, "không phải bản do kiosk lessons build viết ra.")
    return record


def bounded_bytes(path: Path, most: int) -> bytes:
    """Raises LessonRefused for what is no file of at most ``most`` bytes."""
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
