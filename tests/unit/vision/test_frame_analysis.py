"""What is measured in made frames: the right advice for each, quickly, whatever else is in the picture."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.scanning.coaching import FrameLook, judge
from kiosk.hardware.camera.port import empty_frame
from kiosk.hardware.camera.scanner import Scanner
from kiosk.vision.finder_patterns import finders
from kiosk.vision.frame_analysis import EVERY_MS, FrameLooker
from kiosk.vision.pixels import Pixels, as_pixels
from kiosk.vision.results import Reading
from kiosk.vision.zxing import look_zxing
from tests.support import card_images
from tests.support.fakes.hardware import GatedCamera, Mailbox, until

pytestmark = pytest.mark.heavy

CARD_LIGHT = 230                        # grey level of a card's paper: cameras rarely burn it out


def card(width: int, code: bool = True, light: int = CARD_LIGHT) -> Pixels:
    """A badge: red head, a disc for its picture, its code at the right."""
    height = round(width * 0.63)
    made = np.full((height, width, 3), light, np.uint8)
    made[: height // 6] = (24, 55, 147)
    cv2.circle(made, (int(width * 0.27), int(height * 0.6)), int(height * 0.22), (108, 80, 200), -1)
    if code:
        side = int(height * 0.66)
        drawn = cv2.resize(card_images.qr(card_images.BADGE, 4), (side, side), interpolation=cv2.INTER_AREA)
        top, left = int(height * 0.24), int(width * 0.95) - side
        made[top:top + side, left:left + side] = drawn.astype(np.uint16) * light // 255
    return made


def held(thing: Pixels, x: int, y: int) -> Pixels:
    frame = empty_frame()
    frame[y:y + thing.shape[0], x:x + thing.shape[1]] = thing
    return frame


def glaring(frame: Pixels, x: int, y: int, radius: float) -> Pixels:
    """A lamp's mirror image on the card."""
    rows, columns = np.mgrid[: frame.shape[0], : frame.shape[1]]
    strength = np.clip(1.6 * np.exp(-((np.hypot(columns - x, rows - y) / radius) ** 2)), 0, 1)[..., None]
    lit: Pixels = np.clip(frame * (1 - strength) + 295 * strength, 0, 255).astype(np.uint8)
    return lit


