"""Processes of their own for what needs a clean one: a start, memory, a window.

    found = run_child("camera_memory", str(folder), "3")      # python -m kiosk.bench.camera_memory FOLDER 3
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec

from kiosk.bench.rows import MeasuringFailed
from kiosk.config import ROOT

PATIENCE_S = 180.0
_UNCOMPILED = "PYTHONDONTWRITEBYTECODE"     # the installer compiles the program: a start is measured as it is installed
_BINDING = re.compile(r"nanobind: | - leaked |See https://nanobind")

Found = TypeVar("Found")


def run_child(module: str, *arguments: str, of: type[Found], timeout_s: float = PATIENCE_S,
              environment: Mapping[str, str] | None = None) -> Found:
    """Runs ``python -m module ARGUMENTS`` to its end and reads the last line it prints as JSON of the type ``of``.

    Raises:
        MeasuringFailed: it ended badly, took too long, or printed something else.
    """
    printed = run_to_end([sys.executable, "-m", module, *arguments], timeout_s, environment)
    try:
        return msgspec.json.decode(printed.splitlines()[-1], type=of)
    except (IndexError, msgspec.MsgspecError) as error:
        raise MeasuringFailed(f"{module} không cho biết kết quả") from error


def run_to_end(command: Sequence[str], timeout_s: float = PATIENCE_S,
               environment: Mapping[str, str] | None = None) -> str:
    """What ``command`` prints. Raises MeasuringFailed with the last line of its complaint."""
    around = {name: text for name, text in (environment or os.environ).items() if name != _UNCOMPILED}
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=timeout_s, env=around)
    except subprocess.TimeoutExpired as error:
        raise MeasuringFailed(f"{_short(command)} quá {timeout_s:.0f} giây chưa xong") from error
    if done.returncode != 0:
        raise MeasuringFailed(f"{_short(command)} dừng với mã {done.returncode}: {_complaint(done.stderr)}")
    return done.stdout


def _complaint(stderr: str) -> str:
    """The last line that says something; zxing-cpp's binding tells of its own references at the end of a process."""
    lines = [each.strip() for each in stderr.splitlines() if each.strip() and not _BINDING.match(each)]
    return lines[-1] if lines else "không rõ vì sao"


def _short(command: Sequence[str]) -> str:
    return " ".join(command[1:4]) if command[0] == sys.executable else command[0]

