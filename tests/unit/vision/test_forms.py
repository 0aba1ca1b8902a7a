"""Codes as designers and phones show them: no quiet zone, light on dark, round eyes, transparency, parts of a text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import segno

from kiosk.cli.scan_files import load_grey
from kiosk.core.codes.recognise import kind_name, recognise
from kiosk.hardware.camera.image_files import fit, load_picture, on_paper
from kiosk.hardware.camera.port import FRAME_HEIGHT, FRAME_WIDTH
from kiosk.vision.decoder import LiveDecoder, decode
from kiosk.vision.light_rings import rings
from kiosk.vision.pixels import Pixels, as_pixels
from kiosk.vision.results import Reading
from kiosk.vision.zxing import look_zxing
from tests.support import card_images
from tests.support.fakes.core import fake_signer

pytestmark = pytest.mark.heavy

PAYLOADS = [card_images.BADGE, card_images.CITIZEN, "https://vidu.example/x", "abc"]


def modules(payload: str) -> Pixels:
    """1 is dark, no quiet zone."""
    code = segno.make_qr(payload.encode(), error="m", mode="byte")
    return as_pixels(np.array([list(row) for row in code.matrix], np.uint8) & 1)


def cut_out(payload: str, px: int = 6) -> Pixels:
    return as_pixels(np.kron(255 * (1 - modules(payload)), np.ones((px, px), np.uint8)))


def on_ground(card: Pixels, ground: int, degrees: float) -> Pixels:
    """A frame all of ``ground`` with the card on it, a little soft."""
    frame = np.full((FRAME_HEIGHT, FRAME_WIDTH), ground, np.uint8)
    turn = cv2.getRotationMatrix2D((card.shape[1] / 2, card.shape[0] / 2), degrees, 1.0)
    turn[:, 2] += (400, 120)
    drawn = cv2.warpAffine(card, turn, (FRAME_WIDTH, FRAME_HEIGHT), dst=frame, borderMode=cv2.BORDER_TRANSPARENT)
    return as_pixels(cv2.GaussianBlur(drawn, (3, 3), 0))


def with_round_eyes(card: Pixels, px: int = 6) -> Pixels:
    side, made = card.shape[0], card.copy()
    for x, y in ((0, 0), (side - 7 * px, 0), (0, side - 7 * px)):
        made[y:y + 7 * px, x:x + 7 * px] = 255
        for radius, level in ((3.5, 0), (2.5, 255), (1.5, 0)):
            middle = (round(x + 3.5 * px - 0.5), round(y + 3.5 * px - 0.5))
            cv2.circle(made, middle, int(radius * px), level, -1)
    return made


FORMS: dict[str, Callable[[Pixels, float], Pixels]] = {
    "no quiet zone on black": lambda card, degrees: on_ground(card, 0, degrees),
    "no quiet zone on dark grey": lambda card, degrees: on_ground(card, 25, degrees),
    "light on dark without quiet zone": lambda card, degrees: on_ground(as_pixels(255 - card), 255, degrees),
    "round eyes": lambda card, degrees: on_ground(
        as_pixels(np.pad(with_round_eyes(card), 24, constant_values=255)), 150, degrees),
}


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("degrees", [0, 12, 45, 90, 170])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_code_is_read_in_every_form(form: Callable[[Pixels, float], Pixels], degrees: float, payload: str) -> None:
    assert [reading.payload for reading in decode(form(cut_out(payload), degrees))] == [payload.encode()]


def test_round_eyes_without_a_quiet_zone_on_black_are_read() -> None:
    grey = on_ground(with_round_eyes(cut_out(card_images.BADGE)), 0, 12)
    assert look_zxing(grey).found == ()
    assert [reading.stage for reading in decode(grey)] == ["rings"]


def test_the_rings_are_needed_and_read_live_twice_running() -> None:
    grey = on_ground(cut_out(card_images.BADGE), 0, 12)
    assert look_zxing(grey).found == ()
    live = LiveDecoder()
    read = [number for number in range(16) if live(grey)]
    assert len(read) >= 2
    assert read[1] == read[0] + 1


def test_rings_are_the_three_eyes_and_nothing_else() -> None:
    for ground in (0, 255):
        seen = rings(on_ground(cut_out(card_images.BADGE), ground, 20))
        assert len(seen) == 3
        assert all(abs(ring.module - 6) < 0.7 for ring in seen)
    assert rings(np.zeros((40, 40), np.uint8)) == []


# --- transparency ---------------------------------------------------------------------------------

def transparent(dark: tuple[int, ...], light: tuple[int, ...]) -> Pixels:
    """The code with its quiet zone, in two colours with alpha (blue, green, red, alpha)."""
    code = np.pad(modules(card_images.BADGE), 4)
    colours = np.array([light, dark], np.uint8)[code]
    return as_pixels(np.kron(colours, np.ones((6, 6, 1), np.uint8)))


CLEAR, WHITE, BLACK = (0, 0, 0, 0), (255, 255, 255, 255), (0, 0, 0, 255)
LAYERS = {
    "white modules": (WHITE, CLEAR), "black modules": (BLACK, CLEAR), "yellow modules": ((60, 230, 250, 255), CLEAR),
    "white modules on white that is not there": (WHITE, (255, 255, 255, 0)), "white paper with holes": (CLEAR, WHITE),
    "black paper with holes": (CLEAR, BLACK), "black on white": (BLACK, WHITE), "half seen": ((0, 0, 0, 160), CLEAR),
}


@pytest.mark.parametrize(("dark", "light"), LAYERS.values(), ids=LAYERS)
def test_a_transparent_picture_is_read_from_a_file_and_before_the_camera(
    dark: tuple[int, ...], light: tuple[int, ...], tmp_path: Path,
) -> None:
    path = tmp_path / "code.png"
    assert cv2.imwrite(str(path), transparent(dark, light))
    expected = [card_images.BADGE.encode()]
    assert [reading.payload for reading in decode(load_grey(path))] == expected
    shown = load_picture(path)
    assert shown is not None
    assert [reading.payload for reading in decode(card_images.grey(fit(shown)))] == expected


def test_what_nobody_sees_lies_on_white_paper() -> None:
    assert on_paper(np.zeros((3, 3, 4), np.uint8)).tolist() == [[[255] * 3] * 3] * 3


# --- parts and charsets ---------------------------------------------------------------------------

def readings(code: segno.QRCode, change: Callable[[Pixels], Pixels] = lambda picture: picture) -> list[Reading]:
    card = card_images.grey(card_images.drawn(code, 4))
    return list(decode(as_pixels(np.ascontiguousarray(change(card)))))


def kind(reading: Reading) -> str:
    return kind_name(recognise(reading.payload, fake_signer, frozenset(), reading.text, reading.part_of))


CHANGES: dict[str, Callable[[Pixels], Pixels]] = {
    "as it is": lambda picture: picture, "turned": lambda picture: np.rot90(picture), "mirrored": lambda p: p[:, ::-1],
    "light on dark": lambda picture: as_pixels(255 - picture),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize(("text", "count", "error"), [
    ("Một bài dài " * 30, 3, "m"), ("https://vidu.example/" + "x" * 300, 2, "l"), ("A1B2C3 " * 90, 16, "h"),
    ("0123456789" * 40, 4, "q"),
])
def test_every_part_of_a_text_in_several_codes_is_told_as_a_part(
    text: str, count: int, error: str, change: Callable[[Pixels], Pixels],
) -> None:
    for part in segno.make_sequence(text, symbol_count=count, error=error):
        (reading,) = readings(part, change)
        assert reading.part_of == count
        assert kind(reading) == "part"


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("error", ["l", "m", "q", "h"])
@pytest.mark.parametrize("payload", [*PAYLOADS, "0123456789", "AN 12-B", "x" * 400, "Đỗ " * 150])
def test_a_whole_text_is_never_told_as_a_part(payload: str, error: str, change: Callable[[Pixels], Pixels]) -> None:
    (reading,) = readings(segno.make_qr(payload, error=error), change)
    assert reading.part_of == 0


@pytest.mark.parametrize(("code", "text"), [
    (segno.make_qr("café à la crème", encoding="iso-8859-1"), "café à la crème"),
    (segno.make("Ž€ 5", micro=False, eci=True, encoding="iso-8859-15"), "Ž€ 5"),
    (segno.make("Добрый день", micro=False, eci=True, encoding="cp1251"), "Добрый день"),
    (segno.make_qr("日本語漢字", mode="kanji"), "日本語漢字"),
    (segno.make("Nguyễn Thị Mẫu", micro=False, eci=True, encoding="utf-8"), "Nguyễn Thị Mẫu"),
])
def test_texts_in_other_charsets_are_texts(code: segno.QRCode, text: str) -> None:
    (reading,) = readings(code)
    assert (reading.text or reading.payload.decode()) == text
    assert kind(reading) == "text"


def test_bytes_that_are_no_text_stay_binary() -> None:
    (reading,) = readings(segno.make_qr(bytes(range(256))))
    assert kind(reading) == "binary"
