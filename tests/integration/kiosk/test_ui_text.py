"""Words are measured as they are drawn: breaks, bold, marks, sizes of the three panels."""

from __future__ import annotations

from typing import get_args

import pytest

from kiosk.core.views import Look
from kiosk.ui.design.metrics import Role, metrics_for
from kiosk.ui.design.parts import Box, Text
from kiosk.ui.design.text_layout import fit, height_of, runs_of, width_of, wrap
from kiosk.ui.design.theme import CONTRAST, PALETTE, STYLES, hex_of, ratio, style_of
from kiosk.ui.testing.samples.home import HOME
from tests.support.kivy import stage

pytestmark = pytest.mark.ui


def test_lines_are_no_wider_than_asked_and_lose_no_word() -> None:
    text = "Bác bấm vào ô có chữ Trả tiền ở giữa màn hình nhé"
    for width in (180, 300, 420, 2000):
        lines = wrap(text, 40, 600, width)
        assert " ".join(lines) == text
        assert all(width_of(line, 40, 600) <= width for line in lines)


def test_a_word_too_long_stands_alone_and_is_reported() -> None:
    assert wrap("Nghiêng nghiêng", 60, 600, 50) == ("Nghiêng", "nghiêng")
    assert not fit(Text(Box(0, 0, 50, 400), "Nghiêng nghiêng", 60, max_lines=2)).fits


def test_newlines_are_kept() -> None:
    assert wrap("Máy ảnh\nđang chờ thẻ", 36, 500, 900) == ("Máy ảnh", "đang chờ thẻ")


def test_bold_goes_on_over_a_line_break() -> None:
    lines = wrap("**Tối nay 7 rưỡi:** học **trả tiền bằng mã** QR", 56, 600, 400)
    assert lines == ("**Tối nay 7 rưỡi:**", "học **trả tiền**", "**bằng mã** QR")
    assert [run.weight for run in runs_of(lines[1], 600)] == [600, 700]


def test_bold_words_are_measured_bold() -> None:
    assert width_of("**trả tiền**", 50, 600) == width_of("trả tiền", 50, 700) > width_of("trả tiền", 50, 500)


def test_a_text_may_shrink_to_its_least_size_and_not_below() -> None:
    part = Text(Box(0, 0, 240, 80), "Thôn Đoàn Kết", 48, min_size=30)
    assert 30 <= fit(part).size < 48
    assert fit(part).fits
    narrow = Text(Box(0, 0, 60, 80), "Thôn Đoàn Kết", 48, min_size=30)
    assert fit(narrow).size >= 30
    assert not fit(narrow).fits


def test_too_many_lines_or_too_little_height_do_not_fit() -> None:
    words = "Bác chạm vào số tiền, tiền vẫn còn nguyên"
    assert not fit(Text(Box(0, 0, 300, 900), words, 48, max_lines=2)).fits
    assert not fit(Text(Box(0, 0, 300, 100), words, 48, max_lines=9)).fits
    assert height_of(2, 50, 1.22) == 122


def test_the_marks_of_capitals_stay_whole() -> None:
    """Heights in em of 100, from the font's outlines: over its own ascent where two marks stand."""
    from kiosk.ui.render.text_texture import _texture
    with stage(HOME):
        for letter, height in {"H": 74, "Ữ": 98, "Ẫ": 114, "Ỗ": 116, "Ể": 116}.items():
            texture = _texture(letter, 100.0, 600)
            alphas = texture.pixels[3::4]
            rows = [any(alphas[at:at + texture.width]) for at in range(0, len(alphas), texture.width)]
            span = len(rows) - rows[::-1].index(True) - rows.index(True)
            assert span == pytest.approx(height, abs=2), letter


@pytest.mark.parametrize(("width", "height", "mm"), [(1280, 800, 0.1695), (1024, 600, 0.2175),
                                                     (1920, 1080, 0.18), (1920, 1080, 0.248)])
def test_no_size_of_any_panel_is_below_the_smallest(width: int, height: int, mm: float) -> None:
    for look in (Look(100), Look(125), Look(150)):
        m = metrics_for(width, height, mm, look)
        assert all(m.size(role) * mm >= 5.085 for role in get_args(Role))
        assert m.text(10) * mm >= 5.085
        assert m.content.right <= width - m.rail_w


def test_larger_letters_grow_what_is_read_and_not_what_is_counted() -> None:
    small, large = (metrics_for(1280, 800, 0.1695, look) for look in (Look(100), Look(150)))
    assert large.size("title") == 1.5 * small.size("title")
    assert large.size("greeting") == 110
    assert large.size("count") == small.size("count") == 176
    assert (small.rail_w, large.rail_w) == (188, 244)


def test_the_same_millimetres_on_every_panel() -> None:
    for mm, width, height in ((0.2175, 1024, 600), (0.18, 1920, 1080)):
        m = metrics_for(width, height, mm, Look())
        assert m.px(118) * mm == pytest.approx(20, abs=0.3)


def test_every_token_has_a_colour_in_high_contrast_and_every_style_a_token() -> None:
    assert PALETTE.keys() == CONTRAST.keys()
    for name, style in STYLES.items():
        for token in (style.fill, style.pressed, style.edge, style.border, style.on):
            assert not token or token in PALETTE, (name, token)


@pytest.mark.parametrize("high", [False, True])
@pytest.mark.parametrize("name", [name for name in STYLES if STYLES[name].fill])
def test_words_on_every_face_have_seven_to_one_also_while_pressed(name: str, high: bool) -> None:
    style = style_of(name, high)
    words = hex_of(style.on, high)[:7]
    assert ratio(words, hex_of(style.fill, high)[:7]) >= 6.98
    pressed = hex_of(style.on, high, pressed=high)[:7]
    ground = hex_of(style.fill if high else style.pressed, high, pressed=high)[:7]
    assert ratio(pressed, ground) >= 6.98


def test_the_ratios_of_the_look_are_what_the_formula_gives() -> None:
    found = {pair: round(ratio(PALETTE[pair[0]], PALETTE[pair[1]]), 1) for pair in (
        ("ink", "paper"), ("ink2", "straw"), ("sheet", "clay"), ("clay-deep", "clay-soft"), ("sheet", "wood"))}
    assert list(found.values()) == [13.7, 7.3, 7.2, 9.3, 8.5]
