"""``kiosk packs verify | install | list | rollback``: the kiosk's half of lesson packs by USB.

Guarantees: "Xong, rút USB được rồi" is the last line, and only once everything is on the medium; exit status 0
only where the thing asked for was done. Mounts nothing and needs no network.

    main(["install", "/media/usb", "--data", "/var/lib/kiosk"])
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.config import Config, config_from
from kiosk.core.errors import PackUnfit, StickForeign, StickOlder, StoreError
from kiosk.core.ports import NewEvent
from kiosk.importer.kiosk_book import KioskBook, open_kiosk_book
from kiosk.packs.format.manifest import MANIFEST
from kiosk.packs.format.reader import staged_manifest
from kiosk.packs.format.repository_paths import KINDS
from kiosk.packs.install.folder_fetcher import FolderFetcher
from kiosk.packs.install.installer import Outcome, install
from kiosk.packs.install.kiosk_disk import on_kiosk
from kiosk.packs.install.registry import InstalledPack, installed, installed_packs, rollback
from kiosk.packs.install.rollback_marks import MemoryVersionsSeen
from kiosk.packs.install.staging import InstallTarget, Progress, Stick
from kiosk.packs.install.tuf_client import Offer, Trust
from sync.command_line import CommandParser

DONE = "Xong, rút USB được rồi."
ROOT_NAME = "root.json"
MAX_ROOT = 512_000                     # bytes, as python-tuf's client reads


def main(arguments: list[str] | None = None) -> int:
    """Runs one of the four and returns its exit status. Raises KioskError."""
    chosen = _parser().parse_args(arguments)
    return int(chosen.act(chosen, config_from()))


def _parser() -> argparse.ArgumentParser:
    parser = CommandParser(prog="kiosk packs", description="Gói bài học trên máy học.")
    commands = parser.add_subparsers(required=True)
    verify = commands.add_parser("verify", help="kiểm từng tệp trên USB, không cài gì")
    verify.set_defaults(act=_verify)
    bring = commands.add_parser("install", help="cài gói bài học từ USB vào máy này")
    bring.add_argument("--older", action="store_true", help="cài cả bản cũ hơn bản đang có, hoặc bản đã quay lui")
    bring.set_defaults(act=_install)
    listed = commands.add_parser("list", help="máy này đang có gói nào")
    listed.set_defaults(act=_list)
    back = commands.add_parser("rollback", help="quay về bản trước của một gói")
    back.add_argument("pack", metavar="PACK", help="tên gói, như kiosk packs list in ra")
    back.set_defaults(act=_rollback)
    for command in (verify, bring):
        command.add_argument("stick", type=Path, metavar="STICK", help="thư mục của USB")
        command.add_argument("--root", type=Path, metavar="FILE", help="tệp gốc tin cậy (root.json) của xã")
    for command in (verify, bring, listed, back):
        command.add_argument("--data", type=Path, metavar="DIR", help="thư mục sổ và gói bài của máy")
    return parser


# --- the four -----------------------------------------------------------------------------------------


def _verify(chosen: argparse.Namespace, config: Config) -> int:
    """Reads every signed byte, on any machine: remembers nothing, so it cannot tell an old stick from a new one."""
    bootstrap = trusted_root(chosen.root, config.assets, chosen.data or config.data)
    with on_kiosk(), tempfile.TemporaryDirectory(prefix="kiosk-packs-") as state:
        fetcher = FolderFetcher(chosen.stick)
        stick = Stick(fetcher, Trust(bootstrap, Path(state), MemoryVersionsSeen()).publication(fetcher))
        for offer in stick.publication.offers:
            files, size = _read_whole(stick, offer, Path(state) / offer.signed.sha256)
            print(f"{offer.pack} {offer.version} “{offer.title}”: {files} tệp, {_mb(size)} MB, đúng chữ ký.")
    print("USB đúng là của nơi phát hành và còn nguyên. Chưa cài gì vào máy.")
    return 0


def _read_whole(stick: Stick, offer: Offer, folder: Path) -> tuple[int, int]:
    """Files and bytes of an offer, each of them read and compared."""
    raw = stick.manifest(offer)
    if offer.kind not in KINDS:
        return 1, len(raw)
    folder.mkdir()
    (folder / MANIFEST).write_bytes(raw)
    manifest = staged_manifest(folder)
    for entry in manifest.files:
        for _piece in stick.pieces(*stick.signed(entry)):
            pass
    return len(manifest.files), sum(entry.size for entry in manifest.files)


def _install(chosen: argparse.Namespace, config: Config) -> int:
    data: Path = chosen.data or config.data
    bootstrap = trusted_root(chosen.root, config.assets, data)
    with open_kiosk_book(data, config.reserve_bytes) as store:
        target = InstallTarget(data / "packs", config.assets)
        fetcher = FolderFetcher(chosen.stick)
        with on_kiosk():
            target.root.mkdir(parents=True, exist_ok=True)
        trust = Trust(bootstrap, target.root, store.versions_seen)
        stick = Stick(fetcher, trust.publication(fetcher, store.anchored()))
        for offer in _chosen(stick, target.root, older=chosen.older):
            outcome = install(stick, offer, target, store.versions_seen, _Counter().show, older=chosen.older)
            print(_error_sentence(outcome))
            if not outcome.already:
                _record(store, "pack.installed", pack=outcome.pack, version=outcome.version, previous=outcome.previous)
    print(DONE)
    return 0


def _chosen(stick: Stick, root: Path, *, older: bool) -> list[Offer]:
    """The newest version of each pack; what cannot or should not come is said.

    Raises:
        StickOlder: nothing but what somebody rolled back from here.
        PackUnfit: nothing this kiosk can use.
    """
    left = False
    offers, there = [], {pack.pack: pack for pack in installed_packs(root)}
    for offer in stick.publication.newest():
        now = there.get(offer.pack)
        if offer.kind not in KINDS:
            print(f"“{offer.title}” là loại gói máy này chưa dùng được, máy bỏ qua.")
        elif now is not None and now.undone == offer.version and not older:
            print(f"“{offer.title}” bản {offer.version} đã bị quay lui trên máy này, máy bỏ qua (--older để cài lại).")
            left = True
        else:
            offers.append(offer)
    if not offers and left:
        raise StickOlder("trên USB chỉ có bản máy này đã quay lui")
    if not offers:
        raise PackUnfit("trên USB không có gói nào để cài vào máy này")
    return offers


def _list(chosen: argparse.Namespace, config: Config) -> int:
    packs = installed_packs(_data(chosen, config) / "packs")
    for pack in packs:
        back = f"; lùi về được bản {pack.previous.version}" if pack.previous else ""
        undone = f"; bản {pack.undone} đã bị quay lui" if pack.undone else ""
        print(f"{pack.pack} {pack.version} “{pack.manifest.title}”, {len(pack.manifest.lessons)} bài{back}{undone}")
    if not packs:
        print("Máy chưa cài gói nào từ USB; máy dùng các bài có sẵn.")
    return 0


def _rollback(chosen: argparse.Namespace, config: Config) -> int:
    data = _data(chosen, config)
    with open_kiosk_book(data, config.reserve_bytes) as store:
        left, now = rollback(data / "packs", chosen.pack)
        pack = installed(data / "packs", chosen.pack)
        print(f"Đã quay về bản {now.version} của gói “{_title(pack, chosen.pack)}” (trước đó là {left.version}).")
        _record(store, "pack.rolled_back", pack=chosen.pack, version=now.version, left=left.version)
    return 0


# --- small things -------------------------------------------------------------------------------------


def _data(chosen: argparse.Namespace, config: Config) -> Path:
    """The kiosk's data folder. Raises StoreError where it is none: a mistyped one is never made, nor called empty."""
    data: Path = chosen.data or config.data
    if not data.is_dir():
        raise StoreError(f"{data} is no folder")
    return data


