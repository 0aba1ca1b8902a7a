"""Who needs the facilitator: those who called, and those a lesson was hard for.

Guarantees: somebody who calls twice keeps the first time; of what was hard for somebody only the newest stands. Nothing
is kept on the card.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Struggle = tuple[str, int, int]         # lesson's title, step as people count, hints used


class HelpRequests:
    """Keys are learners, '' is the guest in front."""

    def __init__(self) -> None:
        self._calls: dict[str, int] = {}
        self._struggles: dict[str, Struggle] = {}

    @property
    def calls(self) -> Mapping[str, int]:
        """learner -> since when (ms) they wait."""
        return MappingProxyType(self._calls)

    @property
    def struggles(self) -> Mapping[str, Struggle]:
        """learner -> where much help was needed last; the newest stands last."""
        return MappingProxyType(self._struggles)

    def call(self, learner: str, now_ms: int) -> None:
        self._calls.setdefault(learner, now_ms)

    def struggled(self, learner: str, where: Struggle) -> None:
        self._struggles.pop(learner, None)
        self._struggles[learner] = where

    def helped(self, learner: str) -> None:
        """Somebody went there, or the guest left."""
        self._calls.pop(learner, None)
        self._struggles.pop(learner, None)

    def clear(self) -> None:
        self._calls.clear()
        self._struggles.clear()
