"""What a new author reads for an ordinary slip: one complaint, at its place, in words, with how to mend it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from kiosk.authoring.check import checked
from kiosk.authoring.findings import Finding
from kiosk.authoring.playthrough import Playthrough, solve
from kiosk.cli.lessons import main
from kiosk.core.lessons.lesson import Lesson, PhoneStep
from kiosk.packs.format.error_places import allowed, place_in_words
from tests.support.lesson_folders import ASSETS, LESSON, change, pack_folder

ROWS = """\
        - type: list
          id: ds
          rows:
            - {id: chau-na, title: Cháu Na, icon: user, opens: trang-na}
            - {id: chau-ba, title: Cháu Ba, icon: user}
    screens:
      trang-na:
        title: Cháu Na
        elements:
          - {type: card, id: the, title: Cháu Na, icon: user}
"""
PLACE = "        - {type: button, id: cung-dung, label: Cũng đúng, icon: check}\n"


def lesson_in(root: Path, old: str = "", new: str = "") -> Path:
    """A sound lesson whose second screen is opened from a row, with one slip."""
    folder = pack_folder(root, "bai") / "bai"
    change(folder, PLACE, ROWS)
    change(folder, "right: [dung, cung-dung]", "right: [dung]")
    return change(folder, old, new) if old else folder / "lesson.yaml"


def errors(root: Path) -> list[Finding]:
    return [found for found in checked(root, ASSETS, fit=False)[1] if found.level == "error"]


def test_the_lesson_of_these_tests_is_sound(tmp_path: Path) -> None:
    lesson_in(tmp_path)
    assert errors(tmp_path) == []


def test_opening_a_screen_that_is_not_there_is_one_finding_and_no_crash(
        tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = lesson_in(tmp_path, "opens: trang-na}", "opens: trang-nha}")
    line = next(n for n, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if "trang-nha" in text)
    assert [str(found) for found in errors(tmp_path)] == [
        f"{path}:{line}: dang “chau-na” mở màn hình “trang-nha” nhưng không có màn hình ấy. "
        "— sửa tên sau opens, hoặc thêm màn hình ấy vào screens (đang có: trang-na)."]
    assert main(["check", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "trang-nha" in out
    assert "1 bài chưa tự học thử được" in out


def test_a_lesson_with_flaws_of_form_is_not_played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    played: list[str] = []

    def noted(lesson: Lesson, _make_qr: object) -> Playthrough:
        played.append(lesson.id)
        return solve(lesson)

    monkeypatch.setattr("kiosk.authoring.play_check.played_everywhere", noted)
    path = lesson_in(tmp_path, "opens: trang-na}", "opens: trang-nha}")
    errors(tmp_path)
    assert played == []
    path.write_text(LESSON.format(name="bai"), encoding="utf-8")
    errors(tmp_path)
    assert played == ["bai"]                # the control: a sound one is


def test_what_leads_nowhere_is_told_once_by_the_name_that_is_wrong(tmp_path: Path) -> None:
    lesson_in(tmp_path, "opens: trang-na}", "opens: trang-nha}")
    assert [found.code for found in errors(tmp_path)] == ["dang"]
    change(tmp_path / "goi" / "bai", ", opens: trang-nha}", "}")
    assert [found.code for found in errors(tmp_path)] == ["bi-ket"]         # the control: no link, nobody gets there


@pytest.mark.parametrize("broken", ["right_paths", "unreachable_places", "_hall", "offers"])
def test_a_play_that_breaks_is_one_finding_at_its_step_and_a_line_of_the_log(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, broken: str) -> None:
    path = lesson_in(tmp_path)

    def breaks(*_given: object) -> object:
        raise KeyError("trang-nha")

    monkeypatch.setattr(f"kiosk.authoring.playthrough.{broken}", breaks)
    with caplog.at_level(logging.ERROR, logger="kiosk.authoring.playthrough"):
        found = errors(tmp_path)
    assert found
    assert {(one.path, one.code) for one in found} == {(path, "bi-ket")}
    assert {one.line for one in found} <= {9, 30, 36, 43}                   # where steps begin
    assert "dừng giữa chừng" in found[0].sentence
    assert "playing step" in caplog.text
    assert "Traceback" not in caplog.text


def test_a_lesson_whose_play_breaks_leaves_the_others_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack_folder(tmp_path, "bai-mot", "bai-hai")
    change(tmp_path / "goi" / "bai-mot", "id: doc-ten", "id: hong")
    real = solve.__globals__["unreachable_places"]

    def breaks(step: PhoneStep) -> object:
        if step.id == "hong":
            raise KeyError(step.id)
        return real(step)

    monkeypatch.setattr("kiosk.authoring.playthrough.unreachable_places", breaks)
    found = [(one.path.parent.name, one.line, one.code) for one in errors(tmp_path)]
    assert found == [("bai-mot", 9, "bi-ket")]


# --- values and places ---------------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new", "said"), [
    ("need: tra-tien", "need: an-uong",
     "dùng: tra-tien, suc-khoe, giay-to, tranh-lua, hoc-them, hoi-may."),
    ("type: scan", "type: quet", "dùng: show, phone, scan, choose, call, do, again."),
    ("type: card", "type: the", "dùng: field, button, apps, message, viewfinder, dots, card, list"),
    ("icon: check}", "icon: check, tone: red}", "dùng: plain, primary, strong, quiet."),
    ("{type: card, id: the, title: Cháu Na, icon: user}", "{type: message, id: the, text: A, icon: user, mood: vui}",
     "dùng: good, plain, bad."),
    ("{type: card, id: the, title: Cháu Na, icon: user}", "{type: text, id: the, label: A, expect: a, keys: chu}",
     "dùng: letters, digits."),
    ("{type: card, id: the, title: Cháu Na, icon: user}",
     "{type: apps, id: the, apps: [{id: x, label: X, icon: user, colour: red}, {id: y, label: Y, icon: user}]}",
     "dùng: leaf, clay, indigo, lamp."),
    ("  - {type: show, id: het,", "  - {type: call, id: g, way: tele, who: A, turns: []}\n  - {type: show, id: het,",
     "dùng: call, video, chat."),
])
def test_a_value_that_may_not_stand_there_is_answered_with_those_that_may(
        tmp_path: Path, old: str, new: str, said: str) -> None:
    lesson_in(tmp_path, old, new)
    found = errors(tmp_path)
    assert [one.code for one in found] == ["dang"]
    assert said in found[0].fix


@pytest.mark.parametrize(("old", "new", "place"), [
    (", reply: Mình chọn lại nhé.", "", "bước “hoi”, câu trả lời thứ 2: còn thiếu mục “reply”."),
    ("again: Bác đọc lại nhé.", "again: 12", "bước “doc-ten”, mục hints, mục again: chỗ này cần chữ"),
    ("label: Người nhận", "label: 12", "bước “doc-ten”, mục screen, thứ trên màn hình thứ 1, mục label: "),
    ("id: chau-ba, title: Cháu Ba", "id: chau-ba, title: 12", "thứ trên màn hình thứ 3, dòng thứ 2, mục title: "),
    ("learned: [Đọc tên người nhận]", "learned: [Đọc, 12]", "mục learned, câu thứ 2: "),
    ("minutes: 5", "minutes: 500", "mục minutes: "),
    ("minutes: 5", "minutes: 5\nla: 1", "tệp: không có mục nào tên “la”"),
    ("    id: quet\n", "    id: 12\n", "bước thứ 2, mục id: "),
])
def test_places_are_named_and_counted_from_one(tmp_path: Path, old: str, new: str, place: str) -> None:
    lesson_in(tmp_path, old, new)
    found = errors(tmp_path)
    assert len(found) == 1
    assert found[0].sentence.startswith(place) or f", {place}" in found[0].sentence
    assert "[" not in found[0].sentence


def test_a_place_that_is_not_in_the_file_is_still_a_place_in_words() -> None:
    assert place_in_words({}, "$.steps[3].screens[...].title") == (
        "bước thứ 4, một chỗ trong mục screens, mục title")
    assert place_in_words(None, "$") == ""
    assert allowed(Lesson, "$") == ()
    assert allowed(Lesson, "$.title") == ()


def test_a_goal_no_finger_reaches_is_told_with_what_may_be_the_cause() -> None:
    found = Finding(Path("lesson.yaml"), 3, "bi-ket", "không chạm được “gui” trên màn hình.", "error")
    assert "nằm ngoài màn hình, bị che, hay chưa có đường mở tới" in found.fix
