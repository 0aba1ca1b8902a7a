"""``commune packs publish``: takes over a publishers' stick, for the kiosks to fetch.

Exit status 0 only where everything of it is on the disk. Needs no key and trusts nobody: the kiosks judge.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sync.commune.base_command import CommuneCommand, add_dir
from sync.commune.packs.repository import take_over
from sync.commune.tenancy.current import current_data_dir


class Command(CommuneCommand):
    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        what = "nhận gói bài học từ USB của nơi phát hành; các máy tự tải khi rảnh mạng"
        actions = parser.add_subparsers(dest="action", required=True, metavar="{publish}")
        publish = actions.add_parser("publish", help=what, description=what)
        publish.add_argument(
            "source", type=Path, metavar="DIR", help="USB, hoặc kho của nơi phát hành (có thư mục bdhvs)")
        add_dir(publish)

    def handle(self, *args: Any, source: Path, **options: Any) -> None:
        """Raises PacksRefused, OSError."""
        taken = take_over(source, current_data_dir().packs)
        if not taken.changed:
            self.stdout.write(f"Máy chủ đã có bản phát hành số {taken.version} rồi.")
            return
        self.stdout.write(
            f"Máy chủ đã nhận bản phát hành số {taken.version}: {taken.files} tệp, trong đó {taken.written} tệp mới. "
            "Các máy tự tải khi rảnh mạng.")
