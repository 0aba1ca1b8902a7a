"""The commune taking events in through HTTP, beside a bare ``executemany`` of the same rows into the same schema.

Guarantees: the real server, requests signed and checked, one kiosk sending one batch after another; the bare rows are
those that the server wrote, put into a fresh file on the same disk with the same indexes, WAL and synchronous=FULL, as
many in a transaction as in a batch. Both take turns. What is sent is made before the clock begins.

    for row in ingest_rows(setting): row.ratio
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from kiosk.bench.commune_events import (
    EVENT_TABLE,
    batches,
    copied,
    schema,
    send,
    simulated,
    stored_events,
    stored_rows,
)
from kiosk.bench.rows import MeasuringFailed, Row, at_least, row
from kiosk.bench.setting import Setting
from kiosk.tour.demo_server import served_commune
from sync.protocol import BATCH_EVENTS

EVENTS, QUICK_EVENTS = 6_000, 400
TURNS = 5


def ingest_rows(setting: Setting) -> Iterator[Row]:
    folder, place = setting.commune("ingest"), setting.place("ingest-bare")
    events, turns = setting.pick(EVENTS, QUICK_EVENTS), setting.pick(TURNS, 1)
    kiosk = simulated(folder, 1, events)[0]
    through: list[float] = []
    bare: list[float] = []
    whole: list[float] = []
    with served_commune(folder) as commune:
        send(kiosk.enrolment, commune.url, batches(copied(kiosk, turns)))       # connections, caches, the first pages
        rows = list(stored_rows(folder, events))
        for turn in range(turns):
            bodies = batches(copied(kiosk, turn))
            begun = time.perf_counter()
            send(kiosk.enrolment, commune.url, bodies)
            through.append(events / (time.perf_counter() - begun))
            bare.append(events / _insert_s(place / f"{turn}.db", schema(folder), rows, BATCH_EVENTS))
            whole.append(events / _insert_s(place / f"{turn}-whole.db", schema(folder), rows, events))
        if stored_events(folder) != (turns + 1) * events:
            raise MeasuringFailed(f"xã giữ {stored_events(folder)} sự kiện, đã gửi {(turns + 1) * events}")
    yield row("ingest.http", "sự kiện mỗi giây qua HTTP", "/s", through, better="higher",
              against=(f"executemany từng {BATCH_EVENTS}", bare), target=at_least(0.5, ratio=True))
    yield row("ingest.http_to_whole", "cũng thế", "/s", through, better="higher",
              against=("executemany một lần", whole))


def _insert_s(path: Path, made: Sequence[str], rows: Sequence[Sequence[object]], at_once: int) -> float:
    """Seconds of inserting ``rows``, ``at_once`` in a transaction."""
    insert = f"INSERT INTO {EVENT_TABLE} VALUES ({', '.join('?' * len(rows[0]))})"
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        for sql in made:
            database.execute(sql)
        begun = time.perf_counter()
        for at in range(0, len(rows), at_once):
            database.execute("BEGIN IMMEDIATE")
            database.executemany(insert, rows[at:at + at_once])
            database.execute("COMMIT")
        return time.perf_counter() - begun
