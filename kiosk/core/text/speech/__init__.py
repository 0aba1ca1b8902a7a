"""Written Vietnamese made speakable for a machine voice.

Guarantees: ``spoken`` returns NFC text of letters, spaces, hyphens inside words and ``. , ; : ! ?`` only: no digit, no
sign, no markup; saying what is already spoken changes nothing. Pure. Does not choose a voice, and does not know
other languages. What is no Vietnamese stands in ``lexicon.tsv``, which authors extend.

    spoken("Bác trả 20.000 đ bằng mã QR.")  ==  "Bác trả hai mươi nghìn đồng bằng mã quy a-rờ."

Rules run in an order: addresses, numbers that are keys to something (telephone, codes), dates and hours, ranges,
money and measures, plain numbers; words of the lexicon and signs last. Why our own: docs/adr/0017.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from kiosk.core.text.speech.amounts import AMOUNTS, NUMBERS_AS_KEYS
from kiosk.core.text.speech.lexicon import (
    ANY_CASE,
    FILES,
    UNITS,
    WORDS,
    alternatives,
    bare_syllable,
    label_words,
    spelled,
)
from kiosk.core.text.speech.numbers import DIGITS, digit_words, number_words
from kiosk.core.text.speech.times import RULES as TIMES

__all__ = ["ANY_CASE", "DIGITS", "WORDS", "digit_words", "number_words", "spoken"]

Match = re.Match[str]
Rule = tuple[re.Pattern[str], Callable[[Match], str]]

SIGNS: Final = {
    "₫": " đồng ", "%": " phần trăm ", "&": " và ", "+": " cộng ", "=": " bằng ", "→": ", ", "⇒": ", ", "×": " nhân ",
    "÷": " chia ", "…": ". ", "/": ", ", "\n": ". ", "•": ", ", "·": ", ", "@": " a còng ", "°": " độ ", "$": " đô la ",
    "–": ", ", "—": ", ", "±": " cộng trừ ", "≥": " từ ", "≤": " không quá ", "€": " ơ rô ", "‰": " phần nghìn ",
    "²": " bình phương ", "³": " lập phương ",
}
MARKUP: Final = re.compile(r"\[/?(?:b|i|u|s|sub|sup|font|size|color|ref|anchor)(?:=[^\[\]]*)?\]")
SILENT: Final = re.compile(r"""["“”„‟«»`*_#<>\[\](){}|~^\\]|(?<!\w)['‘’]|['‘’](?!\w)""")
_SPACES: Final = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\t": " ", "\u2212": "-",
                                "\u2011": "-", "\u2010": "-"})
_ENDS: Final = r"vn|com|net|org|info|edu|gov|io|asia|xyz|top|site|shop|online|me|vidu|app|link|click|cc|tv|club"
_HOST: Final = rf"(?:[\w-]+\.)+(?:{_ENDS})(?!\.?\w)"
_LABEL: Final = r"[^\W_][\w-]*"


def spoken(text: str) -> str:
    """One written sentence (plain text or the screen's markup) as the voice should say it."""
    said = _prepared(text)
    for pattern, words in RULES:
        said = _apply(pattern, words, said)
    said = "".join(SIGNS.get(char, char) for char in said)
    return unicodedata.normalize("NFC", _tidy("".join(char if _sayable(char) else " " for char in said)))


def _prepared(text: str) -> str:
    """NFC without markup, quotes and signs of no width; addresses first, while their strokes and dots stand."""
    plain = unicodedata.normalize("NFC", MARKUP.sub("", text)).translate(_SPACES)
    plain = "".join(_digit(char) for char in plain if unicodedata.category(char) != "Cf")
    for pattern, words in ADDRESSES:
        plain = _apply(pattern, words, plain)
    return unicodedata.normalize("NFC", SILENT.sub("", plain))


def _digit(char: str) -> str:
    """Digits of other scripts, full-width ones and ½, ① as ours. ² and ³ stay: they belong to m."""
    category = unicodedata.category(char)
    if category == "No" and char not in "²³":
        return unicodedata.normalize("NFKC", char).replace("\u2044", "/")
    return str(unicodedata.digit(char)) if category == "Nd" else char


def _apply(pattern: re.Pattern[str], words: Callable[[Match], str], text: str) -> str:
    return pattern.sub(lambda match: f" {words(match)} ", text)


# --- addresses ------------------------------------------------------------------------------------

def _mail(match: Match) -> str:
    name = " chấm ".join(label_words(part) for part in match["name"].split(".") if part)
    return f"{name} a còng {_host_words(match['host'])}"


def _address(match: Match) -> str:
    path = [part for part in re.split(r"[/?&=#]", match["path"] or "") if part]
    return " gạch chéo ".join((_host_words(match["host"]), *(_host_words(part) for part in path)))


def _host_words(host: str) -> str:
    return " chấm ".join(label_words(part) for part in host.split(".") if part)


def _ending(match: Match) -> str:
    """ ".gov.vn", ".apk" without anything before."""
    return f"chấm {_host_words(match['labels'])}"


def _file(match: Match) -> str:
    return f"{label_words(match['name'])} chấm {FILES[match['ending'].lower()]}"


