"""The loader and the authors' folders: what is sound is offered as its province sees it, what is broken is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.core.errors import LessonRefused
from kiosk.core.lessons.lesson import AgainStep, Lesson, PhoneStep, ShowStep
from kiosk.packs.catalogue.catalogue import CatalogueBuilder, InstalledCatalogue
from kiosk.packs.catalogue.loader import load_lesson, load_lessons, load_pack, load_skills
from kiosk.packs.format.lesson_rules import PROVINCES
from tests.support.lesson_folders import ASSETS, ROOT, SKILLS, beside, change, full_pack, pack_folder

RIGHT = "right: [dung, cung-dung]"
SCAN = "  - type: scan"
LAST = "picture: market}"
SHOW = "  - {{type: show, id: {id}, title: Chào bác, picture: market{more}}}\n"


def other_pack(root: Path, name: str, *lessons: str, more: str = "") -> Path:
    """A pack that stands beside ``goi``."""
    folder = pack_folder(root / f".{name}", *lessons).rename(root / name)
    (folder / "pack.yaml").write_text(
        f'id: {name}\nversion: "2.0.0"\ntitle: Gói khác\nlessons: [{", ".join(lessons)}]\n{more}', encoding="utf-8")
    return folder


def refusal_of(tmp_path: Path, old: str, new: str) -> str:
    """What is said about the small lesson after one change."""
    path = change(pack_folder(tmp_path, "bai-mot") / "bai-mot", old, new)
    with pytest.raises(LessonRefused) as caught:
        load_lesson(path, ASSETS)
    assert caught.value.code == "L1"
    return str(caught.value)


def names(shelf: InstalledCatalogue) -> list[str]:
    return [lesson.id for lesson in shelf.lessons()]


# --- packs and their lessons ---------------------------------------------------------------------


def test_the_shipped_lessons_all_load() -> None:
    found = load_lessons(ROOT / "lessons", ASSETS)
    assert found.refused == ()
    pack = load_pack(ROOT / "lessons" / "ky-nang-so-co-ban" / "pack.yaml")
    assert list(found.shelved.lessons) == list(pack.lessons)       # those of other provinces too
    assert found.pack_of("tra-tien-qr") == (pack.id, pack.version)


def test_lessons_come_in_the_order_of_their_pack(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai-hai", "bai-mot")
    found = load_lessons(tmp_path, ASSETS)
    assert names(found) == ["bai-hai", "bai-mot"]
    assert found.folders == (folder, folder / "bai-hai", folder / "bai-mot")


def test_a_broken_lesson_is_named_and_the_others_still_load(tmp_path: Path) -> None:
    change(pack_folder(tmp_path, "bai-mot", "bai-hai") / "bai-mot", RIGHT, "right: [dnug]")
    found = load_lessons(tmp_path, ASSETS)
    assert names(found) == ["bai-hai"]
    assert list(found.broken()) == ["goi/bai-mot/lesson.yaml, dòng 18: trên màn hình không có “dnug”."]


def test_a_broken_pack_is_named_and_the_other_packs_still_load(tmp_path: Path) -> None:
    pack_folder(tmp_path, "bai-mot")
    beside(tmp_path, "hong/pack.yaml", "id: hong\n")
    found = load_lessons(tmp_path, ASSETS)
    assert names(found) == ["bai-mot"]
    assert ["hong/pack.yaml" in said for said in found.broken()] == [True]


def test_a_lesson_that_is_listed_but_not_there_is_named(tmp_path: Path) -> None:
    other_pack(tmp_path, "goi-hai", "bai-mot", "mat-roi")
    (tmp_path / "goi-hai" / "mat-roi" / "lesson.yaml").unlink()
    found = load_lessons(tmp_path, ASSETS)
    assert names(found) == ["bai-mot"]
    assert ["goi-hai/mat-roi/lesson.yaml: không có tệp này" in said for said in found.broken()] == [True]


def test_of_the_same_lesson_in_two_packs_only_the_first_counts_with_all_that_is_beside_it(tmp_path: Path) -> None:
    pack_folder(tmp_path, "bai-mot")
    beside(other_pack(tmp_path, "goi-hai", "bai-mot") / "bai-mot", "tyz.yaml", "Bác đọc tên nhé.: Dò\n")
    found = load_lessons(tmp_path, ASSETS)
    assert found.pack_of("bai-mot") == ("goi", "1.0.0")
    assert list(found.broken()) == ["goi-hai/bai-mot/lesson.yaml: bài “bai-mot” đã có trong gói “goi”."]
    assert found.languages() == ("vi",)
    assert tmp_path / "goi-hai" / "bai-mot" not in found.folders


def test_a_pack_is_named_like_its_folder(tmp_path: Path) -> None:
    pack_folder(tmp_path / "goi-la", "bai-mot").rename(tmp_path / "goi-khac")
    with pytest.raises(LessonRefused, match="dòng 1: id phải giống tên thư mục “goi-khac”"):
        load_pack(tmp_path / "goi-khac" / "pack.yaml")


def test_no_lessons_at_all_is_an_empty_catalogue(tmp_path: Path) -> None:
    assert load_lessons(tmp_path, ASSETS) == load_lessons(tmp_path / "khong-co", ASSETS) == InstalledCatalogue()
    with pytest.raises(KeyError):
        InstalledCatalogue().pack_of("khong-co")


def test_each_refused_file_is_in_the_log_once_with_its_code_and_without_what_stood_in_it(
        tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = full_pack(tmp_path)
    change(folder / "bai-hai", "value: NGUYỄN THỊ MẪU", "value: TRẦN VĂN LỘ 0912 345 678")
    beside(folder / "bai-mot", "tyz.yaml", 'Câu riêng của ai: [b]Câu riêng[/b]\n"\\e[31mL0": "x"\n')
    beside(folder, "skills.yaml", "- {id: Câu riêng của ai}\n")
    found = load_lessons(tmp_path, ASSETS)
    told = [record.getMessage() for record in caplog.records]
    assert told == [f"L1: {said}" for said in found.broken()]
    assert [said.split(",")[0] for said in told] == [
        f"L1: {tmp_path.name}/goi/skills.yaml", "L1: goi/bai-mot/tyz.yaml", "L1: goi/bai-hai/lesson.yaml"]
    assert not [word for word in ("LỘ", "0912", "riêng", "\x1b") if word in caplog.text]


@pytest.mark.parametrize(("old", "new", "said"), [
    ("say: Bác đọc tên nhé.", "say: ''", "dòng 11: bước “doc-ten”, mục say: chỗ này đang trống"),
    ("minutes: 5", "minutes: năm", "dòng 4: mục minutes: sai kiểu giá trị"),
    ("title: Bài thử", "titel: Bài thử", "“titel”"),
    ("title: Bài thử\n", "", "còn thiếu mục “title”"),
    ("type: phone", "type: phne", "dòng 9: bước “doc-ten”, mục type: không có loại “phne”"),
    ("value: NGUYỄN THỊ MẪU", "value: 20.5", "chỗ này cần chữ"),
    ("need: tra-tien", "need: an-uong", "không dùng được giá trị “an-uong”"),
    ("id: dung,", "id: Đúng,", "chữ thường không dấu"),
    ("id: bai-mot", "id: bai-khac", "giống tên thư mục"),
    ("ten: \"Bác chạm", "khac: \"Bác chạm", "trên màn hình không có “khac”"),
    ("ten: \"Bác chạm", "dung: \"Bác chạm", "vừa là đúng vừa là chưa đúng"),
    ("label: Đúng tên, icon: check", "label: Đúng tên, icon: khong-co", "không có biểu tượng “khong-co”"),
    ("picture: greens", "picture: khong-co", "không có hình “khong-co.png”"),
    ("id: dung,", "id: ten,", "tên “ten” dùng hai lần"),
    ("learned: [Đọc tên người nhận]", "learned: [Đọc tên người nhận rồi mới chuyển tiền đi]", "dài hơn 7 chữ"),
    ("say: Bác đọc tên nhé.", f"say: {'rất ' * 16}dài.", "câu dài hơn 15 chữ"),
    ("value: NGUYỄN THỊ MẪU", "value: 0912 345 678", "số thật"),
    ("id: doc-ten", 'id: "doc-ten\\n"', "dòng 10: mỗi mục viết trong một dòng"),
    ("title: Bài thử", 'title: "Ba\\u0300i thử"', "dòng 2: có chữ viết bằng mã"),
    ("right: true", "right: false", "cần đúng một câu trả lời đúng"),
    ("icon: money, reply", "icon: money, right: true, reply", "cần đúng một câu trả lời đúng"),
], ids=["empty", "type", "typo", "missing", "kind", "number", "need", "name", "folder", "wrong", "both", "icon",
        "picture", "twice", "learned", "long", "account", "line", "marks", "none-right", "two-right"])
def test_a_slip_is_refused_in_a_sentence_for_its_author(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in refusal_of(tmp_path, old, new)


def test_money_is_not_taken_for_an_account_number(tmp_path: Path) -> None:
    path = change(pack_folder(tmp_path, "bai-mot") / "bai-mot", "NGUYỄN THỊ MẪU", "12.345.678 đ")
    assert load_lesson(path, ASSETS).id == "bai-mot"


def test_all_flaws_of_a_lesson_are_told_at_once(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai-mot") / "bai-mot"
    change(folder, RIGHT, "right: [dnug]")
    path = change(folder, "icon: qr", "icon: khong-co")
    with pytest.raises(LessonRefused) as caught:
        load_lesson(path, ASSETS)
    said = (str(caught.value), *caught.value.__notes__)
    assert [("khong-co" in line, "dnug" in line) for line in said] == [(True, False), (False, True)]


# --- paths, questions, skills --------------------------------------------------------------------


def test_a_path_names_only_lessons_that_are_here_and_an_empty_one_is_not_offered(tmp_path: Path) -> None:
    folder = full_pack(tmp_path)
    text = (folder / "pack.yaml").read_text(encoding="utf-8")
    more = "lessons: [bai-hai, bai-mot]}, {id: mat, title: Mất rồi, picture: market, lessons: [bai-mot, khong-co]}]"
    beside(folder, "pack.yaml", text.replace("lessons: [bai-hai, bai-mot]}]", more))
    assert [path.lessons for path in load_lessons(tmp_path, ASSETS).playlists()] == [
        ("bai-hai", "bai-mot"), ("bai-mot",)]
    change(folder / "bai-mot", RIGHT, "right: [dnug]")
    assert [path.lessons for path in load_lessons(tmp_path, ASSETS).playlists()] == [("bai-hai",)]


def test_a_path_may_name_lessons_of_another_pack(tmp_path: Path) -> None:
    pack_folder(tmp_path, "bai-mot")
    other_pack(tmp_path, "goi-hai", "bai-ba",
               more="paths: [{id: dau, title: Đầu tiên, picture: market, lessons: [bai-mot, bai-ba]}]\n")
    assert [path.lessons for path in load_lessons(tmp_path, ASSETS).playlists()] == [("bai-mot", "bai-ba")]


def test_of_equal_paths_questions_and_skills_the_first_stays_and_languages_come_once(tmp_path: Path) -> None:
    full_pack(tmp_path)
    folder = other_pack(tmp_path, "goi-hai", "bai-ba", more=(
        "languages: [hmn, tyz, vi]\n"
        "paths: [{id: mo-dau, title: Khác, picture: greens, lessons: [bai-ba]}]\n"
        "questions: [{ask: Trả tiền bằng mã thế nào ạ?, icon: money}, {ask: Cái khác thế nào ạ?}]\n"))
    beside(folder, "skills.yaml", SKILLS.replace("'3'", "'4'") + SKILLS.replace("thanh-toan", "khac"))
    found = load_lessons(tmp_path, ASSETS)
    assert [path.title for path in found.playlists()] == ["15 phút đầu"]
    assert [question.icon for question in found.questions()] == ["qr", "question"]
    assert [(skill.id, skill.code) for skill in found.skills()] == [("thanh-toan", "3"), ("khac", "3")]
    assert found.languages() == ("vi", "tyz", "hmn")


def test_skills_are_read_as_they_stand(tmp_path: Path) -> None:
    skill = load_skills(beside(tmp_path, "skills.yaml", SKILLS))[0]
    assert (skill.id, skill.code, skill.group) == ("thanh-toan", "3", "")


# --- repeated tasks ------------------------------------------------------------------------------


def test_a_catalogue_holds_no_folded_step(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai")
    again = "  - {{type: again, id: lai-{0}, of: doc-ten, say: Bác làm lại nhé.}}\n"
    change(folder / "bai", SCAN, again.format(1) + SCAN)
    change(folder / "bai", "  - {type: show", again.format(2) + "  - {type: show")
    steps = load_lessons(tmp_path, ASSETS).lessons()[0].steps
    assert not [step for step in steps if isinstance(step, AgainStep)]
    tasks = [step for step in steps if isinstance(step, PhoneStep)]
    assert [(task.id, task.moment, task.same_as, task.alone) for task in tasks] == [
        ("doc-ten", "before", "", True), ("lai-1", "after", "doc-ten", True), ("lai-2", "after", "doc-ten", True)]
    assert {task.screen for task in tasks} == {tasks[0].screen}


@pytest.mark.parametrize("of", ["quet", "khong-co", "lai"])
def test_a_repeat_of_what_is_no_task_before_it_is_refused_with_its_line(tmp_path: Path, of: str) -> None:
    again = f"  - {{type: again, id: lai, of: {of}, say: Bác làm lại nhé.}}\n"
    assert f"dòng 21: trước bước này không có bước phone nào tên “{of}”" in refusal_of(tmp_path, SCAN, again + SCAN)


def test_a_repeat_goes_where_its_task_goes(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai")
    change(folder / "bai", "    id: doc-ten\n", "    id: doc-ten\n    only: [ha-tinh]\n")
    change(folder / "bai", SCAN, "  - {type: again, id: lai, of: doc-ten, say: Bác làm lại nhé.}\n" + SCAN)
    shelf = load_lessons(tmp_path, ASSETS)
    assert [step.id for step in shelf.with_province("ha-tinh").lessons()[0].steps[:2]] == ["doc-ten", "lai"]
    assert [step.id for step in shelf.with_province("hue").lessons()[0].steps[:1]] == ["quet"]


# --- provinces -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("province", "steps", "lessons"), [
    ("ha-tinh", ["ai-cung", "o-ha-tinh", "hai-noi"], ["cho-ha-tinh", "ha-tinh-va-khac", "cho-khac"]),
    ("thai-nguyen", ["ai-cung", "o-thai-nguyen", "hai-noi"], ["cho-thai-nguyen", "ha-tinh-va-khac", "cho-khac"]),
    ("hai-phong", ["ai-cung", "o-khac"], ["ha-tinh-va-khac", "cho-khac"]),
    ("mat-trang", ["ai-cung", "o-khac"], ["ha-tinh-va-khac", "cho-khac"]),
    ("", ["ai-cung", "o-khac"], ["ha-tinh-va-khac", "cho-khac"]),
])
def test_a_province_sees_what_is_for_it_and_every_other_or_unknown_one_the_rest(
        tmp_path: Path, province: str, steps: list[str], lessons: list[str]) -> None:
    only = {"cho-ha-tinh": "[ha-tinh]", "cho-thai-nguyen": "[thai-nguyen]", "ha-tinh-va-khac": "[ha-tinh, khac]",
            "cho-khac": "[khac]"}
    folder = pack_folder(tmp_path, "bai", *only)
    for name, meant in only.items():
        change(folder / name, f"id: {name}\n", f"id: {name}\nonly: {meant}\n")
    variants = (("ai-cung", "[]"), ("o-ha-tinh", "[ha-tinh]"), ("o-thai-nguyen", "[thai-nguyen]"),
                ("o-khac", "[khac]"), ("hai-noi", "[thai-nguyen, ha-tinh]"))
    change(folder / "bai", "steps:\n", "steps:\n" + "".join(
        SHOW.format(id=name, more=f", only: {meant}") for name, meant in variants))
    shelf = load_lessons(tmp_path, ASSETS)
    assert shelf.refused == ()
    seen = shelf.with_province(province).lessons()
    assert [lesson.id for lesson in seen] == ["bai", *lessons]
    assert [step.id for step in seen[0].steps if step.id in dict(variants)] == steps


def test_a_lesson_without_a_step_for_this_province_is_not_offered() -> None:
    step = ShowStep(id="a", title="Một", picture="greens", only=("ha-tinh",))
    lesson = Lesson(id="bai", title="Bài", need="hoc-them", minutes=5, picture="greens", learned=("Một việc",),
                    take_home=("Một dòng",), steps=(step,))
    shelf = InstalledCatalogue(CatalogueBuilder(lessons={"bai": lesson}))
    assert [len(shelf.with_province(province).lessons()) for province in ("ha-tinh", "hue", "")] == [1, 0, 0]


def test_every_province_of_2025_may_be_named_and_no_former_one(tmp_path: Path) -> None:
    assert len(PROVINCES) == 34
    folder = pack_folder(tmp_path, "bai") / "bai"
    plain = (folder / "lesson.yaml").read_text(encoding="utf-8")
    named = sorted(PROVINCES)
    for first in range(0, len(named), 8):
        beside(folder, "lesson.yaml", f"only: [{', '.join(named[first:first + 8])}]\n{plain}")
        assert load_lesson(folder / "lesson.yaml", ASSETS).only == tuple(named[first:first + 8])
    beside(folder, "lesson.yaml", f"only: [bac-kan]\n{plain}")
    with pytest.raises(LessonRefused, match=r"dòng 1: .*bac-kan"):
        load_lesson(folder / "lesson.yaml", ASSETS)
