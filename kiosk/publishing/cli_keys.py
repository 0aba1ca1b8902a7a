"""``kiosk packs keygen`` and ``rotate-key``: the publishers' keys, once and when one changes.

Guarantees: private keys leave this module only encrypted; what is to be done with each new key is told at the
end, where the person at the keyboard reads it.

    add_keygen(subparsers); add_rotate(subparsers)
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.core.errors import KeyTrouble
from kiosk.publishing.cli_publish import Commands, add_places, fill_sticks, gather, now, publisher_of, say, update
from kiosk.publishing.passphrases import Passphrases

if TYPE_CHECKING:
    from kiosk.publishing.publisher import Publisher
    from kiosk.publishing.root_metadata import RootChain

ABOUT_KEYGEN: Final = """\
Làm bộ khóa của những người phát hành, một lần duy nhất. Cần ba người, mỗi người giữ một khóa gốc.

  kiosk packs keygen --keys khoa --root-out root.json

Làm ra trong DIR:
  root-1.pem root-2.pem root-3.pem    khóa gốc; mỗi lần đổi khóa cần hai trong ba. Mỗi người mang một khóa đi
  targets-1.pem snapshot-1.pem timestamp-1.pem    khóa phát hành, dùng mỗi lần publish, để lại trong DIR
  keys.json, *.pub, root-history/     phần công khai, để lại trong DIR
  root.json                           gốc tin cậy, chép vào mọi máy học khi cài đặt
Mật khẩu được hỏi hai lần, hoặc lấy từ KIOSK_PASSPHRASE."""
ABOUT_ROTATE: Final = """\
Thay khóa bằng khóa mới. Cần hai khóa gốc: thêm --keys cho từng thư mục (USB) có khóa gốc.

  kiosk packs rotate-key targets snapshot timestamp --keys khoa --keys /media/khoa-2 --to /media/usb
  kiosk packs rotate-key root --replace root-2 --keys khoa --keys /media/khoa-3

Khóa phát hành bị mất hay bị lộ: thay cả ba khóa một lượt. Máy học tự đổi theo khi gặp USB mới, không phải
đến từng máy. Thiếu hai khóa gốc trở lên thì không đổi được nữa: phải làm bộ khóa mới và cài lại root.json."""


def add_keygen(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("keygen", help="làm bộ khóa, một lần duy nhất", description=ABOUT_KEYGEN,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keys", type=Path, required=True, metavar="DIR", help="thư mục mới cho bộ khóa")
    parser.add_argument("--root-out", type=Path, metavar="FILE", help="nơi ghi gốc tin cậy (thường: DIR/root.json)")
    parser.set_defaults(act=_keygen)


def add_rotate(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("rotate-key", help="thay khóa bị mất, bị lộ, hoặc đổi người giữ",
                                 description=ABOUT_ROTATE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("roles", nargs="+", choices=["root", "targets", "snapshot", "timestamp"], metavar="ROLE",
                        help="root, targets, snapshot, timestamp; nêu được nhiều khóa một lượt")
    parser.add_argument("--replace", metavar="NAME", help="khóa gốc nào thôi dùng, ví dụ root-2 (chỉ với root)")
    add_places(parser)
    parser.set_defaults(act=_rotate)


def _keygen(chosen: argparse.Namespace) -> int:
    from kiosk.packs.format.atomic_files import Disk, Placing, storage_error
    from kiosk.publishing.keyring import SECRET_FOLDER, KeyRing
    from kiosk.publishing.root_metadata import first_root

    out = chosen.root_out or chosen.keys / "root.json"
    if out.exists() or (chosen.root_out and not out.parent.is_dir()):
        raise KeyTrouble(f"{out} đã có, hoặc thư mục của nó chưa có; chọn nơi khác cho --root-out")
    with storage_error(chosen.keys):
        chosen.keys.mkdir(mode=SECRET_FOLDER, parents=True, exist_ok=True)
    chain = first_root(KeyRing((chosen.keys,), Disk()), Passphrases(os.environ).fresh, now())
    placing = Placing(out.parent, Disk())
    placing.add(out.name, chain.raw)
    placing.settle()
    say(f"Xong bộ khóa trong {chosen.keys}.")
    say(f"Vân tay gốc (chép vào tờ giấy): {chain.fingerprint}")
    say(f"Gốc tin cậy: {out}. Chép tệp này vào mọi máy học khi cài đặt.")
    say("Làm ngay: mỗi người giữ khóa gốc chuyển root-1.pem, root-2.pem, root-3.pem sang USB riêng của mình rồi xóa")
    say(f"khỏi {chosen.keys}; cất thêm một bản sao của thư mục còn lại ở nơi khác. Xem docs/phat-hanh-goi-bai.md.")
    return 0


def _rotate(chosen: argparse.Namespace) -> int:
    from kiosk.publishing.history import read_history
    from kiosk.publishing.publisher import check_clock
    from kiosk.publishing.root_metadata import rotated_root

    publisher = publisher_of(chosen)
    gather(publisher, chosen.to)            # before its signatures lose their worth
    if chosen.replace and "root" not in chosen.roles:
        raise KeyTrouble("--replace chỉ đi với root")
    moment, roles = now(), list(dict.fromkeys(chosen.roles))
    check_clock(moment, read_history(publisher.ring.home).signed_at)
    passphrases = Passphrases(os.environ)
    before = {line.name for line in publisher.ring.lines()}
    chain = rotated_root(publisher.ring, roles, chosen.replace, passphrases.tries, passphrases.fresh, moment)
    _report_new(publisher, chain, before)
    if chosen.to:
        update(publisher, [])
        fill_sticks(publisher, chosen.to)
    else:
        say("Chưa chép ra USB: chạy kiosk packs publish --to cho từng USB, máy học đổi khóa khi gặp USB mới.")
    return 0


def _report_new(publisher: Publisher, chain: RootChain, before: set[str]) -> None:
    made = [line.name for line in publisher.ring.lines() if line.name not in before]
    say(f"Xong khóa gốc bản {chain.root.version}; khóa mới: {', '.join(f'{name}.pem' for name in made)}.")
    for name in made:
        if name.startswith("root-"):
            say(f"Chuyển {publisher.ring.home / name}.pem sang USB của người giữ rồi xóa khỏi đây.")
    say("Khóa cũ không còn giá trị; cất thêm một bản sao mới của thư mục khóa.")
