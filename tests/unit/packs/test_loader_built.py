"""Packs that were installed: which one stands in for the shipped one, and what a damaged one costs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.authoring.builder import build_pack
from kiosk.authoring.workspace import gather
from kiosk.core.errors import LessonRefused
from kiosk.packs.catalogue.loader import load_lessons
from kiosk.packs.format.reader import read_built
from tests.support.built_folders import LINE, NEIGHBOUR, PERSON, author, heard, installed, names, voices
from tests.support.lesson_folders import ASSETS, beside, change, full_pack


def put(place: Path, old: str, new: str) -> None:
    """Other words in the manifest."""
    text = (place / "pack.json").read_text(encoding="utf-8")
    assert old in text
    (place / "pack.json").write_text(text.replace(old, new), encoding="utf-8")


# --- which one stands in -------------------------------------------------------------------------


@pytest.mark.parametrize(("shipped", "at_hand", "taken"), [
    ("1.0.0", "1.0.0", "installed"), ("1.0.0", "1.0.1", "installed"), ("1.9.0", "1.10.0", "installed"),
    ("9.9.9", "10.0.0", "installed"), ("1.0.1", "1.0.0", "shipped"), ("1.10.0", "1.9.9", "shipped"),
    ("10.0.0", "9.9.9", "shipped"),
])
def test_versions_are_compared_as_numbers_and_of_equal_ones_the_installed_pack_is_taken(
        tmp_path: Path, shipped: str, at_hand: str, taken: str) -> None:
    place = installed(tmp_path, at_hand)
    root = author(tmp_path / "b", shipped)
    shelf = load_lessons(root, ASSETS, [place])
    assert shelf.refused == ()
    assert shelf.pack_of("bai-mot") == ("goi", at_hand if taken == "installed" else shipped)
    assert shelf.folders[:1] == (() if taken == "installed" else (root / "goi",))


@pytest.mark.parametrize("version", [
    '"1.0"', '"v9.0.0"', '"9.0.0-thu"', '"09.0.0"', '"9999999.0.0"', '"9"', '""', "9", "null"])
def test_a_pack_whose_version_is_no_version_never_stands_in(tmp_path: Path, version: str) -> None:
    place = installed(tmp_path)
    put(place, '"version":"1.0.0"', f'"version":{version}')
    shelf = load_lessons(author(tmp_path / "b", "0.0.1"), ASSETS, [place])
    assert shelf.pack_of("bai-mot") == ("goi", "0.0.1")
    assert ["pack.json" in said for said in shelf.broken()] == [True]


def test_the_name_of_the_folder_decides_nothing(tmp_path: Path) -> None:
    place = installed(tmp_path, "2.0.0")
    odd = place.rename(place.parent / "1.0.0-không phải số")
    assert load_lessons(author(tmp_path / "b", "1.5.0"), ASSETS, [odd]).pack_of("bai-mot") == ("goi", "2.0.0")


def test_an_older_pack_leaves_nothing_of_itself(tmp_path: Path) -> None:
    full_pack(tmp_path / "nguon")
    source = gather(tmp_path / "nguon", ASSETS).packs[0]
    place = build_pack(source, ASSETS, tmp_path / "may", [PERSON])
    shelf = load_lessons(author(tmp_path, "1.0.1"), ASSETS, [place])
    assert (shelf.playlists(), shelf.questions(), shelf.skills(), shelf.languages()) == ((), (), (), ("vi",))
    assert (heard(shelf), shelf.said("tyz", LINE), dict(shelf.picture_files)) == (None, LINE, {})


def test_an_installed_pack_stands_in_for_a_shipped_one_that_is_broken(tmp_path: Path) -> None:
    root = author(tmp_path / "b", "9.0.0")
    change(root / "goi" / "bai-mot", "minutes: 5", "minutes: năm")
    beside(root, "goi/pack.yaml", "id: [\n")
    shelf = load_lessons(root, ASSETS, [installed(tmp_path)])
    assert names(shelf) == ["bai-mot", "bai-hai"]
    assert ["goi/pack.yaml" in said for said in shelf.broken()] == [True]


def test_a_pack_of_another_name_adds_its_lessons_and_takes_none_away(tmp_path: Path) -> None:
    more = full_pack(tmp_path / "xa").rename(tmp_path / "xa" / "goi-xa")
    beside(more, "pack.yaml", 'id: goi-xa\nversion: "9.0.0"\ntitle: Gói xã\nlessons: [bai-mot, bai-ba]\n')
    shutil.copytree(more / "bai-hai", more / "bai-ba")
    change(more / "bai-ba", "id: bai-hai", "id: bai-ba")
    place = build_pack(gather(tmp_path / "xa", ASSETS).packs[0], ASSETS, tmp_path / "may")
    shelf = load_lessons(author(tmp_path), ASSETS, [place])
    assert names(shelf) == ["bai-mot", "bai-hai", "bai-ba"]
    assert [shelf.pack_of(name)[0] for name in names(shelf)] == ["goi", "goi", "goi-xa"]
    assert ["bài “bai-mot” đã có trong gói “goi”" in said for said in shelf.broken()] == [True]


def test_of_a_pack_that_is_installed_twice_the_first_is_taken(tmp_path: Path) -> None:
    first, second = installed(tmp_path, "1.0.0"), installed(tmp_path / "b", "2.0.0")
    shelf = load_lessons(tmp_path / "khong-co", ASSETS, [first, second])
    assert shelf.pack_of("bai-mot") == ("goi", "1.0.0")
    assert ["gói “goi” có hai lần" in said for said in shelf.broken()] == [True]


# --- damage --------------------------------------------------------------------------------------


def lesson_file(place: Path) -> Path:
    return place / "lessons" / "bai-mot.json"


def same_size(place: Path, old: bytes, new: bytes) -> None:
    raw = lesson_file(place).read_bytes()
    assert old in raw
    assert len(old) == len(new)
    lesson_file(place).write_bytes(raw.replace(old, new))


def picture(place: Path) -> Path:
    return next(iter(sorted((place / "assets").glob("*.png"))))


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize("spoil", [
    lambda place: picture(place).write_bytes(picture(place).read_bytes() + b"!"),
    lambda place: picture(place).unlink(),
    lambda place: pipe(picture(place)),
    lambda place: lesson_file(place).unlink(),
    lambda place: lesson_file(place).write_bytes(lesson_file(place).read_bytes() + b" "),
    lambda place: lesson_file(place).write_bytes(b"[" * lesson_file(place).stat().st_size),
    lambda place: lesson_file(place).write_bytes(b"\xff" * lesson_file(place).stat().st_size),
    lambda place: same_size(place, b'"id":"bai-mot"', b'"id":"bai-hai"'),
    lambda place: same_size(place, b'"minutes":5', b'"minutes":0'),
    lambda place: same_size(place, b'"title"', b'"titel"'),
    lambda place: (place / "pack.json").write_bytes(b""),
    lambda place: (place / "pack.json").write_bytes(b"\x00" * 10_000),
    lambda place: (place / "pack.json").write_bytes(b"[" * 200_000),
    lambda place: (place / "pack.json").write_bytes(b"{}"),
    lambda place: pipe(place / "pack.json"),
    lambda place: put(place, '"format":2', '"format":3'),
    lambda place: put(place, "lessons/bai-hai.json", "../../../ngoai.json"),
    lambda place: put(place, '"kind":"lessons"', '"kind":"voices"'),
    shutil.rmtree,
], ids=["longer", "lost-picture", "pipe-picture", "lost", "blank", "deep", "bytes", "other-id", "bound", "field",
        "empty-list", "zeros", "deep-list", "no-list", "pipe-list", "format", "outside", "kind", "gone"])
def test_a_damaged_pack_is_named_and_the_shipped_one_and_the_others_stay(
        tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    place, other = installed(tmp_path), voices(tmp_path, NEIGHBOUR)
    root = author(tmp_path / "b", "0.9.0")
    assert load_lessons(root, ASSETS, [place, other]).pack_of("bai-mot") == ("goi", "1.0.0")    # the control
    spoil(place)
    shelf = load_lessons(root, ASSETS, [place, other])
    assert shelf.pack_of("bai-mot") == ("goi", "0.9.0")
    assert [broken.code for broken in shelf.refused] == ["L1"]
    assert heard(shelf) == NEIGHBOUR.content
    for hashes in (True, False):
        with pytest.raises(LessonRefused):
            read_built(place, ASSETS, hashes=hashes)


@pytest.mark.parametrize("spoil", [
    lambda place: picture(place).write_bytes(b"!" * picture(place).stat().st_size),
    lambda place: (place / "la.txt").write_text("x", encoding="utf-8"),
    lambda place: same_size(place, b'"minutes":5', b'"minutes":6'),
], ids=["other-bytes", "foreign", "other-words"])
def test_what_only_hashes_can_tell_is_told_when_a_pack_is_installed(
        tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    place = installed(tmp_path)
    spoil(place)
    assert len(read_built(place, ASSETS, hashes=False).lessons) == 2
    with pytest.raises(LessonRefused):
        read_built(place, ASSETS)


def test_a_repeat_of_nothing_in_an_installed_pack_costs_that_lesson_only(tmp_path: Path) -> None:
    place = installed(tmp_path)
    same_size(place, b'"of":"doc-ten"', b'"of":"doc-tem"')
    shelf = load_lessons(tmp_path / "khong-co", ASSETS, [place])
    assert names(shelf) == ["bai-hai"]
    assert ["bai-mot.json: không có bước phone nào tên “doc-tem”" in said for said in shelf.broken()] == [True]
    assert [broken.code for broken in shelf.refused] == ["L1"]


def test_a_folder_where_nothing_is_installed_is_named(tmp_path: Path) -> None:
    (tmp_path / "trong").mkdir()
    (tmp_path / "tep").write_bytes(b"x")
    places = [tmp_path / "khong-co", tmp_path / "trong", tmp_path / "tep"]
    shelf = load_lessons(author(tmp_path), ASSETS, places)
    assert names(shelf) == ["bai-mot", "bai-hai"]
    assert [broken.code for broken in shelf.refused] == ["L1"] * 3
