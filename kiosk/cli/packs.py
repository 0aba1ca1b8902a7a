"""``kiosk packs …``: lesson packs from the publisher's laptop onto a stick, and from the stick into the kiosk.

Exit status 0 only where the thing asked for was done. Every refusal is a Vietnamese sentence and a code. The
publisher's half is in ``packs_publish*``, the kiosk's half (verify, install, list without a stick, rollback) in
``packs_install``.

    main(["publish", "lessons/ky-nang-so-co-ban", "--keys", "khoa", "--to", "/media/usb"])
"""

from __future__ import annotations

import argparse
import importlib
import logging
import sys
from typing import Final

from kiosk.publishing import cli_inspect, cli_keys, cli_publish
from sync.command_line import CommandParser

AT_KIOSK: Final = {
    "verify": "kiểm từng tệp trên USB, không cài gì",
    "install": "cài gói bài học từ USB vào máy này",
    "rollback": "quay về bản trước của một gói",
}
CARRY: Final = "carry"                  # the service's own; nobody types it
ABOUT: Final = """\
Gói bài học đi bằng USB: người phát hành ký và chép, máy ở thôn kiểm rồi cài.

Ở nơi phát hành (mỗi năm đôi lần):
  keygen       làm bộ khóa, một lần duy nhất
  publish      kiểm bài, đóng gói, ký, chép ra USB
  list USB     xem trên USB có gì
  expire       chữ ký còn hạn đến bao giờ; --renew để gia hạn
  rotate-key   thay khóa bị mất, bị lộ, hoặc đổi người giữ

Ở máy học:
  verify, install, list (không kèm USB), rollback

Tờ giấy in ra để làm theo: docs/phat-hanh-goi-bai.md"""


def main(arguments: list[str] | None = None) -> int:
    """Runs one of the commands and returns its exit status. Raises KioskError."""
    logging.getLogger("tuf").setLevel(logging.WARNING)      # a root key that did not sign is no news
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0] == CARRY:
        return int(importlib.import_module("kiosk.importer.main").main(words))
    if words and (words[0] in AT_KIOSK or _installed(words)):
        return int(importlib.import_module("kiosk.importer.manual_install").main(words))
    chosen = _parser().parse_args(words)
    return int(chosen.act(chosen))


def _installed(words: list[str]) -> bool:
    """``list`` without a stick tells what this kiosk has."""
    return words[0] == "list" and (len(words) == 1 or (words[1].startswith("-") and words[1] not in ("-h", "--help")))


def _parser() -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = CommandParser(
        prog="kiosk packs", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar="LỆNH", title="các lệnh")
    cli_keys.add_keygen(commands)
    cli_publish.add_publish(commands)
    cli_inspect.add_list(commands)
    cli_inspect.add_expire(commands)
    cli_keys.add_rotate(commands)
    for name, told in AT_KIOSK.items():
        commands.add_parser(name, help=told)
    return parser


if __name__ == "__main__":
    sys.exit(main())
