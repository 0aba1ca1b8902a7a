"""The command ``commune``: demo, serve, status, enrol, cards, packs, createuser.

Exit status 0 only where the thing asked for was done. Errors go to stderr as one Vietnamese sentence and a
stable code (``sync.commune.errors``).
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sync.commune.errors import CommuneError, FolderUnusable
from sync.os_errors import reason
from sync.pipes import until_reader_leaves

DEFAULT_PORT = 8000
LOOPBACK = "127.0.0.1"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    return until_reader_leaves(lambda: _main(arguments))


def _main(arguments: Sequence[str] | None) -> int:
    chosen = _parser().parse_args(arguments)
    os.umask(0o077)  # people's records, keys and cards are this account's alone
    try:
        _open(chosen.dir, make=chosen.command == "demo")
        command = importlib.import_module(f"sync.commune.commands.{chosen.command}")
        return int(command.run(chosen))
    except CommuneError as error:
        print(f"Xã chưa làm được việc này: {error} ({error.code})", file=sys.stderr)
        return 1
    except BrokenPipeError:
        raise
    except OSError as error:
        told = FolderUnusable(f"Không ghi hoặc đọc được {error.filename or chosen.dir}: {reason(error)}.")
        print(f"Xã chưa làm được việc này: {told} ({told.code})", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _open(folder: Path, *, make: bool) -> None:
    """Points Django at ``folder`` and brings its database to this version's shape.

    Raises:
        FolderUnusable: not there (and not to be made), or the database cannot be opened.
    """
    if make:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not folder.is_dir():
        raise FolderUnusable(f"Không có thư mục {folder}.")
    os.environ["COMMUNE_DIR"] = str(folder.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "sync.commune.settings"
    import django
    from django.core.management import call_command
    from django.db import DatabaseError

    django.setup()
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise FolderUnusable(f"Không mở được sổ trong {folder}.") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="commune", description="Máy chủ của xã cho các điểm thực hành.")
    commands = parser.add_subparsers(dest="command", required=True)
    _demo_parser(_command(commands, "demo", "dựng xã Mẫu với người, thẻ và máy bịa ra để tập"))
    _serve_parser(_command(commands, "serve", "mở máy chủ xã"))
    status = _command(commands, "status", "xã đang có bao nhiêu sự kiện, thiếu bao nhiêu")
    status.add_argument("--json", action="store_true", help="in cho máy đọc")
    enrol = _command(commands, "enrol", "mời một máy mới, in mã ghi danh")
    enrol.add_argument("--site", required=True, help="mã điểm thực hành hoặc tên thôn")
    enrol.add_argument("--png", type=Path, help="ghi mã thành ảnh ở đây")
    enrol.add_argument("--url", help="địa chỉ máy chủ mà máy mới sẽ gọi; bỏ trống thì địa chỉ của xã")
    cards = _command(commands, "cards", "vẽ thẻ để in")
    cards.add_argument("--out", type=Path, required=True, help="thư mục để ảnh thẻ")
    _packs_parser(commands.add_parser("packs", help="gói bài học cho các máy tải qua mạng"))
    user = _command(commands, "createuser", "thêm cán bộ được đăng nhập")
    user.add_argument("--name", required=True, help="tên đăng nhập; mật khẩu hỏi sau, hoặc lấy ở COMMUNE_PASSWORD")
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, what: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=what, description=what)
    parser.add_argument("--dir", type=Path, required=True, help="thư mục của xã")
    return parser


def _demo_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kiosks", type=int, default=1, help="số máy ghi danh sẵn")
    parser.add_argument("--url", help=f"địa chỉ máy chủ ghi vào các máy, mặc định http://{LOOPBACK}:{DEFAULT_PORT}")


def _packs_parser(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True)
    publish = _command(acts, "publish", "nhận gói bài học từ USB của nơi phát hành; các máy tự tải khi rảnh mạng")
    publish.add_argument("source", type=Path, metavar="DIR", help="USB, hoặc kho của nơi phát hành (có thư mục bdhvs)")


def _serve_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="cổng; 0 là cổng trống nào cũng được")
    parser.add_argument("--bind", default=LOOPBACK, help="địa chỉ để nghe")


if __name__ == "__main__":
    sys.exit(main())
