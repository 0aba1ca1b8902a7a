"""``kiosk bench``: which measurements are made, what is printed while they are, and how it ends where one fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.bench import registry
from kiosk.bench.child import run_child, run_to_end
from kiosk.bench.pages import kind_of
from kiosk.bench.rows import MeasuringFailed, Row, at_most, row
from kiosk.bench.runner import Measurement
from kiosk.bench.setting import Setting
from kiosk.cli import bench as command

pytestmark = pytest.mark.heavy


def good(setting: Setting) -> Iterator[Row]:
    yield row("good.size", "một cỡ", "MB", [setting.pick(10, 1)], target=at_most(5))


def failing(setting: Setting) -> Iterator[Row]:
    yield row("failing.first", "trước khi hỏng", "MB", [1])
    raise MeasuringFailed("máy ảnh không cho khung hình nào")


def broken(setting: Setting) -> Iterator[Row]:
    yield row("broken.first", "trước khi hỏng", "MB", [1])
    raise ZeroDivisionError("a defect")


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [Measurement(name, name, 1, rows) for name, rows in
            (("failing", failing), ("broken", broken), ("good", good))]
    monkeypatch.setattr(registry, "MEASUREMENTS", {each.name: each for each in made})


def test_every_row_of_the_design_has_its_measurement() -> None:
    assert set(registry.MEASUREMENTS) == {
        "scan", "check-in", "start", "memory", "touch", "idle", "packs", "lessons", "sync", "ingest", "pages"}


def test_all_together_take_at_most_five_minutes_by_what_they_announce() -> None:
    assert sum(each.about_s for each in registry.MEASUREMENTS.values()) <= 300


def test_an_unknown_name_gets_a_sentence_with_all_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--only", "scan,khong-co"]) == 2
    told = capsys.readouterr().err
    assert "“khong-co”" in told
    assert all(name in told for name in registry.MEASUREMENTS)


def test_names_may_come_in_any_order_with_spaces() -> None:
    assert [each.name for each in registry.chosen("scan , idle,scan")] == ["idle", "scan"]


@pytest.mark.usefixtures("three")
def test_rows_and_progress_come_as_they_are_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--quick", "--only", "good"]) == 0
    told = capsys.readouterr()
    assert [line.split()[:3] for line in told.out.splitlines()] == [["good.size", "1", "MB"]]
    assert [line.split()[:2] for line in told.err.splitlines()] == [["…", "good:"], ["good:", "xong"]]


@pytest.mark.usefixtures("three")
def test_a_missed_target_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--only", "good"]) == 0
    assert "CHƯA ĐẠT" in capsys.readouterr().out


@pytest.mark.usefixtures("three")
def test_the_others_go_on_where_one_fails_or_breaks(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--quick", "--json"]) == 1
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert [each["name"] for each in document["rows"]] == ["failing.first", "broken.first", "good.size"]
    problems = {each["name"]: each["problem"] for each in document["measurements"]}
    assert problems == {"failing": "máy ảnh không cho khung hình nào", "broken": "ZeroDivisionError: a defect",
                        "good": ""}
    assert "failing: không đo được: máy ảnh không cho khung hình nào" in told.err


@pytest.mark.usefixtures("three")
def test_the_document_holds_machine_spread_target_and_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    command.main(["--quick", "--json", "--only", "good"])
    document = json.loads(capsys.readouterr().out)
    assert document["quick"] is True
    assert {"cpu", "cores", "memory_mb", "python", "load"} <= document["machine"].keys()
    found = document["rows"][0]
    assert found["spread"] == {"value": 1, "min": 1, "max": 1, "mad": 0, "noise": 0, "samples": 1}
    assert found["target"] == {"limit": 5, "of": "value", "bound": "at_most"}
    assert (found["unit"], found["met"], found["ratio"]) == ("MB", True, None)


@pytest.mark.usefixtures("three")
def test_compare_marks_what_got_worse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command.main(["--json", "--only", "good"])
    old = tmp_path / "old.json"
    document = json.loads(capsys.readouterr().out)
    document["rows"][0]["spread"]["value"] = 4
    old.write_text(json.dumps(document), "utf-8")
    assert command.main(["--only", "good", "--compare", str(old)]) == 0
    assert "KÉM HƠN: 4 → 10" in capsys.readouterr().out


@pytest.mark.usefixtures("three")
def test_a_quick_run_is_not_compared_with_a_whole_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command.main(["--json", "--quick", "--only", "good"])
    old = tmp_path / "old.json"
    old.write_text(capsys.readouterr().out, "utf-8")
    assert command.main(["--only", "good", "--compare", str(old)]) == 2
    assert "không so được" in capsys.readouterr().err


def test_a_child_that_ends_badly_says_why() -> None:
    with pytest.raises(MeasuringFailed, match=r"dừng với mã 1: .*No module named"):
        run_child("kiosk.bench.not_there", of=float)


def test_a_child_that_hangs_is_ended() -> None:
    with pytest.raises(MeasuringFailed, match="chưa xong"):
        run_to_end(["sleep", "20"], timeout_s=0.1)


def test_a_child_that_prints_something_else_is_a_failure() -> None:
    with pytest.raises(MeasuringFailed, match="không cho biết kết quả"):
        run_child("this", of=float)


@pytest.mark.parametrize(("address", "kind"), [
    ("http://127.0.0.1:8000/", "/"),
    ("http://127.0.0.1:8000/?ngay=2026-11-22", "/?ngay"),
    ("http://127.0.0.1:8000/buoi/mau-1/0f3ac0de0f3ac0de/7", "/buoi/*/*/*"),
    ("http://127.0.0.1:8000/may/ghi-danh", "/may/ghi-danh"),
    ("http://127.0.0.1:8000/ds?trang=2&loc=a", "/ds?loc&trang"),
])
def test_pages_of_a_kind_are_one_page(address: str, kind: str) -> None:
    assert kind_of(address) == kind
