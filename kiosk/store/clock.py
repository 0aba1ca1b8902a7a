"""What this machine knows about time, now.

Guarantees: every moment carries boot counter, boot id, CLOCK_BOOTTIME and the wall clock as it was, with an
honest word on how far to trust it; nothing here fails because the wall clock says 1970 or 2040. Never sets
the system's clock and never corrects a moment; ``timeline`` works out true time later.

    clock = BootClock(boot=3, boot_id="b7c1…", sources=system_sources(), anchors=SqliteAnchors(reader, writer))
    clock.now()         # Moment(boot=3, boot_id="b7c1…", ms=95000, wall="2026-11-22T12:34:56.789Z", …)
    clock.refresh()     # every few seconds, off the UI thread: sees NTP and the server's anchors

Source of the rules: docs/adr on the clock; CLOCK_BOOTTIME: clock_gettime(2).
"""

from __future__ import annotations

import logging
import os
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from kiosk.core.errors import StoreError
from kiosk.store.reader import Reader
from kiosk.store.timeline import Anchor, AnchorSource, Boots, Instant, true_time
from kiosk.store.writer import SmallWrite, Writer
from sync.protocol import ClockState, Moment

NTP_MARKER = Path("/run/systemd/timesync/synchronized")
BOOT_ID_FILE = Path("/proc/sys/kernel/random/boot_id")
NTP_PLUS_MINUS_MS = 1000                # systemd-timesyncd keeps well under 100 ms; ten times that
NTP_ANCHOR_EVERY_MS = 60 * 60 * 1000    # one NTP anchor an hour is enough against drift

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TimeSources:
    """Where time comes from: boottime in milliseconds, the wall clock in UTC, the file that exists
    while NTP holds the wall clock."""

    boottime_ms: Callable[[], int]
    utc: Callable[[], datetime]
    ntp_marker: Path


def system_sources() -> TimeSources:
    """The clocks of this machine."""
    return TimeSources(
        boottime_ms=lambda: time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000,
        utc=lambda: datetime.now(UTC),
        ntp_marker=NTP_MARKER,
    )


def system_boot_id() -> str:
    """This boot's UUID, the same for every process of it, as the sync worker writes it too. The unit
    passes BOOT_ID (systemd's %b) where /proc is hidden from it."""
    given = os.environ.get("BOOT_ID") or BOOT_ID_FILE.read_text(encoding="ascii")
    return str(uuid.UUID(given.strip()))


def iso_utc(instant: datetime) -> str:
    """``2026-11-22T12:34:56.789Z``."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_iso(text: str) -> datetime:
    """Raises ValueError where ``text`` is no ISO 8601 instant; one without offset is UTC."""
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


class Anchors(Protocol):
    """Where anchors are kept."""

    def of(self, boot_id: str) -> list[Anchor]: ...

    def all(self) -> list[Anchor]: ...

    def add(self, anchor: Anchor) -> None: ...


class SqliteAnchors:
    """The anchors in ``kiosk.db``; the sync process adds the server's there."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer

    def of(self, boot_id: str) -> list[Anchor]:
        return _anchors(
            self._reader.rows(
                "SELECT boot_id, ms, utc, source, plus_minus_ms FROM anchors WHERE boot_id = ?", boot_id
            )
        )

    def all(self) -> list[Anchor]:
        return kept_anchors(self._reader)

    def add(self, anchor: Anchor) -> None:
        values = (anchor.boot_id, anchor.ms, iso_utc(anchor.utc), anchor.source, anchor.plus_minus_ms)
        self._writer.submit(SmallWrite("INSERT INTO anchors VALUES (?, ?, ?, ?, ?)", values))


def _anchors(rows: list[tuple[str, int, str, AnchorSource, int]]) -> list[Anchor]:
    return [Anchor(boot_id, ms, from_iso(utc), source, pm) for boot_id, ms, utc, source, pm in rows]


