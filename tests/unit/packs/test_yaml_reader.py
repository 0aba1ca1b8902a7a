"""Nothing in an author's file can harm the machine: what is broken, bombed or huge is refused with a sentence."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from kiosk.core.errors import LessonRefused
from kiosk.packs.catalogue.loader import load_lesson, load_pack
from kiosk.packs.format.yaml_reader import read_yaml
from tests.support.lesson_folders import ASSETS, change, pack_folder, png


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
    ("a: " + "9" * 9000, "giá trị mà máy không đọc được"),
], ids=["alias", "tag", "twice", "syntax", "control", "empty", "deep", "key", "list", "number"])
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
    path = pack_folder(tmp_path, "bai-mot") / "bai-mot" / "lesson.yaml"
    path.write_text(unicodedata.normalize("NFD", path.read_text(encoding="utf-8")), encoding="utf-8")
    lesson = load_lesson(path, ASSETS)
    assert lesson.title == unicodedata.normalize("NFC", lesson.title) == "Bài thử"


@pytest.mark.parametrize(("content", "said"), [
    (png(5000, 10), "lớn quá"), (png(4096, 4096), "lớn quá"), (png(0, 10), "lớn quá"),
    (b"GIF89a" + bytes(40), "không phải hình PNG"), (b"", "không phải hình PNG"),
], ids=["broad", "many", "nothing", "gif", "empty"])
def test_a_picture_that_would_eat_the_memory_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    folder = pack_folder(tmp_path, "bai-mot")
    (folder / "bai-mot" / "hinh.png").write_bytes(content)
    path = change(folder / "bai-mot", "picture: greens", "picture: hinh")
    with pytest.raises(LessonRefused, match=said):
        load_lesson(path, ASSETS)


def test_a_small_picture_of_the_lesson_itself_is_found(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai-mot")
    (folder / "bai-mot" / "hinh.png").write_bytes(png(400, 300))
    assert load_lesson(change(folder / "bai-mot", "picture: greens", "picture: hinh"), ASSETS).picture == "hinh"


def test_a_picture_name_cannot_lead_out_of_the_lesson(tmp_path: Path) -> None:
    step = "\n  - {type: choose, id: hoi, title: Hỏi, picture: ../../x, ask: Sao ạ, answers: ["
    step += "{id: a, label: A, icon: check, right: true, reply: Ạ.}, {id: b, label: B, icon: check, reply: Ạ.}]}\n"
    path = pack_folder(tmp_path, "bai-mot") / "bai-mot" / "lesson.yaml"
    path.write_text(path.read_text(encoding="utf-8") + step, encoding="utf-8")
    with pytest.raises(LessonRefused, match="không có hình"):
        load_lesson(path, ASSETS)


def test_plain_words_and_days_are_text_only_true_and_false_are_not(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("on: 2026-11-22\nno: có\nc: on\nd: 12:30\ne: true\nf: 5\n", encoding="utf-8")
    assert read_yaml(path).content == {"on": "2026-11-22", "no": "có", "c": "on", "d": "12:30", "e": True, "f": 5}
