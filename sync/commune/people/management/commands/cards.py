"""``commune cards``: every badge in force as a printable PNG."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sync.commune.base_command import CommuneCommand
from sync.commune.people.card_files import save_cards
from sync.commune.tenancy.current import current_commune


class Command(CommuneCommand):
    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--out", type=Path, required=True, help="thư mục để ảnh thẻ")

    def handle(self, *args: Any, out: Path, **options: Any) -> None:
        """Raises PictureMissing, OSError."""
        names = save_cards(current_commune(), out)
        self.stdout.write(f"Đã vẽ {len(names)} thẻ vào {out}.")
