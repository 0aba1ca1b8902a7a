"""The open session and who came to it.

Guarantees: a learner is counted once a session, however often the badge is held up, also while the first answer of the
journal is still on its way; nobody is counted before the journal's COMMIT, nor in a session that has ended meanwhile.

    attendance.open(OpenSession(ref, topic, thon, facilitator, now_ms))
    attendance.check_in(learner, "badge", kept, not_kept)       # False: is here already
    attendance.void(ref)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.core.ports import Arrival, NewEvent, OpenSession
from kiosk.core.tracked_journal import TrackedJournal


class Attendance:
    """``session`` is one that a power cut interrupted; ``now_ms`` is the controller's clock."""

    def __init__(self, journal: TrackedJournal, now_ms: Callable[[], int], session: OpenSession | None = None) -> None:
        self._journal = journal
        self._now_ms = now_ms
        self._session = session
        self._arriving: set[str] = set()

    @property
    def session(self) -> OpenSession | None:
        return self._session

    def open(self, session: OpenSession) -> None:
        """``session`` was written down: it is open."""
        self._session = session
        self._arriving.clear()

    def close(self) -> None:
        """The end of the session was written down."""
        self._session = None
        self._arriving.clear()

    def check_in(self, learner: str, method: str, kept: Callable[[str], None],
                 not_kept: Callable[[str], None]) -> bool:
        """Writes an attendance ('' = a guest). False, and nothing written, where the learner is here already or no
        session is open."""
        session = self._session
        if session is None or (learner and (learner in session.learners() or learner in self._arriving)):
            return False
        self._arriving.add(learner)

        def counted(ref: str) -> None:
            self._arriving.discard(learner)
            if self._session is not None and self._session.ref == session.ref:
                arrival = Arrival(learner, ref, self._now_ms())
                self._session = replace(self._session, arrivals=(*self._session.arrivals, arrival))
            kept(ref)

        def refused(code: str) -> None:
            self._arriving.discard(learner)
            self._journal.failed(code)
            not_kept(code)

        event = NewEvent("attendance.checked_in", {"way": method}, session.ref, learner or None)
        self._journal.write(event, counted, refused)
        return True

    def void(self, ref: str) -> None:
        """Takes the check-in ``ref`` back: "Không phải thẻ của tôi"."""
        session = self._session
        gone = next((a for a in session.arrivals if a.ref == ref), None) if session else None
        if session is None or gone is None:
            return
        self._session = replace(session, arrivals=tuple(a for a in session.arrivals if a.ref != ref))
        fields = {"event": ref, "reason": "not_mine"}
        self._journal.write(NewEvent("attendance.voided", fields, session.ref, gone.learner or None))
