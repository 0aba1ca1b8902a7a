"""Telex: aa â, aw ă, ee ê, oo ô, ow ơ, w ư, dd đ; s f r x j are the tones, z takes a tone away.

Guarantees: says what one key asks for; how a word takes it is ``kiosk.core.text.word_composer``'s.

    telex_mark("s")                         # Mark("tone", tone="\u0301")
"""

from __future__ import annotations

from typing import Final

from kiosk.core.text.word_composer import Mark

_MARKS: Final = {
    "s": Mark("tone", tone="\u0301"), "f": Mark("tone", tone="\u0300"), "r": Mark("tone", tone="\u0309"),
    "x": Mark("tone", tone="\u0303"), "j": Mark("tone", tone="\u0323"), "z": Mark("no tone"),
    "a": Mark("hat", on="a"), "e": Mark("hat", on="e"), "o": Mark("hat", on="o"),
    "w": Mark("horn or breve", alone=True), "d": Mark("bar"),
}


def telex_mark(key: str) -> Mark | None:
    """What ``key`` (lower case) asks for; None where it is only a letter."""
    return _MARKS.get(key)
