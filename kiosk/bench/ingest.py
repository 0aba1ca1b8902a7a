"""The commune taking events in through HTTP, beside the database's own bulk way for the same rows in the same schema.

Guarantees: the real server, requests signed and checked; the bare rows are those that the server wrote, put into a
fresh table on the same disk with the same indexes, as durable, as many in a transaction as in a batch: SQLite by
``executemany``, PostgreSQL by COPY. Both take turns. What is sent is made and signed before the clock begins; several
kiosks send at once, as when a network comes back, and one alone.

PostgreSQL is measured where ``KIOSK_BENCH_POSTGRESQL`` names an empty database that may be filled.

    for row in ingest_rows(setting): row.ratio
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from kiosk.bench.commune_events import (
    EVENT_TABLE,
    KioskEvents,
    batches,
    copied,
    schema,
    send,
    simulated,
    stored_events,
    stored_rows,
)
from kiosk.bench.copy_rows import PostgresqlLog
from kiosk.bench.rows import MeasuringFailed, Row, at_least, row
from kiosk.bench.setting import Setting
from kiosk.bench.wire_posts import post_at_once, signed_posts
from kiosk.tour.demo_server import make_commune, served_commune
from sync.protocol import BATCH_EVENTS

EVENTS, QUICK_EVENTS = 8_000, 400       # of all kiosks together
KIOSKS, QUICK_KIOSKS = 4, 1
TURNS = 5
POSTGRESQL: Final = "KIOSK_BENCH_POSTGRESQL"


def ingest_rows(setting: Setting) -> Iterator[Row]:
    yield from _into_sqlite(setting)
    if url := os.environ.get(POSTGRESQL):
        yield from _into_postgresql(setting, url)


def _into_sqlite(setting: Setting) -> Iterator[Row]:
    folder, place = setting.commune("ingest"), setting.place("ingest-bare")
    kiosks, events, turns = _simulated(setting, folder)
    through: list[float] = []
    alone: list[float] = []
    bare: list[float] = []
    whole: list[float] = []
    with served_commune(folder) as commune:
        _send_turn(commune.url, kiosks, turns)      # connections, caches, the first pages
        rows = list(stored_rows(folder, events))
        for turn in range(turns):
            through.append(events / _send_turn(commune.url, kiosks, turn))
            bare.append(events / _insert_s(place / f"{turn}.db", schema(folder), rows, BATCH_EVENTS))
            whole.append(events / _insert_s(place / f"{turn}-whole.db", schema(folder), rows, events))
            alone.append(_alone(commune.url, kiosks[0], turns + 1 + turn))
        expected = (turns + 1) * events + turns * len(kiosks[0].events)
        if stored_events(folder) != expected:
            raise MeasuringFailed(f"xã giữ {stored_events(folder)} sự kiện, đã gửi {expected}")
    yield row("ingest.http", f"sự kiện mỗi giây qua HTTP, {len(kiosks)} máy một lúc", "/s", through, better="higher",
              against=(f"executemany từng {BATCH_EVENTS}", bare), target=at_least(0.5, ratio=True))
    yield row("ingest.http_to_whole", "cũng thế", "/s", through, better="higher",
              against=("executemany một lần", whole))
    yield row("ingest.one_kiosk", "một máy gửi lần lượt, ký và xem câu trả lời trong lúc đo", "/s", alone,
              better="higher", against=(f"executemany từng {BATCH_EVENTS}", bare))


def _into_postgresql(setting: Setting, url: str) -> Iterator[Row]:
    folder = setting.place("ingest-postgresql")
    make_commune(folder, setting.kiosks, url)
    kiosks, events, turns = _simulated(setting, folder)
    through: list[float] = []
    bare: list[float] = []
    whole: list[float] = []
    with served_commune(folder, url) as commune, closing(PostgresqlLog(url)) as log:
        _send_turn(commune.url, kiosks, turns)
        pieces = log.rows(BATCH_EVENTS)
        for turn in range(turns):
            through.append(events / _send_turn(commune.url, kiosks, turn))
            bare.append(events / log.copy_s(pieces))
            whole.append(events / log.copy_s([b"".join(pieces)]))
    yield row("ingest.postgresql", f"sự kiện mỗi giây vào PostgreSQL, {len(kiosks)} máy một lúc", "/s", through,
              better="higher", against=(f"COPY từng {BATCH_EVENTS}", bare), target=at_least(0.35, ratio=True))
    yield row("ingest.postgresql_to_whole", "cũng thế", "/s", through, better="higher",
              against=("COPY một lần", whole))


def _simulated(setting: Setting, folder: Path) -> tuple[list[KioskEvents], int, int]:
    """Kiosks with their events, how many events they have together, and turns."""
    count = setting.pick(KIOSKS, QUICK_KIOSKS)
    kiosks = simulated(folder, count, setting.pick(EVENTS, QUICK_EVENTS) // count)
    return kiosks, sum(len(kiosk.events) for kiosk in kiosks), setting.pick(TURNS, 1)


def _send_turn(url: str, kiosks: Sequence[KioskEvents], turn: int) -> float:
    """Seconds until every kiosk's events of this turn are stored."""
    return post_at_once(url, [signed_posts(kiosk.enrolment, url, batches(copied(kiosk, turn))) for kiosk in kiosks])


def _alone(url: str, kiosk: KioskEvents, turn: int) -> float:
    """Events a second of one kiosk, as its worker sends them."""
    bodies = batches(copied(kiosk, turn))
    begun = time.perf_counter()
    send(kiosk.enrolment, url, bodies)
    return len(kiosk.events) / (time.perf_counter() - begun)


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
