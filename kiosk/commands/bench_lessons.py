"""What lessons cost: opening one, going on in it, many of them in a row, and very many of them installed.

Measured against what the project holds itself to: a lesson opens in 300 ms, the next step comes in 100 ms, the first
page is not slowed by 200 lessons of 300 MB, and 50 lessons in a row leave at most 10 MB. Each row is measured in
processes of its own. Where other work takes the processor, the clock tells of that work too: the processor's own
milliseconds, of all its cores together, stand beside it. ``quick`` shows every row on few lessons: its figures mean
nothing.

    "\\n".join(lessons_table(lessons_figures()))
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final

from kiosk.commands.bench_home import QUICK_TOUCHES, TOUCHES, home_rooms
from kiosk.config import ROOT

Told = dict[str, Any]

OPEN_MS: Final = 300
STEP_MS: Final = 100
GROWN_MB: Final = 10
ALONGSIDE: Final = 1.1          # more than this is slower; less is what two runs of the same differ by
EVERY: Final = 1_000            # more lessons than are shipped
LESSONS, BYTES = 200, 299_000_000
QUICK_LESSONS, QUICK_BYTES = 3, 1_000_000
IN_A_ROW, QUICK_IN_A_ROW = 50, 2
STARTS, QUICK_STARTS = 5, 1
PATIENCE_S = 1_800


def lessons_figures(quick: bool = False) -> Told:
    """Takes some minutes unless ``quick``."""
    times = _stage("times", 1 if quick else EVERY)
    told: Told = {name: _spread(took) for name, took in times.items()}
    told["memory"] = _memory(_stage("memory", QUICK_IN_A_ROW if quick else IN_A_ROW))
    told["home"] = home = _home(quick)
    told["goals"] = {
        f"a lesson opens in {OPEN_MS} ms": told["opens"]["max_ms"] <= OPEN_MS,
        f"the next step in {STEP_MS} ms": told["steps"]["max_ms"] <= STEP_MS,
        f"lessons in a row leave at most {GROWN_MB} MB": told["memory"]["grown_mb"] <= GROWN_MB,
        "many lessons do not slow the start": home["ratio"]["start_ms"] <= ALONGSIDE,
        "many lessons do not slow a touch of the first page": home["ratio"]["touch_ms"] <= ALONGSIDE,
    }
    return told


def _stage(what: str, count: int) -> dict[str, Any]:
    """Raises subprocess.CalledProcessError where no off-screen window can be had."""
    command = [sys.executable, "-m", "kiosk.commands.bench_stage", what, str(count)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=PATIENCE_S)
    figures: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return figures


def _spread(took: Sequence[Sequence[float]]) -> Told:
    """Middle, 95th of a hundred and longest, by the clock and of the processor."""
    told: Told = {"count": len(took)}
    for name, times in (("ms", [one[0] for one in took]), ("cpu_ms", [one[1] for one in took])):
        ordered = sorted(times)
        told |= {f"p50_{name}": round(statistics.median(ordered), 1),
                 f"p95_{name}": round(ordered[int(0.95 * (len(ordered) - 1))], 1), f"max_{name}": round(ordered[-1], 1)}
    return told


def _memory(found: dict[str, list[float]]) -> Told:
    """``held``: without what the C library keeps for the next time and nobody holds; ``resident``: with it."""
    (before, after), resident = found["held_mb"], found["resident_mb"]
    return {"lessons": len(resident), "held_before_mb": before, "held_after_mb": after,
            "grown_mb": round(after - before, 1), "resident_first_mb": resident[0], "resident_last_mb": resident[-1],
            "resident_most_mb": max(resident)}


def _home(quick: bool) -> Told:
    """Starts of both kiosks in turn, so that a busy machine is busy for both."""
    lessons, size, starts = (QUICK_LESSONS, QUICK_BYTES, QUICK_STARTS) if quick else (LESSONS, BYTES, STARTS)
    turns: dict[str, list[dict[str, float]]] = {"shipped": [], "large": []}
    with home_rooms(lessons, size) as rooms:
        for _start in range(starts):
            for which, found in turns.items():
                found.append(rooms.turn(which, QUICK_TOUCHES if quick else TOUCHES))
    middle = {which: {name: statistics.median(turn[name] for turn in found) for name in found[0]}
              for which, found in turns.items()}
    ratio = {name: round(middle["large"][name] / middle["shipped"][name], 2) for name in middle["shipped"]}
    return {"lessons": lessons, "files": rooms.files, "bytes": rooms.bytes, **middle, "ratio": ratio}


# --- the table ------------------------------------------------------------------------------------

_ROWS: Final = {"opens": f"mở bài (đích {OPEN_MS})", "steps": f"sang bước (đích {STEP_MS})",
                "touches": "chạm trong bước"}
_STARTS: Final = {"start_ms": "khởi động tới lần chạm đầu", "load_ms": "trong đó nạp bài",
                  "touch_ms": "chạm ở trang đầu", "list_ms": "mở danh sách bài"}


def lessons_table(figures: Told) -> Iterator[str]:
    """Lines for people."""
    yield f"{'Bài học (ms)':<28}{'lần':>6}{'giữa':>8}{'p95':>8}{'dài nhất':>10}{'CPU giữa':>10}{'CPU dài nhất':>14}"
    for name, words in _ROWS.items():
        row = figures[name]
        yield (f"{words:<28}{row['count']:>6}{row['p50_ms']:>8}{row['p95_ms']:>8}{row['max_ms']:>10}"
               f"{row['p50_cpu_ms']:>10}{row['max_cpu_ms']:>14}")
    memory, home = figures["memory"], figures["home"]
    yield (f"Bộ nhớ đang giữ: {memory['held_before_mb']} MB, sau {memory['lessons']} bài liền "
           f"{memory['held_after_mb']} MB (thêm {memory['grown_mb']}, đích {GROWN_MB}); thường trú sau bài đầu "
           f"{memory['resident_first_mb']}, sau bài cuối {memory['resident_last_mb']}, "
           f"nhiều nhất {memory['resident_most_mb']} MB")
    yield f"{home['lessons']} bài, {home['files']} tệp, {home['bytes'] / 1e6:.0f} MB cài thêm, so với bài có sẵn (ms):"
    yield from (f"  {words:<28}{home['shipped'][name]:>8} → {home['large'][name]:>8}  x{home['ratio'][name]}"
                for name, words in _STARTS.items())
    yield from (f"{'đạt' if reached else 'CHƯA ĐẠT'}: {goal}" for goal, reached in figures["goals"].items())
