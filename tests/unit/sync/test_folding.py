"""Names and words are found however they are written: the 54 peoples' names, look-alike letters, signs."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.ports import Person
from kiosk.core.text.name_index import MIN_LETTERS, NameIndex, letters
from sync.protocol.folding import begins_words, closed, folded, search_forms, without_marks

DATA = Path(__file__).resolve().parents[2] / "data"


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (DATA / name).read_text(encoding="utf-8").split("\n")[1:] if line]


PEOPLES = rows("names.tsv")
SPELLINGS = rows("name_spellings.tsv")
NAMES = [name for _people, name in PEOPLES]
INDEX = NameIndex([Person(f"{at:032x}", name, "thôn Mẫu") for at, name in enumerate(NAMES)])


def found(typed: str) -> set[str]:
    return {person.name for person in INDEX.find(typed, len(NAMES))}


def plain(text: str) -> str:
    """Without marks, written without the module under test."""
    letters = unicodedata.normalize("NFD", text.lower()).replace("đ", "d").replace("ƀ", "b")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def parts(name: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in plain(name)).split()


def test_all_peoples_of_the_country_have_names_here() -> None:
    counted = Counter(people for people, _name in PEOPLES)
    assert len(counted) == 54
    assert min(counted.values()) >= 2


@pytest.mark.parametrize("name", NAMES)
def test_everybody_is_found_by_first_letters_in_any_order_with_and_without_marks(name: str) -> None:
    words = parts(name)
    ways = {
        name, name.upper(), name.lower(), unicodedata.normalize("NFD", name), plain(name), " ".join(words),
        " ".join(reversed(words)), " ".join(word[:3] for word in words),
        "".join(c for c in plain(name) if c not in "'’-()"),
        name.replace("Đ", "Ð").replace("đ", "ð"), name.replace("'", "’"), name.replace("’", "ʼ"), f" {name}\u200b ",
    }
    for typed in ways:
        if letters(typed) >= MIN_LETTERS:
            assert name in found(typed), typed


@pytest.mark.parametrize(("written", "typed", "wanted"), SPELLINGS)
def test_spellings_that_look_alike_find_the_person(written: str, typed: str, wanted: str) -> None:
    index = NameIndex([Person("0" * 32, written, "thôn Mẫu")])
    assert bool(index.find(typed, 1)) == (wanted == "yes")
    assert begins_words(search_forms(typed), search_forms(written)) == (wanted == "yes")


@pytest.mark.parametrize(("text", "spaced", "joined", "bare"), [
    ("H'Hen Niê", "h hen nie", "hhen nie", "h'hen nie"), ("Đ/c: số 12-A", "d c so 12 a", "dc so 12a", "d/c: so 12-a"),
    ("ơ̆ Ư̆ č ñ ĕ", "o u c n e", "o u c n e", "o u c n e"),
    ("２０２６ ﬁn", "2026 fin", "2026 fin", "2026 fin"), ("", "", "", ""),
])
def test_three_strengths_of_folding(text: str, spaced: str, joined: str, bare: str) -> None:
    assert (folded(text), closed(text), without_marks(text)) == (spaced, joined, bare)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    for fold in (folded, closed):
        assert fold(fold(text)) == fold(text)


@given(st.text(), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_how_the_computer_keeps_letters_makes_no_difference(text: str, form: str) -> None:
    assert folded(unicodedata.normalize(form, text)) == folded(text)   # type: ignore[arg-type]
