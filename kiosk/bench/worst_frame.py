"""The dearest frame: pages of many codes before the kiosk's live decoder, frame after frame.

Guarantees: processor time of the frame alone, OpenCV on one thread as at work; enough frames that every rescue stage
has its turn. A frame that takes more than ``CAP_S`` seconds of the processor is ended there, with its process: it
counts as so long, and the bench does not wait for what never comes to an end.

    worst_ms(sheet=2, frames=11)
    python -m kiosk.bench.worst_frame SHEET FRAMES      # a line with milliseconds after each frame
"""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

import cv2

from kiosk.bench.code_sheets import CODE_SHEETS
from kiosk.bench.rows import MeasuringFailed
from kiosk.config import ROOT
from kiosk.vision.decoder import LiveDecoder

FRAMES = 11             # until every rescue stage had its turn
CAP_S = 3
PATIENCE_S = 180


def worst_ms(sheet: int, frames: int) -> float:
    """Milliseconds of the dearest of ``frames`` frames of one page. Raises MeasuringFailed."""
    command = [sys.executable, "-m", "kiosk.bench.worst_frame", str(sheet), str(frames)]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S)
    except subprocess.TimeoutExpired as error:
        raise MeasuringFailed(f"trang mã thứ {sheet} quá {PATIENCE_S} giây chưa đọc xong") from error
    times = [float(line) for line in done.stdout.split()]
    if done.returncode == -signal.SIGXCPU:
        return max([CAP_S * 1000, *times])
    if done.returncode != 0 or len(times) != frames:
        raise MeasuringFailed(f"trang mã thứ {sheet} không đọc được: mã {done.returncode}")
    return max(times)


def main(arguments: Sequence[str]) -> int:
    sheet, frames = CODE_SHEETS[int(arguments[0])](), int(arguments[1])
    cv2.setNumThreads(1)
    live = LiveDecoder()
    for _frame in range(frames):
        begun = time.process_time()
        _allow(CAP_S)
        live(sheet)
        print((time.process_time() - begun) * 1000, flush=True)
    return 0


def _allow(seconds: int) -> None:
    """The kernel ends this process (SIGXCPU) when it has used so many seconds of the processor more."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1 + seconds, hard))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
