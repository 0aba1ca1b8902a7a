"""The author's check: it solves what can be solved, names what cannot, and nothing in a file trips it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kiosk.authoring.check import checked
from kiosk.authoring.playthrough import solve
from kiosk.authoring.step_actions import UnknownKind, right_paths
from kiosk.authoring.workspace import gather, read_regular, read_source
from kiosk.core.errors import LessonRefused
from kiosk.core.lessons.lesson import PhoneStep
from kiosk.packs.catalogue.loader import load_lesson
from tests.support.lesson_folders import ASSETS, change, pack_folder, png


def found_in(place: Path) -> list[tuple[int, str, str]]:
    """What has to be mended or looked at; the small lesson is knowingly shorter than a good one."""
    return [(found.line, found.code, found.level) for found in checked(place, ASSETS, fit=False)[1]
            if found.code != "nen"]


def test_a_sound_pack_has_no_findings(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai-mot", "bai-hai")
    for place in (tmp_path, folder, folder / "bai-mot", folder / "bai-mot" / "lesson.yaml"):
        assert found_in(place) == []


def test_every_step_is_solved_and_every_view_of_it_seen(tmp_path: Path) -> None:
    pack_folder(tmp_path, "bai")
    lesson = read_source(tmp_path / "goi" / "bai" / "lesson.yaml", ASSETS).lesson
    played = solve(lesson)
    assert played.stuck == []
    moments = {(seen.step, seen.moment) for seen in played.seen}
    assert {(0, "dau"), (0, "sai-1"), (0, "sai-2"), (0, "giup-1"), (0, "giup-2"), (0, "lam-mau"), (0, "cho"),
            (1, "sai-1"), (2, "sai-1"), (2, "dung"), (3, "xong"), (0, "ca-lop")} <= moments


def test_a_goal_that_is_not_on_the_screen_is_a_place_where_people_get_stuck(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai")
    change(folder / "bai", "right: [dung, cung-dung]", "right: [dung, khong-co]")
    assert (18, "bi-ket", "error") in found_in(tmp_path)


def test_an_app_grid_is_no_goal_only_its_apps_are(tmp_path: Path) -> None:
    apps = ("{type: apps, id: luoi, apps: [{id: a, label: Một, icon: bank}, {id: b, label: Hai, icon: bank}]}")
    folder = pack_folder(tmp_path, "bai")
    path = change(folder / "bai", "{type: button, id: cung-dung, label: Cũng đúng, icon: check}", apps)
    path = change(folder / "bai", "right: [dung, cung-dung]", "right: [luoi]")
    with pytest.raises(LessonRefused, match="“luoi” chỉ là khung"):
        load_lesson(path, ASSETS)
    assert (18, "bi-ket", "error") in found_in(tmp_path)


def test_a_question_without_a_right_answer_is_told_once(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai")
    change(folder / "bai", "right: true, ", "")
    assert [(code, level) for _line, code, level in found_in(tmp_path)] == [("dang", "error")]


def test_a_kind_of_step_nobody_taught_to_play_is_never_passed_over() -> None:
    with pytest.raises(UnknownKind):
        right_paths(object())


def test_a_step_that_leads_nowhere_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with a flow that does not go on, the same play says so."""
    pack_folder(tmp_path, "bai")
    lesson = read_source(tmp_path / "goi" / "bai" / "lesson.yaml", ASSETS).lesson
    monkeypatch.setattr("kiosk.core.flows.lesson.lesson.LessonFlow._next", lambda _self, _state: None)
    stuck = solve(lesson).stuck
    assert any("không đi tiếp" in each.sentence and each.step == 0 for each in stuck)
    assert isinstance(lesson.steps[0], PhoneStep)


@pytest.mark.parametrize(("old", "new", "line", "code"), [
    ("say: Bác đọc tên nhé.", "say: Bác click nhé.", 11, "tu-cam"),
    ("value: NGUYỄN THỊ MẪU", "value: 0912 345 678", 15, "so-that"),
    ("title: Ngân hàng Mẫu", "title: Agribank", 13, "ngan-hang-that"),
    ("again: Bác đọc lại nhé.", 'again: "Bác đọc [lại] nhé."', 20, "ngoac"),
    ("again: Bác đọc lại nhé.", 'again: "Bác đọc\\u202E lại nhé."', 20, "ky-tu-la"),
    ("again: Bác đọc lại nhé.", 'again: "Bác đọc \\uD800 lại nhé."', 20, "ky-tu-la"),
    ("picture: market", "picture: khong-co", 34, "hinh"),
    ("minutes: 5", "minutes: 5\nla: 1", 1, "dang"),
])
def test_findings_carry_file_line_and_code(tmp_path: Path, old: str, new: str, line: int, code: str) -> None:
    folder = pack_folder(tmp_path, "bai")
    path = change(folder / "bai", old, new)
    findings = checked(tmp_path, ASSETS, fit=False)[1]
    assert [(f.path, f.line, f.code) for f in findings if f.level == "error"] == [(path, line, code)]
    told = next(str(f) for f in findings if f.level == "error")
    assert told.startswith(f"{path}:{line}: {code} ")
    assert " — " in told


