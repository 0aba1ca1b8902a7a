"""Telex: real words and names as people type them, and what holds for any keys at all."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.core.text.typing_methods import KEYS, Method, composed
from sync.protocol.folding import without_marks
from tests.support.typed_syllables import TONES, Syllable, habits, syllables

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
UWO = {
    "huwong": "Hương", "dduwocj": "Được", "nguwoif": "Người", "truwongf": "Trường", "luwong": "Lương",
    "phuwong": "Phương",
    "duwong": "Dương", "vuwong": "Vương", "uwong": "Ương", "wong": "Ương", "ddwocj": "Được", "twowng": "Tương",
    "huwou": "Hươu", "ruwouj": "Rượu", "luwoif": "Lười", "huwowng": "Hương", "huowng": "Hương", "huongw": "Hương",
    "luwong huwu": "Lương Hưu",
}
FOREIGN = ("alang", "rahlan", "anna", "maria", "adam", "chamalea", "facebook", "zalo", "windows", "google", "video",
           "wifi", "internet", "email", "viber", "tiktok", "youtube", "android", "karaoke", "samsung", "oppo",
    "vinaphone",
           "website", "fax", "camera", "telex", "gmail", "kiosk", "rolex")
NAMES = {
    "nguyeenx thij maaux": "Nguyễn Thị Mẫu", "traanf vawn thuwr": "Trần Văn Thử",
    "ddawngj thij phuowngj": "Đặng Thị Phượng", "huynhf quys giaps": "Huỳnh Quý Giáp", "maaux t": "Mẫu T",
}


@pytest.mark.parametrize("keys", TYPED | UWO)
def test_a_word_reads_as_it_was_meant(keys: str) -> None:
    assert composed(keys) == unicodedata.normalize("NFC", (TYPED | UWO)[keys])


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
    assert len(without_marks(text).replace(" ", "")) <= len(keys.replace(" ", ""))


@given(any_keys, any_keys)
def test_words_do_not_touch_one_another(one: str, other: str) -> None:
    assert composed(f"{one} {other}") == f"{composed(one)} {composed(other)}"


@pytest.mark.parametrize("keys", FOREIGN)
def test_what_cannot_be_a_syllable_stands_as_it_was_keyed(keys: str) -> None:
    assert composed(keys) == keys[:1].upper() + keys[1:]


HIGHLAND = {
    "y blang": "Y Blang", "h'hen niee": "H'Hen Niê", "h’mai byaw": "H’Mai Byă", "y-blang eeban": "Y-Blang Êban",
    "mloo": "Mlô", "kpaw": "Kpă", "hddowk": "Hđơk", "ksor": "Ksor", "rmah": "Rmah", "eenuool": "Ênuôl", "siu": "Siu",
    "ddawks lawks": "Đắk Lắk", "ddawk noong": "Đăk Nông", "kroong pawks": "Krông Pắk", "rahlan": "Rahlan",
}


@pytest.mark.parametrize("keys", HIGHLAND)
def test_names_of_the_central_highlands_can_be_typed(keys: str) -> None:
    assert composed(keys) == HIGHLAND[keys]


@pytest.mark.parametrize(("keys", "text"), [
    ("NGUYEENX THIJ", "NGUYỄN THỊ"), ("DDawngj", "Đặng"), ("dDuowcj", "Được"), ("TruwoWngF", "Trường"), ("MAUU4",
    "MAUU4"),
    ("WWeb", "Web"), ("aAa", "Aa"), ("so 12a", "So 12a"),
])
def test_capitals_digits_and_signs_stand_as_typed(keys: str, text: str) -> None:
    assert composed(keys) == text


@pytest.mark.parametrize(("keys", "text"), [
    ("process", "Process"), ("xooong", "Xoong"), ("tanaa", "Tana"), ("dangdd", "Dangd"), ("phuongwjj", "Phươngj"),
    ("caft", "Caft"), ("cafts", "Cát"), ("cafptt", "Cafptt"),
    ("xooxpx", "Xooxp"), ("sort", "Sort"), ("uwow", "Ươ"), ("thuowr", "Thuở"),
])
def test_undoing_and_tones_that_do_not_go_with_the_ending(keys: str, text: str) -> None:
    assert composed(keys) == text


VNI = {
    "nguye6n4 thi5 ma6u4": "Nguyễn Thị Mẫu", "d9a8ng5": "Đặng", "dang89 5": "Đăng 5", "dang895": "Đặng",
    "truong72": "Trường",
    "tru7o7ng2": "Trường", "tru7ong2": "Trường", "truo7ng2": "Trường", "hoa2": "Hòa", "a11": "A1", "a66": "A6",
    "d99": "D9",
    "o77": "O7", "u77": "U7", "a88": "A8", "ma10": "Ma", "ma102": "Mà", "2026": "2026", "alang": "Alang",
    "maria": "Maria",
    "zalo": "Zalo", "h'hen nie6": "H'Hen Niê", "NGUYE64N": "NGUYỄN", "so1 12": "Só 12", "windows": "Windows",
    "ass": "Ass",
}


@pytest.mark.parametrize("keys", VNI)
def test_vni_makes_the_same_words_with_digits(keys: str) -> None:
    assert composed(keys, "vni") == VNI[keys]


ALL = tuple(syllables())


def wrongly_typed(chosen: Iterable[Syllable], method: Method) -> list[tuple[str, str, str]]:
    return [(habit, keys, got) for syllable in chosen for habit, keys in habits(syllable, method).items()
            if (got := composed(keys, method).lower()) != syllable.written]


@pytest.mark.parametrize("method", ["telex", "vni"])
@pytest.mark.parametrize("tone", TONES)
def test_every_syllable_is_typed_by_every_habit(tone: str, method: Method) -> None:
    chosen = [syllable for syllable in ALL if syllable.tone == tone]
    assert len(chosen) > 2_000
    assert wrongly_typed(chosen, method) == []


def test_the_sweep_knows_all_syllables() -> None:
    assert len(ALL) > 17_000
    assert {"nguyễn", "được", "quý", "thuở", "khuỷu", "xoong", "giếng"} <= {syllable.written for syllable in ALL}
