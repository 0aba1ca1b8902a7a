"""Codes for the kiosk's own screens are readable by the kiosk's own camera."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.vision.decoder import decode
from kiosk.vision.qr_encode import qr_matrix


def read_back(rows: tuple[str, ...]) -> str:
    light = np.pad(np.array([[1 - int(m) for m in row] for row in rows], np.uint8), 4, constant_values=1)
    (reading,) = decode(np.kron(light * 255, np.ones((4, 4), np.uint8)).astype(np.uint8))
    return reading.payload.decode()


@pytest.mark.parametrize("text", ["https://dichvucong.gov.vn", "Trả cho bà Đỗ Thị Ngọc Ánh: 20.000 đ", "ạ", "0"])
def test_what_is_made_is_read_back(text: str) -> None:
    assert read_back(qr_matrix(text)) == text


@settings(max_examples=25, deadline=None)
@given(st.text("abc XYZ 0189 :/-ăâđêôơưạả", min_size=1, max_size=200))
def test_any_text_is_read_back(text: str) -> None:
    assert read_back(qr_matrix(text)) == text


def test_it_is_a_square_of_ones_and_zeros_without_a_border() -> None:
    rows = qr_matrix("x")
    assert {len(row) for row in rows} == {len(rows)} == {21}
    assert set("".join(rows)) == {"0", "1"}
    assert rows[0].startswith("1111111")


def test_a_text_that_fits_no_code_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        qr_matrix("x" * 5000)
