"""One definition of how a request is signed and how that signature is judged, used by both ends.

Guarantees: a request that passes ``verify_request`` was signed by the named device's key over exactly its
method, its whole target, and the SHA-256 of its body as sent (after ``Content-Encoding``, also for an empty
body). Neither end's clock matters: ``created`` is carried, never judged. Does not detect replays (an event
sent twice is a ``duplicate``; the nonce is handed back for whoever wants to), nor know who is revoked.

    sign_request(prepared, device, seed, nonce)                               # kiosk
    device, nonce = verify_request(method, url, headers, body, key_of)        # commune

Source of the rules: RFC 9421 (message signatures), RFC 9530 (content-digest), RFC 8032 (Ed25519),
docs/protocol.md. The library accepts a tampered body unless the body is passed to ``verify``: it is, here.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    MappingKeyResolver,
    VerifyResult,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from sync.protocol.errors import Malformed

if TYPE_CHECKING:  # the commune's end judges signatures without loading an HTTP client
    import requests

LABEL = "sig1"
COMPONENTS = ("@method", "@target-uri", "content-digest")
PARAMETERS = frozenset({"created", "keyid", "alg", "nonce"})
NONCE_CHARACTERS = 100      # at most, in a nonce
ANY_CLOCK = datetime.timedelta(days=100 * 365)  # a kiosk may believe it is 1970 or 2040

_COVERED = [f'"{component}"' for component in COMPONENTS] + ['"@signature-params"']


@dataclass(frozen=True)
class _Message:
    method: str
    url: str
    headers: Mapping[str, str]


class _Verifier(HTTPMessageVerifier):
    max_clock_skew = ANY_CLOCK


class _DeviceKeys(HTTPSignatureKeyResolver):
    def __init__(self, key_of: Callable[[str], bytes | None]) -> None:
        self._key_of = key_of

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:
        key = self._key_of(key_id)
        return None if key is None else Ed25519PublicKey.from_public_bytes(key)


def sign_request(prepared: requests.PreparedRequest, device: str, seed: bytes, nonce: str) -> None:
    """Adds Content-Digest, Signature-Input and Signature to ``prepared``.

    Args:
        prepared: the request exactly as it will be sent; ``body`` must be bytes or None.
        device: the device id, becomes ``keyid``.
        seed: 32 bytes, the Ed25519 private seed.
        nonce: fresh and unguessable, 1 to ``NONCE_CHARACTERS`` printable ASCII characters.

    Raises:
        Malformed: the request cannot be signed (streamed body, relative URL, ...).
    """
    key = Ed25519PrivateKey.from_private_bytes(seed)
    signer = HTTPMessageSigner(
        signature_algorithm=algorithms.ED25519,
        key_resolver=MappingKeyResolver(public_keys={}, private_keys={device: key}),
    )
    body = b"" if prepared.body is None else prepared.body
    if not isinstance(body, bytes):
        raise Malformed("only a body of bytes can be signed")
    try:
        signer.sign(
            prepared, key_id=device, nonce=nonce, label=LABEL, covered_component_ids=COMPONENTS, body=body
        )
    except HTTPMessageSignaturesException as error:
        raise Malformed(str(error)) from error


def verify_request(
    method: str, url: str, headers: Mapping[str, str], body: bytes, key_of: Callable[[str], bytes | None]
) -> tuple[str, str]:
    """The device that signed this request, and its nonce.

    Args:
        method: upper case, as received.
        url: absolute, with scheme, host and query as the kiosk wrote them.
        headers: as received; names in any case.
        body: the bytes as received, before undoing ``Content-Encoding``.
        key_of: the raw 32-byte Ed25519 public key of a device id, or None where there is no such device.

    Raises:
        Malformed: no signature, a foreign shape, an unknown device, or anything that does not verify.
    """
    verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=_DeviceKeys(key_of))
    try:
        results = verifier.verify(
            _Message(method, url, headers), max_age=None, require_components=COMPONENTS, body=body
        )
    except HTTPMessageSignaturesException as error:
        raise Malformed(f"signature: {error}") from error
    return _judge(results)


def _judge(results: list[VerifyResult]) -> tuple[str, str]:
    if len(results) != 1 or results[0].label != LABEL:
        raise Malformed(f"signature: exactly one, labelled {LABEL}")
    result = results[0]
    if list(result.covered_components) != _COVERED:
        raise Malformed(f"signature: must cover {COMPONENTS}, in this order")
    if set(result.parameters) != PARAMETERS or result.body is None:
        raise Malformed(f"signature: must have {sorted(PARAMETERS)} and cover the body")
    device, nonce = str(result.parameters["keyid"]), str(result.parameters["nonce"])
    if not 1 <= len(nonce) <= NONCE_CHARACTERS:
        raise Malformed("signature: nonce too short or too long")
    return device, nonce
