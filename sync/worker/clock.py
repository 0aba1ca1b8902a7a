"""What this machine knows about time, as the sync worker needs it.

Guarantees: ``boottime_ms`` never jumps and counts through suspend; ``boot_id`` names this boot and is the
same for every process of it. Does not correct the wall clock nor believe it: see anchors.

    clock = SystemClock()
    before = clock.boottime_ms()

Source of the rules: docs/protocol.md; Linux clock_gettime(2), random(4).
"""

from __future__ import annotations

import os
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from sync.protocol.errors import Malformed, StoreUnusable

BOOT_ID_FILE = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    def boot_id(self) -> str:
        """This boot's id, lower-case UUID with dashes. Raises StoreUnusable where it is hidden."""

    def boottime_ms(self) -> int:
        """Milliseconds since boot, suspend included."""

    def utc(self) -> datetime:
        """The wall clock, aware, and possibly wrong by decades."""


class SystemClock:
    """The Linux clocks. ``BOOT_ID`` in the environment (systemd's %b) stands in for a hidden /proc/sys."""

    def boot_id(self) -> str:
        try:
            return str(uuid.UUID(os.environ.get("BOOT_ID") or BOOT_ID_FILE.read_text().strip()))
        except (OSError, ValueError) as error:
            raise StoreUnusable("this boot has no readable id: set BOOT_ID") from error

    def boottime_ms(self) -> int:
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000

    def utc(self) -> datetime:
        return datetime.now(UTC)


def write_utc(moment: datetime) -> str:
    """``2026-11-22T12:34:56.789Z``, the wire's form of a moment."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_utc(text: str) -> datetime:
    """The moment that ``write_utc`` (or the server) wrote.

    Raises:
        Malformed: not ISO 8601, or without a zone.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Malformed(f"not a moment: {text[:40]!r}") from error
    if moment.tzinfo is None:
        raise Malformed("a moment without a zone")
    return moment.astimezone(UTC)


def shift(moment: datetime, ms: int) -> datetime:
    """``moment`` moved by ``ms`` milliseconds, stopping at the calendar's ends."""
    try:
        return moment + timedelta(milliseconds=ms)
    except OverflowError:
        return moment
