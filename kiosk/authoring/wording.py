"""The words of a lesson: short, Vietnamese, kind, invented where they must be.

Guarantees: ``word_findings`` looks at every text of a record, each finding with its line. Rules: the look's
section on words (at most 12 words a sentence, forbidden words), the lessons' rule that people, banks and
accounts are invented. What stands on the simulated phone may say what real programs say.

    word_findings(source.text, source.lesson)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from kiosk.authoring.findings import Code, Finding, Level
from kiosk.authoring.vietnamese import strangers, without_named
from kiosk.core.codes.banks import BANKS, WALLETS
from kiosk.packs.format.lesson_rules import real_numbers
from kiosk.packs.format.text_checks import hidden, markup_problem
from kiosk.packs.format.text_fields import TextField, texts
from kiosk.packs.format.yaml_reader import YamlText

GOOD_WORDS: Final = 12                  # of a sentence
MAX_WORDS: Final = 20
_OTHERS_WORDS: Final = re.compile(r"^\$\.(?:sources|checked)\b")     # who is cited may use their own
_THEIR_WORDS: Final = re.compile(r"^\$\.keywords\b|\.(?:expect|address)$")   # as people ask, as phones want it
Judgements = Iterator[tuple[Code, Level, str]]

_SENTENCE_END: Final = re.compile(r"(?<=[.?!:])\s+")
_FORBIDDEN: Final = re.compile(
    r"(?<!\w)(?:lỗi|sai rồi|không hợp lệ|thất bại|hệ thống|dữ liệu|đăng nhập|xác thực|truy cập|kết nối|cập nhật|"
    r"click|ok|app)(?!\w)", re.IGNORECASE)
_COMFORT: Final = re.compile(r"không phải lỗi của", re.IGNORECASE)
_QUOTED: Final = re.compile(r"“[^”]*”|\"[^\"]*\"")  # the label of a button, as it stands there
_BANK_NAMES: Final = (*BANKS.values(), *WALLETS.values(), "VNPAY", "VNPT Money", "Viettel Money", "ShopeePay")
_BANKS: Final = re.compile(
    r"(?<!\w)(?:" + "|".join(re.escape(name) for name in sorted(_BANK_NAMES, key=len, reverse=True)) + r")(?!\w)")
_LONG_BANKS: Final = re.compile(
    r"(?<!\w)(?:" + "|".join(re.escape(name) for name in _BANK_NAMES if len(name) > 5) + r")(?!\w)", re.IGNORECASE)


def word_findings(text: YamlText, record: object) -> Iterator[Finding]:
    """Everything about the words of one file."""
    for said in texts(record):
        if _OTHERS_WORDS.match(said.where):
            continue
        for code, level, sentence in judged(said):
            yield Finding(text.path, text.line_of(said.where), code, sentence, level)


def judged(said: TextField) -> Judgements:
    """What is wrong with one text."""
    yield from _lengths(said.text)
    if not _THEIR_WORDS.search(said.where):
        yield from _foreign(said.text)
    yield from _numbers(said.text)
    yield from _banks(said.text)
    yield from _letters(said.text)
    if not said.on_phone:
        yield from _forbidden(said.text)


def raw_findings(path: Path, raw: str) -> Iterator[Finding]:
    """What the file's own bytes show: letters in parts are mended on reading, and still told."""
    for number, line in enumerate(raw.split("\n"), start=1):
        if not unicodedata.is_normalized("NFC", line):
            yield Finding(path, number, "nfc", "chữ có dấu viết rời từng phần.", "warning")
        for name in hidden(line.rstrip("\r"), "\t\ufeff"):
            yield Finding(path, number, "ky-tu-la", f"có ký tự lạ {name}.", "error")


def _lengths(text: str) -> Judgements:
    longest = max(len(part.split()) for part in _SENTENCE_END.split(text))
    if longest > MAX_WORDS:
        yield "cau-dai", "error", f"có câu {longest} chữ, nhiều nhất {MAX_WORDS}."
    elif longest > GOOD_WORDS:
        yield "cau-dai", "warning", f"có câu {longest} chữ; {GOOD_WORDS} chữ trở xuống thì dễ nghe."


def _foreign(text: str) -> Judgements:
    if found := strangers(text):
        yield "tieng-nuoc-ngoai", "warning", f"{_listed(found)} không giống tiếng Việt."


def _numbers(text: str) -> Judgements:
    for found in real_numbers(text):
        yield "so-that", "error", f"“{found}” giống {_looks_like(found, re.sub(r'[^0-9]', '', found))}."


def _looks_like(found: str, digits: str) -> str:
    if len(digits) == 12 and digits.startswith("0"):
        return "số định danh thật"
    if found.startswith("+84") or (digits.startswith("0") and len(digits) in (10, 11)):
        return "số điện thoại thật"
    return "số tài khoản thật"


def _banks(text: str) -> Judgements:
    if found := _BANKS.findall(text) or _LONG_BANKS.findall(text):
        yield "ngan-hang-that", "error", f"{_listed(found)} là tên ngân hàng hoặc ví có thật."


def _letters(text: str) -> Judgements:
    if names := list(hidden(text)):
        yield "ky-tu-la", "error", f"có ký tự lạ {_listed(names)}."
    if sentence := markup_problem(text):
        yield "ngoac", "error", sentence
    if text.count("**") % 2:
        yield "ngoac", "error", "dấu ** mở mà chưa đóng."


def _forbidden(text: str) -> Judgements:
    left = without_named(_QUOTED.sub(" ", _COMFORT.sub(" ", text)))
    if found := _FORBIDDEN.findall(left):
        yield "tu-cam", "error", f"có chữ {_listed(found)} mà bà con khó nghe."


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in dict.fromkeys(words))
