"""Frame times of the real scanning screen, with and without decoding (or an installation) behind it.

Guarantees: the kiosk's own stage on an off-screen window, its own scanner on a folder of pictures at the pace of a
camera; both halves read and show the camera, only one decodes; they take turns, so that a busy machine is busy
for both. A frame time is from one drawn frame to the next, the screen's own pace (60 a second) included. The window is
small, so that what is measured is the wait for the processor and not software that paints in a graphics chip's place.

With ``--installing STICK ROOT`` nothing is decoded; in every other half packs are installed again and again by another
process, as gently as the service does it.

    python -m kiosk.bench.frame_times --frames 200 --turns 5 FOLDER     # Turns as JSON
    frame_times(folder, frames=200, turns=5)        # the same, in a process of its own
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from kiosk.bench.child import run_child
from kiosk.bench.rows import MeasuringFailed
from kiosk.config import ROOT
from kiosk.core.inputs import Input
from kiosk.core.views import Look, Rail, ScanView, View
from kiosk.hardware.camera.scanner import Scanner
from kiosk.hardware.camera.source import camera_from
from kiosk.vision.decoder import LiveDecoder
from kiosk.vision.pixels import Pixels
from kiosk.vision.results import Reading
from sync.command_line import CommandParser

if TYPE_CHECKING:
    from kiosk.ui.testing.driver import Driver

Decode = Callable[[Pixels], tuple[Reading, ...]]

SIZE = (320, 200)           # pixels: a window in memory is painted by the processor, a full one would take all of it
MM_PER_PX = 0.678           # the 10.1 inch panel's size with a quarter of its pixels
GENTLY = ("nice", "-n", "19")
WARM_UP = 30                # frames that are drawn and not counted


@dataclass
class _Scanning:
    """A controller that always shows the scanning screen."""

    view: View

    def handle(self, event: Input) -> None:
        """Nothing changes what is shown."""


class FrameTimes(msgspec.Struct, frozen=True):
    """Percentiles of one half of a turn, milliseconds."""

    p50: float
    p99: float


class Turns(msgspec.Struct, frozen=True):
    """The halves without and with the burden, in the order they were made."""

    free: list[FrameTimes]
    burdened: list[FrameTimes]


def added(turns: Turns) -> list[float]:
    """How much later the p99 frame comes, each half beside the one just before it: what else the machine does is in
    both."""
    return [with_.p99 - without.p99 for without, with_ in zip(turns.free, turns.burdened, strict=True)]


def frame_times(folder: Path, frames: int, turns: int, installing: tuple[Path, Path] | None = None) -> Turns:
    """``frames`` drawn frames in each half of ``turns`` turns; ``installing``: stick and root instead of decoding.

    Raises:
        MeasuringFailed: no off-screen window can be had here.
    """
    arguments = ["--frames", str(frames), "--turns", str(turns), str(folder)]
    if installing is not None:
        arguments += ["--installing", *map(str, installing)]
    return run_child("kiosk.bench.frame_times", *arguments, of=Turns)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = CommandParser(prog="frame_times", description="Thời gian vẽ khi có và không có giải mã.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--frames", type=int, required=True)
    parser.add_argument("--turns", type=int, required=True)
    parser.add_argument("--installing", type=Path, nargs=2, metavar=("STICK", "ROOT"))
    chosen = parser.parse_args(arguments)
    found = Turns([], [])
    _half(chosen.folder, WARM_UP, LiveDecoder())
    for _turn in range(chosen.turns):
        found.free.append(_percentiles(_half(chosen.folder, chosen.frames, _blind)))
        with _burdened(chosen.installing):
            decode = _blind if chosen.installing else LiveDecoder()
            found.burdened.append(_percentiles(_half(chosen.folder, chosen.frames, decode)))
    print(msgspec.json.encode(found).decode())
    return 0


@contextmanager
def _burdened(installing: Sequence[Path] | None) -> Iterator[None]:
    """Meanwhile packs are installed, one time after another, each onto a fresh kiosk."""
    if installing is None:
        yield
        return
    ended, failures = threading.Event(), list[int]()
    worker = threading.Thread(target=_install_on, args=(*installing, ended, failures), daemon=True)
    worker.start()
    try:
        yield
    finally:
        ended.set()
        worker.join()
    if failures:
        raise MeasuringFailed(f"cài gói dừng với mã {failures[0]}")


def _install_on(stick: Path, root: Path, ended: threading.Event, failures: list[int]) -> None:
    """Again and again until ``ended``; the status of an installation that failed goes to ``failures``."""
    while not ended.is_set() and not failures:
        with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as data:
            command = [*GENTLY, sys.executable, "-m", "kiosk.bench.pack_installer", str(stick), str(root), data]
            with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as running:
                while running.poll() is None and not ended.wait(0.05):
                    pass
                if running.poll():
                    failures.append(running.returncode)
                running.kill()


def _blind(grey: Pixels) -> tuple[Reading, ...]:
    return ()


def _percentiles(times_ms: list[float]) -> FrameTimes:
    p50, p99 = np.percentile(times_ms, (50, 99))
    return FrameTimes(float(p50), float(p99))


def _half(folder: Path, frames: int, decode: Decode) -> list[float]:
    """Milliseconds of each of ``frames`` frames while the camera shows ``folder``."""
    scanner = Scanner(camera_from(str(folder)), _unheard, decode)
    scanner.start()
    scanner.resume()
    try:
        return _drawn(scanner, frames)
    finally:
        scanner.stop()


def _unheard(event: Input) -> None:
    """Nobody listens: a scan would change the screen."""


def _drawn(scanner: Scanner, frames: int) -> list[float]:
    from kiosk.ui import window
    from kiosk.ui.testing import driver

    if "kivy.core.window" not in sys.modules:
        driver.offscreen()
        window.prepare(fullscreen=False, size=SIZE)
    from kiosk.ui.app import AppDependencies, KioskApp, measure

    def latest() -> tuple[bytes, int, int, int] | None:
        frame = scanner.latest()
        return (frame.rgba, frame.width, frame.height, frame.number) if frame else None

    view = ScanView("scan", Rail(), Look(), title="Bác giơ thẻ vào khung vàng nhé")
    app = KioskApp(_Scanning(view), AppDependencies(measure(MM_PER_PX), _now_ms, latest=latest))
    with driver.Driver(app) as steps:
        steps.frames(WARM_UP)
        return [_frame_ms(steps) for _ in range(frames)]


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


def _frame_ms(steps: Driver) -> float:
    start = time.perf_counter()
    steps.frames()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    sys.exit(main())
