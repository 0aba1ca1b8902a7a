"""Lesson files: what is sound loads, what is broken is named, nothing in a file can harm the machine."""

from __future__ import annotations

import struct
import unicodedata
from pathlib import Path

import pytest

from kiosk.core.errors import LessonRefused
from kiosk.packs.load import InstalledLessons, load_lesson, load_lessons, load_pack

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "assets"
PACK = 'id: goi\nversion: "1.0.0"\ntitle: Gói thử\nlessons: [{names}]\n'
LESSON = """\
id: {name}
title: Bài thử
need: tra-tien
minutes: 5
picture: greens
learned: [Đọc tên người nhận]
take_home: [Đọc tên rồi mới trả]
steps:
  - type: phone
    id: doc-ten
    say: Bác đọc tên nhé.
    screen:
      title: Ngân hàng Mẫu
      elements:
        - {{type: field, id: ten, label: Người nhận, value: NGUYỄN THỊ MẪU}}
        - {{type: button, id: dung, label: Đúng tên, icon: check}}
    right: [dung]
    wrong: {{ten: "Bác chạm vào tên, không sao ạ.", nen: Không sao ạ.}}
    hints: {{again: Bác đọc lại nhé., point: Bác chạm chỗ này., show: Bác chạm theo tay nhé.}}
"""


def write(root: Path, *names: str, pack: str = PACK) -> Path:
    """A pack of small sound lessons."""
    folder = root / "goi"
    for name in names:
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "lesson.yaml").write_text(LESSON.format(name=name), encoding="utf-8")
    (folder / "pack.yaml").write_text(pack.format(names=", ".join(names)), encoding="utf-8")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> Path:
    path = folder / name / "lesson.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def refusal_of(tmp_path: Path, old: str, new: str) -> str:
    """What is said about the small lesson after one change."""
    path = change(write(tmp_path, "bai-mot"), "bai-mot", old, new)
    with pytest.raises(LessonRefused) as caught:
        load_lesson(path, ASSETS)
    assert caught.value.code == "L1"
    return str(caught.value)


def test_the_shipped_lessons_all_load() -> None:
    found = load_lessons(ROOT / "lessons", ASSETS)
    assert found.refused == ()
    assert [lesson.id for lesson in found.lessons()] == ["tra-tien-qr"]
    assert found.pack_of("tra-tien-qr") == ("ky-nang-so-co-ban", "1.0.0")


def test_lessons_come_in_the_order_of_their_pack(tmp_path: Path) -> None:
    write(tmp_path, "bai-hai", "bai-mot")
    found = load_lessons(tmp_path, ASSETS)
    assert [lesson.id for lesson in found.lessons()] == ["bai-hai", "bai-mot"]
    assert found.folders == (tmp_path / "goi" / "bai-hai", tmp_path / "goi" / "bai-mot")


