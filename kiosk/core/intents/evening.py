"""What the facilitator and the maintenance staff do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AddGuest:
    """The facilitator writes down somebody without a badge: by name, or as a guest."""


@dataclass(frozen=True)
class StartHall:
    pass


@dataclass(frozen=True)
class AskClose:
    pass


@dataclass(frozen=True)
class CloseSession:
    pass


@dataclass(frozen=True)
class HelpGiven:
    """The facilitator went to ``learner`` (or to the guest in front: '')."""

    learner: str


@dataclass(frozen=True)
class HandRaised:
    """Hall mode: one more (or one less) raised hand for answer ``key``."""

    key: str
    by: int = 1


@dataclass(frozen=True)
class OpenRecording:
    """The facilitator lends a voice: to the choice of a lesson, then its sentences."""


@dataclass(frozen=True)
class StartRecording:
    pass


@dataclass(frozen=True)
class StopRecording:
    pass


@dataclass(frozen=True)
class HearRecording:
    pass


@dataclass(frozen=True)
class KeepRecording:
    pass


@dataclass(frozen=True)
class OpenStick:
    """Maintenance: to the page of lesson packs."""


@dataclass(frozen=True)
class InstallPacks:
    """ "Chép vào máy": yes to what the stick offers."""


@dataclass(frozen=True)
class AskRollBack:
    """ "Quay lại bản cũ": asked once more before it is done."""

    pack: str


@dataclass(frozen=True)
class RollBack:
    pack: str


@dataclass(frozen=True)
class StartEnrolment:
    pass
