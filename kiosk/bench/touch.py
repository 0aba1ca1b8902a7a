"""A touch and the frame that answers it; and what decoding behind the screen costs that frame.

Guarantees: the answer is looked for in the pixels, frame after frame, and the picture stands still without a touch
(else the measurement fails); the frames with and without decoding take turns (``frame_times``).

    for row in touch_rows(setting): row.spread.value
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2

from kiosk.bench.backgrounds import empty_frames
from kiosk.bench.frame_times import Turns, added, frame_times
from kiosk.bench.home_screen import start_kiosk
from kiosk.bench.rows import MeasuringFailed, Row, at_most, row
from kiosk.bench.setting import Setting

TOUCHES, QUICK_TOUCHES = 30, 2
TURNS, FRAMES = 7, 120
QUICK_TURNS, QUICK_FRAMES = 1, 10
ADDED_MS = 5


def touch_rows(setting: Setting) -> Iterator[Row]:
    home = start_kiosk(setting.place("touch"), setting.pick(TOUCHES, QUICK_TOUCHES))
    if home.answer_frames is None:
        raise MeasuringFailed("không đo được khung hình trả lời")
    yield row("touch.frames", "từ lúc ngón tay chạm tới khung hình đã đổi", "khung", [home.answer_frames],
              target=at_most(1))
    yield row("touch.answer", "vẽ xong khung hình trả lời", "ms", home.touch_ms)
    folder = _camera_folder(setting.place("touch-camera"))
    turns = frame_times(folder, setting.pick(FRAMES, QUICK_FRAMES), setting.pick(TURNS, QUICK_TURNS))
    yield from frame_rows("touch", "khi đang đọc mã", turns)


def frame_rows(name: str, burden: str, turns: Turns) -> Iterator[Row]:
    """The p99 frame with a burden beside the one without, and what the burden adds, turn by turn."""
    yield row(f"{name}.frame_p99", f"khung hình chậm nhất trong trăm khung, {burden}", "ms",
              [each.p99 for each in turns.burdened], against=("không", [each.p99 for each in turns.free]))
    yield row(f"{name}.frame_added", f"khung hình ấy chậm thêm {burden}", "ms", added(turns),
              target=at_most(ADDED_MS))


def _camera_folder(folder: Path) -> Path:
    """Frames without a code: every rescue stage tries."""
    for number, grey in enumerate(empty_frames(1280, 720)):
        cv2.imwrite(str(folder / f"{number}.png"), grey)
    return folder
