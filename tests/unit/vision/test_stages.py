"""Every rescue stage reads what zxing-cpp alone does not; none of them reads what is not there."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest

from kiosk.bench.backgrounds import NOISES, WIDE, empty_frames, without_codes
from kiosk.bench.camera_model import Scene
from kiosk.bench.qr_images import PAYLOADS, drawn, picture
from kiosk.hardware.camera.port import FRAME_HEIGHT, FRAME_WIDTH
from kiosk.vision import zbar
from kiosk.vision.decoder import STAGES, decode
from kiosk.vision.dewarp import read_dewarped
from kiosk.vision.pixels import Pixels, as_pixels
from kiosk.vision.results import NearMiss, Stage
from kiosk.vision.stages import EVERY_FRAME
from kiosk.vision.work import LIVE_WORK, Work

pytestmark = pytest.mark.heavy

PAYLOAD = PAYLOADS["payment"]
NAMED = {stage.name: stage for stage in STAGES}
# What each stage is for: how the code is held, and the seed of the rest.
CASES = {
    "median": (Scene(noise=50), 0),
    "sharpen": (Scene(motion=6.5), 11),
    "contrast": (Scene(contrast=0.1, defocus=1.6), 2),
    "enlarge": (Scene(module_px=2, defocus=1.2), 0),
    "lighten": (Scene(light=0.06, noise=5), 1),
    "corner": (Scene(finger=0.28), 0),
    "straighten": (Scene(bend=0.1, tilt=15), 0),
    "zbar": (Scene(finger=0.2), 0),
}


def cut_out_on_black() -> Pixels:
    """A code without a quiet zone on black ground, turned a little: what "rings" is for."""
    card = drawn(PAYLOAD, 6)[24:-24, 24:-24]
    turn = cv2.getRotationMatrix2D((card.shape[1] / 2, card.shape[0] / 2), 12, 1.0)
    turn[:, 2] += (400, 120)
    frame = cv2.warpAffine(card, turn, (FRAME_WIDTH, FRAME_HEIGHT))
    return as_pixels(cv2.GaussianBlur(frame, (3, 3), 0))


def test_the_rings_stage_reads_what_zxing_alone_does_not() -> None:
    grey = cut_out_on_black()
    assert decode(grey, [EVERY_FRAME]) == ()
    assert [r.payload for r in decode(grey, [EVERY_FRAME, NAMED["rings"]])] == [PAYLOAD]
    assert [r.payload for r in decode(grey)] == [PAYLOAD]


@pytest.mark.parametrize("name", CASES)
def test_a_rescue_stage_reads_what_zxing_alone_does_not(name: str) -> None:
    if name == "zbar" and not zbar.zbar_available():
        pytest.skip("libzbar0 is not installed")
    scene, seed = CASES[name]
    grey = picture(PAYLOAD, replace(scene, degrees=5), np.random.default_rng(seed))
    assert decode(grey, [EVERY_FRAME]) == ()
    assert [r.payload for r in decode(grey, [EVERY_FRAME, NAMED[name]])] == [PAYLOAD]
    assert [r.payload for r in decode(grey)] == [PAYLOAD]


def test_there_is_a_case_for_every_rescue_stage() -> None:
    assert {*CASES, "rings"} == set(NAMED) - {EVERY_FRAME.name}


@cache
def pictures_without_codes(noises_of_each: int) -> tuple[tuple[Pixels, tuple[NearMiss, ...]], ...]:
    """Each with what zxing-cpp nearly read in it, and two squares in which nothing is."""
    squares = [((s, s), (WIDE // 2, s), (WIDE // 2, WIDE // 2), (s, WIDE // 2)) for s in (40, 120)]
    nowhere = tuple(NearMiss(square, 2) for square in squares)
    pictures = [*without_codes(noises_of_each), *empty_frames(1280, 720, 1)]
    return tuple((grey, (*EVERY_FRAME.look(grey, ()).near, *nowhere)) for grey in pictures)


@pytest.mark.parametrize("noises_of_each", [2, pytest.param(NOISES, marks=pytest.mark.long)])
@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_no_stage_reads_anything_where_no_code_is(stage: Stage, noises_of_each: int) -> None:
    """Two of each kind of noise in every run, all of them in `make faults`; the bench's scan.phantoms has them too."""
    pictures = pictures_without_codes(noises_of_each)
    assert len(pictures) > 8 * noises_of_each
    assert [found.payload for grey, near in pictures for found in stage.look(grey, near).found] == []


@pytest.mark.parametrize("noises_of_each", [3, pytest.param(NOISES, marks=pytest.mark.long)])
def test_pictures_without_codes_are_read_as_nothing_by_all_stages_together(noises_of_each: int) -> None:
    pictures = without_codes(noises_of_each)
    assert len(pictures) > 8 * noises_of_each
    assert sum(len(decode(grey)) for grey in pictures) == 0


@pytest.mark.parametrize("version", [1, 7, 40])
def test_a_near_miss_with_corners_from_nowhere_reads_nothing(version: int) -> None:
    grey = empty_frames(640, 480, 1)[0]
    for corners in (((0, 0), (1, 0), (1, 1), (0, 1)), ((-900, -900), (3000, 5), (3, 4), (9, 9000)), ((5, 5),) * 4):
        assert read_dewarped(grey, [NearMiss(corners, version)], Work(2 * LIVE_WORK)).found == ()
