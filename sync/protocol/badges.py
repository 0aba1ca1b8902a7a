"""Badges: what is signed, who somebody is, which picture."""

from __future__ import annotations

import hashlib

BADGE_PREFIX = "BDHVS1:"
BADGE_LEARNER, BADGE_FACILITATOR, BADGE_MAINTENANCE = 1, 2, 3
BADGE_PICTURES = ("sen", "lua", "cau", "ca", "trau", "cau-chim", "ngo", "buom", "xoai", "rua")


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
