"""Typing on the simulated phone: what the keys make, whether it is what was asked, and which key comes next.

Guarantees: pure. A box is filled as asked when the letters are those of ``expect``: capitals never count, marks only
where the box says so. ``next_key`` always leads there by the fewest keys, taking wrong letters away first. Letters are
composed by Telex, except in a hidden box: who cannot see the letters must not lose one to a mark.

    typed_text(box, "maaux")            # "Mẫu"
    next_key(box, "ma")                 # "phim-a"
"""

from __future__ import annotations

import unicodedata
from collections import deque
from functools import lru_cache
from typing import Final

from kiosk.core.lessons.phone_screen import KEY, TextBox
from kiosk.core.text.typing_methods import KEYS, composed
from sync.protocol.folding import without_marks

ERASE: Final = KEY + "xoa"
SPACE: Final = KEY + "cach"
CLOSE: Final = KEY + "xong"
LETTER_KEYS: Final = tuple(KEY + letter for letter in KEYS)
DIGIT_KEYS: Final = tuple(f"{KEY}{digit}" for digit in range(10))
MAX_KEYS: Final = 60                   # keys kept of what is typed; more are not taken
_TYPABLE: Final = frozenset(KEYS + "0123456789 ")
_MARKS: Final = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j", "\u0306": "w",
                 "\u031b": "w", "\u0302": ""}     # a hat is the letter's own key again


def board(box: TextBox) -> tuple[str, ...]:
    """The keys of the keyboard that opens for ``box``. Digits stand on the letters' board where they are asked."""
    if box.keys == "digits":
        return (*DIGIT_KEYS, ERASE, CLOSE)
    digits = DIGIT_KEYS if any(char.isdigit() for char in box.expect) else ()
    return (*LETTER_KEYS, *digits, SPACE, ERASE, CLOSE)


def pressed(keys: str, key: str) -> str:
    """The keys typed so far after one more ("phim-a", "phim-xoa" …)."""
    if key == ERASE:
        return keys[:-1]
    letter = " " if key == SPACE else key.removeprefix(KEY)
    return keys + letter if len(keys) < MAX_KEYS else keys


def typed_text(box: TextBox, keys: str) -> str:
    """What stands in the box after ``keys``."""
    return composed(keys) if box.keys == "letters" and not box.hidden else keys


def filled(box: TextBox, keys: str) -> bool:
    """Is it what was asked?"""
    return _plain(typed_text(box, keys), box.marks) == _plain(box.expect, box.marks)


def next_key(box: TextBox, keys: str) -> str:
    """The key to touch next; ``phim-xong`` once the box is filled as asked."""
    if filled(box, keys):
        return CLOSE
    rest = keys_left(box, keys)
    if not rest:
        return ERASE
    return SPACE if rest[0] == " " else KEY + rest[0]


def keys_left(box: TextBox, keys: str = "") -> str | None:
    """The keys still to be typed after ``keys``; None where ``keys`` begin nothing that is asked."""
    telex = box.keys == "letters" and not box.hidden
    return _left(_plain(box.expect, box.marks), keys, telex, box.marks)


def _plain(text: str, marks: bool) -> str:
    tidy = " ".join(text.split())
    return tidy.casefold() if marks else without_marks(tidy)


@lru_cache(maxsize=512)
def _left(asked: str, keys: str, telex: bool, marks: bool) -> str | None:
    if not telex:
        rest = asked[len(keys):] if asked.startswith(keys) else "?"
        return rest if set(rest) <= _TYPABLE else None
    words, begun = asked.split(" "), keys.split(" ")
    if len(begun) > len(words):
        return None
    if any(_plain(composed(done), marks) != word for done, word in zip(begun[:-1], words, strict=False)):
        return None
    left = [_word_left(word, typed, marks)
            for word, typed in zip(words[len(begun) - 1:], (begun[-1], *[""] * len(words)), strict=False)]
    return None if None in left else " ".join(part or "" for part in left)


@lru_cache(maxsize=2048)
def _word_left(word: str, typed: str, marks: bool) -> str | None:
    """Fewest keys that make ``typed`` (keys of one word) into ``word``: searched, as marks may be typed late."""
    bare, wanted = without_marks(word), _marking(word) if marks else ""
    waiting, known = deque([(typed, "")]), set()
    while waiting:
        keys, added = waiting.popleft()
        text = composed(keys).casefold()
        if (text if marks else without_marks(text)) == word:
            return added
        state = text, keys[-2:], keys.count("w")    # what further keys do depends on which letters got a w
        if not bare.startswith(without_marks(text)) or state in known or len(added) > 2 * len(word) + 4:
            continue
        known.add(state)
        following = bare[len(without_marks(text)):][:1]
        waiting.extend((keys + key, added + key) for key in _likely(following, keys, wanted))
    return None


def _marking(word: str) -> str:
    """Keys that mark letters of ``word``; z takes away a tone it does not have."""
    found, base = set[str](), ""
    for char in unicodedata.normalize("NFD", word):
        if unicodedata.combining(char):
            found.add(_MARKS.get(char) or base)
        base = base if unicodedata.combining(char) else char
    crossed = "d" if "đ" in word else ""
    tone = "" if found & set("sfrxj") else "z"
    return "".join(sorted(found)) + crossed + tone


def _likely(following: str, keys: str, wanted: str) -> str:
    """Keys worth trying, the usual one first: the mark of a letter already there, the next letter, the tone."""
    letter = following if following in _TYPABLE else ""
    marks = "".join(key for key in wanted if key in "aeod" or (key == "w" and set(keys) & set("aou")))
    return marks + letter + "".join(key for key in wanted if key in "sfrxjz")
