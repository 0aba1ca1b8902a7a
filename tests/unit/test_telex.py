"""Telex: real words and names as people type them, and what holds for any keys at all."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.core.text.name_index import folded
from kiosk.core.text.telex import KEYS, VOWELS, composed

TYPED = {
    # family names
    "nguyeenx": "Nguyễn", "traanf": "Trần", "lee": "Lê", "phamj": "Phạm", "hoangf": "Hoàng", "huynhf": "Huỳnh",
    "vux": "Vũ", "vox": "Võ", "ddawngj": "Đặng", "buif": "Bùi", "ddoox": "Đỗ", "hoof": "Hồ", "ngoo": "Ngô",
    "duwowng": "Dương", "lys": "Lý", "ddinh": "Đinh", "trieeuj": "Triệu", "maf": "Mà", "giangf": "Giàng",
    "luwowng": "Lương", "quachs": "Quách", "nghieem": "Nghiêm", "khuaats": "Khuất", "thaof": "Thào",
    # given names
    "thij": "Thị", "vawn": "Văn", "maaux": "Mẫu", "thuwr": "Thử", "vis": "Ví", "duj": "Dụ", "taapj": "Tập",
    "nhaps": "Nháp", "phuowngj": "Phượng", "phongj": "Phọng", "quys": "Quý", "quynhf": "Quỳnh", "quyeen": "Quyên",
    "giaps": "Giáp", "giangr": "Giảng", "giengs": "Giéng", "gieengs": "Giếng", "gif": "Gì", "ginf": "Gìn",
    "khuyeen": "Khuyên", "nghieeng": "Nghiêng", "hoaf": "Hòa", "hoaif": "Hoài", "hoan": "Hoan", "hoanf": "Hoàn",
    "thuys": "Thúy", "thuyr": "Thủy", "thuyeetj": "Thuyệt", "tuyeets": "Tuyết", "yeens": "Yến", "ys": "Ý",
    "oanhs": "Oánh", "uyeen": "Uyên", "tuaans": "Tuấn", "xuaan": "Xuân", "ddoongs": "Đống", "xoafi": "Xoài",
    "hueej": "Huệ", "cucs": "Cúc", "sowi": "Sơi", "suwowng": "Sương", "hoois": "Hối", "toir": "Tỏi",
    "muowif": "Mười", "nguoiwf": "Người", "thuowr": "Thuở", "thuwowngr": "Thưởng", "huow": "Huơ", "quow": "Quơ",
    "luuw": "Lưu", "huwu": "Hưu", "muaw": "Mưa", "cuar": "Của", "cuwra": "Cửa", "quawngf": "Quằng",
    "khoeo": "Khoeo", "ngoeof": "Ngoèo", "ngoaof": "Ngoào", "khuyar": "Khuỷa", "thuo": "Thuo", "gioongs": "Giống",
    "giuwx": "Giữ", "giwx": "Giữ", "tw": "Tư", "uwng": "Ưng", "uw": "Ư", "w": "Ư", "ieeng": "Iêng", "baays": "Bấy",
    # marks typed late, tones typed early or changed
    "phuongwj": "Phượng", "maauf": "Mầu", "maafux": "Mẫu", "taanf": "Tần", "tana": "Tân", "dangwjd": "Đặng",
    "dangd": "Đang", "toio": "Tôi", "maux": "Mãu", "masf": "Mà", "masz": "Ma", "maszf": "Mà", "aawn": "Ăn",
    # the same key again undoes
    "ass": "As", "asss": "Ass", "aaa": "Aa", "aaaa": "Aaa", "eee": "Ee", "ooo": "Oo", "aww": "Aw", "oww": "Ow",
    "uww": "Uw", "ww": "W", "tww": "Tw", "ddd": "Dd", "dddd": "Ddd", "uoww": "Uow", "aff": "Af", "moxx": "Mox",
    # letters that are only letters
    "siu": "Siu", "xa": "Xa", "trang": "Trang", "zi": "Zi", "bloiw": "Blơi", "krong": "Krong", "siw": "Siw",
}
NAMES = {
    "nguyeenx thij maaux": "Nguyễn Thị Mẫu", "traanf vawn thuwr": "Trần Văn Thử",
    "ddawngj thij phuowngj": "Đặng Thị Phượng", "huynhf quys giaps": "Huỳnh Quý Giáp", "maaux t": "Mẫu T",
}


@pytest.mark.parametrize("keys", TYPED)
def test_a_word_reads_as_it_was_meant(keys: str) -> None:
    assert composed(keys) == unicodedata.normalize("NFC", TYPED[keys])


@pytest.mark.parametrize("keys", NAMES)
def test_a_whole_name_grows_a_capital_for_each_word(keys: str) -> None:
    assert composed(keys) == NAMES[keys]


any_keys = st.text(alphabet=KEYS + " ", max_size=40)


@given(any_keys)
@example("wdwdsfz")
@example("quwow giwo")
def test_any_keys_give_nfc_words_that_begin_with_a_capital(keys: str) -> None:
    text = composed(keys)
    assert text == unicodedata.normalize("NFC", text)
    assert all(word[:1] == word[:1].upper() and word[1:] == word[1:].lower() for word in text.split(" "))
    assert len(folded(text).replace(" ", "")) <= len(keys.replace(" ", ""))


@given(any_keys, any_keys)
def test_words_do_not_touch_one_another(one: str, other: str) -> None:
    assert composed(f"{one} {other}") == f"{composed(one)} {composed(other)}"


ONSETS = ["", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "ph", "qu",
          "r", "s", "t", "th", "tr", "v", "x"]
RIMES = ["a", "ai", "an", "ang", "anh", "ăn", "ăng", "âu", "ân", "e", "em", "ê", "ên", "i", "inh", "o", "on", "ong",
         "ô", "ôn", "ông", "ơ", "ơi", "u", "ung", "ư", "ưng", "ương", "ươn", "ươi", "ươu", "iêm", "iêng", "iêu", "uôn",
         "uôi", "ưa", "oan", "oanh", "uân", "uyên", "uynh", "yên"]
TONES = {"": "", "s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
KEYED = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}


def keys_of(syllable: str, tone: str) -> str:
    """Written independently: each marked letter at once, the tone last."""
    return "".join(KEYED.get(letter, letter) for letter in syllable) + tone


@given(st.sampled_from(ONSETS), st.sampled_from(RIMES), st.sampled_from(sorted(TONES)))
@example("ng", "ươi", "f")
@example("qu", "ân", "f")
def test_every_syllable_can_be_typed_and_carries_one_tone_on_a_vowel(onset: str, rime: str, tone: str) -> None:
    if onset == "qu" and rime[0] in "uưôo":
        return
    read = unicodedata.normalize("NFD", composed(keys_of(onset + rime, tone)).lower())
    tones = [at for at, char in enumerate(read) if char in TONES.values() and char]
    assert len(tones) == (1 if tone else 0)
    without = unicodedata.normalize("NFC", "".join(char for at, char in enumerate(read) if at not in tones))
    assert without == onset + rime
    for at in tones:
        assert read[at] == TONES[tone]
        base = unicodedata.normalize("NFC", read[:at].rstrip("\u0302\u0306\u031b"))[-1]
        assert base in VOWELS
