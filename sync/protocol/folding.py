"""One way to compare written names and words, on the kiosk and in the commune: letters only, without marks.

Guarantees: pure, standard library only. Upper and lower case, marks, letters in parts (NFD), full-width letters,
zero-width signs and letters that only look alike (Ð, Đ, Ɖ; ƀ; Cyrillic а) make no difference. ``folded`` puts signs
(apostrophes, hyphens, brackets, dots) equal to a space, ``closed`` drops them; both keep digits.
``begins_words`` is the one search: each asked word begins a word of its own, in any order, signs read either way.

    folded("Ðặng  Thị Mẫu")                     # "dang thi mau"
    folded("H'Hen Niê"), closed("H'Hen Niê")    # ("h hen nie", "hhen nie")
    begins_words(search_forms("mau d"), search_forms("Đặng Thị Mẫu"))       # True

Source of the rules: Unicode NFKC_Casefold (UAX 31) and confusables (UTS 39), as far as Vietnam's languages need it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

# Letters that no decomposition leads to ASCII. The first line matters most: computers write Đ in three ways.
_LATIN: Final = {
    "d": "đðɖɗƌȡ", "b": "ƀɓꞗƃ", "a": "ɑⱥ", "c": "ȼƈɕ", "e": "əɛɘǝɇ", "g": "ɡǥɠ", "h": "ħɦ", "i": "ıɨɩ", "j": "ɉȷ",
    "k": "ƙĸ", "l": "łƚɫ", "n": "ŋɲɳƞ", "o": "øɔɵ", "p": "ƥᵽ", "r": "ɍ", "t": "ŧƭʈⱦ", "u": "ʉʊ", "v": "ʋ", "w": "ⱳ",
    "y": "ƴɏ", "z": "ƶȥ", "ae": "æ", "oe": "œ",
}
_CYRILLIC: Final = dict(zip("авеѕһіјкмнорстухԁԛԝ", "abeshijkmhopctyxdqw", strict=True))
_GREEK: Final = dict(zip("αβεικνορτυχ", "abeikvoptyx", strict=True))
_LOOK_ALIKE: Final = {
    **{other: letter for letter, others in _LATIN.items() for other in others}, **_CYRILLIC, **_GREEK,
}
_APOSTROPHES: Final = "Ꞌꞌ"              # letters to Unicode, apostrophes to who writes them
_SIGN: Final = "\0"

Words = tuple[str, ...]
Forms = tuple[Words, ...]


def without_marks(text: str) -> str:
    """Lower case, no marks, plain letters; signs and spaces stay: "H’Hen Niê" → "h’hen nie"."""
    decomposed = "".join(map(_decomposed, unicodedata.normalize("NFC", text)))
    plain = "".join(_LOOK_ALIKE.get(char, char) for char in unicodedata.normalize("NFKD", decomposed.casefold()))
    return "".join(char for char in plain if not _unseen(char))


def _unseen(char: str) -> bool:
    """A mark on another letter, or a sign without width."""
    return unicodedata.category(char)[0] == "M" or unicodedata.category(char) == "Cf"


@lru_cache(maxsize=1_024)
def _decomposed(char: str) -> str:
    """A mark that stands alone (´) is an apostrophe: Unicode would make it a space and a mark on that."""
    parts = unicodedata.normalize("NFKD", char)
    alone = (parts[0] == " " and len(parts) > 1) or char in _APOSTROPHES
    return "'" if alone else parts


def folded(text: str) -> str:
    """The words of ``text`` to search by, one space between them; a sign parts words."""
    return " ".join(_lettered(text).replace(_SIGN, " ").split())


def closed(text: str) -> str:
    """The same, but a sign inside a word is nothing: "Y-Blang" → "yblang"."""
    return " ".join(_lettered(text).replace(_SIGN, "").split())


def search_forms(text: str) -> Forms:
    """The words of ``text`` with signs as spaces, and, where that differs, with signs dropped."""
    return tuple(dict.fromkeys((tuple(folded(text).split()), tuple(closed(text).split()))))


def begins_words(asked: Forms, name: Forms) -> bool:
    """Whether ``asked`` finds ``name``; both from ``search_forms``. Nothing asked finds everything."""
    return any(matches(words, own) for words in asked for own in name)


def matches(asked: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each asked word begins a word of its own among ``words``, in any order."""
    if not asked:
        return True
    first, rest = asked[0], asked[1:]
    return any(word.startswith(first) and matches(rest, (*words[:at], *words[at + 1:]))
               for at, word in enumerate(words))


@lru_cache(maxsize=1_024)
def _kept(char: str) -> str:
    """A letter or digit, a space for white space, ``_SIGN`` for a sign."""
    category = unicodedata.category(char)
    if category in ("Ll", "Lu", "Lt", "Lo", "Nd"):
        return char
    return " " if category == "Zs" or char.isspace() else _SIGN


def _lettered(text: str) -> str:
    return "".join(map(_kept, without_marks(text)))
