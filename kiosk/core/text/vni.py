"""VNI: 1 to 5 are the tones, 0 takes a tone away, 6 the hat of â ê ô, 7 the horn of ơ ư, 8 the breve of ă, 9 đ.

Guarantees: says what one key asks for; how a word takes it is ``kiosk.core.text.word_composer``'s.

    vni_mark("6")                           # Mark("hat", on="aeo")
"""

from __future__ import annotations

from typing import Final

from kiosk.core.text.word_composer import Mark

_MARKS: Final = {
    "1": Mark("tone", tone="\u0301"), "2": Mark("tone", tone="\u0300"), "3": Mark("tone", tone="\u0309"),
    "4": Mark("tone", tone="\u0303"), "5": Mark("tone", tone="\u0323"), "0": Mark("no tone"),
    "6": Mark("hat", on="aeo"), "7": Mark("horn"), "8": Mark("breve"), "9": Mark("bar"),
}


def vni_mark(key: str) -> Mark | None:
    """What ``key`` asks for; None where it is only a letter."""
    return _MARKS.get(key)
