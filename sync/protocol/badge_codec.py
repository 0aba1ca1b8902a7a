"""What stands in a badge's QR, and the box that a facilitator's badge and PIN open together.

Guarantees: a payload made here is exactly ``BDHVS1:`` + Base45 of 16 secret bytes, one kind byte and the
commune's 64-byte Ed25519 signature over ``protocol.badge_signed_bytes``; ``read_payload`` accepts nothing
else. Carries no personal data. Does not draw cards, choose secrets, or know who is revoked.

    text = badge_payload(secret, BADGE_LEARNER, SigningKey(seed))
    read_payload(text, SigningKey(seed).verify_key)  ->  BadgeContent(secret, BADGE_LEARNER)

Source of the rules: RFC 9285 (Base45), RFC 8032 (Ed25519), RFC 9106 (Argon2id), sync.protocol.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field

import nacl.pwhash.argon2id
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.secret import SecretBox
from nacl.signing import SigningKey, VerifyKey

from sync.protocol import (
    BADGE_FACILITATOR,
    BADGE_LEARNER,
    BADGE_MAINTENANCE,
    BADGE_PREFIX,
    badge_signed_bytes,
)
from sync.protocol.errors import Malformed

SECRET_BYTES, SIGNATURE_BYTES, SALT_BYTES, KEY_BYTES = 16, 64, 16, 32
ARGON_PASSES = 3
ARGON_BYTES = 64 * 1024 * 1024

PICTURE_NAMES = {
    "sen": "Sen Hồng", "lua": "Lúa Vàng", "cau": "Cau Xanh", "ca": "Cá Chép Đỏ", "trau": "Trâu Nâu",
    "cau-chim": "Bồ Câu", "ngo": "Ngô Vàng", "buom": "Bướm Cam", "xoai": "Xoài Chín", "rua": "Rùa Xanh",
}

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS = (1, 45, 45 * 45)
_KINDS = (BADGE_LEARNER, BADGE_FACILITATOR, BADGE_MAINTENANCE)


@dataclass(frozen=True)
class BadgeContent:
    """What a genuine badge says. Never log ``secret``."""

    secret: bytes = field(repr=False)
    kind: int


def base45_encode(raw: bytes) -> str:
    """RFC 9285 section 3: two bytes become three characters, a last single byte becomes two."""
    return "".join(_group(raw[start:start + 2]) for start in range(0, len(raw), 2))


def _group(pair: bytes) -> str:
    high, low = divmod(int.from_bytes(pair, "big"), 45)
    if len(pair) == 1:
        return _ALPHABET[low] + _ALPHABET[high]
    highest, middle = divmod(high, 45)
    return _ALPHABET[low] + _ALPHABET[middle] + _ALPHABET[highest]


def base45_decode(text: str) -> bytes:
    """RFC 9285 section 4, strict.

    Raises:
        Malformed: a foreign character, a group above its range, a dangling character.
    """
    if len(text) % 3 == 1:
        raise Malformed("base45: dangling character")
    try:
        return b"".join(_ungroup(text[start:start + 3]) for start in range(0, len(text), 3))
    except KeyError as error:
        raise Malformed("base45: foreign character") from error
    except OverflowError as error:
        raise Malformed("base45: group out of range") from error


def _ungroup(group: str) -> bytes:
    number = sum(_VALUES[character] * weight for character, weight in zip(group, _WEIGHTS, strict=False))
    return number.to_bytes(len(group) - 1, "big")


def badge_payload(secret: bytes, kind: int, signing_key: SigningKey) -> str:
    """The text of a badge's QR.

    Args:
        secret: 16 bytes, random; whoever knows them holds the badge.
        kind: BADGE_LEARNER, BADGE_FACILITATOR or BADGE_MAINTENANCE.
        signing_key: the commune's badge key.

    Raises:
        Malformed: ``secret`` is not 16 bytes, or no such kind.
    """
    if len(secret) != SECRET_BYTES or kind not in _KINDS:
        raise Malformed("a badge has 16 secret bytes and a known kind")
    signature = signing_key.sign(badge_signed_bytes(secret, kind)).signature
    return BADGE_PREFIX + base45_encode(secret + bytes([kind]) + signature)


def read_payload(text: str, verify_key: VerifyKey) -> BadgeContent:
    """The content of a genuine badge.

    Raises:
        Malformed: not a badge, damaged, of an unknown kind, or not signed by this commune.
    """
    if not text.startswith(BADGE_PREFIX):
        raise Malformed("not a badge")
    raw = base45_decode(text.removeprefix(BADGE_PREFIX))
    if len(raw) != SECRET_BYTES + 1 + SIGNATURE_BYTES or raw[SECRET_BYTES] not in _KINDS:
        raise Malformed("not a badge")
    secret, kind, signature = raw[:SECRET_BYTES], raw[SECRET_BYTES], raw[SECRET_BYTES + 1:]
    try:
        verify_key.verify(badge_signed_bytes(secret, kind), signature)
    except BadSignatureError as error:
        raise Malformed("badge not signed by this commune") from error
    return BadgeContent(secret, kind)


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
