"""Numbers in Vietnamese words, read the northern way ("nghìn", "linh", "mươi").

Guarantees: pure; ``number_words`` reads any whole number.

    number_words(1_005)         # "một nghìn không trăm linh năm"
    month_words(4)              # "tư"
    roman_number("XXI")         # 21
"""

from __future__ import annotations

import re
from typing import Final

DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
BILLION: Final = 10**9
_ROMAN: Final = {"M": 1000, "CM": 900, "D": 500, "CD": 400, "C": 100, "XC": 90, "L": 50, "XL": 40, "X": 10, "IX": 9,
                 "V": 5, "IV": 4, "I": 1}
_ROMAN_FORM: Final = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")


def number_words(number: int) -> str:
    """A whole number in words: 105 → "một trăm linh năm". Negative numbers begin with "âm"."""
    if number < 0:
        return "âm " + number_words(-number)
    head, rest = divmod(number, BILLION)
    if not head:
        return _below_billion(rest)
    tail = " " + _groups(rest, after_more=True) if rest else ""
    return f"{number_words(head)} tỷ{tail}"


def digit_words(text: str) -> str:
    """Every digit of ``text`` on its own, the rest left out: "113" → "một một ba"."""
    return " ".join(DIGITS[int(c)] for c in text if c in "0123456789")


def _below_billion(number: int) -> str:
    return _groups(number, after_more=False) if number else DIGITS[0]


def _groups(number: int, *, after_more: bool) -> str:
    """Millions, thousands and the last three digits; ``after_more``: something larger was said."""
    words: list[str] = []
    for size, name in ((1_000_000, "triệu"), (1_000, "nghìn"), (1, "")):
        group = number // size % 1_000
        if group:
            words += [_three(group, full=after_more or bool(words)), name]
    return " ".join(word for word in words if word)


def _three(number: int, *, full: bool) -> str:
    """1 to 999; ``full`` says the hundreds even where there are none ("không trăm linh năm")."""
    hundreds, rest = divmod(number, 100)
    said = f"{DIGITS[hundreds]} trăm" if hundreds or full else ""
    if not rest:
        return said
    return f"{said} {_two(rest, after_hundreds=bool(said))}".strip()


def _two(number: int, *, after_hundreds: bool) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return f"linh {DIGITS[ones]}" if after_hundreds else DIGITS[ones]
    last = "lăm" if ones == 5 else "mốt" if ones == 1 and tens > 1 else DIGITS[ones] if ones else ""
    return f"{'mười' if tens == 1 else DIGITS[tens] + ' mươi'} {last}".strip()


def month_words(month: int) -> str:
    """The month's name after "tháng": the fourth is "tư"."""
    return "tư" if month == 4 else number_words(month)


def rank_words(rank: int) -> str:
    """After "thứ": nhất, nhì is not said, tư; weekdays the same (thứ hai … thứ bảy)."""
    return {1: "nhất", 4: "tư"}.get(rank) or number_words(rank)


def roman_number(letters: str) -> int | None:
    """XXI → 21; None where the letters are no Roman number."""
    if not letters or not _ROMAN_FORM.fullmatch(letters):
        return None
    return sum(_ROMAN[part] for part in re.findall("CM|CD|XC|XL|IX|IV|[MDCLXVI]", letters))
