"""Two look-alikes of the căn cước, recognised and at once forgotten: nothing of them is kept.

    read_look_alike("HT2423800000000|4D...|01/01/1948|1|...")  ==  "health_insurance"

Sources: public hospital code that splits the paper card (card number, name in hexadecimal UTF-8, birth,
1 or 2, address in hexadecimal, first clinic, from, to …); the format of the personal Covid code
(number, name, YYYY-MM-DD, 0 or 1, QID, EXT) as a school published it.
"""

from __future__ import annotations

import re
from typing import Literal

INSURANCE_PARTS = 8
COVID_PARTS = 5
_INSURANCE_NUMBER = re.compile("[A-Z]{2}[0-9]{13}|[0-9]{10}|[0-9]{12}")
_BIRTH = re.compile("[0-9]{2}/[0-9]{2}/[0-9]{4}|[0-9]{4}")
_ISO_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PAPER_NUMBER = re.compile("[0-9A-Za-z]{6,20}")


def read_look_alike(text: str) -> Literal["health_insurance", "covid"] | None:
    """Which of the two ``text`` is, or neither. Asked before the căn cước: both may begin with 12 digits."""
    parts = [part.strip() for part in text.split("|")]
    if len(parts) >= INSURANCE_PARTS and _is_insurance(parts):
        return "health_insurance"
    return "covid" if len(parts) >= COVID_PARTS and _is_covid(parts) else None


def _is_insurance(parts: list[str]) -> bool:
    number, name, birth, sex, *_rest = parts
    return bool(
        _INSURANCE_NUMBER.fullmatch(number) and _BIRTH.fullmatch(birth) and sex in {"1", "2"} and _is_hex_text(name)
    )


def _is_hex_text(text: str) -> bool:
    try:
        return any(map(str.isalpha, bytes.fromhex(text).decode("utf-8")))
    except ValueError:
        return False


def _is_covid(parts: list[str]) -> bool:
    number, name, birth, sex, *_rest = parts
    return bool(
        _PAPER_NUMBER.fullmatch(number) and name and _ISO_DAY.fullmatch(birth) and sex in {"0", "1"}
    )
