"""Events from a kiosk to the commune on loopback, through the real worker and the real server; and an empty sync.

Guarantees: each round is a new process of the worker on a kiosk that has everything still to send; what the commune
holds afterwards is counted there. An empty round follows each full one, so that both meet the same machine.

    for row in sync_rows(setting): row.spread.value
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from kiosk.bench.commune_events import stored_events
from kiosk.bench.rows import MeasuringFailed, Row, at_most, row
from kiosk.bench.setting import Setting
from kiosk.bench.sync_worker import sync_once, sync_status
from kiosk.tour.demo_server import served_commune
from kiosk.tour.simulated_events import simulate

EVENTS, QUICK_EVENTS = 10_000, 300
ROUNDS = 3
TARGET_S = 2


def sync_rows(setting: Setting) -> Iterator[Row]:
    folder = setting.commune("sync")
    events, rounds = setting.pick(EVENTS, QUICK_EVENTS), setting.pick(ROUNDS, 1)
    for number in range(1, rounds + 1):
        simulate(folder / f"kiosk-{number}", events, number, datetime.now(UTC))
    full: list[float] = []
    empty: list[float] = []
    with served_commune(folder) as commune:
        for number in range(1, rounds + 1):
            full.append(sync_once(commune.kiosk(number), commune.url))
            empty.append(sync_once(commune.kiosk(number), commune.url))
            if sync_status(commune.kiosk(number)).pending:
                raise MeasuringFailed("máy gửi chưa hết")
        if stored_events(folder) != rounds * events:
            raise MeasuringFailed(f"xã giữ {stored_events(folder)} sự kiện, máy gửi {rounds * events}")
    yield row("sync.events", f"{events} sự kiện, cả tiến trình gửi", "s", full, against=("lượt gửi trống", empty),
              target=setting.pick(at_most(TARGET_S), None))
    yield row("sync.empty", "lượt gửi không có gì mới", "s", empty)
    yield row("sync.rate", "sự kiện mỗi giây", "/s", [events / each for each in full], better="higher")