def kept_anchors(reader: Reader) -> list[Anchor]:
    """All anchors of all boots, for ``true_time``."""
    return _anchors(reader.rows("SELECT boot_id, ms, utc, source, plus_minus_ms FROM anchors"))


def kept_boots(reader: Reader) -> Boots:
    """All boots in order and how long each is known to have run, for ``true_time``."""
    order = reader.rows("SELECT boot, boot_id FROM boots ORDER BY boot")
    ran = dict(reader.rows("SELECT boot, max(ms) FROM events GROUP BY boot"))
    anchored = dict(reader.rows("SELECT boot_id, max(ms) FROM anchors GROUP BY boot_id"))
    last_ms = {boot_id: max(ran.get(boot, 0), anchored.get(boot_id, 0)) for boot, boot_id in order}
    return Boots([boot_id for _, boot_id in order], last_ms)


class BootClock:
    """The clock of this boot. ``now`` only reads memory and the two clocks; safe on the UI thread. Without a database
    it knows no anchors until ``refresh`` can read them."""

    def __init__(self, boot: int, boot_id: str, sources: TimeSources, anchors: Anchors) -> None:
        self.boot = boot
        self.boot_id = boot_id
        self._sources = sources
        self._book = anchors
        self._anchors: list[Anchor] = []
        try:
            self._anchors = anchors.of(boot_id)
        except StoreError as error:
            _log.warning("%s: the anchors of this boot cannot be read yet", error.code)

    def ms(self) -> int:
        """CLOCK_BOOTTIME in milliseconds."""
        return self._sources.boottime_ms()

    def wall(self) -> datetime:
        """The wall clock as it is, right or wrong."""
        return self._sources.utc()

    def state(self) -> ClockState:
        """``trusted`` while NTP holds the clock, ``anchored`` where this boot has an anchor."""
        if self._sources.ntp_marker.exists():
            return "trusted"
        return "anchored" if self._anchors else "guess"

    def now(self) -> Moment:
        return Moment(self.boot, self.boot_id, self.ms(), iso_utc(self.wall()), self.state())

    def add_anchor(self, source: AnchorSource, utc: datetime, plus_minus_ms: int) -> None:
        """Notes that it is ``utc`` now, give or take ``plus_minus_ms`` milliseconds."""
        anchor = Anchor(self.boot_id, self.ms(), utc, source, plus_minus_ms)
        self._anchors = [*self._anchors, anchor]
        self._book.add(anchor)

    def refresh(self) -> None:
        """Sees anchors other processes added, and anchors the boot to NTP once an hour.

        Raises:
            StoreError: the file cannot be read.
        """
        known = dict.fromkeys([*self._book.of(self.boot_id), *self._anchors])
        self._anchors = list(known)
        ntp = [anchor.ms for anchor in self._anchors if anchor.source == "ntp"]
        due = not ntp or self.ms() - max(ntp) >= NTP_ANCHOR_EVERY_MS
        if due and self.state() == "trusted":
            self.add_anchor("ntp", self.wall(), NTP_PLUS_MINUS_MS)

    def confirmed(self) -> Anchor | None:
        """The facilitator's last word of this boot on the date."""
        said = [anchor for anchor in self._anchors if anchor.source == "facilitator"]
        return max(said, key=lambda anchor: anchor.ms, default=None)

    def corrected(self) -> bool:
        """Did the facilitator say the date although this boot knew one? Then the facilitator sees a calendar."""
        said = self.confirmed()
        return said is not None and any(anchor.source != "facilitator" and anchor.ms <= said.ms
                                        for anchor in self._anchors)

    def kept(self) -> list[Anchor]:
        """The anchors of all boots. Raises StoreError."""
        return self._book.all()

    def best(self) -> Instant:
        """What time it really is, as far as the anchors of this boot tell."""
        return true_time(self.boot_id, self.ms(), self._anchors, Boots((self.boot_id,), {}))
