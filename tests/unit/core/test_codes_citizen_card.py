"""Căn cước: every generation is read, every edge case has its answer, nothing personal shows."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.codes.citizen_card import PROVINCES, CitizenCard, CitizenCardRefusal
from kiosk.core.codes.recognise import Recognised, recognise
from kiosk.core.codes.text import repaired
from tests.support.code_samples import CARDS, NAMELESS_CARD
from tests.support.fakes.core import fake_signer

NUMBER, OLD, NAME, BORN, SEX, ADDRESS, ISSUED = CARDS["old number"].split("|")[:7]


def read(text: str | bytes) -> Recognised:
    payload = text if isinstance(text, bytes) else text.encode()
    return recognise(payload, fake_signer, frozenset())


def card(text: str | bytes) -> CitizenCard:
    found = read(text)
    assert isinstance(found, CitizenCard), found
    return found


def with_part(place: int, value: str) -> str:
    parts = [NUMBER, OLD, NAME, BORN, SEX, ADDRESS, ISSUED]
    return "|".join([*parts[:place], value, *parts[place + 1:]])


def test_the_card_of_2021_is_read() -> None:
    assert card(CARDS["2021"]) == CitizenCard(
        "042048999001", "NGUYỄN VĂN MẪU", 1948, 1, 1, "male", "Thôn Mẫu, Cẩm Duệ, Cẩm Xuyên, Hà Tĩnh",
        date(2021, 5, 10),
    )


def test_the_card_of_2024_is_read_without_the_parents() -> None:
    found = card(CARDS["2024"])
    assert (found.name, found.birth_year, found.sex) == ("PHẠM THỊ KIỂM", 2006, "female")
    assert not {"PHẠM VĂN CHA", "LÊ THỊ MẸ", "030000004"} & set(map(str, asdict(found).values()))


def test_trailing_bars_are_no_harm() -> None:
    assert card(CARDS["old number"]).issued == date(2022, 9, 2)


def test_a_year_that_contradicts_the_number_only_warns() -> None:
    assert card(CARDS["other year"]).warnings == ("birth_year",)


def test_a_card_without_a_name_is_refused() -> None:
    assert read(NAMELESS_CARD) == CitizenCardRefusal("name")


@pytest.mark.parametrize("more", range(5))
def test_seven_to_eleven_parts_are_a_card(more: int) -> None:
    assert card(CARDS["2021"] + "|x" * more) == card(CARDS["2021"])


@pytest.mark.parametrize("around", ["\ufeff{}", "{}\r\n", "\t {} \t", "\ufeff\r\n{}\r\n", "\u00a0{}\u200b"])
def test_bom_line_ends_and_blanks_around_the_text_are_no_harm(around: str) -> None:
    assert card(around.format(CARDS["2021"])) == card(CARDS["2021"])


def test_decomposed_letters_become_whole() -> None:
    assert card(unicodedata.normalize("NFD", CARDS["old number"])) == card(CARDS["old number"])


@pytest.mark.parametrize(("written", "sex"), [
    ("Nam", "male"), ("NAM", "male"), ("nam", "male"), ("Nữ", "female"), ("NỮ", "female"), ("nữ", "female"),
    (unicodedata.normalize("NFD", "Nữ"), "female"), (" Nữ ", "female"),
])
def test_sex_is_read_however_it_is_written(written: str, sex: str) -> None:
    assert card(with_part(4, written)).sex == sex


@pytest.mark.parametrize(("written", "name"), [
    ("TRIỆU  THỊ\tTHỬ", "TRIỆU THỊ THỬ"), (" TRIỆU THỊ THỬ ", "TRIỆU THỊ THỬ"), ("TRIỆU\u00a0THỊ THỬ", "TRIỆU THỊ THỬ"),
    ("H'Mẫu Niê-Thử", "H'Mẫu Niê-Thử"), ("MẪU\u200b THỬ\ufeff", "MẪU THỬ"), ("MẪ\u00adU", "MẪU"),
])
def test_blanks_in_the_name_are_single(written: str, name: str) -> None:
    assert card(with_part(2, written)).name == name


@pytest.mark.parametrize("name", [
    "H‘MẪU NIÊ", "H’MẪU NIÊ", "H´MẪU NIÊ", "H′MẪU NIÊ", "H`MẪU NIÊ", "Hʼ MẪU", "HʹMẪU", "HˈMẪU", "H＇MẪU", "H‛MẪU",
    "Y-BLANG MẪU", "Y‐BLANG", "Y–BLANG", "MẪU/THỬ", "MẪU (THỬ)", "MA. RI A MẪU", "Y BƏNG ɃUÔN YĂ", "K’ SƠR", "MẪU·THỬ",
])
def test_names_of_every_people_of_the_country_are_names(name: str) -> None:
    assert card(with_part(2, name)).name == name


@pytest.mark.parametrize("old", ["090000002", "090000000002", "12345678", "QĐ 12345678", "QNCN-00012345", "00012345/QĐ",
                                 ""])
def test_an_old_paper_s_number_may_be_of_any_paper(old: str) -> None:
    found = card(with_part(1, old))
    assert found == card(CARDS["old number"])
    assert not old or old not in map(str, asdict(found).values())


@pytest.mark.parametrize(("written", "born"), [
    ("15091955", (1955, 9, 15)), ("00001955", (1955, 0, 0)), ("1955", (1955, 0, 0)), ("01011955", (1955, 1, 1)),
    ("00091955", (1955, 9, 0)), ("29021956", (1956, 2, 29)),
])
def test_a_birth_may_be_a_day_a_month_or_a_year(written: str, born: tuple[int, int, int]) -> None:
    found = card(with_part(3, written))
    assert (found.birth_year, found.birth_month, found.birth_day) == born


def test_an_empty_address_and_an_empty_old_number_are_normal() -> None:
    assert card(with_part(5, "")).address == ""
    assert card(with_part(1, "")).number == NUMBER


def test_commas_and_hyphens_stay_in_the_address() -> None:
    address = "Số 1 - Ngõ 2, Xóm Thử, Võ Nhai"
    assert card(with_part(5, address)).address == address


@pytest.mark.parametrize(("number", "warnings"), [
    ("019055999002", ("sex",)), ("019355999002", ("birth_year",)), ("019156999002", ("birth_year",)),
    ("003155999002", ("province",)), ("999256999002", ("sex", "birth_year", "province")),
])
def test_doubts_about_the_number_only_warn(number: str, warnings: tuple[str, ...]) -> None:
    assert card(with_part(0, number)).warnings == warnings


def test_a_card_issued_before_the_birth_only_warns() -> None:
    assert card(with_part(6, "02091954")).warnings == ("issued",)


def test_sixty_three_province_codes_are_known() -> None:
    """Quyết định 124/2004/QĐ-TTg; 42 Hà Tĩnh, 19 Thái Nguyên, 31 Hải Phòng; 3 was never given."""
    assert len(PROVINCES) == 63
    assert {1, 19, 31, 42, 96} <= PROVINCES
    assert not PROVINCES & {0, 3, 97}


SIX_FIELDS = f"{NUMBER}|{NAME}|{BORN}|{SEX}|{ADDRESS}|{ISSUED}"


@pytest.mark.parametrize(("text", "reason"), [
    (SIX_FIELDS, "parts"),
    (SIX_FIELDS + "|", "old_number"),
    (f"{NUMBER}||{BORN}|{NAME}|{SEX}|{ADDRESS}|{ISSUED}", "name"),
    (f"{NUMBER}||{NAME}|{SEX}|{BORN}|{ADDRESS}|{ISSUED}", "sex"),
    (NUMBER + "|", "parts"),
    (CARDS["2021"] + "|x" * 5, "parts"),
    (with_part(0, "019455999002"), "number"),
    (with_part(1, "12345"), "old_number"), (with_part(1, "1" * 15), "old_number"),
    (with_part(1, "không có"), "old_number"),
    (with_part(1, "٠٩٠٠٠٠٠٠٢"), "old_number"),
    (with_part(2, ""), "name"), (with_part(2, "12345"), "name"), (with_part(2, "Số 1, Xóm Thử"), "name"),
    (with_part(2, "- ."), "name"), (with_part(2, "(/)"), "name"), (with_part(2, "Xóm Thử, Võ Nhai"), "name"),
    (with_part(2, "A" * 101), "name"), (with_part(2, "MẪU\u202eTHỬ"), "name"),
    (with_part(3, ""), "birth"), (with_part(3, "31021955"), "birth"), (with_part(3, "15001955"), "birth"),
    (with_part(3, "15091855"), "birth"), (with_part(3, "1509195"), "birth"), (with_part(3, "00000000"), "birth"),
    (with_part(3, "1955-09-15"), "birth"),
    (with_part(4, ""), "sex"), (with_part(4, "1"), "sex"), (with_part(4, "Nu"), "sex"),
    (with_part(5, "Xóm\x00Thử"), "address"), (with_part(5, "x" * 401), "address"),
    (with_part(6, ""), "issued"), (with_part(6, "32092022"), "issued"), (with_part(6, "2022"), "issued"),
    (with_part(2, NAME).encode().replace("Ệ".encode(), b"\xe1\xbb"), "encoding"),
])
def test_what_is_not_in_its_place_is_refused_by_name(text: str | bytes, reason: str) -> None:
    assert read(text) == CitizenCardRefusal(reason)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [
    "042048999001", "04204899900|1||", "x042048999001|", "٠42048999001||", "|042048999001|",
])
def test_what_does_not_begin_with_twelve_digits_and_a_bar_is_no_card(text: str) -> None:
    assert not isinstance(read(text), (CitizenCard, CitizenCardRefusal))


@pytest.mark.parametrize("charset", ["shift_jis", "cp932", "big5", "cp950", "latin-1", "cp1252"])
@pytest.mark.parametrize("name", ["Lân", "Trần Lân", "Lê Mây", "Tô Lê"])
def test_a_decoder_that_guessed_the_charset_is_undone(charset: str, name: str) -> None:
    """pyzbar issues 95 and 155 (the letter "â"), mchehab/zbar issue 212."""
    text = f"{NUMBER}||{name}|{BORN}|Nữ||{ISSUED}"
    mangled = text.encode().decode(charset)
    assert mangled != text
    assert card(mangled) == card(text)


VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
WORD = st.text(st.sampled_from(VIETNAMESE), min_size=1, max_size=7).map(str.upper)
WORDS = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
DAYS = st.dates(date(1900, 1, 1), date(2025, 12, 31))


@given(WORDS, st.lists(WORDS, max_size=4).map(", ".join), DAYS, DAYS, st.sampled_from(["Nam", "Nữ"]),
       st.text("0123456789", min_size=6, max_size=6), st.sampled_from(["", "090000002"]), st.integers(0, 4),
       st.sampled_from(["NFC", "NFD"]))
def test_every_made_up_card_is_read_back(
    name: str, address: str, born: date, issued: date, sex: str, tail: str, old: str, bars: int, form: str,
) -> None:
    digit = (born.year // 100 - 19) * 2 + (sex == "Nữ")
    number = f"042{digit}{born.year % 100:02}{tail}"
    text = f"{number}|{old}|{name}|{born:%d%m%Y}|{sex}|{address}|{issued:%d%m%Y}" + "|" * bars
    found = card(unicodedata.normalize(form, text))  # type: ignore[arg-type]
    assert (found.number, found.name, found.address, found.issued) == (number, name, address, issued)
    assert (found.birth_year, found.birth_month, found.birth_day) == (born.year, born.month, born.day)
    assert found.sex == ("female" if sex == "Nữ" else "male")
    assert set(found.warnings) <= {"issued"}


@given(st.text(st.sampled_from(VIETNAMESE + VIETNAMESE.upper() + " ,.-|0123456789")), st.sampled_from(["NFC", "NFD"]))
def test_the_repair_never_touches_genuine_vietnamese(text: str, form: str) -> None:
    written = unicodedata.normalize(form, text)  # type: ignore[arg-type]
    assert repaired(written) == written


@pytest.mark.parametrize("text", CARDS.values())
def test_nothing_personal_shows_in_a_repr(text: str) -> None:
    shown = repr(card(text)) + repr(read(text + "|x" * 9))
    assert not [part for part in text.split("|") if part and part in shown]
