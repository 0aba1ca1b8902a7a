"""The command ``kiosk``: run, tour, demo, gallery, simulate, scan, lessons, bench.

Exit status 0 only where the thing asked for was done. Errors go to stderr as one Vietnamese sentence and
a stable code (docs/error-codes.md).
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kiosk import __version__
from kiosk.config import Config, config_from
from kiosk.core.errors import (
    DiskFull,
    DisplayMissing,
    KioskError,
    NotEnrolled,
    OptionRefused,
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreTooNew,
)
from sync.command_line import CommandParser, report_error
from sync.os_errors import reason
from sync.pipes import until_reader_leaves

# The decoder solves many tiny systems of equations: a thread each for them costs more than it saves, and the screen
# waits for the core meanwhile. Read by numpy's libraries when they are first imported, which is later than this.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

SENTENCES: dict[type[KioskError], str] = {
    StoreError: "không mở được sổ ở thư mục đó, hãy xem lại thư mục và quyền ghi",
    DiskFull: "thẻ nhớ đầy, hãy dọn chỗ rồi chạy lại",
    StoreLocked: "chương trình khác đang giữ sổ, hãy đóng nó rồi chạy lại",
    StoreDamaged: "sổ không đọc được, hãy báo người bảo trì",
    NotEnrolled: "máy chưa được ghi danh với xã, hãy ghi danh trước",
    StoreTooNew: "sổ do bản mới hơn ghi, hãy cài bản mới",
    DisplayMissing: "không mở được màn hình, hãy cắm màn hình rồi chạy lại (qua ssh thì chạy kiosk tour để xem ảnh)",
}

SIDES = range(320, 8193)        # pixels a side of the window
MAX_SIMULATED = 1_000_000      # events: 23 years of evenings

# Commands that parse their own words.
OWN = {
    "gallery": ("kiosk.cli.gallery", "vẽ mọi màn hình thành ảnh"),
    "scan": ("kiosk.cli.scan", "đọc mã QR trong ảnh, mỗi mã một dòng JSON"),
    "lessons": ("kiosk.cli.lessons", "xem, soát và đóng gói bài học"),
    "packs": ("kiosk.cli.packs", "phát hành gói bài học ra USB, cài gói từ USB"),
    "bench": ("kiosk.cli.bench", "đo máy này"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    return until_reader_leaves(lambda: _main(arguments))


def _main(arguments: Sequence[str] | None) -> int:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("kivy").setLevel(logging.WARNING)
    words = list(sys.argv[1:] if arguments is None else arguments)
    chosen = argparse.Namespace(act=_own(words)) if words and words[0] in OWN else _parser().parse_args(words)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    try:
        return int(chosen.act(chosen))
    except KioskError as error:
        logging.getLogger("kiosk").debug("%s %s", error.code, error)
        return _complain(SENTENCES.get(type(error), str(error)), error.code)
    except BrokenPipeError:
        raise
    except OSError as error:
        return _complain(f"không đọc hoặc ghi được {error.filename or 'tệp'}: {reason(error)}", KioskError.code)
    except KeyboardInterrupt:
        return 130


def _own(words: list[str]) -> Callable[[argparse.Namespace], int]:
    """A command with a parser of its own takes the rest of the line."""
    module, _help = OWN[words[0]]
    return lambda _chosen: int(importlib.import_module(module).main(words[1:]))


def _complain(sentence: str, code: str) -> int:
    return report_error("kiosk", sentence, code)


def _end(number: int, _frame: object) -> None:
    """Asked to end, or the terminal is gone: leave through every ``finally``, so that nothing stays behind."""
    sys.exit(128 + number)


def _parser() -> CommandParser:
    parser = CommandParser(prog="kiosk", description="Máy học kỹ năng số ở nhà văn hóa thôn.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True)
    _run_parser(commands.add_parser("run", help="mở máy học"))
    _tour_parser(commands.add_parser("tour", help="tự chạy cả một buổi tối và chụp lại"))
    _demo_parser(commands.add_parser("demo", help="dựng xã Mẫu rồi mở máy (make run)"))
    _simulate_parser(commands.add_parser("simulate", help="ghi thử nhiều sự kiện vào sổ"))
    for name, (_module, told) in OWN.items():
        commands.add_parser(name, help=told)
    return parser


def _run_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="thư mục sổ và danh tính của máy")
    parser.add_argument("--camera", help="0, /dev/video0, một video, một ảnh hoặc một thư mục ảnh")
    parser.add_argument("--windowed", action="store_true", help="mở trong cửa sổ, không toàn màn hình")
    parser.add_argument("--size", type=_size, help="cỡ cửa sổ, ví dụ 1280x800")
    parser.set_defaults(act=_run)


def _tour_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, help="thư mục để ảnh và summary.json")
    parser.add_argument("--commune", help="địa chỉ máy chủ xã; bỏ trống thì tự dựng xã Mẫu")
    parser.add_argument("--dir", type=Path, help="thư mục xã Mẫu đã dựng (đi với --commune)")
    parser.set_defaults(act=_tour)


def _demo_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dir", type=Path, default=Path("demo"), help="thư mục xã Mẫu")
    parser.add_argument("--out", type=Path, default=Path("out"), help="thư mục để ảnh")
    parser.set_defaults(act=_demo)


def _simulate_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--events", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.set_defaults(act=_simulate)


def _size(text: str) -> tuple[int, int]:
    width, height = (int(side) for side in text.lower().split("x"))
    if not (width in SIDES and height in SIDES):
        raise argparse.ArgumentTypeError(f"{text}: mỗi cạnh từ {SIDES[0]} đến {SIDES[-1]} điểm ảnh")
    return width, height


def _configured(chosen: argparse.Namespace) -> Config:
    config = config_from()
    given = {name: getattr(chosen, name) for name in ("data", "camera", "size") if getattr(chosen, name) is not None}
    return replace(config, windowed=chosen.windowed, **given)


def _run(chosen: argparse.Namespace) -> int:
    from kiosk.cli.run import run

    return run(_configured(chosen))


def _tour(chosen: argparse.Namespace) -> int:
    from kiosk.cli.tour import tour

    return tour(chosen.out, chosen.commune, chosen.dir)


def _demo(chosen: argparse.Namespace) -> int:
    from kiosk.cli.demo import demo

    return demo(chosen.dir, chosen.out)


def _simulate(chosen: argparse.Namespace) -> int:
    from kiosk.tour.simulated_events import simulate

    if not 1 <= chosen.events <= MAX_SIMULATED:
        raise OptionRefused(f"--events phải từ 1 đến {MAX_SIMULATED}")
    print(simulate(chosen.data, chosen.events, chosen.seed, datetime.now(UTC)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
