"""The proxy in front of this server: whose headers are believed, who the client behind it is, and what it forgot.

Guarantees: ``X-Forwarded-For`` and ``X-Forwarded-Proto`` count only from an address that the settings name; from
anybody else they are removed before anything reads them. The client's address is the last one in the chain that is no
trusted proxy's, so nobody can put another in front. A proxy that forgets a header is told of by the header's name.

Source of the rules: docs/settings.md "Behind a TLS proxy"; RFC 7239 section 8 (forged headers).
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

FORWARDED: Final = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT",
                    "HTTP_FORWARDED")
MAX_HOPS: Final = 20
LOOPBACK_NAMES: Final = ("127.0.0.1", "localhost", "::1")
_log = logging.getLogger(__name__)


class ForwardedHeaders:
    """Middleware before all others: REMOTE_ADDR is the client's from here on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        peer, trusted = str(request.META.get("REMOTE_ADDR", "")), networks(settings.TRUSTED_PROXIES)
        if settings.BEHIND_TLS_PROXY and is_trusted(peer, trusted):
            chain = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
            request.META["REMOTE_ADDR"] = client_address(peer, chain, trusted)
        else:
            for header in FORWARDED:
                request.META.pop(header, None)
        return self._get_response(request)


def networks(texts: Sequence[str]) -> list[IpNetwork]:
    """Raises ValueError for what is no address and no network."""
    return [ipaddress.ip_network(text) for text in texts]


def is_trusted(address: str, trusted: Sequence[IpNetwork]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in trusted)


def client_address(peer: str, chain: str, trusted: Sequence[IpNetwork]) -> str:
    """Who asked, by the header of a trusted ``peer``: the last hop that is no trusted proxy; ``peer`` without one."""
    for hop in reversed([hop.strip() for hop in chain.split(",")][-MAX_HOPS:]):
        if hop and not is_trusted(hop, trusted):
            return hop
    return peer


def forgotten_headers(request: HttpRequest) -> str:
    """The header that the proxy in front did not pass on, as far as the request shows; "" where none is missing."""
    if settings.BEHIND_TLS_PROXY and not request.is_secure():
        return "X-Forwarded-Proto"
    seen = urlsplit(request.headers.get("Origin") or request.headers.get("Referer") or "")
    host = str(request.META.get("HTTP_HOST", ""))
    if not seen.netloc or seen.netloc == host:
        return "X-Forwarded-Proto" if seen.netloc and seen.scheme != request.scheme else ""
    ours = seen.hostname in settings.PUBLIC_HOSTS or urlsplit(f"//{host}").hostname in LOOPBACK_NAMES
    return "Host" if ours else ""       # another site's form is nothing of the proxy's


def forgotten_sentence(header: str) -> str:
    """For whoever set the server up; logged too, without anything of the request."""
    _log.warning("the proxy in front does not pass %s on, see docs/settings.md", header)
    return _(
        "Máy chủ trung gian (proxy) chưa chuyển tiếp dòng {header} cho máy chủ xã, nên chưa đăng nhập được. "
        "Mời báo người quản trị xem mục “Behind a TLS proxy” trong docs/settings.md.").format(header=header)
