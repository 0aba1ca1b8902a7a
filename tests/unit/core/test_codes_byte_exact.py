"""Vietnamese comes out of both decoders byte for byte: 2,000 made-up cards and names, with and without ECI."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from functools import cache

import pytest
import segno

from kiosk.core.codes.text import exact_text
from kiosk.vision import zbar
from kiosk.vision.pixels import Pixels
from kiosk.vision.results import StageResult
from kiosk.vision.zbar import look_zbar
from kiosk.vision.zxing import look_zxing
from tests.support import card_images

pytestmark = pytest.mark.heavy

CARDS, NAMES = 1000, 1000
SEED = 20260301
MODULE_PX = 3

FAMILY = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương",
    "Lý", "Triệu", "Nông", "Hà", "Lương",
]
MIDDLE = [
    "Văn", "Thị", "Hữu", "Đức", "Ngọc", "Bích", "Thuý", "Xuân", "Đình", "Quốc", "Kỳ", "Mỹ", "Ánh", "Tuyết", "Phước",
    "Thiện", "Ỷ", "Ưng", "Ẩn",
]
GIVEN = [
    "Mẫu", "Thử", "Kiểm", "Lệch", "Hường", "Phượng", "Đạt", "Ước", "Ốc", "Ửng", "Yến", "Quỳnh", "Khuê", "Nghĩa",
    "Trưởng", "Oanh", "Ích", "Ễnh", "Ỡm", "Â",
]
PLACES = [
    "Cẩm Duệ", "Võ Nhai", "Phú Thái", "Đại Sơn", "Cao Minh", "Đồng Hỷ", "Ỷ La", "Ngọc Lặc", "Mường Ảng", "Krông Búk",
]
LOOKS: dict[str, Callable[[Pixels], StageResult]] = {"zxing": look_zxing, "zbar": look_zbar}


def name(chance: random.Random) -> str:
    return " ".join(chance.choice(part) for part in (FAMILY, MIDDLE, GIVEN))


def card(chance: random.Random) -> str:
    """All of it invented: seven to eleven fields, capitals on some cards, base letters and marks apart on a few."""
    number = f"{chance.randrange(1, 97):03}{chance.randrange(4)}{chance.randrange(100):02}9{chance.randrange(10**5):05}"
    day = f"{chance.randrange(1, 29):02}{chance.randrange(1, 13):02}{chance.randrange(1930, 2015)}"
    old = chance.choice(["", f"09{chance.randrange(10**7):07}"])
    fields = [number, old, name(chance), day, chance.choice(["Nam", "Nữ"]), f"Thôn {chance.choice(GIVEN)}, "
              f"{chance.choice(PLACES)}, {chance.choice(PLACES)}", "10052021"]
    more = chance.choice([[], ["", "", ""], ["", name(chance), name(chance)], ["", name(chance), name(chance), ""]])
    text = "|".join(fields + more)
    return chance.choice([text, text.upper(), unicodedata.normalize("NFD", text)])


@cache
def payloads() -> tuple[bytes, ...]:
    chance = random.Random(SEED)
    return tuple(text.encode() for text in [card(chance) for _ in range(CARDS)] + [name(chance) for _ in range(NAMES)])


@cache
def codes(eci: bool) -> tuple[segno.QRCode, ...]:
    """Made once for both decoders: making a code costs five times what reading it does."""
    return tuple(segno.make_qr(payload.decode(), error="l", mask=number % 8, mode="byte", encoding="utf-8", eci=eci)
                 for number, payload in enumerate(payloads()))


def read(decoder: str, code: segno.QRCode) -> list[bytes]:
    return [found.payload for found in LOOKS[decoder](card_images.grey(card_images.drawn(code, MODULE_PX))).found]


@pytest.mark.parametrize("eci", [False, True], ids=["without ECI", "with ECI"])
@pytest.mark.parametrize("decoder", LOOKS)
def test_two_thousand_vietnamese_payloads_come_out_byte_for_byte(decoder: str, eci: bool) -> None:
    if decoder == "zbar" and not zbar.zbar_available():
        pytest.skip("libzbar0 is not installed")
    assert len(set(payloads())) > 0.8 * len(payloads()) == 0.8 * (CARDS + NAMES)
    lost = [payload for payload, code in zip(payloads(), codes(eci), strict=True) if read(decoder, code) != [payload]]
    assert lost == []


@pytest.mark.parametrize("written", ["Đỗ Thị Ánh", unicodedata.normalize("NFD", "Đỗ Thị Ánh")], ids=["NFC", "NFD"])
def test_text_is_nfc_however_it_was_printed(written: str) -> None:
    assert exact_text(written.encode()) == "Đỗ Thị Ánh"


@pytest.mark.parametrize("payload", [b"\xff", "â".encode("latin-1"), b"\xed\xa0\x80", b"\xc0\x80"])
def test_bytes_that_are_no_utf8_have_no_text_of_their_own(payload: bytes) -> None:
    assert exact_text(payload) is None
