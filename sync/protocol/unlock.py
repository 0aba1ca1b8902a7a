"""The box that a facilitator's badge and PIN open together: in it lies the key of the roster.

Guarantees: one derivation for the commune, which seals the box, and the kiosk, which opens it; neither the badge
alone nor the PIN alone opens anything. Does not count tries: the kiosk's store does.

    unlock = seal_unlock(roster_key, secret, "246810", salt)
    open_unlock(unlock, secret, "246810", salt)  ->  roster_key

Source of the rules: RFC 9106 (Argon2id), RFC 7693 (BLAKE2), docs/protocol.md.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

import nacl.pwhash.argon2id
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from sync.protocol.errors import Malformed

SALT_BYTES, KEY_BYTES = 16, 32
ARGON_PASSES: Final = 3
ARGON_BYTES: Final = 64 * 1024 * 1024


def unlock_key(secret: bytes, pin: str, salt: bytes) -> bytes:
    """The 32-byte key that a badge and its PIN make together.

    BLAKE2b with ``digest_size=32`` and ``key=secret``, no salt and no personalisation, over the 32 bytes of
    Argon2id v1.3 (libsodium ``crypto_pwhash_argon2id``: 1 lane, 3 passes, 64 MiB) of the PIN's UTF-8 bytes
    under ``salt``. Neither the badge alone nor the PIN alone opens anything.

    Args:
        secret: the badge's 16 bytes.
        pin: six digits as typed.
        salt: 16 random bytes, one for each facilitator.
    """
    stretched: bytes = nacl.pwhash.argon2id.kdf(
        KEY_BYTES, pin.encode(), salt, opslimit=ARGON_PASSES, memlimit=ARGON_BYTES
    )
    return hashlib.blake2b(stretched, key=secret, digest_size=KEY_BYTES).digest()


def seal_unlock(roster_key: bytes, secret: bytes, pin: str, salt: bytes) -> str:
    """``Facilitator.unlock``: base64 of SecretBox (24-byte random nonce first) of ``roster_key``."""
    sealed = SecretBox(unlock_key(secret, pin, salt)).encrypt(roster_key)
    return base64.b64encode(sealed).decode()


def open_unlock(unlock: str, secret: bytes, pin: str, salt: bytes) -> bytes:
    """The roster key in the box.

    Raises:
        Malformed: another badge, another PIN, or a damaged box.
    """
    try:
        sealed = base64.b64decode(unlock, validate=True)
        return SecretBox(unlock_key(secret, pin, salt)).decrypt(sealed)
    except (CryptoError, ValueError) as error:
        raise Malformed("this badge and PIN do not open the box") from error
