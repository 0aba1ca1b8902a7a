"""The journal with a memory for who waits for its answers.

Guarantees: every write is answered at most once, to the one who wrote; a failure nobody asked about is remembered as
``trouble`` and so reaches maintenance, until something is kept again. Never waits: answers come in as inputs.

    journal.write(event, kept=lambda ref: ..., not_kept=lambda code: ...)
    journal.answered(Kept(ticket, ref))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.core.inputs import Kept, NotKept
from kiosk.core.ports import Journal, NewEvent


@dataclass(frozen=True)
class Receipt:
    """What to do when the journal answers a ticket."""

    kept: Callable[[str], None]
    not_kept: Callable[[str], None]


class TrackedJournal:
    """``trouble`` is the code of the last event that could not be kept, '' where the last one was."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._trouble = ""
        self._receipts: dict[int, Receipt] = {}

    @property
    def trouble(self) -> str:
        return self._trouble

    def write(self, event: NewEvent, kept: Callable[[str], None] | None = None,
              not_kept: Callable[[str], None] | None = None) -> None:
        """Hands ``event`` to the journal. Without ``not_kept`` a failure becomes ``trouble``."""
        ticket = self._journal.write(event)
        self._receipts[ticket] = Receipt(kept or (lambda ref: None), not_kept or self.failed)

    def answered(self, answer: Kept | NotKept) -> None:
        """Tells whoever wrote; an answer to an unknown ticket is dropped."""
        receipt = self._receipts.pop(answer.ticket, None)
        if receipt is None:
            return
        if isinstance(answer, Kept):
            self.recovered()
            receipt.kept(answer.ref)
        else:
            receipt.not_kept(answer.code)

    def failed(self, code: str) -> None:
        """Something could not be kept: maintenance should know."""
        self._trouble = code

    def recovered(self) -> None:
        """Events can be kept again: the fault is past."""
        self._trouble = ""
