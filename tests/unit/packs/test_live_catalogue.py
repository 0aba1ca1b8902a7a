"""The lessons a kiosk offers are exchanged as a whole; what is open, and its pictures and sounds, follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.core.lessons.lesson import Lesson, ShowStep
from kiosk.packs.catalogue.catalogue import CatalogueBuilder, InstalledCatalogue
from kiosk.packs.catalogue.live_catalogue import LiveCatalogue


def lesson(name: str, title: str = "Bài", only: tuple[str, ...] = ()) -> Lesson:
    return Lesson(id=name, title=title, need="hoc-them", minutes=5, picture="greens", learned=("Một việc",),
                  take_home=("Một dòng",), only=only, steps=(ShowStep(id="a", title=title, picture="greens"),))


def shelf(version: str, *lessons: Lesson, **more: object) -> InstalledCatalogue:
    return InstalledCatalogue(CatalogueBuilder({x.id: x for x in lessons}, {x.id: ("goi", version) for x in lessons},
                                    **more))  # type: ignore[arg-type]


class Source:
    """What is installed; tests change it."""

    def __init__(self, *installed: InstalledCatalogue) -> None:
        self.installed = list(installed)

    def __call__(self) -> InstalledCatalogue:
        return self.installed.pop(0) if len(self.installed) > 1 else self.installed[0]


def test_a_reload_offers_the_new_lessons_and_only_them() -> None:
    live = LiveCatalogue(Source(shelf("1.0.0", lesson("cu")), shelf("2.0.0", lesson("moi"))))
    opened = live.lessons()[0]
    live.reload()
    assert [x.id for x in live.lessons()] == ["moi"]
    assert opened.steps[0].id == "a"
    assert live.pack_of("cu") == ("goi", "1.0.0")
    assert live.pack_of("moi") == ("goi", "2.0.0")


def test_without_a_reload_nothing_changes() -> None:
    source = Source(shelf("1.0.0", lesson("cu")))
    live = LiveCatalogue(source)
    source.installed = [shelf("2.0.0", lesson("moi"))]
    assert [x.id for x in live.lessons()] == ["cu"]


def test_the_province_decides_and_stays_after_a_reload() -> None:
    both = shelf("1", lesson("cho-tat-ca"), lesson("ha-tinh", only=("ha-tinh",)))
    live = LiveCatalogue(Source(both, both))
    assert [x.id for x in live.lessons()] == ["cho-tat-ca"]
    live.settle("ha-tinh")
    assert [x.id for x in live.lessons()] == ["cho-tat-ca", "ha-tinh"]
    live.reload()
    assert [x.id for x in live.lessons()] == ["cho-tat-ca", "ha-tinh"]


@pytest.mark.parametrize("change", ["reload", "settle"])
def test_questions_are_answered_from_what_is_offered_now(change: str) -> None:
    before, after = lesson("a", "Nuôi gà"), lesson("b", "Trồng chè", only=("ha-tinh",) if change == "settle" else ())
    both = shelf("1", before, after)
    live = LiveCatalogue(Source(both) if change == "settle" else Source(shelf("1", before), both))
    assert live.find("trồng chè", 1) == ()
    if change == "settle":
        live.settle("ha-tinh")
    else:
        live.reload()
    assert [found.lesson for found in live.find("trồng chè", 1)] == ["b"]


def test_drawings_of_folders_and_of_built_packs_are_found_by_name(tmp_path: Path) -> None:
    (tmp_path / "rau.png").touch()
    built = tmp_path / "0123.png"
    live = LiveCatalogue(Source(shelf("1", folders=[tmp_path], picture_files={"che": built})))
    assert live.picture_of("rau") == tmp_path / "rau.png"
    assert live.picture_of("che") == built
    assert live.picture_of("khong-co") is None


def test_a_sound_is_found_by_the_sentence_on_the_screen_in_its_language(tmp_path: Path) -> None:
    sound = tmp_path / "a.ogg"
    words, sounds = {"tyz": {"Chào bác": "Slam chài"}}, {("tyz", "Chào bác"): sound}
    live = LiveCatalogue(Source(shelf("1", words=words, sounds=sounds)))
    assert live.sound_of("tyz", "Slam chài") == sound
    assert live.sound_of("tyz", "Chào bác") == sound
    assert live.sound_of("vi", "Chào bác") is None
