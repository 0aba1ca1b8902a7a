"""What the bench says of its samples: value, noise, ratio, target; and what two runs say of one another."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kiosk.bench.compare import Change, changes
from kiosk.bench.machine import Machine, machine
from kiosk.bench.report import FORMAT, Measured, Report, ReportUnreadable, line, number, read_report, to_json
from kiosk.bench.rows import MeasuringFailed, Row, at_least, at_most, row, spread

pytestmark = pytest.mark.heavy

HERE = Machine("0.1.0", "a processor", 2, 4096, "Linux", "3.11.7", 0.0)


def report(*rows: Row, here: Machine = HERE, names: tuple[str, ...] = ("a",)) -> Report:
    return Report(FORMAT, False, here, [Measured(name, 1.0, 0.5) for name in names], rows)


def verdicts(old: Report, new: Report) -> dict[str, str]:
    return {change.name: change.verdict for change in changes(old, new)}


def test_few_samples_are_as_noisy_as_their_whole_range() -> None:
    found = spread([10, 12, 11])
    assert (found.value, found.min, found.max, found.noise, found.samples) == (11, 10, 12, 2, 3)


def test_one_loud_moment_among_many_samples_is_not_noise() -> None:
    quiet = [100.0 + each % 3 for each in range(20)]
    assert spread([*quiet, 900]).noise < 10
    assert spread([*quiet, 900]).max == 900


def test_noise_is_never_more_than_the_range() -> None:
    found = spread([0, 0, 0, 0, 10, 10, 10, 10])
    assert found.noise == 10


def test_one_sample_has_no_noise_and_none_is_a_failure() -> None:
    assert spread([7]).noise == 0
    with pytest.raises(MeasuringFailed):
        spread([])


@pytest.mark.parametrize(("percentile", "value"), [(0, 1), (50, 3), (95, 4.8), (100, 5)])
def test_a_percentile_lies_between_its_neighbours(percentile: float, value: float) -> None:
    assert spread([5, 3, 1, 4, 2], percentile).value == pytest.approx(value)


def test_a_ratio_is_made_of_samples_taken_beside_one_another() -> None:
    """The machine was twice as slow in the second turn: in both halves of it."""
    found = row("a.x", "", "s", [2, 4], against=("b", [1, 2]), target=at_most(2, ratio=True))
    assert found.ratio is not None
    assert (found.ratio.value, found.ratio.noise, found.baseline_value) == (2, 0, 1.5)
    assert found.met is True


def test_samples_without_a_partner_are_a_defect() -> None:
    with pytest.raises(ValueError, match="shorter"):
        row("a.x", "", "s", [1, 2], against=("b", [1]))


def test_a_target_of_a_ratio_needs_one() -> None:
    with pytest.raises(MeasuringFailed):
        row("a.x", "", "s", [1], target=at_most(2, ratio=True))


@pytest.mark.parametrize(("target", "met"), [
    (None, None), (at_most(5), True), (at_most(4.9), False), (at_least(5), True), (at_least(5.1), False),
])
def test_a_target_is_met_up_to_its_limit(target: object, met: bool | None) -> None:
    assert row("a.x", "", "s", [5], target=target).met is met      # type: ignore[arg-type]


def test_worse_is_what_moved_by_more_than_the_noise_of_both() -> None:
    old = report(row("a.x", "", "ms", [100, 110, 90]))
    assert verdicts(old, report(row("a.x", "", "ms", [115]))) == {"a.x": "same"}
    assert verdicts(old, report(row("a.x", "", "ms", [125]))) == {"a.x": "worse"}
    assert verdicts(old, report(row("a.x", "", "ms", [75]))) == {"a.x": "better"}
    assert verdicts(old, report(row("a.x", "", "ms", [110, 125, 140]))) == {"a.x": "same"}


def test_more_is_worse_only_where_less_is_better() -> None:
    old, new = (report(row("a.x", "", "/s", [rate], better="higher")) for rate in (100, 200))
    assert verdicts(old, new) == {"a.x": "better"}
    assert verdicts(new, old) == {"a.x": "worse"}


def test_two_still_runs_that_differ_by_a_hair_are_the_same() -> None:
    assert verdicts(report(row("a.x", "", "ms", [100])), report(row("a.x", "", "ms", [101]))) == {"a.x": "same"}
    assert verdicts(report(row("a.x", "", "mã", [0])), report(row("a.x", "", "mã", [1]))) == {"a.x": "worse"}


def test_a_ratio_is_compared_on_any_machine_and_milliseconds_are_not() -> None:
    slow = msgspec.structs.replace(HERE, cpu="another")
    rows = row("a.time", "", "ms", [10]), row("a.part", "", "ms", [10], against=("b", [5]))
    slower = row("a.time", "", "ms", [99]), row("a.part", "", "ms", [30], against=("b", [10]))
    assert verdicts(report(*rows), report(*slower, here=slow)) == {"a.time": "other machine", "a.part": "worse"}
    assert verdicts(report(*rows), report(*slower)) == {"a.time": "worse", "a.part": "worse"}


def test_rows_of_one_run_only_are_named() -> None:
    old = report(row("a.x", "", "s", [1]), row("b.y", "", "s", [1]), names=("a", "b"))
    new = report(row("a.z", "", "s", [1]), names=("a",))
    assert verdicts(old, new) == {"a.z": "new", "a.x": "gone"}      # b was not asked for


def test_a_change_says_what_moved_and_how_far() -> None:
    told = Change("a.x", "worse", 2, 3.5, 0.25, of_ratio=True).line()
    assert told.startswith("a.x ")
    assert told.endswith("KÉM HƠN: tỷ lệ 2 → 3.5 (nhiễu ±0.25)")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    whole = report(row("a.x", "tên", "s", [1, 2], against=("b", [1, 1]), target=at_most(3, ratio=True)), here=machine())
    path = tmp_path / "old.json"
    path.write_text(to_json(whole), "utf-8")
    again = read_report(path)
    assert to_json(again) == to_json(whole)
    assert again.rows[0] == whole.rows[0]
    assert set(verdicts(again, whole).values()) == {"same"}


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"format": 2}', "\udcff"])
def test_a_file_that_is_no_report_is_said_in_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "old.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ReportUnreadable, match="kiosk bench"):
        read_report(path)
    with pytest.raises(ReportUnreadable, match="không đọc được"):
        read_report(tmp_path / "absent.json")


def test_a_report_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text(to_json(msgspec.structs.replace(report(), format=FORMAT + 1)), "utf-8")
    with pytest.raises(ReportUnreadable, match="bản khác"):
        read_report(path)


def test_a_line_holds_value_ratio_and_target() -> None:
    told = line(row("a.x", "cài gói", "s", [2, 4], against=("cp", [1, 2]), target=at_most(1.5, ratio=True)))
    for words in ("a.x", "3 s", "(2…4, 2 lần)", "2 lần cp (1.5 s)", "[đích ≤ 1.5 lần: CHƯA ĐẠT]", "cài gói"):
        assert words in told


@pytest.mark.parametrize(("value", "text"), [(3, "3"), (0.12345, "0.123"), (12.345, "12.3"), (12345.6, "12346")])
def test_three_figures_count(value: float, text: str) -> None:
    assert number(value) == text


def test_the_machine_is_told_without_its_name() -> None:
    here = machine()
    assert here.cores >= 1
    assert here.memory_mb > 0
    assert here.same_as(here)
