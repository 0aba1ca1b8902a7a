"""Memory of the whole kiosk while its camera runs and every frame is decoded.

Guarantees: the scanning page, frames at a camera's pace, decoded by the kiosk's own scanner; frames came and were shown
(else the measurement fails).

    for row in memory_rows(setting): row.spread.value
    python -m kiosk.bench.camera_memory DATA SECONDS        # {"resident_mb": […], "proportional_mb": […], …}
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import msgspec

from kiosk.bench.backgrounds import empty_frames
from kiosk.bench.child import run_child
from kiosk.bench.offscreen_kiosk import CAMERA, open_offscreen
from kiosk.bench.process_memory import highest_mb, proportional_mb, resident_mb
from kiosk.bench.rows import MeasuringFailed, Row, at_most, row
from kiosk.bench.setting import Setting
from kiosk.core.intents import StartScan

if TYPE_CHECKING:
    from kiosk.bootstrap import Kiosk

FRAME_RATE = 60
SECONDS, QUICK_SECONDS = 5, 1
LIMIT_MB = 260
PATIENCE_S = 20             # until the first frame


class MemoryFound(msgspec.Struct, frozen=True):
    """Megabytes, a sample a second; ``frames`` that the camera gave meanwhile."""

    home_mb: float
    resident_mb: list[float]
    proportional_mb: list[float]
    highest_mb: float
    frames: int


def memory_rows(setting: Setting) -> Iterator[Row]:
    data = setting.place("memory")
    (data / CAMERA).mkdir()
    for number, grey in enumerate(empty_frames(1280, 720)):
        cv2.imwrite(str(data / CAMERA / f"{number}.png"), grey)
    found = run_child("kiosk.bench.camera_memory", str(data), str(setting.pick(SECONDS, QUICK_SECONDS)), of=MemoryFound)
    if found.frames < 2:
        raise MeasuringFailed("máy ảnh không cho khung hình nào")
    yield row("memory.resident", "RSS khi máy ảnh chạy", "MB", found.resident_mb, target=at_most(LIMIT_MB))
    yield row("memory.proportional", "PSS khi máy ảnh chạy", "MB", found.proportional_mb, target=at_most(LIMIT_MB))
    yield row("memory.highest", "RSS cao nhất từ lúc khởi động", "MB", [found.highest_mb])
    yield row("memory.home", "RSS ở trang đầu, máy ảnh tắt", "MB", [found.home_mb])


def main(arguments: Sequence[str]) -> int:
    data, seconds = Path(arguments[0]), int(arguments[1])
    resident: list[float] = []
    proportional: list[float] = []
    with open_offscreen(data, FRAME_RATE) as (kiosk, driver):
        driver.frames(FRAME_RATE)
        home = resident_mb()
        driver.tap(StartScan())
        waited = time.monotonic() + PATIENCE_S
        while (first := _number(kiosk)) == 0 and time.monotonic() < waited:
            driver.frames()
        for _second in range(seconds):
            ends = time.monotonic() + 1
            while time.monotonic() < ends:
                driver.frames()
            resident.append(resident_mb())
            proportional.append(proportional_mb())
        found = MemoryFound(home, resident, proportional, highest_mb(), _number(kiosk) - first)
    print(msgspec.json.encode(found).decode())
    return 0


def _number(kiosk: Kiosk) -> int:
    """Of the newest frame; 0 where there is none."""
    frame = kiosk.scanner.latest()
    return frame.number if frame else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
