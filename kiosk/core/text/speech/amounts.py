"""Telephone numbers, codes, money, measures and plain numbers as they stand in a text, in words.

Guarantees: each rule is a pattern and what it says. Money: a dot (or a comma) between thousands, a comma before
decimals, as the state's documents write them. Numbers that are keys to something are read digit by digit.
"""

from __future__ import annotations

import re
from typing import Final

from kiosk.core.text.speech.lexicon import UNITS, alternatives
from kiosk.core.text.speech.numbers import digit_words, number_words, rank_words, roman_number

Match = re.Match[str]
CODE_DIGITS: Final = 5                  # from so many digits without dots on, a number is a code, unless it ends in 000
_ROUND: Final = "000"
_SCALE: Final = {"k": "nghìn", "tr": "triệu", "ty": "tỷ", "tỷ": "tỷ", "tỉ": "tỷ"}


def digits(match: Match) -> str:
    return ("cộng " if match[0].startswith("+") else "") + digit_words(match[0])


def called(match: Match) -> str:
    """What stood before, then each number of the list digit by digit, the words between kept."""
    return match["verb"] + re.sub(r"[0-9]+", lambda number: f" {digit_words(number[0])} ", _strokes(match["numbers"]))


def _strokes(numbers: str) -> str:
    return numbers.replace("/", " hoặc ")


def coded(match: Match) -> str:
    number = match["number"]
    return match["verb"] + digit_words(number)


def keyed(match: Match) -> str:
    """After "gõ", "nhập", "bấm": a code, unless it looks like an amount."""
    number = match["number"]
    return match["verb"] + (plain_words(number) if number.endswith(_ROUND) else digit_words(number))


def plain_words(whole: str) -> str:
    """A number without decimals; dots and commas stand between thousands."""
    return number_words(int(re.sub(r"[., ]", "", whole)))


def money(match: Match) -> str:
    return f"{_amount(match)} đồng"


def dollars(match: Match) -> str:
    return f"{_amount(match)} đô la"


def _amount(match: Match) -> str:
    said = plain_words(match["whole"])
    return f"{said} phẩy {digit_words(match['decimals'])}" if match["decimals"] else said


def scaled(match: Match) -> str:
    """ "50k", "2tr", "1tr5", "1,5 tr"."""
    rest = match["rest"] or ""
    said = f"{_amount(match)} {_SCALE[match['scale'].lower()]}"
    return f"{said} {'rưỡi' if rest == '5' else digit_words(rest)}" if rest else said


def measured(match: Match) -> str:
    return f"{number(match)} {UNITS[match['unit']]}"


def number(match: Match) -> str:
    whole, decimals = match["whole"], match["decimals"]
    said = digit_words(whole) if _is_code(whole) else plain_words(whole)
    return f"{said} phẩy {digit_words(decimals)}" if decimals else said


def _is_code(whole: str) -> bool:
    if not whole.isdigit():
        return False
    leading = whole[0] == "0" and len(whole) > 2
    return leading or (len(whole) >= CODE_DIGITS and not whole.endswith(_ROUND))


def listed(match: Match) -> str:
    """ "1,2,3": a list, no decimals."""
    return ", ".join(plain_words(part) for part in match[0].split(","))


def roman_alone(match: Match) -> str:
    """II, IV, XIII without a word before; VI and XI may be a name."""
    value = roman_number(match[0])
    return match[0] if value is None else number_words(value)


def dotted(match: Match) -> str:
    return " chấm ".join(number_words(int(part)) for part in match[0].split("."))


def roman(match: Match) -> str:
    value = roman_number(match["roman"])
    if value is None:
        return match[0]
    ranked = match["word"].strip().lower().endswith("thứ")
    return match["word"] + (rank_words(value) if ranked else number_words(value))


_WHOLE: Final = r"(?<![0-9])(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?![0-9])"
_COMMAS: Final = r"(?<![0-9.,])(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+)(?P<decimals>)"
_DECIMALS: Final = r"(?:,(?P<decimals>[0-9]+))?"
_DONG: Final = r"(?:đồng|đ|₫|VNĐ|VND|vnđ|vnd)(?!\w)"
_SCALES: Final = r"(?:nghìn|ngàn|triệu|tỷ|tỉ|trăm|chục|k|tr|đồng|đ|₫|%|phần\străm)(?!\w)"
_NUMBERS: Final = r"[0-9]{3,}(?:(?:\s*(?:,|và|hoặc|hay|/|-)\s*)[0-9]{3,})*"
_VERBS: Final = r"""
    (?:[Gg]ọi|[Bb]ấm|[Ss]ố|[Tt]ổng\ đài|[Cc]ấp\ cứu|[Cc]ảnh\ sát|[Cc]ông\ an|[Cc]ứu\ hỏa|[Cc]hữa\ cháy
    |[Cc]ứu\ nạn|[Cc]ứu\ thương|[Tt]rẻ\ em|[Dd]ây\ nóng|[Hh]otline|[Ll]iên\ hệ|[Đđ]ầu\ số|[Nn]hắn\ tin|[Nn]hắn
    |[Đđ]iện\ thoại)
    (?:\ (?:tới|đến|về|cho|qua|ngay|số|máy|vào|là|công\ an|cấp\ cứu|tổng\ đài|xã|phường|huyện|tỉnh)){0,3}
    :?\ """
