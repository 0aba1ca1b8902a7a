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
    typing = _TYPING[method]
    return typing.words.sub(lambda match: _word(match, typing.mark_of), keys)


def _word(match: re.Match[str], mark_of: Callable[[str], Mark | None]) -> str:
    word = WordComposer(mark_of)
    for key in match[0]:
        word.press(key)
    text = word.text()
    inside = _INSIDE_NUMBER.search(match.string[:match.start()])
    return text if inside else text[:1].upper() + text[1:]