def test_a_pack_may_not_have_the_name_of_a_place_of_the_kiosks_own(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai")
    text = (folder / "pack.yaml").read_text(encoding="utf-8").replace("id: goi", "id: inbox")
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    folder.rename(tmp_path / "inbox")
    findings = checked(tmp_path, ASSETS, fit=False)[1]
    assert any("inbox" in str(finding) and finding.level == "error" for finding in findings)


def test_a_lesson_nobody_listed_is_a_warning_and_a_listed_one_that_is_missing_an_error(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai", "le")
    text = (folder / "pack.yaml").read_text(encoding="utf-8").replace("bai, le", "bai, mat")
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    assert found_in(tmp_path) == [(0, "khong-liet-ke", "warning"), (0, "dang", "error")]


def test_the_same_lesson_in_two_packs_is_told(tmp_path: Path) -> None:
    pack_folder(tmp_path, "bai")
    (tmp_path / "goi").rename(tmp_path / "hai")
    (tmp_path / "hai" / "pack.yaml").write_text(
        'id: hai\nversion: "1.0.0"\ntitle: Gói hai\nlessons: [bai]\n', encoding="utf-8")
    pack_folder(tmp_path, "bai")
    assert (0, "dang", "error") in found_in(tmp_path)


@pytest.mark.parametrize(("old", "new", "line", "mend"), [
    ("    id: doc-ten", "\tid: doc-ten", 10, "thay phím Tab"),
    ("say: Bác đọc tên nhé.", "say: Bác đọc: tên nhé.", 11, "dấu hai chấm"),
    ("reply: Dừng lại hỏi ạ.", "reply: Dừng lại, hỏi ạ.", 32, "dấu phẩy"),
    ("right: [dung, cung-dung]", "right: dung", 18, "ngoặc vuông"),
    ("icon: hand", "icon: ban-tay", 32, "assets/icons"),
    ("value: NGUYỄN THỊ MẪU", "value: 12", 15, "ngoặc kép"),
    ("id: bai\n", "id: bai-khac\n", 1, "đổi tên thư mục"),
], ids=["tab", "colon", "comma", "brackets", "icon", "number", "folder"])
def test_the_slips_of_a_new_author_are_told_with_how_to_mend_them(
        tmp_path: Path, old: str, new: str, line: int, mend: str) -> None:
    change(pack_folder(tmp_path, "bai") / "bai", old, new)
    found = checked(tmp_path, ASSETS, fit=False)[1]
    assert [(f.line, mend in str(f)) for f in found if f.code in ("dang", "hinh")] == [(line, True)]
    assert not any("expected" in str(f) for f in found)


# --- what a folder may hold ----------------------------------------------------------------------


def test_folders_pipes_and_missing_files_are_refused_with_a_sentence(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "ong", "thu-muc", "treo", "mat")
    for name in ("ong", "thu-muc", "treo", "mat"):
        (folder / name / "lesson.yaml").unlink()
    os.mkfifo(folder / "ong" / "lesson.yaml")
    (folder / "thu-muc" / "lesson.yaml").mkdir()
    (folder / "treo" / "lesson.yaml").symlink_to(tmp_path / "khong-co")
    found = checked(tmp_path, ASSETS, fit=False)[1]
    assert len([f for f in found if "không phải một tệp chữ" in f.sentence]) == 4


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused_with_a_sentence(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai")
    (folder / "bai" / "lesson.yaml").chmod(0)
    assert [code for _line, code, _level in found_in(tmp_path)] == ["dang"]


@pytest.mark.parametrize("place", ["trong", "khong-co", "tep.txt"])
def test_a_place_without_lessons_is_told(tmp_path: Path, place: str) -> None:
    (tmp_path / "trong").mkdir()
    (tmp_path / "tep.txt").write_text("x", encoding="utf-8")
    assert [code for _line, code, _level in found_in(tmp_path / place)] == ["dang"]


def test_a_picture_that_would_eat_the_memory_is_found_by_its_head_alone(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai")
    (folder / "bai" / "to.png").write_bytes(png(60_000, 60_000))
    change(folder / "bai", "picture: market", "picture: to")
    assert [code for _line, code, level in found_in(tmp_path) if level == "error"] == ["hinh"]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
@example(b"[" * 100_000)
@example(b"{" * 5000)
@example(b"a: " * 3000)
@example(b"? " * 3000)
@example(b"- " * 3000)
@example(b"a: &x [*x]")
@example(b"a: 1:99999999999999999999:9")
@example(b"a: 0b")
@example(b"{=: =, <<: <<}")
@example(b"id: !!binary eA==")
@example(b'id: "\\uD800"')
@example(b"\xff\xfei\x00d\x00")
@example(b"a: " + b"9" * 9000)
@example(b"1: 2\nnull: 3\n2001-01-01: 4\n")
@example(b"2001-01-01T99:99:99+99:99")
def test_no_bytes_raise_anything_but_a_refusal(tmp_path: Path, raw: bytes) -> None:
    folder = tmp_path / "goi" / "bai"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "lesson.yaml"
    path.write_bytes(raw)
    with pytest.raises(LessonRefused):
        load_or_refuse(path)
    (tmp_path / "goi" / "pack.yaml").write_bytes(raw)
    assert [str(found) for found in gather(tmp_path, ASSETS).findings]


def load_or_refuse(path: Path) -> None:
    read_regular(path)
    read_source(path, ASSETS)


LINES = st.sampled_from((
    "id: bai", "title: Bài", "need: tra-tien", "minutes: 5", "minutes: 1e400", "picture: greens", "picture: ../..",
    "learned: [Đọc]", "learned: {a: 1}", "take_home: [Đọc]", "steps:", "  - type: show", "    id: a", "    title: T",
    "    picture: \"\\0\"", "  - {type: phone, id: b}", "  - [[[]]]", "    text: [2001-01-01, 1.5, null, true]",
    "\t x",
))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINES, max_size=14))
def test_no_arrangement_of_lines_trips_the_check(tmp_path: Path, lines: list[str]) -> None:
    folder = tmp_path / "goi" / "bai"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lesson.yaml").write_text("\n".join(lines), encoding="utf-8")
    for found in checked(folder, ASSETS, fit=False)[1]:
        assert str(found).isprintable()
