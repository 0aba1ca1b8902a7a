"""The camera's picture is alive wherever it stands, and nobody sees who stood there before them."""

from __future__ import annotations

import pytest

from kiosk.core.views import ScanView, View
from kiosk.ui.design.parts import Box, Preview, Touch
from kiosk.ui.testing.samples.home import HOME, LEARNER_RAIL
from tests.gallery_samples import SAMPLES
from tests.support.kivy import Shown, stage

pytestmark = pytest.mark.ui

Frame = tuple[bytes, int, int, int]
SCAN = ScanView(key="scan", rail=LEARNER_RAIL, look=HOME.look, title="Bác giơ thẻ vào khung vàng nhé")
IN_PHONE = SAMPLES["step-scan"]
GREEN, RED = (10, 200, 30), (200, 20, 30)


class Room:
    """What stands before the camera; None = the camera gives nothing."""

    def __init__(self) -> None:
        self.number = 0
        self.frame: Frame | None = None

    def becomes(self, colour: tuple[int, int, int]) -> None:
        self.number += 1
        self.frame = (bytes((*colour, 255)) * (64 * 48), 64, 48, self.number)

    def latest(self) -> Frame | None:
        return self.frame


@pytest.mark.parametrize("view", [SCAN, IN_PHONE], ids=["scanning", "in the phone"])
def test_every_camera_picture_brings_a_frame_to_the_glass_and_none_brings_none(view: View) -> None:
    room = Room()
    room.becomes(GREEN)
    with stage(view, latest=room.latest) as shown:
        shown.driver.frames(4)
        still = len(shown.frames_drawn)
        shown.driver.frames(3)
        assert len(shown.frames_drawn) == still
        for colour in (RED, GREEN, RED):
            room.becomes(colour)
            shown.driver.frames(1)
        shown.driver.frames(1)
        assert len(shown.frames_drawn) == still + 3


@pytest.mark.parametrize("view", [SCAN, IN_PHONE], ids=["scanning", "in the phone"])
def test_who_stood_before_the_camera_is_not_shown_to_the_next_one(view: View) -> None:
    room = Room()
    room.becomes(GREEN)
    with stage(SCAN, latest=room.latest) as shown:
        shown.driver.frames(3)
        assert near(preview_colour(shown), GREEN)
        shown.show(HOME)
        room.frame = None
        shown.show(view)
        assert not near(preview_colour(shown), GREEN)
        room.becomes(RED)
        shown.driver.frames(3)
        assert near(preview_colour(shown), RED)


def preview_box(shown: Shown) -> Box:
    for part in shown.app.stage.parts:
        inside = part.parts if isinstance(part, Touch) else (part,)
        for piece in inside:
            if isinstance(piece, Preview):
                return piece.box
    raise LookupError("no camera picture on the stage")


def preview_colour(shown: Shown) -> tuple[int, int, int]:
    box = preview_box(shown)
    x, y = box.x + box.w * 0.06, box.y + box.h * 0.1        # beside the frame and the watermarks
    raw, width, _height = shown.driver.pixels()
    at = (round(y) * width + round(x)) * 4
    return raw[at], raw[at + 1], raw[at + 2]


def near(found: tuple[int, int, int], wanted: tuple[int, int, int]) -> bool:
    return all(abs(a - b) <= 3 for a, b in zip(found, wanted, strict=True))
