"""The words of a lesson: what is found, and what is rightly left alone."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.authoring.findings import Finding
from kiosk.authoring.vietnamese import is_syllable, strangers
from kiosk.authoring.wording import judged, raw_findings
from kiosk.core.lessons.lesson import Lesson, PhoneStep
from kiosk.core.lessons.phone_screen import PhoneFace
from kiosk.core.phone.elements import touchables
from kiosk.packs.catalogue.loader import load_lesson
from kiosk.packs.format.lesson_rules import fictitious
from kiosk.packs.format.text_fields import TextField, pictures, texts
from tests.support.lesson_folders import ASSETS, ROOT, pack_folder

SHIPPED = sorted((ROOT / "lessons").glob("*/*/lesson.yaml"))


def codes_of(text: str, *, on_phone: bool = False) -> list[tuple[str, str]]:
    return [(code, level) for code, level, _sentence in judged(TextField("$", text, on_phone))]


@pytest.mark.parametrize(("text", "found"), [
    ("Bác nhấn nút nhé, có lỗi rồi.", ("tu-cam", "error")),
    ("Bác Đăng Nhập nhé.", ("tu-cam", "error")),
    ("Bác chạm OK nhé.", ("tu-cam", "error")),
    ("Bác gọi 0912 345 678 nhé.", ("so-that", "error")),
    ("Bác gọi +84 912 345 678 nhé.", ("so-that", "error")),
    ("Số thẻ là 038199001234 ạ.", ("so-that", "error")),
    ("Bác gửi vào 1234.5678.9012 ạ.", ("so-that", "error")),
    ("Bác mở Vietcombank nhé.", ("ngan-hang-that", "error")),
    ("Bác mở vietcombank nhé.", ("ngan-hang-that", "error")),
    ("Bác mở MoMo nhé.", ("ngan-hang-that", "error")),
    ("Bác mở menu nhé.", ("tieng-nuoc-ngoai", "warning")),
    ("Bác chạm [b]đây[/b] nhé.", ("ngoac", "error")),
    ("Bác chạm **đây nhé.", ("ngoac", "error")),
    ("Bác chạm\u202eđây nhé.", ("ky-tu-la", "error")),
    ("Bác chạm\u200bđây nhé.", ("ky-tu-la", "error")),
    ("rất " * 13 + "dài.", ("cau-dai", "warning")),
    ("rất " * 20 + "dài.", ("cau-dai", "error")),
])
def test_each_rule_finds_what_it_is_for(text: str, found: tuple[str, str]) -> None:
    assert found in codes_of(text)


@pytest.mark.parametrize("text", [
    "Không phải lỗi của bác đâu.",
    "Bác chạm nút xanh “Đăng nhập” nhé.",
    "Bác mở App Store nhé.",
    "Tiền tập: 12.345.678 đ.",
    "Bác gọi 113 nhé.",
    "Số bịa: 0000000000001.",
    "Máy hiện tên: **TRẦN VĂN LẠ**",
    "NGUYEN THI MAU CHUYEN TIEN",
    "Bác quét mã QR, mở VNeID, nhận OTP qua Zalo.",
    "Bác vào binhdanhocvuso.gov.vn nhé.",
    "rất " * 11 + "dài.",
])
def test_what_is_allowed_is_left_alone(text: str) -> None:
    assert codes_of(text) == []


def test_the_phone_may_say_what_real_phones_say() -> None:
    assert codes_of("Đăng nhập", on_phone=True) == []
    assert codes_of("Đăng nhập") == [("tu-cam", "error")]


def test_invented_numbers_are_told_from_real_looking_ones() -> None:
    assert fictitious("0000000000001")
    assert fictitious("9704229999999999")
    assert not fictitious("0912345678")
    assert not fictitious("9704051234567")


@pytest.mark.parametrize("word", [
    "Nguyễn", "nghiêng", "giếng", "gì", "quốc", "quýt", "khuỷu", "thuở", "hoà", "hòa", "xoèn", "yêu", "ỷ", "ngoằn",
    "ngoèo", "Đắc", "huýt", "loắt", "choắt", "rượu", "khuya", "ghế", "kỹ", "kĩ", "của", "boong", "tuýp", "gìn",
])
def test_vietnamese_syllables_pass(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFC", word.upper()))


@pytest.mark.parametrize("word", ["click", "link", "app", "web", "chat", "scan", "file", "cach", "ngiêng", "kàn"])
def test_foreign_or_misspelled_words_do_not(word: str) -> None:
    assert not is_syllable(word)
    assert strangers(f"Bác {word} nhé") == [word]


@given(st.text())
def test_judging_any_text_ends_without_an_error(text: str) -> None:
    assert all(sentence for _code, _level, sentence in judged(TextField("$", text, False)))


def test_decomposed_letters_and_hidden_characters_are_told_with_their_line() -> None:
    raw = "id: a\ntitle: " + unicodedata.normalize("NFD", "Bài thử") + "\nsay: a\u202eb\r\n"
    found = [(finding.line, finding.code, finding.level) for finding in raw_findings(Path("x.yaml"), raw)]
    assert found == [(2, "nfc", "warning"), (3, "ky-tu-la", "error")]


def test_a_finding_is_one_printable_line() -> None:
    finding = Finding(Path("a\nb.yaml"), 3, "dang", "có \u202e\x1b[2J\n\ud800 lạ.", "error")
    assert str(finding).isprintable()
    str(finding).encode()


def shipped() -> list[Lesson]:
    assert SHIPPED
    return [load_lesson(path, ASSETS) for path in SHIPPED]


def test_texts_leave_out_names_and_keep_every_sentence(tmp_path: Path) -> None:
    pack_folder(tmp_path, "bai")
    lesson = load_lesson(tmp_path / "goi" / "bai" / "lesson.yaml", ASSETS)
    found = {said.where: said for said in texts(lesson)}
    assert found["$.steps[0].wrong.nen"].text == "Không sao ạ."
    assert found["$.steps[0].screen.elements[0].value"].on_phone
    assert not found["$.steps[0].hints.again"].on_phone
    assert not any(where.endswith((".id", ".icon", ".picture", ".code", ".tone", ".need")) for where in found)
    assert list(pictures(lesson)) == ["greens", "market"]


def test_of_an_app_grid_the_apps_can_be_touched_not_the_grid() -> None:
    grids = [step.screen for lesson in shipped() for step in lesson.steps
             if isinstance(step, PhoneStep) and step.id == "mo-ngan-hang" and lesson.id == "tra-tien-qr"]
    assert list(touchables(grids[0], PhoneFace())[:-1]) == ["ngan-hang", "tin-nhan", "may-anh", "anh"]
