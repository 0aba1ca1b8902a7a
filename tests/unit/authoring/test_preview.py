"""The preview follows the file as it is written; a file broken meanwhile says so."""

from __future__ import annotations

from pathlib import Path

from kiosk.authoring.playthrough import solve
from kiosk.authoring.preview import Previewing, file_names
from kiosk.authoring.workspace import read_source
from kiosk.core.inputs import Tapped, Ticked
from kiosk.core.intents import NextStep, TapElement
from kiosk.core.views import NoticeView, PhoneStepView, QuizView, ShowStepView
from tests.support.lesson_folders import ASSETS, change, pack_folder


def test_saving_the_file_shows_it_at_the_same_step(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai") / "bai"
    shown = Previewing(folder / "lesson.yaml", ASSETS)
    assert isinstance(shown.view, PhoneStepView)
    shown.handle(Tapped(TapElement("dung")))
    change(folder, "say: Bác giơ tờ mã nhé.", "say: Bác giơ tờ mã lên nhé.")
    shown.handle(Ticked(500))
    assert isinstance(shown.view, PhoneStepView)
    assert shown.view.instruction == "Bác giơ tờ mã nhé."
    shown.handle(Ticked(1600))
    assert isinstance(shown.view, PhoneStepView)
    assert shown.view.instruction == "Bác giơ tờ mã lên nhé."


def test_a_file_broken_while_typing_says_where_and_comes_back_mended(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai") / "bai"
    shown = Previewing(folder / "lesson.yaml", ASSETS)
    shown.handle(Tapped(TapElement("dung")))
    change(folder, "code: rau-co-mau", "code: [rau")
    shown.handle(Ticked(1000))
    assert isinstance(shown.view, NoticeView)
    assert "Dòng" in shown.view.line
    change(folder, "code: [rau", "code: rau-khac")
    shown.handle(Ticked(2000))
    assert isinstance(shown.view, PhoneStepView)
    assert shown.view.camera


def test_a_shorter_lesson_stays_on_its_last_step(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai") / "bai"
    shown = Previewing(folder / "lesson.yaml", ASSETS)
    shown.handle(Tapped(TapElement("dung")))
    shown.handle(Ticked(100))
    path = folder / "lesson.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[:text.index("  - type: phone")] + "  - {type: show, id: het, title: Hết ạ, picture: market}\n",
                    encoding="utf-8")
    shown.handle(Ticked(1200))
    assert isinstance(shown.view, ShowStepView)
    shown.handle(Tapped(NextStep()))
    assert not isinstance(shown.view, QuizView)


def test_an_author_who_reads_for_long_is_not_asked_who_is_there(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai") / "bai"
    shown = Previewing(folder / "lesson.yaml", ASSETS, now_ms=500_000_000)
    shown.handle(Ticked(500_000_100))
    assert isinstance(shown.view, PhoneStepView)
    assert shown.view.kind_title == ""                   # nor is the learner of a moment ago told to take time
    shown.handle(Ticked(500_900_000))
    assert isinstance(shown.view, PhoneStepView)


def test_an_unchanged_file_is_not_read_again(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai") / "bai"
    asked: list[Path] = []

    def stamp(path: Path) -> object:
        asked.append(path)
        return 1

    shown = Previewing(folder / "lesson.yaml", ASSETS, stamp=stamp)
    shown.handle(Tapped(TapElement("dung")))
    before = shown.view
    for ms in range(0, 5000, 250):
        shown.handle(Ticked(ms))
    assert shown.view == before
    assert len(asked) == 5                               # once at the start, then once a second


def test_pictures_are_named_in_the_order_of_the_lesson(tmp_path: Path) -> None:
    pack_folder(tmp_path, "bai")
    lesson = read_source(tmp_path / "goi" / "bai" / "lesson.yaml", ASSETS).lesson
    names = file_names(lesson, solve(lesson).seen)
    assert len(set(names)) == len(names)
    assert names[0] == "01-doc-ten-dau.png"
    assert {"02-quet-giup-1.png", "03-hoi-dung.png", "04-het-xong.png"} <= set(names)


def test_a_repeated_task_is_shown_in_its_place(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai") / "bai"
    again = "  - {type: again, id: lai, of: doc-ten, say: Bác làm lại nhé.}\n"
    change(folder, "  - type: scan", f"{again}  - type: scan")
    shown = Previewing(folder / "lesson.yaml", ASSETS)
    shown.handle(Tapped(TapElement("dung")))
    shown.handle(Ticked(100))
    assert isinstance(shown.view, PhoneStepView)
    assert shown.view.instruction == "Bác làm lại nhé."
