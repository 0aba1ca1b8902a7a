"""Badges as the kiosk reads them: ``BDHVS1:`` + Base45 of 16 secret bytes, a kind byte, a signature.

Offline and pure: the signature is judged by the port ``Signer``. The secret never leaves this module
except to the PIN desk; people are named by ``learner_id``, which cannot be turned back.

    read_badge(b"BDHVS1:...", signer, revoked=frozenset())  ->  Badge | BadgeRefusal

Sources: RFC 9285 (Base45), RFC 8032 (Ed25519), sync.protocol (the commune's end writes the same).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from kiosk.core.i18n import _
from kiosk.core.ports import Signer

PREFIX = b"BDHVS1:"
SECRET_BYTES, SIGNATURE_BYTES = 16, 64
KINDS: dict[int, Role] = {1: "learner", 2: "facilitator", 3: "maintenance"}
PICTURES = ("sen", "lua", "cau", "ca", "trau", "cau-chim", "ngo", "buom", "xoai", "rua")
_ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

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


def base45_decode(text: bytes) -> bytes:
    """RFC 9285 §4, strict.

    Raises:
        ValueError: a character outside the alphabet, a group out of range, a dangling character.
    """
    digits = [_ALPHABET.index(bytes([byte])) for byte in text]
    if len(digits) % 3 == 1:
        raise ValueError("dangling base45 character")
    out = bytearray()
    for start in range(0, len(digits), 3):
        group = digits[start:start + 3]
        number = sum(digit * 45**place for place, digit in enumerate(group))
        out += number.to_bytes(len(group) - 1, "big")  # OverflowError is no ValueError
    return bytes(out)


def learner_id(secret: bytes) -> str:
    """32 hex digits, one-way from the badge's secret (same rule as the commune's)."""
    return hashlib.blake2b(secret, digest_size=16, person=b"bdhvs-learner").hexdigest()


def signed_bytes(secret: bytes, kind: int) -> bytes:
    return b"bdhvs-badge-v1|" + secret + bytes([kind])


def picture_of(learner: str) -> str:
    """File name (without ending) of the picture printed on this learner's badge."""
    return "badge-" + PICTURES[int(learner[:8], 16) % len(PICTURES)]


def picture_name(learner: str) -> str:
    """How the badge's picture is called: "Sen Hồng"."""
    return {
        "sen": _("Sen Hồng"), "lua": _("Lúa Vàng"), "cau": _("Cau Xanh"), "ca": _("Cá Chép Đỏ"),
        "trau": _("Trâu Nâu"), "cau-chim": _("Bồ Câu"), "ngo": _("Ngô Vàng"), "buom": _("Bướm Cam"),
        "xoai": _("Xoài Chín"), "rua": _("Rùa Xanh"),
    }[picture_of(learner).removeprefix("badge-")]


def read_badge(payload: bytes, signer: Signer, revoked: frozenset[str]) -> Badge | BadgeRefusal:
    """Judges a payload that begins with ``BDHVS1:``."""
    try:
        raw = base45_decode(payload.removeprefix(PREFIX))
    except (ValueError, OverflowError):
        return BadgeRefusal("damaged")
    if len(raw) != SECRET_BYTES + 1 + SIGNATURE_BYTES or raw[SECRET_BYTES] not in KINDS:
        return BadgeRefusal("damaged")
    secret, kind, signature = raw[:SECRET_BYTES], raw[SECRET_BYTES], raw[SECRET_BYTES + 1:]
    commune = signer(signed_bytes(secret, kind), signature)
    if commune is None:
        return BadgeRefusal("forged")
    if commune:
        return BadgeRefusal("foreign", commune)
    learner = learner_id(secret)
    return BadgeRefusal("revoked") if learner in revoked else Badge(learner, KINDS[kind], secret)
