"""Codes from everyday life: a network's name, a business card, a number to call, a secret.

Guarantees: recognised by their standard beginning, nothing of them is kept but a Wi-Fi's name. Its
password, and every other secret, is dropped while reading. Does not call, send, join or save.

    read_everyday("WIFI:T:WPA;S:NhaVanHoa;P:...;;")  ->  Wifi(secured=True)
    read_everyday("tel:0900000000")                  ==  "phone"

Sources: zxing's "Barcode Contents" wiki page, RFC 3966 (tel), RFC 5724 (sms), RFC 6068 (mailto), RFC 5870 (geo),
RFC 6350 (vCard), RFC 5545 (iCalendar), Google Authenticator's key URI, GSMA SGP.22 §4.1 (LPA).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from kiosk.core.codes.text import showable

Everyday = Literal["contact", "phone", "message", "email", "event", "place", "otp_secret", "sim", "payment"]
SSID_LONGEST = 32
_BEGINNINGS: dict[str, Everyday] = {
    "begin:vcard": "contact", "mecard:": "contact", "bizcard:": "contact",
    "tel:": "phone", "sms:": "message", "smsto:": "message", "mms:": "message", "mmsto:": "message",
    "mailto:": "email", "matmsg:": "email", "begin:vcalendar": "event", "begin:vevent": "event", "geo:": "place",
    "otpauth:": "otp_secret", "otpauth-migration:": "otp_secret", "lpa:1$": "sim",
    "bitcoin:": "payment", "ethereum:": "payment",
}
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
    return next((kind for beginning, kind in _BEGINNINGS.items() if head.startswith(beginning)), None)


def _wifi(rest: str) -> Wifi:
    fields = {key.upper(): value for key, value in _WIFI_FIELD.findall(rest) if key.upper() in {"S", "T"}}
    name = _ESCAPED.sub(r"\1", fields.get("S", ""))
    return Wifi(fields.get("T", "").lower() not in {"", "nopass"}, showable(name, SSID_LONGEST))
