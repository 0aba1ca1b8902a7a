"""Which machine was measured: what the figures depend on, and nothing that names its owner.

    machine().cores
"""

from __future__ import annotations

import os
import platform
from pathlib import Path

import msgspec

from kiosk import __version__

KB_A_MB = 1024


class Machine(msgspec.Struct, frozen=True):
    """``load`` is the system's load average of the last minute when the run began: of a quiet machine it is near 0."""

    version: str
    cpu: str
    cores: int
    memory_mb: int
    system: str
    python: str
    load: float

    def same_as(self, other: Machine) -> bool:
        """Whether milliseconds of both may be compared."""
        return (self.cpu, self.cores, self.memory_mb // 512) == (other.cpu, other.cores, other.memory_mb // 512)


def machine() -> Machine:
    return Machine(
        version=__version__, cpu=_first(Path("/proc/cpuinfo"), "model name", "Model") or platform.machine(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        memory_mb=int((_first(Path("/proc/meminfo"), "MemTotal") or "0").split()[0]) // KB_A_MB,
        system=platform.platform(), python=platform.python_version(), load=round(os.getloadavg()[0], 2),
    )


def _first(path: Path, *names: str) -> str:
    """The value of the first line called by one of ``names``; empty where there is none."""
    if not path.exists():
        return ""
    lines = [each.partition(":") for each in path.read_text("utf-8", "replace").splitlines()]
    return next((value.strip() for name in names for key, _, value in lines if key.strip() == name), "")
