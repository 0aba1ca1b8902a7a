"""Made images of cards for the tests: QR codes drawn by segno, spoilt by OpenCV with fixed seeds.

    frame = held_up(qr("BDHVS1:..."), module_px=4, degrees=20)      # 720 x 1280, grey levels, 3 channels
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import segno

from kiosk.hardware.camera.port import FRAME_HEIGHT, FRAME_WIDTH, empty_frame
from kiosk.vision.pixels import Pixels, as_pixels

BADGE = "BDHVS1:6BFOXN*TS0BI$ZDFRH95B.AKXOCFH4T.TL0JH6A-QFBF8KV:CB1TB74E5/TTH7M9+Z9PX7"
CITIZEN = "001090000123||Nguyễn Thị Hường|01011950|Nữ|Thôn Đồng Cốc, xã Mẫu, tỉnh Mẫu|21052021"
NAME = "Đỗ Thị Ngọc Ánh"
QUIET_ZONE = 4   # modules


def qr(content: str | bytes, module_px: int = 6, error: str = "m") -> Pixels:
    """The code as height x width x 3, dark on white, with its quiet zone. Text goes in as UTF-8 without ECI."""
    raw = content.encode() if isinstance(content, str) else content
    return drawn(segno.make_qr(raw, error=error, mode="byte"), module_px)


def drawn(code: segno.QRCode, module_px: int = 6) -> Pixels:
    modules = np.array([list(row) for row in code.matrix], dtype=np.uint8)
    light = np.pad(1 - (modules & 1), QUIET_ZONE, constant_values=1) * 255
    grey = np.kron(light, np.ones((module_px, module_px), dtype=np.uint8))
    return as_pixels(cv2.cvtColor(as_pixels(grey), cv2.COLOR_GRAY2BGR))


def held_up(card: Pixels, degrees: float = 0.0, left: int = 400, top: int = 80) -> Pixels:
    """The card in the quiet room, its corner at ``left``/``top`` pixels, turned around its middle."""
    frame = empty_frame()
    high, wide = card.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
    turn[:, 2] += (left, top)
    drawn_on = cv2.warpAffine(card, turn, (FRAME_WIDTH, FRAME_HEIGHT), dst=frame, borderMode=cv2.BORDER_TRANSPARENT)
    return as_pixels(drawn_on)


def blurred(picture: Pixels, sigma: float) -> Pixels:
    return as_pixels(cv2.GaussianBlur(picture, (0, 0), sigma))


def noisy(picture: Pixels, sigma: float, seed: int = 1) -> Pixels:
    noise = np.random.default_rng(seed).normal(0, sigma, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def inverted(picture: Pixels) -> Pixels:
    return as_pixels(255 - picture)


def grey(picture: Pixels) -> Pixels:
    return as_pixels(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))


def save(picture: Pixels, path: Path) -> Path:
    assert cv2.imwrite(str(path), picture)
    return path


def save_video(pictures: list[Pixels], path: Path) -> Path:
    """A tiny MJPG file, 10 frames a second."""
    high, wide = pictures[0].shape[:2]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (wide, high))
    assert writer.isOpened()
    for picture in pictures:
        writer.write(picture)
    writer.release()
    return path
