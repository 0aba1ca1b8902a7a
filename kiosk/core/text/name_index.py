"""Finding somebody by the first letters of a name, with or without marks, the words in any order.

Guarantees: pure; "mau t", "Mẫu T" and "t mau" find Nguyễn Thị Mẫu, "hen" and "hhen" find H'Hen
(``sync.protocol.folding``); nothing is found by fewer than ``MIN_LETTERS`` letters; people of the asked thôn stand
first, then those whose own name (the last word) was meant, then those written with the very marks. Keeps nobody's
name in its ``repr``.

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
from sync.protocol.folding import Forms, begins_words, matches, search_forms

MIN_LETTERS: Final = 3                # fewer would show half the village
_LAST: Final = "\U0010ffff"


def letters(text: str) -> int:
    """How many letters ``text`` has, spaces not counted."""
    return sum(1 for char in unicodedata.normalize("NFC", text) if char.isalpha())


def _written(text: str) -> list[str]:
    """The words with their marks, in lower case."""
    return unicodedata.normalize("NFC", text.casefold()).split()


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
        self._forms = [search_forms(person.name) for person in self._people]
        self._marked = [tuple(_written(person.name)) for person in self._people]
        self._sorted = sorted({(word, at) for at, forms in enumerate(self._forms) for words in forms for word in words})

    def find(self, text: str, limit: int, thon: str = "") -> tuple[Person, ...]:
        """At most ``limit`` people whose names go with ``text``, the likeliest first."""
        asked = search_forms(text)
        if letters(text) < MIN_LETTERS or not all(asked):
            return ()
        written = tuple(_written(text))
        found = (at for at in self._beginning(asked) if begins_words(asked, self._forms[at]))
        best = heapq.nsmallest(limit, found, key=lambda at: self._rank(at, asked, written, thon))
        return tuple(self._people[at] for at in best)

    def _beginning(self, asked: Forms) -> Iterator[int]:
        """Everybody with a word that begins with the longest word asked, each once."""
        found = set[int]()
        for words in asked:
            word = max(words, key=len)
            low, high = bisect_left(self._sorted, (word, -1)), bisect_left(self._sorted, (word + _LAST, -1))
            found.update(at for _word, at in self._sorted[low:high])
        return iter(found)

    def _rank(
        self, at: int, asked: Forms, written: Sequence[str], thon: str
    ) -> tuple[bool, bool, bool, str, str, str]:
        """Smaller = likelier. The last three keep the order the same at every call."""
        person, own = self._people[at], self._forms[at][0][-1]
        return (
            person.thon != thon, not any(own.startswith(word) for words in asked for word in words),
            not matches(written, self._marked[at]), own, person.name, person.learner,
        )
