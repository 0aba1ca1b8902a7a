"""Writes a checked pack as it is delivered: canonical JSON, files named by their SHA-256, a manifest.

Guarantees: the same pack gives the same bytes, however often it is built; a build that fails leaves the
older one as it was; nothing but an earlier build is ever replaced. Does not check, sign or speak: sounds
come in ready (``Spoken``). Files are not fsynced one by one: their hashes tell a half-written pack.

    build_pack(source, Path("assets"), Path("out"), sounds)     # out/<pack>/pack.json
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kiosk.core.errors import LessonRefused
from kiosk.packs.built import MANIFEST, MOST_FILE, MOST_PACK, Listed, Manifest, Sound, canonical
from kiosk.packs.sources import LessonSource, PackSource
from kiosk.packs.texts import pictures
from kiosk.packs.yaml_text import refusal

_SHEETS = (".png", ".svg")


@dataclass(frozen=True)
class Spoken:
    """One line of the screen, said: ``ending`` is ogg or wav."""

    text: str
    content: bytes
    ending: Literal["ogg", "wav"]
    voice: Literal["giọng máy", "giọng người"] = "giọng máy"


def build_pack(source: PackSource, assets: Path, out: Path, sounds: Sequence[Spoken] = ()) -> Path:
    """Writes ``out/<pack id>`` and returns it. Raises LessonRefused where it may not or cannot."""
    place = out / source.pack.id
    if place.exists() and not (place / MANIFEST).is_file():
        raise refusal(place, 0, "thư mục này không phải gói đã đóng, máy không ghi đè.")
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out, prefix=".dang-dong-") as draft:
            writing = _Writing(Path(draft) / "new")
            writing.pack(source, assets, sounds)
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
        for name in ("lessons", "assets"):
            (self.folder / name).mkdir(parents=True)
        for lesson in source.lessons:
            self._write(f"lessons/{lesson.lesson.id}.json", canonical(lesson.lesson))
        pack = source.pack
        manifest = Manifest(
            id=pack.id, version=pack.version, title=pack.title, languages=pack.languages,
            lessons=tuple(lesson.lesson.id for lesson in source.lessons),
            pictures={each.lesson.id: self._pictures(each, assets) for each in source.lessons},
            sheets={each.lesson.id: self._sheets(each) for each in source.lessons},
            sounds=tuple(self._sound(spoken) for spoken in sorted(sounds, key=lambda spoken: spoken.text)),
            files=tuple(self.files[name] for name in sorted(self.files)),
        )
        if sum(entry.size for entry in manifest.files) > MOST_PACK:
            raise LessonRefused(f"gói “{pack.id}” lớn hơn 300 MB; bớt hình hoặc chia làm hai gói.")
        (self.folder / MANIFEST).write_bytes(canonical(manifest))

    def _pictures(self, source: LessonSource, assets: Path) -> dict[str, str]:
        own, shared = source.path.parent, assets / "pictures"
        names = sorted(set(pictures(source.lesson)))
        return {name: self._asset(_first((own / f"{name}.png", shared / f"{name}.png"))) for name in names}

    def _sheets(self, source: LessonSource) -> dict[str, str]:
        """Everything drawn in the lesson's folder, under its own name: sheets to print, mostly."""
        return {path.name: self._asset(path) for path in _drawn(source.path.parent)}

    def _sound(self, spoken: Spoken) -> Sound:
        name = self._content(spoken.content, spoken.ending)
        return Sound(text=spoken.text, file=name, voice=spoken.voice)

    def _asset(self, path: Path) -> str:
        if path.stat().st_size > MOST_FILE:
            raise refusal(path, 0, "tệp lớn quá, nhiều nhất 64 MB.")
        return self._content(path.read_bytes(), path.suffix[1:])

    def _content(self, content: bytes, ending: str) -> str:
        return self._write(f"assets/{hashlib.sha256(content).hexdigest()}.{ending}", content)

    def _write(self, name: str, content: bytes) -> str:
        if name not in self.files:
            (self.folder / name).write_bytes(content)
            self.files[name] = Listed(path=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        return name


def _first(places: Sequence[Path]) -> Path:
    return next((place for place in places if place.is_file()), places[-1])


def _drawn(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.suffix in _SHEETS and path.is_file() and not path.name.startswith("."):
            yield path
