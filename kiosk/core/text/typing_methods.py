"""Vietnamese text from plain keys, word by word, in the way of typing that somebody knows: Telex or VNI.

Guarantees: pure and total: any keys give NFC text whose words begin with a capital ("Nguyễn Thị Mẫu"); further
capitals stand as typed; signs and spaces stand as typed and part words ("h'hen" → "H'Hen").

    composed("nguyeenx thij maaux")                 # "Nguyễn Thị Mẫu"
    composed("nguye6n4 thi5 ma6u4", "vni")          # "Nguyễn Thị Mẫu"
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from kiosk.core.text.telex import telex_mark
from kiosk.core.text.vni import vni_mark
from kiosk.core.text.word_composer import Mark, WordComposer

KEYS: Final = "abcdefghijklmnopqrstuvwxyz"
Method = Literal["telex", "vni"]


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
