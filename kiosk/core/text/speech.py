"""Written Vietnamese made speakable for a machine voice.

Guarantees: ``spoken`` returns NFC text without digits, quotes or markup, and changes nothing when it is
applied twice; ``number_words`` reads any whole number. Pure. Does not choose a voice, and does not know
other languages.

    spoken("Bác trả 20.000 đ bằng mã QR.")  ==  "Bác trả hai mươi nghìn đồng bằng mã quy a-rờ."

Numbers are read the northern way ("nghìn", "linh", "mươi"). Money, dates, hours and telephone numbers
are written as the state's documents write them: a dot between thousands, a comma before decimals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
BILLION = 10**9
CODE_DIGITS = 5  # from so many digits without dots on, a number is a code: read digit by digit

# What letters and signs stand for. Longer ones win; matched as whole words, case as written.
WORDS = {
    "VietQR": "Việt quy a-rờ", "QR": "quy a-rờ", "OTP": "ô tê pê", "VNeID": "vi en i đi",
    "USB": "u ét bê", "PIN": "pin", "SMS": "ét em ét", "ATM": "a tê em", "AI": "ây ai",
    "CCCD": "căn cước công dân", "BHYT": "bảo hiểm y tế", "UBND": "ủy ban nhân dân",
    "Wi-Fi": "oai phai", "WiFi": "oai phai", "wifi": "oai phai", "Internet": "in tơ nét",
    "internet": "in tơ nét", "Zalo": "da lô", "app": "áp", "VNĐ": "đồng", "VND": "đồng",
    "km": "ki lô mét", "kg": "ki lô gam", "v.v.": "vân vân",
}
SIGNS = {
    "₫": " đồng ", "%": " phần trăm ", "&": " và ", "+": " cộng ", "=": " bằng ", "→": ", ",
    "…": ". ", "/": ", ", "\n": ". ",
}
MARKUP = re.compile(r"\[/?(?:b|i|u|s|sub|sup|font|size|color|ref|anchor)(?:=[^\[\]]*)?\]")
SILENT = re.compile(r"""["'“”„‘’«»`*_#<>\[\](){}|~^\\]""")


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


def spoken(text: str) -> str:
    """One written sentence (plain text or the screen's markup) as the voice should say it."""
    said = unicodedata.normalize("NFC", SILENT.sub("", MARKUP.sub("", text)))
    for pattern, words in RULES:
        said = _apply(pattern, words, said)
    said = "".join(SIGNS.get(c, c) for c in said)
    return unicodedata.normalize("NFC", _tidy(said))


def _apply(pattern: re.Pattern[str], words: Callable[[re.Match[str]], str], text: str) -> str:
    return pattern.sub(lambda match: f" {words(match)} ", text)


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


# --- numbers as they stand in a text ------------------------------------------------------------

Match = re.Match[str]


def _number(match: Match) -> str:
    whole, decimals = match["whole"], match["decimals"]
    coded = whole.isdigit() and (len(whole) >= CODE_DIGITS or (whole[0] == "0" and len(whole) > 2))
    said = digit_words(whole) if coded else number_words(int(whole.replace(".", "")))
    return f"{said} phẩy {digit_words(decimals)}" if decimals else said


def _dotted(match: Match) -> str:
    return " chấm ".join(number_words(int(part)) for part in match[0].split("."))


def _money(match: Match) -> str:
    return f"{number_words(int(match['whole'].replace('.', '')))} đồng"


def _digits(match: Match) -> str:
    return digit_words(match[0])


def _called(match: Match) -> str:
    return match["verb"] + digit_words(match["number"])


def _hour(match: Match) -> str:
    minutes = int(match["minutes"] or 0)
    return f"{number_words(int(match['hour']))} giờ" + (f" {number_words(minutes)} phút" if minutes else "")


def _date(match: Match) -> str:
    day, month, year = match["day"], match["month"], match["year"]
    said = f"{match['before'] or 'ngày '}{number_words(int(day))} tháng {number_words(int(month))}"
    return said + (f" năm {number_words(int(year))}" if year else "")


def _word(match: Match) -> str:
    return WORDS[match[0]]


def _always(words: str) -> Callable[[Match], str]:
    return lambda match: words


_WHOLE = r"(?<![0-9])(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?![0-9])"
_DATE = r"(?P<before>[Nn]gày )%s(?<![0-9])(?P<day>[0-3]?[0-9])/(?P<month>[01]?[0-9])%s(?![0-9/])"
_NAMES = "|".join(re.escape(word) for word in sorted(WORDS, key=len, reverse=True))
_CALL = r"(?P<verb>\b(?:[Gg]ọi|[Bb]ấm|[Ss]ố|[Mm]ã|[Tt]ổng đài) (?:số )?)(?P<number>[0-9]{3,})(?![.,]?[0-9])"

# In this order: what is special first, plain numbers and words last.
RULES: tuple[tuple[re.Pattern[str], Callable[[Match], str]], ...] = (
    (re.compile(_DATE % ("?", "/(?P<year>[0-9]{4})")), _date),
    (re.compile(_DATE % ("", "(?P<year>)")), _date),
    (re.compile(r"(?<![0-9:])(?P<hour>[0-2]?[0-9])(?:[:h](?P<minutes>[0-5][0-9])|h)(?![\w:])"), _hour),
    (re.compile(r"(?<![0-9.])(?:\+84|0)(?:[ .-]?[0-9]){8,10}(?![.,]?[0-9])"), _digits),
    (re.compile(r"(?<![0-9.])1[89]00[ .]?[0-9]{4,6}(?![0-9])"), _digits),
    (re.compile(_CALL), _called),
    (re.compile(_WHOLE + r"\s?(?:đồng|đ|₫|VNĐ|VND)(?!\w)"), _money),
    (re.compile(r"(?<=[0-9]) ?[-–] ?(?=[0-9])"), _always("đến")),
    (re.compile(r"(?<=[0-9])/(?=[0-9])"), _always("trên")),
    (re.compile(r"(?<![0-9.])" + _WHOLE + r"(?:,(?P<decimals>[0-9]+))?(?!\.?[0-9])"), _number),
    (re.compile(r"[0-9]+(?:\.[0-9]+)*"), _dotted),
    (re.compile(rf"(?<!\w)(?:{_NAMES})(?!\w)"), _word),
    (re.compile(r"(?<=[a-z])\.(?=[a-z])"), _always("chấm")),
)


def _tidy(said: str) -> str:
    """Single blanks, one stop at a time with a blank after it and none before, no loose ends."""
    said = re.sub(r"\s+", " ", said)
    said = re.sub(r"\s+([.,;:!?])", r"\1", said)
    said = re.sub(r"([.,;:!?])[.,;:]+", r"\1", said)
    said = re.sub(r"([.,;:!?])(?=\w)", r"\1 ", said)
    return said.strip(" ,;:")
