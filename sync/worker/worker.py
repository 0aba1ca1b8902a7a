"""The sync worker's life: round, wait for a reason, round again.

Guarantees: after a failure the commune is left alone for the whole backoff, whatever the kiosk writes, except
that a new invitation, or the wish to send the quarantine again, is answered at once (somebody stands there
and waits); after success, new events go out within ``POLL_S``. A link with nothing to do is lent (``spare``)
and taken back as soon as an event is recorded. Ends between two batches when asked to. Does not know signals,
files or HTTP.

    Worker(engine, outbox, Backoff(random.random), pause, spare).run()

Source of the rules: docs/protocol.md.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from enum import Enum

from sync.protocol.errors import NotEnrolled, Refused
from sync.worker.backoff import Backoff
from sync.worker.clock import shift, write_utc
from sync.worker.engine import Engine, Round
from sync.worker.outbox import ENROL_REQUEST, NEXT_TRY, QUARANTINE_RETRIED, Outbox

POLL_S = 2.0                # seconds between two looks at what the kiosk wrote
LOOK_S = 30.0               # seconds between two looks for an enrolment made by hand

_log = logging.getLogger("sync")


Idle = Callable[[], bool]


class Ending(Enum):
    """Why a worker's run ended."""

    ASKED = "asked"
    STORE_REPLACED = "store replaced"


class Worker:
    """Runs rounds until asked to end.

    Args:
        pause: waits seconds and says whether to end.
        spare: uses the link while the question it is given says yes; answers how many seconds later it would
            like it again.
    """

    def __init__(
        self, engine: Engine, outbox: Outbox, backoff: Backoff, pause: Callable[[float], bool],
        spare: Callable[[Idle], float] | None = None,
    ) -> None:
        self._engine = engine
        self._outbox = outbox
        self._backoff = backoff
        self._pause = pause
        self._spare = spare

    def run(self) -> Ending:
        """Rounds and waits; StoreUnusable ends it like a crash."""
        while True:
            newest = self._outbox.newest()
            outcome = self._engine.round()
            if outcome.stopped:
                return Ending.ASKED
            wait_s = self._wait_s(outcome)
            self._announce(outcome, wait_s)
            if outcome.problem is None:
                wait_s = min(wait_s, self._lend(newest))
            ending = self._rest(wait_s, newest if outcome.problem is None else None)
            if ending is not None:
                return ending

    def _wait_s(self, outcome: Round) -> float:
        if isinstance(outcome.problem, NotEnrolled):
            return LOOK_S
        if outcome.problem is None:
            return self._backoff.succeeded()
        if isinstance(outcome.problem, Refused):
            return self._backoff.refused()
        return self._backoff.failed(outcome.retry_after_s)

    def _lend(self, newest: int) -> float:
        """Lends the link until an event after ``newest``; seconds until somebody would like it again."""
        if self._spare is None:
            return math.inf
        return self._spare(lambda: self._outbox.newest() <= newest)

    def _announce(self, outcome: Round, wait_s: float) -> None:
        if isinstance(outcome.problem, NotEnrolled):
            return
        next_try = write_utc(shift(self._engine.now(), round(wait_s * 1000)))
        self._outbox.set_state({NEXT_TRY: next_try})
        if outcome.problem is not None:
            _log.warning("%s %s; next try in %.0f s", outcome.problem.code, outcome.problem, wait_s)

    def _rest(self, wait_s: float, newest: int | None) -> Ending | None:
        """Waits ``wait_s`` or until there is a reason: events after ``newest``, an invitation, a retried quarantine."""
        mark: int | None = None
        invitation = self._outbox.state(ENROL_REQUEST)
        retried = self._outbox.state(QUARANTINE_RETRIED)
        while wait_s > 0:
            if self._pause(min(POLL_S, wait_s)):
                return Ending.ASKED
            wait_s -= POLL_S
            if self._outbox.replaced():
                return Ending.STORE_REPLACED
            seen, mark = mark, self._outbox.change_mark()
            if seen == mark:
                continue
            if newest is not None and self._outbox.newest() > newest:
                return None
            if self._outbox.state(ENROL_REQUEST) not in (None, invitation):
                return None
            if self._outbox.state(QUARANTINE_RETRIED) != retried:
                return None
        return None
