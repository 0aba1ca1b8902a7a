"""Sizes of one screen: what millimetres come to in pixels, and the type roles at each text step.

Guarantees: a length asked for by its reference pixels (1280x800, 10.1 inch, 0.1695 mm a pixel) has
the same millimetres on every panel; no type size is below 5.085 mm em (30 px there); ``target``
is never below 20 mm. Does not know views, colours or Kivy.

    m = metrics_for(1024, 600, 0.2175, Look(text_percent=150))
    m.size("title"), m.px(118), m.content
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from kiosk.core.views import Look
from kiosk.ui.design.parts import Box

REFERENCE_MM: Final = 0.1695            # mm a pixel of the reference panel
TARGET_MM: Final = 20.0
SMALLEST_EM_MM: Final = 5.085           # 30 px on the reference panel
FAR_MM: Final = 0.235                   # 21.5 inch at 1920 and larger: read from 2-3 m
FAR_SCALE: Final = 1.6

Plan = Literal["wide", "low", "large"]
Percent = Literal[100, 125, 150]
Role = Literal[
    "count", "greeting", "done", "title", "primary", "first", "second", "secondary", "small",
    "digit", "notice", "rail",
]

_SIZES: Final[dict[str, float]] = {
    "count": 176, "greeting": 80, "done": 72, "notice": 62, "first": 60, "title": 56, "primary": 50,
    "second": 44, "secondary": 36, "small": 32, "digit": 80,
}
_LOW: Final[dict[str, float]] = {"title": 44, "primary": 41, "secondary": 31, "small": 26}
_FIXED: Final = frozenset({"count", "digit", "small"})
_RAIL_WORD: Final[dict[str, dict[int, float]]] = {
    "wide": {100: 32, 125: 39, 150: 46},
    "low": {100: 30, 125: 34, 150: 37},
    "large": {100: 32, 125: 37, 150: 42},
}
_RAIL_W: Final[dict[str, dict[int, float]]] = {
    "wide": {100: 188, 125: 216, 150: 244},
    "low": {100: 166, 125: 182, 150: 198},
    "large": {100: 200, 125: 216, 150: 236},
}


@dataclass(frozen=True)
class Metrics:
    """One screen's measures; all lengths in pixels unless named otherwise.

    ``rail_w`` is the green post at the right, ``margin`` the page's left and right air, ``content``
    the field for a screen's parts: inside the margins, without the rail, from the title's top to the
    lowest edge of a button. ``edge`` is how far the edge of a touchable stands out below its box:
    leave that much air.
    """

    width: int
    height: int
    mm_per_px: float
    percent: Percent
    high_contrast: bool
    calm: bool
    plan: Plan
    far: bool
    rail_w: float
    margin: float
    gap: float
    target: float
    edge: float
    button_h: float
    petal_h: float
    radius: float
    radius_sheet: float
    radius_note: float
    radius_tape: float
    content: Box

    def px(self, reference_px: float) -> float:
        """Reference pixels in pixels of this screen, same millimetres (whole pixels)."""
        return float(round(reference_px * scale_of(self.mm_per_px, self.far)))

    def size(self, role: Role) -> float:
        """Pixels of a type role at this text step."""
        if role == "rail":
            return self._legible(_RAIL_WORD[self.plan][self.percent] * (FAR_SCALE if self.far else 1.0))
        base = _LOW.get(role, 0.0) if self.plan == "low" and self.mm_per_px >= 0.2 else 0.0
        size = base or _SIZES[role] * scale_of(self.mm_per_px, self.far)
        if role not in _FIXED:
            size *= self.percent / 100
        if role == "greeting":
            size = min(size, 110 * scale_of(self.mm_per_px, self.far))
        return self._legible(size)

    def text(self, reference_px: float, grows: bool = True) -> float:
        """Any type size given at the reference; ``grows`` with the text step."""
        step = self.percent / 100 if grows else 1.0
        return self._legible(reference_px * scale_of(self.mm_per_px, self.far) * step)

    @property
    def smallest(self) -> float:
        """Smallest type allowed here, px: 5.085 mm em, never less (look.md section 3)."""
        return float(math.ceil(SMALLEST_EM_MM / self.mm_per_px - 1e-6))

    @property
    def left(self) -> Box:
        """The whole field left of the rail, without margins (petals, full-width strips)."""
        return Box(0, 0, self.width - self.rail_w, self.height)

    @property
    def rail(self) -> Box:
        return Box(self.width - self.rail_w, 0, self.rail_w, self.height)

    def _legible(self, size: float) -> float:
        return max(float(round(size)), self.smallest)


def scale_of(mm_per_px: float, far: bool = False) -> float:
    """Pixels here for one reference pixel; a hall screen is read from afar, so x 1.6 there."""
    return REFERENCE_MM / mm_per_px * (FAR_SCALE if far else 1.0)


def plan_of(width: int, height: int) -> Plan:
    """Which of the three drawn layouts a window follows."""
    if width >= 1600 and height >= 900:
        return "large"
    return "low" if height < 700 else "wide"


def metrics_for(width: int, height: int, mm_per_px: float, look: Look) -> Metrics:
    """Measures of a window of ``width`` x ``height`` pixels with ``mm_per_px`` millimetres a pixel."""
    plan = plan_of(width, height)
    far = plan == "large" and mm_per_px >= FAR_MM
    scale = scale_of(mm_per_px, far)
    percent = look.text_percent
    rail_w = _RAIL_W[plan][percent] * (FAR_SCALE if far else 1.0)
    margin = _margin(plan, percent)
    return Metrics(
        width=width, height=height, mm_per_px=mm_per_px, percent=percent,
        high_contrast=look.high_contrast, calm=look.calm, plan=plan, far=far,
        rail_w=float(round(rail_w)), margin=margin, gap=max(18.0, float(round(18 * scale))),
        target=float(math.ceil(TARGET_MM / mm_per_px - 0.01)), edge=float(max(6, round(7 * scale))),
        button_h=float(round(132 * max(scale, 0.84))), petal_h=float(round(28 * max(scale, 0.72))),
        radius=float(round(24 * scale)), radius_sheet=float(round(20 * scale)),
        radius_note=float(round(16 * scale)), radius_tape=float(round(10 * scale)),
        content=_content(width, height, rail_w, margin, plan),
    )


def _margin(plan: Plan, percent: int) -> float:
    if plan == "large":
        return 90.0
    if plan == "low":
        return 24.0 if percent < 150 else 20.0
    return 36.0 if percent < 150 else 30.0


def _content(width: int, height: int, rail_w: float, margin: float, plan: Plan) -> Box:
    top, bottom = {"wide": (22.0, 33.0), "low": (14.0, 18.0), "large": (48.0, 60.0)}[plan]
    return Box(margin, top, float(round(width - rail_w - 2 * margin)), height - top - bottom)
