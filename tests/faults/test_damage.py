"""A damaged database between a kiosk and its commune: what was acknowledged and can be read arrives."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.core.inputs import Kept
from kiosk.store.database import prepare
from kiosk.store.disk_reserve import Reserve
from kiosk.store.running import REPAIR_MS
from sync.protocol import decode_event, event_ref
from sync.worker.outbox import SqliteOutbox
from sync.worker.push import Pusher
from tests.support.fakes.store import BOOT_ID, DEVICE, NEXT_BOOT_ID, SMALL_RESERVE, StoreBench, check_in
from tests.support.fakes.sync import FakeCommune, Ledger
from tests.unit.store.test_running import Running, garble_table

ACKNOWLEDGED = 300
PAGE = 4096
PER_PAGE = 20               # events that one page can hold, at most


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, frozenset[str]]:
    """A kiosk's folder and the references of its events: people were told that they are kept, none of them is sent."""
    data = tmp_path_factory.mktemp("evening")
    store = StoreBench(data)
    for number in range(ACKNOWLEDGED):
        store.journal.write(check_in(f"{number:032x}"))
    answers = store.answered.wait(ACKNOWLEDGED)
    store.close()
    return data, frozenset(answer.ref for answer in answers if isinstance(answer, Kept))


@pytest.fixture
def data(evening: tuple[Path, frozenset[str]], tmp_path: Path) -> Path:
    return Path(shutil.copytree(evening[0], tmp_path / "data"))


def send(path: Path, ledger: Ledger) -> None:
    with closing(SqliteOutbox.open(path)) as outbox:
        assert Pusher(outbox, lambda: "2026-11-22T12:00:00.000Z", lambda: False).push_all(FakeCommune(ledger)) is None
        assert outbox.counts().pending == 0


def arrived(ledger: Ledger) -> set[str]:
    assert set(ledger.stored.values()) <= {1}
    return {event_ref(*identity) for identity in ledger.stored}


def garbage(path: Path, dice: random.Random) -> None:
    page = dice.randrange(path.stat().st_size // PAGE)
    with path.open("r+b") as file:
        file.seek(page * PAGE)
        file.write(dice.randbytes(PAGE))


def zeros(path: Path, dice: random.Random) -> None:
    page = dice.randrange(path.stat().st_size // PAGE)
    with path.open("r+b") as file:
        file.seek(page * PAGE)
        file.write(bytes(PAGE))


def first_page(path: Path, dice: random.Random) -> None:
    with path.open("r+b") as file:
        file.write(dice.randbytes(PAGE))


def flipped_header(path: Path, dice: random.Random) -> None:
    """Bits of some page's own header: the page is there, but nothing leads through it."""
    page = dice.randrange(1, path.stat().st_size // PAGE)
    with path.open("r+b") as file:
        file.seek(page * PAGE)
        file.write(dice.randbytes(8))


ATTACKS: tuple[Callable[[Path, random.Random], None], ...] = (garbage, zeros, first_page, flipped_header)
CASES = [(attack, seed) for attack in ATTACKS for seed in range(6)]


@pytest.mark.parametrize(("attack", "seed"), CASES, ids=[f"{attack.__name__}-{seed}" for attack, seed in CASES])
def test_what_people_were_told_is_kept_arrives_but_for_one_page(
    data: Path, evening: tuple[Path, frozenset[str]], attack: Callable[[Path, random.Random], None], seed: int
) -> None:
    attack(data / "kiosk.db", random.Random(seed))
    ready = prepare(data, NEXT_BOOT_ID, DEVICE, Reserve(data / "reserve", SMALL_RESERVE))
    ledger = Ledger()
    send(ready.path, ledger)
    assert arrived(ledger) <= evening[1]
    assert len(arrived(ledger)) >= ACKNOWLEDGED - PER_PAGE


def test_the_control_without_the_salvaged_events_nothing_arrives(data: Path) -> None:
    """As it was: the new database sent its own events only."""
    first_page(data / "kiosk.db", random.Random(1))
    ready = prepare(data, BOOT_ID, DEVICE, Reserve(data / "reserve", SMALL_RESERVE))
    with closing(sqlite3.connect(ready.path, isolation_level=None)) as database:
        database.execute("DELETE FROM salvaged_events")
    ledger = Ledger()
    send(ready.path, ledger)
    assert arrived(ledger) == set()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    store = Running(tmp_path)
    yield store
    store.close()


def test_damage_in_the_middle_of_an_evening_loses_no_check_in(running: Running) -> None:
    """Half of what the commune has when the card fails was sent before; thirty more people come."""
    before = {answer.ref for answer in running.keep(200) if isinstance(answer, Kept)}
    ledger = Ledger()
    send(running.database.path, ledger)
    since = {answer.ref for answer in running.keep(100) if isinstance(answer, Kept)}
    running.time.ms += REPAIR_MS
    garble_table(running.database.path, "events")
    answers = running.keep(50)
    after = {answer.ref for answer in answers if isinstance(answer, Kept)}
    assert len(after) == 50
    send(running.database.path, ledger)
    assert arrived(ledger) == before | since | after
    assert ledger.conflicts == 0


def test_a_worker_that_had_the_damaged_file_open_goes_on_in_the_new_one(running: Running) -> None:
    running.keep(10)
    with closing(SqliteOutbox.open(running.database.path)) as outbox:
        assert not outbox.replaced()
        running.time.ms += REPAIR_MS
        garble_table(running.database.path, "progress")
        running.writer.recheck()
        running.keep(1)
        assert outbox.replaced()
    ledger = Ledger()
    send(running.database.path, ledger)
    assert len(arrived(ledger)) == 11


def test_what_is_sent_are_the_very_bytes_that_were_kept(data: Path) -> None:
    path = data / "kiosk.db"
    with closing(sqlite3.connect(path)) as database:
        written = {body for (body,) in database.execute("SELECT body FROM events")}
    os.truncate(path, path.stat().st_size // 2 // PAGE * PAGE)
    ready = prepare(data, BOOT_ID, DEVICE, Reserve(data / "reserve", SMALL_RESERVE))
    with closing(SqliteOutbox.open(ready.path)) as outbox:
        waiting = [event.body for event in outbox.pending(1000)]
    assert len(waiting) > 20
    assert set(waiting) <= written
    assert [decode_event(body).seq for body in waiting] == sorted(decode_event(body).seq for body in waiting)