ADDRESSES: Final[tuple[Rule, ...]] = (
    (re.compile(rf"(?P<name>[\w.+-]+)@(?P<host>{_HOST})", re.IGNORECASE), _mail),
    (re.compile(rf"(?<![\w@.])(?:https?://)?(?P<host>{_HOST})(?::[0-9]+)?(?P<path>(?:/[\w.?=&#%~+-]*[\w])*)/?",
                re.IGNORECASE), _address),
    (re.compile(rf"(?<![\w.])\.(?P<labels>(?:{_LABEL}\.)*(?:{_ENDS}|{alternatives(FILES)}))(?!\w)"), _ending),
    (re.compile(rf"(?<![\w.])(?P<name>[\w-]+)\.(?P<ending>{alternatives(FILES)})(?!\w)", re.IGNORECASE), _file),
)


# --- ranges, words, letters -----------------------------------------------------------------------

def _always(words: str) -> Callable[[Match], str]:
    return lambda match: words


def _word(match: Match) -> str:
    return WORDS[match[0]]


def _any_case(match: Match) -> str:
    return ANY_CASE[match[0].lower()]


def _each(match: Match) -> str:
    return match["unit"] + " mỗi"


def _capitals(match: Match) -> str:
    """Capitals that make no syllable are an abbreviation nobody explained: its letters are said."""
    return match[0] if bare_syllable(match[0].lower()) else spelled(match[0])


def _spelled(match: Match) -> str:
    """A letter that stands alone, and the doubled ones of Telex ("dd thành đ")."""
    return spelled(match[0])


def _highland(match: Match) -> str:
    """The letter before women's and men's names in Ê-đê, Gia Rai and Cơ Ho: H'Hen, K'Brêl."""
    return {"H": "Hơ", "K": "Cơ"}[match["letter"]]


def _only(written: dict[str, str], *, letters: bool) -> str:
    """Of the keys those that are letters only, or those with a sign or digit in them."""
    return alternatives({word: "" for word in written if word.isalpha() == letters})


_EACH_OF: Final = (r"(?=\s?(?:tháng|ngày|năm|tuần|giờ|phút|lần|người|hộ|suất|buổi|chiếc|cái|con|quả|kg"
                   r"|lít|m²|mét|sào|km)(?!\w))")
_COUNTED: Final = rf"(?:đồng|đ|₫|VNĐ|VND|k|nghìn|triệu|viên|lần|bữa|giờ|tiếng|lít|{alternatives(UNITS)})"
_TO: Final = r"\s?[-–—]\s?"
_SPACED_TO: Final = r" +[-–—] +"

RULES: Final[tuple[Rule, ...]] = (
    (re.compile(r"(?<!\w)(?P<letter>[HK])['’ʼ](?=\w)"), _highland),
    (re.compile(rf"(?<!\w)(?:{_only(WORDS, letters=False)})(?!\w)"), _word),
    (re.compile(rf"(?<!\w)(?:{_only(ANY_CASE, letters=False)})(?!\w)", re.IGNORECASE), _any_case),
    *NUMBERS_AS_KEYS,
    *TIMES,
    (re.compile(rf"(?<=[\dkgh%đ₫]){_TO}(?=\d)|(?<=giờ){_SPACED_TO}(?=\w)|(?<=phút){_SPACED_TO}(?=\w)"), _always("đến")),
    (re.compile(rf"(?<=[^\W\d]){_SPACED_TO}(?=[^\W\d]+ giờ)"), _always("đến")),
    (re.compile(r"(?<![\w.,)%])-(?=[0-9])"), _always("âm")),
    (re.compile(r"(?<=[0-9])\s?[xX]\s?(?=[0-9])"), _always("nhân")),
    (re.compile(rf"(?P<unit>(?<=[0-9 ]){_COUNTED})/{_EACH_OF}"), _each),
    *AMOUNTS,
    (re.compile(rf"(?<!\w)(?:{alternatives(WORDS)})(?!\w)"), _word),
    (re.compile(rf"(?<!\w)(?:{alternatives(ANY_CASE)})(?!\w)", re.IGNORECASE), _any_case),
    (re.compile(r"(?<!\w)[A-ZĐ]{2,5}(?!\w)"), _capitals),
    (re.compile(r"(?<!\w)(?:[B-HJ-NP-Z]|(?P<twice>[a-z])(?P=twice))(?!\w)"), _spelled),
    (re.compile(r"(?<!\w)[AIO](?!\w)"), lambda match: match[0].lower()),
    (re.compile(r"(?<=[a-z])\.(?=[a-z])"), _always("chấm")),
)


# --- what is left ---------------------------------------------------------------------------------

def _sayable(char: str) -> bool:
    return char in " .,;:!?-'’" or unicodedata.category(char)[0] in "LM"


def _tidy(said: str) -> str:
    """Single blanks, one stop at a time with a blank after it and none before, no loose ends."""
    said = re.sub(r"['’]", "", said)
    said = re.sub(r"(?<!\w)-+|-+(?!\w)", " ", said)
    said = re.sub(r"\s+", " ", said)
    said = re.sub(r"\s+([.,;:!?])", r"\1", said)
    said = re.sub(r"([.,;:!?])[.,;:]+", r"\1", said)
    said = re.sub(r"([.,;:!?])(?=\w)", r"\1 ", said)
    return said.strip(" ,;:")
