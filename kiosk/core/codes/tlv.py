"""EMVCo's tag-length-value text, and its checksum.

Guarantees: every object is two digits of tag, two digits of length (00 to 99) and exactly so many units; a tag stands
once; nothing is left over. An object of length 00, which some generators write, counts as absent from what a reader
asks for, but is kept here. Does not know what a tag means and does not know whether a unit is a character or a byte:
``units`` gives the text both ways.

    objects("000201010211")  ==  {"00": "01", "01": "11"}
    objects("0002010")       ==  "truncated"

The checksum finds misprints and misreads. It proves nothing about who made the code: whoever sticks
another code over a shop's writes a right checksum too.

Source: EMVCo QR Code Specification for Payment Systems, Merchant-Presented Mode 1.1, §3.2 and §4.7.3.
"""

from __future__ import annotations

import binascii
import re
from typing import Literal

TlvProblem = Literal["tag", "length", "truncated", "duplicate"]
_TWO_DIGITS = re.compile("[0-9]{2}")


def objects(text: str) -> dict[str, str] | TlvProblem:
    """The objects of ``text`` in their order, or what is wrong with it. A unit is one character of ``text``."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        tag, length = text[at:at + 2], text[at + 2:at + 4]
        value = text[at + 4:at + 4 + (int(length) if _TWO_DIGITS.fullmatch(length) else 0)]
        problem = _problem(tag, length, value, found)
        if problem:
            return problem
        found[tag] = value
        at += 4 + len(value)
    return found


def _problem(tag: str, length: str, value: str, before: dict[str, str]) -> TlvProblem | None:
    if len(length) < 2:
        return "truncated"
    if not _TWO_DIGITS.fullmatch(tag):
        return "tag"
    if not _TWO_DIGITS.fullmatch(length):
        return "length"
    if len(value) < int(length):
        return "truncated"
    return "duplicate" if tag in before else None


def units(text: str) -> tuple[str, ...]:
    """``text`` by characters and, where that differs, by the bytes of its UTF-8 (each shown as one Latin-1 letter)."""
    by_bytes = text.encode("utf-8").decode("latin-1")
    return (text,) if by_bytes == text else (text, by_bytes)


def from_bytes(value: str) -> str | None:
    """A value that was counted in bytes, as text again; None where its length cuts a letter."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return None


def checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE (polynomial 1021, start FFFF) of the UTF-8 of ``text``, as four capital hex digits."""
    return f"{binascii.crc_hqx(text.encode('utf-8'), 0xFFFF):04X}"
