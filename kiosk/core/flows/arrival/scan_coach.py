"""The coach at a place that looks through the camera: what it shows, what it says aloud and when.

Guarantees: shows an advice as soon as it is sure; says each one once a visit, and not before the page has
spoken itself. Knows no words of its own (``kiosk.core.scanning.coaching`` has them).
"""

from __future__ import annotations

from kiosk.core.scanning.coaching import Advice, AdviceKind, Coach, FrameLook, Holding, advice_of
from kiosk.core.state import KioskState
from kiosk.core.views import AimColour


class Coached:
    """``holding`` is what people hold up here. ``aside`` is what the view says in passing."""

    def __init__(self, holding: Holding) -> None:
        self._holding = holding
        self._coach = Coach()
        self._announced: set[AdviceKind] = set()
        self._since_ms = 0
        self.aside = ""

    def begin(self, state: KioskState) -> None:
        """The place is entered."""
        self._coach, self._since_ms, self.aside = Coach(), state.now_ms, ""
        self._announced.clear()

    @property
    def advice(self) -> Advice | None:
        return advice_of(self._coach.advice, self._holding) if self._coach.advice else None

    @property
    def frame(self) -> AimColour:
        return "leaf" if self._coach.advice == "steady" else "lamp"

    def see(self, look: FrameLook) -> None:
        self._coach = self._coach.see(look)

    def tick(self, state: KioskState) -> None:
        """Time went on: an old advice goes, a new one is said."""
        self._coach = self._coach.at(state.now_ms)
        kind = self._coach.advice
        early = state.now_ms - self._since_ms < state.limits.coach_quiet_ms
        if kind is not None and kind not in self._announced and not early:
            self._announced.add(kind)
            self.aside = advice_of(kind, self._holding).text
