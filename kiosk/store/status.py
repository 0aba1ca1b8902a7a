"""How the outbox stands, for the kiosk's status line.

Guarantees: asking costs one PRAGMA while nothing has changed in the file, so it may be asked every two
seconds; never writes. Does not talk to the sync process: both look at the same file.

    watch = StatusWatch(OutboxStatus(reader), commune.mark)
    for event in watch.poll():          # SyncChanged and CommuneChanged, only where something changed
        post(event)

Poll from one thread only. Source of the rules: docs/protocol.md "Verdicts".
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.core.inputs import CommuneChanged, SyncChanged
from kiosk.store.reader import Reader
from sync.protocol.errors import Revoked

_COUNTS = """SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM salvaged_events),
    (SELECT count(*) FROM deliveries) + (SELECT count(*) FROM salvaged_events WHERE verdict IS NOT NULL),
    (SELECT count(*) FROM deliveries WHERE verdict IN ('conflict', 'rejected'))
        + (SELECT count(*) FROM salvaged_events WHERE verdict IN ('conflict', 'rejected'))"""
_STATE = """SELECT key, value FROM sync_state
    WHERE key IN ('last_contact', 'last_problem', 'enrol_problem')"""


class OutboxStatus:
    """Counts of events by where they stand, and the sync process's last words."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._mark: object = None
        self._kept = SyncChanged(sent=0, pending=0, quarantined=0, last_contact=None)

    def read(self) -> SyncChanged:
        """Raises StoreError where the file cannot be read."""
        mark = self._reader.mark()
        if mark != self._mark:
            self._kept = self._count()
            self._mark = mark
        return self._kept

    def _count(self) -> SyncChanged:
        written, judged, quarantined = self._reader.rows(_COUNTS)[0]
        state: dict[str, str | None] = dict(self._reader.rows(_STATE))
        problem = state.get("last_problem") or ""
        return SyncChanged(
            sent=judged - quarantined,
            pending=written - judged,
            quarantined=quarantined,
            last_contact=state.get("last_contact") or None,
            revoked=problem == Revoked.code,
            problem=state.get("enrol_problem") or problem,
        )


class StatusWatch:
    """Turns a poll into the events the core wants to hear. ``commune_mark`` changes whenever the
    commune's word or the identity did."""

    def __init__(self, status: OutboxStatus, commune_mark: Callable[[], str]) -> None:
        self._status = status
        self._commune_mark = commune_mark
        self._last: tuple[SyncChanged | None, str | None] = (None, None)

    def poll(self) -> list[SyncChanged | CommuneChanged]:
        """What is new since the last poll; everything at the first. Raises StoreError."""
        now = (self._status.read(), self._commune_mark())
        events: list[SyncChanged | CommuneChanged] = []
        if now[0] != self._last[0]:
            events.append(now[0])
        if now[1] != self._last[1]:
            events.append(CommuneChanged())
        self._last = now
        return events
