"""The JSON document of one run, and the lines of its table.

Guarantees: what ``to_json`` writes ``read_report`` reads; fields that a later version adds are ignored.

    read_report(Path("old.json")).rows
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from kiosk.bench.machine import Machine
from kiosk.bench.rows import Row, Spread

FORMAT = 1


class Measured(msgspec.Struct, frozen=True):
    """One measurement of the run. ``problem`` is empty where it could be made; ``cpu_seconds``: of the processor, with
    all children, which other work of the machine does not lengthen."""

    name: str
    seconds: float
    cpu_seconds: float
    problem: str = ""


class Report(msgspec.Struct, frozen=True):
    """A whole run. Times and sizes of a ``quick`` one mean nothing."""

    format: int
    quick: bool
    machine: Machine
    measurements: Sequence[Measured]
    rows: Sequence[Row]


class ReportUnreadable(Exception):
    """The file is no report of ``kiosk bench --json``. The text is one Vietnamese sentence."""


def to_json(report: Report) -> str:
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode()


def read_report(path: Path) -> Report:
    """Raises ReportUnreadable."""
    try:
        report = msgspec.json.decode(path.read_bytes(), type=Report)
    except OSError as error:
        raise ReportUnreadable(f"không đọc được {path}: {error.strerror}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ReportUnreadable(f"{path} không phải kết quả của kiosk bench --json") from error
    if report.format != FORMAT:
        raise ReportUnreadable(f"{path} do bản khác của kiosk bench ghi")
    return report


def line(row: Row) -> str:
    """A row for people: value, spread, baseline, ratio, target."""
    words = [f"{row.name:<28}", f"{number(row.spread.value):>9} {row.unit:<8}", f"{_range(row.spread):<22}"]
    if row.ratio is not None and row.baseline_value is not None:
        words.append(f"{number(row.ratio.value)} lần {row.baseline} ({number(row.baseline_value)} {row.unit})")
    if row.target is not None:
        sign = "≤" if row.target.bound == "at_most" else "≥"
        what = " lần" if row.target.of == "ratio" else f" {row.unit}"
        words.append(f"[đích {sign} {number(row.target.limit)}{what}: {'đạt' if row.met else 'CHƯA ĐẠT'}]")
    return "  ".join([*words, f"— {row.title}"])


def _range(found: Spread) -> str:
    return f"({number(found.min)}…{number(found.max)}, {found.samples} lần)" if found.samples > 1 else ""


def number(value: float) -> str:
    """Three figures that count; whole numbers whole."""
    if value == int(value) and abs(value) < 1e12:
        return f"{int(value)}"
    if abs(value) >= 1000:
        return f"{value:.0f}"
    return f"{value:.3g}"
