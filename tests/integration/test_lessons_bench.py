"""The figures of lessons: every row is there, and what they come from really happened. Never how long it took."""

from __future__ import annotations

import json
import sys

import pytest

from kiosk.cli.bench import ROOMS, main
from kiosk.commands.bench_home import PACK, home_rooms
from kiosk.commands.bench_lessons import QUICK_LESSONS, lessons_table
from kiosk.packs.catalogue.loader import load_lessons
from kiosk.packs.format.reader import read_built
from kiosk.packs.install.registry import installed_packs
from tests.support.lesson_folders import ASSETS, ROOT


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_a_quick_run_gives_every_figure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "--quick", "--only", "lessons"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["lessons"]
    figures = told["lessons"]
    assert figures["opens"]["count"] == 1
    assert figures["steps"]["count"] >= 8                           # a whole lesson was gone through
    assert figures["touches"]["count"] > 0
    for name in ("opens", "steps", "touches"):
        assert 0 < figures[name]["p50_ms"] <= figures[name]["p95_ms"] <= figures[name]["max_ms"]
    memory = figures["memory"]
    assert 20 < memory["held_before_mb"] <= memory["resident_most_mb"]
    assert memory["grown_mb"] == pytest.approx(memory["held_after_mb"] - memory["held_before_mb"], abs=0.05)
    home = figures["home"]
    assert home["lessons"] == QUICK_LESSONS
    assert home["ratio"].keys() == home["shipped"].keys() == home["large"].keys()
    assert all(isinstance(reached, bool) for reached in figures["goals"].values())
    lines = list(lessons_table(figures))
    assert sum(line.startswith(("đạt:", "CHƯA ĐẠT:")) for line in lines) == len(figures["goals"])


def test_the_large_pack_is_a_sound_pack_that_the_kiosk_really_loads() -> None:
    with home_rooms(30, 3_000_000) as rooms:
        installed = installed_packs(rooms.folder / "large" / "packs")
        assert [pack.pack for pack in installed] == [PACK]
        assert rooms.bytes == pytest.approx(3_000_000, rel=0.05)
        assert len(read_built(installed[0].folder, ASSETS).lessons) == 30       # every file with its hash
        many = load_lessons(ROOT / "lessons", ASSETS, [installed[0].folder])
        few = load_lessons(ROOT / "lessons", ASSETS)
    added = {lesson.id for lesson in many.shelved.lessons.values()} - few.shelved.lessons.keys()
    assert added == {f"bai-{number}" for number in range(30)}
    assert many.refused == few.refused


def test_the_bench_has_a_room_for_each_part_and_no_other() -> None:
    assert list(ROOMS) == ["scan", "lessons", "packs"]
    with pytest.raises(SystemExit):
        main(["--only", "khong-co"])
