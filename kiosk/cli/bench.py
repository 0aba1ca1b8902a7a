"""``kiosk bench``: what this machine measures against the targets of docs/bench.md. Parses and prints, nothing else.

A line on stderr where a measurement begins and ends, each row on stdout as soon as it is known; with ``--json`` one
document on stdout at the end instead of the rows. Exit status 1 where a measurement could not be made, whatever the
figures are.

    main(["--only", "scan,idle", "--compare", "old.json"])
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from kiosk.bench.compare import changes
from kiosk.bench.registry import MEASUREMENTS, UnknownMeasurement, chosen
from kiosk.bench.report import Measured, Report, ReportUnreadable, line, read_report, to_json
from kiosk.bench.rows import Row
from kiosk.bench.runner import Measurement, run
from kiosk.bench.setting import opened_setting
from sync.command_line import CommandParser

USAGE = 2       # exit status of words that mean nothing, like argparse's own


def add_arguments(parser: argparse.ArgumentParser) -> None:
    names = ", ".join(MEASUREMENTS)
    parser.add_argument("--only", metavar="ROWS", help=f"chỉ đo những phần này, cách nhau bằng dấu phẩy: {names}")
    parser.add_argument("--quick", action="store_true", help="đo rất ít: để thử lệnh, không lấy số")
    parser.add_argument("--json", action="store_true", help="cuối cùng in một tài liệu JSON thay cho bảng")
    parser.add_argument("--compare", type=Path, metavar="OLD.json", help="đánh dấu phần kém hơn lần đo trước")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command. Returns the exit status."""
    parser = CommandParser(prog="kiosk bench", description="Đo máy này so với các đích trong docs/bench.md.")
    add_arguments(parser)
    return bench(parser.parse_args(arguments))


def bench(options: argparse.Namespace) -> int:
    """``options``: what ``add_arguments`` asked for."""
    try:
        measurements = chosen(options.only)
        old = _old(options)
    except (UnknownMeasurement, ReportUnreadable) as error:
        print(f"kiosk bench: {error}.", file=sys.stderr)
        return USAGE
    with opened_setting(options.quick) as setting:
        report = run(measurements, setting, _Printing(rows=not options.json))
    if options.json:
        print(to_json(report))
    if old is not None:
        _report_changes(old, report, to=sys.stderr if options.json else sys.stdout)
    return 1 if any(measured.problem for measured in report.measurements) else 0


def _old(options: argparse.Namespace) -> Report | None:
    if options.compare is None:
        return None
    old = read_report(options.compare)
    if old.quick != options.quick:
        raise ReportUnreadable(f"{options.compare} đo {'nhanh' if old.quick else 'đủ'}, không so được với lần này")
    return old


def _report_changes(old: Report, new: Report, to: TextIO) -> None:
    print("\nSo với lần trước:", file=to)
    for change in changes(old, new):
        print(change.line(), file=to)


class _Printing:
    """Progress on stderr, rows on stdout."""

    def __init__(self, rows: bool) -> None:
        self._rows = rows

    def started(self, measurement: Measurement) -> None:
        line = f"{measurement.title} (chừng {measurement.about_s} giây)"
        print(f"… {measurement.name}: {line}", file=sys.stderr, flush=True)

    def found(self, row: Row) -> None:
        if self._rows:
            print(line(row), flush=True)

    def ended(self, measured: Measured) -> None:
        line = f"không đo được: {measured.problem}" if measured.problem else "xong"
        took = f"{measured.seconds} giây, CPU {measured.cpu_seconds}"
        print(f"  {measured.name}: {line} ({took})", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
