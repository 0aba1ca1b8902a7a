"""Is this text only words? What could direct a screen, or hide, is found before anything draws it.

Guarantees: pure and total. Markup is what Kivy would obey; hidden are characters nobody can see: control,
direction, zero width, private, loose halves. Does not judge the words.

    text_problem("Bác [b]chạm[/b] nhé")     # "có dấu ngoặc vuông hoặc dấu của máy trong chữ."
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

_UNSEEN: Final = ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")
_MARKUP: Final = ("[", "]", "&amp;", "&bl;", "&br;")


def text_problem(text: str) -> str:
    """'' for plain words, else a sentence."""
    if names := list(dict.fromkeys(hidden(text))):
        return f"có ký tự lạ {', '.join(f'“{name}”' for name in names)}."
    return markup_problem(text)


def markup_problem(text: str) -> str:
    """'' where nothing in the text directs a screen."""
    return "có dấu ngoặc vuông hoặc dấu của máy trong chữ." if any(mark in text for mark in _MARKUP) else ""


def hidden(text: str, allowed: str = "") -> Iterator[str]:
    """"U+202E" and its like, in the order of the text."""
    if text.isprintable() and "\ufffd" not in text:     # printable: none of the unseen categories (and much quicker)
        return
    for letter in dict.fromkeys(text):
        if (unicodedata.category(letter) in _UNSEEN and letter not in allowed) or letter == "\ufffd":
            yield f"U+{ord(letter):04X}"
