"""How the commune proves that an answer is its own, used by both ends.

Guarantees: an answer that passes ``check_answer`` was signed by the commune's server key for exactly this request (its
nonce, which the device's own signature covers together with the body), this status and these bytes. An answer to
another request, of another server, or changed on the way does not pass. Needs no clock.

    headers[ANSWER_HEADER] = sign_answer(seed, nonce, 200, body)                  # commune
    check_answer(server_key, nonce, 200, body, headers.get(ANSWER_HEADER, ""))    # kiosk

Source of the rules: docs/protocol.md "Answers"; RFC 8032 (Ed25519).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Final

from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from sync.protocol.errors import Unproven

ANSWER_HEADER: Final = "Commune-Signature"     # base64 Ed25519 signature of answer_bytes


def answer_bytes(nonce: str, status: int, body: bytes) -> bytes:
    """What is signed. ``body`` is as read after undoing ``Content-Encoding``."""
    return f"bdhvs-answer-v1|{nonce}|{status}|{hashlib.sha256(body).hexdigest()}".encode()


def sign_answer(seed: bytes, nonce: str, status: int, body: bytes) -> str:
    """The header's value; ``seed`` is the commune's server key (32 bytes)."""
    return base64.b64encode(SigningKey(seed).sign(answer_bytes(nonce, status, body)).signature).decode()


def check_answer(server_key: str, nonce: str, status: int, body: bytes, signature: str) -> None:
    """That the commune itself gave this answer to the request of this nonce.

    Args:
        server_key: base64 Ed25519 public key, as enrolment brought it.
        signature: the header's value, empty where there is none.

    Raises:
        Unproven: no signature, or one that does not verify.
    """
    if not signature:
        raise Unproven("the answer bears no signature of the commune")
    try:
        key = VerifyKey(base64.b64decode(server_key, validate=True))
        key.verify(answer_bytes(nonce, status, body), base64.b64decode(signature, validate=True))
    except (CryptoError, binascii.Error, ValueError, TypeError) as error:
        raise Unproven("the answer's signature is not the commune's") from error
