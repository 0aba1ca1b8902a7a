"""Every measurement of ``kiosk bench`` by its name, in the order they are made.

    chosen("scan,idle")     # UnknownMeasurement names all where one is not there
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kiosk.bench.camera_memory import memory_rows
from kiosk.bench.check_in import check_in_rows
from kiosk.bench.idle import idle_rows
from kiosk.bench.ingest import ingest_rows
from kiosk.bench.lessons import lesson_rows
from kiosk.bench.packs import pack_rows
from kiosk.bench.pages import page_rows
from kiosk.bench.runner import Measurement
from kiosk.bench.scan import scan_rows
from kiosk.bench.start import start_rows
from kiosk.bench.sync_events import sync_rows
from kiosk.bench.touch import touch_rows

MEASUREMENTS: Final[Mapping[str, Measurement]] = {each.name: each for each in (
    Measurement("start", "khởi động tới khung hình đầu tiên biết trả lời", 25, start_rows),
    Measurement("idle", "máy nghỉ ở trang đầu", 12, idle_rows),
    Measurement("memory", "bộ nhớ khi máy ảnh chạy", 10, memory_rows),
    Measurement("touch", "chạm tới khung hình trả lời", 25, touch_rows),
    Measurement("check-in", "giơ thẻ tới “Đã ghi”", 25, check_in_rows),
    Measurement("scan", "đọc mã QR", 55, scan_rows),
    Measurement("lessons", "bài học", 40, lesson_rows),
    Measurement("packs", "cài gói bài học", 35, pack_rows),
    Measurement("sync", "10.000 sự kiện về xã", 25, sync_rows),
    Measurement("ingest", "xã nhận sự kiện", 13, ingest_rows),
    Measurement("pages", "trang của cán bộ xã", 30, page_rows),
)}


class UnknownMeasurement(LookupError):
    """``--only`` names one that is not there. The text is one Vietnamese sentence with all names."""


def chosen(names: str | None) -> Sequence[Measurement]:
    """Those of the comma-separated ``names`` in the order they are made; all for None. Raises UnknownMeasurement."""
    if names is None:
        return tuple(MEASUREMENTS.values())
    asked = {name.strip() for name in names.split(",")}
    unknown = sorted(asked - MEASUREMENTS.keys())
    if unknown:
        words = ", ".join(f"“{name}”" for name in unknown)
        raise UnknownMeasurement(f"không có phần đo {words}; có: {', '.join(MEASUREMENTS)}")
    return tuple(each for name, each in MEASUREMENTS.items() if name in asked)
