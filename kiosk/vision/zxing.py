"""The first decoder: zxing-cpp, told to look for QR codes model 2 and nothing else.

Guarantees: the bytes are the bytes of the code; a code that was seen but could not be corrected is told as a
``NearMiss``; one part of several (structured append) is told as one. Micro QR is not
looked for: it gave phantom numbers on pictures without codes.

    look = look_zxing(grey)
    look.found, look.near
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import zxingcpp

from kiosk.vision.pixels import Pixels
from kiosk.vision.results import Corners, Found, NearMiss, StageResult
from kiosk.vision.structured_append import parts_of
from kiosk.vision.work import Work

# A member of an enum, never a ``BarcodeFormats`` kept here: whatever zxing-cpp makes and a module still holds when the
# interpreter ends beside a running thread is reported on stderr as leaked (nanobind's reference-leak page).
QR_MODEL_2 = zxingcpp.BarcodeFormat.QRCodeModel2


def look_zxing(grey: Pixels, near: Sequence[NearMiss] = (), work: Work | None = None) -> StageResult:
    """Any direction, any size, light on dark too. ``grey``: height x width, 8 bit."""
    seen = zxingcpp.read_barcodes(
        grey,
        formats=zxingcpp.BarcodeFormats(QR_MODEL_2),
        try_rotate=True,
        try_downscale=True,
        try_invert=True,
        text_mode=zxingcpp.TextMode.Plain,
        return_errors=True,
    )
    found = tuple(_found(code) for code in seen if code.valid)
    misses = (_near(code) for code in seen if not code.valid)
    return StageResult(found, tuple(miss for miss in misses if miss is not None))


def read_clean(grey: Pixels) -> Found | None:
    """The code in a clean, upright, dark on light picture of it; None where its errors are too many."""
    code = zxingcpp.read_barcode(
        grey, formats=zxingcpp.BarcodeFormats(QR_MODEL_2), try_rotate=False, try_downscale=False, try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return _found(code) if code is not None and code.valid else None


def _found(code: zxingcpp.Barcode) -> Found:
    payload = bytes(code.bytes)
    return Found(payload, _corners(code.position), None if _is_utf8(payload) else str(code.text), _parts_of(code))


def _parts_of(code: zxingcpp.Barcode) -> int:
    extra = code.extra if isinstance(code.extra, dict) else {}
    version, mask = str(extra.get("Version", "")), extra.get("DataMask")
    if not version.isdigit() or not isinstance(mask, int) or mask not in range(8):
        return 0
    modules = np.array(code.to_image(scale=1, add_quiet_zones=False)) < 128
    return parts_of(modules, int(version), str(extra.get("ECLevel", "")), mask, len(code.bytes))


def _near(code: zxingcpp.Barcode) -> NearMiss | None:
    """None where zxing-cpp does not say where or how large the code is."""
    extra = code.extra if isinstance(code.extra, dict) else {}
    version = str(extra.get("Version", ""))
    corners = _corners(code.position)
    if not version.isdigit() or not 1 <= int(version) <= 40 or len(set(corners)) != 4:
        return None
    return NearMiss(corners, int(version))


def _is_utf8(payload: bytes) -> bool:
    try:
        payload.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _corners(position: zxingcpp.Position) -> Corners:
    points = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return tuple((point.x, point.y) for point in points)
