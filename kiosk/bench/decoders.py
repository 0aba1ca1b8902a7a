"""Who is measured against whom: each reads a grey picture and gives the bytes it believes to have read.

Guarantees: every one gets the same pixels, as its own documentation says to call it; what it raises on a picture
counts as "not read". Each is imported when it is first asked for, so that its memory is its own.

    contestants()["zxing-cpp"](grey)    # [b"BDHVS1:..."]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from kiosk.vision.pixels import Pixels

Read = Callable[[Pixels], list[bytes]]

OURS, PYZBAR, PYZBAR_QR, ZXING = "ours", "pyzbar.decode", "pyzbar, QR only", "zxing-cpp"
CV2, CV2_ARUCO = "cv2 QRCodeDetector", "cv2 QRCodeDetectorAruco"


def contestants() -> Mapping[str, Callable[[], Read]]:
    """Name -> what makes it. Ours comes last."""
    return {
        PYZBAR: _pyzbar, PYZBAR_QR: partial(_pyzbar, qr_only=True), CV2: partial(_opencv, "QRCodeDetector"),
        CV2_ARUCO: partial(_opencv, "QRCodeDetectorAruco"), ZXING: _zxing, OURS: _ours,
    }


def _ours() -> Read:
    from kiosk.vision.decoder import decode

    return lambda grey: [reading.payload for reading in decode(grey)]


def _zxing() -> Read:
    from kiosk.vision.zxing import look_zxing

    return lambda grey: [code.payload for code in look_zxing(grey).found]


def _pyzbar(qr_only: bool = False) -> Read:
    from pyzbar import pyzbar

    symbols = [pyzbar.ZBarSymbol.QRCODE] if qr_only else None

    def read(grey: Pixels) -> list[bytes]:
        try:
            return [bytes(code.data) for code in pyzbar.decode(grey, symbols)]
        except ValueError:      # a structured append's orientation
            return []

    return read


def _opencv(name: str) -> Read:
    import cv2

    detector: Any = getattr(cv2, name)()

    def read(grey: Pixels) -> list[bytes]:
        try:
            found, texts, *_ = detector.detectAndDecodeMulti(grey)
        except (cv2.error, UnicodeDecodeError):
            return []
        return [text.encode() for text in texts if text] if found else []

    return read
