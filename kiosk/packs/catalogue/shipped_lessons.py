"""The lessons a kiosk offers: the shipped ones, from where they were built if that is still right, and installed packs.

Guarantees: a folder of built lessons is believed only where its record names every file that they were made of (the
authors' files, the pictures, the code that reads and writes them) and each of these is what it was; else the authors'
files are read, as a log line says. A file with the size and the time it had is not read again: a start costs one look
at each. Builds nothing (``kiosk.authoring.shipped_build``), verifies no signature.

    offered_lessons(config, installed_packs(data / "packs")).lessons()

    BUILT/record.json       what it was made of, and the packs; written last
    BUILT/<pack>/           as kiosk.packs.format.reader reads it
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from kiosk.config import Config
from kiosk.core.lessons.phone_screen import Name
from kiosk.packs.catalogue.catalogue import InstalledCatalogue
from kiosk.packs.catalogue.loader import load_lessons
from kiosk.packs.format.manifest import Sha256
from kiosk.packs.install.registry import InstalledPack

RECORD: Final = "record.json"
_CODE: Final = Path(__file__).resolve().parents[2]
_MADE_BY: Final = ("core/lessons", "packs/format", "authoring/builder.py", "authoring/shipped_build.py",
                   "authoring/workspace.py", "authoring/recordings.py")
_log = logging.getLogger(__name__)


class Source(Struct, frozen=True):
    """One file as it was when the lessons were built."""

    size: int
    mtime_ns: int
    sha256: Sha256


class Record(Struct, frozen=True, forbid_unknown_fields=True):
    """``sources``: by their names, as ``source_files`` has them."""

    sources: dict[str, Source]
    packs: tuple[Name, ...]


def offered_lessons(config: Config, installed: Sequence[Path | InstalledPack] = ()) -> InstalledCatalogue:
    """The catalogue as the kiosk starts with it."""
    return load_lessons(config.lessons, config.assets, installed, built=built_packs(config))


def built_packs(config: Config) -> tuple[Path, ...]:
    """The folders of the shipped packs as they were built; none where the authors' files have to be read."""
    record = record_in(config.lessons_built)
    if record is None:
        return ()
    if not is_right(record, source_files(config.lessons, config.assets)):
        _log.info("the lessons are not those that were built: the authors' files are read")
        return ()
    return tuple(config.lessons_built / pack for pack in record.packs)


def record_in(built: Path) -> Record | None:
    """None where nothing whole was built."""
    try:
        return msgspec.json.decode((built / RECORD).read_bytes(), type=Record)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as broken:
        _log.warning("the record of the built lessons cannot be read (%s)", type(broken).__name__)
        return None


def is_right(record: Record, files: Mapping[str, Path]) -> bool:
    """Whether the same files are there, each with the content it had."""
    if record.sources.keys() != files.keys():
        return False
    try:
        return all(_is_same(files[name], source) for name, source in record.sources.items())
    except OSError:
        return False


def _is_same(path: Path, source: Source) -> bool:
    seen = os.stat(path)
    if seen.st_size != source.size:
        return False
    return seen.st_mtime_ns == source.mtime_ns or source_at(path).sha256 == source.sha256


def source_at(path: Path) -> Source:
    """The file as it is now; its time is taken first, so that a change in between shows. Raises OSError."""
    seen = os.stat(path)
    content = path.read_bytes()
    return Source(len(content), seen.st_mtime_ns, hashlib.sha256(content).hexdigest())


def source_files(lessons: Path, assets: Path) -> dict[str, Path]:
    """Everything that decides what is built: the names stay the same wherever the folders lie."""
    return dict((
        *_files("lessons", str(lessons)), *_files("pictures", str(assets / "pictures")),
        *(found for part in _MADE_BY for found in _files(f"code/{part}", str(_CODE / part)))))


def _files(name: str, place: str) -> Iterator[tuple[str, Path]]:
    """Every file below ``place``, or itself; without what Python and editors leave beside them."""
    if os.path.isfile(place):
        yield name, Path(place)
        return
    for folder, folders, files in os.walk(place):
        folders[:] = [each for each in folders if not each.startswith((".", "__"))]
        inside = name + folder.removeprefix(place)
        yield from ((f"{inside}/{file}", Path(folder, file)) for file in files if not file.startswith("."))
