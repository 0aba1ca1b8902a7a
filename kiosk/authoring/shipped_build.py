"""Builds the shipped lessons once, so that a kiosk reads no author's YAML at its start: ``kiosk lessons prepare``.

Guarantees: built only where something they are made of has changed; the new folder comes in place of the old one when
it is whole and read back equal to its sources; whatever fails, there is a whole folder or none; a lesson that does not
load is refused. The full check (every task solved, every screen measured) is not made: the project's tests make it. No
machine voice: the kiosk speaks by itself where nobody recorded a line.

    prepare_lessons(config)                 # raises LessonRefused, OSError
    prepare_or_report(config)                 # the kiosk can read the sources: a failure is logged
"""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path

import msgspec

from kiosk.authoring.builder import build_pack
from kiosk.authoring.findings import Finding
from kiosk.authoring.recordings import spoken_by_people
from kiosk.authoring.workspace import Gathered, gather
from kiosk.config import Config
from kiosk.core.errors import LessonRefused
from kiosk.packs.catalogue.shipped_lessons import RECORD, Record, Source, is_right, record_in, source_at, source_files
from kiosk.packs.format.reader import read_built
from kiosk.packs.format.yaml_reader import refusal
from sync.durable import write_whole

_READABLE = 0o644               # installed by root, read by the kiosk's user
_FOLDER = 0o755
_log = logging.getLogger(__name__)


def prepare_lessons(config: Config) -> bool:
    """True where they were built anew. Raises LessonRefused, OSError."""
    files = source_files(config.lessons, config.assets)
    record = record_in(config.lessons_built)
    if record is not None and is_right(record, files):
        return False
    sources = {name: source_at(path) for name, path in files.items()}
    if record is not None and _contents(record.sources) == _contents(sources):
        _write(config.lessons_built, Record(sources, record.packs))
        return False
    _build(config, sources)
    return True


def prepare_or_report(config: Config) -> None:
    """Where it fails the kiosk reads the authors' files, only slower: the log says so."""
    try:
        prepare_lessons(config)
    except (LessonRefused, OSError) as broken:
        _log.warning("the shipped lessons were not built, the authors' files are read: %s", broken)


def _contents(sources: dict[str, Source]) -> dict[str, str]:
    return {name: source.sha256 for name, source in sources.items()}


def _build(config: Config, sources: dict[str, Source]) -> None:
    place = config.lessons_built
    if place.exists() and not (place / RECORD).is_file():
        raise refusal(place, 0, "thư mục này không phải bài đã dựng sẵn, máy không ghi đè.")
    gathered = _gathered(config)
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".dang-dong-") as draft:
        new = Path(draft) / "new"
        new.mkdir(mode=_FOLDER)
        for source in gathered.packs:
            built = read_built(build_pack(source, config.assets, new, tuple(spoken_by_people(source))), config.assets)
            if built.lessons != tuple(each.lesson for each in source.lessons):
                raise refusal(place, 0, f"gói “{source.pack.id}” đọc lại không giống bài gốc.")
        _write(new, Record(sources, tuple(source.pack.id for source in gathered.packs)))
        if place.exists():
            os.replace(place, Path(draft) / "old")
        os.replace(new, place)


def _gathered(config: Config) -> Gathered:
    gathered = gather(config.lessons, config.assets)
    refused: Finding | None = next((found for found in gathered.findings if found.level == "error"), None)
    if refused is not None:
        raise LessonRefused(str(refused))
    return gathered


def _write(folder: Path, record: Record) -> None:
    write_whole(folder / RECORD, msgspec.json.encode(record), mode=_READABLE)