def test_a_broken_lesson_is_named_and_the_others_still_load(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    change(write(tmp_path, "bai-mot", "bai-hai"), "bai-mot", "right: [dung]", "right: [dnug]")
    found = load_lessons(tmp_path, ASSETS)
    assert [lesson.id for lesson in found.lessons()] == ["bai-hai"]
    assert [str(broken) for broken in found.refused] == [
        "goi/bai-mot/lesson.yaml, dòng 17: trên màn hình không có “dnug”."]
    assert "L1: goi/bai-mot/lesson.yaml, dòng 17" in caplog.text


def test_a_broken_pack_is_named_and_the_other_packs_still_load(tmp_path: Path) -> None:
    write(tmp_path, "bai-mot")
    (tmp_path / "hong").mkdir()
    (tmp_path / "hong" / "pack.yaml").write_text("id: hong\n", encoding="utf-8")
    found = load_lessons(tmp_path, ASSETS)
    assert len(found.lessons()) == 1
    assert "hong/pack.yaml" in str(found.refused[0])


def test_a_lesson_that_is_listed_but_not_there_is_named(tmp_path: Path) -> None:
    write(tmp_path, "bai-mot", pack=PACK.replace("{names}", "{names}, mat-roi"))
    found = load_lessons(tmp_path, ASSETS)
    assert len(found.lessons()) == 1
    assert "mat-roi" in str(found.refused[0])


def test_the_same_lesson_in_two_packs_counts_once(tmp_path: Path) -> None:
    write(tmp_path, "bai-mot")
    second = tmp_path / "goi-hai"
    (second / "bai-mot").mkdir(parents=True)
    (second / "bai-mot" / "lesson.yaml").write_text(LESSON.format(name="bai-mot"), encoding="utf-8")
    (second / "pack.yaml").write_text(PACK.replace("goi", "goi-hai").format(names="bai-mot"), encoding="utf-8")
    found = load_lessons(tmp_path, ASSETS)
    assert found.pack_of("bai-mot")[0] == "goi"
    assert "đã có trong gói" in str(found.refused[0])


def test_a_pack_is_named_like_its_folder(tmp_path: Path) -> None:
    path = write(tmp_path, "bai-mot", pack=PACK.replace("id: goi", "id: khac")) / "pack.yaml"
    with pytest.raises(LessonRefused, match="dòng 1: id phải giống"):
        load_pack(path)


def test_no_lessons_at_all_is_an_empty_catalogue(tmp_path: Path) -> None:
    assert load_lessons(tmp_path, ASSETS) == InstalledLessons()
    with pytest.raises(KeyError):
        InstalledLessons().pack_of("khong-co")


@pytest.mark.parametrize(("old", "new", "said"), [
    ("say: Bác đọc tên nhé.", "say: ''", "dòng 11: steps[0].say"),
    ("minutes: 5", "minutes: năm", "dòng 4: minutes: sai kiểu giá trị"),
    ("title: Bài thử", "titel: Bài thử", "“titel”"),
    ("title: Bài thử\n", "", "còn thiếu mục “title”"),
    ("type: phone", "type: phne", "dòng 9: steps[0]"),
    ("value: NGUYỄN THỊ MẪU", "value: 20.5", "chỗ này cần chữ"),
    ("need: tra-tien", "need: an-uong", "không dùng được giá trị “an-uong”"),
    ("id: dung,", "id: Đúng,", "chữ thường không dấu"),
    ("id: bai-mot", "id: bai-khac", "giống tên thư mục"),
], ids=lambda value: value if isinstance(value, str) and value.isascii() else None)
def test_a_wrong_value_is_told_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in refusal_of(tmp_path, old, new)


@pytest.mark.parametrize(("old", "new", "said"), [
    ("ten: \"Bác chạm", "khac: \"Bác chạm", "trên màn hình không có “khac”"),
    ("ten: \"Bác chạm", "dung: \"Bác chạm", "vừa là đúng vừa là chưa đúng"),
    ("icon: check", "icon: khong-co", "không có biểu tượng “khong-co”"),
    ("picture: greens", "picture: khong-co", "không có hình “khong-co.png”"),
    ("id: dung,", "id: ten,", "tên “ten” dùng hai lần"),
    ("learned: [Đọc tên người nhận]", "learned: [Đọc tên người nhận rồi mới chuyển tiền đi]", "dài hơn 7 chữ"),
    ("say: Bác đọc tên nhé.", f"say: {'rất ' * 16}dài.", "câu dài hơn 15 chữ"),
    ("value: NGUYỄN THỊ MẪU", "value: 0912 345 678", "số thật"),
], ids=["wrong", "both", "icon", "picture", "twice", "learned", "long", "account"])
def test_a_lesson_where_somebody_would_get_stuck_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in refusal_of(tmp_path, old, new)


def test_money_is_not_taken_for_an_account_number(tmp_path: Path) -> None:
    path = change(write(tmp_path, "bai-mot"), "bai-mot", "NGUYỄN THỊ MẪU", "12.345.678 đ")
    assert load_lesson(path, ASSETS).id == "bai-mot"


def test_a_question_needs_exactly_one_right_answer(tmp_path: Path) -> None:
    answer = "{{id: a{n}, label: Thật, icon: check, right: {right}, reply: Không sao ạ.}}"
    step = "\n  - {type: choose, id: hoi, title: Thật hay lừa, ask: Bác nghĩ thế nào ạ, answers: [%s]}\n"
    for rights in (("false", "false"), ("true", "true")):
        path = write(tmp_path, "bai-mot") / "bai-mot" / "lesson.yaml"
        answers = ", ".join(answer.format(n=n, right=right) for n, right in enumerate(rights))
        path.write_text(path.read_text(encoding="utf-8") + step % answers, encoding="utf-8")
        with pytest.raises(LessonRefused, match="cần đúng một câu trả lời đúng"):
            load_lesson(path, ASSETS)


def test_all_flaws_of_a_lesson_are_told_at_once(tmp_path: Path) -> None:
    folder = write(tmp_path, "bai-mot")
    change(folder, "bai-mot", "right: [dung]", "right: [dnug]")
    path = change(folder, "bai-mot", "icon: check", "icon: khong-co")
    with pytest.raises(LessonRefused) as caught:
        load_lesson(path, ASSETS)
    assert "khong-co" in str(caught.value)
    assert ["dnug" in note for note in caught.value.__notes__] == [True]


# --- nothing in a file can harm the machine -----------------------------------------------------


@pytest.mark.parametrize(("text", "said"), [
    ("a: &x [1]\nb: *x\n", "dòng 1: không dùng dấu & và *"),
    ("a: !!python/object/apply:os.system [ls]\n", "dòng 1: không dùng dấu !"),
    ("a: 1\na: 2\n", "dòng 2: mục “a” viết hai lần"),
    ("a: [1, 2\n", "viết chưa đúng kiểu YAML"),
    ("a: \x07\n", "ký tự"),
    ("", "tệp trống"),
    ("[" * 40 + "]" * 40, "quá 16 tầng"),
    ("? [a]\n: 1\n", "tên mục phải là chữ"),
    ("- 1\n", "tệp"),
    ("2026-13-45: 1\n", "giá trị mà máy không đọc được"),
], ids=["alias", "tag", "twice", "syntax", "control", "empty", "deep", "key", "list", "date"])
def test_dangerous_or_broken_yaml_is_refused_kindly(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LessonRefused) as caught:
        load_pack(path)
    assert said in str(caught.value)


def test_a_file_over_one_megabyte_is_not_parsed(tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text("id: goi\n" + "# dài\n" * 200_000, encoding="utf-8")
    with pytest.raises(LessonRefused, match="lớn hơn 1 MB"):
        load_pack(path)


def test_text_that_is_not_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    path.write_bytes("id: goi\ntitle: Gói".encode("cp1258", errors="replace") + b"\xff\n")
    with pytest.raises(LessonRefused, match="dòng 2: chữ phải lưu kiểu UTF-8"):
        load_pack(path)


def test_decomposed_vietnamese_becomes_nfc(tmp_path: Path) -> None:
    path = write(tmp_path, "bai-mot") / "bai-mot" / "lesson.yaml"
    path.write_text(unicodedata.normalize("NFD", path.read_text(encoding="utf-8")), encoding="utf-8")
    lesson = load_lesson(path, ASSETS)
    assert lesson.title == unicodedata.normalize("NFC", lesson.title) == "Bài thử"


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", width, height, 8, 2, 0, 0, 0)


@pytest.mark.parametrize(("content", "said"), [
    (png(5000, 10), "lớn quá"), (png(4096, 4096), "lớn quá"), (png(0, 10), "lớn quá"),
    (b"GIF89a" + bytes(40), "không phải hình PNG"), (b"", "không phải hình PNG"),
], ids=["broad", "many", "nothing", "gif", "empty"])
def test_a_picture_that_would_eat_the_memory_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    folder = write(tmp_path, "bai-mot")
    (folder / "bai-mot" / "hinh.png").write_bytes(content)
    path = change(folder, "bai-mot", "picture: greens", "picture: hinh")
    with pytest.raises(LessonRefused, match=said):
        load_lesson(path, ASSETS)


def test_a_small_picture_of_the_lesson_itself_is_found(tmp_path: Path) -> None:
    folder = write(tmp_path, "bai-mot")
    (folder / "bai-mot" / "hinh.png").write_bytes(png(400, 300))
    assert load_lesson(change(folder, "bai-mot", "picture: greens", "picture: hinh"), ASSETS).picture == "hinh"


def test_a_picture_name_cannot_lead_out_of_the_lesson(tmp_path: Path) -> None:
    step = "\n  - {type: choose, id: hoi, title: Hỏi, picture: ../../x, ask: Sao ạ, answers: ["
    step += "{id: a, label: A, icon: check, right: true, reply: Ạ.}, {id: b, label: B, icon: check, reply: Ạ.}]}\n"
    path = write(tmp_path, "bai-mot") / "bai-mot" / "lesson.yaml"
    path.write_text(path.read_text(encoding="utf-8") + step, encoding="utf-8")
    with pytest.raises(LessonRefused, match="không có hình"):
        load_lesson(path, ASSETS)
