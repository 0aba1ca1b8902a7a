"""Letters of Vietnam's other languages: each is in one of the two fonts, and none is drawn as an empty box."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import pytest
from PIL import ImageFont

from kiosk.ui.design.text_layout import FALLBACK, FALLBACK_LETTERS, FONTS, runs_of, width_of, wrap
from kiosk.ui.testing.samples.home import HOME
from tests.support.kivy import stage

ROOT = Path(__file__).resolve().parents[3]
TABLE = (ROOT / "tests" / "data" / "language_letters.tsv").read_text(encoding="utf-8").split("\n")[1:]
LETTERS = [(language, letter) for language, letters in (line.split("\t") for line in TABLE if line)
           for letter in letters.split()]
MISSING = "\U000f0000"                  # no font has it: drawn as .notdef


@cache
def face(path: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, 64, layout_engine=ImageFont.Layout.BASIC)     # no letter put together of two


def has(path: str, char: str) -> bool:
    """Whether the font has a shape for ``char`` that is not its empty box."""
    return bytes(face(path).getmask(char)) != bytes(face(path).getmask(MISSING))


@pytest.mark.parametrize(("language", "letter"), LETTERS)
def test_every_letter_is_in_the_font_that_draws_it(language: str, letter: str) -> None:
    for weight in FONTS:
        for run in runs_of(f"a{letter}b", weight):
            font = (FALLBACK if run.fallback else FONTS)[weight]
            assert [char for char in run.text if not unicodedata.combining(char) and not has(font, char)] == []


def test_the_fallback_names_only_what_the_first_font_has_not() -> None:
    for letter in FALLBACK_LETTERS:
        if len(letter) == 1:
            assert not any(has(path, letter) for path in FONTS.values()), letter
            assert all(has(path, letter) for path in FALLBACK.values()), letter


def test_vietnamese_never_leaves_its_font() -> None:
    for text in ("Nguyễn Thị Mẫu", unicodedata.normalize("NFD", "Đặng Thị Phượng"), "Ẫ Ỗ Ữ “Thật” 20.000 đ"):
        assert [run.fallback for run in runs_of(text, 600)] == [False]


def test_a_letter_with_its_marks_stays_in_one_run() -> None:
    assert [(run.text, run.fallback) for run in runs_of("H'Ƀlơ̆ng Niê", 600)] == [
        ("H'", False), ("Ƀ", True), ("l", False), ("ơ̆", True), ("ng Niê", False)]
    assert [(run.text, run.weight, run.fallback) for run in runs_of("Y **Ƀing** Niê", 500)] == [
        ("Y ", 500, False), ("Ƀ", 700, True), ("ing", 700, False), (" Niê", 500, False)]


def test_mixed_words_are_measured_as_drawn_and_break_at_spaces_only() -> None:
    assert width_of("Ƀing", 60, 600) == sum(width_of(part, 60, 600) for part in ("Ƀ", "ing"))
    assert wrap("Y Ƀing Niê", 60, 600, 200) == ("Y Ƀing", "Niê")


def test_no_empty_box_is_drawn_in_a_name() -> None:
    """The ink of each letter differs from the ink of a letter that no font has; the old font alone shows that box."""
    from kiosk.ui.render.text_texture import _texture
    with stage(HOME):
        for fallback in (False, True):
            box = _texture("\ue000", 64.0, 600, fallback).pixels
            drawn = _texture("Ƀ", 64.0, 600, fallback).pixels
            assert (drawn == box) is not fallback
        for run in runs_of("Y Ƀing Niê Krŏng ơ̆ư̆", 600):
            for letter in run.text.replace(" ", ""):
                if not unicodedata.combining(letter):
                    box = _texture("\ue000", 64.0, 600, run.fallback).pixels
                    assert _texture(letter, 64.0, 600, run.fallback).pixels != box, letter
