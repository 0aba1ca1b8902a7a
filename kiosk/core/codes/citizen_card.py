"""The text on a căn cước: seven fields between bars, in the order of the card, strictly.

Guarantees: a ``CitizenCard`` had 7 to 11 parts, a number of 12 digits, an old paper's number or none, a
name of letters, a birth date or year, a sex and a day of issue, each in its place. Doubts that a genuine
card may raise (``warnings``) never refuse it. The old number, the cancelled number and the parents'
names are not kept. Handles the card of 2021, the card of 2024 and the same text shown by VNeID.

Does not prove that the card is genuine or belongs to who holds it: the number has no check digit.

    read_citizen_card("042048999001||NGUYỄN VĂN MẪU|01011948|Nam|Thôn Mẫu|10052021")  ->  CitizenCard()

Sources: five public parsers that agree on the order (number, old number, name …); Thông tư 16/2024/TT-BCA for
parts 7 to 10; Thông tư 59/2021/TT-BCA for the digits; Quyết định 124/2004/QĐ-TTg for the province codes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kiosk.core.codes.text import BROKEN, repaired, single_spaced, tidy

LIKE_A_CARD = re.compile(r"[0-9]{12}\|")
PARTS = range(7, 12)
OLDEST_BIRTH_YEAR, LATEST_YEAR = 1900, 2099
NAME_LENGTH, ADDRESS_LENGTH = 100, 400
PROVINCES = frozenset((
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44,
    45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87,
    89, 91, 92, 93, 94, 95, 96,
))
_NUMBER = re.compile("[0-9]{3}[0-3][0-9]{8}")       # fourth digit above 3: born after 2099
# CMND of nine digits, of twelve (2012-2016), or an army or police paper's number: letters before or behind some digits
_OLD_NUMBER = re.compile("(?:[A-Za-zĐđ]{0,6}[ ./-]{0,2}[0-9]{6,14}(?:[ ./-]{0,2}[A-Za-zĐđ]{1,6})?)?")
_DATE = re.compile("([0-9]{2})([0-9]{2})([0-9]{4})")
_BIRTH = re.compile("(?:([0-9]{2})([0-9]{2}))?([0-9]{4})")
_SEXES: dict[str, Sex] = {"nam": "male", "nữ": "female"}
_IN_NAMES = frozenset(" -‐‑–.·/()'’‘‛′´`ʼʹˈ＇")
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))

Sex = Literal["male", "female"]
Doubt = Literal["sex", "birth_year", "province", "issued"]
Reason = Literal["parts", "number", "old_number", "name", "birth", "sex", "address", "issued", "encoding"]


@dataclass(frozen=True)
class CitizenCard:
    """What one card says. ``birth_month`` and ``birth_day`` are 0 where the papers give no more.

    Warnings: "sex" and "birth_year" contradict the number, "province" is a code we do not know (new codes
    may exist since the mergers of 2025), "issued" lies before the birth.
    """

    number: str = field(repr=False)
    name: str = field(repr=False)
    birth_year: int = field(repr=False)
    birth_month: int = field(repr=False)
    birth_day: int = field(repr=False)
    sex: Sex = field(repr=False)
    address: str = field(repr=False)
    issued: date = field(repr=False)
    warnings: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class CitizenCardRefusal:
    """Begins like a căn cước but is not one in full; ``reason`` names the first part that is amiss."""

    reason: Reason


def read_citizen_card(text: str) -> CitizenCard | CitizenCardRefusal | None:
    """None where ``text`` does not begin with twelve digits and a bar. ``text`` is as decoded, untouched."""
    if not LIKE_A_CARD.match(tidy(text)):
        return None
    whole = tidy(repaired(text))
    parts = [part.strip() for part in whole.split("|")]
    reason = _refusal(whole, parts)
    if reason:
        return CitizenCardRefusal(reason)
    born, issued = _birth(parts[3]), _day(parts[6])
    if born is None or issued is None:
        return CitizenCardRefusal("issued" if born else "birth")
    sex = _SEXES[parts[4].lower()]
    return CitizenCard(
        parts[0], _name(parts[2]), *born, sex, single_spaced(parts[5]), issued,
        _warnings(parts[0], born[0], sex, issued),
    )


def _refusal(whole: str, parts: list[str]) -> Reason | None:
    """The first part that has not the shape it must have; dates are looked at afterwards."""
    if BROKEN in whole:
        return "encoding"
    if len(parts) not in PARTS:
        return "parts"
    checks: tuple[tuple[Reason, bool], ...] = (
        ("number", bool(_NUMBER.fullmatch(parts[0]))),
        ("old_number", bool(_OLD_NUMBER.fullmatch(parts[1]))),
        ("name", _is_name(_name(parts[2]))),
        ("sex", parts[4].lower() in _SEXES),
        ("address", _is_address(single_spaced(parts[5]))),
    )
    return next((reason for reason, fine in checks if not fine), None)


def _name(text: str) -> str:
    """Single blanks, and none of the characters that nobody sees."""
    return single_spaced(text.translate(_UNSEEN))


def _is_name(name: str) -> bool:
    """Letters and the few signs that stand in names of Việt Nam's peoples; so a number, a date or an
    address in the name's place (six fields, another order) is noticed."""
    return len(name) <= NAME_LENGTH and any(map(str.isalpha, name)) and all(
        sign in _IN_NAMES or unicodedata.category(sign) in {"Lu", "Ll", "Lt", "Lm", "Mn"} for sign in name
    )


def _is_address(address: str) -> bool:
    return len(address) <= ADDRESS_LENGTH and address.isprintable()


def _day(text: str) -> date | None:
    found = _DATE.fullmatch(text)
    return _calendar_day(int(found[3]), int(found[2]), int(found[1])) if found else None


def _calendar_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if OLDEST_BIRTH_YEAR <= year <= LATEST_YEAR else None
    except ValueError:
        return None


def _birth(text: str) -> tuple[int, int, int] | None:
    """Year, month, day; ``00001948`` and ``1948`` are a year alone, ``00051948`` a month of a year."""
    found = _BIRTH.fullmatch(text)
    if not found:
        return None
    year, month, day = int(found[3]), int(found[2] or 0), int(found[1] or 0)
    if (day and not month) or not _calendar_day(year, month or 1, day or 1):
        return None
    return year, month, day


def _warnings(number: str, birth_year: int, sex: Sex, issued: date) -> tuple[Doubt, ...]:
    century_and_sex = int(number[3])
    doubts: tuple[tuple[Doubt, bool], ...] = (
        ("sex", ("male", "female")[century_and_sex % 2] != sex),
        ("birth_year", 1900 + century_and_sex // 2 * 100 + int(number[4:6]) != birth_year),
        ("province", int(number[:3]) not in PROVINCES),
        ("issued", issued.year < birth_year),
    )
    return tuple(warning for warning, doubt in doubts if doubt)
