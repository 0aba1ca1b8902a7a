"""What every flow is: one place a person can be, its view, and what happens there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.core.codes.recognise import Recognised
from kiosk.core.i18n import _
from kiosk.core.inputs import PinJudged, Recorded
from kiosk.core.intents import CallHelp, GoHome, Intent, OpenTextSize
from kiosk.core.scanning.coaching import FrameLook
from kiosk.core.views import Action, Rail, View

if TYPE_CHECKING:
    from kiosk.core.state import Room


class Flow:
    """One place. Subclasses give ``view`` and override what they answer to; the rest stays quiet."""

    camera = False                      # does this place look through the camera?
    idle_ms: int | None = 0             # 0 = the usual time, None = never asks

    def view(self, room: Room) -> View:
        raise NotImplementedError

    def entered(self, room: Room) -> None:
        """The flow came to the top of the stack."""

    def tap(self, intent: Intent, room: Room) -> None:
        """Somebody touched what carried ``intent``."""

    def scan(self, found: Recognised, room: Room) -> None:
        """A code was held up while this place looks through the camera."""

    def look(self, seen: FrameLook, room: Room) -> None:
        """A frame in which nothing was read, while this place looks through the camera."""

    def tick(self, room: Room) -> None:
        """Time went on."""

    def pin(self, judged: PinJudged, room: Room) -> None:
        """The PIN desk answered."""

    def recorded(self, recording: Recorded, room: Room) -> None:
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
