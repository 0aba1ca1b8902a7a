"""Addresses of the network. They are never opened; at most the true host is shown, so that one can see
where a code would lead.

Guarantees: ``Link.host`` is ASCII of at most 40 characters without controls; letters of other scripts show
as punycode, so no look-alike letter passes; the right end is kept, because that is what somebody owns.
Does not judge a host and does not look it up.

    read_link("https://vidu-ngan-hang.vn@xau.example/x")  ->  Link with host "xau.example"

Sources: RFC 3986 §3.2, RFC 3492; the WHATWG URL standard for "\\" and for what browsers forgive.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

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


@dataclass(frozen=True)
class Link:
    """Where it would lead, fit to show; '' where it names no host."""

    host: str = field(repr=False)


def read_link(text: str) -> Link | None:
    """None where ``text`` is no address."""
    if _WITHOUT_HOST.match(text):
        return Link("")
    scheme = _SCHEME.match(text)
    if scheme:
        return Link(safe_host(text[scheme.end():]))
    bare = _BARE.fullmatch(text)
    if (bare and _ENDS.fullmatch(bare[1])) or _WWW.match(text):
        return Link(safe_host(text))
    return None


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
