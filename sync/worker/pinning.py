"""The transport under the client: which servers may be spoken to, and how they prove who they are.

Guarantees: plain HTTP goes to this machine only; with a pin, a TLS connection carries nothing before the
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
import ipaddress
import ssl
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import SSLError

from sync.protocol.errors import Malformed

SEND_S = 60.0               # seconds one request may take to leave this machine: 64 kB at 10 kbit/s
_DEFAULT_PORTS = {"http": 80, "https": 443}


def spki_pin(certificate: bytes) -> str:
    """base64 SHA-256 of the SubjectPublicKeyInfo of a DER certificate: what a pin is."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(spki).digest()).decode()


def base_url(url: str) -> str:
    """``url`` as requests are signed and sent: lower-case host, no default port, no trailing slash.

    Raises:
        Malformed: not http(s), plain HTTP to another machine, or a URL with credentials, query or fragment.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Malformed("not a server address") from error
    if parts.scheme not in _DEFAULT_PORTS or not host or "@" in parts.netloc or parts.query or parts.fragment:
        raise Malformed("not a server address")
    if parts.scheme == "http" and not _is_loopback(host):
        raise Malformed("plain HTTP is for this machine only: the server's address must be https")
    shown = f"[{host}]" if ":" in host else host
    suffix = "" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{shown}{suffix}{parts.path.rstrip('/')}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


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
