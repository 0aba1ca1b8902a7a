"""PINs: counted before they are judged, locked across reboots and power cuts."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Literal

import pytest
from nacl.secret import SecretBox

from kiosk.core.inputs import Broke, PinJudged
from kiosk.store.pin_lockout import FIRST_LOCK_MS, LONGEST_LOCK_MS, Attempts, counted, lock_ms, settled, tries_left
from kiosk.store.pins import PinRules, SqlitePins, roster_key
from kiosk.store.writer import SmallWrite
from sync.protocol import Facilitator
from sync.protocol.unlock import unlock_key
from tests.support.fakes.store import BOOT_ID, FACILITATOR, NEXT_BOOT_ID, Answered, FakeTime, StoreBench

LUA = Facilitator(FACILITATOR, "chị Lúa", "", "")
ROSTER = {FACILITATOR: LUA}.get
SECRET = b"s" * 16
KEY = b"roster key of the commune, 32 b."


class DeskBench:
    """A desk on a real store; every PIN but ``right`` is wrong."""

    def __init__(self, data: Path, time: FakeTime | None = None, boot_id: str = BOOT_ID) -> None:
        self.store = StoreBench(data, time or FakeTime(), boot_id)
        self.answered = Answered()
        self.counted_at_judging: list[int] = []
        self.target = SqlitePins(
            self.store.clock, self.store.reader, self.store.writer, PinRules(ROSTER, self._opens), self.answered
        )

    def _opens(self, facilitator: Facilitator, secret: bytes, pin: str) -> bytes | None:
        failures = self.store.reader.one("SELECT failures FROM pin_attempts")
        self.counted_at_judging.append(failures)
        return KEY if pin == "493027" else None

    def enter(self, pin: str) -> object:
        before = len(self.answered.all)
        self.target.check(FACILITATOR, SECRET, pin)
        return self.answered.wait(before + 1)[-1]

    def close(self) -> None:
        self.target.close()
        self.store.close()


def test_a_miss_is_in_the_file_before_the_pin_is_looked_at(tmp_path: Path) -> None:
    bench = DeskBench(tmp_path)
    for pin in ("000000", "000000", "493027"):
        bench.enter(pin)
    bench.close()
    assert bench.counted_at_judging == [1, 2, 3]


def test_misses_count_on_after_a_reboot(tmp_path: Path) -> None:
    bench = DeskBench(tmp_path)
    for _ in range(4):
        bench.enter("000000")
    bench.close()
    again = DeskBench(tmp_path, boot_id=NEXT_BOOT_ID)
    assert again.target.standing(FACILITATOR) == (1, 0)
    assert again.enter("000000") == PinJudged(FACILITATOR, "wrong", 0, 300)
    again.close()


def test_a_reboot_starts_the_whole_lock_again_and_never_shortens_it(tmp_path: Path) -> None:
    bench = DeskBench(tmp_path)
    for _ in range(5):
        bench.enter("000000")
    bench.store.time.pass_ms(FIRST_LOCK_MS - 1000)
    bench.close()
    for boot_id in (NEXT_BOOT_ID, "77777777-2222-3333-4444-555555555555"):
        again = DeskBench(tmp_path, FakeTime(ms=5_000), boot_id)
        assert again.target.standing(FACILITATOR) == (0, 300)
        assert again.enter("493027") == PinJudged(FACILITATOR, "locked", 0, 300)
        again.close()


def test_a_lock_that_ran_out_before_the_reboot_stays_run_out(tmp_path: Path) -> None:
    bench = DeskBench(tmp_path)
    for _ in range(5):
        bench.enter("000000")
    bench.store.time.pass_ms(FIRST_LOCK_MS)
    bench.target.check("e" * 32, SECRET, "000000")    # wakes the desk, which writes the lock's end down
    bench.close()
    later = DeskBench(tmp_path, FakeTime(ms=1), NEXT_BOOT_ID)
    assert later.target.standing(FACILITATOR) == (1, 0)
    later.close()


def test_a_restart_of_the_program_in_the_same_boot_keeps_the_lock_as_it_is(tmp_path: Path) -> None:
    bench = DeskBench(tmp_path)
    for _ in range(5):
        bench.enter("000000")
    bench.close()
    again = DeskBench(tmp_path, FakeTime(ms=60_000 + 100_000))
    assert again.target.standing(FACILITATOR) == (0, 200)
    again.close()


def test_a_pin_whose_count_cannot_be_stored_is_not_judged(tmp_path: Path) -> None:
    bench = DeskBench(tmp_path)
    bench.store.writer.submit(SmallWrite("DROP TABLE pin_attempts", ()))
    answer = bench.enter("493027")
    bench.close()
    assert answer == Broke("K23")
    assert bench.counted_at_judging == []


def test_somebody_not_on_the_roster_is_wrong_and_counted(tmp_path: Path) -> None:
    bench = DeskBench(tmp_path)
    bench.target.check("e" * 32, SECRET, "493027")
    assert bench.answered.wait(1) == [PinJudged("e" * 32, "wrong", 4, 0)]
    bench.close()


def test_ten_thousand_tries_take_longer_than_thirty_days() -> None:
    total_ms, attempts = 0, Attempts()
    for _ in range(10_000):
        attempts = counted(settled(attempts, BOOT_ID, total_ms), BOOT_ID, total_ms)
        total_ms = max(total_ms, attempts.locked_until_ms)
    assert total_ms > 30 * 24 * 60 * 60 * 1000


@pytest.mark.parametrize(
    ("failures", "locked"),
    [(4, 0), (5, FIRST_LOCK_MS), (6, 2 * FIRST_LOCK_MS), (13, 256 * FIRST_LOCK_MS), (14, LONGEST_LOCK_MS),
     (10_000, LONGEST_LOCK_MS)],
)
def test_locks_double_up_to_a_day(failures: int, locked: int) -> None:
    assert lock_ms(failures) == locked


def test_after_the_first_lock_there_is_one_try_at_a_time() -> None:
    assert [tries_left(Attempts(failures)) for failures in (0, 3, 4, 5, 9)] == [5, 2, 1, 1, 1]


# --- the real box ---------------------------------------------------------------------------------


def sealed(secret: bytes, pin: str) -> Facilitator:
    """As the commune makes it."""
    salt = b"\x11" * 16
    unlock = SecretBox(unlock_key(secret, pin, salt)).encrypt(KEY)
    return Facilitator(FACILITATOR, "chị Lúa", base64.b64encode(salt).decode(), base64.b64encode(unlock).decode())


def test_only_the_badge_and_the_pin_together_open_the_roster() -> None:
    lua = sealed(SECRET, "493027")
    assert roster_key(lua, SECRET, "493027") == KEY
    assert roster_key(lua, SECRET, "493028") is None
    assert roster_key(lua, b"t" * 16, "493027") is None


@pytest.mark.parametrize(("role", "handed_on"), [("facilitator", [KEY]), ("maintenance", [])])
def test_only_a_facilitators_right_pin_hands_the_rosters_key_on(
    tmp_path: Path, role: Literal["facilitator", "maintenance"], handed_on: list[bytes]
) -> None:
    store, answered, keys = StoreBench(tmp_path), Answered(), list[bytes]()
    who = Facilitator(FACILITATOR, "chị Lúa", "", "", role)
    judging = PinRules(
        {FACILITATOR: who}.get, lambda _who, _secret, pin: KEY if pin == "493027" else None, keys.append
    )
    target = SqlitePins(store.clock, store.reader, store.writer, judging, answered)
    for at, pin in enumerate(("000000", "493027"), start=1):
        target.check(FACILITATOR, SECRET, pin)
        answered.wait(at)
    target.close()
    store.close()
    assert keys == handed_on


@pytest.mark.parametrize(("salt", "unlock"), [("", ""), ("no base64", "x"), ("AAAA", "AAAA")])
def test_a_broken_roster_record_opens_for_nobody(salt: str, unlock: str) -> None:
    assert roster_key(Facilitator(FACILITATOR, "chị Lúa", salt, unlock), SECRET, "493027") is None
