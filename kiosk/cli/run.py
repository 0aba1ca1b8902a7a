"""``kiosk run``: the kiosk as people meet it."""

from __future__ import annotations

import sys

from kiosk.bootstrap import open_kiosk
from kiosk.config import Config
from kiosk.core.errors import CameraMissing
from kiosk.hardware.camera.source import is_absent

NO_DATABASE = "Máy chạy không có sổ ({}): bà con vẫn học bài được, chưa ghi tên được; máy tự thử mở lại mỗi phút."
NO_CAMERA = ("Chưa thấy máy ảnh “{}”: bà con vẫn học bài, vào làm khách và gõ tên được; "
             f"cắm máy ảnh vào là máy tự nhận ({CameraMissing.code}).")


def run(config: Config) -> int:
    """Shows the kiosk until it is told to stop.

    Raises:
        KioskError: there is no screen.
    """
    with open_kiosk(config, locked=not config.windowed) as kiosk:
        if problem := kiosk.store.database.standing().problem:
            print(NO_DATABASE.format(problem), file=sys.stderr, flush=True)
        if is_absent(config.camera):
            print(NO_CAMERA.format(config.camera), file=sys.stderr, flush=True)
        kiosk.app.run()
    return 0
