"""The first page of the real kiosk, with few lessons installed and with very many.

Guarantees: the kiosk as it starts (``open_kiosk``: book, lessons, window), each time a new process on a data folder of
its own; the large pack is installed as a stick would install it. A touch is answered when its press is drawn and
finished. The screen's own pace is not in it.

    with home_rooms(200, 300_000_000) as rooms:
        rooms.turn("large")         # {"start_ms": …, "load_ms": …, "touch_ms": …, "list_ms": …}
    python -m kiosk.commands.bench_home DATA BEGUN_NS       # one start
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec

from kiosk.authoring.builder import build_pack
from kiosk.authoring.workspace import PackSource, gather
from kiosk.config import ROOT, config_from
from kiosk.core.intents import OpenNeed, StartScan
from kiosk.packs.catalogue.loader import load_lessons
from kiosk.packs.format.manifest import MANIFEST, MOST_MANIFEST, Listed, Manifest, Sound, canonical, decoded
from kiosk.packs.install.kiosk_disk import CardDisk
from kiosk.packs.install.registry import Pointer, Version, installed_packs, switch

PACK: Final = "goi-lon"
VERSION: Final = "1.0.0"
SOUNDS = 60                 # of one lesson: about what the machine reads aloud in one
RATE = 8_000                # samples a second of the made sounds
TOUCHES = 30
QUICK_TOUCHES = 2
PATIENCE_S = 120


@dataclass(frozen=True)
class Rooms:
    """Data folders of two kiosks: "shipped" lessons only, and "large", the same with the large pack."""

    folder: Path
    files: int
    bytes: int

    def turn(self, which: str, touches: int = TOUCHES) -> dict[str, float]:
        """One start of that kiosk. Raises subprocess.CalledProcessError where it does not start."""
        command = [sys.executable, "-m", "kiosk.commands.bench_home", str(self.folder / which),
                   str(time.monotonic_ns()), str(touches)]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=PATIENCE_S)
        figures: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
        return figures


@contextmanager
def home_rooms(lessons: int, size: int) -> Iterator[Rooms]:
    """With a pack of so many lessons and about so many bytes, made of the shipped ones."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        root = Path(folder, "large", "packs")
        (root / PACK).mkdir(parents=True)
        manifest = _made(root / PACK / "draft", lessons, size)
        yield Rooms(Path(folder), len(manifest.files), sum(entry.size for entry in manifest.files))


# --- the large pack -------------------------------------------------------------------------------


def _made(draft: Path, lessons: int, size: int) -> Manifest:
    """Built, filled with sounds, put in place and switched to."""
    config = config_from()
    shipped = gather(config.lessons, config.assets).packs[0]
    built = build_pack(_many(shipped, lessons), config.assets, draft)
    manifest = decoded(built / MANIFEST, Manifest, MOST_MANIFEST)
    manifest = _filled(built, manifest, lessons * SOUNDS, size)
    written = canonical(manifest)
    (built / MANIFEST).write_bytes(written)
    version = Version(VERSION, hashlib.sha256(written).hexdigest())
    packs = draft.parents[1]
    built.rename(packs / PACK / version.folder)
    draft.rmdir()
    switch(packs, PACK, Pointer(version), CardDisk())
    return manifest


def _many(shipped: PackSource, count: int) -> PackSource:
    """The shipped lessons again and again under other names."""
    chosen = [shipped.lessons[number % len(shipped.lessons)] for number in range(count)]
    lessons = tuple(replace(source, lesson=msgspec.structs.replace(source.lesson, id=f"bai-{number}"))
                    for number, source in enumerate(chosen))
    pack = msgspec.structs.replace(shipped.pack, id=PACK, version=VERSION, paths=(), questions=(),
                                   lessons=tuple(source.lesson.id for source in lessons))
    return replace(shipped, pack=pack, lessons=lessons, skills=(), skills_text=None)


def _filled(folder: Path, manifest: Manifest, sounds: int, size: int) -> Manifest:
    """With sounds up to ``size`` bytes."""
    left = size - sum(entry.size for entry in manifest.files)
    dice, said, files = random.Random(1), list[Sound](), list(manifest.files)
    for number in range(sounds):
        content = _sound(dice, max(2, left // sounds - 44))
        sha256 = hashlib.sha256(content).hexdigest()
        name = f"assets/{sha256}.wav"
        (folder / name).write_bytes(content)
        files.append(Listed(path=name, sha256=sha256, size=len(content)))
        said.append(Sound(text=f"Câu thứ {number}", file=name, voice="giọng máy"))
    files.sort(key=lambda entry: entry.path)
    return msgspec.structs.replace(manifest, sounds=tuple(said), files=tuple(files))


def _sound(dice: random.Random, size: int) -> bytes:
    """A WAV of noise with ``size`` bytes of it."""
    frames = dice.randbytes(size // 2 * 2)
    return struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(frames), b"WAVE", b"fmt ", 16, 1, 1, RATE, 2 * RATE, 2,
                       16, b"data", len(frames)) + frames


# --- one start ------------------------------------------------------------------------------------


def main(arguments: Sequence[str]) -> int:
    data, begun_ns, touches = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    camera = data / "camera"
    camera.mkdir(parents=True, exist_ok=True)
    config = replace(config_from(), data=data, camera=str(camera), windowed=True, sound="off", reserve_bytes=0)
    from kiosk.ui import window

    os.environ["SDL_VIDEODRIVER"] = "offscreen"
    window.prepare(fullscreen=False, size=config.size, frame_rate=0)    # before Kivy's clock is imported: it reads it
    from kiosk.bootstrap import open_kiosk
    from kiosk.ui.testing.driver import Driver, offscreen

    offscreen()
    with open_kiosk(config, locked=False, frame_rate=0) as kiosk, Driver(kiosk.app) as driver:
        _pressed(driver)
        start_ms = (time.monotonic_ns() - begun_ns) / 1e6
        presses = [_pressed(driver) for _touch in range(touches)]
        list_ms = _listed(driver)
    begun = time.perf_counter()
    load_lessons(config.lessons, config.assets, installed_packs(data / "packs"))
    load_ms = (time.perf_counter() - begun) * 1000
    print(json.dumps({"start_ms": round(start_ms), "load_ms": round(load_ms), "list_ms": round(list_ms, 1),
                      "touch_ms": round(statistics.median(presses), 2)}))
    return 0


def _pressed(driver: object) -> float:
    """Milliseconds from a finger's coming down until its press is drawn. The finger slides away: nothing is done."""
    from kiosk.ui.testing.driver import Driver

    assert isinstance(driver, Driver)
    driver.painted()
    begun = time.perf_counter()
    driver.press(StartScan())
    driver.painted()
    took = (time.perf_counter() - begun) * 1000
    driver.slide(1, 1)
    driver.release()
    return took


def _listed(driver: object) -> float:
    """Milliseconds from the finger's leaving a need until the list of its lessons is drawn."""
    from kiosk.ui.testing.driver import Driver

    assert isinstance(driver, Driver)
    driver.press(OpenNeed("tra-tien"))
    driver.painted()
    begun = time.perf_counter()
    driver.release(2)
    driver.painted()
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
