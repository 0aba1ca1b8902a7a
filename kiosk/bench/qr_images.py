"""Made pictures of cards before a camera: fourteen distortions, five levels, three kinds of payload.

Guarantees: the same pictures on every machine with the same libraries (fixed seeds), 1280x720 grey, one code in each,
nobody's card: every number and name is invented. The mildest level is what happens at every desk, the
strongest one is beyond what any decoder here reads. Does not decode.

    for shot in shots(repeats=2):
        shot.distortion, shot.level, shot.payload, shot.grey

The steps follow the light: what is printed, how it is held, what falls on it, the lens, the sensor, the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import cv2
import numpy as np
import segno
from numpy.typing import NDArray

from kiosk.bench.backgrounds import background
from kiosk.bench.camera_model import FINER, SEED, Floats, Random, Scene, averaged, floats, sensed
from kiosk.hardware.camera.port import FRAME_HEIGHT, FRAME_WIDTH
from kiosk.vision.pixels import Pixels, as_pixels

LEVELS = (1, 2, 3, 4, 5)
DRAWN_PX = 8          # pixels a module is drawn with before it is held up
QUIET_MODULES = 4

PAYLOADS: Mapping[str, bytes] = MappingProxyType({
    "badge": (
        b"BDHVS1:-RR*Y8FAJJ.GM.26X6Y9GW 2Z803L9ZOU-98ODK*IDX9M50Q.:SYLV3YIN.A*2PA:4O0RWY5 A71CA2%1IR"
        b"MNS9J25H991I65BS3$LGLTV82RA0N*0U5GLZ0U4"
    ),
    "citizen": (
        "030306999004|030000004|Phạm Thị Kiểm|31122006|Nữ|Thôn Kiểm, Phú Thái, Hải Phòng|15082024"
        "||Phạm Văn Cha|Lê Thị Mẹ|"
    ).encode(),
    "payment": (
        b"00020101021238570010A00000072701270006970405011300000000000010208QRIBFTTA5303704540450005802VN"
        b"62210817THUC HANH QUET QR630455D3"
    ),
})


@dataclass(frozen=True, eq=False)
class DistortedCode:
    """One picture, and what has to be read in it."""

    distortion: str
    level: int
    kind: str
    payload: bytes = field(repr=False)
    grey: Pixels = field(repr=False)


Settings = Mapping[str, Sequence[float | bool]]

DISTORTIONS: Mapping[str, Settings] = MappingProxyType({
    "scale": {"module_px": (2.6, 2.1, 1.75, 1.55, 1.35)},
    "tilt": {"tilt": (35, 45, 53, 60, 67)},
    "rotation": {"degrees": (25, 45, 100, 200, 305), "module_px": (4.0, 2.6, 2.0, 1.7, 1.5)},
    "defocus": {"defocus": (1.6, 2.2, 2.8, 3.4, 4.2)},
    "motion": {"motion": (2, 3.5, 5, 6.5, 8.5)},
    "noise": {"noise": (15, 25, 35, 50, 70)},
    "low light": {"light": (0.3, 0.2, 0.12, 0.07, 0.04), "noise": (3, 4, 4, 5, 5)},
    "glare": {"glare": (120, 180, 220, 260, 340)},
    "moire": {"stripes": (25, 40, 60, 80, 105)},
    "finger": {"finger": (0.06, 0.1, 0.15, 0.2, 0.28)},
    "inverted": {"inverted": (True,) * 5, "defocus": (0.8, 1.6, 2.4, 3.0, 3.6), "contrast": (0.7, 0.6, 0.5, 0.4, 0.3)},
    "jpeg": {"jpeg": (25, 14, 9, 6, 3)},
    "low contrast": {"contrast": (0.4, 0.25, 0.17, 0.12, 0.08)},
    "bent paper": {"bend": (0.03, 0.06, 0.1, 0.15, 0.22), "tilt": (15, 18, 21, 24, 27)},
})


def shots(repeats: int, levels: Sequence[int] = LEVELS, payloads: Mapping[str, bytes] = PAYLOADS,
          distortions: Collection[str] = DISTORTIONS.keys()) -> Iterator[DistortedCode]:
    """Every distortion x level x payload x repeat, one after the other; each repeat is held differently."""
    for number, (distortion, settings) in enumerate(DISTORTIONS.items()):
        for level in levels if distortion in distortions else ():
            for place, (kind, payload) in enumerate(payloads.items()):
                for repeat in range(repeats):
                    random = np.random.default_rng([SEED, number, level, place, repeat])
                    grey = picture(payload, scene(settings, level, random), random)
                    yield DistortedCode(distortion, level, kind, payload, grey)


def scene(settings: Settings, level: int, random: Random) -> Scene:
    """The ordinary way a card is held, with what this distortion changes at this level (1 to 5)."""
    held = Scene(module_px=random.uniform(3.2, 5.0), degrees=random.uniform(-15, 15))
    if "bend" in settings or "tilt" in settings:
        held = replace(held, module_px=random.uniform(4.0, 5.0))
    changes: dict[str, Any] = {name: values[level - 1] for name, values in settings.items()}
    return replace(held, **changes)


def picture(payload: bytes, held: Scene, random: Random) -> Pixels:
    """One frame: 720 x 1280, 8 bit grey."""
    seen = _held_up(_bent(_printed(payload, held), held), held, random)
    return sensed(averaged(seen), held, random)


# --- what is printed ------------------------------------------------------------------------------

def drawn(payload: bytes, module_px: int, error: str = "m") -> Pixels:
    """The code as printed, dark on white, with its quiet zone. Bytes outside ASCII go in without ECI."""
    code = segno.make_qr(payload.decode("ascii") if payload.isascii() else payload, error=error, boost_error=False)
    modules = np.array([list(row) for row in code.matrix], dtype=np.uint8)
    light = np.pad(1 - (modules & 1), QUIET_MODULES, constant_values=1) * 255
    return as_pixels(np.kron(light, np.ones((module_px, module_px), dtype=np.uint8)))


def _printed(payload: bytes, held: Scene) -> Floats:
    """Grey levels around the middle, as far apart as the print's contrast says."""
    card = drawn(payload, DRAWN_PX).astype(np.float32)
    dark_on_light = (card - 127.5) * held.contrast + 127.5 + 40 * (1 - held.contrast)
    return floats(255 - dark_on_light if held.inverted else dark_on_light)


