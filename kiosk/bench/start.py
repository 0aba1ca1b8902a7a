"""From the start of the process to the first frame that answers a touch, beside a bare Kivy window and a bare SDL2 one.

Guarantees: each a new process, in turn, so that a busy machine is busy for all three; the clock begins before the
process is made. The kiosk's data folder was used once before: a first start in its life writes more.

    for row in start_rows(setting): row.ratio
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from kiosk.bench.child import run_child
from kiosk.bench.home_screen import start_kiosk
from kiosk.bench.rows import Row, at_most, row
from kiosk.bench.setting import Setting

TURNS, QUICK_TURNS = 6, 1
KIVY, SDL = "cửa sổ Kivy trống", "cửa sổ SDL2 + OpenGL trống"


def start_rows(setting: Setting) -> Iterator[Row]:
    data = setting.place("start")
    kiosk: list[float] = []
    kivy: list[float] = []
    sdl: list[float] = []
    if not setting.quick:
        start_kiosk(data, 0)
    for _turn in range(setting.pick(TURNS, QUICK_TURNS)):
        kiosk.append(start_kiosk(data, 0).start_ms)
        kivy.append(_ms("kiosk.ui.bare_window"))
        sdl.append(_ms("kiosk.bench.sdl_window"))
    yield row("start.kiosk", "máy học", "ms", kiosk, against=(KIVY, kivy), target=at_most(2.5, ratio=True))
    yield row("start.kiosk_to_sdl", "máy học", "ms", kiosk, against=(SDL, sdl))
    yield row("start.kivy", "riêng Kivy", "ms", kivy, against=(SDL, sdl))


def _ms(module: str) -> float:
    return run_child(module, str(time.monotonic_ns()), of=float)
