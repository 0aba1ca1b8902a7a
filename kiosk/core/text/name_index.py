"""Finding somebody by the first letters of a name, with or without marks, the words in any order.

Guarantees: pure; "mau t", "Mẫu T" and "t mau" find Nguyễn Thị Mẫu; nothing is found by fewer than
``LEAST_LETTERS`` letters; people of the asked thôn stand first, then those whose own name (the last word)
was meant, then those written with the very marks. Keeps nobody's name in its ``repr``.

    index = NameIndex(people)
    index.find("mau t", limit=3, thon="thôn Mẫu Đông")      # (Person(...), ...)

10,000 people: an index takes a tenth of a second, a search a few milliseconds.
"""

from __future__ import annotations

import heapq
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from kiosk.core.ports import Person

LEAST_LETTERS: Final = 3                # fewer would show half the village
_LAST: Final = "\U0010ffff"


def folded(text: str) -> str:
    """Lower case without marks: "Đặng" → "dang"."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).replace("đ", "d")


def letters(text: str) -> int:
    """How many letters ``text`` has, spaces not counted."""
    return sum(1 for char in unicodedata.normalize("NFC", text) if char.isalpha())


def _written(text: str) -> list[str]:
    """The words with their marks, in lower case."""
    return unicodedata.normalize("NFC", text.casefold()).split()


def matches(asked: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each asked word begins a word of its own among ``words``, in any order."""
    if not asked:
        return True
    first, rest = asked[0], asked[1:]
    return any(word.startswith(first) and matches(rest, (*words[:at], *words[at + 1:]))
               for at, word in enumerate(words))


class NoRoster:
    """``kiosk.core.ports.Roster`` where nobody's names are: always locked."""

    open = False

    def find(self, text: str, limit: int, thon: str = "") -> tuple[Person, ...]:
        return ()

    def lock(self) -> None:
        """Nothing to forget."""


class NameIndex:
    """People by the words of their names."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._people = tuple(people)
        self._words = [tuple(folded(person.name).split()) for person in self._people]
        self._marked = [tuple(_written(person.name)) for person in self._people]
        self._sorted = sorted((word, at) for at, words in enumerate(self._words) for word in set(words))

    def find(self, text: str, limit: int, thon: str = "") -> tuple[Person, ...]:
        """At most ``limit`` people whose names go with ``text``, the likeliest first."""
        asked = tuple(folded(text).split())
        if letters(text) < LEAST_LETTERS or not asked:
            return ()
        written = tuple(_written(text))
        found = (at for at in self._beginning(max(asked, key=len)) if matches(asked, self._words[at]))
        best = heapq.nsmallest(limit, found, key=lambda at: self._rank(at, asked, written, thon))
        return tuple(self._people[at] for at in best)

    def _beginning(self, word: str) -> Iterator[int]:
        """Everybody with a word that begins with ``word``, each once."""
        low, high = bisect_left(self._sorted, (word, -1)), bisect_left(self._sorted, (word + _LAST, -1))
        return iter({at for _word, at in self._sorted[low:high]})

    def _rank(
        self, at: int, asked: Sequence[str], written: Sequence[str], thon: str
    ) -> tuple[bool, bool, bool, str, str, str]:
        """Smaller = likelier. The last three keep the order the same at every call."""
        person, own = self._people[at], self._words[at][-1]
        return (
            person.thon != thon, not any(own.startswith(word) for word in asked),
            not matches(written, self._marked[at]), own, person.name, person.learner,
        )
