"""Who this kiosk is: its enrolment file, and the keys behind it.

Guarantees: ``enrolment.json`` is never half-written and is readable by its owner alone (0600); the key made
for an invitation stays the same until the commune has answered, so that a lost answer can be asked for
again. Does not talk to the network nor decide when to enrol.

    identity = IdentityFile(data)
    seed = identity.key_for(invitation.token)
    identity.enrol(Enrolment(url=..., pin=..., private_key=b64(seed), reply=reply))

Source of the rules: docs/protocol.md; RFC 8032 (Ed25519).
"""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Protocol

import msgspec
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from sync.durable import write_whole
from sync.protocol import (
    Enrolment,
    EnrolRequest,
    Hex32,
    Invitation,
    Record,
    SignedTime,
    proof_bytes,
    time_bytes,
)
from sync.protocol.errors import Malformed, StoreUnusable

ENROLMENT_NAME = "enrolment.json"
PENDING_NAME = "enrolment.pending.json"
KEY_BYTES = 32


class PendingKey(Record, frozen=True):
    """The key made for an invitation that nobody has answered yet."""

    token: Hex32
    private_key: str


class Identity(Protocol):
    """Where the kiosk's identity is kept."""

    def read(self) -> Enrolment | None:
        """The enrolment, or None where there is none yet. Raises StoreUnusable where it is unreadable."""

    def key_for(self, token: str) -> bytes:
        """The 32-byte seed for this invitation: the same one until ``enrol`` or ``forget_key``."""

    def enrol(self, enrolment: Enrolment) -> None:
        """Keeps the enrolment, durably, and forgets the pending key."""

    def forget_key(self) -> None:
        """Forgets the pending key: its invitation was refused."""


class IdentityFile:
    """The identity in the data folder of a kiosk."""

    def __init__(self, data: Path) -> None:
        self._enrolment = data / ENROLMENT_NAME
        self._pending = data / PENDING_NAME

    def read(self) -> Enrolment | None:
        raw = _read(self._enrolment)
        if raw is None:
            return None
        try:
            return msgspec.json.decode(raw, type=Enrolment)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise StoreUnusable(f"{ENROLMENT_NAME}: not an enrolment") from error

    def key_for(self, token: str) -> bytes:
        kept = self._pending_key()
        if kept is not None and kept.token == token:
            return unb64(kept.private_key)
        seed = bytes(SigningKey.generate())
        write_private(self._pending, msgspec.json.encode(PendingKey(token, b64(seed))))
        return seed

    def enrol(self, enrolment: Enrolment) -> None:
        write_private(self._enrolment, msgspec.json.encode(enrolment))
        self.forget_key()

    def forget_key(self) -> None:
        try:
            self._pending.unlink(missing_ok=True)
        except OSError as error:
            raise StoreUnusable(f"{PENDING_NAME}: {error.strerror}") from error

    def _pending_key(self) -> PendingKey | None:
        raw = _read(self._pending)
        if raw is None:
            return None
        try:
            return msgspec.json.decode(raw, type=PendingKey)
        except (msgspec.ValidationError, msgspec.DecodeError):
            return None  # an unreadable pending key is worth nothing: a new one is made over it


def write_private(path: Path, content: bytes) -> None:
    """Replaces ``path`` whole or not at all, mode 0600.

    Raises:
        StoreUnusable: the disk refused.
    """
    try:
        write_whole(path, content)
    except OSError as error:
        raise StoreUnusable(f"{path.name}: {error.strerror}") from error


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreUnusable(f"{path.name}: {error.strerror}") from error


def ask_to_enrol(invitation: Invitation, seed: bytes) -> EnrolRequest:
    """The request that proves possession of the key made from ``seed``."""
    key = SigningKey(seed)
    public = b64(bytes(key.verify_key))
    proof = key.sign(proof_bytes(invitation.token, public)).signature
    return EnrolRequest(token=invitation.token, public_key=public, proof=b64(proof))


def check_time(signed: SignedTime, nonce: str, server_key: str) -> None:
    """That the commune itself signed this moment, for this question.

    Raises:
        Malformed: another nonce, another key, or no signature at all.
    """
    if signed.nonce != nonce:
        raise Malformed("signed time answers another question")
    try:
        VerifyKey(unb64(server_key)).verify(time_bytes(signed.utc, nonce), unb64(signed.signature))
    except (CryptoError, ValueError) as error:
        raise Malformed("signed time: the signature does not verify") from error


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def unb64(text: str) -> bytes:
    """Raises Malformed where ``text`` is not base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("not base64") from error
