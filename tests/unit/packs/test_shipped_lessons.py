"""The shipped lessons built once: equal to their sources, believed only while these are the same, never half."""

from __future__ import annotations

import logging
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.authoring.shipped_build import prepare_lessons, prepare_or_report
from kiosk.config import ROOT, Config
from kiosk.core.errors import LessonRefused
from kiosk.packs.catalogue.catalogue import InstalledCatalogue
from kiosk.packs.catalogue.live_catalogue import LiveCatalogue
from kiosk.packs.catalogue.loader import load_lessons
from kiosk.packs.catalogue.shipped_lessons import RECORD, built_packs, offered_lessons
from kiosk.packs.format.text_fields import pictures
from tests.support.built_folders import installed
from tests.support.lesson_folders import ASSETS, change, full_pack

LINE = "Bác đọc tên nhé."


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """One pack with everything a pack can have, built."""
    full_pack(tmp_path / "nguon")
    shutil.copytree(ASSETS / "pictures", tmp_path / "assets" / "pictures")
    shutil.copytree(ASSETS / "icons", tmp_path / "assets" / "icons")
    made = Config(tmp_path / "data", assets=tmp_path / "assets", lessons=tmp_path / "nguon",
                  lessons_built=tmp_path / "built" / "lessons")
    assert prepare_lessons(made)
    return made


def told(shelf: InstalledCatalogue) -> dict[str, object]:
    """Everything the kiosk asks a catalogue, files by what is in them."""
    shown = {lesson.id: shelf.pack_of(lesson.id) for lesson in shelf.lessons()}
    return {
        "lessons": tuple(shelf.shelved.lessons.items()), "playlists": shelf.playlists(),
        "questions": shelf.questions(), "skills": shelf.skills(), "languages": shelf.languages(),
        "words": shelf.shelved.words, "packs": shown, "refused": shelf.refused,
        "sounds": {key: path.read_bytes() for key, path in shelf.shelved.sounds.items()},
    }


def drawn(shelf: InstalledCatalogue, assets: Path) -> dict[str, bytes]:
    """Every picture that lessons and paths ask for, as the screen finds it."""
    live = LiveCatalogue(lambda: shelf)
    names = {name for lesson in shelf.shelved.lessons.values() for name in pictures(lesson)}
    names |= {path.picture for path in shelf.playlists()}
    return {name: (live.picture_of(name) or assets / "pictures" / f"{name}.png").read_bytes() for name in names}


# --- equal -----------------------------------------------------------------------------------------


def test_the_shipped_lessons_are_the_same_whether_built_or_read_from_their_sources(tmp_path: Path) -> None:
    config = Config(tmp_path, lessons_built=tmp_path / "built")
    prepare_lessons(config)
    assert built_packs(config)
    sources, built = load_lessons(config.lessons, config.assets), offered_lessons(config)
    assert built.folders == ()
    assert told(built) == told(sources)
    assert len(built.lessons()) > 20
    assert drawn(built, config.assets) == drawn(sources, config.assets)


def test_translations_and_recordings_too(config: Config) -> None:
    sources, built = load_lessons(config.lessons, config.assets), offered_lessons(config)
    assert (built.said("tyz", LINE), built.folders) == ("Dò tên nớ.", ())
    assert built.sound_of("tyz", LINE) is not None
    assert told(built) == told(sources)


@pytest.mark.parametrize(("version", "taken"), [("0.9.0", "shipped"), ("1.0.0", "installed"), ("1.0.1", "installed")])
def test_an_installed_pack_stands_in_for_a_built_one_as_for_its_sources(
        config: Config, tmp_path: Path, version: str, taken: str) -> None:
    place = installed(tmp_path / "at-hand", version)
    shelf = offered_lessons(config, [place])
    assert (shelf.refused, built_packs(config) != ()) == ((), True)
    assert shelf.pack_of("bai-mot") == ("goi", "1.0.0" if taken == "shipped" else version)


# --- believed only while the sources are the same -----------------------------------------------------


def test_nothing_is_built_again_where_nothing_changed(config: Config) -> None:
    before = (config.lessons_built / RECORD).stat().st_ino
    assert not prepare_lessons(config)
    assert (config.lessons_built / RECORD).stat().st_ino == before


def test_a_changed_word_is_read_from_the_source_and_then_built(config: Config) -> None:
    change(config.lessons / "goi" / "bai-mot", LINE, "Bác đọc họ nhé.")
    assert built_packs(config) == ()
    assert "Bác đọc họ nhé." in str(offered_lessons(config).lessons())
    assert prepare_lessons(config)
    assert "Bác đọc họ nhé." in str(offered_lessons(config).lessons())
    assert built_packs(config) != ()


