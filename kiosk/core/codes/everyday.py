"""Codes from everyday life: a network's name, a business card, a number to call, a secret, goods, a ticket.

Guarantees: recognised by their standard beginning, nothing of them is kept but a Wi-Fi's name. Its
password, and every other secret, is dropped while reading. Does not call, send, join or save.

    read_everyday("WIFI:T:WPA;S:NhaVanHoa;P:...;;")  ->  Wifi(secured=True)
    read_everyday("tel:0900000000")                  ==  "phone"

Sources: zxing's "Barcode Contents" wiki page, RFC 3966 (tel), RFC 5724 (sms), RFC 6068 (mailto), RFC 5870 (geo),
RFC 6350 (vCard), RFC 5545 (iCalendar), Google Authenticator's key URI, GSMA SGP.22 §4.1 (LPA), CTAP 2.2 §11.5
(FIDO), BIP 21 and EIP 681 (wallets), GS1 General Specifications §5 and §7.9 (goods), IATA Resolution 792 (boarding).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from kiosk.core.codes.text import showable

Everyday = Literal[
    "contact", "phone", "message", "email", "event", "place", "otp_secret", "sign_in", "sim", "crypto", "product",
    "ticket", "digits",
]
SSID_LONGEST = 32
_BEGINNINGS: dict[str, Everyday] = {
    "begin:vcard": "contact", "mecard:": "contact", "bizcard:": "contact",
    "tel:": "phone", "sms:": "message", "smsto:": "message", "mms:": "message", "mmsto:": "message",
    "mailto:": "email", "matmsg:": "email", "begin:vcalendar": "event", "begin:vevent": "event", "geo:": "place",
    "otpauth:": "otp_secret", "otpauth-migration:": "otp_secret", "lpa:1$": "sim",
    "bitcoin:": "crypto", "ethereum:": "crypto", "litecoin:": "crypto", "tron:": "crypto", "solana:": "crypto",
    "bitcoincash:": "crypto", "dogecoin:": "crypto", "monero:": "crypto", "lightning:": "crypto", "wc:": "crypto",
    "fido:/": "sign_in", "]d2": "product", "]q3": "product", "(01)": "product",
}
_SHAPES: dict[Everyday, re.Pattern[str]] = {
    "crypto": re.compile("0x[0-9a-fA-F]{40}|bc1[0-9a-z]{25,80}|T[1-9A-HJ-NP-Za-km-z]{33}"),
    "ticket": re.compile("[MS][1-9][A-Z /.'-]{20}E?[A-Z0-9 ]{7}[A-Z]{6}[\\s\\S]*"),
    "digits": re.compile("[0-9]{1,400}"),
}
_GOODS_LENGTHS = frozenset({8, 13, 14})     # GTIN-12 is left out: a căn cước number has twelve digits too
_WIFI = "wifi:"
_WIFI_FIELD = re.compile(r"([A-Za-z]{1,4}):((?:\\.|[^;\\])*)(?:;|$)")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True)
class Wifi:
    """A network to join. ``network`` is its name, fit to show; the password was never kept."""

    secured: bool
    network: str = field(repr=False, default="")


def read_everyday(text: str) -> Wifi | Everyday | None:
    """None where ``text`` has none of the known beginnings."""
    head = text[:20].lower()
    if head.startswith(_WIFI):
        return _wifi(text[len(_WIFI):])
    begun = next((kind for beginning, kind in _BEGINNINGS.items() if head.startswith(beginning)), None)
    return begun or ("product" if _is_goods_number(text) else _by_shape(text))


def _by_shape(text: str) -> Everyday | None:
    return next((kind for kind, shape in _SHAPES.items() if shape.fullmatch(text)), None)


def _is_goods_number(text: str) -> bool:
    """A GTIN with a right check digit (GS1 General Specifications §7.9): from the right, weights 1, 3, 1, 3 …"""
    if len(text) not in _GOODS_LENGTHS or not _SHAPES["digits"].fullmatch(text):
        return False
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(text))) % 10 == 0


def _wifi(rest: str) -> Wifi:
    fields = {key.upper(): value for key, value in _WIFI_FIELD.findall(rest) if key.upper() in {"S", "T"}}
    name = _ESCAPED.sub(r"\1", fields.get("S", ""))
    return Wifi(fields.get("T", "").lower() not in {"", "nopass"}, showable(name, SSID_LONGEST))
