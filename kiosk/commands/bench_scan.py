"""The scanning part of ``kiosk bench``: reads, wrong texts, time and memory of each decoder on the same pictures.

Guarantees: all in one run, on made pictures (``bench_pictures``), every decoder on every picture; times are
processor milliseconds of the whole process, so that threads of a decoder count. A wrong text is a payload that no
code in the picture holds, byte for byte. Compare columns, not machines.

    measured(repeats=2)     # Scores(...), as it is printed
"""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from kiosk.commands.bench_decoders import Read, contestants
from kiosk.commands.bench_memory import NOBODY, peak_mb
from kiosk.commands.bench_pictures import Shot
from kiosk.commands.bench_rooms import empty_frames, still_frames
from kiosk.vision.decoder import STAGES, LiveDecoder, decode
from kiosk.vision.pixels import Pixels

SIZES = ((640, 480), (1280, 720))
EMPTY_TRIES = 4             # times each empty picture is decoded


@dataclass
class Score:
    """One decoder on all pictures. Times in processor milliseconds, memory in megabytes."""

    reads: Counter[str] = field(default_factory=Counter)      # distortion -> pictures read
    shown: Counter[str] = field(default_factory=Counter)      # distortion -> pictures shown
    wrong: int = 0
    times_ms: list[float] = field(default_factory=list)
    empty_ms: dict[str, float] = field(default_factory=dict)  # "1280x720" -> mean of a frame without a code
    peak_mb: float = 0.0

    @property
    def percent(self) -> float:
        return 100 * self.reads.total() / max(1, self.shown.total())

    def told(self) -> dict[str, object]:
        """As ``--json`` prints it."""
        median, p95 = np.percentile(self.times_ms, (50, 95))
        return {
            "read_percent": round(self.percent, 1), "wrong_texts": self.wrong,
            "median_ms": round(float(median), 1), "p95_ms": round(float(p95), 1),
            "empty_ms": {size: round(ms, 1) for size, ms in self.empty_ms.items()},
            "peak_mb": round(self.peak_mb, 0), "by_distortion": dict(self.reads),
        }


def scores(shots: Iterable[Shot], names: Sequence[str] = tuple(contestants())) -> tuple[dict[str, Score], Counter[str]]:
    """Every decoder of ``names`` on every picture, and which of our stages read how many."""
    reads = {name: contestants()[name]() for name in names}
    made = {name: Score() for name in reads}
    stages: Counter[str] = Counter()
    for shot in shots:
        for name, read in reads.items():
            _count(made[name], shot, read)
        stages.update(reading.stage for reading in decode(shot.grey) if reading.payload == shot.payload)
    return made, stages


def add_empty_and_memory(made: dict[str, Score], tries: int = EMPTY_TRIES) -> float:
    """Measures frames without a code and peak memory into ``made``. Returns the memory of a process without a decoder.
    """
    rooms = {f"{wide}x{high}": empty_frames(wide, high) for wide, high in SIZES}
    for name, make in contestants().items():
        read = make()
        made[name].empty_ms = {size: _mean_ms(read, frames, tries) for size, frames in rooms.items()}
        made[name].peak_mb = peak_mb(name, rooms["1280x720"])
    return peak_mb(NOBODY, rooms["1280x720"])


def live_ms() -> dict[str, float]:
    """Mean processor ms of an empty 720p frame as the camera's thread pays it: the first stage alone, with the
    rescue stages while nothing moves, and while something does."""
    rooms = empty_frames(1280, 720)
    return {
        "plain": _mean_ms(lambda grey: decode(grey, STAGES[:1]), rooms),
        "with_rescues": _live_mean_ms(still_frames()),
        "with_rescues_moving": _live_mean_ms(rooms),
    }


def phantoms(pictures: Sequence[Pixels]) -> int:
    """Codes that ours reads in pictures that hold none."""
    return sum(len(decode(grey)) for grey in pictures)


def _count(score: Score, shot: Shot, read: Read) -> None:
    start = time.process_time()
    payloads = read(shot.grey)
    score.times_ms.append((time.process_time() - start) * 1000)
    score.shown[shot.distortion] += 1
    score.reads[shot.distortion] += shot.payload in payloads
    score.wrong += sum(payload != shot.payload for payload in payloads)


def _mean_ms(read: Callable[[Pixels], object], frames: Sequence[Pixels], tries: int = EMPTY_TRIES) -> float:
    read(frames[0])     # what is made once is not counted
    start = time.process_time()
    for _ in range(tries):
        for grey in frames:
            read(grey)
    return (time.process_time() - start) * 1000 / (tries * len(frames))


def _live_mean_ms(frames: Sequence[Pixels]) -> float:
    """Over two rounds of everything that comes in turn."""
    live, shown = LiveDecoder(), 60
    live(frames[0])
    start = time.process_time()
    for grey in itertools.islice(itertools.cycle(frames), shown):
        live(grey)
    return (time.process_time() - start) * 1000 / shown
