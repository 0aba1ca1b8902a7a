"""Dates and hours as they stand in a text, in words.

Guarantees: each rule is a pattern and what it says; only days and months that exist are dates, and what counts parts
("1/2 viên", "Bước 3/10") is none. Day 1 to 10 is "mồng", the fourth month "tư".

Source: dates as Vietnamese papers write them (day/month/year), Nghị định 30/2020/NĐ-CP, appendix I.
"""

from __future__ import annotations

import re
from typing import Final

from kiosk.core.text.speech.numbers import month_words, number_words, rank_words

Match = re.Match[str]
_FIRST_DAYS: Final = 10                 # up to this day of a month one says "mồng"
_DAY: Final = r"(?P<day>0?[1-9]|[12][0-9]|3[01])"
_MONTH: Final = r"(?P<month>0?[1-9]|1[0-2])"
_YEAR: Final = r"(?P<year>(?:1[89]|20)[0-9]{2})"
_SEPARATOR: Final = r"(?P<sep>[/.-])"
_NOT_BEFORE: Final = r"(?<![0-9.,/:-])"
_NOT_AFTER: Final = r"(?![0-9/-]|[.,][0-9])"
_BEFORE: Final = r"(?P<before>(?:[Nn]gày|[Mm]ồng|[Mm]ùng|[Rr]ằm)\s+(?:(?:mồng|mùng|rằm)\s+)?)?"

# A fraction of things that are measured or counted, not a day.
_COUNTED: Final = r"""
    (?:viên|thìa|muỗng|ly|cốc|chén|bát|quả|trái|lít|kg|ký|cân|lạng|ha|sào|mẫu|công|giờ|tiếng|năm|diện|số|quãng|dân|người
    |hộ|lương|bánh|ấm|cái|chiếc|chai|gói|phần|miếng|nửa|thời|đường|đoạn|nồi|mâm|bao|túi|ngày|giá|vốn|lượng|tổng|liều
    |ống|con|mét|km|m|sân|thửa|đám|khẩu|suất)"""
_PLACES: Final = (r"(?:[Ss]ố nhà|[Nn]hà|[Nn]gõ|[Nn]gách|[Hh]ẻm|[Kk]iệt|[Đđ]ường|[Ll]ô|[Ss]ố hiệu|[Cc]ông văn"
                  r"|[Qq]uyết định)\s+(?:số\s+)?")
_STEPS: Final = (r"(?:[Bb]ước|[Bb]ài|[Tt]rang|[Cc]âu|[Ll]ần|[Mm]ục|[Mm]àn|[Ee]m|[Tt]ập|[Đđ]úng"
                 r"|[Đđ]iểm|[Hh]uyết áp|[Nn]gười thứ)\s+")
_DATED: Final = r"""
    (?:ngày|mồng|mùng|hôm|sáng|trưa|chiều|tối|đêm|từ|đến|tới|trước|sau|lễ|khánh|hội|hè|tết|dịp|nhật|niệm
    |giảng|vào|hạn|hai|ba|tư|năm|sáu|bảy|nay|mai|qua|và)"""
_SMALL_PARTS: Final = frozenset({(1, 2), (1, 3), (2, 3), (1, 4), (3, 4)})
_ALWAYS: Final = {"24/7": "hai mươi bốn trên bảy", "24/24": "hai mươi bốn trên hai mươi bốn"}


def _day_words(day: int, before: str) -> str:
    """"ngày mồng năm"; what stood before is kept and not said twice."""
    first = "mồng " if day <= _FIRST_DAYS and not re.search(r"(?:mồng|mùng)\s+$", before, re.IGNORECASE) else ""
    lead = before or ("" if day <= _FIRST_DAYS else "ngày ")
    return f"{lead}{first}{number_words(day)}"


def full_date(match: Match) -> str:
    said = f"{_day_words(int(match['day']), match['before'] or '')} tháng {month_words(int(match['month']))}"
    return f"{said} năm {number_words(int(match['year']))}"


def month_year(match: Match) -> str:
    lead = match["before"] or "tháng "
    return f"{lead}{month_words(int(match['month']))} năm {number_words(int(match['year']))}"


def first_to_last(match: Match) -> str:
    """ "8–20/4": both days are of the one month."""
    first, last = int(match["first"]), int(match["day"])
    lead = _day_words(first, match["before"] or "")
    return f"{lead} đến {_day_words(last, 'ngày ')} tháng {month_words(int(match['month']))}"


