"""``kiosk bench``: what this machine measures, as one table or as JSON. Ratios in one run count, not figures.

Measures scanning (our decoder beside pyzbar, OpenCV and zxing-cpp on the same made pictures, frames without a code,
memory, what decoding costs the screen), lessons (``bench_lessons``) and installing packs (``bench_packs``). ``--quick``
shows every row on little: its figures mean nothing. ``--only`` measures one of them.

    main(["--json", "--only", "lessons"])
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2

from kiosk.commands.bench_decoders import OURS, PYZBAR, PYZBAR_QR, ZXING
from kiosk.commands.bench_frames import frame_times
from kiosk.commands.bench_lessons import lessons_figures, lessons_table
from kiosk.commands.bench_packs import packs_figures, packs_table
from kiosk.commands.bench_pictures import DISTORTIONS, LEVELS, PAYLOADS, shots
from kiosk.commands.bench_rooms import empty_frames, without_codes
from kiosk.commands.bench_scan import Score, add_empty_and_memory, live_ms, phantoms, scores

Told = dict[str, Any]

REPEATS = 2             # of each distortion, level and payload, each held differently
FRAMES = 150            # frames of the screen a turn
QUICK_FRAMES = 10
BESIDE = (PYZBAR_QR, ZXING, OURS)     # in the rows of the distortions


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="in JSON thay cho bảng")
    parser.add_argument("--quick", action="store_true", help="chỉ vài ảnh: để thử lệnh, không lấy số")
    parser.add_argument("--only", choices=list(ROOMS), help="chỉ đo một phần")
    parser.add_argument("--repeats", type=int, default=REPEATS, help="số ảnh mỗi kiểu nhiễu, mức và loại mã")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command of its own. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="kiosk bench", description="Đo máy này so với các thư viện khác.")
    add_arguments(parser)
    return bench(parser.parse_args(arguments))


def bench(chosen: argparse.Namespace) -> int:
    """``chosen``: what ``add_arguments`` asked for."""
    rooms = {name: room for name, room in ROOMS.items() if chosen.only in (None, name)}
    measured = {name: room.figures(chosen) for name, room in rooms.items()}
    if chosen.json:
        print(json.dumps(measured, ensure_ascii=False))
    else:
        print("\n\n".join("\n".join(room.table(measured[name])) for name, room in rooms.items()))
    return 0


def scan_figures(repeats: int = REPEATS, quick: bool = False) -> Told:
    """Everything about scanning. Takes minutes unless ``quick``."""
    levels = (3,) if quick else LEVELS
    payloads = dict(list(PAYLOADS.items())[:1]) if quick else PAYLOADS
    made, stages = scores(shots(1 if quick else repeats, levels, payloads))
    python_mb = add_empty_and_memory(made, *((1,) if quick else ()))
    live = _rounded(live_ms())
    return {
        "pictures": made[OURS].shown.total(), "shown": dict(made[OURS].shown),
        "decoders": {name: score.told() for name, score in made.items()},
        "our_stages": dict(stages), "live_empty_720p_ms": live,
        "phantoms": phantoms(without_codes()), "python_mb": round(python_mb),
        "screen_ms": (screen := _screen(quick)), "goals": _goals(made, live, screen),
    }


def _rounded(times: Mapping[str, float]) -> dict[str, float]:
    return {name: round(ms, 1) for name, ms in times.items()}


def _screen(quick: bool) -> Told | None:
    """None where this machine cannot open an off-screen window."""
    with tempfile.TemporaryDirectory() as folder:
        for number, grey in enumerate(empty_frames(1280, 720)):
            cv2.imwrite(str(Path(folder, f"{number}.png")), grey)
        try:
            return dict(frame_times(Path(folder), QUICK_FRAMES, 1) if quick else frame_times(Path(folder), FRAMES))
        except subprocess.CalledProcessError as refused:
            print(f"Không mở được cửa sổ trong bộ nhớ ({refused.returncode})", file=sys.stderr)
            return None


def _goals(made: Mapping[str, Score], live: Mapping[str, float], screen: Told | None) -> dict[str, bool]:
    """Section 11 of the design; ``pyzbar`` there is plain ``pyzbar.decode``."""
    ours, pyzbar_ms = made[OURS], made[PYZBAR].empty_ms["1280x720"]
    others = (made[PYZBAR], made[PYZBAR_QR], made[ZXING])
    return {
        "more read than by pyzbar and zxing-cpp on every distortion": all(
            ours.reads[d] > other.reads[d] for other in others for d in ours.shown),
        "82 percent over all": ours.percent >= 82,
        "no wrong text": ours.wrong == 0,
        "plain empty frame at most 1/8 of pyzbar": live["plain"] <= pyzbar_ms / 8,
        "empty frames with rescue stages at most 2/3 of pyzbar": live["with_rescues"] <= pyzbar_ms * 2 / 3,
        "decoding adds at most 5 ms to the p99 frame": screen is not None and screen["added"]["p99"] <= 5,
    }


# --- the table ------------------------------------------------------------------------------------

def scan_table(figures: Told) -> Iterator[str]:
    """Lines for people."""
    yield f"Đọc mã trên {figures['pictures']} ảnh dựng sẵn (ms: thời gian của bộ xử lý)"
    yield (f"{'':<24}{'đọc %':>8}{'sai':>6}{'ms giữa':>10}{'ms p95':>9}"
           f"{'trống 640x480':>15}{'trống 1280x720':>16}{'MB':>7}")
    for name, score in figures["decoders"].items():
        empty = score["empty_ms"]
        yield (f"{name:<24}{score['read_percent']:>8}{score['wrong_texts']:>6}{score['median_ms']:>10}"
               f"{score['p95_ms']:>9}{empty['640x480']:>15}{empty['1280x720']:>16}{score['peak_mb']:>7.0f}")
    yield ""
    yield from _distortion_rows(figures)
    yield ""
    yield from _live_rows(figures)


def _distortion_rows(figures: Told) -> Iterator[str]:
    yield f"{'ảnh đọc được':<24}" + "".join(f"{name:>18}" for name in BESIDE) + f"{'trên':>7}"
    for distortion in DISTORTIONS:
        reads = (figures["decoders"][name]["by_distortion"].get(distortion, 0) for name in BESIDE)
        yield f"{distortion:<24}" + "".join(f"{read:>18}" for read in reads) + f"{figures['shown'][distortion]:>7}"


def _live_rows(figures: Told) -> Iterator[str]:
    live, screen = figures["live_empty_720p_ms"], figures["screen_ms"]
    pyzbar, qr_only = (figures["decoders"][name]["empty_ms"]["1280x720"] for name in (PYZBAR, PYZBAR_QR))
    yield "Các bước của mình đọc: " + ", ".join(f"{name} {count}" for name, count in figures["our_stages"].items())
    yield (f"Khung trống 1280x720 khi chạy: {live['plain']} ms, kể cả bước cứu {live['with_rescues']} ms, "
           f"khi có người đi lại {live['with_rescues_moving']} ms")
    yield from (f"  so với {name} {ms} ms: 1/{ms / live['plain']:.1f}, kể cả bước cứu {live['with_rescues'] / ms:.2f}"
                for name, ms in ((PYZBAR, pyzbar), (PYZBAR_QR, qr_only)))
    yield f"Mã ma trên ảnh không có mã: {figures['phantoms']}"
    if screen:
        yield (f"Vẽ một khung: p50 {screen['without']['p50']} ms, p99 {screen['without']['p99']} ms; "
               f"khi đang đọc mã p50 {screen['with']['p50']} ms, p99 {screen['with']['p99']} ms "
               f"(thêm {screen['added']['p99']} ms)")
    yield from (f"{'đạt' if reached else 'CHƯA ĐẠT'}: {goal}" for goal, reached in figures["goals"].items())


@dataclass(frozen=True)
class Room:
    """One part of the bench: what it measures, and its lines for people."""

    figures: Callable[[argparse.Namespace], Told]
    table: Callable[[Told], Iterable[str]]


ROOMS: Mapping[str, Room] = {
    "scan": Room(lambda chosen: scan_figures(chosen.repeats, chosen.quick), scan_table),
    "lessons": Room(lambda chosen: lessons_figures(chosen.quick), lessons_table),
    "packs": Room(lambda chosen: packs_figures(chosen.quick), packs_table),
}


if __name__ == "__main__":
    sys.exit(main())