def _bent(card: Floats, held: Scene) -> Floats:
    """Paper that bulges towards the camera: rows shift along a wave, columns crowd at the sides."""
    if not held.bend:
        return card
    side = card.shape[0]
    across, down = np.meshgrid(np.arange(side, dtype=np.float32), np.arange(side, dtype=np.float32))
    arc = np.sin(np.pi * across / side)
    turned = (across / side - 0.5) * 2
    crowded = (turned + held.bend * np.sin(np.pi * turned) / np.pi) / 2 + 0.5
    return floats(cv2.remap(
        card, floats(crowded * side), floats(down + (arc - 0.5) * held.bend * side * 0.4),
        cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE,
    ))


# --- how it is held, and what falls on it ---------------------------------------------------------

def _held_up(card: Floats, held: Scene, random: Random) -> Floats:
    """The card in a room, drawn ``FINER``: held, striped, covered and shone upon."""
    wide, high = FRAME_WIDTH * FINER, FRAME_HEIGHT * FINER
    way, corners = _way(card.shape[0], held, random)
    room = background(random, wide, high)
    mask = np.full(card.shape, 255, np.uint8)
    on = cv2.warpPerspective(mask, way, (wide, high), flags=cv2.INTER_LINEAR) > 127
    seen = cv2.warpPerspective(card, way, (wide, high), flags=cv2.INTER_AREA)
    seen = floats(np.where(on, seen + _stripes(held, wide, high, random), room))
    _finger(seen, corners, held, random)
    return floats(seen + _glare(corners, held, random, wide, high))


def _way(side: int, held: Scene, random: Random) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The homography that holds the card up, and where its corners come to lie."""
    half = side / DRAWN_PX * held.module_px * FINER / 2
    square = np.array([[-half, -half, 0], [half, -half, 0], [half, half, 0], [-half, half, 0]])
    turned = square @ _turn_z(np.radians(held.degrees)).T
    leaning = turned @ _turn_axis(np.radians(held.tilt), random.uniform(0, 2 * np.pi)).T
    distance = 5.5 * half
    flat = leaning[:, :2] * distance / (distance + leaning[:, 2:])
    middle = np.array([FRAME_WIDTH, FRAME_HEIGHT]) * FINER / 2
    corners = flat + middle + random.uniform(-40, 40, 2) * FINER
    source = np.array([[0, 0], [side, 0], [side, side], [0, side]], dtype=np.float32)
    return np.asarray(cv2.getPerspectiveTransform(source, corners.astype(np.float32)), np.float64), corners


def _turn_z(angle: float) -> NDArray[np.float64]:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def _turn_axis(angle: float, axis: float) -> NDArray[np.float64]:
    """Around a line in the card's own plane (Rodrigues)."""
    made = cv2.Rodrigues(np.array([np.cos(axis), np.sin(axis), 0.0]) * angle)[0]
    return np.asarray(made, np.float64)


def _stripes(held: Scene, wide: int, high: int, random: Random) -> Floats | float:
    """A screen's grid beating against the sensor's: two slanted waves of a few pixels."""
    if not held.stripes:
        return 0.0
    across, down = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))
    waves = np.zeros((high, wide), np.float32)
    for length in (random.uniform(5, 9) * FINER, random.uniform(14, 30) * FINER):
        angle = random.uniform(0, np.pi)
        waves += np.sin((across * np.cos(angle) + down * np.sin(angle)) * (2 * np.pi / length))
    return floats(waves * held.stripes / 2)


def _finger(seen: Floats, corners: NDArray[np.float64], held: Scene, random: Random) -> None:
    """A fingertip over one corner, quiet zone included; ``finger`` is how deep it reaches into the code."""
    if not held.finger:
        return
    corner = corners[random.integers(0, 4)]
    inward = corners.mean(axis=0) - corner
    side = float(np.linalg.norm(corners[1] - corners[0]))
    tip = corner + inward / np.linalg.norm(inward) * held.finger * side * 0.7
    angle = float(np.degrees(np.arctan2(inward[1], inward[0])))
    middle = tip - inward / np.linalg.norm(inward) * side * 0.5
    axes = (int(side * 0.5), int(side * 0.16))
    cv2.ellipse(seen, middle.astype(int).tolist(), axes, angle, 0, 360, float(random.uniform(90, 150)), -1)


def _glare(corners: NDArray[np.float64], held: Scene, random: Random, wide: int, high: int) -> Floats | float:
    """A lamp mirrored in the plastic: a soft spot somewhere on the code."""
    if not held.glare:
        return 0.0
    side = float(np.linalg.norm(corners[1] - corners[0]))
    middle = corners.mean(axis=0) + random.uniform(-0.25, 0.25, 2) * side
    radius = side * random.uniform(0.22, 0.34)
    across, down = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))
    away = ((across - middle[0]) ** 2 + (down - middle[1]) ** 2) / (2 * radius**2)
    return floats(held.glare * np.exp(-away))
