"""Finding by name: the likeliest first, as fast as fingers, and the same as looking at everybody."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.ports import Person
from kiosk.core.text.name_index import NameIndex, letters
from sync.protocol.folding import folded
from tests.support.fakes.core import FakeRoster

FAMILIES = ("Nguyễn", "Trần", "Lê", "Đặng", "Hồ")
GIVEN = ("Mẫu", "Mậu", "Thử", "Ví", "Dụ", "Phượng", "Phương", "Thị", "Bịa")
names_of_people = st.builds(lambda a, b, c: f"{a} {b} {c}", st.sampled_from(FAMILIES),
                            st.sampled_from(("Thị", "Văn", "Thị Phương")), st.sampled_from(GIVEN))


def people(names: list[str]) -> tuple[Person, ...]:
    return tuple(Person(f"{at:032x}", name, "thôn Mẫu") for at, name in enumerate(names))


@pytest.mark.parametrize(("text", "plain"), [("Đặng", "dang"), ("NGUYỄN", "nguyen"), ("Ưở", "uo"), ("Sen", "sen")])
def test_marks_and_case_fold_away(text: str, plain: str) -> None:
    assert folded(text) == plain
    assert letters(f" {text} 1") == len(text)


@given(st.lists(names_of_people, max_size=30), names_of_people, st.integers(1, 9), st.booleans())
def test_the_index_finds_exactly_whom_looking_at_everybody_finds(
    names: list[str], asked: str, cut: int, turned: bool
) -> None:
    parts = [part[:cut] for part in asked.split()]
    text = " ".join(reversed(parts) if turned else parts)
    everybody = people(names)
    slow = FakeRoster(everybody)
    slow.unlock()
    assert set(NameIndex(everybody).find(text, 99)) == set(slow.find(text, 99))


def test_the_own_name_counts_before_the_family_name_and_the_very_marks_before_others() -> None:
    mau_family, mau_other, mau = people(["Mẫu Thế Dụ", "Lê Văn Mậu", "Nguyễn Thị Mẫu"])
    index = NameIndex((mau_family, mau_other, mau))
    assert index.find("mẫu", 3) == (mau, mau_other, mau_family)


def test_the_same_question_gives_the_same_answer_whatever_the_order_of_people() -> None:
    everybody = list(people(["Nguyễn Thị Mẫu"] * 5))
    first = NameIndex(everybody).find("mau", 3)
    random.Random(1).shuffle(everybody)
    assert NameIndex(everybody).find("mau", 3) == first


def test_ten_thousand_people_are_searched_within_a_key_press() -> None:
    dice = random.Random(7)
    index = NameIndex(people([f"{dice.choice(FAMILIES)} Thị {dice.choice(GIVEN)}" for _ in range(10_000)]))
    begun = time.process_time()
    for text in ("thi", "nguyen thi", "mau ng", "tra th d"):
        assert len(index.find(text, 3)) == 3
    assert (time.process_time() - begun) / 4 < 0.25     # seconds of the processor a search; it takes a few milliseconds


def test_a_persons_name_is_in_no_repr() -> None:
    person = people(["Nguyễn Thị Mẫu"])[0]
    assert "Mẫu" not in repr(person)
    assert "Mẫu" not in repr(NameIndex([person]))
