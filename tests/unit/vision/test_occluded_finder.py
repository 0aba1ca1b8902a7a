"""A code with a hidden finder pattern: which guesses two finder patterns give, and what is read of them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import segno

from kiosk.bench.qr_images import PAYLOADS, drawn
from kiosk.vision.corner_candidates import FINDER, MAX_FINDERS, SLOTS, Slot, guesses
from kiosk.vision.finder_patterns import Outline, outlines
from kiosk.vision.module_grid import side_of
from kiosk.vision.occluded_finder import read_occluded
from kiosk.vision.pixels import Pixels, as_pixels
from kiosk.vision.zxing import look_zxing
from tests.support import card_images

pytestmark = pytest.mark.heavy

HIDDEN = sorted(SLOTS)
MODULE_PX, QUIET = 5, 4


def card_without(hidden: Slot | None, payload: bytes = PAYLOADS["payment"]) -> Pixels:
    """The code with a grey thumb over one finder pattern and what is beside it."""
    card = drawn(payload, MODULE_PX)
    side = card.shape[0] // MODULE_PX - 2 * QUIET
    for column, row in () if hidden is None else (hidden,):
        middle = [(QUIET + 2.5 + slot * (side - 5)) * MODULE_PX for slot in (column, row)]
        cv2.circle(card, np.array(middle, int).tolist(), 6 * MODULE_PX, 120, -1)
    return as_pixels(cv2.cvtColor(card, cv2.COLOR_GRAY2BGR))


def held_up(card: Pixels, degrees: float = 0) -> Pixels:
    return card_images.grey(card_images.held_up(card, degrees))


def true_outline(way: Outline, slot: Slot, version: int) -> Outline:
    corners = FINDER + np.array(slot) * (side_of(version) - 7)
    return np.asarray(cv2.perspectiveTransform(corners[None], way)[0], np.float64)


@pytest.mark.parametrize("version", [1, 2, 6, 8, 14, 25, 40])
@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("turn", range(4))
def test_two_finder_patterns_tell_where_the_whole_code_lies(version: int, hidden: Slot, turn: int) -> None:
    side = side_of(version)
    square = np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float32)
    held = np.array([(300, 90), (520, 130), (500, 350), (280, 310)], np.float32)
    way = cv2.getPerspectiveTransform(square, held).astype(np.float64)
    seen = [np.roll(true_outline(way, slot, version), turn, axis=0) for slot in HIDDEN if slot != hidden]
    right = [guess for guess in guesses(seen) if guess.version == version and guess.hidden == hidden]
    ways = [guess.way() for guess in right]
    corners = square[None].astype(np.float64)
    placed = [cv2.perspectiveTransform(corners, way)[0] for way in ways if way is not None]
    assert min(np.abs(place - held).max() for place in placed) < 0.01


@pytest.mark.parametrize("degrees", [0, 30, 160])
def test_outlines_run_around_the_print(degrees: float) -> None:
    found = outlines(held_up(card_without(None), degrees))
    sides = [np.linalg.norm(outline - np.roll(outline, 1, axis=0), axis=1) for outline in found]
    assert len(found) == 3
    assert np.allclose(sides, 7 * MODULE_PX, atol=2)


def test_a_picture_full_of_finder_patterns_gives_a_bounded_number_of_guesses() -> None:
    many = [FINDER * 3 + np.array((x, y)) for x in range(0, 1200, 90) for y in range(0, 700, 90)]
    assert len(many) > 3 * MAX_FINDERS
    assert 0 < len(list(guesses(many))) < 500


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("degrees", [0, 40, 110, 290])
def test_a_code_with_a_hidden_finder_pattern_is_read(hidden: Slot, degrees: float, payload: bytes) -> None:
    grey = held_up(card_without(hidden, payload), degrees)
    assert look_zxing(grey).found == ()
    (code,) = read_occluded(grey).found
    assert code.payload == payload


@pytest.mark.parametrize("hidden", HIDDEN)
def test_light_on_dark_with_a_hidden_finder_pattern_is_read(hidden: Slot) -> None:
    grey = as_pixels(255 - held_up(card_without(hidden), 20))
    assert [code.payload for code in read_occluded(grey).found] == [PAYLOADS["payment"]]


def test_its_corners_are_told_from_the_codes_own_top_left_on() -> None:
    card = card_without((0, 0))
    grey = card_images.grey(card_images.held_up(card, left=300, top=100))
    (code,) = read_occluded(grey).found
    near, far = QUIET * MODULE_PX, card.shape[0] - QUIET * MODULE_PX
    right = [(300 + x, 100 + y) for x, y in ((near, near), (far, near), (far, far), (near, far))]
    assert np.allclose(code.corners, right, atol=2 * MODULE_PX)


def test_two_cards_each_with_a_hidden_finder_pattern_are_both_read() -> None:
    frame = card_images.held_up(card_without((1, 0)), left=20)
    second = card_without((0, 1), PAYLOADS["badge"])
    frame[100:100 + second.shape[0], 700:700 + second.shape[1]] = second
    found = {code.payload for code in read_occluded(card_images.grey(frame)).found}
    assert found == {PAYLOADS["payment"], PAYLOADS["badge"]}


def test_finder_patterns_without_a_code_between_them_read_as_nothing() -> None:
    card = card_images.drawn(segno.make_qr("x", version=4))
    card[14 * 4:-14 * 4, 14 * 4:-14 * 4] = 255
    assert read_occluded(card_images.grey(card_images.held_up(card))).found == ()
