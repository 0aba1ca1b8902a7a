"""One contract for the roster: the sealed one that kiosks run and the fake that flows are tested with."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from nacl.secret import SecretBox

from kiosk.core.ports import Person, Roster
from kiosk.store.roster import SealedRoster
from sync.protocol import RosterPerson, encode_roster
from tests.support.fakes.core import FakeRoster

KEY = b"k" * 32
DONG, DOAI = "thôn Mẫu Đông", "thôn Mẫu Đoài"
PEOPLE = tuple(Person(f"{at:032x}", name, thon) for at, (name, thon) in enumerate((
    ("Mẫu Thế Dụ", DOAI), ("Nguyễn Thị Mẫu", DONG), ("Trần Văn Thử", DONG), ("Đặng Thị Phượng", DOAI),
    ("Hồ Thị Mẫu", DOAI), ("Lê Văn Mậu", DONG),
)))

Opened = tuple[Roster, Callable[[], None]]


def sealed(people: tuple[Person, ...] = PEOPLE, key: bytes = KEY) -> str:
    rows = [RosterPerson(person.learner, person.name, person.thon) for person in people]
    return base64.b64encode(SecretBox(key).encrypt(encode_roster(rows))).decode()


@pytest.fixture(params=["fake", "sealed"])
def roster(request: pytest.FixtureRequest) -> Opened:
    if request.param == "fake":
        fake = FakeRoster(PEOPLE)
        return fake, fake.unlock
    stored = SealedRoster(sealed)
    return stored, lambda: stored.unlock(KEY)


def test_locked_it_finds_nobody(roster: Opened) -> None:
    locked, unlock = roster
    assert not locked.open
    assert list(locked.find("mau", 3)) == []
    unlock()
    assert locked.open
    assert len(locked.find("mau", 3)) == 3


def test_locked_again_it_finds_nobody(roster: Opened) -> None:
    opened, unlock = roster
    unlock()
    opened.lock()
    assert not opened.open
    assert list(opened.find("mau", 3)) == []


@pytest.mark.parametrize("text", ["mau t", "Mẫu T", "t mau", "thi mau", "NGUYEN", "mẫu nguyễn thị", "  thị   mẫu "])
def test_marks_and_the_order_of_words_do_not_matter(roster: Opened, text: str) -> None:
    opened, unlock = roster
    unlock()
    assert PEOPLE[1] in opened.find(text, 3, DONG)


@pytest.mark.parametrize("text", ["dang", "đặng", "Dang Ph", "phuong"])
def test_d_finds_the_crossed_d(roster: Opened, text: str) -> None:
    opened, unlock = roster
    unlock()
    assert list(opened.find(text, 3)) == [PEOPLE[3]]


@pytest.mark.parametrize("text", ["", "m", "mẫ", "m t", " ", "12 3"])
def test_fewer_than_three_letters_find_nobody(roster: Opened, text: str) -> None:
    opened, unlock = roster
    unlock()
    assert list(opened.find(text, 3)) == []


@pytest.mark.parametrize("text", ["bia", "auth", "mau mau", "nguyen tran", "mauu", "mau thi nguyen van"])
def test_a_name_that_is_nobodys_finds_nobody(roster: Opened, text: str) -> None:
    opened, unlock = roster
    unlock()
    assert list(opened.find(text, 3)) == []


def test_the_own_thon_stands_first_and_the_limit_holds(roster: Opened) -> None:
    opened, unlock = roster
    unlock()
    assert [person.thon for person in opened.find("mau", 9, DONG)] == [DONG, DONG, DOAI, DOAI]
    assert [person.thon for person in opened.find("mau", 3, DOAI)] == [DOAI, DOAI, DONG]
