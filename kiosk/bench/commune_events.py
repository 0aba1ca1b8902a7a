"""Realistic events of many kiosks for a commune, signed and sent as a kiosk sends them, and what the commune holds.

Guarantees: evenings as ``kiosk simulate`` writes them; their copies are other evenings of the same kiosks, earlier by
whole days, under another epoch, each sealed anew: the commune judges every one and refuses none (else MeasuringFailed).
``stored_events`` counts in the commune's own file, behind the server's back.

    kiosk = simulated(folder, kiosks=1, events=100)[0]
    send(kiosk.enrolment, url, batches(copied(kiosk, copy=1)))
"""

from __future__ import annotations

import random
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from kiosk.bench.rows import MeasuringFailed
from kiosk.store.identity import Identity
from kiosk.tour.simulated_events import simulate
from sync.database import DATABASE_NAME
from sync.protocol import BATCH_BYTES, BATCH_EVENTS, Enrolment, Event, Verdicts, canonical, encode_batch, seal
from sync.worker.client import HttpCommuneApi

COMMUNE_DATABASE, EVENT_TABLE = "commune.db", "commune_event"
BETWEEN_COPIES = timedelta(days=7)


@dataclass(frozen=True)
class KioskEvents:
    """One enrolled kiosk and what it wrote, oldest first."""

    enrolment: Enrolment
    events: Sequence[Event]


def simulated(folder: Path, kiosks: int, events: int) -> list[KioskEvents]:
    """``events`` of each of the first kiosks of the demo commune in ``folder``, all ending with the same evening."""
    now = datetime.now(UTC)
    made = []
    for number in range(1, kiosks + 1):
        data = folder / f"kiosk-{number}"
        simulate(data, events, number, now)
        enrolment = Identity(data).enrolment()
        if enrolment is None:
            raise MeasuringFailed(f"kiosk-{number} chưa được ghi danh")
        with closing(sqlite3.connect(data / DATABASE_NAME)) as database:
            bodies = database.execute("SELECT body FROM events ORDER BY seq").fetchall()
        made.append(KioskEvents(enrolment, [msgspec.json.decode(bytes(body), type=Event) for (body,) in bodies]))
    return made


def copied(kiosk: KioskEvents, copy: int) -> list[bytes]:
    """Canonical bytes of the kiosk's events; ``copy`` above 0: as of an earlier time, so many steps back."""
    if copy == 0:
        return [canonical(event) for event in kiosk.events]
    dice = random.Random(f"{kiosk.enrolment.reply.device}/{copy}")
    epochs: dict[str, str] = {}
    for event in kiosk.events:
        epochs.setdefault(event.epoch, f"{dice.getrandbits(64):016x}")
    return [canonical(_earlier(event, epochs, copy * BETWEEN_COPIES)) for event in kiosk.events]


def _earlier(event: Event, epochs: Mapping[str, str], by: timedelta) -> Event:
    wall = datetime.fromisoformat(event.at.wall) - by
    at = msgspec.structs.replace(event.at, wall=wall.isoformat(timespec="milliseconds").replace("+00:00", "Z"))
    session = event.session
    for old, new in epochs.items():
        session = session.replace(old, new) if session else None
    return seal(msgspec.structs.replace(event, epoch=epochs[event.epoch], at=at, session=session))


def batches(bodies: Sequence[bytes]) -> list[bytes]:
    """Gzipped bodies of POSTs, as large as the protocol lets them be."""
    made = []
    for at in range(0, len(bodies), BATCH_EVENTS):
        batch = encode_batch(bodies[at:at + BATCH_EVENTS])
        if len(batch) > BATCH_BYTES:
            raise MeasuringFailed(f"gói {BATCH_EVENTS} sự kiện lớn hơn {BATCH_BYTES} byte")
        made.append(batch)
    return made


def send(enrolment: Enrolment, url: str, bodies: Iterable[bytes]) -> int:
    """Sends batches one after another over one connection, each signed; how many events were stored.

    Raises:
        MeasuringFailed: the commune judged an event otherwise.
        SyncError: no answer.
    """
    stored = 0
    with closing(HttpCommuneApi(msgspec.structs.replace(enrolment, url=url), secrets.token_urlsafe)) as commune:
        for body in bodies:
            reply = commune.push(body)
            if not isinstance(reply, Verdicts):
                raise MeasuringFailed(f"máy chủ xã không nhận: {reply.problem.title}")
            if any(verdict.verdict != "stored" for verdict in reply.verdicts):
                raise MeasuringFailed("máy chủ xã không giữ đủ các sự kiện")
            stored += len(reply.verdicts)
    return stored


def stored_events(folder: Path) -> int:
    """How many events the commune in ``folder`` holds."""
    with _reading(folder) as database:
        return int(database.execute(f"SELECT count(*) FROM {EVENT_TABLE}").fetchone()[0])


def fullest_day(folder: Path) -> str:
    """The local day, ISO, on which most sessions of the commune were opened."""
    counted = (f"SELECT day FROM {EVENT_TABLE} WHERE day IS NOT NULL "
               "GROUP BY day ORDER BY count(*) DESC, day DESC LIMIT 1")
    with _reading(folder) as database:
        found = database.execute(counted).fetchone()
    if found is None:
        raise MeasuringFailed("xã chưa có buổi học nào")
    return str(found[0])


def stored_rows(folder: Path, limit: int) -> Iterator[tuple[object, ...]]:
    """Rows of the events' table as the server wrote them."""
    with _reading(folder) as database:
        yield from database.execute(f"SELECT * FROM {EVENT_TABLE} LIMIT ?", (limit,)).fetchall()


def schema(folder: Path) -> list[str]:
    """SQL of the events' table and its indexes."""
    made = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type = 'index'"
    with _reading(folder) as database:
        return [sql for (sql,) in database.execute(made, (EVENT_TABLE,))]


def _reading(folder: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"{(folder / COMMUNE_DATABASE).resolve().as_uri()}?mode=ro", uri=True))
