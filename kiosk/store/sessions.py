"""The session that was going on when the power went.

Guarantees: computed from events alone; check-ins taken back are left out; its times are boottime of this
boot, where the hours without power do not count. Does not decide whether the evening goes on: the core and
the facilitator do.

    found = unfinished_session(reader, boot=ready.boot)
    found.session.arrivals, found.boots_since

Source of the rules: docs/protocol.md (a session is named by its opening event).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.core.errors import StoreDamaged
from kiosk.core.ports import Arrival, OpenSession
from kiosk.store.reader import Reader
from sync.protocol import ClockState, Event, decode_event, event_ref
from sync.protocol.errors import Malformed

RESUME_WITHIN_BOOTS = 50        # an unfinished session older than this is not gone on with

_LAST = """SELECT kind, seq, body FROM events
    WHERE kind IN ('session.opened', 'session.closed') ORDER BY seq DESC LIMIT 1"""
_SINCE = "SELECT body FROM events WHERE seq > ? AND session = ? ORDER BY seq"
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
    rows = reader.rows(_LAST)
    if not rows or rows[0][0] == "session.closed":
        return None
    opening = _event(rows[0][2])
    ref = _ref(opening)
    later = [_event(body) for (body,) in reader.rows(_SINCE, opening.seq, ref)]
    shift = _shifts(reader, opening.at.boot, boot)
    session = OpenSession(
        ref=ref,
        topic=opening.data["topic"],
        thon=opening.data["thon"],
        facilitator=opening.data["facilitator"],
        opened_ms=opening.at.ms - shift[opening.at.boot],
        arrivals=_arrivals(later, shift),
    )
    return UnfinishedSession(session, boot - opening.at.boot, opening.at.wall, opening.at.clock)


def session_is_open(reader: Reader, boot: int) -> bool:
    """Whether people sit in a session now. Raises StoreError."""
    found = unfinished_session(reader, boot)
    return found is not None and found.boots_since <= RESUME_WITHIN_BOOTS


def _event(body: bytes) -> Event:
    try:
        return decode_event(body)
    except Malformed as error:
        raise StoreDamaged(f"a stored event cannot be read: {error}") from error


def _ref(event: Event) -> str:
    return event_ref(event.device, event.epoch, event.seq)


def _shifts(reader: Reader, first: int, boot: int) -> dict[int, int]:
    """For every boot from ``first``: what its milliseconds lose to become this boot's."""
    ran = dict(reader.rows(_RAN, first, boot))
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
