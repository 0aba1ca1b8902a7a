"""Every measurement of ``kiosk bench`` in its short form: all its rows are there, and what they come from really
happened. Never how long it took."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.bench.home_screen import PACK, large_pack
from kiosk.bench.registry import MEASUREMENTS
from kiosk.bench.rows import Row
from kiosk.bench.runner import Measurement
from kiosk.bench.setting import Setting, opened_setting
from kiosk.packs.catalogue.loader import load_lessons
from kiosk.packs.format.reader import read_built
from kiosk.packs.install.registry import installed_packs
from tests.support.lesson_folders import ASSETS, ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")

SIDE_BY_SIDE = 3
PATIENCE_S = 600                # a busy machine

ROWS = {
    "start": {"start.kiosk", "start.kiosk_to_sdl", "start.kivy"},
    "idle": {"idle.cpu"},
    "memory": {"memory.resident", "memory.proportional", "memory.highest", "memory.home"},
    "touch": {"touch.frames", "touch.answer", "touch.frame_p99", "touch.frame_added"},
    "check-in": {"check-in.frames", "check-in.commit", "check-in.kept"},
    "scan": {"scan.reads", "scan.reads_pyzbar", "scan.reads_zxing-cpp", "scan.sets_ahead", "scan.wrong_texts",
             "scan.vietnamese", "scan.picture", "scan.phantoms", "scan.worst_frame", "scan.empty_frame",
             "scan.empty_rescued", "scan.empty_moving", "scan.memory"},
    "lessons": {"lessons.open", "lessons.grown", "lessons.load", "lessons.load_many", "lessons.start_many",
                "lessons.list_many"},
    "packs": {"packs.install", "packs.update", "packs.memory", "packs.frame_p99", "packs.frame_added"},
    "sync": {"sync.events", "sync.empty", "sync.rate"},
    "ingest": {"ingest.http", "ingest.http_to_whole", "ingest.one_kiosk"},
}
RATIOS = {"start.kiosk", "check-in.commit", "scan.empty_frame", "packs.install", "packs.update", "sync.events",
          "ingest.http", "touch.frame_p99", "lessons.load_many"}


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, Row]]:
    """The rows of every measurement, made side by side: nobody looks at the times."""
    with opened_setting(quick=True) as setting, ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        setting.commune("made-once")
        asked = {name: pool.submit(_rows, measurement, setting) for name, measurement in MEASUREMENTS.items()}
        return {name: rows.result() for name, rows in asked.items()}


def _rows(measurement: Measurement, setting: Setting) -> dict[str, Row]:
    return {row.name: row for row in measurement.rows(setting)}


@pytest.mark.timeout(PATIENCE_S)
@pytest.mark.parametrize("name", ROWS)
def test_a_quick_run_gives_every_row(found: dict[str, dict[str, Row]], name: str) -> None:
    rows = found[name]
    assert {row for row in rows if not row.startswith("scan.stage_")} == ROWS[name]
    for row in rows.values():
        assert row.spread.min <= row.spread.value <= row.spread.max
        assert (row.met is not None) == (row.target is not None)
    assert {row.name for row in rows.values() if row.ratio} >= RATIOS & rows.keys()
    assert any(row.target for row in rows.values()) or name == "sync"       # of 10,000 events only


@pytest.mark.timeout(PATIENCE_S)
def test_every_page_of_the_staff_is_found_by_its_links(found: dict[str, dict[str, Row]]) -> None:
    kinds = {name.partition(":")[2] for name in found["pages"]}
    assert kinds >= {"/", "/?ngay", "/buoi/*/*/*", "/may", "/tam-giu"}


def test_every_measurement_has_its_short_form_here() -> None:
    assert {*ROWS, "pages"} == set(MEASUREMENTS)


def test_the_large_pack_is_a_valid_pack_that_the_kiosk_really_loads(tmp_path: Path) -> None:
    made = large_pack(tmp_path, 30, 3_000_000)
    installed = installed_packs(tmp_path / "packs")
    assert [pack.pack for pack in installed] == [PACK]
    assert made.bytes == pytest.approx(3_000_000, rel=0.05)
    assert len(read_built(installed[0].folder, ASSETS).lessons) == 30       # every file with its hash
    many = load_lessons(ROOT / "lessons", ASSETS, [installed[0].folder])
    few = load_lessons(ROOT / "lessons", ASSETS)
    added = {lesson.id for lesson in many.shelved.lessons.values()} - few.shelved.lessons.keys()
    assert added == {f"bai-{number}" for number in range(30)}
    assert many.refused == few.refused