def pair(match: Match) -> str:
    """Two numbers with a stroke between: a day, a part, or a place in a row, by what stands around."""
    one, other = int(match["one"]), int(match["other"])
    if match[0] in _ALWAYS:
        return _ALWAYS[match[0]]
    before, after = match.string[:match.start()], match.string[match.end():]
    if re.search(_STEPS + "$", before) or re.search(_PLACES + "$", before):
        return f"{number_words(one)} trên {number_words(other)}"
    lead = re.search(r"(?:[Nn]gày|[Mm]ồng|[Mm]ùng)\s+$", before)
    if _is_day(one, other) and (lead or not _counts(one, other, before, after)):
        said = _day_words(one, lead[0] if lead else "")[len(lead[0]) if lead else 0:]
        return f"{said} tháng {month_words(other)}"
    return f"{number_words(one)} {'phần' if one < other <= 10 else 'trên'} {_part(other)}"


def _part(other: int) -> str:
    return "tư" if other == 4 else number_words(other)


def _is_day(day: int, month: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)


def _counts(one: int, other: int, before: str, after: str) -> bool:
    if re.match(rf"\s*{_COUNTED}(?!\w)", after, re.VERBOSE):
        return one < other
    dated = re.search(rf"(?<!\w){_DATED}\s+$", before, re.VERBOSE | re.IGNORECASE)
    return (one, other) in _SMALL_PARTS and not dated


def hour(match: Match) -> str:
    said = f"{number_words(int(match['hour']))} giờ"
    for name, word in (("minutes", "phút"), ("seconds", "giây")):
        if number := int(match[name] or 0):
            said += f" {number_words(number)} {word}"
    return said


def weekdays(match: Match) -> str:
    """ "thứ 2, 4 và 6"."""
    return match["word"] + re.sub("[0-9]+", lambda rank: rank_words(int(rank[0])), _ranges(match["ranks"]))


def month_alone(match: Match) -> str:
    return match["word"] + re.sub("[0-9]+", lambda month: month_words(int(month[0])), _ranges(match["months"]))


def _ranges(numbers: str) -> str:
    return re.sub(r"\s*[-–]\s*", " đến ", numbers)


_LIST: Final = r"(?:\s*(?:,|và|hoặc|hay|đến|-|–)\s*%s)*"
_MONTHS: Final = r"(?:0?[1-9]|1[0-2])(?![0-9.,/]*[0-9])"
_RANK: Final = r"[0-9]{1,2}(?![0-9]|[.,/][0-9])"
_RANKS: Final = _RANK + _LIST % (r"(?:[Tt]hứ\s+)?" + _RANK)

RULES: Final = (
    (re.compile(rf"{_NOT_BEFORE}(?P<year>(?:1[89]|20)[0-9]{{2}})-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-2][0-9]|3[01])"
                r"(?P<before>)(?![0-9])"), full_date),
    (re.compile(rf"{_BEFORE}{_NOT_BEFORE}{_DAY}{_SEPARATOR}{_MONTH}(?P=sep){_YEAR}(?![0-9])"), full_date),
    (re.compile(rf"(?P<before>[Tt]háng\s+)?{_NOT_BEFORE}{_MONTH}[/-]{_YEAR}(?![0-9])"), month_year),
    (re.compile(rf"(?P<word>(?<!\w)[Tt]háng\s+)(?P<months>{_MONTHS}{_LIST % _MONTHS})"), month_alone),
    (re.compile(rf"{_BEFORE}{_NOT_BEFORE}(?P<first>0?[1-9]|[12][0-9]|3[01])\s?[-–]\s?{_DAY}/{_MONTH}{_NOT_AFTER}"),
     first_to_last),
    (re.compile(r"(?<![\w:.,])(?P<hour>[01]?[0-9]|2[0-4])"
                r"(?:[:hg](?P<minutes>[0-5][0-9])(?::(?P<seconds>[0-5][0-9]))?|h)"
                r"(?:\s?phút|\s?ph|')?(?![\w:])"), hour),
    (re.compile(rf"(?<![0-9.,/])(?P<one>[0-9]{{1,3}})/(?P<other>[0-9]{{1,3}}){_NOT_AFTER}"), pair),
    (re.compile(rf"(?P<word>(?<!\w)[Tt]hứ\s+)(?P<ranks>{_RANKS})"), weekdays),
)
