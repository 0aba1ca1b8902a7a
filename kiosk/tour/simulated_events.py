"""Invented evenings in a real store, for load, faults and demos.

Guarantees: exactly the asked number of events, all of them valid on the wire, through the same ledger as
the kiosk's own; the same seed gives the same evenings; no session is left open. Invents no names: people are
random ids.

    simulate(data, events=10_000, seed=1, until=datetime.now(UTC))

Not while a kiosk runs on the same data: the invented boots would come between its own.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from kiosk.core.errors import NotEnrolled
from kiosk.core.ports import NewEvent
from kiosk.store.clock import NTP_PLUS_MINUS_MS, iso_utc
from kiosk.store.database import ReadyDatabase, prepare
from kiosk.store.disk_reserve import Reserve
from kiosk.store.event_log import append
from kiosk.store.identity import Identity
from kiosk.store.reader import Reader
from kiosk.store.sqlite_errors import translated
from sync.database import open_database, writing
from sync.protocol import Changes, Moment

REGULARS = 60                   # people who come now and then
EVENING_EVENTS = 120            # about how many events an evening gives
LESSONS = ("tra-tien-qr", "so-suc-khoe", "lua-dao")
PACK, PACK_VERSION = "ky-nang-so-co-ban", "1"
STEPS = 4
SETTLING_MS = 3 * 60 * 1000     # boot to first badge


@dataclass(frozen=True)
class _Place:
    """Who and where the evenings are about."""

    thons: tuple[str, ...]
    facilitators: tuple[str, ...]
    learners: tuple[str, ...]


def simulate(data: Path, events: int, seed: int, until: datetime) -> int:
    """Writes ``events`` events of daily evenings that end before ``until``; returns how many.

    Raises:
        NotEnrolled: the kiosk in ``data`` has no identity yet.
        StoreError: the store cannot be written.
    """
    device = Identity(data).device()
    if device is None:
        raise NotEnrolled("enrol the kiosk first")
    dice = random.Random(seed)
    left, evening = events, until - timedelta(days=events // EVENING_EVENTS + 1)
    place: _Place | None = None
    while left > 0:
        boot_id = str(uuid.UUID(int=dice.getrandbits(128)))
        ready = prepare(data, boot_id, device, Reserve(data / "reserve"))
        place = place or _place(Reader(ready.path), dice)
        left -= _write(ready, device, _evening(place, dice, left), evening)
        evening += timedelta(days=1)
    return events


def _place(reader: Reader, dice: random.Random) -> _Place:
    text = reader.one("SELECT value FROM sync_state WHERE key = 'changes'")
    reader.close()
    changes = msgspec.json.decode(text, type=Changes) if text else Changes(version=0)
    staff = tuple(each.id for each in changes.facilitators if each.role == "facilitator")
    return _Place(
        thons=tuple(changes.thons) or ("thôn Mẫu Đông",),
        facilitators=staff or (_person(dice),),
        learners=tuple(_person(dice) for _ in range(REGULARS)),
    )


def _person(dice: random.Random) -> str:
    return f"{dice.getrandbits(128):032x}"


@dataclass(frozen=True)
class _Happening:
    """An event ``after_ms`` milliseconds of boottime since the one before."""

    after_ms: int
    kind: str
    fields: dict[str, object]
    learner: str | None = None


def _evening(place: _Place, dice: random.Random, room: int) -> list[_Happening]:
    """One session of at most ``room`` events; too little room for one gives the device's health."""
    if room < 2:
        return [_Happening(SETTLING_MS, "device.health", {"app": "simulated", "free_mb": 900, "camera": "ok"})]
    fields: dict[str, object] = {
        "topic": dice.choice(LESSONS), "thon": dice.choice(place.thons),
        "facilitator": dice.choice(place.facilitators),
    }
    came = dice.sample(place.learners, dice.randint(8, 30))
    middle = [*_arrivals(came, dice), *_learning(came, dice)][: room - 2]
    people = sum(1 for each in middle if each.kind == "attendance.checked_in")
    seconds = sum(each.after_ms for each in middle) // 1000
    return [
        _Happening(SETTLING_MS, "session.opened", fields),
        *middle,
        _Happening(0, "session.closed", {"people": people, "seconds": seconds}),
    ]


def _arrivals(came: list[str], dice: random.Random) -> Iterator[_Happening]:
    for learner in came:
        yield _Happening(dice.randint(2_000, 20_000), "attendance.checked_in", {"way": "badge"}, learner)
    for _ in range(dice.randint(0, 4)):
        yield _Happening(dice.randint(2_000, 20_000), "attendance.checked_in", {"way": "guest"})


def _learning(came: list[str], dice: random.Random) -> Iterator[_Happening]:
    for learner in came:
        lesson = dice.choice(LESSONS)
        about: dict[str, object] = {"lesson": lesson, "pack": PACK, "version": PACK_VERSION, "mode": "alone"}
        yield _Happening(5_000, "lesson.started", about, learner)
        outcomes = [dice.choice(("unaided", "unaided", "hinted", "helped")) for _ in range(STEPS)]
        for number, outcome in enumerate(outcomes, 1):
            hints = 0 if outcome == "unaided" else dice.randint(1, 3)
            task: dict[str, object] = {
                "lesson": lesson, "step": f"buoc-{number}", "outcome": outcome, "hints": hints,
                "wrong": dice.randint(0, 2), "seconds": dice.randint(8, 90),
            }
            yield _Happening(30_000, "task.done", task, learner)
        worst = max(outcomes, key=("unaided", "hinted", "helped").index)
        yield _Happening(2_000, "lesson.completed", {**about, "outcome": worst, "seconds": 200}, learner)


def _write(ready: ReadyDatabase, device: str, evening: list[_Happening], opens: datetime) -> int:
    session: str | None = None
    ms = 0
    with translated(), closing(open_database(ready.path)) as database, writing(database):
        anchor = (ready.boot_id, 0, iso_utc(opens), "ntp", NTP_PLUS_MINUS_MS)
        database.execute("INSERT INTO anchors VALUES (?, ?, ?, ?, ?)", anchor)
        for happening in evening:
            ms += happening.after_ms
            wall = iso_utc(opens + timedelta(milliseconds=ms))
            event = NewEvent(happening.kind, happening.fields, session, happening.learner)
            ref = append(database, device, event, Moment(ready.boot, ready.boot_id, ms, wall, "trusted"))
            session = ref if happening.kind == "session.opened" else session
    return len(evening)
