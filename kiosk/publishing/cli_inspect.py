"""``kiosk packs list STICK`` and ``expire``: what a stick holds and how long its signatures last.

Guarantees: looking changes nothing and needs no passphrase; what stood in a file is printed without anything a
terminal could act on.

    add_list(subparsers); add_expire(subparsers)
"""

from __future__ import annotations

import argparse
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.core.errors import KeyTrouble
from kiosk.publishing.cli_publish import (
    KEYS_HELP,
    REPO_HELP,
    Commands,
    fill_sticks,
    gather,
    mb,
    now,
    publisher_of,
    say,
    update,
)
from kiosk.publishing.passphrases import Passphrases

if TYPE_CHECKING:
    from kiosk.publishing.inventory import Inventory, InventoryEntry
    from kiosk.publishing.publisher import Publisher
    from kiosk.publishing.root_metadata import RootChain

SOON: Final = 180                       # days: time for everybody to meet
_ROLES: Final = {"root": "khóa gốc", "targets": "danh sách tệp", "snapshot": "danh sách bản",
                 "timestamp": "dấu thời gian"}
_KINDS: Final = {"lessons": "bài học", "voices": "giọng đọc"}
ABOUT_LIST: Final = """\
Trên USB có gói nào, bản nào, bao nhiêu MB, ký ngày nào, có mấy bản khóa gốc. Không kèm USB: gói đã cài ở
máy này. Lệnh này xem đủ tệp hay chưa; kiểm từng tệp thì chạy kiosk packs verify."""
ABOUT_EXPIRE: Final = """\
Chữ ký của từng phần còn hạn đến bao giờ, ở kho gốc hoặc trên USB.

  kiosk packs expire /media/usb                           chỉ xem
  kiosk packs expire --keys khoa --renew                  ký lại ba phần, thêm ba năm
  kiosk packs expire /media/usb --keys khoa --renew       ký lại rồi chép ra USB đó
  kiosk packs expire --keys khoa --keys /media/khoa-2 --renew --root    thêm mười năm cho khóa gốc (hai khóa gốc)"""


def add_list(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("list", help="xem trên USB có gì; không kèm USB: gói đã cài", description=ABOUT_LIST,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stick", type=Path, metavar="USB", help="thư mục gốc của USB, hoặc kho gốc")
    parser.add_argument("--keys", type=Path, action="append", metavar="DIR", help="đối chiếu với bộ khóa này")
    parser.set_defaults(act=_list, repo=None)


def add_expire(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("expire", help="chữ ký còn hạn đến bao giờ; --renew để gia hạn",
                                 description=ABOUT_EXPIRE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stick", type=Path, nargs="?", metavar="USB", help="thư mục gốc của USB; bỏ trống: kho gốc")
    parser.add_argument("--keys", type=Path, action="append", metavar="DIR", help=KEYS_HELP)
    parser.add_argument("--repo", type=Path, metavar="DIR", help=REPO_HELP)
    parser.add_argument("--renew", action="store_true", help="ký lại, thêm ba năm")
    parser.add_argument("--root", action="store_true", help="cùng --renew: gia hạn cả khóa gốc, cần hai khóa gốc")
    parser.set_defaults(act=_expire)


def _own(chosen: argparse.Namespace) -> RootChain | None:
    from kiosk.publishing.root_metadata import own_root_chain

    return own_root_chain(publisher_of(chosen).ring) if chosen.keys else None


def _list(chosen: argparse.Namespace) -> int:
    from kiosk.publishing.inventory import inventory

    found = inventory(chosen.stick, _own(chosen))
    for entry in found.entries:
        say(_line(entry))
    chain = found.repository.chain
    say(f"Tất cả {mb(found.size)} MB, mỗi tệp một lần. Khóa gốc: {len(chain.raw)} bản.")
    say(f"Vân tay gốc: {chain.fingerprint}")
    missing = any(entry.missing for entry in found.entries)
    if missing:
        say("USB này thiếu tệp: phát hành lại ra USB này, hoặc dùng USB khác.")
    return 1 if missing else 0


def _line(entry: InventoryEntry) -> str:
    head = entry.head
    signed = "/".join(reversed(printable(entry.signed_at)[:10].split("-")))
    short = f", THIẾU {entry.missing} tệp" if entry.missing else ""
    return (f"{head.id} {head.version}  “{head.title}”  {_KINDS[head.kind]}, {mb(entry.size)} MB, "
            f"{entry.files} tệp, ký {signed}{short}")


def printable(text: str) -> str:
    """Nothing a terminal could act on."""
    return "".join(c if c.isprintable() else "?" for c in text)


def _expire(chosen: argparse.Namespace) -> int:
    from kiosk.publishing.inventory import inventory

    if not chosen.keys and (chosen.renew or chosen.stick is None):
        raise KeyTrouble("cần --keys thư mục khóa" + (" để gia hạn" if chosen.renew else ", hoặc thư mục gốc của USB"))
    if chosen.root and not chosen.renew:
        raise KeyTrouble("--root chỉ đi với --renew")
    if chosen.renew:
        _renew(chosen)
    place = chosen.stick or publisher_of(chosen).repo
    _report(inventory(place, _own(chosen)), now())
    return 0


def _renew(chosen: argparse.Namespace) -> None:
    publisher = publisher_of(chosen)
    sticks = [chosen.stick] if chosen.stick else []
    gather(publisher, sticks)
    if chosen.root:
        _renew_root(publisher)
    update(publisher, [], renew=True)
    fill_sticks(publisher, sticks)


def _renew_root(publisher: Publisher) -> None:
    from kiosk.publishing.history import read_history
    from kiosk.publishing.publisher import check_clock
    from kiosk.publishing.root_metadata import rotated_root

    moment, passphrases = now(), Passphrases(os.environ)
    check_clock(moment, read_history(publisher.ring.home).signed_at)
    rotated_root(publisher.ring, [], None, passphrases.tries, passphrases.fresh, moment)


def _report(found: Inventory, moment: datetime) -> None:
    for role, until in found.repository.expiries.items():
        days = (until - moment).days
        left = "ĐÃ HẾT HẠN" if days < 0 else f"còn {days} ngày" + (", nên gia hạn sớm" if days < SOON else "")
        say(f"{_ROLES[role]:14} bản {found.repository.versions[role]:<4} đến {until:%d/%m/%Y}  {left}")