def test_a_change_that_keeps_the_size_is_seen(config: Config) -> None:
    path = config.lessons / "goi" / "pack.yaml"
    path.write_bytes(path.read_bytes().replace(b"1.0.0", b"1.0.1"))
    assert offered_lessons(config).pack_of("bai-mot") == ("goi", "1.0.1")


@pytest.mark.parametrize("new", ["nguon/goi/bai-ba/lesson.yaml", "assets/pictures/moi.png"])
def test_a_file_that_came_is_seen(config: Config, new: str) -> None:
    path = config.lessons.parent / new
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    assert built_packs(config) == ()


def test_a_file_that_went_is_seen(config: Config) -> None:
    next((config.assets / "pictures").glob("*.png")).unlink()
    assert built_packs(config) == ()


def test_the_same_files_with_other_times_need_no_building(config: Config) -> None:
    """A checkout, or a copy, gives every file a new time."""
    path = config.lessons / "goi" / "pack.yaml"
    os.utime(path, (1, 1))
    assert built_packs(config) != ()
    assert not prepare_lessons(config)
    assert not prepare_lessons(replace(config, lessons=path.parents[1]))


def test_other_lessons_are_never_answered_by_these(config: Config) -> None:
    elsewhere = replace(config, lessons=ROOT / "lessons")
    assert built_packs(elsewhere) == ()
    assert len(offered_lessons(elsewhere).lessons()) > 20


# --- never half ----------------------------------------------------------------------------------------


def test_a_lesson_that_does_not_load_leaves_what_was_built_and_the_kiosk_reads_the_sources(
        config: Config, caplog: pytest.LogCaptureFixture) -> None:
    before = (config.lessons_built / RECORD).read_bytes()
    change(config.lessons / "goi" / "bai-mot", "title:", "tilte:")
    with pytest.raises(LessonRefused, match="bai-mot"):
        prepare_lessons(config)
    with caplog.at_level(logging.WARNING):
        prepare_or_report(config)
    assert "were not built" in caplog.text
    assert (config.lessons_built / RECORD).read_bytes() == before
    assert [path.name for path in config.lessons_built.parent.iterdir()] == ["lessons"]
    assert [lesson.id for lesson in offered_lessons(config).lessons()] == ["bai-hai"]


@pytest.mark.parametrize("cut", range(4))
def test_a_failure_at_any_exchange_leaves_a_whole_folder_or_none(
        config: Config, monkeypatch: pytest.MonkeyPatch, cut: int) -> None:
    change(config.lessons / "goi" / "bai-mot", LINE, "Bác đọc họ nhé.")
    moved: list[object] = []

    def replace_some(old: Path, new: Path) -> None:
        if len(moved) == cut:
            raise OSError("đầy thẻ")
        moved.append(old)
        Path(old).rename(new)

    with monkeypatch.context() as failing:
        failing.setattr("os.replace", replace_some)
        with pytest.raises((OSError, LessonRefused)):
            prepare_lessons(config)
    assert len(moved) == cut
    assert "Bác đọc họ nhé." in str(offered_lessons(config).lessons())
    assert prepare_lessons(config)
    assert built_packs(config) != ()


@pytest.mark.parametrize("spoiled", ["pack.json", "lessons/bai-mot.json"])
def test_a_built_pack_that_was_cut_is_read_from_its_sources(
        config: Config, spoiled: str, caplog: pytest.LogCaptureFixture) -> None:
    path = config.lessons_built / "goi" / spoiled
    path.write_bytes(path.read_bytes()[:100])
    with caplog.at_level(logging.WARNING):
        shelf = offered_lessons(config)
    assert "spoiled" in caplog.text
    assert told(shelf) == told(load_lessons(config.lessons, config.assets))


@pytest.mark.parametrize("content", [b"", b"{}", b'{"sources":{},"packs":["../x"]}', b"\xff"])
def test_a_record_that_is_none_is_as_if_nothing_was_built(config: Config, content: bytes) -> None:
    (config.lessons_built / RECORD).write_bytes(content)
    assert built_packs(config) == ()
    assert prepare_lessons(config)


def test_a_folder_that_holds_something_else_is_never_replaced(config: Config) -> None:
    (config.lessons_built / RECORD).unlink()
    with pytest.raises(LessonRefused, match="không ghi đè"):
        prepare_lessons(config)
    assert (config.lessons_built / "goi").is_dir()
