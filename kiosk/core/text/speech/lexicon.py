"""What is no plain Vietnamese, and how the voice says it: the table ``lexicon.tsv`` beside this module.

Guarantees: read once, at import; every line is checked (kind, no doubled entry). Authors extend the table; the code
knows no word by itself but the names of the letters.

    WORDS["UBND"]               # "ủy ban nhân dân"
    label_words("dichvucong")   # "dịch vụ công"
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import Final

from kiosk.core.text.speech.numbers import digit_words
from kiosk.core.text.syllables import ONSETS, PLAIN, RIMES, STOPS, VOWELS

KINDS: Final = ("word", "any", "unit", "label", "file")
LETTERS: Final = dict(zip(
    "abcdefghijklmnopqrstuvwxyzđ",
    ("a", "bê", "xê", "dê", "e", "ép", "gờ", "hát", "i", "gi", "ca", "lờ", "em", "en", "o", "pê", "quy", "rờ", "ét",
     "tê", "u", "vê", "vê kép", "ích", "y", "dét", "đê"), strict=True))
_PLAIN_RIMES: Final = frozenset("".join(PLAIN.get(letter, letter) for letter in rime) for rime in RIMES)
_MAX_SYLLABLE: Final = 7                # "nghieng"


def _table() -> dict[str, dict[str, str]]:
    """Raises ValueError where a line of the table is not well formed."""
    tables: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    text = files(__package__).joinpath("lexicon.tsv").read_text(encoding="utf-8")
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or line.startswith("#"):
            continue
        kind, written, said = line.split("\t")
        if kind not in tables or written in tables[kind] or not said:
            raise ValueError(f"lexicon.tsv:{number}: {line!r}")
        tables[kind][written] = said
    return tables


_TABLE: Final = _table()
WORDS: Final = _TABLE["word"]           # case as written
ANY_CASE: Final = _TABLE["any"]         # keys in lower case
UNITS: Final = _TABLE["unit"]
LABELS: Final = _TABLE["label"]
FILES: Final = _TABLE["file"]


def alternatives(written: dict[str, str]) -> str:
    """The keys as one pattern, longer ones first."""
    return "|".join(re.escape(word) for word in sorted(written, key=len, reverse=True))


def spelled(letters: str) -> str:
    """Letter by letter: "XY" → "ích y"."""
    return " ".join(LETTERS.get(letter, letter) for letter in letters.lower())


@lru_cache(maxsize=512)
def label_words(label: str) -> str:
    """One part of an address: from the table, as syllables run together, or letter by letter; digits one by one."""
    low = label.lower()
    known = LABELS.get(low) or FILES.get(low) or ANY_CASE.get(low)
    if known:
        return known
    parts = re.findall(r"[^\W\d_]+|\d+|[-_]", low)
    return " ".join(_part_words(part) for part in parts)


def _part_words(part: str) -> str:
    if part in "-_":
        return "gạch ngang" if part == "-" else "gạch dưới"
    if part.isdigit():
        return digit_words(part)
    syllables = _parted(part) if part.isascii() else (part,)
    return LABELS.get(part) or (" ".join(map(_with_stop_tone, syllables)) if syllables else spelled(part))


def _with_stop_tone(syllable: str) -> str:
    """Vietnamese has no p, t, c, ch at the end without sắc or nặng; without it the engine takes it for English."""
    if not syllable.isascii() or not syllable.endswith(STOPS):
        return syllable
    vowels = [at for at, letter in enumerate(syllable) if letter in VOWELS]
    return unicodedata.normalize("NFC", f"{syllable[:vowels[-1] + 1]}\u0301{syllable[vowels[-1] + 1:]}")


def _parted(letters: str) -> tuple[str, ...] | None:
    """The fewest syllables without marks that make ``letters``; None where they make none."""
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(letters) + 1):
        ways = [(*before, letters[start:end]) for start in range(max(0, end - _MAX_SYLLABLE), end)
                if (before := best[start]) is not None and bare_syllable(letters[start:end])]
        best.append(min(ways, key=_by_length) if ways else None)
    return best[-1]


def _by_length(way: tuple[str, ...]) -> tuple[int, int]:
    """Few parts first, then even ones: "ngan hang", not "nga nhang"."""
    return len(way), sum(len(part) ** 2 for part in way)


def bare_syllable(letters: str) -> bool:
    """Whether ``letters`` (lower case, ASCII) are a syllable without its marks."""
    return any(letters.startswith(onset) and letters[len(onset):] in _PLAIN_RIMES for onset in ONSETS)
