"""What the commands of ``commune`` have in common; and their names, for a ``--help`` that needs no database.

Guarantees: they speak Vietnamese where the line is typed wrongly, and fail with ``CommuneError`` alone, which
``sync.commune.__main__`` prints. Knows no app.

    class Command(CommuneCommand):
        def add_arguments(self, parser): super().add_arguments(parser); parser.add_argument("--json", ...)
        def handle(self, *args, **options): self.stdout.write(...)
"""

from __future__ import annotations

import argparse
import os
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.core.management.base import CommandParser as DjangoParser

from sync.command_line import CommandParser

DEFAULT_PORT: Final = 8000
LOOPBACK: Final = "127.0.0.1"

COMMANDS: Final[dict[str, str]] = {
    "demo": "dựng xã Mẫu với người, thẻ và máy bịa ra để tập",
    "serve": "mở máy chủ xã",
    "status": "xã đang có bao nhiêu sự kiện, thiếu bao nhiêu",
    "enrol": "mời một máy mới, in mã ghi danh",
    "cards": "vẽ thẻ để in",
    "partition": "chia sổ sự kiện theo xã (PostgreSQL)",
    "import": "nhận sổ của máy từ USB, ghi giấy báo lên USB",
    "packs": "gói bài học cho các máy tải qua mạng",
    "createuser": "thêm cán bộ được đăng nhập",
}


class _Parser(CommandParser, DjangoParser):
    """Django's parser, refusing in Vietnamese."""


class CommuneCommand(BaseCommand):
    """A command on a commune's DIR. Django's options for its own developers are left out."""

    requires_system_checks = []     # the durability of the database is checked on every connection

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> DjangoParser:
        program = f"{os.path.basename(prog_name)} {subcommand}"
        parser = _Parser(prog=program, description=COMMANDS[subcommand], **kwargs)
        parser.set_defaults(
            verbosity=1, settings=None, pythonpath=None, traceback=True, no_color=True, force_color=False,
            skip_checks=True,
        )
        self.add_arguments(parser)
        return parser

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        add_dir(parser)


def add_dir(parser: argparse.ArgumentParser) -> None:
    """``--dir``; ``__main__`` has read it before Django was set up, so that its value is not used again."""
    parser.add_argument("--dir", metavar="DIR", help="thư mục của xã; mặc định lấy ở COMMUNE_DIR")
