"""What lessons cost: opening one, going on in it, many in a row, and a catalogue of very many.

Guarantees: the shipped lessons on the real stage, each row in processes of its own. Where other work takes the
processor, the clock tells of that work too. Kiosks with few and with very many lessons are started in turn.

    for row in lesson_rows(setting): row.spread.value
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kiosk.bench.child import run_child
from kiosk.bench.home_screen import HomeTimes, large_pack, start_kiosk
from kiosk.bench.lesson_screen import LessonTimes
from kiosk.bench.rows import MeasuringFailed, Row, at_most, row
from kiosk.bench.setting import Setting

OPEN_MS: Final = 300
STEP_MS: Final = 100
GROWN_MB: Final = 10
ALONGSIDE: Final = 1.1          # more than this is slower; less is what two runs of the same differ by
OPENED, QUICK_OPENED = 6, 1    # lessons opened one after the other, twice
WALKED = 1                      # lessons gone through whole
LESSONS, BYTES = 200, 30_000_000
QUICK_LESSONS, QUICK_BYTES = 3, 1_000_000
STARTS, QUICK_STARTS = 3, 1
TOUCHES, QUICK_TOUCHES = 5, 1
SHIPPED: Final = "bài có sẵn"


def lesson_rows(setting: Setting) -> Iterator[Row]:
    opened, walked = setting.pick(OPENED, QUICK_OPENED), setting.pick(WALKED, 0)
    found = run_child("kiosk.bench.lesson_screen", str(opened), str(walked), setting.pick("full", "small"),
                      of=LessonTimes)
    yield row("lessons.open", "từ lúc buông tay tới khi bài đã vẽ xong", "ms", found.opens, percentile=95,
              target=at_most(OPEN_MS))
    if walked:
        if not found.steps:
            raise MeasuringFailed("không đi hết được một bài")
        yield row("lessons.step", "sang bước sau", "ms", found.steps, percentile=95, target=at_most(STEP_MS))
        yield row("lessons.touch", "chạm khác trong bước", "ms", found.touches, percentile=95)
    yield row("lessons.grown", f"bộ nhớ tăng khi mở lại {opened} bài liền", "MB", [found.grown_mb],
              target=at_most(GROWN_MB))
    yield from _catalogue_rows(setting)


def _catalogue_rows(setting: Setting) -> Iterator[Row]:
    """Starts of both kiosks in turn, so that a busy machine is busy for both."""
    lessons, size = setting.pick((LESSONS, BYTES), (QUICK_LESSONS, QUICK_BYTES))
    large, shipped = setting.place("lessons-large"), setting.place("lessons-shipped")
    large_pack(large, lessons, size)
    starts: list[tuple[HomeTimes, HomeTimes]] = []
    touches = setting.pick(TOUCHES, QUICK_TOUCHES)
    for _start in range(setting.pick(STARTS, QUICK_STARTS)):
        starts.append((start_kiosk(shipped, touches), start_kiosk(large, touches)))
    few, many = [pair[0] for pair in starts], [pair[1] for pair in starts]
    yield row("lessons.load", "nạp danh mục bài có sẵn", "ms", [each.load_ms or 0 for each in few])
    more = f"thêm {lessons} bài"
    yield row("lessons.load_many", f"nạp danh mục, {more}", "ms", [each.load_ms or 0 for each in many],
              against=(SHIPPED, [each.load_ms or 0 for each in few]))
    yield row("lessons.start_many", f"khởi động, {more}", "ms", [each.start_ms for each in many],
              against=(SHIPPED, [each.start_ms for each in few]), target=at_most(ALONGSIDE, ratio=True))
    yield row("lessons.list_many", f"mở danh sách bài, {more}", "ms", [each.list_ms or 0 for each in many],
              against=(SHIPPED, [each.list_ms or 0 for each in few]))
