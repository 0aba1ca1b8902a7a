"""What every flow is: one place a person can be, its view, and what happens there."""

from __future__ import annotations

from enum import Enum
from typing import Generic, TypeVar

from kiosk.core.codes.recognise import Recognised
from kiosk.core.flows.routes import Route
from kiosk.core.i18n import _
from kiosk.core.inputs import PinJudged, Recorded
from kiosk.core.intents import CallHelp, GoHome, Intent, OpenTextSize
from kiosk.core.limits import Limits
from kiosk.core.scanning.coaching import FrameLook
from kiosk.core.state import KioskState
from kiosk.core.views import Action, Rail, View

R = TypeVar("R", bound=Route)


class IdleRule(Enum):
    """When a place nobody touches asks whether somebody is still there."""

    USUAL = "usual"
    OWN_PHONE = "own-phone"             # who does something on the own phone does not touch the kiosk
    FACILITATOR = "facilitator"         # locks by itself, without a question: nothing is lost, a PIN opens it again
    NEVER = "never"

    def wait_ms(self, limits: Limits) -> int | None:
        """Milliseconds without a touch; None = it never asks."""
        return {"usual": limits.idle_ms, "own-phone": limits.own_phone_idle_ms}.get(self.value)


class Flow(Generic[R]):
    """One visit of ``route``. Subclasses give ``view`` and override what they answer to; the rest stays quiet."""

    keeps_roster_open = False           # may names be read while this place is on the back stack?

    def __init__(self, route: R, state: KioskState) -> None:
        self.route = route

    # --- what the controller asks -------------------------------------------------------------

    def view(self, state: KioskState) -> View:
        raise NotImplementedError

    def camera(self, state: KioskState) -> bool:
        """Does this place look through the camera now?"""
        return False

    def idle(self) -> IdleRule:
        return IdleRule.USUAL

    def opens_for_usb(self, state: KioskState) -> bool:
        """May the page of lesson packs come up here by itself?"""
        return False

    # --- what the controller tells ------------------------------------------------------------

    def entered(self, state: KioskState) -> None:
        """The place came to the top of the back stack."""

    def touched(self, state: KioskState) -> None:
        """A finger anywhere on the glass."""

    def tap(self, intent: Intent, state: KioskState) -> None:
        """Somebody touched what carried ``intent``."""

    def scan(self, found: Recognised, state: KioskState) -> None:
        """A code was held up while this place looks through the camera."""

    def look(self, seen: FrameLook, state: KioskState) -> None:
        """A frame in which nothing was read, while this place looks through the camera."""

    def tick(self, state: KioskState) -> None:
        """Time went on."""

    def pin(self, judged: PinJudged, state: KioskState) -> None:
        """The PIN desk answered."""

    def recorded(self, recording: Recorded, state: KioskState) -> None:
        """A recording ended."""


def home_action() -> Action:
    return Action(_("Về đầu"), GoHome(), "home")


def text_size_action() -> Action:
    return Action(_("Cỡ chữ"), OpenTextSize(), "text-size")


def learner_rail() -> Rail:
    return Rail("leaf", home=home_action(), help=Action(_("Gọi giúp"), CallHelp(), "hand"),
                text_size=text_size_action())


def home_rail(place: str) -> Rail:
    return Rail("leaf", place=place, text_size=text_size_action())


def facilitator_rail() -> Rail:
    return Rail("indigo", home=home_action(), sign=_("Hướng dẫn"), sign_icon="chalkboard",
                text_size=text_size_action())


def maintenance_rail() -> Rail:
    return Rail("wood", home=home_action(), sign=_("Bảo trì"), sign_icon="toolbox",
                text_size=text_size_action())
