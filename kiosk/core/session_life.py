"""The life of a session as a state machine: closed → opening → open → closing → closed, and ``stale``.

Guarantees: one opening, one ``session.opened``; a check-in belongs to the session that was open when it was asked for;
what is taken back is taken back, before its COMMIT and after; a session ends only once everything on its way has been
answered, so its count is that of the rows kept and not taken back; a session of which it is not certain that it is of
this evening is ``stale``: nothing is counted in it until the clock or a facilitator says so. Pure: values in, values
out. Writes nothing itself: ``kiosk.core.attendance`` hands the writes to the journal and brings the answers back.

    life, writes = step(SessionLife(), OpenAsked("tu-do", "thôn Mẫu", facilitator, ms=0, day="2026-11-22"))
    life, writes = step(life, Opened("k1/00ff/1"))          # life.phase == "open"

Source of the rules: docs/adr/0017-the-life-of-a-session.md; names of the reasons: ``sync.protocol.ClosingReason``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from kiosk.core.ports import Arrival, OpenSession, Today, Trace

Phase = Literal["closed", "opening", "open", "stale", "closing"]
Reason = Literal["", "replaced", "idle", "long", "next_day"]
UndoReason = Literal["not_mine", "facilitator"]
Verdict = Literal["goes_on", "ask", "unknown", "over"]
MINUTE_MS = 60_000
DAY_BEGINS_H = 3                        # an evening goes on past midnight: its day ends at three in the morning


@dataclass(frozen=True)
class LifeRules:
    """When a session ends by itself, in milliseconds without a sign of life; and when a facilitator is asked."""

    idle_ms: int = 240 * MINUTE_MS      # nobody came for so long: it is over
    other_day_ms: int = 60 * MINUTE_MS  # … and on another day
    longest_ms: int = 720 * MINUTE_MS   # open for so long, whoever comes
    ask_ms: int = 90 * MINUTE_MS        # quiet for so long: badge and PIN ask before they open its page
    retry_ms: int = 10_000              # what the journal did not take is written again


@dataclass(frozen=True)
class Now:
    """``ms`` of this boot, what the calendar says, when somebody last touched the machine in this run (None = not
    yet)."""

    ms: int
    today: Today
    touched_ms: int | None = None


def day_of_evening(today: Today) -> str:
    """The day an evening belongs to; '' where the date is not known."""
    if not today.trusted:
        return ""
    if today.timed and today.hour < DAY_BEGINS_H:
        return (_local(today) - timedelta(days=1)).date().isoformat()
    return today.iso_day


def judge(session: OpenSession, now: Now, rules: LifeRules) -> tuple[Verdict, Reason]:
    """Is ``session`` of this evening? The reason is '' unless it is over."""
    day = day_of_evening(now.today)
    other_day = bool(session.day and day and session.day != day)
    if session.trace.boots_since:
        return _judged_after_boots(session.trace, now, rules, other_day, known=bool(session.day and day))
    quiet_ms = now.ms - max(session.last_ms, session.opened_ms, now.touched_ms or session.opened_ms)
    if other_day and quiet_ms >= rules.other_day_ms:
        return "over", "next_day"
    if quiet_ms >= rules.idle_ms:
        return "over", "idle"
    if now.ms - session.opened_ms >= rules.longest_ms:
        return "over", "long"
    return ("ask" if other_day or quiet_ms >= rules.ask_ms else "goes_on"), ""


def _judged_after_boots(trace: Trace, now: Now, rules: LifeRules, other_day: bool, *, known: bool
                        ) -> tuple[Verdict, Reason]:
    """The power was off in between, nobody knows for how long but by dates and hours."""
    if other_day:
        return "over", "next_day"
    if not known:
        return "unknown", ""
    if trace.last_seen is None or not now.today.timed:
        return ("goes_on" if trace.boots_since == 1 else "unknown"), ""
    off = _local(now.today) - trace.last_seen
    if off >= timedelta(milliseconds=rules.idle_ms):
        return "over", "idle"
    if off < -timedelta(minutes=5):
        return "unknown", ""            # the clock ran back
    return ("ask" if off >= timedelta(milliseconds=rules.ask_ms) else "goes_on"), ""


def _local(today: Today) -> datetime:
    return datetime.fromisoformat(today.iso_day).replace(hour=today.hour, minute=today.minute)


# --- the state ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CheckIn:
    """A check-in of the session. ``ref`` is '' until the journal has it; ``undo``: taken back, and why; ``void`` is the
    event that says so."""

    token: int
    session: str
    learner: str
    ref: str = ""
    undo: UndoReason | None = None
    void: Literal["none", "owed", "writing"] = "none"

    @property
    def on_its_way(self) -> bool:
        return not self.ref or self.void != "none"


@dataclass(frozen=True)
class Ended:
    """A session that ended without its facilitator: what the next one is told."""

    people: int
    topic: str
    reason: Reason


@dataclass(frozen=True)
class SessionLife:
    """``before`` is where a closing goes back to when it is not kept; ``handed_over``: ``session.closed`` is with the
    journal."""

    phase: Phase = "closed"
    session: OpenSession | None = None
    check_ins: tuple[CheckIn, ...] = ()
    verdict: Verdict = "goes_on"
    reason: Reason = ""
    before: Phase = "open"
    handed_over: bool = False
    retry_ms: int = 0
    tokens: int = 0
    ended: Ended | None = None
    rules: LifeRules = field(default_factory=LifeRules)

    @property
    def counting(self) -> OpenSession | None:
        """The session people are counted in."""
        return self.session if self.phase == "open" else None

    @property
    def shown(self) -> OpenSession | None:
        """The session of this evening: open, or being closed by its facilitator."""
        closing = self.phase == "closing" and self.before == "open" and self.reason == ""
        return self.session if self.phase == "open" or closing else None

    @property
    def busy(self) -> bool:
        """Something of this session has not been answered yet."""
        ref = self.session.ref if self.session else ""
        return any(one.session == ref and one.on_its_way for one in self.check_ins)


# --- what happens ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class OpenAsked:
    topic: str
    thon: str
    facilitator: str
    ms: int
    day: str = ""                       # '' = not known
    confirmed: str | None = None        # what the facilitator said


@dataclass(frozen=True)
class Opened:
    ref: str


@dataclass(frozen=True)
class NotOpened:
    pass


@dataclass(frozen=True)
class CheckInAsked:
    learner: str
    method: str


@dataclass(frozen=True)
class CheckInKept:
    token: int
    ref: str
    ms: int


@dataclass(frozen=True)
class CheckInNotKept:
    token: int


@dataclass(frozen=True)
class TakenBack:
    token: int
    reason: UndoReason = "not_mine"


@dataclass(frozen=True)
class VoidKept:
    token: int


@dataclass(frozen=True)
class VoidNotKept:
    token: int
    ms: int


@dataclass(frozen=True)
class CloseAsked:
    reason: Reason
    ms: int


@dataclass(frozen=True)
class CloseKept:
    pass


@dataclass(frozen=True)
class CloseNotKept:
    ms: int


@dataclass(frozen=True)
class TimeWentOn:
    now: Now


@dataclass(frozen=True)
class GoOnAsked:
    """A facilitator says: this session is of now."""

    now: Now


Given = (OpenAsked | Opened | NotOpened | CheckInAsked | CheckInKept | CheckInNotKept | TakenBack | VoidKept
         | VoidNotKept | CloseAsked | CloseKept | CloseNotKept | TimeWentOn | GoOnAsked)


@dataclass(frozen=True)
class Write:
    """An event to be kept. ``token`` is the check-in's, 0 = the session's own."""

    kind: Literal["session.opened", "session.closed", "attendance.checked_in", "attendance.voided"]
    fields: Mapping[str, object]
    session: str | None = None
    learner: str = ""
    token: int = 0


Step = tuple[SessionLife, tuple[Write, ...]]


def step(life: SessionLife, given: Given) -> Step:
    """``life`` after ``given``, and what is to be written down. What does not fit its phase changes nothing."""
    match given:
        case OpenAsked() if life.phase == "closed":
            return _opening(life, given)
        case Opened() | NotOpened() if life.phase == "opening":
            return _opened(life, given), ()
        case CheckInAsked():
            return _check_in(life, given)
        case CheckInKept():
            return _kept(life, given)
        case CheckInNotKept() | VoidKept():
            return _when_quiet(replace(life, check_ins=_without(life, given.token)))
        case TakenBack():
            return _taken_back(life, given)
        case VoidNotKept():
            return _void_not_kept(life, given)
        case CloseAsked() if life.session is not None and life.phase in ("open", "stale"):
            return _closing(life, given)
        case CloseKept() | CloseNotKept() if life.phase == "closing":
            return _closed(life, given), ()
        case TimeWentOn():
            return _time_went_on(life, given.now)
        case GoOnAsked() if life.session is not None and life.phase in ("open", "stale"):
            return _goes_on(life, life.session, given.now, asked=True), ()
    return life, ()


def _opening(life: SessionLife, asked: OpenAsked) -> Step:
    session = OpenSession("", asked.topic, asked.thon, asked.facilitator, asked.ms, day=asked.day, last_ms=asked.ms)
    fields = {"topic": asked.topic, "thon": asked.thon, "facilitator": asked.facilitator,
              "date_confirmed": asked.confirmed}
    return replace(life, phase="opening", session=session), (Write("session.opened", fields),)


def _opened(life: SessionLife, given: Opened | NotOpened) -> SessionLife:
    if isinstance(given, NotOpened) or life.session is None:
        return replace(life, phase="closed", session=None)
    return replace(life, phase="open", session=replace(life.session, ref=given.ref), verdict="goes_on", reason="",
                   before="open", handed_over=False, ended=None)


def _check_in(life: SessionLife, asked: CheckInAsked) -> Step:
    session = life.counting
    if session is None or (asked.learner and asked.learner in _here(life, session)):
        return life, ()
    token = life.tokens + 1
    row = CheckIn(token, session.ref, asked.learner)
    write = Write("attendance.checked_in", {"way": asked.method}, session.ref, asked.learner, token)
    return replace(life, tokens=token, check_ins=(*life.check_ins, row)), (write,)


def _here(life: SessionLife, session: OpenSession) -> set[str]:
    """Who is counted, or about to be."""
    arriving = {one.learner for one in life.check_ins
                if one.session == session.ref and not one.ref and one.undo is None}
    return arriving | session.learners()


def _kept(life: SessionLife, given: CheckInKept) -> Step:
    row = _row(life, given.token)
    if row is None:
        return life, ()
    row = replace(row, ref=given.ref)
    if row.undo is not None:
        return _written_off(life, row)
    life = _with(life, row)
    if life.session is not None and life.session.ref == row.session:
        arrivals = (*life.session.arrivals, Arrival(row.learner, row.ref, given.ms))
        life = replace(life, session=replace(life.session, arrivals=arrivals, last_ms=given.ms))
    return _when_quiet(life)


def _taken_back(life: SessionLife, given: TakenBack) -> Step:
    row = _row(life, given.token)
    if row is None or row.undo is not None:
        return life, ()
    row = replace(row, undo=given.reason)
    return _written_off(life, row) if row.ref else (_with(life, row), ())


def _written_off(life: SessionLife, row: CheckIn) -> Step:
    """The row is kept and taken back: it is not counted any more, and that is written down."""
    life = _with(life, replace(row, void="writing"))
    if life.session is not None and life.session.ref == row.session:
        arrivals = tuple(one for one in life.session.arrivals if one.ref != row.ref)
        life = replace(life, session=replace(life.session, arrivals=arrivals))
    return life, (_void(row),)


def _void(row: CheckIn) -> Write:
    return Write("attendance.voided", {"event": row.ref, "reason": row.undo}, row.session, row.learner, row.token)


def _void_not_kept(life: SessionLife, given: VoidNotKept) -> Step:
    """Owed, and written again after a while; a closing that waits for it has to be asked for anew."""
    row = _row(life, given.token)
    if row is None:
        return life, ()
    life = replace(_with(life, replace(row, void="owed")), retry_ms=given.ms + life.rules.retry_ms)
    waiting = life.phase == "closing" and not life.handed_over
    return (replace(life, phase=life.before, reason="") if waiting else life), ()


def _closing(life: SessionLife, asked: CloseAsked) -> Step:
    by_itself = asked.reason != ""
    life = replace(life, phase="closing", before="stale" if by_itself else life.phase, reason=asked.reason,
                   handed_over=False)
    if life.session is not None and not by_itself:
        life = replace(life, session=replace(life.session, last_ms=asked.ms))
    return _when_quiet(life)


def _when_quiet(life: SessionLife) -> Step:
    """A session that is to end is written off once nothing of it is on its way."""
    session = life.session
    if life.phase != "closing" or session is None or life.handed_over or life.busy:
        return life, ()
    seconds = max(0, session.last_ms - session.opened_ms) // 1000
    fields: dict[str, object] = {"people": session.people(), "seconds": seconds}
    if life.reason:                     # left out where it says nothing: servers from before it understand the rest
        fields["reason"] = life.reason
    return replace(life, handed_over=True), (Write("session.closed", fields, session.ref),)


def _closed(life: SessionLife, given: CloseKept | CloseNotKept) -> SessionLife:
    session = life.session
    if isinstance(given, CloseNotKept) or session is None:
        retry_ms = given.ms + life.rules.retry_ms if isinstance(given, CloseNotKept) else 0
        return replace(life, phase=life.before, reason="", handed_over=False, retry_ms=retry_ms)
    ended = Ended(session.people(), session.topic, life.reason) if life.reason else None
    still = tuple(one for one in life.check_ins if one.on_its_way)
    return replace(life, phase="closed", session=None, handed_over=False, ended=ended, check_ins=still)


def _time_went_on(life: SessionLife, now: Now) -> Step:
    session = life.session
    if session is None or life.phase not in ("open", "stale"):
        return _owed(life, now)
    verdict, reason = judge(session, now, life.rules)
    if verdict == "goes_on" and life.verdict == "ask":
        verdict = "ask"                 # a touch does not answer: the facilitator does
    life = replace(life, verdict=verdict)
    if verdict == "over":
        life = replace(life, phase="stale")
        due = now.ms >= life.retry_ms
        return _closing(life, CloseAsked(reason, now.ms)) if due else _owed(life, now)
    if verdict == "unknown":
        return _owed(replace(life, phase="stale"), now)
    if life.phase == "stale":
        life = _goes_on(life, session, now, asked=False)
    return _owed(life, now)


def _goes_on(life: SessionLife, session: OpenSession, now: Now, *, asked: bool) -> SessionLife:
    """From here on this boot's clock tells how long ago something was."""
    day = day_of_evening(now.today) if asked else session.day or day_of_evening(now.today)
    last_ms = now.ms if asked or session.trace.boots_since else session.last_ms
    session = replace(session, trace=Trace(), last_ms=last_ms, day=day)
    return replace(life, phase="open", session=session, verdict="goes_on" if asked else life.verdict)


def _owed(life: SessionLife, now: Now) -> Step:
    """What was taken back and could not be written down yet is tried again."""
    owed = [one for one in life.check_ins if one.void == "owed"]
    if not owed or now.ms < life.retry_ms:
        return life, ()
    for row in owed:
        life = _with(life, replace(row, void="writing"))
    return life, tuple(_void(row) for row in owed)


def _row(life: SessionLife, token: int) -> CheckIn | None:
    return next((one for one in life.check_ins if one.token == token), None)


def _with(life: SessionLife, row: CheckIn) -> SessionLife:
    return replace(life, check_ins=tuple(row if one.token == row.token else one for one in life.check_ins))


def _without(life: SessionLife, token: int) -> tuple[CheckIn, ...]:
    return tuple(one for one in life.check_ins if one.token != token)