def shaken(frame: Pixels, pixels: int = 25) -> Pixels:
    across = np.zeros((pixels, pixels), np.float32)
    across[pixels // 2] = 1 / pixels
    return as_pixels(cv2.filter2D(frame, -1, across))


def phone(light: int, contrast: int) -> Pixels:
    made = np.full((640, 300, 3), 20, np.uint8)
    made[30:610, 12:288] = light
    code = cv2.resize(card_images.qr(card_images.BADGE, 4), (240, 240), interpolation=cv2.INTER_AREA).astype(np.int32)
    made[180:420, 30:270] = light - contrast + code * contrast // 255
    return made


def near() -> Pixels:
    return held(card(600), 340, 200)


# Each is made when its test runs: all of them at once would fill the memory of every worker.
MADE: dict[str, tuple[Callable[[], Pixels], str | None]] = {
    "nobody": (empty_frame, None),
    "nobody, a noisy night": (lambda: card_images.noisy(empty_frame(), 12), None),
    "a good place": (near, "steady"),
    "a good place, turned": (lambda: card_images.held_up(card_images.qr(card_images.BADGE, 6), 33, top=180), "steady"),
    "a good place, middle": (lambda: held(card(430), 425, 250), "steady"),
    "far away": (lambda: held(card(220), 530, 330), "nearer"),
    "very far away": (lambda: held(card(120), 570, 360), "nearer"),
    "far away and noisy": (lambda: card_images.noisy(held(card(220), 530, 330), 8), "nearer"),
    "too near": (lambda: held(card_images.qr(card_images.BADGE, 19)[60:780], 200, 0), "farther"),
    "at the edge": (lambda: held(card_images.qr(card_images.BADGE, 5), 10, 250), "middle"),
    "dark": (lambda: as_pixels(near() * 0.15), "lighter"),
    "pale print": (lambda: held(as_pixels(card(600).astype(np.int32) * 30 // CARD_LIGHT + 100), 340, 200), "lighter"),
    "a lamp on the code": (lambda: glaring(near(), 790, 430, 90), "tilt"),
    "a lamp on the whole card": (lambda: glaring(near(), 700, 430, 180), "tilt"),
    "shaken": (lambda: shaken(near()), "still"),
    "out of focus and near": (lambda: card_images.blurred(near(), 6), "farther"),
    "the side without a code": (lambda: held(card(430, code=False), 425, 250), "code_side"),
    "a phone turned down": (lambda: held(phone(80, 50), 490, 40), "phone"),
    "a phone turned up": (lambda: held(phone(200, 180), 490, 40), "steady"),
}


def looked(frame: Pixels, noise: float = 2.0) -> FrameLook:
    grey = card_images.grey(card_images.noisy(frame, noise)) if noise else card_images.grey(frame)
    look = FrameLooker()(grey, 0)
    assert look is not None
    return look


@pytest.mark.parametrize("name", MADE)
def test_a_made_frame_gets_the_advice_that_would_help(name: str) -> None:
    made, wanted = MADE[name]
    assert judge(looked(made())) == wanted


def test_the_width_of_a_module_is_measured_in_pixels_of_the_frame() -> None:
    for module_px in (3, 6, 9):
        look = looked(card_images.held_up(card_images.qr(card_images.BADGE, module_px)))
        assert look.module_px == pytest.approx(module_px, rel=0.08)


def test_three_finder_patterns_are_found_in_a_code_and_none_in_a_chequered_cloth() -> None:
    code = card_images.grey(card_images.qr(card_images.BADGE, 6))
    assert [finder.module for finder in finders(code)] == [pytest.approx(6, abs=0.4)] * 3
    cloth = as_pixels(np.kron(np.indices((20, 20)).sum(0) % 2 * 255, np.ones((9, 9))))
    assert finders(cloth) == []


def test_a_sharper_picture_of_the_same_card_is_sharper() -> None:
    found = [looked(card_images.blurred(near(), sigma) if sigma else near()).sharpness for sigma in (0, 1.5, 3)]
    assert found == sorted(found, reverse=True)
    assert found[0] > 2 * found[2]


def test_a_card_that_is_carried_past_moves_and_one_that_is_held_does_not() -> None:
    looker = FrameLooker(every_ms=0)
    moving = [looker(card_images.grey(held(card(430), x, 250)), x) for x in (300, 380, 460)]
    assert all(look is not None and judge(look) == "still" for look in moving[1:])
    noisy = [card_images.noisy(held(card(430), 425, 250), 3, seed) for seed in (1, 2)]
    looks = [looker(card_images.grey(picture), 900 + at) for at, picture in enumerate(noisy, start=1)]
    assert looks[1] is not None
    assert looks[1].motion < 3


def test_looks_are_rare_and_a_change_of_the_camera_s_size_is_no_motion() -> None:
    looker = FrameLooker()
    grey = card_images.grey(near())
    assert looker(grey, 0) is not None
    assert looker(grey, EVERY_MS - 1) is None
    smaller = looker(np.ascontiguousarray(grey[:480, :640]), EVERY_MS)
    assert smaller is not None
    assert smaller.motion == 0


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 90), st.integers(1, 130), st.integers(0, 2**32 - 1), st.sampled_from(["noise", "flat", "steps"]))
def test_no_picture_is_too_odd_to_look_at(high: int, wide: int, seed: int, kind: str) -> None:
    made: Callable[[], Pixels] = {
        "noise": lambda: np.random.default_rng(seed).integers(0, 256, (high, wide), dtype=np.uint8),
        "flat": lambda: np.full((high, wide), seed % 256, np.uint8),
        "steps": lambda: as_pixels(np.indices((high, wide)).sum(0) % (seed % 7 + 2) * 255 // 8),
    }[kind]
    look = FrameLooker()(made(), 0)
    assert look is None or 0 <= look.brightness <= 255
    if look is not None:
        judge(look)


def test_a_look_costs_no_more_than_a_few_plain_decodes() -> None:
    """About two on an idle machine. Both in one run, each the cheapest of three: a busy machine is busy for both."""
    looker, times = FrameLooker(every_ms=0), itertools.count()
    greys = [card_images.grey(card_images.noisy(made(), 2)) for made, _wanted in MADE.values()]
    looks = sum(cheapest_s(lambda seen: looker(seen, next(times)), grey) for grey in greys)
    assert looks < 4 * sum(cheapest_s(look_zxing, grey) for grey in greys)


def cheapest_s(work: Callable[[Pixels], object], grey: Pixels) -> float:
    """Seconds of this thread's processor time."""
    spent = []
    for _turn in range(3):
        began = time.thread_time()
        work(grey)
        spent.append(time.thread_time() - began)
    return min(spent)


def test_frames_without_a_reading_are_looked_at_and_those_with_one_are_not() -> None:
    decoded: list[int] = []
    mail = Mailbox()

    def counted(grey: Pixels) -> tuple[Reading, ...]:
        decoded.append(int(grey[0, 0]))
        return (Reading(bytes([decoded[-1]]), (), "fake"),) if decoded[-1] else ()

    camera = GatedCamera([np.full((24, 32, 3), level, np.uint8) for level in (7, 0, 9)])
    scanner = Scanner(camera, mail, counted, lambda: 40, look_at=lambda grey, ms: FrameLook(ms, float(grey.mean())))
    scanner.start()
    scanner.resume()
    for number in (1, 2, 3):
        camera.let()
        until(lambda wanted=number: len(decoded) == wanted)  # type: ignore[misc]
    mail.wait_for(lambda _events: bool(mail.looks()))
    camera.let_all()
    scanner.stop()
    assert decoded[:3] == [7, 0, 9]
    assert mail.looks() == [FrameLook(40, 0.0)]
