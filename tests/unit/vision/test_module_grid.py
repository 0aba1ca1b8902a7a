"""What is known of a code before it is read, and blur taken out of its modules."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import segno

from kiosk.vision.deblur import equalised
from kiosk.vision.module_grid import Floats, known, side_of, with_format

pytestmark = pytest.mark.heavy


def modules(version: int, error: str = "m", content: str = "Thôn Mẫu") -> Floats:
    code = segno.make_qr(content.encode(), version=version, error=error, boost_error=False, mask=version % 8)
    return (1 - 2.0 * (np.array([list(row) for row in code.matrix]) & 1)).astype(np.float32)


@pytest.mark.parametrize("version", range(1, 41))
def test_what_is_known_stands_so_in_every_code_of_a_version(version: int) -> None:
    fixed = known(version)
    assert fixed.shape == (side_of(version), side_of(version))
    for error in "lmqh":
        drawn = modules(version, error, "x")
        assert ((fixed == 0) | (fixed == drawn)).all()
        assert np.array_equal(with_format(drawn, version), drawn)


def test_a_format_that_is_half_gone_is_put_right() -> None:
    drawn = modules(5)
    spoilt = drawn.copy()
    spoilt[8, :6] = 0           # one copy's half hidden
    spoilt[0:8, 0:8] *= -1      # a finder pattern turned
    assert np.array_equal(with_format(spoilt, 5), drawn)


def wrong(clear: Floats, drawn: Floats) -> int:
    return int(np.count_nonzero((clear > 0) != (drawn > 0)))


@pytest.mark.parametrize("kernel", [
    np.array([[1, 2, 1], [2, 8, 2], [1, 2, 1]], np.float32), np.array([[1, 2, 1]], np.float32),
    np.array([[1, 0, 0], [0, 2, 0], [0, 0, 1]], np.float32),
], ids=["out of focus", "shaken across", "shaken aslant"])
def test_blur_over_neighbours_is_taken_out(kernel: Floats) -> None:
    drawn = modules(8)
    blurred = cv2.filter2D(drawn, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE)
    seen = np.asarray(blurred + np.random.default_rng(1).normal(0, 0.05, drawn.shape), np.float32)
    seen -= seen.mean()
    assert wrong(seen, drawn) > 60
    assert min(wrong(clear, drawn) for clear in equalised(seen, known(8))) < wrong(seen, drawn) / 4


def test_a_blank_sheet_makes_no_equaliser_fail() -> None:
    blank = np.zeros((21, 21), np.float32)
    assert all(np.isfinite(clear).all() for clear in equalised(blank, known(1)))
