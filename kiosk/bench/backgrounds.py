"""Made pictures without a code: rooms in which nobody holds anything up, and things that look like codes.

Guarantees: the same pixels every time. What is read in any of them is a phantom.

    empty_frames(1280, 720)     # three rooms
    without_codes()             # text, grids, noise, brickwork ... 640x480
"""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.bench.camera_model import FINER, SEED, Floats, Random, Scene, averaged, floats, sensed
from kiosk.hardware.camera.port import FRAME_HEIGHT, FRAME_WIDTH
from kiosk.vision.pixels import Pixels, as_pixels

WIDE, HIGH = 640, 480
NOISES = 8            # pictures of each kind of noise


def empty_frames(width: int, height: int, count: int = 3) -> list[Pixels]:
    """Rooms in which nobody holds anything up: edges, furniture and the noise of a sensor."""
    made = []
    for seed in range(count):
        random = np.random.default_rng([SEED, width, height, seed])
        seen = background(random, width * FINER, height * FINER)
        made.append(sensed(averaged(seen), Scene(), random))
    return made


def still_frames(count: int = 5) -> list[Pixels]:
    """The first of the 720p rooms, with the noise of another moment each."""
    random = np.random.default_rng([SEED, FRAME_WIDTH, FRAME_HEIGHT, 0])
    seen = averaged(background(random, FRAME_WIDTH * FINER, FRAME_HEIGHT * FINER))
    return [sensed(seen, Scene(), random) for _ in range(count)]


def without_codes(noises_of_each: int = NOISES) -> list[Pixels]:
    """Noise of several grains, pages, grids, checkerboards, brickwork, clouds, finders alone."""
    random = np.random.default_rng([SEED, 99])
    noises = [_noise(random, grain) for grain in (1, 2, 3, 4, 6, 8, 12) for _ in range(noises_of_each)]
    clouds = [_clouds(random) for _ in range(noises_of_each)]
    pages = [_page(random, scale) for scale in (0.4, 0.6, 1.0, 1.6)]
    boards = [_board(px) for px in (2, 3, 5, 8, 16)] + [_grid(px) for px in (4, 7, 15)]
    return [*noises, *clouds, *pages, *boards, _finders_alone(random), _flat(0), _flat(255), _bricks(random)]


def _noise(random: Random, grain: int) -> Pixels:
    """Black and white squares of ``grain`` pixels: every code's neighbour, and no code."""
    squares = random.integers(0, 2, (HIGH // grain + 1, WIDE // grain + 1)).astype(np.uint8) * 255
    return np.kron(squares, np.ones((grain, grain), np.uint8))[:HIGH, :WIDE].copy()


def _clouds(random: Random) -> Pixels:
    """Light and dark of all sizes, like leaves, cloth or a wall in the sun."""
    seen = np.zeros((HIGH, WIDE), np.float32)
    for size in (4, 8, 16, 32, 64, 128):
        rough = random.normal(0, size, (HIGH // size + 2, WIDE // size + 2)).astype(np.float32)
        seen += floats(cv2.resize(rough, (WIDE, HIGH), interpolation=cv2.INTER_CUBIC))
    return as_pixels(cv2.normalize(seen, seen.copy(), 0, 255, cv2.NORM_MINMAX).astype(np.uint8))


def _page(random: Random, scale: float) -> Pixels:
    page = _flat(245)
    for line in range(20, HIGH, max(12, int(34 * scale))):
        words = "".join(str(random.choice(list("abcdeghiklmnopqrstuvxy      "))) for _ in range(int(60 / scale)))
        cv2.putText(page, words, (10, line), cv2.FONT_HERSHEY_SIMPLEX, scale, 20, 1)
    return page


def _board(px: int) -> Pixels:
    down, across = np.indices((HIGH, WIDE)) // px
    return ((down + across) % 2 * 255).astype(np.uint8)


def _grid(px: int) -> Pixels:
    down, across = np.indices((HIGH, WIDE)) % px
    return np.where((down == 0) | (across == 0), 0, 255).astype(np.uint8)


def _finders_alone(random: Random) -> Pixels:
    """Three finder patterns around noise: everything but a code."""
    page, px = _flat(255), 8
    page[80:80 + 25 * px, 80:80 + 25 * px] = np.kron(
        random.integers(0, 2, (25, 25)).astype(np.uint8) * 255, np.ones((px, px), np.uint8))
    for top, left in ((80, 80), (80, 80 + 18 * px), (80 + 18 * px, 80)):
        for ring, grey in ((-1, 255), (0, 0), (1, 255), (2, 0)):
            corner, far = (left + ring * px, top + ring * px), (left + (7 - ring) * px - 1, top + (7 - ring) * px - 1)
            cv2.rectangle(page, corner, far, grey, -1)
    return page


def _bricks(random: Random) -> Pixels:
    wall = _flat(200)
    for row in range(HIGH // 24):
        for column in range(-1, WIDE // 60 + 1):
            left = column * 60 + (row % 2) * 30
            grey = int(random.integers(60, 140))
            cv2.rectangle(wall, (left + 2, row * 24 + 2), (left + 57, row * 24 + 21), grey, -1)
    return wall


def _flat(grey: int) -> Pixels:
    return np.full((HIGH, WIDE), grey, np.uint8)


def background(random: Random, wide: int, high: int) -> Floats:
    """A wall with light falling off, furniture, and small clutter with sharp edges."""
    falling = np.linspace(-30, 30, wide, dtype=np.float32)[None, :] * random.uniform(-1, 1)
    room = np.repeat(random.uniform(90, 150) + falling, high, axis=0).astype(np.uint8)
    for _ in range(12):
        corner = random.integers(0, (wide, high))
        size = random.integers(40, (wide // 3, high // 3))
        far = corner + size
        cv2.rectangle(room, corner.tolist(), far.tolist(), float(random.uniform(20, 230)), -1)
    for _ in range(60):
        at = random.integers(0, (wide, high))
        text = "".join(str(random.choice(list("ABHKNTXUY0123456789"))) for _ in range(8))
        grey = float(random.uniform(0, 255))
        cv2.putText(room, text, at.tolist(), cv2.FONT_HERSHEY_SIMPLEX, float(random.uniform(0.5, 2)), grey, 2)
    return floats(room)
