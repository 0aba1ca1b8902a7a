"""Evenings at one kiosk, in any order of things: days pass, power fails, journals are slow or full, people take back.

The world knows the true time; the machine only what its clock of this boot tells it. What must hold is judged from the
journal alone. Each control takes one rule away and must be caught.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from kiosk.core import attendance as attendance_module
from kiosk.core import session_life
from kiosk.core.attendance import Attendance
from kiosk.core.inputs import Kept, NotKept
from kiosk.core.ports import Arrival, NewEvent, OpenSession, Today, Trace
from kiosk.core.session_life import (
    Given,
    LifeRules,
    Now,
    OpenAsked,
    Reason,
    SessionLife,
    Step,
    TakenBack,
    Verdict,
    day_of_evening,
    judge,
    step,
)
from kiosk.core.tracked_journal import TrackedJournal

LUA, TRAU = "1" * 32, "2" * 32
FIRST_EVENING = datetime(2026, 11, 22, 19, 0)
Clock = Literal["unknown", "known"]
CLOCKS = st.sampled_from(["unknown", "known"])
HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Row:
    """One event as the journal has it, and what the world knows of it."""

    ref: str
    event: NewEvent
    boot: int
    ms: int
    true: datetime                      # when it was asked for
    known: bool                         # the machine's clock told the hour then


@dataclass(frozen=True)
class Waiting:
    ticket: int
    row: Row


class Queue:
    """A journal that answers when the world says so, in the order of the writes."""

    def __init__(self, world: World) -> None:
        self.world, self.waiting = world, list[Waiting]()

    def write(self, event: NewEvent) -> int:
        world = self.world
        world.written += 1
        row = Row(f"k1/00/{world.written}", event, world.boot, world.ms, world.true, world.clock == "known")
        self.waiting.append(Waiting(world.written, row))
        return world.written


class World(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.true = FIRST_EVENING
        self.written, self.boot, self.ms = 0, 1, 10_000
        self.clock: Clock = "known"
        self.said: tuple[str, int] | None = None
        self.log: list[Row] = []
        self.tokens: list[int] = []
        self.rows_of: dict[int, int] = {}           # token of this boot -> ticket
        self.taken_back: set[str] = set()           # refs of check-ins somebody took back in time
        self.late: set[str] = set()                 # … while the end was being written: the commune counts them right
        self.summed: list[tuple[str, int]] = []
        self.start(None)

    # --- the machine ------------------------------------------------------------------------------

    def start(self, session: OpenSession | None) -> None:
        self.queue = Queue(self)
        self.journal = TrackedJournal(self.queue)
        self.tokens, self.rows_of = [], {}
        self.attendance = Attendance(self.journal, self.now, session)

    def now(self) -> Now:
        return Now(self.ms, self.today())

    def today(self) -> Today:
        if self.clock == "known":
            return Today(self.true.date().isoformat(), self.true.hour, self.true.minute, trusted=True)
        if self.said and self.ms - self.said[1] < 12 * HOUR_MS:
            return Today(self.said[0], 0, 5, trusted=True, timed=False)
        return Today("1970-01-01", 0, 5, trusted=False)

    def pass_time(self, span: timedelta) -> None:
        self.true += span
        self.ms += int(span.total_seconds() * 1000)

    def answer(self, kept: bool) -> None:
        waiting = self.queue.waiting.pop(0)
        if kept:
            self.log.append(waiting.row)
            self.journal.answered(Kept(waiting.ticket, waiting.row.ref))
        else:
            if waiting.row.event.kind == "session.closed":      # it will be summed up anew, without them
                self.taken_back, self.late = self.taken_back | self.late, set()
            self.journal.answered(NotKept(waiting.ticket, "K22"))

    def next_boot(self, kept: int, off: timedelta, clock: Clock) -> None:
        """The power goes: of what waits the first ``kept`` are in the database, the others never were."""
        survived = self.queue.waiting[:kept]
        self.log.extend(one.row for one in survived)
        voided = {one.event.data["event"] for one in self.log if one.event.kind == "attendance.voided"}
        self.taken_back &= {str(ref) for ref in voided}         # a wish that was only in memory is gone with it
        self.late &= {str(ref) for ref in voided}
        self.true += off
        self.boot, self.ms, self.clock, self.said = self.boot + 1, 10_000, clock, None
        self.start(self.unfinished())

    def unfinished(self) -> OpenSession | None:
        """As ``kiosk.store.sessions`` reads it from the database."""
        ends = [row for row in self.log if row.event.kind in ("session.opened", "session.closed")]
        if not ends or ends[-1].event.kind == "session.closed":
            return None
        opening, data = ends[-1], ends[-1].event.data
        own = [row for row in self.log if row.event.session == opening.ref]
        last = (own or [opening])[-1]
        day = str(data["date_confirmed"] or "")
        if not day and opening.known:
            day = day_of_evening(Today(opening.true.date().isoformat(), opening.true.hour, 0, trusted=True))
        voided = {row.event.data["event"] for row in own if row.event.kind == "attendance.voided"}
        arrivals = tuple(Arrival(row.event.learner or "", row.ref, 0) for row in own
                         if row.event.kind == "attendance.checked_in" and row.ref not in voided)
        trace = Trace(self.boot - last.boot, last.true if last.known else None)
        return OpenSession(
            opening.ref, "tu-do", str(data["thon"]), str(data["facilitator"]), 0, arrivals, day, 0, trace)

    # --- what happens -----------------------------------------------------------------------------

    @rule(minutes=st.integers(1, 20))
    def time_passes(self, minutes: int) -> None:
        if self.true.hour < 22:                     # nobody comes at night
            self.pass_time(timedelta(minutes=minutes))
        self.attendance.judge()

    @rule(days=st.integers(1, 12), power=st.booleans(), clock=CLOCKS)
    def another_evening(self, days: int, power: bool, clock: Clock) -> None:
        """Nobody closed anything; the machine stayed on, or was switched off."""
        for _write in range(len(self.queue.waiting)):
            self.answer(kept=True)
        evening = datetime.combine(self.true.date() + timedelta(days=days), FIRST_EVENING.time())
        if power:
            self.pass_time(evening - self.true)
            self.attendance.judge()
        else:
            self.next_boot(len(self.queue.waiting), evening - self.true, clock)

    @rule(kept=st.integers(0, 4), minutes=st.integers(1, 15), clock=CLOCKS)
    def power_cut(self, kept: int, minutes: int, clock: Clock) -> None:
        self.next_boot(kept, timedelta(minutes=minutes), clock)

    @rule()
    def the_network_tells_the_time(self) -> None:
        self.clock = "known"
        self.attendance.judge()

    @rule(facilitator=st.sampled_from([LUA, TRAU]), thon=st.sampled_from(["thôn Mẫu", "thôn Ví"]),
          at_once=st.sampled_from([True, True, False]))
    def badge_and_pin(self, facilitator: str, thon: str, at_once: bool) -> None:
        """A facilitator answers truthfully whether what nobody closed is of this evening, and opens where none is."""
        self.attendance.judge()
        unclosed = self.attendance.unclosed
        if unclosed is not None and self.attendance.asks(facilitator):
            if self.evening_of(unclosed.ref) == self.true.date() and self.attendance.verdict != "over":
                self.attendance.go_on()
            else:
                self.attendance.close("replaced", self.closed, lambda code: None)
        elif unclosed is None:
            confirmed = self.true.date().isoformat() if not self.today().trusted else None
            if confirmed:
                self.said = (confirmed, self.ms)
            self.attendance.open("tu-do", thon, facilitator, confirmed, lambda: None, lambda code: None)
            while at_once and self.queue.waiting:
                self.answer(kept=True)

    @precondition(lambda self: self.attendance.unclosed)
    @rule(people=st.lists(st.sampled_from(["", "a" * 32, "b" * 32, "c" * 32]), min_size=1, max_size=3))
    def people_come(self, people: list[str]) -> None:
        for who in people:
            token = self.attendance.check_in(who, "badge" if who else "guest", lambda ref: None, lambda code: None)
            if token is not None:
                self.tokens.append(token)
                self.rows_of[token] = self.written

    @precondition(lambda self: self.tokens)
    @rule(which=st.integers(0, 5), reason=st.sampled_from(["not_mine", "facilitator"]))
    def somebody_takes_it_back(self, which: int, reason: Literal["not_mine", "facilitator"]) -> None:
        token = self.tokens[-1 - which % len(self.tokens)]
        row = next((one for one in self.attendance._life.check_ins if one.token == token), None)
        if row is not None:
            ref = f"k1/00/{self.rows_of[token]}"
            (self.late if self.attendance._life.handed_over else self.taken_back).add(ref)
        self.attendance.take_back(token, reason)

    @precondition(lambda self: self.queue.waiting)
    @rule(answers=st.lists(st.sampled_from([True, True, True, False]), min_size=1, max_size=4))
    def the_journal_answers(self, answers: list[bool]) -> None:
        for kept in answers[:len(self.queue.waiting)]:
            self.answer(kept)

    @precondition(lambda self: self.attendance.session is not None)
    @rule()
    def the_facilitator_closes(self) -> None:
        self.attendance.close("", self.closed, lambda code: None)

    def closed(self, session: OpenSession) -> None:
        self.summed.append((session.ref, session.people()))

    # --- what must hold ---------------------------------------------------------------------------

    def evening_of(self, ref: str) -> object:
        return next(row.true.date() for row in self.log if row.ref == ref)

    def came_to(self, session: str) -> list[Row]:
        return [row for row in self.log
                if row.event.kind == "attendance.checked_in" and row.event.session == session]

    def voided(self) -> set[str]:
        return {str(row.event.data["event"]) for row in self.log if row.event.kind == "attendance.voided"}

    @invariant()
    def whoever_was_written_down_came_to_a_session_of_that_evening(self) -> None:
        for row in self.log:
            if row.event.kind == "attendance.checked_in":
                assert row.event.session is not None
                assert self.evening_of(row.event.session) == row.true.date()

    @invariant()
    def a_session_is_opened_once_and_closed_before_the_next(self) -> None:
        kinds = [row.event.kind for row in self.log if row.event.kind in ("session.opened", "session.closed")]
        assert all(kind == ("session.opened", "session.closed")[at % 2] for at, kind in enumerate(kinds))

    @invariant()
    def nothing_that_was_taken_back_is_counted(self) -> None:
        session = self.attendance.session
        counted = {one.ref for one in session.arrivals} if session else set()
        assert not counted & (self.taken_back | self.late)

    @invariant()
    def once_all_is_answered_what_was_taken_back_is_written_or_owed(self) -> None:
        if self.queue.waiting:
            return
        owed = {one.ref for one in self.attendance._life.check_ins if one.void == "owed"}
        kept = {row.ref for row in self.log}
        assert (self.taken_back | self.late) & kept <= self.voided() | owed

    @invariant()
    def the_sum_is_that_of_the_rows_kept_and_not_taken_back(self) -> None:
        for row in self.log:
            if row.event.kind == "session.closed":
                assert row.event.session is not None
                came = [one for one in self.came_to(row.event.session)
                        if one.ref not in self.voided() - self.late]
                guests = sum(1 for one in came if one.event.learner is None)
                assert row.event.data["people"] == guests + len({o.event.learner for o in came if o.event.learner})


def play(examples: int = 120) -> None:
    quick = settings(max_examples=examples, stateful_step_count=40, deadline=None, database=None, derandomize=True,
                     phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(World, settings=quick)


@pytest.mark.timeout(300)
def test_evenings_in_any_order_keep_every_promise() -> None:
    play(300)


# --- the controls: one rule taken away is caught ------------------------------------------------------


def any_session_goes_on(session: OpenSession, now: Now, rules: LifeRules) -> tuple[Verdict, Reason]:
    """The rule before: fifty boots, any day."""
    return "goes_on", ""


def undo_needs_a_commit(life: SessionLife, given: Given) -> Step:
    """The rule before: what was not kept yet could not be taken back."""
    row = next((one for one in life.check_ins if isinstance(given, TakenBack) and one.token == given.token), None)
    return (life, ()) if row is not None and not row.ref else step(life, given)


def every_opening_writes(life: SessionLife, given: Given) -> Step:
    """The rule before: whoever went home while it opened, and came again, opened it again."""
    again = isinstance(given, OpenAsked) and life.phase == "opening"
    return step(replace(life, phase="closed") if again else life, given)


Control = Callable[[pytest.MonkeyPatch], None]


def controls() -> Iterator[tuple[str, Control]]:
    yield "whoever_was_written_down", lambda patch: patch.setattr(session_life, "judge", any_session_goes_on)
    yield "nothing_that_was_taken_back|once_all_is_answered", lambda patch: patch.setattr(
        attendance_module, "step", undo_needs_a_commit)
    yield "a_session_is_opened_once", lambda patch: patch.setattr(attendance_module, "step", every_opening_writes)
    yield "the_sum_is_that", lambda patch: patch.setattr(SessionLife, "busy", property(lambda life: False))


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("promise", "take_away"), [pytest.param(*one, id=one[0]) for one in controls()])
def test_the_control_a_rule_taken_away_breaks_its_promise(
    promise: str, take_away: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_away(monkeypatch)
    with pytest.raises(AssertionError) as broken:
        play(400)
    frames = {frame.name for frame in broken.traceback}
    assert any(name in frame for name in promise.split("|") for frame in frames), frames


# --- the rule itself, case by case ----------------------------------------------------------------

OPENED = OpenSession("k1/00/1", "tu-do", "thôn Mẫu", LUA, 0, day="2026-11-22")
GUESS = Today("1970-01-01", 0, 5, trusted=False)
LAST = datetime(2026, 11, 22, 20, 0)


def at(hour: int, minute: int = 0, day: str = "2026-11-22", timed: bool = True) -> Today:
    return Today(day, hour, minute, trusted=True, timed=timed)


@pytest.mark.parametrize(("session", "ms", "today", "verdict"), [
    pytest.param(OPENED, HOUR_MS, at(20), ("goes_on", ""), id="same boot, same evening"),
    pytest.param(OPENED, HOUR_MS, GUESS, ("goes_on", ""), id="same boot, no date: boottime tells"),
    pytest.param(OPENED, 2 * HOUR_MS, at(21), ("ask", ""), id="quiet for long: asked at the badge"),
    pytest.param(OPENED, 5 * HOUR_MS, at(21), ("over", "idle"), id="nobody for hours"),
    pytest.param(OPENED, 24 * HOUR_MS, at(19, day="2026-11-23"), ("over", "next_day"), id="day two, machine left on"),
    pytest.param(OPENED, 24 * HOUR_MS, GUESS, ("over", "idle"), id="day two, machine left on, no date"),
    pytest.param(replace(OPENED, last_ms=12 * HOUR_MS), 12 * HOUR_MS, at(12), ("over", "long"), id="open all day"),
    pytest.param(OPENED, 60_000, at(19, day="2026-11-27"), ("ask", ""), id="clock corrected within the evening"),
    pytest.param(OPENED, HOUR_MS, at(0, 40, "2026-11-23"), ("goes_on", ""), id="past midnight"),
    pytest.param(replace(OPENED, trace=Trace(1, LAST)), 0, at(20, 5), ("goes_on", ""), id="power cut"),
    pytest.param(replace(OPENED, trace=Trace(9, LAST)), 0, at(20, 5), ("goes_on", ""), id="nine power cuts"),
    pytest.param(replace(OPENED, trace=Trace(1, LAST)), 0, GUESS, ("unknown", ""), id="power cut, no date: asked"),
    pytest.param(replace(OPENED, trace=Trace(1)), 0, at(0, timed=False), ("goes_on", ""), id="power cut, day known"),
    pytest.param(replace(OPENED, trace=Trace(2)), 0, at(20), ("unknown", ""), id="two boots, only the day known"),
    pytest.param(replace(OPENED, trace=Trace(1, LAST)), 0, at(23, 59), ("ask", ""), id="back just before the limit"),
    pytest.param(replace(OPENED, trace=Trace(1, LAST)), 0, at(19, day="2026-11-23"), ("over", "next_day"), id="day 2"),
    pytest.param(replace(OPENED, day="", trace=Trace(1)), 0, at(19), ("unknown", ""), id="its own day not known"),
    pytest.param(replace(OPENED, trace=Trace(1, LAST)), 0, at(19), ("unknown", ""), id="the clock ran back"),
])
def test_whether_a_session_is_of_this_evening(
    session: OpenSession, ms: int, today: Today, verdict: tuple[Verdict, Reason]
) -> None:
    assert judge(session, Now(ms, today), LifeRules()) == verdict
