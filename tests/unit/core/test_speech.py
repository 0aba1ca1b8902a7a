"""Written Vietnamese made speakable: what stands on the screens, and properties of the number words."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.text.speech import DIGITS, digit_words, number_words, spoken
from kiosk.core.text.speech.lexicon import ANY_CASE, FILES, LABELS, UNITS, WORDS
from kiosk.core.text.speech.numbers import roman_number

NUMBERS = {
    0: "không", 4: "bốn", 5: "năm", 10: "mười", 11: "mười một", 15: "mười lăm", 20: "hai mươi",
    21: "hai mươi mốt", 25: "hai mươi lăm", 99: "chín mươi chín", 100: "một trăm",
    101: "một trăm linh một", 105: "một trăm linh năm", 110: "một trăm mười", 115: "một trăm mười lăm",
    121: "một trăm hai mươi mốt", 1_000: "một nghìn", 1_005: "một nghìn không trăm linh năm",
    1_050: "một nghìn không trăm năm mươi", 2_026: "hai nghìn không trăm hai mươi sáu",
    20_000: "hai mươi nghìn", 105_000: "một trăm linh năm nghìn", 1_000_000: "một triệu",
    1_020_000: "một triệu không trăm hai mươi nghìn", 1_000_000_000: "một tỷ",
    1_000_000_005: "một tỷ không trăm linh năm", 2 * 10**12: "hai nghìn tỷ", -5: "âm năm",
}
SENTENCES = {
    "Bác trả 20.000 đ bằng mã QR.": "Bác trả hai mươi nghìn đồng bằng mã quy a-rờ.",
    "Còn 1.020.000đ": "Còn một triệu không trăm hai mươi nghìn đồng",
    "Giá 35.000 đồng, bớt 15 %": "Giá ba mươi lăm nghìn đồng, bớt mười lăm phần trăm",
    "Mua 1,5 kg": "Mua một phẩy năm ki lô gam",
    "Nhập mã PIN, đừng đọc OTP cho ai.": "Nhập mã pin, đừng đọc ô tê pê cho ai.",
    "Mở VNeID, cắm USB": "Mở vi en i đi, cắm u ét bê",
    "Gọi 113.": "Gọi một một ba.",
    "Có 113 người": "Có một trăm mười ba người",
    "Số 0912 345 678": "Số không chín một hai ba bốn năm sáu bảy tám",
    "Số 0912.345.678": "Số không chín một hai ba bốn năm sáu bảy tám",
    "Tổng đài 1900 1234": "Tổng đài một chín không không một hai ba bốn",
    "Mã là 482913": "Mã là bốn tám hai chín một ba",
    "Lúc 19h30": "Lúc mười chín giờ ba mươi phút",
    "Lúc 7:00": "Lúc bảy giờ",
    "Ngày 21/11/2026": "Ngày hai mươi mốt tháng mười một năm hai nghìn không trăm hai mươi sáu",
    "Hôm nay 2/9/2026": "Hôm nay mồng hai tháng chín năm hai nghìn không trăm hai mươi sáu",
    "Bước 12/15": "Bước mười hai trên mười lăm",
    "Từ 2-3 người": "Từ hai đến ba người",
    "05 người": "năm người",
    "[b]“Thật”[/b] hay [color=#ff0000]lừa[/color]?": "Thật hay lừa?",
    "Bấm nút *Gửi* (màu xanh)": "Bấm nút Gửi màu xanh",
    "Dòng một\nDòng hai": "Dòng một. Dòng hai",
    "Vào dichvucong.gov.vn": "Vào dịch vụ công chấm gốp chấm vi en",
    "Thẻ A1": "Thẻ a một",
    "QRcode không phải QR": "QRcode không phải quy a-rờ",
    "": "",
    "“”": "",
}

TABLE = Path(__file__).resolve().parents[2] / "data" / "spoken.tsv"
CASES = [tuple(line.split("\t")) for line in TABLE.read_text(encoding="utf-8").split("\n") if line and line[:2] != "# "]


def test_the_table_covers_many_cases() -> None:
    assert len(CASES) > 300


@pytest.mark.parametrize(("written", "said"), CASES)
def test_every_line_of_the_table_is_said_as_it_stands_there(written: str, said: str) -> None:
    assert spoken(written) == said


@pytest.mark.parametrize(("written", "said"), CASES)
def test_no_sign_is_left_and_saying_it_again_changes_nothing(written: str, said: str) -> None:
    assert all(char.isalpha() or char in " .,;:!?-" for char in said)
    assert spoken(said) == said


@pytest.mark.parametrize("table", [WORDS, ANY_CASE, UNITS, LABELS, FILES], ids=["word", "any", "unit", "label", "file"])
def test_what_the_lexicon_says_is_plain_vietnamese(table: dict[str, str]) -> None:
    for written, said in table.items():
        assert spoken(said) == said, written
        assert all(char.isalpha() or char in " -" for char in said), written


def test_the_lexicon_keeps_words_of_any_case_in_small_letters() -> None:
    assert all(written == written.lower() for written in (*ANY_CASE, *LABELS, *FILES))


@pytest.mark.parametrize("number", ["113", "0912 345 678", "1900 9038", "156/5656"])
def test_numbers_to_call_are_never_read_as_amounts(number: str) -> None:
    said = spoken(f"Gọi {number} nhé")
    assert not {"trăm", "mươi", "nghìn", "mười"} & set(said.split())


@pytest.mark.parametrize(("number", "value"), [
    ("XXI", 21), ("XIII", 13), ("IV", 4), ("IX", 9), ("IIII", None), ("", None)])
def test_roman_numbers(number: str, value: int | None) -> None:
    assert roman_number(number) == value


@pytest.mark.parametrize(("number", "words"), NUMBERS.items())
def test_numbers_are_read_as_people_say_them(number: int, words: str) -> None:
    assert number_words(number) == words


@pytest.mark.parametrize(("written", "said"), SENTENCES.items())
def test_sentences_become_speakable(written: str, said: str) -> None:
    assert spoken(written) == said


def heard(words: str) -> int:
    """The number somebody would write down who hears ``words``: the way back, written independently."""
    total = group = 0
    for word in words.split():
        if word in {"nghìn", "triệu"}:
            total += group * {"nghìn": 1_000, "triệu": 1_000_000}[word]
            group = 0
        elif word == "tỷ":
            total, group = (total + group) * 10**9, 0
        elif word in {"trăm", "mươi"}:
            tens = group % 10
            group = group - tens + tens * {"trăm": 100, "mươi": 10}[word]
        elif word == "mười":
            group += 10
        elif word != "linh":
            group += {"mốt": 1, "lăm": 5, **{name: digit for digit, name in enumerate(DIGITS)}}[word]
    return total + group


@given(st.integers(0, 10**12))
def test_whoever_hears_a_number_writes_the_same_number(number: int) -> None:
    assert heard(number_words(number)) == number


@given(st.integers(1, 999), st.sampled_from([1_000, 1_000_000, 10**9]))
def test_round_amounts_are_said_short(count: int, size: int) -> None:
    assert number_words(count * size).split()[:-1] == number_words(count).split()


@given(st.integers(0, 10**9))
def test_money_is_said_with_its_amount(amount: int) -> None:
    assert spoken(f"{amount:,} đ".replace(",", ".")) == f"{number_words(amount)} đồng"


@given(st.text("0123456789", min_size=9, max_size=9))
def test_telephone_numbers_are_read_digit_by_digit(rest: str) -> None:
    assert spoken(f"0{rest}") == digit_words(f"0{rest}")


VIETNAMESE = st.text(st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyạảấề0123456789 .,:;/%+-–đ()“”[]*\nQROTPUSB"))


@given(st.one_of(VIETNAMESE, st.text()))
def test_no_digit_quote_or_bracket_reaches_the_voice(written: str) -> None:
    assert not set(spoken(written)) & set("0123456789\"“”'[]{}<>|*_\n")


@given(VIETNAMESE)
def test_saying_what_is_already_spoken_changes_nothing(written: str) -> None:
    once = spoken(written)
    assert spoken(once) == once


@given(st.text())
def test_what_is_spoken_is_nfc(written: str) -> None:
    assert unicodedata.is_normalized("NFC", spoken(written))
