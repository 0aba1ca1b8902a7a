"""Lesson packs over an idle link: the commune's repository, copied file by file into the kiosk's inbox.

Guarantees: one request at a time, and none goes on while ``idle`` says no: what arrived is kept and the next turn
goes on from there; the inbox changes over only when everything the new timestamp stands for is there; files whose
bytes are not what was listed are thrown away. Trouble here is told, waited out, and never touches the outbox.
Decides no trust: that is the importer's, with TUF.

    wait_s = PackFetcher(PackInbox(data / "packs" / "inbox"), outbox, backoff, clock).turn(connect, idle)

Source of the rules: docs/protocol.md "Lesson packs".
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Final, Literal

import msgspec

from sync.protocol import Record
from sync.protocol.errors import InboxUnusable, Malformed, Refused, SyncError, Unreachable
from sync.protocol.pack_repository import MAX_ROOTS, TIMESTAMP, Listed, files_of, root_name, snapshot_of, targets_of
from sync.worker.backoff import Backoff
from sync.worker.clock import Clock
from sync.worker.outbox import PACKS, Outbox
from sync.worker.pack_inbox import PackInbox
from sync.worker.ports import NoBody, PackBody, PackSource

TURN_MS: Final = 60_000         # milliseconds of fetching between two looks at everything else
MORE_S: Final = 0.1             # seconds until the next turn where files are left
CHECK_MS: Final = 15 * 60_000   # milliseconds between two looks whether something new was published

Idle = Callable[[], bool]
State = Literal["none", "fetching", "waiting", "no_room", "refused", "ready"]


class _LinkWanted(Exception):
    """Ends a turn: the link is wanted for something else, or the turn has been long enough."""


class PacksStanding(Record, frozen=True):
    """How far the commune's packs are: ``files`` and ``bytes`` are still to come. ``problem`` is a code of
    ``sync.protocol.errors``.

    none: the commune offers none. fetching: coming. waiting: no line. no_room: no room, or the card fails.
    refused: what the commune offers is broken. ready: everything is here for the importer.
    """

    state: State
    files: int = 0
    bytes: int = 0
    problem: str | None = None


class PackFetcher:
    """Takes turns on the link. ``backoff`` is its own: trouble with packs is none of the outbox's."""

    def __init__(self, inbox: PackInbox, outbox: Outbox, backoff: Backoff, clock: Clock) -> None:
        self._inbox = inbox
        self._outbox = outbox
        self._backoff = backoff
        self._clock = clock
        self._due_ms = 0
        self._left: tuple[int, int] = (0, 0)

    def turn(self, connect: Callable[[], PackSource], idle: Idle) -> float:
        """Fetches for TURN_MS at most, or until ``idle`` says no; seconds until another turn may do something.

        Raises StoreUnusable only.
        """
        now_ms = self._clock.boottime_ms()
        if now_ms >= self._due_ms and idle():
            wait_s = self._tried(connect, lambda: idle() and self._clock.boottime_ms() < now_ms + TURN_MS)
            self._due_ms = self._clock.boottime_ms() + round(wait_s * 1000)
        return max(MORE_S, (self._due_ms - self._clock.boottime_ms()) / 1000)

    def _tried(self, connect: Callable[[], PackSource], idle: Idle) -> float:
        try:
            with closing(connect()) as source:
                state = self._brought(source, idle)
        except _LinkWanted:
            state = "fetching"
        except (Unreachable, Refused, Malformed, InboxUnusable) as error:
            self._tell(PacksStanding(_state_of(error), *self._left, error.code))
            if isinstance(error, Unreachable):
                return self._backoff.failed(error.retry_after_s)
            return self._backoff.refused()  # only people can help: what is thrown away must not come every few seconds
        self._tell(PacksStanding(state, *self._left))
        self._backoff.succeeded()
        return MORE_S if state == "fetching" else CHECK_MS / 1000

    def _tell(self, standing: PacksStanding) -> None:
        """A card wears out by writing the same again."""
        stored = msgspec.json.encode(standing).decode()
        if self._outbox.state(PACKS) != stored:
            self._outbox.set_state({PACKS: stored})

    # --- one turn ---------------------------------------------------------------------------------

    def _brought(self, source: PackSource, idle: Idle) -> State:
        """Raises _LinkWanted, and what ``PackSource`` and ``PackInbox`` raise."""
        timestamp = self._small(source, TIMESTAMP, idle)
        if timestamp is None or self._inbox.is_ready(timestamp):
            self._left = (0, 0)
            return "none" if timestamp is None else "ready"
        snapshot = snapshot_of(timestamp)
        targets = targets_of(self._metadata(source, snapshot, idle))
        files = files_of(self._metadata(source, targets, idle))
        self._fetch_all(source, files, idle)
        roots = self._roots(source, idle)
        self._inbox.switch(roots, timestamp, [listed.name for listed in (snapshot, targets, *files)])
        return "ready"

    def _metadata(self, source: PackSource, listed: Listed, idle: Idle) -> bytes:
        """Metadata that other metadata lists. One name may stand for other content after a publisher lost a disk."""
        content = self._inbox.metadata(listed.name)
        if content is None or hashlib.sha256(content).hexdigest() != listed.sha256:
            self._fetch(source, listed, idle)
            content = self._inbox.metadata(listed.name)
        if content is None:
            raise InboxUnusable(f"{listed.name} went away")
        return content

    def _roots(self, source: PackSource, idle: Idle) -> list[bytes]:
        roots: list[bytes] = []
        while len(roots) < MAX_ROOTS and (root := self._small(source, root_name(len(roots) + 1), idle)) is not None:
            roots.append(root)
        if not roots:
            raise Malformed("lesson packs without a root")
        return roots

    def _small(self, source: PackSource, name: str, idle: Idle) -> bytes | None:
        """Metadata that nothing lists; None where the commune has none of that name."""
        _check(idle)
        known = self._inbox.metadata(name)
        body = source.ask(name, known="" if known is None else hashlib.sha256(known).hexdigest())
        if isinstance(body, NoBody):
            return known if body is NoBody.SAME else None
        with closing(body):
            return b"".join(self._moving(body, idle))

    def _fetch_all(self, source: PackSource, files: Sequence[Listed], idle: Idle) -> None:
        missing = [listed for listed in files if not self._inbox.has(listed)]
        self._inbox.forget_others(missing)
        self._count(missing)
        self._inbox.check_room(missing)
        done = 0
        try:
            for listed in missing:
                _check(idle)
                self._fetch(source, listed, idle)
                done += 1
        finally:
            self._count(missing[done:])

    def _count(self, missing: Sequence[Listed]) -> None:
        self._left = len(missing), sum(listed.size - self._inbox.arrived(listed) for listed in missing)

    def _fetch(self, source: PackSource, listed: Listed, idle: Idle) -> None:
        """Goes on where the last try ended."""
        start = self._inbox.arrived(listed)
        if start < listed.size:
            with closing(_asked(source, listed, start)) as body:
                self._inbox.add(listed, body.start, self._moving(body, idle))
        elif not listed.size:
            self._inbox.add(listed, 0, ())
        if not self._inbox.settle(listed):
            raise Malformed(f"{listed.name.rpartition('/')[2]} is not what was listed")

    def _moving(self, body: PackBody, idle: Idle) -> Iterator[bytes]:
        """A line that brings something is no broken line, however often it is cut. Raises _LinkWanted."""
        left = body.size - body.start
        for piece in body.pieces:
            self._backoff.succeeded()
            yield piece
            left -= len(piece)
            if left:
                _check(idle)


def _check(idle: Idle) -> None:
    if not idle():
        raise _LinkWanted


def _asked(source: PackSource, listed: Listed, start: int) -> PackBody:
    """Raises Unreachable where the file is not there: a newer publication may be taking its place just now."""
    body = source.ask(listed.name, start)
    if isinstance(body, NoBody):
        raise Unreachable(f"{listed.name.rpartition('/')[2]} is listed and not there")
    if body.size != listed.size:
        body.close()
        raise Malformed(f"{listed.name.rpartition('/')[2]} is not as long as listed")
    return body


def _state_of(error: SyncError) -> State:
    if isinstance(error, InboxUnusable):
        return "no_room"
    return "waiting" if isinstance(error, Unreachable) else "refused"
