"""A stick's lessons on a fresh kiosk, as the screen's process notices and offers them."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kiosk.core.errors import StoreError
from kiosk.core.inputs import PacksChanged
from kiosk.core.ports import InstalledPack, NewEvent
from kiosk.packs.catalogue.live_catalogue import LiveCatalogue
from kiosk.packs.catalogue.loader import load_lessons
from kiosk.packs.install.registry import _nobody_holds, installed_packs
from kiosk.runtime.pack_watch import PackWatch
from tests.support.install_target import Taker
from tests.support.lesson_folders import ASSETS
from tests.support.patience import PATIENCE_S
from tests.support.tuf_publisher import PackRepository, made_pack


class Noted:
    """A journal that tells when something was written."""

    def __init__(self) -> None:
        self.events: list[NewEvent] = []
        self.written = threading.Event()

    def write(self, fact: NewEvent) -> int:
        self.events.append(fact)
        self.written.set()
        return len(self.events)


class Village:
    def __init__(self, place: Path) -> None:
        self.place, self.repository = place, PackRepository()
        self.taker = Taker(self.repository.bootstrap, place / "data")
        self.journal = Noted()
        self.room = PackWatch(self.taker.root, self.journal)
        self.lessons = LiveCatalogue(lambda: load_lessons(
            place / "shipped", ASSETS, [pack.folder for pack in installed_packs(self.taker.root)]))

    def stick(self, version: str, *lessons: str) -> None:
        self.repository.add(made_pack(self.place, version, lessons or ("bai-mot",)))
        self.taker.take(self.repository.publish(self.place / "usb"))

    def offered(self) -> list[str]:
        return [lesson.id for lesson in self.lessons.lessons()]


@pytest.fixture
def village(tmp_path: Path) -> Village:
    return Village(tmp_path)


def test_lessons_of_a_stick_are_offered_by_a_fresh_kiosk_without_a_restart(village: Village) -> None:
    assert (village.offered(), village.room.changed()) == ([], [])
    village.stick("1.0.0", "bai-mot", "bai-hai")
    assert village.room.changed() == [PacksChanged()]
    village.lessons.reload()
    assert village.offered() == ["bai-mot", "bai-hai"]
    assert village.lessons.pack_of("bai-hai") == ("goi", "1.0.0")
    assert village.room.in_use() == (InstalledPack("goi", "Gói thử", "1.0.0"),)
    assert village.room.changed() == []


def test_the_way_back_is_taken_beside_the_screen_and_recorded(village: Village) -> None:
    village.stick("1.0.0")
    village.stick("1.1.0", "bai-mot", "bai-hai")
    village.room.changed()
    assert village.room.in_use()[0].previous == "1.0.0"
    village.room.roll_back("goi")
    assert village.journal.written.wait(PATIENCE_S)
    fields = {"pack": "goi", "version": "1.0.0", "left": "1.1.0"}
    assert village.journal.events == [NewEvent("pack.rolled_back", fields)]
    assert village.room.changed() == [PacksChanged()]
    assert village.room.in_use() == (InstalledPack("goi", "Gói thử", "1.0.0"),)


def test_where_there_is_no_way_back_nothing_is_recorded(village: Village, caplog: pytest.LogCaptureFixture) -> None:
    village.stick("1.0.0")
    village.room._roll_back("goi")
    assert village.journal.events == []
    assert "P8" in caplog.text


def test_lessons_that_may_be_open_are_not_swept_away_until_two_further_packs_came(village: Village) -> None:
    village.stick("1.0.0")
    village.room.changed()
    first = installed_packs(village.taker.root)[0].folder
    assert not _nobody_holds(first)
    village.stick("1.1.0")
    village.room.changed()
    assert not _nobody_holds(first)
    village.stick("1.2.0")
    village.room.changed()
    assert not first.exists() or _nobody_holds(first)
    village.room.close()
    assert _nobody_holds(installed_packs(village.taker.root)[0].folder)


def test_a_card_that_cannot_be_read_is_told_as_the_books_other_troubles_are(
    village: Village, monkeypatch: pytest.MonkeyPatch,
) -> None:
    village.stick("1.0.0")

    def broken(_root: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("kiosk.runtime.pack_watch.installed_packs", broken)
    with pytest.raises(StoreError):
        village.room.changed()
    monkeypatch.undo()
    assert village.room.changed() == [PacksChanged()]
