"""Badges: what stands in their QR, what the commune signs of it, who somebody is, which picture is printed.

Guarantees: the one definition for the commune, which writes badges, and the kiosk, which reads them. A badge is
exactly ``BDHVS1:`` + Base45 of 16 secret bytes, one kind byte and a 64-byte Ed25519 signature over
``badge_signed_bytes``; ``decode_badge`` accepts no other form. Carries no personal data. Neither makes nor judges
signatures: each end has its own library for that.

    text = encode_badge(BadgeContent(secret, BADGE_LEARNER, signature))
    decode_badge(text)  ->  BadgeContent(secret, BADGE_LEARNER, signature)

Source of the rules: docs/protocol.md; RFC 9285 (Base45), RFC 8032 (Ed25519).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final

from sync.protocol import base45
from sync.protocol.errors import Malformed

BADGE_PREFIX: Final = "BDHVS1:"
BADGE_LEARNER, BADGE_FACILITATOR, BADGE_MAINTENANCE = 1, 2, 3
BADGE_KINDS: Final = (BADGE_LEARNER, BADGE_FACILITATOR, BADGE_MAINTENANCE)
SECRET_BYTES, SIGNATURE_BYTES = 16, 64

PICTURE_NAMES: Final = {
    "sen": "Sen Hồng", "lua": "Lúa Vàng", "cau": "Cau Xanh", "ca": "Cá Chép Đỏ", "trau": "Trâu Nâu",
    "cau-chim": "Bồ Câu", "ngo": "Ngô Vàng", "buom": "Bướm Cam", "xoai": "Xoài Chín", "rua": "Rùa Xanh",
}
BADGE_PICTURES: Final = tuple(PICTURE_NAMES)    # their order decides which learner has which picture


@dataclass(frozen=True)
class BadgeContent:
    """What a badge says; the signature is not judged yet. Never log ``secret``."""

    secret: bytes = field(repr=False)
    kind: int
    signature: bytes = field(repr=False)


def encode_badge(content: BadgeContent) -> str:
    """The text of a badge's QR. Raises Malformed where a part has a wrong length or there is no such kind."""
    secret, kind, signature = content.secret, content.kind, content.signature
    if len(secret) != SECRET_BYTES or kind not in BADGE_KINDS or len(signature) != SIGNATURE_BYTES:
        raise Malformed("a badge has 16 secret bytes, a known kind and a signature of 64 bytes")
    return BADGE_PREFIX + base45.encode(secret + bytes([kind]) + signature)


def decode_badge(text: str) -> BadgeContent:
    """The content of a badge's QR.

    Raises:
        Malformed: not a badge, damaged, or of an unknown kind.
    """
    if not text.startswith(BADGE_PREFIX):
        raise Malformed("not a badge")
    raw = base45.decode(text.removeprefix(BADGE_PREFIX))
    if len(raw) != SECRET_BYTES + 1 + SIGNATURE_BYTES or raw[SECRET_BYTES] not in BADGE_KINDS:
        raise Malformed("not a badge")
    return BadgeContent(raw[:SECRET_BYTES], raw[SECRET_BYTES], raw[SECRET_BYTES + 1:])


def badge_signed_bytes(secret: bytes, kind: int) -> bytes:
    """What the commune signs on a badge: 16 random bytes and the kind byte."""
    return b"bdhvs-badge-v1|" + secret + bytes([kind])


def learner_id(secret: bytes) -> str:
    """A badge's person id: one-way from its 16 random bytes, so that neither an event nor a stolen
    card gives a badge back."""
    return hashlib.blake2b(secret, digest_size=16, person=b"bdhvs-learner").hexdigest()


def picture_of(learner: str) -> str:
    """The picture printed on the badge of this learner id: one of BADGE_PICTURES."""
    return BADGE_PICTURES[int(learner[:8], 16) % len(BADGE_PICTURES)]
