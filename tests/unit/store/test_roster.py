"""The roster on a kiosk: in RAM while a session is open, and nowhere on the card."""

from __future__ import annotations

import base64
import gc
import logging
import weakref
from pathlib import Path

import msgspec
import pytest
from nacl.secret import SecretBox

from kiosk.store.commune import SqliteCommune
from kiosk.store.identity import Identity
from kiosk.store.journal import SqliteJournal
from kiosk.store.pins import PinRules, SqlitePins
from kiosk.store.roster import SealedRoster
from sync.protocol import Changes, Facilitator, RosterPerson, encode_roster
from sync.protocol.unlock import seal_unlock
from tests.support.fakes.store import FACILITATOR, Answered, StoreBench, check_in, enrol, opened

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
CANARY = "Trần Thị Hoàng-Yến-Lồng-Son"
MAU = RosterPerson("a" * 32, "Nguyễn Thị Mẫu", "thôn Mẫu Đông")
SECRET, SALT, PIN = b"s" * 16, b"\x11" * 16, "493027"


def sealed(*people: RosterPerson, key: bytes = KEY) -> str:
    return base64.b64encode(SecretBox(key).encrypt(encode_roster(people))).decode()


class Sent:
    """What the commune sent last."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __call__(self) -> str:
        return self.text


def test_a_roster_that_came_meanwhile_is_read_by_refresh() -> None:
    sent = Sent(sealed())
    roster = SealedRoster(sent)
    roster.unlock(KEY)
    sent.text = sealed(MAU)
    assert roster.find("mau", 3) == ()
    roster.refresh()
    assert [person.learner for person in roster.find("mau", 3)] == ["a" * 32]


def test_a_locked_roster_stays_locked_when_another_comes() -> None:
    sent = Sent(sealed(MAU))
    roster = SealedRoster(sent)
    roster.refresh()
    assert not roster.open
    roster.unlock(KEY)
    roster.lock()
    sent.text = sealed(MAU, MAU)
    roster.refresh()
    assert not roster.open


@pytest.mark.parametrize("text", ["no base64!", "AAAA", sealed(MAU, key=OTHER_KEY), sealed(MAU)[:-8]])
def test_what_does_not_open_leaves_the_last_good_roster_and_is_logged_by_its_code(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    sent = Sent(sealed(MAU))
    roster = SealedRoster(sent)
    roster.unlock(KEY)
    sent.text = text
    roster.refresh()
    assert roster.find("mau", 3)
    assert "S6" in caplog.text
    assert "Mẫu" not in caplog.text


def test_a_wrong_key_opens_nothing() -> None:
    roster = SealedRoster(Sent(sealed(MAU)))
    roster.unlock(OTHER_KEY)
    assert not roster.open


def test_before_the_commune_sent_names_it_opens_and_is_empty() -> None:
    roster = SealedRoster(Sent(""))
    roster.unlock(KEY)
    assert roster.open
    assert roster.find("mau", 3) == ()


def test_a_roster_of_something_else_is_refused() -> None:
    box = base64.b64encode(SecretBox(KEY).encrypt(b"not zlib")).decode()
    roster = SealedRoster(Sent(box))
    roster.unlock(KEY)
    assert not roster.open


def test_neither_key_nor_names_are_in_the_repr() -> None:
    roster = SealedRoster(Sent(sealed(MAU)))
    roster.unlock(KEY)
    assert repr(roster) == "SealedRoster(open=True)"
    assert "kkkk" not in repr(vars(roster))
    assert "Mẫu" not in repr(vars(roster))


def test_locking_lets_go_of_every_name() -> None:
    roster = SealedRoster(Sent(sealed(MAU)))
    roster.unlock(KEY)
    person = weakref.ref(roster.find("mau", 3)[0])
    gc.collect()
    assert person() is not None
    roster.lock()
    gc.collect()
    assert person() is None


# --- the canary -----------------------------------------------------------------------------------


def files_of(data: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file())


def test_no_file_of_the_kiosk_ever_holds_a_name(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A whole evening on a real store: names come sealed, the PIN opens them, somebody is checked in by name."""
    caplog.set_level(logging.DEBUG)
    enrol(tmp_path)
    bench = StoreBench(tmp_path)
    commune = SqliteCommune(Identity(tmp_path), bench.reader, bench.writer, lambda _answer: None)
    tell(bench, sealed(RosterPerson("c" * 32, CANARY, "thôn Mẫu Đông")))
    roster = SealedRoster(commune.roster)
    pins = SqlitePins(bench.clock, bench.reader, bench.writer, PinRules(commune.facilitator, unlock=roster.unlock),
                      answered := Answered())
    pins.check(FACILITATOR, SECRET, PIN)
    answered.wait(1)
    (found,) = roster.find("hoang", 3)
    assert found.name == CANARY
    check_in_by_name(bench.journal, found.learner)
    bench.answered.wait(2)
    assert_no_canary(tmp_path)
    roster.lock()
    pins.close()
    bench.close()
    assert_no_canary(tmp_path)
    assert CANARY not in caplog.text


def test_the_search_for_the_canary_would_find_it(tmp_path: Path) -> None:
    bench = StoreBench(tmp_path)
    tell(bench, CANARY)
    bench.close()
    with pytest.raises(AssertionError):
        assert_no_canary(tmp_path)


def tell(bench: StoreBench, roster: str) -> None:
    unlock = seal_unlock(KEY, SECRET, PIN, SALT)
    lua = Facilitator(FACILITATOR, "chị Lúa", base64.b64encode(SALT).decode(), unlock)
    changes = Changes(version=1, facilitators=[lua], roster=roster)
    text = msgspec.json.encode(changes).decode()
    bench.writer.do("INSERT OR REPLACE INTO sync_state VALUES ('changes', ?)", (text,))


def check_in_by_name(journal: SqliteJournal, learner: str) -> None:
    journal.write(opened())
    fact = check_in(learner, "kiosk-1/00ff00ff00ff00ff/1")
    journal.write(type(fact)(fact.kind, {"way": "name"}, fact.session, fact.learner))


def assert_no_canary(data: Path) -> None:
    raw = files_of(data)
    assert len(raw) > 10_000
    for part in (CANARY, CANARY.split()[-1], "Lồng"):
        assert part.encode() not in raw
        assert part.encode("utf-16-le") not in raw
        assert msgspec.json.encode(part).strip(b'"') not in raw