def trusted_root(given: Path | None, assets: Path, data: Path) -> bytes:
    """The bootstrap root: the file asked for, else the one that came with the installation, else the one in the
    data folder.

    Raises:
        StickForeign: there is none, so nobody's stick can be trusted.
    """
    places = [given] if given is not None else [assets / "system" / ROOT_NAME, data / ROOT_NAME]
    for place in places:
        try:
            with place.open("rb") as stream:
                return stream.read(MAX_ROOT)
        except FileNotFoundError:
            continue
        except OSError as broken:
            raise StickForeign(f"không đọc được tệp gốc tin cậy {place}") from broken
    raise StickForeign(f"máy chưa có tệp gốc tin cậy nên chưa tin USB nào; chép {ROOT_NAME} của xã vào {places[-1]}")


def _record(store: KioskBook, kind: str, **fields: object) -> None:
    if trouble := store.record(NewEvent(kind, fields)):
        print(trouble)


def _error_sentence(outcome: Outcome) -> str:
    if outcome.already:
        return f"“{outcome.title}” bản {outcome.version}: máy đã có rồi."
    return f"“{outcome.title}” bản {outcome.version}: {outcome.changes.sentence()}."


def _title(pack: InstalledPack | None, name: str) -> str:
    return pack.manifest.title if pack is not None else name


def _mb(size: int) -> str:
    return f"{size / 1_000_000:.1f}".replace(".", ",")


@dataclass
class _Counter:
    """Tells on stderr how far the copying is, at most once for each tenth."""

    clock: Callable[[], float] = time.monotonic
    begun: float = field(init=False)
    tenth: int = -1

    def __post_init__(self) -> None:
        self.begun = self.clock()

    def show(self, now: Progress) -> None:
        tenth = 10 * now.size // now.of_size if now.of_size else 10
        if tenth > self.tenth:
            self.tenth = tenth
            sys.stderr.write(f"Đang chép: {now.files}/{now.of_files} tệp, {_mb(now.size)}/{_mb(now.of_size)} MB"
                             f"{self._left(now)}\n")

    def _left(self, now: Progress) -> str:
        took = self.clock() - self.begun
        if took < 5 or not now.size:
            return ""
        return f", còn khoảng {max(1, round(took * (now.of_size - now.size) / now.size / 60))} phút"


if __name__ == "__main__":
    sys.exit(main())
