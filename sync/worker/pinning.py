"""The transport under the client: how a server proves who it is (where it may be: ``sync.protocol.addresses``).

Guarantees: with a pin, a TLS connection carries nothing before the
server's public key has been compared with it (the pinned key replaces the certificate authorities, so dates
and names in the certificate do not matter: a kiosk may believe it is 1970). Does not retry or follow
redirects.

    session.mount(base, Transport(pin))

Source of the rules: docs/protocol.md; RFC 7469 section 2.4 (SHA-256 of SubjectPublicKeyInfo).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ssl
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import SSLError

SEND_S = 60.0               # seconds one request may take to leave this machine: 64 kB at 10 kbit/s


def spki_pin(certificate: bytes) -> str:
    """base64 SHA-256 of the SubjectPublicKeyInfo of a DER certificate: what a pin is."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(spki).digest()).decode()


class _PatientHTTP(HTTPConnection):
    """The connect time-out must not also cut off a slow upload, which urllib3 would do."""

    def connect(self) -> None:
        super().connect()
        self.sock.settimeout(SEND_S)


class _PatientHTTPS(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        if self.sock is not None:
            self.sock.settimeout(SEND_S)


class _PinnedHTTPS(_PatientHTTPS):
    pin = ""

    def connect(self) -> None:
        super().connect()
        if not isinstance(self.sock, ssl.SSLSocket):
            raise SSLError("no TLS on this connection")
        certificate = self.sock.getpeercert(binary_form=True)
        if certificate is None or not hmac.compare_digest(spki_pin(certificate), self.pin):
            self.close()
            raise SSLError("the server's key is not the pinned one")
        self.is_verified = True


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _PatientHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PatientHTTPS


def _pinned_pool(pin: str) -> type[HTTPSConnectionPool]:
    connection = type("_Pinned", (_PinnedHTTPS,), {"pin": pin})
    return type("_PinnedPool", (HTTPSConnectionPool,), {"ConnectionCls": connection})


class Transport(HTTPAdapter):
    """Keep-alive connections to one server; ``pin`` is base64 SHA-256 of its public key, or empty."""

    def __init__(self, pin: str = "") -> None:
        self._pin = pin
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *positional: Any, **named: Any) -> None:
        super().init_poolmanager(*positional, **named)
        https = _pinned_pool(self._pin) if self._pin else _HTTPSPool
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": https}

    def send(self, request: Any, *positional: Any, **named: Any) -> Any:
        if self._pin:
            named["verify"] = False  # the pin, compared in _PinnedHTTPS.connect, stands in for the CAs
        return super().send(request, *positional, **named)
