"""One round of synchronisation: enrol if asked, send everything pending, fetch the way down, learn the time.

Guarantees: nothing is marked, enrolled or anchored on less than a well-formed answer of the commune; every
problem of the network or the commune ends the round as a value with a stable code; a clock anchor is written
only after the commune's signature over our own nonce verified. Does not wait, open files or know HTTP.

    engine = Engine(outbox, identity, clock, Connections(enrolment, connect), secrets.token_hex, stop)
    outcome = engine.round()

Source of the rules: docs/protocol.md.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

import msgspec

from sync.protocol import ENROLMENT_PREFIX, Changes, Enrolment, Invitation, decode_invitation
from sync.protocol.errors import (
    EnrolmentRefused,
    Malformed,
    NotEnrolled,
    Refused,
    Revoked,
    SyncError,
    Unproven,
    Unreachable,
)
from sync.worker.clock import Clock, read_utc, shift, write_utc
from sync.worker.enrolment import Identity, ask_to_enrol, b64, check_time
from sync.worker.outbox import (
    CHANGES,
    ENROL_PROBLEM,
    ENROL_REQUEST,
    LAST_CONTACT,
    LAST_PROBLEM,
    QUARANTINE_WISH,
    Anchor,
    Outbox,
)
from sync.worker.ports import CommuneApi, EnrolmentApi
from sync.worker.push import Pusher

FRESH_MS = 5 * 60 * 1000    # milliseconds a fetched snapshot is recent enough not to ask again
ANCHOR_MS = 60 * 60 * 1000  # milliseconds until the clock is anchored anew in the same boot
NONCE_BYTES = 16
SOURCE = "server"           # this engine's word in anchors.source


@dataclass(frozen=True)
class Connections:
    """How the commune is reached: at its door, and as an enrolled device (closed after each round)."""

    enrolment: EnrolmentApi
    connect: Callable[[Enrolment], CommuneApi]


@dataclass(frozen=True)
class Round:
    """How a round ended: everything asked for was done where there is no problem and it was not stopped."""

    problem: SyncError | None = None
    stopped: bool = False

    @property
    def retry_after_s(self) -> float | None:
        return self.problem.retry_after_s if isinstance(self.problem, Unreachable) else None


class Engine:
    """The sync worker's rules over its ports.

    Args:
        outbox, identity, clock, wires: the ports.
        nonce: fresh URL-safe text from this many random bytes.
        stop: True where the worker was asked to end; looked at between batches.
    """

    def __init__(
        self,
        outbox: Outbox,
        identity: Identity,
        clock: Clock,
        connections: Connections,
        nonce: Callable[[int], str],
        stop: Callable[[], bool],
    ) -> None:
        self._outbox = outbox
        self._identity = identity
        self._clock = clock
        self._connections = connections
        self._nonce = nonce
        self._stop = stop
        self._pusher = Pusher(outbox, self._stamp, stop)
        self._fetched_ms: int | None = None

    def round(self) -> Round:
        """One whole round. Raises StoreUnusable only."""
        try:
            enrolment = self._enrolled()
            with closing(self._connections.connect(enrolment)) as commune:
                behind = self._pusher.push_all(commune)
                if self._stop():
                    return Round(behind, stopped=True)
                if self._fetch_changes(commune):
                    behind = self._pusher.push_all(commune)
                self._fetch_time(commune, enrolment)
        except (Unreachable, Malformed, Refused) as error:
            return self._ended(error)
        return self._ended(behind)

    def now(self) -> datetime:
        """UTC by the newest anchor the commune gave in this boot, else by the wall clock."""
        anchor = self._outbox.last_anchor(self._clock.boot_id(), SOURCE)
        if anchor is None:
            return self._clock.utc()
        return shift(read_utc(anchor.utc), self._clock.boottime_ms() - anchor.ms)

    # --- identity ---------------------------------------------------------------------------------

    def _enrolled(self) -> Enrolment:
        enrolment = self._identity.read()
        request = self._outbox.state(ENROL_REQUEST)
        if enrolment is None:
            if request is None:
                raise NotEnrolled("no identity and no invitation")
            enrolment = self._enrol(request)
        if self._outbox.device() is None:
            self._outbox.adopt_device(enrolment.reply.device)
        if request is not None:
            self._drop_request(_foreign_code(request, enrolment))
        return enrolment

    def _enrol(self, request: str) -> Enrolment:
        try:
            invitation = _read_invitation(request)
            seed = self._identity.key_for(invitation.token)
            reply = self._connections.enrolment.enrol(invitation, ask_to_enrol(invitation, seed))
        except (EnrolmentRefused, Malformed) as error:
            self._drop_request(error.code)
            if isinstance(error, EnrolmentRefused):
                self._identity.forget_key()
            raise
        enrolment = Enrolment(invitation.url, invitation.pin, b64(seed), reply)
        self._identity.enrol(enrolment)
        return enrolment

    def _drop_request(self, problem: str | None) -> None:
        self._outbox.set_state({ENROL_REQUEST: None, ENROL_PROBLEM: problem})

    # --- the way down -----------------------------------------------------------------------------

    def _fetch_changes(self, commune: CommuneApi) -> bool:
        """Keeps what is new; whether the office wished for the quarantine, which is pending again then."""
        now_ms = self._clock.boottime_ms()
        if self._fetched_ms is not None and now_ms - self._fetched_ms < FRESH_MS:
            return False
        followed = self._outbox.state(QUARANTINE_WISH) or ""
        changes = commune.changes(_version_of(self._outbox.state(CHANGES)), followed)
        wish = changes.retry_quarantine if changes is not None else ""
        if changes is not None:
            kept = msgspec.structs.replace(changes, retry_quarantine="")
            self._outbox.set_state({CHANGES: msgspec.json.encode(kept).decode()})
        self._fetched_ms = now_ms
        return bool(wish) and self._follow(wish)

    def _follow(self, wish: str) -> bool:
        """Freed first: after a power cut between the two it is followed once more, which changes nothing."""
        freed = self._outbox.retry_quarantine(wish)
        self._outbox.set_state({QUARANTINE_WISH: wish})
        return freed > 0

    def _fetch_time(self, commune: CommuneApi, enrolment: Enrolment) -> None:
        boot_id, before_ms = self._clock.boot_id(), self._clock.boottime_ms()
        last = self._outbox.last_anchor(boot_id, SOURCE)
        if last is not None and before_ms - last.ms < ANCHOR_MS:
            return
        nonce = self._nonce(NONCE_BYTES)
        signed = commune.time(nonce)
        after_ms = self._clock.boottime_ms()
        check_time(signed, nonce, enrolment.reply.server_key)
        utc = write_utc(read_utc(signed.utc))
        half_ms = (after_ms - before_ms + 1) // 2
        self._outbox.anchor(Anchor(boot_id, before_ms + half_ms, utc, SOURCE, half_ms))

    # --- the end ----------------------------------------------------------------------------------

    def _ended(self, problem: SyncError | None) -> Round:
        if isinstance(problem, Unreachable | Unproven) and self._outbox.state(LAST_PROBLEM) == Revoked.code:
            return Round(problem)  # only the commune's own word ends a revocation
        code = None if problem is None else problem.code
        if problem is None or _is_answer(problem):
            self._outbox.set_state({LAST_PROBLEM: code, LAST_CONTACT: self._stamp()})
        elif self._outbox.state(LAST_PROBLEM) != code:  # a card wears out by writing the same again
            self._outbox.set_state({LAST_PROBLEM: code})
        return Round(problem)

    def _stamp(self) -> str:
        return write_utc(self.now())


def _is_answer(problem: SyncError) -> bool:
    """Whether the commune itself said this (having no identity is nobody's answer)."""
    return isinstance(problem, Refused) and not isinstance(problem, NotEnrolled)


def _read_invitation(request: str) -> Invitation:
    """The invitation that the kiosk left. Raises Malformed."""
    return decode_invitation(ENROLMENT_PREFIX + request)


def _foreign_code(request: str, enrolment: Enrolment) -> str | None:
    """The code for an invitation that this kiosk's enrolment did not come from: it has a commune already."""
    try:
        invitation = _read_invitation(request)
    except Malformed as error:
        return error.code
    return None if invitation.url == enrolment.url else EnrolmentRefused.code


def _version_of(changes: str | None) -> int:
    """The version of the snapshot kept here; 0 where there is none, or one of another release."""
    if changes is None:
        return 0
    try:
        return msgspec.json.decode(changes, type=Changes).version
    except (msgspec.ValidationError, msgspec.DecodeError):
        return 0
