"""Everything that can happen to the controller, as frozen values ("event" is the wire's word).

A visit is a list of these and of the views they give.

    controller.handle(Scanned(b"BDHVS1:..."))
    controller.handle(Kept(ticket=1, ref="k1/00ff/17"))
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kiosk.core.intents import Intent
from kiosk.core.ports import OpenSession
from kiosk.core.scanning.coaching import FrameLook


@dataclass(frozen=True)
class Input:
    """Base of everything the controller can be handed."""


@dataclass(frozen=True)
class Scanned(Input):
    """One accepted reading: the payload's bytes, never logged.

    ``text``: the decoder's own reading where the code declares another charset than UTF-8; ``part_of``: of so many
    codes that hold one text together this is one, 0 = it is whole.
    """

    payload: bytes
    text: str | None = field(default=None, repr=False)
    part_of: int = 0


@dataclass(frozen=True)
class Looked(Input):
    """What a frame shows in which nothing was read, about five times a second while somebody tries."""

    look: FrameLook


@dataclass(frozen=True)
class Tapped(Input):
    """Somebody touched the thing that carries ``intent`` and let go inside it."""

    intent: Intent


@dataclass(frozen=True)
class Touched(Input):
    """A finger anywhere on the glass: somebody is there."""


@dataclass(frozen=True)
class Ticked(Input):
    """Time goes on. ``ms`` is monotonic (CLOCK_BOOTTIME), sent about four times a second."""

    ms: int


@dataclass(frozen=True)
class Kept(Input):
    """COMMIT returned for ``ticket``; ``ref`` is the identity of the stored event."""

    ticket: int
    ref: str


@dataclass(frozen=True)
class NotKept(Input):
    """Nothing was stored for ``ticket``; ``code`` says why (K21 full, K22 locked, K23 damaged …)."""

    ticket: int
    code: str


@dataclass(frozen=True)
class PinJudged(Input):
    """Answer to a PIN: ``tries_left`` before the next lock, ``locked_s`` seconds still locked."""

    facilitator: str
    verdict: Literal["right", "wrong", "locked"]
    tries_left: int
    locked_s: int


@dataclass(frozen=True)
class CameraChanged(Input):
    state: Literal["ok", "missing", "off"]


@dataclass(frozen=True)
class SyncChanged(Input):
    """What the sync worker last said. ``problem`` is a code or ''."""

    sent: int
    pending: int
    quarantined: int
    last_contact: str | None
    revoked: bool = False
    problem: str = ""


@dataclass(frozen=True)
class DatabaseProbed(Input):
    """How the kiosk's database stands, told about once a minute. ``problem``: the code why nothing can be kept now,
    '' = a row was written and read just now. ``set_aside``: damaged databases that were replaced since the start, of
    which ``salvaged`` events were still to be sent. ``opened``: there is a database again, and ``resumed`` is the
    session in it that nobody closed."""

    problem: str = ""
    set_aside: int = 0
    salvaged: int = 0
    opened: bool = False
    resumed: OpenSession | None = None


@dataclass(frozen=True)
class CommuneChanged(Input):
    """New roster, thôns, announcements or identity arrived from the commune: read them again."""


@dataclass(frozen=True)
class EnrolmentRequested(Input):
    """The invitation stands where the sync worker finds it; or it could not be kept, and ``code`` says why."""

    code: str = ""


@dataclass(frozen=True)
class PacksChanged(Input):
    """Another version of a lesson pack is installed: what is open goes on, what is opened next is the new one."""


@dataclass(frozen=True)
class StickChanged(Input):
    """The importer wrote something new about the stick: read it again."""


@dataclass(frozen=True)
class Recorded(Input):
    """A recording ended. ``ms`` is its length; 0 = nothing was heard, or the microphone failed."""

    ms: int


@dataclass(frozen=True)
class Broke(Input):
    """Something outside the core failed (a screen, a thread). ``code`` goes on the notice."""

    code: str

