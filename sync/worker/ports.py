"""What the engine needs of the commune: small ports with a real end (``sync.worker.client``) and a fake for tests.

Guarantees: nothing beyond the types. Does not speak to anybody.

    def push_all(commune: Commune) -> None: ...

Source of the rules: docs/protocol.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from sync.protocol import Changes, EnrolReply, EnrolRequest, Invitation, Problem, SignedTime, Verdicts


@dataclass(frozen=True)
class BatchProblem:
    """The commune refused a batch as a whole, before judging any event of it."""

    status: int
    problem: Problem


class CommuneApi(Protocol):
    """The commune's end, spoken to as an enrolled device.

    Every method may raise Unreachable or Malformed (nothing is known), Refused or Revoked.
    """

    def push(self, body: bytes) -> Verdicts | BatchProblem:
        """Sends one batch (``encode_batch``)."""

    def changes(self, since: int, retried: str) -> Changes | None:
        """The snapshot newer than version ``since``, or with another wish than ``retried``; or None."""

    def time(self, nonce: str) -> SignedTime:
        """The commune's clock, signed for ``nonce``."""

    def close(self) -> None:
        """Gives the connection back."""


class EnrolmentApi(Protocol):
    """The commune's door for kiosks without an identity."""

    def enrol(self, invitation: Invitation, request: EnrolRequest) -> EnrolReply:
        """Redeems an invitation. Raises Unreachable, Malformed, EnrolmentRefused."""


@dataclass(frozen=True)
class PackBody:
    """A file of the lesson packs from byte ``start`` to its end at ``size``; ``pieces`` come as they arrive, and end
    with the last byte or raise Unreachable. ``close`` in any case."""

    start: int
    size: int
    pieces: Iterator[bytes]
    close: Callable[[], None]


class NoBody(Enum):
    """An answer without a file."""

    SAME = "same"           # the commune's is the one already known
    MISSING = "missing"     # the commune itself says that it has no such file


class PackSource(Protocol):
    """Where the commune's lesson packs come from."""

    def ask(self, name: str, start: int = 0, known: str = "") -> PackBody | NoBody:
        """One file of the repository.

        Args:
            name: as ``sync.protocol.pack_repository`` names it.
            start: the first byte wanted; the answer may begin at 0 all the same.
            known: SHA-256 (hex) of the content already here, or empty.

        Raises:
            Unreachable, Malformed, Refused, Revoked: as for ``CommuneApi``.
        """

    def close(self) -> None:
        """Gives the connection back."""
