"""The guided evening on the real app, the real worker and a real commune: what is said is what is stored."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from kiosk.core.ports import NewEvent
from kiosk.store.clock import system_boot_id, system_sources
from kiosk.store.database import prepare
from kiosk.store.disk_reserve import Reserve
from kiosk.store.event_log import append
from kiosk.store.identity import Identity
from kiosk.tour.demo_server import DemoCommune, commune, commune_server
from kiosk.tour.save_page import save_page
from sync.database import DATABASE_NAME, open_database, writing
from sync.protocol import Moment
from tests.support.patience import PATIENCE_S

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Played:
    """One evening that was played: where its pictures are, its summary, what the commune says, and the number of
    events in the kiosk's own database."""

    out: Path
    summary: dict[str, object]
    status: dict[str, object]
    kept: int
    page: str
    log: str


def leave_an_evening_unfinished(server: DemoCommune) -> None:
    """As somebody leaves it who stops ``make run`` in the middle: a session is open."""
    data = server.kiosk(1)
    device = Identity(data).device()
    assert device is not None
    ready = prepare(data, system_boot_id(), device, Reserve(data / "reserve", 0))
    opened = NewEvent("session.opened", {"topic": "tra-tien-qr", "thon": "thôn Mẫu Đông", "facilitator": "0" * 32})
    now_ms = system_sources().boottime_ms()         # just now, however long this machine has been running
    at = Moment(ready.boot, ready.boot_id, now_ms, "2026-01-01T12:00:00.000Z", "trusted")
    with closing(open_database(ready.path)) as database, writing(database):
        append(database, device, opened, at)


def events_kept(data: Path) -> int:
    with closing(open_database(data / DATABASE_NAME)) as database:
        return int(database.execute("SELECT count(*) FROM events").fetchone()[0])


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("evening")
    with commune_server(folder / "xa-mau") as server:
        leave_an_evening_unfinished(server)
        command = [sys.executable, "-m", "kiosk", "tour", "--out", str(folder / "out"), "--commune", server.url,
                   "--dir", str(server.folder)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
        assert done.returncode == 0, done.stderr[-3000:]
        page = save_page(server, folder / "out").read_text("utf-8")
        status = json.loads(commune("status", "--dir", str(server.folder), "--json").stdout)
        kept = events_kept(server.kiosk(1))
    summary = json.loads((folder / "out" / "summary.json").read_text("utf-8"))
    return Played(folder / "out", summary, status, kept, page, done.stderr)


@pytest.mark.timeout(300)
def test_the_commune_stores_exactly_what_the_kiosk_wrote(played: Played) -> None:
    before, written, stored = (played.summary[f"events_{name}"] for name in ("before", "written", "stored"))
    assert 0 < int(str(written)) == stored
    # The open session is written off by the kiosk itself: before the tour counts, or after.
    assert played.status["events"] == played.kept == int(str(before)) + int(str(stored))
    assert (played.status["gaps"], played.status["quarantined"]) == (0, 0)


def test_an_evening_that_was_stopped_in_the_middle_is_closed_before_the_next(played: Played) -> None:
    sessions = played.status["sessions"]
    assert isinstance(sessions, list)
    assert [session["closed"] for session in sessions] == [True, True]


def test_three_people_came_and_one_scanned_twice(played: Played) -> None:
    assert (played.summary["checked_in"], played.summary["double_scans"]) == (3, 1)
    assert len(set(played.summary["people"])) == 3  # type: ignore[call-overload]


def test_the_lesson_was_done_with_the_help_it_took(played: Played) -> None:
    assert played.summary["lesson"] == {"id": "tra-tien-qr", "outcome": "hinted"}


def test_every_picture_is_a_whole_screen(played: Played) -> None:
    names = played.summary["pictures"]
    assert isinstance(names, list)
    assert len(names) >= 30
    for name in names:
        with Image.open(played.out / name) as picture:
            assert picture.size == (1280, 800)
            assert len(picture.convert("RGB").getcolors(1 << 20) or ()) > 20, f"{name} is nearly empty"


def test_the_communes_page_names_those_who_came(played: Played) -> None:
    names = played.summary["people"]
    assert isinstance(names, list)
    assert [name for name in names if name not in played.page] == []


def test_no_name_badge_or_pin_is_in_the_log(played: Played) -> None:
    names = played.summary["people"]
    assert isinstance(names, list)
    for secret in ("BDHVS1:", "246810", *names):
        assert secret not in played.log
