"""Questions answered from the lessons' own steps, with and without marks; and saying plainly when nothing fits."""

from __future__ import annotations

import pytest

from kiosk.core.lessons.lesson import Answer, ChooseStep, Lesson, ShowStep
from kiosk.core.text.typing_methods import composed
from kiosk.packs.catalogue.search import LessonFinder


def lesson(name: str, title: str, *steps: ShowStep | ChooseStep, keywords: tuple[str, ...] = ()) -> Lesson:
    return Lesson(id=name, title=title, need="hoc-them", minutes=10, picture="greens", learned=("Một việc",),
                  take_home=("Một dòng",), steps=steps, keywords=keywords)


def show(name: str, title: str, *text: str) -> ShowStep:
    return ShowStep(id=name, title=title, text=text, picture="greens")


PAY = lesson(
    "tra-tien", "Trả tiền bằng mã QR",
    show("a", "Hôm nay bác tập trả tiền nhé", "Bác mua rau của cô Mẫu, một người quen."),
    show("b", "Đọc tên người nhận", "Tên lạ thì dừng lại hỏi người bán."),
    show("c", "Đếm số 0", "Hai mươi nghìn có bốn số 0."),
    keywords=("quét mã", "chuyển khoản", "mua hàng ở chợ"),
)
POLICE = lesson(
    "cuoc-goi", "Cuộc gọi giả công an",
    show("a", "Có người gọi xưng công an", "Công an không bắt người qua điện thoại."),
    ChooseStep(id="b", title="Họ dọa bắt bác.", ask="Bác làm gì ạ?", answers=(
        Answer(id="x", label="Cúp máy", icon="hand", right=True, reply="Cúp máy rồi gọi con cháu ạ."),
        Answer(id="y", label="Chuyển tiền", icon="money", reply="Tiền mất, khó lấy lại ạ."))),
    keywords=("bị dọa bắt", "lừa qua điện thoại"),
)
BOOK = lesson("so-suc-khoe", "Sổ sức khỏe điện tử", show("a", "Đây là sổ khám bệnh trong máy", "Mở sổ rồi xem thuốc."))
FINDER = LessonFinder((PAY, POLICE, BOOK))


def first(text: str) -> str:
    found = FINDER.find(text, 3)
    return found[0].lesson if found else ""


@pytest.mark.parametrize(("asked", "lesson"), [
    ("quét mã trả tiền thế nào?", "tra-tien"), ("quet ma tra tien the nao", "tra-tien"), ("QUÉT MÃ", "tra-tien"),
    ("có người gọi bảo là công an", "cuoc-goi"), ("toi bi doa bat", "cuoc-goi"), ("dien thoai lua dao", "cuoc-goi"),
    ("xem đơn thuốc ở đâu", "so-suc-khoe"), ("so kham benh", "so-suc-khoe"),
])
def test_a_question_finds_its_lesson_with_and_without_marks(asked: str, lesson: str) -> None:
    assert first(asked) == lesson


@pytest.mark.parametrize("asked", ["con gà mái đẻ trứng", "mai trời mưa không", "thế nào", "", "???", "0", "đ",
                                   '" OR 1=1 --', "NEAR(a b)", "a" * 400, "\x00\x01", "passages:bare"])
def test_it_says_when_it_does_not_know_and_nothing_breaks(asked: str) -> None:
    assert FINDER.find(asked, 3) == ()


def test_the_sentence_that_answers_best_is_given() -> None:
    best = FINDER.find("tên lạ thì làm sao", 3)[0]
    assert (best.lesson, best.step, best.line) == ("tra-tien", 1, "Tên lạ thì dừng lại hỏi người bán.")


def test_marks_that_agree_count_more_than_letters_that_agree() -> None:
    ghosts = lesson("ma", "Chuyện ma", show("a", "Con ma", "Ma là chuyện kể."))
    codes = lesson("ma-qr", "Mã vuông", show("a", "Cái mã", "Mã là hình vuông."))
    finder = LessonFinder((ghosts, codes))
    assert [found.lesson for found in finder.find("mã", 2)] == ["ma-qr", "ma"]
    assert [found.lesson for found in finder.find("ma", 2)] == ["ma", "ma-qr"]


def test_d_with_and_without_its_bar_are_one() -> None:
    assert first("dem so 0") == first("đếm số 0") == "tra-tien"


def test_each_lesson_is_found_once_and_no_more_than_asked_for() -> None:
    found = FINDER.find("người", 3)
    assert len({each.lesson for each in found}) == len(found) == 2
    assert len(FINDER.find("người", 1)) == 1


def test_without_lessons_nothing_is_known() -> None:
    assert LessonFinder(()).find("quét mã", 3) == ()


@pytest.mark.parametrize("keys", ["luwong huwu", "luowng huwu", "lwong hwu", "luongw huuw", "luong huu", "LUWONG HUWU"])
def test_what_is_typed_by_telex_in_any_habit_finds_the_lesson(keys: str) -> None:
    pension = lesson("luong-huu", "Lĩnh lương hưu qua thẻ", show("a", "Mở tin báo lương"), keywords=("lương hưu",))
    assert LessonFinder((PAY, pension)).find(composed(keys), 3)[0].lesson == "luong-huu"
