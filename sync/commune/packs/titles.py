"""What a lesson is called, for pages that have only its id.

Guarantees: the title is that of the newest version published at this commune, else of the lessons shipped with this
program; an unknown or unreadable lesson is shown by its id; nothing here can fail a page. Reads a publication once,
and again when its timestamp changes; the shipped lessons once a process, when a lesson is asked for that is not
published.

    title_of("tra-tien-qr")  ->  "Trả tiền bằng mã QR"
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec
import yaml
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from msgspec import Struct

from sync.commune.packs.repository import open_file
from sync.protocol import UNREADABLE
from sync.protocol.errors import Malformed
from sync.protocol.pack_repository import (
    FOLDER,
    TARGETS,
    TIMESTAMP,
    Listed,
    file_target,
    files_of,
    pack_of,
    snapshot_of,
    stored_at,
    targets_of,
)

FREE_TOPIC: Final = "tu-do"
FREE_TITLE: Final = gettext_noop("Học tự do")

_log = logging.getLogger(__name__)


class _File(Struct, frozen=True):
    path: str
    sha256: str


class _Manifest(Struct, frozen=True):
    """Of a built pack's manifest, what titles need (its whole form: kiosk.packs.format.manifest)."""

    files: tuple[_File, ...]


class _Lesson(Struct, frozen=True):
    id: str
    title: str


def title_of(lesson: str) -> str:
    """The lesson's title in Vietnamese; its id where nothing knows it."""
    if lesson == FREE_TOPIC:
        return _(FREE_TITLE)
    return _published().get(lesson) or _shipped().get(lesson, lesson)


def _published() -> Mapping[str, str]:
    if settings.DATA_DIR is None:
        return {}
    root = settings.DATA_DIR.packs / FOLDER
    try:
        state = (root / TIMESTAMP).stat()
    except OSError:
        return {}
    return _titles_below(root, (state.st_mtime_ns, state.st_ino))


@functools.lru_cache(maxsize=1)
def _titles_below(root: Path, _publication: tuple[int, int]) -> Mapping[str, str]:
    """Titles by lesson id in the repository at ``root``; ``_publication`` differs when it was replaced."""
    titles: dict[str, str] = {}
    try:
        for manifest in _newest_manifests(root):
            titles.update(_lesson_titles(root, manifest))
    except (OSError, Malformed, *UNREADABLE) as error:
        _log.warning("titles of published lessons are not readable: %s", type(error).__name__)
    return titles


def _newest_manifests(root: Path) -> Iterator[_Manifest]:
    """The manifest of the newest version of every pack. Raises OSError, Malformed, UNREADABLE."""
    snapshot = snapshot_of(_content(root, TIMESTAMP))
    targets = targets_of(_content(root, snapshot.name))
    newest: dict[str, tuple[tuple[int, ...], str]] = {}
    for listed in files_of(_content(root, targets.name)):
        if (found := _pack_version(listed)) is not None:
            pack, version = found
            newest[pack] = max(newest.get(pack, ((), "")), (version, listed.name))
    for _version, name in newest.values():
        yield msgspec.json.decode(_content(root, name), type=_Manifest)


def _pack_version(listed: Listed) -> tuple[str, tuple[int, ...]] | None:
    """Pack and version of a stored manifest; None for any other file."""
    folder, _slash, name = listed.name.removeprefix(f"{TARGETS}/").rpartition("/")
    found = pack_of(f"{folder}/{name.removeprefix(f'{listed.sha256}.')}")
    return None if found is None else (found[0], tuple(int(part) for part in found[1].split(".")))


def _lesson_titles(root: Path, manifest: _Manifest) -> Iterator[tuple[str, str]]:
    """Id and title of every lesson of a pack. Raises OSError, UNREADABLE."""
    for file in manifest.files:
        if file.path.startswith("lessons/"):
            stored = stored_at(file_target(file.sha256, "json"), file.sha256)
            lesson = msgspec.json.decode(_content(root, f"{TARGETS}/{stored}"), type=_Lesson)
            yield lesson.id, lesson.title


def _content(root: Path, name: str) -> bytes:
    """A file of the repository, within its limit. Raises FileNotFoundError."""
    file = open_file(root, name)
    if file is None:
        raise FileNotFoundError(name)
    with file:
        return file.read()


@functools.cache
def _shipped() -> Mapping[str, str]:
    titles: dict[str, str] = {}
    for path in sorted(Path(settings.LESSONS_DIR).glob("*/*/lesson.yaml")):
        try:
            lesson = yaml.safe_load(path.read_text("utf-8"))
            titles[str(lesson["id"])] = str(lesson["title"])
        except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError) as error:
            _log.warning("lesson %s has no readable title: %s", path.parent.name, type(error).__name__)
    return titles
