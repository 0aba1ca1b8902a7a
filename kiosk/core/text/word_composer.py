"""One word on its way: letters, marks and a tone, whatever keys name them. The core of Telex and VNI.

Guarantees: pure and total: any keys give NFC text; the text depends on the keys alone, so taking the last key away
takes back exactly what it did. Marks and tones may be typed late; a key that would make what cannot become a
syllable is a letter, and where the letters cannot become one either the word stands as it was keyed ("alang",
"maria"), as UniKey's spell check does it. The same mark again undoes it, and its key is a plain letter from then on.
Tones stand by the usual (older) rule: hòa, thúy, but quý, giáp.

    word = WordComposer(telex_mark)
    for key in "truwongf":
        word.press(key)
    word.text()                                       # "trường"

Source of the rules: UniKey's engine as people know it; the older placement of tones, as on most papers and cards.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from kiosk.core.text.syllables import (
    PLAIN,
    VOWELS,
    fits_tone,
    may_become_highland_word,
    may_become_syllable,
)

Kind = Literal["tone", "no tone", "hat", "horn", "breve", "horn or breve", "bar"]
_MARKED: Final = frozenset("ăâêôơư")
_HATS: Final = {"a": "â", "e": "ê", "o": "ô"}
_HORNS: Final = {"o": "ơ", "u": "ư"}
_BREVES: Final = {"a": "ă"}
_W: Final = {**_BREVES, **_HORNS}


@dataclass(frozen=True)
class Mark:
    """What a key asks for. ``on``: the letters a hat may stand on; ``tone``: the combining sign.
    ``alone``: where there is no vowel to mark, the key itself is ư."""

    kind: Kind
    on: str = ""
    tone: str = ""
    alone: bool = False


@dataclass(frozen=True)
class _State:
    """Letters in lower case without tone. ``plain``: keys that are letters by now; ``lone``: where a key made an ư by
    itself; ``undone``: this very key took a mark back."""

    letters: tuple[str, ...] = ()
    tone: str = ""
    plain: frozenset[str] = frozenset()
    lone: int | None = None
    undone: bool = False

    def possible(self) -> bool:
        letters = "".join(self.letters)
        return may_become_syllable(letters) or (not self.tone and may_become_highland_word(letters))

    def with_letter(self, letter: str) -> _State:
        return _State((*self.letters, letter), self.tone, self.plain, self.lone)

    def with_at(self, at: int, letter: str) -> _State:
        return _State((*self.letters[:at], letter, *self.letters[at + 1:]), self.tone, self.plain, self.lone)

    def with_tone(self, tone: str) -> _State:
        return _State(self.letters, tone, self.plain, self.lone)

    def taken_back(self, key: str) -> _State:
        """The mark is gone and ``key`` stands as the letter it is."""
        return _State((*self.letters, key), self.tone, self.plain | {key}, None, undone=True)


class WordComposer:
    """Composes one word key by key. ``mark_of`` says what a key (lower case) asks for, None for a letter."""

    def __init__(self, mark_of: Callable[[str], Mark | None]) -> None:
        self._mark_of = mark_of
        self._state = _State()
        self._keyed: list[str] = []         # what stands there if the word is no syllable
        self._capitals: list[bool] = []     # of each letter in the state
        self._literal = False

    def press(self, key: str) -> None:
        low = key.lower()
        if self._literal:
            self._keyed.append(key)
            return
        following = self._following(low)
        if following.undone:
            self._take_back(key, following)
        elif following.possible():
            self._keyed.append(key)
            self._adopt(key, following)
        else:
            self._keyed.append(key)
            self._literal = True

    def text(self) -> str:
        """The word as it reads now."""
        if self._literal or not self._fits():
            return unicodedata.normalize("NFC", "".join(self._keyed))
        return self._composed()

    def _following(self, key: str) -> _State:
        """The mark where it may stand, else the letter."""
        state = self._state
        mark = None if key in state.plain else self._mark_of(key)
        if mark is not None:
            marked = _marked(state, mark, key)
            if marked is not None and (marked.undone or marked.possible()):
                return marked
        return state.with_letter(key)

    def _take_back(self, key: str, following: _State) -> None:
        """After an undo the word goes on from what stands there; a word that cannot go on is letters from now on."""
        if not self._fits():                # what is undone was not shown
            self._literal = True
            return
        self._adopt(key, following)
        if not following.possible():
            self._keyed = list(self._composed())
            self._literal = True

    def _fits(self) -> bool:
        return fits_tone("".join(self._state.letters), self._state.tone)

    def _adopt(self, key: str, following: _State) -> None:
        more = len(following.letters) - len(self._state.letters)
        if more > 0:
            self._capitals.append(key.isupper())
        elif more == 0 and following.undone:        # an ư of its own became the key's letter
            self._capitals[-1] = key.isupper()
        self._state = following

    def _composed(self) -> str:
        state = self._state
        letters = _with_twin_horn(state.letters)
        nucleus = _nucleus(state.letters)
        shown = [letter.upper() if capital else letter
                 for letter, capital in zip(letters, self._capitals, strict=True)]
        if state.tone and nucleus:
            shown[_tone_place(letters, nucleus)] += state.tone
        return unicodedata.normalize("NFC", "".join(shown))


# --- what a key does to a word: each returns None where it can do nothing -------------------------

def _marked(state: _State, mark: Mark, key: str) -> _State | None:
    match mark.kind:
        case "tone":
            return _toned(state, mark.tone, key)
        case "no tone":
            return state.with_tone("") if state.tone else None
        case "hat":
            return _hatted(state, mark.on, key)
        case "bar":
            return _barred(state, key)
        case _:
            return _horned(state, mark, key)


def _toned(state: _State, tone: str, key: str) -> _State | None:
    if not _nucleus(state.letters) or not may_become_syllable("".join(state.letters)):
        return None
    if state.tone == tone:
        return state.with_tone("").taken_back(key)
    return state.with_tone(tone)


def _hatted(state: _State, on: str, key: str) -> _State | None:
    """The last vowel that may wear a hat, if only consonants or i, u, y came after it."""
    for at in reversed(range(len(state.letters))):
        letter = state.letters[at]
        base = PLAIN.get(letter, letter)
        if base in on:
            if letter == _HATS[base]:
                return state.with_at(at, base).taken_back(key)
            return state.with_at(at, _HATS[base])
        if letter in VOWELS and letter not in "iuyươ":
            return None
    return None


def _horned(state: _State, mark: Mark, key: str) -> _State | None:
    made = {"horn": _HORNS, "breve": _BREVES}.get(mark.kind, _W)
    nucleus = _nucleus(state.letters)
    at = _horn_place(state.letters, nucleus, made)
    if at is not None:
        return _horn(state, at, made, key)
    if not mark.alone or (nucleus and state.letters != ("g", "i")):
        return None
    return _State((*state.letters, "ư"), state.tone, state.plain, len(state.letters))


def _horn_place(letters: tuple[str, ...], nucleus: range, made: dict[str, str]) -> int | None:
    """Where it goes: the o of uo (its u follows by itself), the u of an open ua, else the a, the o or the u."""
    first = {PLAIN.get(letters[at], letters[at]): at for at in reversed(nucleus)}
    a, o, u = (first.get(vowel) if vowel in made else None for vowel in "aou")
    if o is not None and (a is None or a != o + 1):
        return o
    if u is not None and (a is None or a == len(letters) - 1):
        return u
    return a if a is not None else u


def _horn(state: _State, at: int, made: dict[str, str], key: str) -> _State:
    letter = state.letters[at]
    if letter not in made.values():
        return state.with_at(at, made[PLAIN.get(letter, letter)])
    if at == state.lone:
        left = (*state.letters[:at], *state.letters[at + 1:])
        return _State(left, state.tone, state.plain).taken_back(key)
    return state.with_at(at, PLAIN[letter]).taken_back(key)


def _barred(state: _State, key: str) -> _State | None:
    """The d just typed, else the d the word begins with."""
    for at in (len(state.letters) - 1, 0):
        letter = state.letters[at] if state.letters else ""
        if letter == "d":
            return state.with_at(at, "đ")
        if letter == "đ":
            return state.with_at(at, "d").taken_back(key)
    return None


# --- how it reads ---------------------------------------------------------------------------------

def _nucleus(letters: tuple[str, ...]) -> range:
    """Places of the vowels that carry marks and tone: the first run, without the u of qu, the i of gi."""
    start = next((at for at, letter in enumerate(letters) if letter in VOWELS), len(letters))
    end = start
    while end < len(letters) and letters[end] in VOWELS:
        end += 1
    if "".join(letters[:start + 1]) in ("qu", "gi") and end - start > 1:
        start += 1
    return range(start, end)


def _with_twin_horn(letters: tuple[str, ...]) -> list[str]:
    """A horn on one of u, o is a horn on both, but for an open uơ: thuở, huơ; thương, người."""
    made = list(letters)
    for at in _nucleus(letters)[:-1]:
        pair, closed = made[at] + made[at + 1], at + 2 < len(made)
        if pair == "ưo" or (pair == "uơ" and closed):
            made[at:at + 2] = "ươ"
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
