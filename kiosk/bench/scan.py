"""Reading codes: reads, wrong texts, time and memory of ours beside pyzbar and zxing-cpp on the same made pictures.

Guarantees: all in one run, on made pictures (``qr_images``), every decoder on every picture; times are processor
milliseconds of the whole process, so that a decoder's own threads count. A wrong text is a payload that no code in the
picture holds, byte for byte. The pictures are shared out over the cores: what is timed runs alone.

    for row in scan_rows(setting): row.spread.value
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field

from kiosk.bench.backgrounds import empty_frames, still_frames, without_codes
from kiosk.bench.code_sheets import CODE_SHEETS
from kiosk.bench.decoder_memory import peak_mb
from kiosk.bench.decoders import OURS, PYZBAR, ZXING, Read, contestants
from kiosk.bench.qr_images import DISTORTIONS, LEVELS, PAYLOADS, DistortedCode, shots
from kiosk.bench.rows import Row, at_least, at_most, row
from kiosk.bench.setting import Setting
from kiosk.bench.worst_frame import FRAMES, worst_ms
from kiosk.vision.decoder import STAGES, LiveDecoder, decode
from kiosk.vision.pixels import Pixels
from kiosk.vision.results import Reading

BESIDE = (PYZBAR, ZXING, OURS)
VIETNAMESE = "citizen"          # the payload with Vietnamese letters
QUICK_LEVELS, QUICK_KINDS = (2,), (VIETNAMESE,)
QUICK_DISTORTIONS = ("tilt", "low light")
LIVE_FRAMES = 30                # a round of all that comes in turn
READ_PERCENT = 82


@dataclass
class Score:
    """One decoder on some pictures. Times in processor milliseconds."""

    reads: Counter[str] = field(default_factory=Counter)      # distortion -> pictures read
    shown: Counter[str] = field(default_factory=Counter)      # distortion -> pictures shown
    exact: Counter[str] = field(default_factory=Counter)      # kind of payload -> texts read byte for byte
    wrong: Counter[str] = field(default_factory=Counter)      # kind of payload -> texts that no code holds
    stages: Counter[str] = field(default_factory=Counter)     # which of our stages read how many pictures
    times_ms: list[float] = field(default_factory=list)

    @property
    def percent(self) -> float:
        return 100 * self.reads.total() / max(1, self.shown.total())

    def add(self, other: Score) -> None:
        self.reads += other.reads
        self.shown += other.shown
        self.exact += other.exact
        self.wrong += other.wrong
        self.stages += other.stages
        self.times_ms += other.times_ms


def scan_rows(setting: Setting) -> Iterator[Row]:
    """Everything about reading codes."""
    with ProcessPoolExecutor(setting.pick(os.cpu_count(), 1), multiprocessing.get_context("spawn")) as pool:
        phantom = pool.submit(phantoms, setting.pick(3, 12))
        yield from _read_rows(_all_scores(pool, setting.quick))
        yield row("scan.phantoms", "mã ma trên ảnh không có mã", "mã", [phantom.result()], target=at_most(0))
    yield _worst_row(setting.quick)
    yield from _empty_rows(*setting.pick((3, LIVE_FRAMES), (1, 3)))
    frames = empty_frames(1280, 720)
    yield row("scan.memory", "bộ nhớ cao nhất của tiến trình chỉ đọc mã", "MB", [peak_mb(OURS, frames)],
              against=(PYZBAR, [peak_mb(PYZBAR, frames)]))


# --- what is read ---------------------------------------------------------------------------------

def _all_scores(pool: ProcessPoolExecutor, quick: bool) -> dict[str, Score]:
    distortions = QUICK_DISTORTIONS if quick else tuple(DISTORTIONS)
    made = {name: Score() for name in BESIDE}
    for part in pool.map(_part, distortions, itertools.repeat(quick)):
        for name, score in part.items():
            made[name].add(score)
    return made


def _part(distortion: str, quick: bool) -> dict[str, Score]:
    """All pictures of one distortion, in a process of the pool."""
    kinds = QUICK_KINDS if quick else tuple(PAYLOADS)
    payloads = {kind: PAYLOADS[kind] for kind in kinds}
    return scores(shots(1, QUICK_LEVELS if quick else LEVELS, payloads, (distortion,)), BESIDE)


def scores(pictures: Iterable[DistortedCode], names: Sequence[str]) -> dict[str, Score]:
    """Every decoder of ``names`` on every picture."""
    staged = _Staged()
    reads: dict[str, Read] = {name: staged if name == OURS else contestants()[name]() for name in names}
    made = {name: Score() for name in reads}
    for shot in pictures:
        for name, read in reads.items():
            _count(made[name], shot, read)
        if OURS in made:
            made[OURS].stages.update(each.stage for each in staged.last if each.payload == shot.payload)
    return made


class _Staged:
    """Ours, which remembers the readings of the last picture."""

    def __init__(self) -> None:
        self.last: tuple[Reading, ...] = ()

    def __call__(self, grey: Pixels) -> list[bytes]:
        self.last = decode(grey)
        return [reading.payload for reading in self.last]


def _count(score: Score, shot: DistortedCode, read: Read) -> None:
    start = time.process_time()
    payloads = read(shot.grey)
    score.times_ms.append((time.process_time() - start) * 1000)
    score.shown[shot.distortion] += 1
    score.reads[shot.distortion] += shot.payload in payloads
    score.exact[shot.kind] += sum(payload == shot.payload for payload in payloads)
    score.wrong[shot.kind] += sum(payload != shot.payload for payload in payloads)


def _read_rows(made: dict[str, Score]) -> Iterator[Row]:
    ours, others = made[OURS], [made[name] for name in BESIDE if name != OURS]
    yield row("scan.reads", f"ảnh đọc được trong {ours.shown.total()} ảnh dựng sẵn", "%", [ours.percent],
              target=at_least(READ_PERCENT), better="higher")
    for name, score in zip(BESIDE, others, strict=False):
        yield row(f"scan.reads_{name.split('.')[0]}", f"cũng những ảnh ấy, {name}", "%", [score.percent],
                  better="higher")
    for stage, count in ours.stages.items():
        yield row(f"scan.stage_{stage}", f"trong đó bước {stage} đọc", "ảnh", [count], better="higher")
    ahead = sum(all(ours.reads[kind] > other.reads[kind] for other in others) for kind in ours.shown)
    yield row("scan.sets_ahead", f"kiểu nhiễu đọc được nhiều hơn cả hai, trong {len(ours.shown)} kiểu", "kiểu", [ahead],
              target=at_least(len(ours.shown)), better="higher")
    yield row("scan.wrong_texts", "chữ đọc sai", "chữ", [ours.wrong.total()], target=at_most(0))
    exact, wrong = ours.exact[VIETNAMESE], ours.wrong[VIETNAMESE]
    yield row("scan.vietnamese", "chữ Việt đọc ra đúng từng byte", "%", [100 * exact / max(1, exact + wrong)],
              target=at_least(100), better="higher")
    yield row("scan.picture", "một ảnh có mã, mọi bước", "ms CPU", ours.times_ms,
              against=(PYZBAR, made[PYZBAR].times_ms))


def phantoms(every: int = 1) -> int:
    """Codes that ours reads in pictures that hold none; ``every``-th picture of them."""
    return sum(len(decode(grey)) for grey in without_codes()[::every])


# --- what a frame costs ---------------------------------------------------------------------------

def _worst_row(quick: bool) -> Row:
    """The dearest frame of all pages, each page in a process of its own, two at a time."""
    sheets, frames, rounds = ((1,), 2, 1) if quick else (range(len(CODE_SHEETS)), FRAMES, 2)
    with ThreadPoolExecutor(2) as pool:
        worst = [max(pool.map(worst_ms, sheets, itertools.repeat(frames))) for _round in range(rounds)]
    return row("scan.worst_frame", "khung tốn nhất khi trong ảnh có nhiều mã", "ms CPU", worst, target=at_most(150))


def _empty_rows(turns: int, live_frames: int) -> Iterator[Row]:
    """The first stage alone against plain pyzbar; with the rescue stages while nothing moves, and while it does."""
    rooms, still = empty_frames(1280, 720), still_frames()
    pyzbar = contestants()[PYZBAR]()
    plain: list[float] = []
    rescued: list[float] = []
    moving: list[float] = []
    beside: list[float] = []
    for _turn in range(turns):
        beside.append(_cpu_ms(pyzbar, rooms))
        plain.append(_cpu_ms(lambda grey: decode(grey, STAGES[:1]), rooms))
        rescued.append(_live_ms(still, live_frames))
        moving.append(_live_ms(rooms, live_frames))
    yield row("scan.empty_frame", "khung trống 1280x720", "ms CPU", plain, against=(PYZBAR, beside),
              target=at_most(1 / 8, ratio=True))
    yield row("scan.empty_rescued", "khung trống, kể cả bước cứu", "ms CPU", rescued, against=(PYZBAR, beside),
              target=at_most(2 / 3, ratio=True))
    yield row("scan.empty_moving", "khung trống, có người đi lại", "ms CPU", moving, against=(PYZBAR, beside))


def _cpu_ms(read: Callable[[Pixels], object], frames: Sequence[Pixels]) -> float:
    """Mean of a frame."""
    start = time.process_time()
    for grey in frames:
        read(grey)
    return (time.process_time() - start) * 1000 / len(frames)


def _live_ms(frames: Sequence[Pixels], count: int) -> float:
    """Mean of a frame of a live decoder, over all that comes in turn."""
    live = LiveDecoder()
    live(frames[0])
    return _cpu_ms(live, list(itertools.islice(itertools.cycle(frames), count)))