_KEYS: Final = r"""
    (?:[Mm]ã|OTP|PIN|[Mm]ật\ khẩu|[Pp]asscode|[Ss]ố\ thẻ|[Tt]hẻ\ số|[Ss]ố\ tài\ khoản|[Tt]ài\ khoản|STK|CCCD|CMND
    |MST|[Mm]ã\ số\ thuế|[Ss]ố\ định\ danh|[Ss]ố\ căn\ cước|[Ss]ố\ điện\ thoại|SĐT|[Ss]ố\ cuối|[Đđ]uôi|[Bb]iển\ số)
    (?:\ (?:OTP|PIN|QR|số|tập|là|của|bác|anh|chị|em|ông|bà|cháu|tôi|mới|này
    |xác\ nhận|kích\ hoạt|thẻ|mẫu|thử|vào|hồ\ sơ|ghi)){0,5}
    :?\ ?"""
_ROMAN_WORDS: Final = r"""
    (?:[Tt]hế\ kỷ(?:\ thứ)?|[Kk]hóa|[Cc]hương|[Pp]hần|[Mm]ục|[Kk]ỳ|[Qq]uý|[Ll]ần\ thứ|[Đđ]ại\ hội
    |[Tt]hứ|[Ll]ớp|[Tt]ập|[Hh]ạng|[Cc]ấp|[Ll]oại|[Vv]ùng|[Kk]hu\ vực|[Nn]hóm|[Đđ]ợt|[Bb]ậc)\ """
_NO_AMOUNT: Final = rf"(?![0-9]|[.,][0-9]|\s?{_SCALES})"

NUMBERS_AS_KEYS: Final = (
    (re.compile(rf"(?P<word>(?<!\w){_ROMAN_WORDS})(?P<roman>[IVXLC]+)(?!\w)", re.VERBOSE), roman),
    (re.compile(r"(?<![0-9.])(?:\+84|0)(?:[ .-]?[0-9]){8,10}(?![.,]?[0-9])"), digits),
    (re.compile(r"(?<![0-9.])1[89]00(?:[ .]?[0-9]){4,6}(?![0-9])"), digits),
    (re.compile(r"(?P<verb>)(?<![0-9.])(?P<numbers>156/5656|5656/156)(?![0-9])"), called),
    (re.compile(rf"(?P<verb>(?<!\w){_KEYS})(?P<number>[0-9]{{3,}}){_NO_AMOUNT}", re.VERBOSE), coded),
    (re.compile(rf"(?P<verb>(?<!\w){_VERBS})(?P<numbers>{_NUMBERS}){_NO_AMOUNT}", re.VERBOSE), called),
    (re.compile(rf"(?P<verb>(?<!\w)(?:[Gg]õ|[Nn]hập)(?: số| mã| vào)? )(?P<number>[0-9]{{4,}}){_NO_AMOUNT}"), keyed),
    (re.compile(r"(?<![0-9.,])[0-9]{4}(?: [0-9]{4}){2,4}(?: [0-9]{1,3})?(?![0-9])"), digits),
)
AMOUNTS: Final = (
    (re.compile(r"(?<!\w)X{0,2}(?:I{2,3}|IV|VI{2,3}|IX)(?!\w)"), roman_alone),
    (re.compile(r"(?<![0-9.,])[0-9]{1,2}(?:,[0-9]{1,2}){2,}(?![0-9.,]*[0-9])"), listed),
    (re.compile(_COMMAS + rf"\s?{_DONG}"), money),
    (re.compile(_WHOLE + _DECIMALS + rf"\s?{_DONG}"), money),
    (re.compile(r"(?<!\w)\$\s?" + _WHOLE + _DECIMALS), dollars),
    (re.compile(_WHOLE + _DECIMALS + r"\s?(?:\$|USD|usd)(?!\w)"), dollars),
    (re.compile(_WHOLE + _DECIMALS + r"\s?(?P<scale>[Kk]|[Tt]r|tỷ|tỉ)(?P<rest>[0-9]{1,3})?(?!\w)"), scaled),
    (re.compile(_WHOLE + _DECIMALS + rf"\s?(?P<unit>{alternatives(UNITS)})(?!\w)"), measured),
    (re.compile(_COMMAS + r"(?![.,]?[0-9])(?=(?<=000)|(?<=,[0-9]{3},[0-9]{3}))"), number),
    (re.compile(r"(?<![0-9.])" + _WHOLE + _DECIMALS + r"(?!\.?[0-9])"), number),
    (re.compile(r"[0-9]+(?:\.[0-9]+)*"), dotted),
)
