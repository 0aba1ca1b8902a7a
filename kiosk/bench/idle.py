"""What the kiosk costs while nobody is there: the first page, the camera off, the loop at the screen's pace.

Guarantees: processor time of the whole process with all its threads, second after second; the camera is off and the
first page shows, before and after (else the measurement fails).

    for row in idle_rows(setting): row.spread.value
    python -m kiosk.bench.idle DATA SECONDS         # [percent of a core, …]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from kiosk.bench.child import run_child
from kiosk.bench.offscreen_kiosk import open_offscreen
from kiosk.bench.rows import MeasuringFailed, Row, at_most, row
from kiosk.bench.setting import Setting
from kiosk.core.views import HomeView

FRAME_RATE = 60
SETTLE_S, SECONDS = 3, 8
QUICK_SECONDS = 1


class IdleTimes(msgspec.Struct, frozen=True):
    """``percent`` of one core, of each second."""

    percent: list[float]
    home: bool                  # the first page showed, camera off, from beginning to end


def idle_rows(setting: Setting) -> Iterator[Row]:
    found = run_child("kiosk.bench.idle", str(setting.place("idle")), str(setting.pick(SETTLE_S, 0)),
                      str(setting.pick(SECONDS, QUICK_SECONDS)), of=IdleTimes)
    if not found.home:
        raise MeasuringFailed("máy không ở yên trang đầu với máy ảnh tắt")
    yield row("idle.cpu", "một lõi, ở trang đầu, máy ảnh tắt", "%", found.percent, target=at_most(3))


def main(arguments: Sequence[str]) -> int:
    data, settle_s, seconds = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    with open_offscreen(data, FRAME_RATE) as (kiosk, driver):
        def at_rest() -> bool:
            return isinstance(kiosk.controller.view, HomeView) and not kiosk.controller.camera_wanted

        def second() -> float:
            begun, worked = time.perf_counter(), time.process_time()
            while time.perf_counter() - begun < 1:
                driver.frames()
            return 100 * (time.process_time() - worked) / (time.perf_counter() - begun)

        for _second in range(settle_s):
            second()
        before = at_rest()
        percent = [second() for _second in range(seconds)]
        found = IdleTimes(percent, before and at_rest())
    print(msgspec.json.encode(found).decode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
