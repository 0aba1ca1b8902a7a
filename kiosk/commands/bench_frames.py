"""Frame times of the real scanning screen, with and without decoding (or an installation) behind it.

Guarantees: the kiosk's own stage on an off-screen window, its own scanner on a folder of pictures at the pace of a
camera; both halves read and show the camera, only one decodes; they take turns, so that a busy machine is busy
for both. A frame time is from one drawn frame to the next, the screen's own pace (60 a second) included. The window is
small, so that what is measured is the wait for the processor and not software that paints in a graphics chip's place.

With ``--installing STICK ROOT`` nothing is decoded; in every other half packs are installed again and again by another
process, as gently as the service does it.

    python -m kiosk.commands.bench_frames --frames 200 FOLDER   # {"without": {...}, "with": {...}, "added": {...}}
    frame_times(folder, frames=200)                             # the same, in a process of its own
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kiosk.config import ROOT
from kiosk.core.inputs import Input
from kiosk.core.views import Look, Rail, ScanView, View
from kiosk.hardware.camera.scanner import Scanner
from kiosk.hardware.camera.source import camera_from
from kiosk.vision.decoder import LiveDecoder, Reading
from kiosk.vision.pixels import Pixels

Decode = Callable[[Pixels], tuple[Reading, ...]]

SIZE = (320, 200)           # pixels: a window in memory is painted by the processor, a full one would take all of it
MM_PER_PX = 0.678           # the 10.1 inch panel's size with a quarter of its pixels
TURNS = 7                   # halves of each kind; the median of what they say is told
WARM_UP = 30                # frames that are drawn and not counted
PATIENCE_S = 300


@dataclass
class _Scanning:
    """A controller that always shows the scanning screen."""

    view: View

    def handle(self, event: Input) -> None:
        """Nothing changes what is shown."""


def frame_times(folder: Path, frames: int, turns: int = TURNS,
                installing: tuple[Path, Path] | None = None) -> dict[str, dict[str, float]]:
    """Milliseconds, p50 and p99 of ``frames`` frames a turn: {"without": {"p50", "p99"}, "with": {…},
    "added": {…}}.

    Raises:
        subprocess.CalledProcessError: no off-screen window can be had here.
    """
    command = [sys.executable, "-m", "kiosk.commands.bench_frames", "--frames", str(frames), "--turns", str(turns),
               str(folder)]
    if installing is not None:
        command += ["--installing", *map(str, installing)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=PATIENCE_S)
    times: dict[str, dict[str, float]] = json.loads(told.stdout.splitlines()[-1])
    return times


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench_frames", description="Thời gian vẽ khi có và không có giải mã.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--frames", type=int, default=200)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--installing", type=Path, nargs=2, metavar=("STICK", "ROOT"))
    chosen = parser.parse_args(arguments)
    counted: dict[str, list[list[float]]] = {"without": [], "with": []}
    _turn(chosen.folder, WARM_UP, LiveDecoder())
    for turn in range(2 * chosen.turns):
        name = ("without", "with")[turn % 2]
        with _burdened(chosen.installing if turn % 2 else None):
            decode = LiveDecoder() if turn % 2 and not chosen.installing else _blind
            counted[name].append(_turn(chosen.folder, chosen.frames, decode))
    told = {name: _told(times) for name, times in counted.items()}
    print(json.dumps(told | {"added": _added(counted["without"], counted["with"])}))
    return 0


@contextmanager
def _burdened(installing: Sequence[Path] | None) -> Iterator[None]:
    """Meanwhile packs are installed, one time after another, each onto a fresh kiosk."""
    if installing is None:
        yield
        return
    ended = threading.Event()
    worker = threading.Thread(target=_install_on, args=(*installing, ended), daemon=True)
    worker.start()
    try:
        yield
    finally:
        ended.set()
        worker.join()


def _install_on(stick: Path, root: Path, ended: threading.Event) -> None:
    while not ended.is_set():
        with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as data:
            command = ["nice", "-n", "19", sys.executable, "-m", "kiosk.commands.bench_packs", str(stick), str(root),
                       data]
            with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as running:
                while running.poll() is None and not ended.wait(0.05):
                    pass
                running.kill()


def _blind(grey: Pixels) -> tuple[Reading, ...]:
    return ()


def _told(turns: list[list[float]]) -> dict[str, float]:
    """One loud moment of the machine spoils one turn, not the median of them."""
    of_each = [np.percentile(times_ms, (50, 99)) for times_ms in turns]
    p50, p99 = np.median(of_each, axis=0)
    return {"p50": round(float(p50), 2), "p99": round(float(p99), 2)}


def _added(without: list[list[float]], decoding: list[list[float]]) -> dict[str, float]:
    """How much later a frame comes, each turn beside the one just before it: what else the machine does is in both."""
    pairs = zip(without, decoding, strict=True)
    p50, p99 = np.median([np.percentile(b, (50, 99)) - np.percentile(a, (50, 99)) for a, b in pairs], axis=0)
    return {"p50": round(float(p50), 2), "p99": round(float(p99), 2)}


def _turn(folder: Path, frames: int, decode: Decode) -> list[float]:
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
    from kiosk.ui.app import KioskApp, Surroundings, measure

    def latest() -> tuple[bytes, int, int, int] | None:
        frame = scanner.latest()
        return (frame.rgba, frame.width, frame.height, frame.number) if frame else None

    view = ScanView("scan", Rail(), Look(), title="Bác giơ thẻ vào khung vàng nhé")
    app = KioskApp(_Scanning(view), Surroundings(measure(MM_PER_PX), _now_ms, latest=latest))
    with driver.Driver(app) as steps:
        steps.frames(WARM_UP)
        return [_frame_ms(steps) for _ in range(frames)]


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


def _frame_ms(steps: object) -> float:
    from kiosk.ui.testing.driver import Driver

    assert isinstance(steps, Driver)
    start = time.perf_counter()
    steps.frames()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    sys.exit(main())
