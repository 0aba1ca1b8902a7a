"""Addresses of the network. They are never opened; at most the true host is shown, so that one can see
where a code would lead.

Guarantees: ``Link.host`` is ASCII of at most 40 characters without controls; letters of other scripts show
as punycode, so no look-alike letter passes; the right end is kept, because that is what somebody owns.
``leads_to`` sorts them by what they are for, by the host alone where that tells it; it is no judgement and nothing is
looked up.

    read_link("https://vidu-ngan-hang.vn@xau.example/x")  ->  Link with host "xau.example"

Sources: RFC 3986 §3.2, RFC 3492; the WHATWG URL standard for "\\" and for what browsers forgive.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

LeadsTo = Literal["web", "short", "store", "zalo", "facebook", "invoice", "product", "sign_in", "app"]

HOST_SHOWN = 40             # characters
HOST_LONGEST = 253          # RFC 1035 §2.3.4
_SCHEME = re.compile(r"https?:[/\\]*|[a-z][a-z0-9+.\-]{1,30}:[/\\]{2,}", re.IGNORECASE)
_WITHOUT_HOST = re.compile(r"(?:javascript|data|intent|file|market|blob|about):\S", re.IGNORECASE)
_WWW = re.compile(r"www\.\S", re.IGNORECASE)
_BARE = re.compile(r"(?:[\w\-]{1,63}\.){1,10}([a-z]{2,18})(?::[0-9]{1,5})?(?:[/?#]\S*)?", re.IGNORECASE)
_AUTHORITY_END = re.compile(r"[/\\?# ]")
_PORT = re.compile(r":[0-9]*$")
# Ends that stand on posters and shop signs; "xin.chao" is no address.
_ENDS = re.compile(
    "vn|com|net|org|edu|gov|info|biz|xyz|top|io|co|me|app|dev|shop|store|online|site|website|link|club|vip|asia|pro|ly|gl|"
    "gd|to|cc|tv|ru|cn|us|uk|eu|de|fr|jp|kr|sg|th|tk|ml|ga|cf|gq|pw|icu|page|click|live|fun|mobi|name|today",
    re.IGNORECASE,
)

_WEB = re.compile("https?:", re.IGNORECASE)
_STORE_SCHEMES = ("market:", "itms-apps:", "itms-appss:", "itms:")
_HOSTS: dict[str, LeadsTo] = {
    **dict.fromkeys(("bit.ly", "tinyurl.com", "t.co", "goo.gl", "is.gd", "ow.ly", "cutt.ly", "rb.gy", "s.id", "t.ly",
                     "me-qr.com", "qrco.de", "q-r.to", "byvn.net", "shorturl.at", "rebrand.ly", "lnkd.in", "bom.so",
                     "by.com.vn", "shope.ee", "s.shopee.vn", "tiny.cc", "v.gd", "buff.ly", "linktr.ee"), "short"),
    **dict.fromkeys(("play.google.com", "apps.apple.com", "itunes.apple.com", "appgallery.huawei.com",
                     "galaxy.store", "onelink.me", "app.link", "page.link"), "store"),
    **dict.fromkeys(("zalo.me", "zaloapp.com", "zalo.vn", "zalo.com"), "zalo"),
    **dict.fromkeys(("facebook.com", "fb.com", "fb.me", "m.me", "messenger.com", "fb.watch"), "facebook"),
    **dict.fromkeys(("hoadondientu.gdt.gov.vn", "meinvoice.vn", "sinvoice.viettel.vn", "vinvoice.viettel.vn",
                     "vnpt-invoice.com.vn", "easyinvoice.vn", "einvoice.vn"), "invoice"),
}
_GS1_LINK = re.compile(r"/(?:01|gtin)/[0-9]{8,14}(?:[/?#]|$)")
_SIGN_IN = re.compile(r"[/.?#](?:log-?in|sign-?in|qr-?login|dang-?nhap|oauth2?|authorize)(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    """Where it would lead, fit to show; '' where it names no host."""

    host: str = field(repr=False)
    leads_to: LeadsTo = "web"


def read_link(text: str) -> Link | None:
    """None where ``text`` is no address."""
    if _WITHOUT_HOST.match(text):
        return Link("", "store" if text.lower().startswith("market:") else "app")
    scheme = _SCHEME.match(text)
    if scheme:
        host = safe_host(text[scheme.end():])
        return Link(host, _leads_to(host, text) if _WEB.match(text) else _of_scheme(scheme[0]))
    bare = _BARE.fullmatch(text)
    if (bare and _ENDS.fullmatch(bare[1])) or _WWW.match(text):
        host = safe_host(text)
        return Link(host, _leads_to(host, text))
    return None


def _of_scheme(scheme: str) -> LeadsTo:
    return "store" if scheme.lower().startswith(_STORE_SCHEMES) else "app"


def _leads_to(host: str, text: str) -> LeadsTo:
    """By the host or a domain above it, else by the path."""
    labels = host.split(".")
    for start in range(len(labels)):
        known = _HOSTS.get(".".join(labels[start:]))
        if known:
            return known
    if _GS1_LINK.search(text):
        return "product"
    return "sign_in" if _SIGN_IN.search(text) else "web"


def safe_host(rest: str) -> str:
    """The host at the head of ``rest`` (what follows the scheme), fit to show."""
    authority = _AUTHORITY_END.split(rest, maxsplit=1)[0]
    host = _PORT.sub("", authority.rpartition("@")[2])
    host = unicodedata.normalize("NFKC", host[-HOST_LONGEST:]).replace("。", ".").lower()[-HOST_LONGEST:]
    shown = ".".join(_ascii_label(label) for label in host.split("."))
    return shown if len(shown) <= HOST_SHOWN else "..." + shown[3 - HOST_SHOWN:]


def _ascii_label(label: str) -> str:
    """A label of other scripts as punycode; what cannot stand in a host becomes "?"."""
    plain = "".join(sign if sign.isalnum() or sign in "-_[]:" or unicodedata.combining(sign) else "?" for sign in label)
    return plain if plain.isascii() else "xn--" + plain.encode("punycode").decode("ascii")
