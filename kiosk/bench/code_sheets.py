"""Pictures that hold as many codes as a frame can: what costs a decoder most.

Guarantees: the same pixels every time, 1280x720 grey; sharp ones, in which all is read, and blurred ones, in which
much is only nearly read and every rescue stage tries.

    for sheet in code_sheets(): sheet.shape     # (720, 1280)
"""

from __future__ import annotations

import numpy as np

from kiosk.bench.camera_model import SEED, Scene, floats, sensed
from kiosk.bench.qr_images import PAYLOADS, drawn
from kiosk.hardware.camera import FRAME_HEIGHT, FRAME_WIDTH, Pixels

PAPER = 235                             # grey level between the codes
SMALL_PX, BLURRED_PX = 2, 3             # pixels a module
DEFOCUS = (0.6, 1.6)                    # radius: read, and nearly read


def code_sheets() -> list[Pixels]:
    """Short codes, small and sharp; badges, sharp; both blurred."""
    short = [f"BDHVS-{number:03d}".encode() for number in range(300)]
    badges = [PAYLOADS["badge"][:-3] + f"{number:03d}".encode() for number in range(60)]
    return [
        _seen(_sheet(short, SMALL_PX), DEFOCUS[0]), _seen(_sheet(badges, BLURRED_PX), DEFOCUS[0]),
        _seen(_sheet(short, BLURRED_PX), DEFOCUS[1]), _seen(_sheet(badges, BLURRED_PX), DEFOCUS[1]),
    ]


def _sheet(payloads: list[bytes], module_px: int) -> Pixels:
    """As many of the codes as fit, in rows."""
    page = np.full((FRAME_HEIGHT, FRAME_WIDTH), PAPER, np.uint8)
    codes = iter(payloads)
    side = drawn(payloads[0], module_px).shape[0]
    for top in range(0, FRAME_HEIGHT - side + 1, side):
        for left in range(0, FRAME_WIDTH - side + 1, side):
            code = next(codes, None)
            if code is not None:
                page[top:top + side, left:left + side] = drawn(code, module_px)
    return page


def _seen(page: Pixels, defocus: float) -> Pixels:
    return sensed(floats(page), Scene(defocus=defocus), np.random.default_rng([SEED, 7]))
