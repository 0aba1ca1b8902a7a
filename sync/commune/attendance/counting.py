"""Who came, computed from events every time it is asked.

Guarantees: *lượt* (check-ins that stand) and *người* (distinct learners) are separate figures; guests and
crowd headcounts are separate from both; a facilitator's or maintenance badge is shown and never counted; a
check-in taken back is shown and never counted. Two badges of one person are one người. Does not store
counts, nor guess who a guest was.

    tally(attendances(events, holders))   ->  Tally(visits=12, people=10, guests=2, headcount=30)

Source of the rules: the communes' plans count lượt (attendances) and người (persons) apart; docs/protocol.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sync.commune.events.clock import KioskTime, kiosk_time
from sync.commune.packs.titles import title_of
from sync.commune.people.models import Badge, Facilitator
from sync.commune.tenancy.models import Commune
from sync.protocol import BADGE_LEARNER, Event, event_ref, picture_of
from sync.protocol.badges import PICTURE_NAMES

_WAYS = {
    "badge": gettext_noop("thẻ học"), "citizen_card": gettext_noop("căn cước"), "name": gettext_noop("tìm tên"),
    "guest": gettext_noop("khách"),
}
_OUTCOMES = {
    "unaided": gettext_noop("tự làm được"), "hinted": gettext_noop("làm được, có gợi ý"),
    "helped": gettext_noop("làm được, có người giúp"), "gave_up": gettext_noop("chưa xong"),
}


@dataclass(frozen=True)
class Holder:
    """Whose badge it is. ``who`` is equal for two badges of one person."""

    who: str
    name: str
    thon: str
    learner: bool


@dataclass(frozen=True)
class Attendance:
    """One check-in. ``counts`` is False for voided ones and for those who help."""

    learner: str | None
    holder: Holder | None
    way: str
    at: KioskTime
    voided: bool

    @property
    def guest(self) -> bool:
        return self.way == "guest" or self.learner is None

    @property
    def counts(self) -> bool:
        return not self.voided and (self.holder is None or self.holder.learner)

    @property
    def picture(self) -> str:
        return picture_of(self.learner) if self.learner and not self.guest else ""

    @property
    def picture_name(self) -> str:
        return PICTURE_NAMES.get(self.picture, "")

    @property
    def way_word(self) -> str:
        return _(_WAYS.get(self.way, self.way))


@dataclass(frozen=True)
class Tally:
    """``visits``: lượt, guests among them. ``people``: người, without guests. ``headcount``: crowds, apart."""

    visits: int
    people: int
    guests: int
    headcount: int


@dataclass(frozen=True)
class LessonDone:
    learner: str | None
    holder: Holder | None
    lesson: str
    outcome: str
    minutes: int

    @property
    def lesson_word(self) -> str:
        return title_of(self.lesson)

    @property
    def picture_name(self) -> str:
        return PICTURE_NAMES[picture_of(self.learner)] if self.learner else ""


def holders(commune: Commune, learners: Iterable[str]) -> dict[str, Holder]:
    """Who of ``commune`` holds the badges of these learner ids; ids without a badge are left out."""
    wanted = sorted(set(learners))
    labels = dict(Facilitator.objects.for_commune(commune).values_list("badge_id", "label"))
    found: dict[str, Holder] = {}
    for start in range(0, len(wanted), 500):
        badges = Badge.objects.for_commune(commune).filter(learner__in=wanted[start:start + 500])
        for badge in badges.select_related("person__site"):
            found[badge.learner] = _holder(badge, labels.get(badge.pk, ""))
    return found


def _holder(badge: Badge, label: str) -> Holder:
    """``label`` is that of a facilitator."""
    learner = badge.kind == BADGE_LEARNER
    if badge.person is not None:
        return Holder(f"person {badge.person.pk}", badge.person.name, badge.person.site.thon, learner)
    return Holder(f"badge {badge.pk}", label, "", learner)


def attendances(events: Sequence[Event], known: Mapping[str, Holder]) -> list[Attendance]:
    """The check-ins of one session's events, in their order."""
    taken_back = {str(event.data["event"]) for event in events if event.kind == "attendance.voided"}
    return [
        Attendance(
            event.learner, known.get(event.learner or ""), str(event.data["way"]), kiosk_time(event.at),
            event_ref(event.device, event.epoch, event.seq) in taken_back,
        )
        for event in events if event.kind == "attendance.checked_in"
    ]


def headcount(events: Sequence[Event]) -> int:
    """People counted as a crowd, all groups together."""
    return sum(int(event.data["people"]) for event in events if event.kind == "headcount.recorded")


def tally(came: Sequence[Attendance], crowd: int) -> Tally:
    counted = [one for one in came if one.counts]
    people = {one.holder.who if one.holder else one.learner for one in counted if not one.guest}
    guests = sum(1 for one in counted if one.guest)
    return Tally(len(counted), len(people), guests, crowd)


def lessons_done(events: Sequence[Event], known: Mapping[str, Holder]) -> list[LessonDone]:
    return [
        LessonDone(
            event.learner, known.get(event.learner or ""), str(event.data["lesson"]),
            _(_OUTCOMES.get(str(event.data["outcome"]), str(event.data["outcome"]))),
            -(-int(event.data["seconds"]) // 60),
        )
        for event in events if event.kind == "lesson.completed"
    ]
