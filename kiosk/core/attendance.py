"""The open session and who came to it: ``session_life`` with the journal.

Guarantees: a learner is counted once a session, however often the badge is held up, also while the first answer of the
journal is still on its way; nobody is counted before the journal's COMMIT, nor in a session of another evening; what is
taken back stays taken back, whenever it was asked. The rules are ``kiosk.core.session_life``'s; this hands its writes
to the journal, brings the answers back, and tells whoever asked.

    attendance.open("tu-do", thon, facilitator, confirmed=None, opened=..., refused=...)
    token = attendance.check_in(learner, "badge", kept, not_kept)       # None: is here already
    attendance.take_back(token)                                         # also before it was kept
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.core.ports import NewEvent, OpenSession
from kiosk.core.session_life import (
    CheckInAsked,
    CheckInKept,
    CheckInNotKept,
    CloseAsked,
    CloseKept,
    CloseNotKept,
    Ended,
    Given,
    GoOnAsked,
    LifeRules,
    NotOpened,
    Now,
    OpenAsked,
    Opened,
    Phase,
    Reason,
    SessionLife,
    TakenBack,
    TimeWentOn,
    UndoReason,
    Verdict,
    VoidKept,
    VoidNotKept,
    Write,
    day_of_evening,
    step,
)
from kiosk.core.tracked_journal import TrackedJournal

Kept = Callable[[str], None]
NotKept = Callable[[str], None]
Closed = Callable[[OpenSession], None]


class Attendance:
    """``session`` is one that nobody closed before this start; ``now`` tells the time and the date."""

    def __init__(self, journal: TrackedJournal, now: Callable[[], Now], session: OpenSession | None = None,
                 rules: LifeRules | None = None) -> None:
        self._journal, self._now = journal, now
        self._life = SessionLife(rules=rules or LifeRules())
        self._asked: dict[int, tuple[Kept, NotKept]] = {}
        self._undone: dict[int, Callable[[], None]] = {}
        self._opened: tuple[Callable[[], None], NotKept] | None = None
        self._closed: tuple[Closed, NotKept] | None = None
        self.resume(session)

    # --- what is ------------------------------------------------------------------------------

    @property
    def session(self) -> OpenSession | None:
        """The session of this evening; None while it is not certain that it is of this evening."""
        return self._life.shown

    @property
    def phase(self) -> Phase:
        return self._life.phase

    @property
    def verdict(self) -> Verdict:
        """Whether the session that nobody closed is of this evening."""
        return self._life.verdict

    @property
    def unclosed(self) -> OpenSession | None:
        """The session that is not closed, of whichever evening."""
        return self._life.session if self._life.phase in ("open", "stale", "closing") else None

    @property
    def ended(self) -> Ended | None:
        """The last session, where it ended without its facilitator."""
        return self._life.ended

    def asks(self, facilitator: str) -> bool:
        """Must ``facilitator`` say first which session this is?"""
        life = self._life
        if life.phase == "stale":
            return True
        return life.session is not None and life.phase == "open" and (
            life.verdict != "goes_on" or life.session.facilitator not in ("", facilitator))

    # --- the session --------------------------------------------------------------------------

    def resume(self, session: OpenSession | None) -> None:
        """Takes up a session that nobody closed, where there is none now."""
        if session is not None and self._life.phase == "closed":
            phase: Phase = "stale" if session.trace.boots_since else "open"
            self._life = replace(self._life, phase=phase, session=session)
        self.judge()

    def judge(self) -> None:
        """Time went on: a session of another evening ends, what the journal did not take is tried again."""
        if self._life.session is not None or self._life.check_ins:
            self._do(TimeWentOn(self._now()))

    def open(self, topic: str, thon: str, facilitator: str, confirmed: str | None, opened: Callable[[], None],
             refused: NotKept) -> bool:
        """Writes the opening. False, and nothing written, where a session is open or being opened."""
        now = self._now()
        day = confirmed or day_of_evening(now.today)
        life, writes = step(self._life, OpenAsked(topic, thon, facilitator, now.ms, day, confirmed))
        if not writes:
            return False
        self._life, self._opened = life, (opened, refused)
        self._hand_over(writes)
        return True

    def go_on(self) -> None:
        """A facilitator says that the session nobody closed is of now."""
        self._do(GoOnAsked(self._now()))

    def close(self, reason: Reason, closed: Closed, refused: NotKept) -> bool:
        """Ends the session once everything on its way has been answered. False where there is none to end."""
        if self._life.phase not in ("open", "stale"):
            return False
        self._closed = (closed, refused)
        self._do(CloseAsked(reason, self._now().ms))
        return True

    # --- who comes ----------------------------------------------------------------------------

    def check_in(self, learner: str, method: str, kept: Kept, not_kept: NotKept) -> int | None:
        """Writes an attendance ('' = a guest). None, and nothing written, where the learner is here already or no
        session is open."""
        self.judge()
        life, writes = step(self._life, CheckInAsked(learner, method))
        self._life = life
        if not writes:
            return None
        self._asked[writes[0].token] = (kept, not_kept)
        self._hand_over(writes)
        return writes[0].token

    def take_back(self, token: int, reason: UndoReason = "not_mine", done: Callable[[], None] = lambda: None) -> None:
        """Takes a check-in back, kept or not yet: "Không phải thẻ của tôi". ``done`` is called once that is kept and
        no power cut brings the check-in back; before, nobody may be told so."""
        self._undone[token] = done
        self._do(TakenBack(token, reason))

    # --- the journal --------------------------------------------------------------------------

    def _do(self, given: Given) -> None:
        self._life, writes = step(self._life, given)
        self._hand_over(writes)

    def _hand_over(self, writes: tuple[Write, ...]) -> None:
        for write in writes:
            event = NewEvent(write.kind, write.fields, write.session, write.learner or None)
            kept, not_kept = self._answers(write)
            self._journal.write(event, kept, not_kept)

    def _answers(self, write: Write) -> tuple[Kept, NotKept]:
        if write.kind == "session.opened":
            return self._was_opened, self._was_not_opened
        if write.kind == "session.closed":
            return self._was_closed, self._was_not_closed
        if write.kind == "attendance.checked_in":
            return (lambda ref: self._was_kept(write.token, ref)), (lambda code: self._was_not_kept(write.token, code))
        return (lambda ref: self._was_voided(write.token)), (lambda code: self._was_not_voided(write.token, code))

    def _was_opened(self, ref: str) -> None:
        self._do(Opened(ref))
        if self._opened is not None:
            self._opened[0]()

    def _was_not_opened(self, code: str) -> None:
        self._journal.failed(code)
        self._do(NotOpened())
        if self._opened is not None:
            self._opened[1](code)

    def _was_kept(self, token: int, ref: str) -> None:
        self._do(CheckInKept(token, ref, self._now().ms))
        self._asked.pop(token)[0](ref)

    def _was_not_kept(self, token: int, code: str) -> None:
        self._journal.failed(code)
        self._do(CheckInNotKept(token))
        self._asked.pop(token)[1](code)
        self._is_undone(token)

    def _was_voided(self, token: int) -> None:
        self._do(VoidKept(token))
        self._is_undone(token)

    def _is_undone(self, token: int) -> None:
        """No row of it, or one that is taken back."""
        self._undone.pop(token, lambda: None)()

    def _was_not_voided(self, token: int, code: str) -> None:
        self._journal.failed(code)
        self._do(VoidNotKept(token, self._now().ms))
        if self._life.phase != "closing":
            self._refused(code)

    def _was_closed(self, ref: str) -> None:
        session = self._life.session
        self._do(CloseKept())
        asked, self._closed = self._closed, None
        if asked is not None and session is not None:
            asked[0](session)

    def _was_not_closed(self, code: str) -> None:
        self._journal.failed(code)
        self._do(CloseNotKept(self._now().ms))
        self._refused(code)

    def _refused(self, code: str) -> None:
        """Whoever wanted to end the session is told that it goes on."""
        asked, self._closed = self._closed, None
        if asked is not None:
            asked[1](code)
