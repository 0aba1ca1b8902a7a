"""What the screens rely on in `assets/`: nothing too large for the Pi, nothing cut off, every letter there.

Does not judge whether a picture is well drawn, and does not compare pictures with their SVG sources pixel by
pixel: that would need CairoSVG, which only authors install.
"""

from __future__ import annotations

import itertools
import unicodedata
import wave
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageFont

ASSETS = Path(__file__).resolve().parents[3] / "assets"
PICTURES = sorted((ASSETS / "pictures").glob("*.png"))
ICONS = sorted((ASSETS / "icons").glob("*.png"))
SOUNDS = sorted((ASSETS / "sounds").glob("*.wav"))
FONTS = sorted((ASSETS / "fonts").glob("*.ttf"))

MAX_PX_A_SIDE = 4096  # the same limits as for pictures in lesson packs: Kivy itself has none
MAX_PX = 16_000_000
MAX_BYTES = 12_000_000
RATE_HZ = 22_050
TILES = {"petal-edge", "petal-line"}  # repeated side by side, so they must reach their borders
BADGES = ("sen", "lua", "cau", "ca", "trau", "cau-chim", "ngo", "buom", "xoai", "rua")
LICENCES = (
    "fonts/OFL.txt",
    "sources/icons/LICENSE-phosphor.txt",
    "sources/pictures/LICENSE-fluent-emoji.txt",
)
MISSING = "\U0010fffd"  # a private-use letter that no text font draws


def stem(path: Path) -> str:
    return path.stem


def alpha_of(path: Path) -> npt.NDArray[np.uint8]:
    with Image.open(path) as image:
        assert image.mode == "RGBA", f"{path.name} has no alpha channel"
        return np.asarray(image.getchannel("A"))


def borders_touched(alpha: npt.NDArray[np.uint8]) -> int:
    """How many of the four borders solid ink reaches: 4 means the drawing was cut off or has a ground."""
    return sum(bool((edge > 127).any()) for edge in (alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]))


@pytest.mark.parametrize("path", PICTURES + ICONS, ids=stem)
def test_a_picture_stays_within_what_a_small_machine_can_hold(path: Path) -> None:
    with Image.open(path) as image:
        assert max(image.size) <= MAX_PX_A_SIDE
        assert image.width * image.height <= MAX_PX


@pytest.mark.parametrize("path", [p for p in PICTURES if p.stem not in TILES], ids=stem)
def test_a_picture_is_drawn_whole_on_a_transparent_ground(path: Path) -> None:
    alpha = alpha_of(path)
    assert (alpha > 127).mean() > 0.05
    assert (alpha == 0).mean() > 0.05
    assert borders_touched(alpha) < 2


@pytest.mark.parametrize("path", ICONS, ids=stem)
def test_an_icon_is_a_whole_white_mask_that_can_be_tinted(path: Path) -> None:
    alpha = alpha_of(path)
    assert (alpha > 127).mean() > 0.02
    assert borders_touched(alpha) < 4
    with Image.open(path) as image:
        assert image.size == (192, 192)
        assert (np.asarray(image.convert("RGBA"))[..., :3] == 255).all()


def test_a_drawing_with_a_filled_ground_would_be_noticed() -> None:
    assert borders_touched(np.full((8, 8), 255, dtype=np.uint8)) == 4


def test_a_petal_tile_joins_its_neighbour_without_a_gap() -> None:
    for name in TILES:
        alpha = alpha_of(ASSETS / "pictures" / f"{name}.png")
        assert alpha[0].all(), name
        assert (alpha[:2, [0, -1]] == 255).all(), name


def test_every_badge_has_its_picture() -> None:
    assert [name for name in BADGES if not (ASSETS / "pictures" / f"badge-{name}.png").is_file()] == []


@pytest.mark.parametrize("folder", ["pictures", "icons"])
def test_every_picture_has_its_source_and_every_source_its_picture(folder: str) -> None:
    drawn = {path.stem for path in (ASSETS / folder).glob("*.png")}
    assert drawn == {path.stem for path in (ASSETS / "sources" / folder).glob("*.svg")}
    assert drawn


def vietnamese_letters() -> str:
    """All 134 letters outside ASCII: 12 vowels with five tones, the seven marked letters, in both cases."""
    tones = "\u0301\u0300\u0309\u0303\u0323"
    toned = [unicodedata.normalize("NFC", v + t) for v, t in itertools.product("aăâeêioôơuưy", tones)]
    small = "".join(toned) + "ăâêôơưđ"
    return small + small.upper()


@cache
def shapes(font: Path) -> Callable[[str], bytes]:
    face = ImageFont.truetype(str(font), 64)
    return lambda letter: bytes(face.getmask(letter))


@pytest.mark.parametrize("font", FONTS, ids=stem)
def test_a_font_draws_every_vietnamese_letter(font: Path) -> None:
    shape = shapes(font)
    empty_box = shape(MISSING)
    text = vietnamese_letters() + "0123456789“”‘’…–·%?!,.:;()/+-"
    assert [letter for letter in text if shape(letter) == empty_box] == []


@pytest.mark.parametrize("font", FONTS, ids=stem)
def test_a_font_draws_every_vietnamese_letter_differently(font: Path) -> None:
    letters = vietnamese_letters()
    assert len(letters) == 134
    assert len({shapes(font)(letter) for letter in letters}) == 134


def test_a_letter_the_font_does_not_have_would_be_noticed() -> None:
    shape = shapes(FONTS[0])
    assert shape("漢") == shape(MISSING)


def test_the_three_weights_of_the_type_are_there() -> None:
    assert [path.stem for path in FONTS] == [f"BeVietnamPro-{w}" for w in ("Bold", "Medium", "SemiBold")]


def samples_of(path: Path) -> npt.NDArray[np.int16]:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE_HZ)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


@pytest.mark.parametrize("path", SOUNDS, ids=stem)
def test_a_sound_is_short_soft_and_ends_in_silence(path: Path) -> None:
    samples = samples_of(path)
    assert 0.02 < samples.size / RATE_HZ < 1.0
    peak = int(np.abs(samples.astype(np.int32)).max())
    assert 0.2 < peak / 32_767 < 0.5  # -9 dBFS with room to spare: never clipped, never unheard
    assert abs(int(samples[0])) < 100
    assert abs(int(samples[-1])) < 100


def test_the_five_sounds_are_there() -> None:
    assert [path.stem for path in SOUNDS] == ["done", "kept", "look", "soft", "tick"]


def test_foreign_work_ships_with_its_licence() -> None:
    for name in LICENCES:
        assert len((ASSETS / name).read_text(encoding="utf-8")) > 900, name
        assert name in (ASSETS / "LICENSES.md").read_text(encoding="utf-8")


def test_the_assets_fit_a_small_card() -> None:
    assert sum(path.stat().st_size for path in ASSETS.rglob("*") if path.is_file()) < MAX_BYTES
