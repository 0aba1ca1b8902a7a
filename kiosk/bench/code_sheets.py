"""Pictures that hold many codes: what costs a decoder most.

Guarantees: the same pictures every time, 1280x720 grey. In the first two everything can be read; in the worn ones every
code is found and none can be read, so that each rescue stage tries each of them.

    CODE_SHEETS[2]().shape      # (720, 1280)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from kiosk.bench.camera_model import SEED, Scene, floats, sensed
from kiosk.bench.qr_images import PAYLOADS, QUIET_MODULES, drawn
from kiosk.hardware.camera.port import FRAME_HEIGHT, FRAME_WIDTH
from kiosk.vision.pixels import Pixels

PAPER = 235                     # grey level between the codes
CORNER_MODULES = 9              # of a finder pattern and what belongs to it
WORN = 0.3                      # share of the modules between the corners that are the wrong colour: no code bears it

SHORT = tuple(f"BDHVS-{number:03d}".encode() for number in range(300))
BADGES = tuple(PAYLOADS["badge"][:-3] + f"{number:03d}".encode() for number in range(60))

Draw = Callable[[bytes, int], Pixels]


def _worn() -> Draw:
    random = np.random.default_rng([SEED, 8])

    def draw(payload: bytes, module_px: int) -> Pixels:
        modules = drawn(payload, 1)
        side = modules.shape[0]
        rows, columns = np.indices(modules.shape)
        low, high = QUIET_MODULES + CORNER_MODULES, side - QUIET_MODULES - CORNER_MODULES
        between = ((rows >= low) & (rows < high)) | ((columns >= low) & (columns < high))
        quiet = np.pad(np.ones((side - 2 * QUIET_MODULES,) * 2, bool), QUIET_MODULES)
        wrong = between & quiet & (random.random(modules.shape) < WORN)
        worn = np.where(wrong, 255 - modules, modules).astype(np.uint8)
        return np.kron(worn, np.ones((module_px, module_px), np.uint8))
    return draw


def _sheet(payloads: Sequence[bytes], module_px: int, draw: Draw) -> Pixels:
    """As many of the codes as fit, in rows, as a camera sees them."""
    page = np.full((FRAME_HEIGHT, FRAME_WIDTH), PAPER, np.uint8)
    codes = iter(payloads)
    side = drawn(payloads[0], module_px).shape[0]
    for top in range(0, FRAME_HEIGHT - side + 1, side):
        for left in range(0, FRAME_WIDTH - side + 1, side):
            code = next(codes, None)
            if code is not None:
                page[top:top + side, left:left + side] = draw(code, module_px)
    return sensed(floats(page), Scene(), np.random.default_rng([SEED, 7]))


# Many short codes; many badges; three large worn badges; as many worn badges as fit.
CODE_SHEETS: Sequence[Callable[[], Pixels]] = (
    lambda: _sheet(SHORT, 2, drawn),
    lambda: _sheet(BADGES, 3, drawn),
    lambda: _sheet(BADGES[:3], 8, _worn()),
    lambda: _sheet(BADGES, 4, _worn()),
)
