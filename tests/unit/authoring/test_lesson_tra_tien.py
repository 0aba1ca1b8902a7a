"""The shipped lesson "Trả tiền bằng mã QR" is sound: nobody gets stuck, nobody is frightened, nothing is real."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kiosk.core.lessons.lesson import PRACTICE_PREFIX, ChooseStep, Lesson, PhoneStep, ScanStep, ShowStep
from kiosk.core.lessons.phone_screen import AppIcons, Viewfinder
from kiosk.packs.catalogue.loader import load_lesson
from kiosk.packs.format.lesson_rules import element_ids, spoken
from kiosk.vision.qr_encode import qr_matrix

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "lessons" / "ky-nang-so-co-ban" / "tra-tien-qr"
FORBIDDEN = ("lỗi", "sai rồi", "không hợp lệ", "thất bại", "hệ thống", "dữ liệu", "đăng nhập", "xác thực",
             "truy cập", "kết nối", "cập nhật", "click", "app ")
MAX_WORDS = 12


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return load_lesson(FOLDER / "lesson.yaml", ROOT / "assets")


def phone_steps(lesson: Lesson) -> Iterator[PhoneStep]:
    return (step for step in lesson.steps if isinstance(step, PhoneStep))


def sentences(lesson: Lesson) -> Iterator[str]:
    for step in lesson.steps:
        for _place, text in spoken(step):
            yield from (part for part in re.split(r"(?<=[.?!:])\s+", text.replace("**", "")) if part)
    yield from (*lesson.learned, *lesson.take_home)


def test_it_opens_scans_reads_counts_confirms_judges_and_closes(lesson: Lesson) -> None:
    kinds = [type(step).__name__.removesuffix("Step").lower() for step in lesson.steps]
    assert kinds == ["show", "phone", "phone", "scan", "phone", "phone", "phone", "phone", "choose", "phone", "show"]
    assert lesson.need == "tra-tien"
    assert lesson.minutes == 10


def test_every_element_that_is_not_right_has_a_reply_of_its_own(lesson: Lesson) -> None:
    for step in (step for step in phone_steps(lesson) if not step.screens):
        grids = {element.id for element in step.screen.elements if isinstance(element, AppIcons)}
        answered = {*step.right, *step.wrong}
        assert answered == {*element_ids(step.screen), "nen"} - grids, step.id


def test_no_reply_to_a_wrong_tap_blames(lesson: Lesson) -> None:
    replies = [reply for step in phone_steps(lesson) for reply in step.wrong.values()]
    replies += [a.reply for step in lesson.steps if isinstance(step, ChooseStep) for a in step.answers]
    assert len(replies) >= 20
    assert not [reply for reply in replies if re.search(r"\b(sai|lỗi|nhầm|không được|đừng)\b", reply.lower())]


def test_every_step_to_do_has_three_different_hints(lesson: Lesson) -> None:
    for step in lesson.steps:
        if isinstance(step, PhoneStep | ScanStep):
            assert len({step.hints.again, step.hints.point, step.hints.show, step.say}) == 4, step.id


def test_the_finger_hint_names_the_button_by_its_label(lesson: Lesson) -> None:
    for step in phone_steps(lesson):
        elements = [element for screen in (step.screen, *step.screens.values()) for element in screen.elements]
        labels = {getattr(element, "label", "") for element in elements if element.id in step.right}
        labels |= {app.label for element in elements if isinstance(element, AppIcons)
                   for app in element.apps if app.id in step.right}
        assert any(f"“{label}”" in step.hints.show for label in labels), step.id


def test_sentences_are_short(lesson: Lesson) -> None:
    assert [line for line in sentences(lesson) if len(line.split()) > MAX_WORDS] == []


def test_no_word_of_an_office_is_used(lesson: Lesson) -> None:
    assert [line for line in sentences(lesson) for word in FORBIDDEN if word in line.lower()] == []


def test_no_number_looks_like_an_account_or_a_telephone(lesson: Lesson) -> None:
    text = (FOLDER / "lesson.yaml").read_text(encoding="utf-8")
    assert re.findall(r"\d{5,}", re.sub(r"\d{1,3}(\.\d{3})+", "", text)) == []


def test_people_and_banks_are_invented(lesson: Lesson) -> None:
    text = "\n".join(sentences(lesson))
    assert set(re.findall(r"Ngân hàng (\w+ ?\w*)", text)) <= {"Mẫu", "Ví Dụ"}
    real = ("agribank", "vietcombank", "bidv", "vietinbank", "momo", "zalopay", "viettel", "techcombank", "vnpay")
    assert not [name for name in real if name in text.lower()]


def test_no_step_ever_asks_for_a_secret_number(lesson: Lesson) -> None:
    for step in phone_steps(lesson):
        secret = [element.id for element in step.screen.elements if type(element).__name__ == "Dots"]
        assert not set(secret) & set(step.right), step.id


def test_the_printed_sheet_carries_the_code_of_the_scan_step(lesson: Lesson) -> None:
    step = next(step for step in lesson.steps if isinstance(step, ScanStep))
    assert any(isinstance(element, Viewfinder) for element in step.screen.elements)
    with Image.open(FOLDER / "to-ma-tap-luyen.png") as sheet:
        found = zxingcpp.read_barcodes(sheet.convert("L"))
    assert [code.bytes.decode() for code in found] == [PRACTICE_PREFIX + step.code]


def test_the_question_accepts_doubt_kindly(lesson: Lesson) -> None:
    step = next(step for step in lesson.steps if isinstance(step, ChooseStep))
    assert [answer.id for answer in step.answers if answer.right] == ["dung-lai"]
    assert "Chưa rõ" in [answer.label for answer in step.answers]


def test_the_code_to_take_home_is_readable_by_an_old_phone(lesson: Lesson) -> None:
    rows = qr_matrix("\n".join((lesson.title.upper(), *lesson.take_home)))
    assert len(rows) <= 53                  # version 9: 4 px a module on the 10.1 inch panel


def test_what_is_learned_is_what_the_steps_teach(lesson: Lesson) -> None:
    assert lesson.learned == (
        "Quét mã để trả tiền", "Đọc tên người nhận", "Đếm lại số tiền", "Biết dừng khi sai tên")
    assert isinstance(lesson.steps[0], ShowStep)
