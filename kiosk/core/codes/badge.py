"""Badges as the kiosk reads them: ``BDHVS1:`` + Base45 of 16 secret bytes, a kind byte, a signature.

Offline and pure: the signature is judged by the port ``Signer``. The secret never leaves this module
except to the PIN desk; people are named by ``learner_id``, which cannot be turned back.

    read_badge(b"BDHVS1:...", signer, revoked=frozenset())  ->  Badge | BadgeRefusal

The format has its one definition in ``sync.protocol.badges``, by which the commune writes. Signature: RFC 8032.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kiosk.core.i18n import _
from kiosk.core.ports import Signer
from sync.protocol.badges import (
    BADGE_FACILITATOR,
    BADGE_LEARNER,
    BADGE_MAINTENANCE,
    BADGE_PREFIX,
    PICTURE_NAMES,
    badge_signed_bytes,
    decode_badge,
    learner_id,
)
from sync.protocol.badges import picture_of as printed_picture
from sync.protocol.errors import Malformed

PREFIX = BADGE_PREFIX.encode()
KINDS: dict[int, Role] = {BADGE_LEARNER: "learner", BADGE_FACILITATOR: "facilitator", BADGE_MAINTENANCE: "maintenance"}

Role = Literal["learner", "facilitator", "maintenance"]


@dataclass(frozen=True)
class Badge:
    """A genuine badge of this commune. ``secret`` unlocks a facilitator's box; never log it."""

    learner: str
    role: Role
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class BadgeRefusal:
    """Why a badge-like code is not accepted; ``commune`` names a foreign badge's home."""

    reason: Literal["damaged", "forged", "foreign", "revoked"]
    commune: str = ""


def picture_of(learner: str) -> str:
    """File name (without ending) of the picture printed on this learner's badge."""
    return f"badge-{printed_picture(learner)}"


def picture_name(learner: str) -> str:
    """How the badge's picture is called: "Sen Hồng"."""
    return _(PICTURE_NAMES[printed_picture(learner)])


def read_badge(payload: bytes, signer: Signer, revoked: frozenset[str]) -> Badge | BadgeRefusal:
    """Judges a payload that begins with ``BDHVS1:``."""
    try:
        content = decode_badge(payload.decode("ascii"))
    except (Malformed, UnicodeDecodeError):
        return BadgeRefusal("damaged")
    commune = signer(badge_signed_bytes(content.secret, content.kind), content.signature)
    if commune is None:
        return BadgeRefusal("forged")
    if commune:
        return BadgeRefusal("foreign", commune)
    learner = learner_id(content.secret)
    if learner in revoked:
        return BadgeRefusal("revoked")
    return Badge(learner, KINDS[content.kind], content.secret)
