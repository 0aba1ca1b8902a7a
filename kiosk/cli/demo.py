"""``make run``: the demo commune, an enrolled kiosk, and a window or a guided visit.

Ctrl-C stops everything this started. A second run finds its data and is quick.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from kiosk.authoring.shipped_build import prepare_or_report
from kiosk.config import ROOT, config_from
from kiosk.tour.demo_server import DemoCommune, commune_server
from kiosk.tour.save_page import save_page

NO_DISPLAY = ("Không có màn hình: máy tự chạy một buổi tối, chừng một phút. / "
              "No display: playing an evening, about a minute…")


def demo(folder: Path, out: Path) -> int:
    """Opens the kiosk's window where there is a display; else plays the evening and says where the pictures are."""
    prepare_or_report(config_from())
    with commune_server(folder) as commune:
        if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
            return _window(commune)
        return _visit(commune, out)


def _window(commune: DemoCommune) -> int:
    from kiosk.cli.run import run

    print(f"Máy xã, cổng trống tự chọn (tên và mật khẩu trong {commune.folder}/demo.json): {commune.url}")
    print(f"Thẻ để giơ trước máy ảnh: {commune.folder}/badges · Badges to hold up, PINs in demo.json")
    print(f"Tờ mã để tập trả tiền / practice sheet: {ROOT}/lessons/ky-nang-so-co-ban/tra-tien-qr/to-ma-tap-luyen.png")
    print("Ctrl-C để dừng tất cả. / Ctrl-C stops everything.")
    with _sync_worker(commune):
        return run(replace(config_from(), data=commune.kiosk(1), windowed=True))


@contextmanager
def _sync_worker(commune: DemoCommune) -> Iterator[None]:
    command = [sys.executable, "-m", "sync", "--data", str(commune.kiosk(1)), "--server", commune.url]
    worker = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(10)


def _visit(commune: DemoCommune, out: Path) -> int:
    """The tour in a process of its own, then the commune's page of the session beside the pictures."""
    (out / "summary.json").unlink(missing_ok=True)
    command = [sys.executable, "-m", "kiosk", "tour", "--out", str(out), "--commune", commune.url,
               "--dir", str(commune.folder)]
    code = _to_its_end(command, commune.folder / "tour.log")
    if not (out / "summary.json").exists():
        print(f"Buổi tối bị dừng giữa chừng, xem {commune.folder}/tour.log (K0)", file=sys.stderr)
        return 1
    page = save_page(commune, out)
    _report(json.loads((out / "summary.json").read_text("utf-8")), commune, out, page)
    return code


def _to_its_end(command: list[str], log: Path) -> int:
    """Runs a process of ours and says so once it is ours to end; whatever ends us ends it first."""
    with log.open("w") as lines:
        child = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "KIOSK_SOUND": "off"}, stderr=lines)
        try:
            print(NO_DISPLAY, flush=True)
            return child.wait()
        finally:
            child.terminate()
            child.wait()


def _report(summary: dict[str, object], commune: DemoCommune, out: Path, page: Path) -> None:
    lesson = summary["lesson"]
    assert isinstance(lesson, dict)
    print(f"""
Đã xong một buổi tối ở xã Mẫu. / One evening is done.
  Người đến / checked in:      {summary["checked_in"]} (quét lại / scanned twice: {summary["double_scans"]})
  Bài học / lesson:            {lesson["id"]} ({lesson["outcome"]})
  Máy ghi, xã nhận / written, stored: {summary["events_written"]}, {summary["events_stored"]}
  Ảnh / pictures:              {out.resolve()}
  Trang của xã / commune page: {page.resolve()}
  Mở lại máy xã / serve again: .venv/bin/commune serve --dir {commune.folder} --port 8460
  (tên, mật khẩu, mã PIN / names, passwords, PINs: {commune.folder / "demo.json"})""")
