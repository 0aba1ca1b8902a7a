"""What a process has in memory, as the Linux kernel counts it. Megabytes are 1024 kB.

    resident_mb(), proportional_mb(), highest_mb()
"""

from __future__ import annotations

import ctypes
import gc
from pathlib import Path

KB_A_MB = 1024


def resident_mb() -> float:
    """RSS of this process, shared libraries whole."""
    return _kb(Path("/proc/self/status"), "VmRSS:") / KB_A_MB


def proportional_mb() -> float:
    """PSS of this process: a shared page counts for its share."""
    return _kb(Path("/proc/self/smaps_rollup"), "Pss:") / KB_A_MB


def highest_mb() -> float:
    """The highest RSS so far (``ru_maxrss`` would begin at the size of the process that started this one)."""
    return _kb(Path("/proc/self/status"), "VmHWM:") / KB_A_MB


def held_mb() -> float:
    """RSS once garbage is collected and the C library has given back what nobody holds any more."""
    gc.collect()
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if give_back is not None:
        give_back(0)
    return resident_mb()


def _kb(path: Path, name: str) -> int:
    return next(int(each.split()[1]) for each in path.read_text("ascii", "replace").splitlines()
                if each.startswith(name))
