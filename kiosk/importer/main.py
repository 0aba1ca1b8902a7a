"""``kiosk packs carry``: the importer, started by systemd for one stick that was pushed in (bdhvs-stick@.service).

Guarantees: runs until the stick is out and then leaves nothing behind it; shares the database with the screen and
nothing else; needs no network. Exit status 0 where nothing failed.

    main(["carry", "--stick", "/run/bdhvs/usb/sda1", "--data", "/var/lib/kiosk"])
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kiosk.config import config_from
from kiosk.hardware.system.drives import drives_around
from kiosk.importer.importer import Dependencies, Importer
from kiosk.importer.kiosk_book import open_kiosk_book
from kiosk.importer.manual_install import trusted_root
from kiosk.importer.status_writer import StatusWriter
from kiosk.packs.install.kiosk_disk import on_kiosk
from kiosk.packs.install.staging import InstallTarget
from kiosk.store.usb_status import BootTime, UsbStatusTable
from sync.command_line import CommandParser


def main(arguments: list[str] | None = None) -> int:
    """Runs until the stick is out. Raises KioskError where the kiosk itself is not fit for it."""
    chosen = _parser().parse_args(arguments)
    config = config_from()
    data: Path = chosen.data or config.data
    with open_kiosk_book(data, config.reserve_bytes) as store:
        target = InstallTarget(data / "packs", config.assets)
        with on_kiosk():
            target.root.mkdir(parents=True, exist_ok=True)
        now = BootTime(store.ready.boot_id, store.sources.boottime_ms)
        board = UsbStatusTable(store.ready.path, chosen.stick.name, now)
        with StatusWriter(board, now.ms) as status_writer:
            dependencies = Dependencies(store, target, lambda: trusted_root(chosen.root, config.assets, data),
                          chosen.auto or config.packs_auto)
            carried = Importer(chosen.stick, drives_around(chosen.stick), dependencies, board, status_writer).carry()
    return 0 if carried else 1


def _parser() -> argparse.ArgumentParser:
    parser = CommandParser(
        prog="kiosk packs carry", description="Trông một USB từ lúc cắm vào đến lúc rút ra; máy tự gọi lệnh này.")
    parser.add_argument("command", metavar="carry")
    parser.add_argument("--stick", type=Path, required=True, metavar="DIR", help="chỗ gắn USB")
    parser.add_argument("--data", type=Path, metavar="DIR", help="thư mục sổ và gói bài của máy")
    parser.add_argument("--root", type=Path, metavar="FILE", help="tệp gốc tin cậy (root.json) của xã")
    parser.add_argument("--auto", action="store_true", help="tự chép khi không có buổi học, dù KIOSK_PACKS_AUTO=0")
    return parser


if __name__ == "__main__":
    sys.exit(main())
