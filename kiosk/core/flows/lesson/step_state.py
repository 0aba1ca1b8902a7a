"""What happened on one step of a lesson so far: help used, wrong taps, where the simulated phone stands.

Guarantees: a wrong tap costs nothing but a kind sentence; ``said`` grows only when the voice should start anew, so
that typing letters never interrupts it. Knows no words of steps.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from kiosk.core.i18n import _
from kiosk.core.lessons.lesson import PhoneStep, Step
from kiosk.core.phone.guide import Guide
from kiosk.core.phone.state import PhoneState, fresh
from kiosk.core.views import HintRung

Outcome = Literal["unaided", "hinted", "helped", "gave_up"]
RUNGS: Final[tuple[HintRung, ...]] = ("none", "again", "arrow", "finger")
WORST: Final[tuple[Outcome, ...]] = ("unaided", "hinted", "helped", "gave_up")
TOP: Final = len(RUNGS) - 1
HARD_HINTS: Final = 2                   # from so many hints on the facilitator hears of it


@dataclass
class StepState:
    """``wrong_spot`` is in fractions of the phone's screen. ``asked``: help was asked for (a step done alone points at
    nothing before). ``turn`` counts the turns of a call, ``answer`` is what was chosen last."""

    started_ms: int
    moved_ms: int
    phone: PhoneState = field(default_factory=PhoneState)
    guide: Guide | None = None
    rung: int = 0
    hints: int = 0
    wrong: int = 0
    asked: bool = False
    shown: bool = False
    skipped: bool = False
    announcements: int = 0
    kind_title: str = ""
    kind_text: str = ""
    wrong_spot: tuple[float, float] | None = None
    demo_until_ms: int = 0
    answer: str = ""
    right: bool = False
    turn: int = 0
    confirming: bool = False
    advice: str = ""

    @classmethod
    def of(cls, step: Step, now_ms: int) -> StepState:
        """At the beginning of ``step``."""
        guide = Guide(step) if isinstance(step, PhoneStep) else None
        return cls(now_ms, now_ms, phone=fresh(now_ms), guide=guide)

    def outcome(self) -> Outcome:
        if self.skipped:
            return "gave_up"
        if self.shown:
            return "helped"
        return "hinted" if self.hints else "unaided"

    @property
    def hard(self) -> bool:
        """Did the learner need much help?"""
        return self.hints >= HARD_HINTS or self.outcome() in ("helped", "gave_up")

    def target(self, now_ms: int) -> str:
        """The element to touch next; '' while there is nothing to touch."""
        return self.guide.next_touch(self.phone, now_ms) if self.guide else ""

    def comfort(self, text: str, spot: tuple[float, float] | None = None, *, leads: bool = True) -> None:
        """Nothing is lost; the next hint comes by itself where it ``leads``."""
        self.wrong += 1
        self.kind_title, self.kind_text = _("Không sao bác ạ!"), text
        self.wrong_spot = spot
        self.announcements += 1
        if leads:
            self._climb()

    def hint(self) -> None:
        """Help was asked for."""
        self.asked = True
        self.settle()
        self._climb()
        self.announcements += 1

    def show(self, until_ms: int) -> None:
        """The next touch is played once."""
        self.asked = self.shown = True
        self.hints, self.rung = self.hints + 1, TOP
        self.demo_until_ms = until_ms

    def offer(self) -> None:
        """Nothing was touched for a while."""
        self.kind_title = _("Bác cứ thong thả ạ")
        self.kind_text = _("Cần chỉ thì chạm nút vàng nhé.")
        self.announcements += 1

    def at_turn(self, turn: int) -> None:
        """A turn of a call, nothing answered yet."""
        self.turn, self.answer, self.right = turn, "", False

    def settle(self) -> None:
        """The kind words have done their work."""
        self.kind_title = self.kind_text = ""
        self.wrong_spot = None

    def stands(self, phone: PhoneState) -> None:
        """The phone after a touch or a while. On another screen the hint is said again."""
        if phone.screen != self.phone.screen:
            self.wrong_spot = None
            self.announcements += 1 if self.rung else 0
        self.phone = phone

    def _climb(self) -> None:
        self.hints += 1
        self.rung = min(self.rung + 1, TOP)
