"""A publisher's private key as a file that is worth nothing without its passphrase.

Guarantees: the key on disk is encrypted PKCS8; its password is stretched by scrypt first (the writer's own
PBKDF2 has 2,048 rounds, a second's work for a thief); the passphrase is NFC, so that every keyboard types
the same one. Does not ask for passphrases and does not choose places.

    text = sealed(Ed25519PrivateKey.generate(), "bốn từ dễ nhớ")
    opened(text, "bốn từ dễ nhớ")
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from kiosk.core.errors import KeyTrouble

COST: Final = 17                        # log2 of scrypt's N: 128 MiB, under a second
MAX_COST: Final = 20
BLOCK: Final = 8                        # scrypt's r
MAX_KEY: Final = 10_000                # bytes of a key file
_HEAD: Final = re.compile(
    rb"\Ascrypt ([0-9]{1,2}) ([0-9a-f]{32})\n(-----BEGIN ENCRYPTED PRIVATE KEY-----\n.*)", re.DOTALL)


def sealed(key: Ed25519PrivateKey, passphrase: str, cost: int = COST) -> bytes:
    """The file's content: one line for scrypt (``cost`` is log2 of N), then the PEM."""
    salt = os.urandom(16)
    encryption = BestAvailableEncryption(_stretched(passphrase, salt, cost))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    return f"scrypt {cost} {salt.hex()}\n".encode() + pem


def opened(text: bytes, passphrase: str) -> Ed25519PrivateKey | None:
    """The key; None where the passphrase is another. Raises KeyTrouble for what is no key of ours."""
    found = _HEAD.match(text)
    if not found or int(found[1]) > MAX_COST:
        raise KeyTrouble("tệp khóa hỏng, hoặc không phải do kiosk packs keygen viết ra")
    password = _stretched(passphrase, bytes.fromhex(found[2].decode()), int(found[1]))
    try:
        key = load_pem_private_key(found[3], password)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, Ed25519PrivateKey) else None


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    room = 256 * BLOCK * (1 << cost)    # twice what scrypt needs
    words = unicodedata.normalize("NFC", passphrase).encode()
    return hashlib.scrypt(words, salt=salt, n=1 << cost, r=BLOCK, p=1, maxmem=room, dklen=32).hex().encode()
