"""The lessons that are shipped, from the publisher by stick and importer onto a kiosk that never saw one."""

from __future__ import annotations

from pathlib import Path

from kiosk.authoring.builder import build_pack
from kiosk.authoring.workspace import gather
from kiosk.packs.catalogue.live_catalogue import LiveCatalogue
from kiosk.packs.catalogue.loader import load_lessons
from kiosk.packs.install.registry import installed_packs
from kiosk.publishing.built_pack import read_publishable
from tests.support.lesson_folders import ASSETS, ROOT
from tests.support.patience import PATIENCE_S
from tests.support.publisher import Press
from tests.support.usb_kiosk import Room, room, stage_is, start, until

__all__ = ["room"]


def test_the_real_lessons_travel_by_stick_and_the_kiosk_offers_them(room: Room, tmp_path: Path) -> None:
    press = Press(tmp_path / "press")
    source = gather(ROOT / "lessons", ASSETS).packs[0]
    press.deliver(read_publishable(build_pack(source, ASSETS, tmp_path / "out"), ASSETS))
    room.repository.roots[1] = press.bootstrap
    press.stick.rename(room.bag / "sda1")
    room.push()
    process = start(room)
    until(process, lambda: stage_is(room, "done") or stage_is(room, "failed"))
    room.pull()
    assert process.wait(PATIENCE_S) == 0
    folders = [pack.folder for pack in installed_packs(room.book.data / "packs")]
    offered = LiveCatalogue(lambda: load_lessons(tmp_path / "none", ASSETS, folders))
    shipped = LiveCatalogue(lambda: load_lessons(ROOT / "lessons", ASSETS))
    assert offered.lessons() == shipped.lessons()
    assert offered.playlists() == shipped.playlists()
    assert all(offered.pack_of(lesson.id) == (source.pack.id, source.pack.version) for lesson in offered.lessons())
    assert offered.broken() == ()
