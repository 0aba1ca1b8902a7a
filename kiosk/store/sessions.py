"""The session that nobody closed before this start.

Guarantees: computed from events alone; check-ins taken back are left out; its times are boottime of this
boot, where the hours without power do not count. Says what is known of its day and of its last sign of life; does
not decide whether it is of this evening: ``kiosk.core.session_life`` and the facilitator do.

    found = unfinished_session(reader, boot=ready.boot)
    found.session.arrivals, found.boots_since

Source of the rules: docs/protocol.md (a session is named by its opening event).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.core.errors import StoreDamaged
from kiosk.core.ports import Arrival, OpenSession, Today, Trace
from kiosk.core.session_life import day_of_evening
from kiosk.store.calendar import HOUR_MS, VIETNAM
from kiosk.store.clock import from_iso, kept_anchors, kept_boots
from kiosk.store.reader import Reader
from kiosk.store.timeline import true_time
from sync.protocol import ClockState, Event, Moment, decode_event, event_ref
from sync.protocol.errors import Malformed

BUSY_WITHIN_BOOTS = 1            # people may still sit in a session one power cut after its last sign of life

_LAST = """SELECT kind, seq, body FROM events
    WHERE kind IN ('session.opened', 'session.closed') ORDER BY seq DESC LIMIT 1"""
_SINCE = "SELECT body FROM events WHERE seq > ? AND session = ? ORDER BY seq"
_SALVAGED = """SELECT json_extract(CAST(body AS TEXT), '$.kind') AS kind, rowid, body FROM salvaged_events"""
_LAST_SALVAGED = f"{_SALVAGED} WHERE kind IN ('session.opened', 'session.closed') ORDER BY rowid DESC LIMIT 1"
_SINCE_SALVAGED = f"{_SALVAGED} WHERE rowid > ? AND json_extract(CAST(body AS TEXT), '$.session') = ? ORDER BY rowid"
_RAN = "SELECT boot, max(ms) FROM events WHERE boot >= ? AND boot < ? GROUP BY boot"


@dataclass(frozen=True)
class UnfinishedSession:
    """``session`` in this boot's milliseconds (negative before it). ``boots_since``: how often the
    machine has started since; ``opened_wall`` and ``opened_clock``: what the clock said at the opening."""

    session: OpenSession
    boots_since: int
    opened_wall: str
    opened_clock: ClockState


def unfinished_session(reader: Reader, boot: int) -> UnfinishedSession | None:
    """The last session if nobody closed it; ``boot`` is the number of this boot.

    Raises:
        StoreError: the file, or an event in it, cannot be read.
    """
    found = _unclosed(reader)
    if found is None:
        return None
    opening, later = found
    ref = _ref(opening)
    shift = _shifts(reader, found, boot)
    last = (later or [opening])[-1].at
    clock = _Clock(reader)
    session = OpenSession(
        ref=ref,
        topic=opening.data["topic"],
        thon=opening.data["thon"],
        facilitator=opening.data["facilitator"],
        opened_ms=opening.at.ms - shift[opening.at.boot],
        arrivals=_arrivals(later, shift),
        day=clock.day(opening),
        last_ms=last.ms - shift[last.boot],
        trace=Trace(boot - last.boot, clock.local(last)),
    )
    return UnfinishedSession(session, boot - opening.at.boot, opening.at.wall, opening.at.clock)


def _unclosed(reader: Reader) -> tuple[Event, list[Event]] | None:
    """The last opening, where it has no closing, and what was kept in it since. It may have been written into a file
    that was damaged since then."""
    own = reader.rows(_LAST)
    salvaged = [] if own else reader.rows(_LAST_SALVAGED)
    last = [*own, *salvaged]
    if not last or last[0][0] == "session.closed":
        return None
    opening = _event(last[0][2])
    before = [_event(row[2]) for row in reader.rows(_SINCE_SALVAGED, last[0][1], _ref(opening))] if salvaged else []
    since = reader.rows(_SINCE, 0 if salvaged else opening.seq, _ref(opening))
    return opening, [*before, *(_event(body) for (body,) in since)]


def session_is_open(reader: Reader, boot: int) -> bool:
    """Whether people sit in a session now. Raises StoreError."""
    found = unfinished_session(reader, boot)
    return found is not None and found.session.trace.boots_since <= BUSY_WITHIN_BOOTS


class _Clock:
    """What is known of when stored events were: by NTP, by the anchors, by what the facilitator said."""

    def __init__(self, reader: Reader) -> None:
        self._anchors, self._boots = kept_anchors(reader), kept_boots(reader)

    def local(self, at: Moment) -> datetime | None:
        """Local time of ``at``, to the hour at least; None where it is not known."""
        if at.clock == "trusted":
            return from_iso(at.wall).astimezone(VIETNAM).replace(tzinfo=None)
        known = true_time(at.boot_id, at.ms, self._anchors, self._boots)
        if known.utc is None or known.plus_minus_ms is None or known.plus_minus_ms > HOUR_MS:
            return None
        return known.utc.astimezone(VIETNAM).replace(tzinfo=None)

    def day(self, opening: Event) -> str:
        """ISO date of the evening; '' where it is not known."""
        said = opening.data.get("date_confirmed")
        local = self.local(opening.at)
        if said or local is None:
            return str(said or "")
        return day_of_evening(Today(local.date().isoformat(), local.hour, local.minute, trusted=True))


def _event(body: bytes) -> Event:
    try:
        return decode_event(body)
    except Malformed as error:
        raise StoreDamaged(f"a stored event cannot be read: {error}") from error


def _ref(event: Event) -> str:
    return event_ref(event.device, event.epoch, event.seq)


def _shifts(reader: Reader, found: tuple[Event, list[Event]], boot: int) -> dict[int, int]:
    """For every boot from that of the opening: what its milliseconds lose to become this boot's."""
    opening, later = found
    first = opening.at.boot
    ran = dict(reader.rows(_RAN, first, boot))
    for event in (opening, *later):     # of a file that was damaged since, only these are known
        ran[event.at.boot] = max(ran.get(event.at.boot, 0), event.at.ms)
    shifts = {boot: 0}
    for each in range(boot - 1, first - 1, -1):
        shifts[each] = shifts[each + 1] + ran.get(each, 0)
    return shifts


def _arrivals(events: Sequence[Event], shift: dict[int, int]) -> tuple[Arrival, ...]:
    voided = {event.data["event"] for event in events if event.kind == "attendance.voided"}
    return tuple(
        Arrival(event.learner or "", _ref(event), event.at.ms - shift[event.at.boot])
        for event in events
        if event.kind == "attendance.checked_in" and _ref(event) not in voided
    )
