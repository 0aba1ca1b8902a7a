"""Runs measurements one after another, tells what is found at once, and goes on where one fails.

    report = run(chosen, setting, listener)
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.bench.machine import machine
from kiosk.bench.report import FORMAT, Measured, Report
from kiosk.bench.rows import MeasuringFailed, Row
from kiosk.bench.setting import Setting
from kiosk.core.errors import KioskError

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Measurement:
    """``name`` is what ``--only`` takes and how its rows' names begin; ``about_s``: seconds on two quiet cores."""

    name: str
    title: str
    about_s: int
    rows: Callable[[Setting], Iterator[Row]]


class Listener(Protocol):
    """Is told while the run goes on."""

    def started(self, measurement: Measurement) -> None: ...
    def found(self, row: Row) -> None: ...
    def ended(self, measured: Measured) -> None: ...


def run(chosen: Sequence[Measurement], setting: Setting, listener: Listener) -> Report:
    """Every measurement of ``chosen``; one that fails keeps the rows it had and says its problem."""
    here, rows, measurements = machine(), list[Row](), list[Measured]()
    for measurement in chosen:
        listener.started(measurement)
        begun, worked, problem = time.monotonic(), _cpu_s(), ""
        try:
            for row in measurement.rows(setting):
                rows.append(row)
                listener.found(row)
        except (MeasuringFailed, KioskError) as failed:
            problem = str(failed) or type(failed).__name__
        except Exception as defect:  # noqa: BLE001 - the others must not be lost; logged whole, the run's status is 1
            _log.exception("measurement %s broke", measurement.name)
            problem = f"{type(defect).__name__}: {defect}"
        took, cpu = time.monotonic() - begun, _cpu_s() - worked
        measurements.append(Measured(measurement.name, round(took, 1), round(cpu, 1), problem))
        listener.ended(measurements[-1])
    return Report(FORMAT, setting.quick, here, tuple(measurements), tuple(rows))


def _cpu_s() -> float:
    """Seconds of the processor of this process and of its children that ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
