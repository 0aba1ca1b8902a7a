"""The first page of the real kiosk, with few lessons installed and with very many.

Guarantees: the kiosk as it starts (``open_kiosk``: store, lessons, window), each time a new process on a data folder of
its own; the large pack is installed as a stick would install it. A touch is answered when its press is drawn and
finished. The screen's own pace is not in it.

    large_pack(data, 200, 30_000_000)
    start_kiosk(data, touches=30).start_ms
    python -m kiosk.bench.home_screen DATA BEGUN_NS TOUCHES     # one start
"""

from __future__ import annotations

import hashlib
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.authoring.builder import build_pack
from kiosk.authoring.workspace import PackSource, gather
from kiosk.bench.child import run_child
from kiosk.bench.offscreen_kiosk import open_offscreen
from kiosk.bench.rows import MeasuringFailed
from kiosk.bench.sounds import WAV_HEADER, wav_noise
from kiosk.config import config_from
from kiosk.core.intents import OpenNeed, StartScan
from kiosk.packs.catalogue.shipped_lessons import offered_lessons
from kiosk.packs.format.manifest import MANIFEST, MAX_MANIFEST, Listed, Manifest, Sound, canonical, decoded
from kiosk.packs.install.kiosk_disk import CardDisk
from kiosk.packs.install.registry import Pointer, Version, installed_packs, switch

if TYPE_CHECKING:
    from kiosk.ui.testing.driver import Driver

PACK: Final = "goi-lon"
VERSION: Final = "1.0.0"
SOUNDS = 60                 # of one lesson: about what the machine reads aloud in one
STILL = 30                  # frames until nothing moves on the first page
MAX_FRAMES = 5             # an answer later than that is none


@dataclass(frozen=True)
class LargePack:
    """A kiosk's data folder in which the shipped lessons are installed again and again."""

    data: Path
    files: int
    bytes: int


def large_pack(data: Path, lessons: int, size: int) -> LargePack:
    """Installs a pack of so many lessons and about so many bytes, made of the shipped ones, in the empty ``data``."""
    (data / "packs" / PACK).mkdir(parents=True)
    manifest = _made(data / "packs" / PACK / "draft", lessons, size)
    return LargePack(data, len(manifest.files), sum(entry.size for entry in manifest.files))


# --- the large pack -------------------------------------------------------------------------------


def _made(draft: Path, lessons: int, size: int) -> Manifest:
    """Built, filled with sounds, put in place and switched to."""
    config = config_from()
    shipped = gather(config.lessons, config.assets).packs[0]
    built = build_pack(_many(shipped, lessons), config.assets, draft)
    manifest = decoded(built / MANIFEST, Manifest, MAX_MANIFEST)
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
        content = wav_noise(dice, max(2, left // sounds - WAV_HEADER))
        sha256 = hashlib.sha256(content).hexdigest()
        name = f"assets/{sha256}.wav"
        (folder / name).write_bytes(content)
        files.append(Listed(path=name, sha256=sha256, size=len(content)))
        said.append(Sound(text=f"Câu thứ {number}", file=name, voice="giọng máy"))
    files.sort(key=lambda entry: entry.path)
    return msgspec.structs.replace(manifest, sounds=tuple(said), files=tuple(files))


# --- one start ------------------------------------------------------------------------------------


class HomeTimes(msgspec.Struct, frozen=True):
    """One start of a kiosk. Milliseconds; ``load_ms`` and ``list_ms`` are None where no touch was asked for."""

    start_ms: float                     # until a first touch was answered on the glass
    touch_ms: list[float]
    answer_frames: int | None = None    # until the press is in the picture
    load_ms: float | None = None
    list_ms: float | None = None


def start_kiosk(data: Path, touches: int) -> HomeTimes:
    """One start on the data folder ``data``, in a process of its own. Raises MeasuringFailed."""
    return run_child("kiosk.bench.home_screen", str(data), str(time.monotonic_ns()), str(touches), of=HomeTimes)


def main(arguments: Sequence[str]) -> int:
    data, begun_ns, touches = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    with open_offscreen(data, frame_rate=0) as (_kiosk, driver):
        _pressed(driver)
        start_ms = (time.monotonic_ns() - begun_ns) / 1e6
        found = HomeTimes(start_ms, [_pressed(driver) for _touch in range(touches)])
        if touches:
            found = msgspec.structs.replace(found, answer_frames=_answer_frames(driver), list_ms=_listed(driver))
    if touches:
        found = msgspec.structs.replace(found, load_ms=_load_ms(data))
    print(msgspec.json.encode(found).decode())
    return 0


def _load_ms(data: Path) -> float:
    """Reading the catalogue: the shipped lessons and those installed in ``data``."""
    config = config_from()
    begun = time.perf_counter()
    offered_lessons(config, installed_packs(data / "packs"))
    return (time.perf_counter() - begun) * 1000


def _pressed(driver: Driver) -> float:
    """Milliseconds from a finger's coming down until its press is drawn. The finger slides away: nothing is done."""
    driver.painted()
    begun = time.perf_counter()
    driver.press(StartScan())
    driver.painted()
    took = (time.perf_counter() - begun) * 1000
    driver.slide(1, 1)
    driver.release()
    return took


def _answer_frames(driver: Driver) -> int:
    """Frames from the finger's coming down until the picture is another one.

    Raises:
        MeasuringFailed: the picture changes without a finger, or not at all.
    """
    driver.frames(STILL)
    before = driver.pixels()
    driver.frames()
    if driver.pixels() != before:
        raise MeasuringFailed("trang đầu tự đổi khi không ai chạm")
    driver.press(StartScan())
    for frames in range(1, MAX_FRAMES + 1):
        if driver.pixels() != before:
            driver.slide(1, 1)
            driver.release()
            return frames
        driver.frames()
    raise MeasuringFailed("chạm mà trang đầu không đổi")


def _listed(driver: Driver) -> float:
    """Milliseconds from the finger's leaving a need until the list of its lessons is drawn."""
    driver.press(OpenNeed("tra-tien"))
    driver.painted()
    begun = time.perf_counter()
    driver.release(2)
    driver.painted()
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
