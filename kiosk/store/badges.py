"""Who signed this badge?

Guarantees: names a commune only for an Ed25519 signature by that commune's badge key; anything malformed is
None, never an error. Does not take a badge's text apart (the core does) and does not fetch keys.

    signer = BadgeSigner(identity.badge_key, commune.neighbours)
    signer(badge_signed_bytes(secret, kind), signature)     # '' = our commune

Source of the rules: docs/protocol.md "Badges"; RFC 8032.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping

from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey


class BadgeSigner:
    """``kiosk.core.ports.Signer``. ``key`` gives our commune's base64 public key, or None before
    enrolment; ``neighbours`` gives other communes' keys by name. Both are asked at every badge."""

    def __init__(
        self, key: Callable[[], str | None], neighbours: Callable[[], Mapping[str, str]]
    ) -> None:
        self._key = key
        self._neighbours = neighbours

    def __call__(self, signed: bytes, signature: bytes) -> str | None:
        ours = self._key()
        if ours is not None and _verifies(ours, signed, signature):
            return ""
        others = self._neighbours().items()
        return next((name for name, key in others if _verifies(key, signed, signature)), None)


def _verifies(key: str, signed: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(base64.b64decode(key, validate=True)).verify(signed, signature)
    except (CryptoError, binascii.Error, ValueError):
        return False
    return True
