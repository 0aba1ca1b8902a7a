"""Telex: Vietnamese letters from plain keys, one word at a time, as people know it from their phones.

Guarantees: pure and total: any keys give NFC text whose words begin with a capital; the text depends on the
keys alone, so taking the last key away takes back exactly what it did. aa â, aw ă, ee ê, oo ô, ow ơ, w ư,
dd đ; s f r x j are the tones, z takes a tone away; the same key again undoes ("ass" → "As") and is a plain
letter from then on. Marks may be typed late ("phuongwj"). Tones stand by the usual (older) rule: hòa, thúy,
but quý, giáp. Does not know which syllables exist.

    composed("nguyeenx thij maaux")         # "Nguyễn Thị Mẫu"

Source of the rules: Telex as UniKey types it; the older placement of tones, as on most papers and cards.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Final

KEYS: Final = "abcdefghijklmnopqrstuvwxyz"
VOWELS: Final = frozenset("aăâeêioôơuưy")
_MARKED: Final = frozenset("ăâêôơư")
_TONES: Final = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_HATS: Final = {"a": "â", "e": "ê", "o": "ô"}
_HORNS: Final = {"a": "ă", "o": "ơ", "u": "ư"}
_PLAIN: Final = {"â": "a", "ă": "a", "ê": "e", "ô": "o", "ơ": "o", "ư": "u", "đ": "d"}


def composed(keys: str) -> str:
    """The text that ``keys`` (letters of KEYS and spaces, in the order typed) make."""
    return " ".join(_word(word) for word in keys.split(" "))


def _word(keys: str) -> str:
    word = _Word()
    for key in keys.lower():
        word.press(key)
    text = word.text()
    return text[:1].upper() + text[1:]


@dataclass
class _Word:
    """A syllable on its way: letters without tone, the tone's key, keys that mean themselves by now, and where
    a w alone made an ư."""

    letters: list[str] = field(default_factory=list)
    tone: str = ""
    plain: set[str] = field(default_factory=set)
    lone: int | None = None

    def press(self, key: str) -> None:
        if key in self.plain or not self._changes(key):
            self.letters.append(key)

    def _changes(self, key: str) -> bool:
        """True where ``key`` marked something; False where it is a letter."""
        if key in _TONES:
            return self._toned(key)
        if key in _HATS:
            return self._hatted(key)
        if key == "w":
            return self._horned()
        if key == "d":
            return self._crossed()
        if key == "z" and self.tone:
            self.tone = ""
            return True
        return False

    def _toned(self, key: str) -> bool:
        if not self._nucleus():
            return False
        if self.tone == key:
            self.tone = ""
            return self._undone(key)
        self.tone = key
        return True

    def _undone(self, key: str) -> bool:
        self.plain.add(key)
        return False

    def _hatted(self, key: str) -> bool:
        """The last vowel of this letter, if only consonants or i, u, y came after it."""
        for at in reversed(range(len(self.letters))):
            letter = self.letters[at]
            if _PLAIN.get(letter, letter) == key:
                return self._hat(at, key)
            if letter in VOWELS and letter not in "iuy":
                return False
        return False

    def _hat(self, at: int, key: str) -> bool:
        if self.letters[at] == _HATS[key]:
            self.letters[at] = key
            return self._undone(key)
        self.letters[at] = _HATS[key]
        return True

    def _horned(self) -> bool:
        nucleus = self._nucleus()
        place = self._horn_place(nucleus)
        if place is not None:
            return self._horn(place)
        if nucleus and self.letters != ["g", "i"]:
            return False
        self.lone = len(self.letters)
        self.letters.append("ư")
        return True

    def _horn_place(self, nucleus: range) -> int | None:
        """Where a w goes: the o of uo (its u follows by itself), the u of an open ua, else the a, the o or the u."""
        first = {_PLAIN.get(self.letters[at], self.letters[at]): at for at in reversed(nucleus)}
        a, o, u = (first.get(vowel) for vowel in "aou")
        if o is not None and a != o + 1:
            return o
        if u is not None and (a is None or a == len(self.letters) - 1):
            return u
        return a if a is not None else u

    def _horn(self, at: int) -> bool:
        letter = self.letters[at]
        if letter not in "ăơư":
            self.letters[at] = _HORNS[_PLAIN.get(letter, letter)]
            return True
        if at == self.lone:
            del self.letters[at]
        else:
            self.letters[at] = _PLAIN[letter]
        return self._undone("w")

    def _crossed(self) -> bool:
        if self.letters[:1] == ["d"]:
            self.letters[0] = "đ"
            return True
        if self.letters[:1] == ["đ"]:
            self.letters[0] = "d"
            return self._undone("d")
        return False

    # --- how it reads -------------------------------------------------------------------------

    def _nucleus(self) -> range:
        """Places of the vowels that carry marks and tone: the first run, without the u of qu, the i of gi."""
        plain = [_PLAIN.get(letter, letter) for letter in self.letters]
        start = next((at for at, letter in enumerate(self.letters) if letter in VOWELS), len(self.letters))
        end = start
        while end < len(self.letters) and self.letters[end] in VOWELS:
            end += 1
        begins = "".join(plain[:start + 1])
        if begins in ("qu", "gi") and end - start > 1 and self.letters[start] in "ui":
            start += 1
        return range(start, end)

    def text(self) -> str:
        nucleus = self._nucleus()
        letters = _with_twin_horn(self.letters, nucleus)
        if self.tone and nucleus:
            letters[_tone_place(letters, nucleus)] += _TONES[self.tone]
        return unicodedata.normalize("NFC", "".join(letters))


def _with_twin_horn(letters: list[str], nucleus: range) -> list[str]:
    """uơ becomes ươ as soon as something follows it: thuở, but thương, người."""
    made = list(letters)
    for at in nucleus[:-1]:
        if made[at] == "u" and made[at + 1] == "ơ" and at + 2 < len(made):
            made[at] = "ư"
    return made


def _tone_place(letters: list[str], nucleus: range) -> int:
    """The last marked vowel; else the middle of three, the second of two before a consonant, the first."""
    marked = [at for at in nucleus if letters[at] in _MARKED]
    if marked:
        return marked[-1]
    closed = nucleus.stop < len(letters)
    if len(nucleus) == 1:
        return nucleus[0]
    if len(nucleus) == 2:
        return nucleus[1] if closed else nucleus[0]
    return nucleus[-1] if closed else nucleus[1]
