"""Vietnamese text from plain keys, word by word, in the way of typing that somebody knows: Telex or VNI.

Telex: aa â, aw ă, ee ê, oo ô, ow ơ, w ư, dd đ; s f r x j are the tones, z takes a tone away. VNI: 1 to 5 are the tones,
0 takes a tone away, 6 the hat of â ê ô, 7 the horn of ơ ư, 8 the breve of ă, 9 đ.

Guarantees: pure and total: any keys give NFC text whose words begin with a capital ("Nguyễn Thị Mẫu"); further
capitals stand as typed; signs and spaces stand as typed and part words ("h'hen" → "H'Hen"). How a word takes a mark is
``kiosk.core.text.word_composer``'s.

    composed("nguyeenx thij maaux")                 # "Nguyễn Thị Mẫu"
    composed("nguye6n4 thi5 ma6u4", "vni")          # "Nguyễn Thị Mẫu"
    telex_mark("s")                                 # Mark("tone", tone="\\u0301")
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from kiosk.core.text.word_composer import Mark, WordComposer

KEYS: Final = "abcdefghijklmnopqrstuvwxyz"
Method = Literal["telex", "vni"]
_TELEX: Final = {
    "s": Mark("tone", tone="\u0301"), "f": Mark("tone", tone="\u0300"), "r": Mark("tone", tone="\u0309"),
    "x": Mark("tone", tone="\u0303"), "j": Mark("tone", tone="\u0323"), "z": Mark("no tone"),
    "a": Mark("hat", on="a"), "e": Mark("hat", on="e"), "o": Mark("hat", on="o"),
    "w": Mark("horn or breve", alone=True), "d": Mark("bar"),
}
_VNI: Final = {
    "1": Mark("tone", tone="\u0301"), "2": Mark("tone", tone="\u0300"), "3": Mark("tone", tone="\u0309"),
    "4": Mark("tone", tone="\u0303"), "5": Mark("tone", tone="\u0323"), "0": Mark("no tone"),
    "6": Mark("hat", on="aeo"), "7": Mark("horn"), "8": Mark("breve"), "9": Mark("bar"),
}


def telex_mark(key: str) -> Mark | None:
    """What ``key`` (lower case) asks for; None where it is only a letter."""
    return _TELEX.get(key)


def vni_mark(key: str) -> Mark | None:
    """What ``key`` asks for; None where it is only a letter."""
    return _VNI.get(key)


@dataclass(frozen=True)
class _Typing:
    """``words``: what belongs to a word while typing; all else stands as it is."""

    mark_of: Callable[[str], Mark | None]
    words: re.Pattern[str]


_TYPING: Final[dict[Method, _Typing]] = {
    "telex": _Typing(telex_mark, re.compile(r"[^\W\d_]+")),
    "vni": _Typing(vni_mark, re.compile(r"[^\W\d_][^\W_]*")),
}
_INSIDE_NUMBER: Final = re.compile(r"\d$")


def composed(keys: str, method: Method = "telex") -> str:
    """The text that ``keys``, in the order typed, make by ``method``."""
    return _TYPING[method].words.sub(lambda match: _capitalised(match, method), keys)


def _capitalised(match: re.Match[str], method: Method) -> str:
    text = _word(match[0], method)
    inside = _INSIDE_NUMBER.search(match.string[:match.start()])
    return text if inside else text[:1].upper() + text[1:]


@lru_cache(maxsize=8_192)               # a way is searched key by key: the same beginnings again and again
def _word(keys: str, method: Method) -> str:
    word = WordComposer(_TYPING[method].mark_of)
    for key in keys:
        word.press(key)
    return word.text()
