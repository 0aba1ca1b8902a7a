"""Writes a checked pack as it is delivered: canonical JSON, files named by their SHA-256, a manifest.

Guarantees: the same pack gives the same bytes, however often it is built; a build that fails leaves the
older one as it was; nothing but an earlier build is ever replaced. Does not check, sign or speak: sounds
come in ready (``Spoken``). Files are not fsynced one by one: their hashes tell a half-written pack.

    build_pack(source, Path("assets"), Path("out"), sounds)     # out/<pack>/pack.json
    build_voices(Voices("giong-xom-tay", "1.0.0", "Giọng xóm", of="goi"), sounds, Path("out"))
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kiosk.authoring.workspace import LessonSource, PackSource
from kiosk.core.errors import LessonRefused
from kiosk.packs.format.manifest import (
    MANIFEST,
    MAX_FILE,
    MAX_PACK,
    Listed,
    Manifest,
    Sound,
    Texts,
    Voice,
    canonical,
    manifest_problem,
)
from kiosk.packs.format.text_fields import pictures
from kiosk.packs.format.yaml_reader import refusal

_SHEETS = (".png", ".svg")


@dataclass(frozen=True)
class Spoken:
    """One line of the screen (``text``, in Vietnamese) said in ``language``: ``ending`` is ogg or wav."""

    text: str
    content: bytes = field(repr=False)
    ending: Literal["ogg", "wav"]
    voice: Voice = "giọng máy"
    language: str = "vi"


@dataclass(frozen=True)
class Voices:
    """An add-on of voices to the pack ``of``."""

    id: str
    version: str
    title: str
    of: str


def build_pack(source: PackSource, assets: Path, out: Path, sounds: Sequence[Spoken] = ()) -> Path:
    """Writes ``out/<pack id>`` and returns it. Raises LessonRefused where it may not or cannot."""
    return _built(source.pack.id, out, lambda writing: writing.pack(source, assets, sounds))


def build_voices(voices: Voices, sounds: Sequence[Spoken], out: Path) -> Path:
    """Writes ``out/<voices id>``: the sounds, and which pack they are for. Raises LessonRefused."""
    return _built(voices.id, out, lambda writing: writing.voices(voices, sounds))


def _built(name: str, out: Path, write: Callable[[_Writing], None]) -> Path:
    place = out / name
    if place.exists() and not (place / MANIFEST).is_file():
        raise refusal(place, 0, "thư mục này không phải gói đã đóng, máy không ghi đè.")
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out, prefix=".dang-dong-") as draft:
            writing = _Writing(Path(draft) / "new")
            write(writing)
            _swap(writing.folder, place, Path(draft) / "old")
    except OSError as broken:
        raise refusal(place, 0, f"không ghi được gói ({broken.strerror}).") from broken
    return place


def _swap(new: Path, place: Path, old: Path) -> None:
    if place.exists():
        os.replace(place, old)
    os.replace(new, place)


@dataclass
class _Writing:
    """One build: what was written so far, by its path in the pack."""

    folder: Path
    files: dict[str, Listed] = field(default_factory=dict)

    def pack(self, source: PackSource, assets: Path, sounds: Sequence[Spoken]) -> None:
        for lesson in source.lessons:
            self._write(f"lessons/{lesson.lesson.id}.json", canonical(lesson.lesson))
        texts = _texts(source)
        for language, words in texts.items():
            self._write(f"texts/{language}.json", canonical(Texts(language=language, texts=words)))
        pack, folder = source.pack, source.text.path.parent
        drawn = sorted({path.picture for path in pack.paths})
        self._finish(Manifest(
            id=pack.id, version=pack.version, title=pack.title, languages=pack.languages,
            lessons=tuple(lesson.lesson.id for lesson in source.lessons),
            paths=pack.paths, questions=pack.questions, skills=source.skills, texts=tuple(texts),
            pictures={each.lesson.id: self._pictures(each, assets) for each in source.lessons},
            shared={name: self._picture(name, folder, assets) for name in drawn},
            sheets={each.lesson.id: self._sheets(each) for each in source.lessons},
            sounds=self._sounds(sounds), files=self._listed()))

    def voices(self, voices: Voices, sounds: Sequence[Spoken]) -> None:
        said = self._sounds(sounds)
        languages = tuple(sorted({sound.language for sound in said})) or ("vi",)
        self._finish(Manifest(
            kind="voices", of=voices.of, id=voices.id, version=voices.version, title=voices.title,
            languages=languages, sounds=said, files=self._listed()))

    def _finish(self, manifest: Manifest) -> None:
        if sum(entry.size for entry in manifest.files) > MAX_PACK:
            raise LessonRefused(f"gói “{manifest.id}” lớn hơn 300 MB; bớt hình hoặc chia làm hai gói.")
        if sentence := manifest_problem(manifest):
            raise LessonRefused(f"gói “{manifest.id}”: {sentence}")
        self._place(MANIFEST, canonical(manifest))

    def _listed(self) -> tuple[Listed, ...]:
        return tuple(self.files[name] for name in sorted(self.files))

    def _pictures(self, source: LessonSource, assets: Path) -> dict[str, str]:
        names = sorted(set(pictures(source.lesson)))
        return {name: self._picture(name, source.path.parent, assets) for name in names}

    def _picture(self, name: str, own: Path, assets: Path) -> str:
        return self._asset(_first((own / f"{name}.png", assets / "pictures" / f"{name}.png")))

    def _sheets(self, source: LessonSource) -> dict[str, str]:
        """Everything drawn in the lesson's folder, under its own name: sheets to print, mostly."""
        return {path.name: self._asset(path) for path in _drawn(source.path.parent)}

    def _sounds(self, sounds: Sequence[Spoken]) -> tuple[Sound, ...]:
        """In one order, whatever order they came in; each once."""
        said = {(each.language, each.text, each.voice, each.content): each for each in sounds}
        return tuple(Sound(language=each.language, text=each.text, voice=each.voice,
                           file=self._content(each.content, each.ending)) for _key, each in sorted(said.items()))

    def _asset(self, path: Path) -> str:
        if path.stat().st_size > MAX_FILE:
            raise refusal(path, 0, "tệp lớn quá, nhiều nhất 64 MB.")
        return self._content(path.read_bytes(), path.suffix[1:])

    def _content(self, content: bytes, ending: str) -> str:
        return self._write(f"assets/{hashlib.sha256(content).hexdigest()}.{ending}", content)

    def _write(self, name: str, content: bytes) -> str:
        if name not in self.files:
            self._place(name, content)
            self.files[name] = Listed(path=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        return name

    def _place(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _texts(source: PackSource) -> dict[str, dict[str, str]]:
    """What the lessons say in other languages, by language; the first lesson's word stays."""
    texts: dict[str, dict[str, str]] = {}
    for lesson in source.lessons:
        for translated in lesson.translated:
            known = texts.setdefault(translated.language, {})
            for text, said in translated.words.items():
                known.setdefault(text, said)
    return dict(sorted(texts.items()))


def _first(places: Sequence[Path]) -> Path:
    return next((place for place in places if place.is_file()), places[-1])


def _drawn(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.suffix in _SHEETS and path.is_file() and not path.name.startswith("."):
            yield path
