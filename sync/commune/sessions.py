"""Sessions as staff read them: found by day, each with its counts.

Guarantees: a session whose kiosk only guessed the time is marked so, and one that falls on another day than
the one it arrived on can still be found from that day. Does not decide when a session "really" was.

    for sitting in of_day(commune, date(2026, 11, 22)): print(sitting.tally.people)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from sync.commune import attendance
from sync.commune.attendance import Attendance, Holder, LessonDone, Tally
from sync.commune.clock import Said, day_bounds, said
from sync.commune.models import Commune
from sync.commune.models import Event as StoredEvent
from sync.commune.titles import title_of
from sync.protocol import ClosingReason, Event, decode_event, event_ref

_SHOWN = (
    "attendance.checked_in", "attendance.voided", "headcount.recorded", "lesson.completed", "session.closed",
)


ENDED_WORDS: dict[str, str] = {
    "replaced": "mở buổi khác", "idle": "máy tự khép: không còn ai", "long": "máy tự khép: mở quá nửa ngày",
    "next_day": "máy tự khép: sang ngày khác",
}


@dataclass(frozen=True)
class Sitting:
    """One session. ``day`` is its calendar day as far as known; ``closed`` as the kiosk said."""

    ref: str
    device: str
    thon: str
    topic: str
    facilitator: str
    day: date | None
    opened: Said
    closed: Said | None
    came: list[Attendance]
    tally: Tally
    lessons: list[LessonDone]
    ended_by: ClosingReason = ""

    @property
    def ended_word(self) -> str:
        """Why it ended, where its facilitator did not end it; '' else."""
        return ENDED_WORDS.get(self.ended_by, "")

    @property
    def topic_word(self) -> str:
        return title_of(self.topic)

    @property
    def address(self) -> str:
        return reverse("session", args=self.ref.rsplit("/", 2))


def of_day(commune: Commune, day: date) -> list[Sitting]:
    """Sessions of the local calendar ``day``, in the order they arrived."""
    return _sittings(commune, StoredEvent.objects.filter(commune=commune, day=day).order_by("received_at"))


def strayed(commune: Commune, day: date) -> list[Sitting]:
    """Sessions that arrived on ``day`` with a guessed time of another day, or none."""
    start, end = day_bounds(day)
    arrived = StoredEvent.objects.filter(
        commune=commune, kind="session.opened", clock="guess", received_at__gte=start, received_at__lt=end
    )
    return [one for one in _sittings(commune, arrived.order_by("received_at")) if one.day != day]


def latest(commune: Commune, limit: int) -> list[Sitting]:
    """The ``limit`` sessions that arrived last, newest first."""
    openings = StoredEvent.objects.filter(commune=commune, kind="session.opened")
    return _sittings(commune, openings.order_by("-received_at", "-seq")[:limit])


def one(commune: Commune, device: str, epoch: str, seq: int) -> Sitting | None:
    """The session opened by this event, or None."""
    found = _sittings(commune, StoredEvent.objects.filter(
        commune=commune, device_id=device, epoch=epoch, seq=seq, kind="session.opened"
    ))
    return found[0] if found else None


def _sittings(commune: Commune, openings: Iterable[StoredEvent]) -> list[Sitting]:
    opened = [(decode_event(bytes(row.body)), row.day) for row in openings]
    inside = _inside(commune, [_ref(event) for event, _ in opened])
    learners = {event.learner for events in inside.values() for event in events if event.learner}
    known = attendance.holders(learners | {str(event.data["facilitator"]) for event, _ in opened})
    return [_sitting(event, day, inside[_ref(event)], known) for event, day in opened]


def _inside(commune: Commune, refs: Sequence[str]) -> dict[str, list[Event]]:
    """The events of each session, oldest first."""
    inside: dict[str, list[Event]] = defaultdict(list)
    for start in range(0, len(refs), 500):
        rows = StoredEvent.objects.filter(
            commune=commune, session__in=refs[start:start + 500], kind__in=_SHOWN
        ).order_by("device_id", "epoch", "seq").values_list("session", "body")
        for ref, body in rows:
            inside[str(ref)].append(decode_event(bytes(body)))
    return inside


def _sitting(
    opening: Event, day: date | None, events: Sequence[Event], known: dict[str, Holder]
) -> Sitting:
    ref = _ref(opening)
    own = [event for event in events if event.device == opening.device]
    came = attendance.attendances(own, known)
    ends = [event for event in own if event.kind == "session.closed"]
    facilitator = known.get(opening.data["facilitator"])
    return Sitting(
        ref, opening.device, opening.data["thon"], opening.data["topic"],
        facilitator.name if facilitator else "", day, said(opening.at), said(ends[-1].at) if ends else None,
        came, attendance.tally(came, attendance.headcount(own)), attendance.lessons_done(own, known),
        ends[-1].data.get("reason", "") if ends else "",
    )


def _ref(event: Event) -> str:
    return event_ref(event.device, event.epoch, event.seq)
