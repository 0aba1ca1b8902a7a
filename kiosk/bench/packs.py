"""Installing lesson packs, beside what ``cp``, ``sha256sum`` and ``sync`` need for the same bytes.

Guarantees: the real publisher signs, the real importer installs, each time in a process of its own onto a fresh
data folder; the plain commands run in turn with it on the same disk, both from files the kernel has forgotten. Needs
some gigabytes of free space.

    for row in pack_rows(setting): row.ratio
"""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kiosk.bench.child import run_child
from kiosk.bench.frame_times import frame_times
from kiosk.bench.pack_installer import Installed
from kiosk.bench.rows import Row, at_most, row
from kiosk.bench.setting import Setting
from kiosk.bench.sounds import wav_noise
from kiosk.bench.touch import frame_rows
from kiosk.config import config_from
from kiosk.packs.format.atomic_files import Disk
from kiosk.packs.format.manifest import MANIFEST, Listed, Manifest, Sound, canonical
from kiosk.publishing.built_pack import read_publishable
from kiosk.publishing.keyring import KeyRing
from kiosk.publishing.publisher import Publisher, publish
from kiosk.publishing.root_metadata import HISTORY, first_root
from kiosk.publishing.stick import deliver

FILES, BYTES = 300, 200_000_000         # of the pack in the design's table
QUICK_FILES, QUICK_BYTES = 30, 3_000_000
CHANGED = 5                             # files of the update
TURNS = 2
MEMORY_MB = 150
FRAMES, SCREEN_TURNS = 100, 4
QUICK_FRAMES = 10
_WORDS: Final = "chỉ để đo"
_PACK: Final = "goi-do"


def pack_rows(setting: Setting) -> Iterator[Row]:
    files, size = setting.pick((FILES, BYTES), (QUICK_FILES, QUICK_BYTES))
    press = _Press(setting.place("packs"))
    turns = [press.turn(number, files, size) for number in range(setting.pick(TURNS, 1))]
    yield row("packs.install", f"cài gói {files} tệp, {size // 1_000_000} MB", "s", [each.full_s for each in turns],
              against=("cp + sha256sum + sync", [each.plain_s for each in turns]), target=at_most(3, ratio=True))
    yield row("packs.update", f"cập nhật {CHANGED} tệp", "s", [each.update_s for each in turns],
              against=("cài cả gói", [each.full_s for each in turns]), target=at_most(0.1, ratio=True))
    yield row("packs.memory", "bộ nhớ cao nhất của tiến trình cài", "MB", [each.peak_mb for each in turns],
              target=at_most(MEMORY_MB))
    screen = frame_times(config_from().assets / "pictures", setting.pick(FRAMES, QUICK_FRAMES),
                         setting.pick(SCREEN_TURNS, 1), installing=(press.stick, press.root))
    yield from frame_rows("packs", "khi đang cài gói", screen)


@dataclass(frozen=True)
class _Turn:
    """Seconds of the plain commands, of a full installation and of an update; the installer's highest megabytes."""

    plain_s: float
    full_s: float
    update_s: float
    peak_mb: float


class _Press:
    """A publisher, a stick, and a kiosk's folder for each turn."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stick, keys = folder / "usb", folder / "khoa"
        for place in (self.stick, keys):
            place.mkdir()
        ring = KeyRing((keys,), Disk(), cost=4)         # scrypt at its cheapest: keys for an hour
        self.publisher = Publisher(ring, folder / "kho", lambda _name: [_WORDS])
        first_root(ring, lambda _name: _WORDS, _now())
        self.root = keys / HISTORY / "1.root.json"

    def turn(self, number: int, files: int, size: int) -> _Turn:
        data = self.folder / f"data-{number}"
        sounds = [wav_noise(random.Random(f"{number}/{each}"), size // files) for each in range(files)]
        first = self._publish(f"{number}.0.0", sounds)
        plain_s = self._plain(first)
        full = self._install(data)
        sounds[:CHANGED] = [wav_noise(random.Random(f"{number}/new/{each}"), size // files) for each in range(CHANGED)]
        self._publish(f"{number}.1.0", sounds)
        update = self._install(data)
        return _Turn(plain_s, full.s, update.s, max(full.peak_mb, update.peak_mb))

    def _publish(self, version: str, sounds: list[bytes]) -> Path:
        built = _built(self.folder / version, version, sounds)
        publish(self.publisher, _now(), [read_publishable(built, config_from().assets)], keep=1)
        deliver(self.publisher, self.stick)
        subprocess.run(["sync"], check=True)
        return built

    def _plain(self, built: Path) -> float:
        copy = self.folder / "copy"
        _forget(built)
        begun = time.perf_counter()
        subprocess.run(["cp", "-r", str(built), str(copy)], check=True)
        subprocess.run(["sha256sum", *map(str, (copy / "assets").iterdir())], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["sync"], check=True)
        took = time.perf_counter() - begun
        subprocess.run(["rm", "-r", str(copy)], check=True)
        return took

    def _install(self, data: Path) -> Installed:
        _forget(self.stick)
        return run_child("kiosk.bench.pack_installer", str(self.stick), str(self.root), str(data), of=Installed)


def _forget(folder: Path) -> None:
    """A stick that was just pushed in is not in the kernel's memory; neither is what ``cp`` is measured on."""
    for path in folder.rglob("*"):
        if path.is_file():
            handle = os.open(path, os.O_RDONLY)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(handle)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _built(folder: Path, version: str, sounds: list[bytes]) -> Path:
    """An add-on of voices: the kind of pack that is nearly all files."""
    (folder / "assets").mkdir(parents=True)
    listed = []
    for content in sounds:
        digest = hashlib.sha256(content).hexdigest()
        listed.append(Listed(path=f"assets/{digest}.wav", sha256=digest, size=len(content)))
        (folder / listed[-1].path).write_bytes(content)
    lines = tuple(Sound(text=f"Câu {number}.", file=each.path, voice="giọng máy") for number, each in enumerate(listed))
    manifest = Manifest(kind="voices", of="goi", id=_PACK, version=version, title="Gói để đo", languages=("vi",),
                        sounds=lines, files=tuple(listed))
    (folder / MANIFEST).write_bytes(canonical(manifest))
    return folder
