"""Sessions as staff read them: found by day, each with its counts.

Guarantees: a session whose kiosk only guessed the time is marked so, and one that falls on another day than
the one it arrived on can still be found from that day. Does not decide when a session "really" was.

    for session in of_day(commune, date(2026, 11, 22)): print(session.tally.people)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from sync.commune.attendance import counting
from sync.commune.attendance.counting import Attendance, Holder, LessonDone, Tally
from sync.commune.events.clock import KioskTime, day_bounds, kiosk_time
from sync.commune.events.models import Event as StoredEvent
from sync.commune.packs.titles import title_of
from sync.commune.tenancy.models import Commune
from sync.protocol import ClosingReason, Event, decode_judged, event_ref

_SHOWN = (
    "attendance.checked_in", "attendance.voided", "headcount.recorded", "lesson.completed", "session.closed",
)


@dataclass(frozen=True)
class Session:
    """``day`` is its calendar day as far as known; ``closed`` and ``ended_by`` as the kiosk said ('' = by hand)."""

    ref: str
    device: str
    thon: str
    topic: str
    facilitator: str
    day: date | None
    opened: KioskTime
    closed: KioskTime | None
    came: list[Attendance]
    tally: Tally
    lessons: list[LessonDone]
    ended_by: ClosingReason = ""

    @property
    def topic_word(self) -> str:
        return title_of(self.topic)

    @property
    def address(self) -> str:
        return reverse("session", args=self.ref.rsplit("/", 2))


def of_day(commune: Commune, day: date) -> list[Session]:
    """Sessions of the local calendar ``day``, in the order they arrived."""
    return _sessions(commune, StoredEvent.objects.for_commune(commune).filter(day=day).order_by("received_at"))


def arrived_on(commune: Commune, day: date) -> list[Session]:
    """Sessions that arrived on ``day`` with a guessed time of another day, or none."""
    start, end = day_bounds(day)
    arrived = StoredEvent.objects.for_commune(commune).openings().filter(
        clock="guess", received_at__gte=start, received_at__lt=end
    )
    return [one for one in _sessions(commune, arrived.order_by("received_at")) if one.day != day]


def latest(commune: Commune, limit: int) -> list[Session]:
    """The ``limit`` sessions that arrived last, newest first."""
    openings = StoredEvent.objects.for_commune(commune).openings()
    return _sessions(commune, openings.order_by("-received_at", "-seq")[:limit])


def one(commune: Commune, device: str, epoch: str, seq: int) -> Session | None:
    """The session opened by this event, or None."""
    found = _sessions(commune, StoredEvent.objects.for_commune(commune).filter(
        device_id=device, epoch=epoch, seq=seq, kind="session.opened"
    ))
    return found[0] if found else None


def _sessions(commune: Commune, openings: Iterable[StoredEvent]) -> list[Session]:
    opened = [(decode_judged(bytes(row.body)), row.day) for row in openings]
    inside = _inside(commune, [_ref(event) for event, _ in opened])
    learners = {event.learner for events in inside.values() for event in events if event.learner}
    known = counting.holders(commune, learners | {str(event.data["facilitator"]) for event, _ in opened})
    return [_session(event, day, inside[_ref(event)], known) for event, day in opened]


def _inside(commune: Commune, refs: Sequence[str]) -> dict[str, list[Event]]:
    """The events of each session, oldest first."""
    inside: dict[str, list[Event]] = defaultdict(list)
    for start in range(0, len(refs), 500):
        rows = StoredEvent.objects.for_commune(commune).filter(
            session__in=refs[start:start + 500], kind__in=_SHOWN
        ).values_list("device_id", "epoch", "seq", "session", "body")
        # Sorted here: asked for in this order, SQLite reads the whole log along its primary key.
        for *_, ref, body in sorted(rows, key=lambda row: row[:3]):
            inside[str(ref)].append(decode_judged(bytes(body)))
    return inside


def _session(
    opening: Event, day: date | None, events: Sequence[Event], known: dict[str, Holder]
) -> Session:
    ref = _ref(opening)
    own = [event for event in events if event.device == opening.device]
    came = counting.attendances(own, known)
    ends = [event for event in own if event.kind == "session.closed"]
    facilitator = known.get(opening.data["facilitator"])
    return Session(
        ref, opening.device, opening.data["thon"], opening.data["topic"],
        facilitator.name if facilitator else "", day, kiosk_time(opening.at),
        kiosk_time(ends[-1].at) if ends else None,
        came, counting.tally(came, counting.headcount(own)), counting.lessons_done(own, known),
        ends[-1].data.get("reason", "") if ends else "",
    )


def _ref(event: Event) -> str:
    return event_ref(event.device, event.epoch, event.seq)
