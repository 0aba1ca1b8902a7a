"""The lessons that are shipped, from the publisher by stick and importer onto a kiosk that never saw one."""

from __future__ import annotations

from pathlib import Path

from kiosk.packs.build import build_pack
from kiosk.packs.installed import installed_packs
from kiosk.packs.live import LiveLessons
from kiosk.packs.load import load_lessons
from kiosk.packs.parcel import read_parcel
from kiosk.packs.sources import gather
from tests.carry_room import Room, room, stage_is, start, until
from tests.lesson_folders import ASSETS, ROOT
from tests.pack_press import Press

__all__ = ["room"]


def test_the_real_lessons_travel_by_stick_and_the_kiosk_offers_them(room: Room, tmp_path: Path) -> None:
    press = Press(tmp_path / "press")
    source = gather(ROOT / "lessons", ASSETS).packs[0]
    press.deliver(read_parcel(build_pack(source, ASSETS, tmp_path / "out"), ASSETS))
    room.repository.roots[1] = press.bootstrap
    press.stick.rename(room.bag / "sda1")
    room.push()
    process = start(room)
    until(process, lambda: stage_is(room, "done") or stage_is(room, "failed"))
    room.pull()
    assert process.wait(20) == 0
    folders = [pack.folder for pack in installed_packs(room.book.data / "packs")]
    offered = LiveLessons(lambda: load_lessons(tmp_path / "none", ASSETS, folders))
    shipped = LiveLessons(lambda: load_lessons(ROOT / "lessons", ASSETS))
    assert offered.lessons() == shipped.lessons()
    assert offered.playlists() == shipped.playlists()
    assert all(offered.pack_of(lesson.id) == (source.pack.id, source.pack.version) for lesson in offered.lessons())
    assert offered.broken() == ()
