"""``kiosk lessons check`` in several processes and from its cache: the same findings, and nothing stale."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.authoring import parallel
from kiosk.authoring.check import checked
from kiosk.authoring.findings import Finding
from kiosk.authoring.findings_cache import FindingsCache
from kiosk.authoring.workspace import LessonSource
from kiosk.core.lessons.lesson import ScanStep
from kiosk.ui import ASSETS as DRAWN_WITH
from tests.support.lesson_folders import ASSETS, change, pack_folder

pytestmark = [pytest.mark.slow, pytest.mark.ui]

LESSONS = ("bai-a", "bai-b", "bai-c", "bai-d")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Four lessons; in two of them words have no room."""
    folder = pack_folder(tmp_path / "lessons", *LESSONS)
    for name in ("bai-b", "bai-d"):
        overfill(folder / name)
    return folder


def overfill(lesson: Path) -> None:
    change(lesson, "label: Dừng lại,", f"label: {'Nghiêng ' * 7},")
    change(lesson, "label: Cứ trả,", f"label: {'Khuỷu ' * 8},")


def overfull(findings: list[Finding]) -> set[str]:
    """The lessons in which words have no room."""
    return {finding.path.parent.name for finding in findings if finding.code == "tran-chu"}


@pytest.fixture
def cache(tmp_path: Path) -> FindingsCache:
    return FindingsCache(tmp_path / "cache", DRAWN_WITH)


def found(pack: Path, cache: FindingsCache | None = None, processes: int = 1) -> list[Finding]:
    return checked(pack, ASSETS, processes=processes, cache=cache)[1]


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the lessons that are played from now on; the play is a quick one that finds the words of a step."""
    names: list[str] = []

    def quick(source: LessonSource, *, fit: bool) -> list[Finding]:
        names.append(source.lesson.id)
        step = source.lesson.steps[1]
        assert isinstance(step, ScanStep)
        return [Finding(source.path, source.text.line_of("$.steps[1]"), "bi-ket", step.say, "error")]

    monkeypatch.setattr(parallel, "play_findings", quick)
    return names


def spoil(lesson: Path) -> bytes:
    """Changes what the quick play finds; the file as it was."""
    before = (lesson / "lesson.yaml").read_bytes()
    change(lesson, "say: Bác giơ tờ mã nhé.", "say: Bác giơ tờ giấy nhé.")
    return before


def test_two_processes_and_a_warm_cache_find_the_same_in_the_same_order(pack: Path, cache: FindingsCache) -> None:
    serial = found(pack)
    assert overfull(serial) == {"bai-b", "bai-d"}
    assert found(pack, cache, processes=2) == serial
    assert found(pack, cache, processes=2) == serial
    assert len(list(cache.folder.iterdir())) == len(LESSONS)


def test_a_lesson_that_is_broken_now_is_told_from_a_warm_cache(pack: Path, cache: FindingsCache) -> None:
    found(pack, cache)
    overfill(pack / "bai-a")
    assert overfull(found(pack, cache)) == {"bai-a", "bai-b", "bai-d"}


def test_only_a_lesson_that_was_changed_is_played_again(
        pack: Path, cache: FindingsCache, played: list[str]) -> None:
    before = found(pack, cache)
    played.clear()
    assert found(pack, cache) == before
    assert played == []
    good = spoil(pack / "bai-a")
    changed = found(pack, cache)
    assert [finding.sentence for finding in changed if finding not in before] == ["Bác giơ tờ giấy nhé."]
    assert played == ["bai-a"]
    (pack / "bai-a" / "lesson.yaml").write_bytes(good)
    assert found(pack, cache) == before
    assert played == ["bai-a"]


@pytest.mark.usefixtures("played")
def test_a_finding_moves_with_its_line(pack: Path, cache: FindingsCache) -> None:
    before = found(pack, cache)
    change(pack / "bai-d", "minutes: 5", "# một dòng nữa\nminutes: 5")
    assert found(pack, cache) == found(pack)
    assert found(pack) != before


@pytest.mark.usefixtures("played")
def test_a_copy_of_a_lesson_is_told_by_its_own_path(pack: Path, cache: FindingsCache, tmp_path: Path) -> None:
    found(pack, cache)
    moved = pack.rename(tmp_path / "goi")
    assert {finding.path.is_relative_to(moved) for finding in found(moved, cache)} == {True}


def test_another_program_or_other_assets_believe_nothing(
        pack: Path, cache: FindingsCache, tmp_path: Path, played: list[str]) -> None:
    found(pack, cache)
    played.clear()
    code, drawings = tmp_path / "code", tmp_path / "drawings"
    for folder in (code, drawings):
        folder.mkdir()
        (folder / "a.py").write_text("1", encoding="utf-8")
    others = (replace(cache, code=code), replace(cache, assets=drawings))
    for other in others:
        found(pack, other)
        assert sorted(played) == list(LESSONS)
        played.clear()
    (code / "a.py").write_text("2", encoding="utf-8")
    (drawings / "a.py").rename(drawings / "b.py")
    for changed in (replace(cache, code=code), replace(cache, assets=drawings)):
        found(pack, changed)
        assert sorted(played) == list(LESSONS)
        played.clear()


@pytest.mark.parametrize("damage", [
    lambda whole: whole[:len(whole) // 2], lambda whole: b"", lambda whole: b"\xff\xfe",
    lambda whole: whole.replace(b'"found":[{', b'"found":[{"extra":1,'),
    lambda whole: whole[:whole.index(b'"found":[')] + b'"found":[]}',
], ids=["cut off", "empty", "no text", "another form", "findings gone"])
def test_a_damaged_entry_is_looked_at_again(
        pack: Path, cache: FindingsCache, damage: Callable[[bytes], bytes], played: list[str]) -> None:
    before = found(pack, cache)
    for path in cache.folder.iterdir():
        path.write_bytes(damage(path.read_bytes()))
    played.clear()
    assert found(pack, cache) == before
    assert sorted(played) == list(LESSONS)


@pytest.mark.usefixtures("played")
def test_old_entries_go_and_nothing_half_written_stays(pack: Path, cache: FindingsCache) -> None:
    cache.folder.mkdir()
    old = cache.folder / "old.json"
    old.write_bytes(b"")
    os.utime(old, (time.time() - 31 * 86_400,) * 2)
    found(pack, cache)
    assert not old.exists()
    assert {path.suffix for path in cache.folder.iterdir()} == {".json"}


@pytest.mark.usefixtures("played")
def test_a_cache_that_cannot_be_written_costs_no_finding(pack: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert found(pack, FindingsCache(tmp_path / "file" / "cache", DRAWN_WITH)) == found(pack)


def test_where_a_process_dies_the_rest_is_checked_here(
        pack: Path, played: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    serial = found(pack)
    played.clear()

    def dying(*_given: object) -> object:
        raise BrokenProcessPool

    monkeypatch.setattr(parallel, "_spread", dying)
    assert found(pack, processes=2) == serial
    assert played == list(LESSONS)


def test_who_waits_hears_each_lesson_begin(pack: Path) -> None:
    heard: list[tuple[int, int]] = []
    for processes in (1, 2):
        checked(pack, ASSETS, fit=False, progress=lambda *far: heard.append(far), processes=processes)
        assert heard == [(1, 4), (2, 4), (3, 4), (4, 4)]
        heard.clear()
