"""Which server addresses a kiosk may speak to, and how they are written.

    base_url("https://XA-MAU.example:443/")     ->  "https://xa-mau.example"
    host_of("https://xa-mau.example:8443/so")   ->  "xa-mau.example:8443"

Source of the rules: docs/protocol.md "Transport"; RFC 3986.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

from sync.protocol.errors import Malformed

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_HOST: Final = re.compile(r"[a-z0-9._:-]{1,253}")      # other letters travel as punycode (RFC 3492)


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
    if parts.scheme not in _DEFAULT_PORTS or not _HOST.fullmatch(host):
        raise Malformed("not a server address")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise Malformed("more than a server address")
    if parts.scheme == "http" and not _is_loopback(host):
        raise Malformed("plain HTTP is for this machine only: the server's address must be https")
    shown = f"[{host}]" if ":" in host else host
    suffix = "" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{shown}{suffix}{parts.path.rstrip('/')}"


def host_of(url: str) -> str:
    """The host, and its port where it is not the usual one: what a person compares. Raises Malformed."""
    return urlsplit(base_url(url)).netloc


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
