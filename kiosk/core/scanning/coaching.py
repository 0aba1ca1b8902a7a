"""What to say to somebody whose card is not read yet, from what the frames show.

Guarantees: pure; an advice needs ``AGREEING`` looks running that say the same, and stays ``STAYS_MS`` before
another takes its place, so that the line under the preview never flickers; ``judge`` blames nobody and every
sentence has at most twelve words and its own picture. Does not measure (``kiosk.vision.frame_analysis`` does), and
cannot tell whose code it is: a poster on the wall that looks like a code is coached too.

    coach = Coach()
    for look in looks:
        coach = coach.see(look)
    coach.advice                        # "nearer"
    advice_of("nearer", "badge").text   # "Đưa thẻ lại gần hơn một chút ạ"
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from kiosk.core.i18n import _

AdviceKind = Literal["nearer", "farther", "still", "tilt", "lighter", "phone", "code_side", "middle", "steady"]
Holding = Literal["badge", "practice", "enrolment"]

AGREEING = 3            # looks running that must say the same (at five looks a second: 0.6 s)
STAYS_MS = 1_500        # an advice that is shown stays so long
FORGET_MS = 1_000       # without a look for so long (a code was read) everything begins anew

DARK = 42.0             # mean grey of the frame, 0..255
MOVING = 11.0           # grey levels of change around the thing since the look before
GLARING = 0.10          # share of the thing that is burnt out in one piece
PALE = 45.0             # grey levels between light and dark of a code that is hard to read
PALE_SCREEN = 80.0      # the same on a phone: glass and grease take more
ASIDE_X, ASIDE_Y = 0.30, 0.38   # how far from the middle of the aiming frame, parts of the frame
AIM = (0.5, 0.55)       # where the middle of the aiming frame is
FILLS = 0.85            # larger than this part of the frame's height is too near
NEAR_ENOUGH = 0.45      # nearer than this a code that is not sharp is too near, else it shakes
SMALL_MODULE_PX = 2.6   # a module narrower than this is hard to read
SMALL_SIDE = 0.30       # the same where no finder pattern was found: part of the frame's height
SMALL_CARD = 0.28       # the same of a card
BLURRED_MODULE = 0.6    # sharpness times module_px: an edge runs over more than a module and a half
BLURRED = 0.12          # sharpness where the module is not known


@dataclass(frozen=True)
class FrameLook:
    """What one frame shows that was not read. Nothing of the picture itself is kept.

    ``thing``: what stands out, a dense square like a code, a light sheet like a card, or nothing. ``side``: its
    longer side as a part of the frame's height; ``middle``: fractions of the frame; ``cut``: it reaches the
    frame's border. ``module_px``: width of one module by its finder patterns, 0 where none was found.
    ``sharpness``: steepest step between neighbours as a part of the contrast, 1 = sharp. ``contrast``: grey levels
    between its light and dark, 0..255. ``glare``: share burnt out in one piece. ``screen``: it lies in an upright
    rectangle shaped like a phone. ``motion``: grey levels of change since the look before.
    """

    ms: int
    brightness: float
    thing: Literal["none", "card", "code"] = "none"
    side: float = 0.0
    middle: tuple[float, float] = AIM
    cut: bool = False
    module_px: float = 0.0
    sharpness: float = 1.0
    contrast: float = 0.0
    glare: float = 0.0
    screen: bool = False
    motion: float = 0.0


@dataclass(frozen=True)
class Advice:
    kind: AdviceKind
    text: str
    picture: str


def judge(look: FrameLook) -> AdviceKind | None:
    """What would help most in this one frame; None where nothing does."""
    if look.brightness < DARK:
        return "lighter"
    if look.thing == "none":
        return None
    if look.motion > MOVING:
        return "still"
    if look.glare > GLARING:
        return "tilt"
    if look.thing == "card":
        return "nearer" if look.side < SMALL_CARD else "code_side"
    if look.screen and look.contrast < PALE_SCREEN:
        return "phone"
    return _judge_code(look) if look.module_px else _judge_texture(look)


def _judge_code(look: FrameLook) -> AdviceKind:
    """A code by its finder patterns."""
    if look.contrast < PALE:
        return "lighter"
    if look.side > FILLS or (look.cut and look.side > NEAR_ENOUGH):
        return "farther"
    if look.cut or abs(look.middle[0] - AIM[0]) > ASIDE_X or abs(look.middle[1] - AIM[1]) > ASIDE_Y:
        return "middle"
    if look.module_px < SMALL_MODULE_PX:
        return "nearer"
    if look.sharpness * look.module_px < BLURRED_MODULE:
        return "farther" if look.side > NEAR_ENOUGH else "still"
    return "steady"


def _judge_texture(look: FrameLook) -> AdviceKind | None:
    """Dense like a code, but without finder patterns: blurred, far away, or a patterned shirt."""
    if look.sharpness < BLURRED:
        return "farther" if look.side > NEAR_ENOUGH else "still"
    return "nearer" if look.side < SMALL_SIDE else None


@dataclass(frozen=True)
class Coach:
    """The memory between two looks: what is said since when, and what the last looks wanted to say."""

    advice: AdviceKind | None = None
    since_ms: int = 0
    wanted: tuple[AdviceKind | None, ...] = ()
    seen_ms: int = 0

    def see(self, look: FrameLook) -> Coach:
        """Takes the next look."""
        before = self if not self.wanted or look.ms - self.seen_ms < FORGET_MS else Coach()
        wanted = (*before.wanted, judge(look))[-AGREEING:]
        after = replace(before, wanted=wanted, seen_ms=look.ms)
        agreed = len(wanted) == AGREEING and len(set(wanted)) == 1
        rested = before.advice is None or look.ms - before.since_ms >= STAYS_MS
        if agreed and rested and wanted[0] != before.advice:
            return replace(after, advice=wanted[0], since_ms=look.ms)
        return after

    def at(self, now_ms: int) -> Coach:
        """The coach when time went on: without looks the advice is over, once it has stood long enough."""
        quiet = now_ms - self.seen_ms >= FORGET_MS and now_ms - self.since_ms >= STAYS_MS
        return Coach() if quiet else self


def advice_of(kind: AdviceKind, holding: Holding = "badge") -> Advice:
    """The words for what is held up: a badge, a lesson's practice sheet, the commune's enrolment code."""
    thing = {"badge": _("thẻ"), "practice": _("tờ mã"), "enrolment": _("mã")}[holding]
    sentence, picture = _sentences()[kind]
    return Advice(kind, sentence.format(thing=thing), picture)


def _sentences() -> dict[AdviceKind, tuple[str, str]]:
    """Kind → (sentence, name of its drawing)."""
    return {
        "nearer": (_("Đưa {thing} lại gần hơn một chút ạ"), "nearer"),
        "farther": (_("Đưa {thing} ra xa hơn một chút ạ"), "farther"),
        "still": (_("Giữ yên {thing} một chút ạ"), "hold-still"),
        "tilt": (_("Nghiêng bớt cho đỡ lóa ạ"), "less-glare"),
        "lighter": (_("Bác nghiêng ra chỗ sáng hơn nhé"), "brighter"),
        "phone": (_("Sáng màn hình điện thoại lên bác nhé"), "phone-brighter"),
        "code_side": (_("Quay mặt có mã ra phía máy ạ"), "code-side"),
        "middle": (_("Đưa {thing} vào giữa khung vàng ạ"), "to-middle"),
        "steady": (_("Đúng chỗ rồi, bác giữ yên nhé"), "held-right"),
    }
