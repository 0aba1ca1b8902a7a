"""The real sync worker on a kiosk's data folder: one round, a process of its own.

    seconds = sync_once(commune.kiosk(1), commune.url)
    pending(commune.kiosk(1))       # 0
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import msgspec

from kiosk.bench.child import run_to_end


class SyncStatus(msgspec.Struct, frozen=True):
    """What is needed of ``python -m sync --status --json``."""

    pending: int
    sent: int
    quarantined: int


def sync_once(data: Path, url: str) -> float:
    """Seconds of the whole process. Raises MeasuringFailed where not everything was judged."""
    begun = time.perf_counter()
    run_to_end([sys.executable, "-m", "sync", "--data", str(data), "--server", url, "--once"])
    return time.perf_counter() - begun


def sync_status(data: Path) -> SyncStatus:
    """Raises MeasuringFailed."""
    printed = run_to_end([sys.executable, "-m", "sync", "--data", str(data), "--status", "--json"])
    return msgspec.json.decode(printed, type=SyncStatus)
