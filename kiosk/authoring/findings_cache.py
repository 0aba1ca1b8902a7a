"""Remembers what playing and measuring a lesson found, so that only what was changed is looked at again.

Guarantees: an entry is found again only by everything it depends on: the lesson as it was read, the lines of its file,
the bytes of its folder, the bytes of the whole program and of its assets, the versions of Python and of the libraries
that draw and read. What is cut off, damaged or of another form is looked at again, never believed; a folder that cannot
be read or written costs time, nothing else. Entries nobody asked for in 30 days go.

    cache = FindingsCache.usual(assets)
    cache.get(source, fit=True)             # None = has to be looked at
    cache.put(source, findings, fit=True)
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Final

import msgspec

from kiosk.authoring.findings import Code, Finding, Level
from kiosk.authoring.workspace import LessonSource
from kiosk.packs.format.yaml_reader import Place

_CODE: Final = Path(__file__).resolve().parents[1]
_LIBRARIES: Final = ("kivy", "msgspec", "pyyaml")
_KEPT_DAYS: Final = 30
log = logging.getLogger(__name__)


class _Found(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A finding without its path: the same lesson may lie somewhere else."""

    line: int
    code: Code
    sentence: str
    level: Level
    advice: str


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``sum`` is over ``found``: a file half written by a power cut does not match it."""

    key: str
    sum: str
    found: tuple[_Found, ...]


@dataclass(frozen=True)
class FindingsCache:
    """``folder`` holds one small file for each lesson as it was; ``assets`` are those the screens are drawn with."""

    folder: Path
    assets: Path
    code: Path = _CODE

    @classmethod
    def usual(cls, assets: Path) -> FindingsCache:
        """In the user's own cache."""
        home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        return cls(Path(home) / "bdhvs-kiosk" / "lessons-check", assets)

    def get(self, source: LessonSource, *, fit: bool) -> list[Finding] | None:
        """What was found in exactly this lesson by exactly this program; None where that is not known."""
        try:
            key = self._key(source, fit)
            path = self._path(key)
            entry = msgspec.json.decode(path.read_bytes(), type=_Entry)
            os.utime(path)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None
        if entry.key != key or entry.sum != _sum(entry.found):
            return None
        return [Finding(source.path, one.line, one.code, one.sentence, one.level, one.advice) for one in entry.found]

    def put(self, source: LessonSource, findings: Sequence[Finding], *, fit: bool) -> None:
        """Written whole or not at all."""
        found = tuple(_Found(one.line, one.code, one.sentence, one.level, one.advice) for one in findings)
        try:
            key = self._key(source, fit)
            self.folder.mkdir(parents=True, exist_ok=True)
            self._forget_old()
            _write(self._path(key), msgspec.json.encode(_Entry(key, _sum(found), found)))
        except OSError as refused:
            log.warning("what was found is not remembered: %s", refused.strerror)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _key(self, source: LessonSource, fit: bool) -> str:
        of = hashlib.sha256(self._surroundings)
        of.update(b"fit" if fit else b"played")
        of.update(msgspec.json.encode(source.lesson))
        for line in _lines(source.text.root):
            of.update(line)
        _add_files(of, source.path.parent)
        return of.hexdigest()

    @cached_property
    def _surroundings(self) -> bytes:
        """The program, its assets and what it stands on."""
        of = hashlib.sha256(repr((sys.version, [version(name) for name in _LIBRARIES])).encode())
        for folder in (self.code, self.assets):
            _add_files(of, folder)
        return of.digest()

    def _forget_old(self) -> None:
        oldest = time.time() - _KEPT_DAYS * 86_400
        for path in self.folder.glob("*"):
            if path.lstat().st_mtime < oldest:
                path.unlink(missing_ok=True)


def _lines(place: Place) -> Iterator[bytes]:
    """Every place with its line and name: moving a step by a line moves its findings."""
    yield f"{place.line};".encode()
    for name, inner in place.named.items():
        yield f"{len(name)}:{name}{place.keys[name]}".encode()
        yield from _lines(inner)
    for inner in place.items:
        yield b"-"
        yield from _lines(inner)


def _add_files(of: hashlib._Hash, folder: Path) -> None:
    """Names and bytes of every file below ``folder``; compiled Python is none."""
    for path in sorted(_files(folder)):
        of.update(f"{path.relative_to(folder)}\0".encode(errors="surrogateescape"))
        with path.open("rb") as file:
            of.update(hashlib.file_digest(file, "sha256").digest())


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.suffix != ".pyc" and path.is_file())


def _sum(found: tuple[_Found, ...]) -> str:
    return hashlib.sha256(msgspec.json.encode(found)).hexdigest()


def _write(path: Path, content: bytes) -> None:
    """A name of its own first: two checks may run at the same time."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
