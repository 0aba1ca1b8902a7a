"""``kiosk packs publish``: checks, builds, signs, and writes sticks.

Guarantees: a lesson with anything to mend is not published; every stick named ends as the same copy of the
publishers' repository; "Xong" is said only after everything is on the stick's medium.

    add_publish(subparsers)
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.core.errors import PackUnfit
from kiosk.publishing.passphrases import Passphrases

if TYPE_CHECKING:
    from kiosk.publishing.built_pack import PublishablePack
    from kiosk.publishing.publisher import Publisher

ASSETS: Final = Path(__file__).resolve().parents[2] / "assets"
Commands = argparse._SubParsersAction
KEYS_HELP: Final = "thư mục khóa; khóa gốc ở USB khác thì thêm --keys lần nữa, thư mục chính đứng trước"
REPO_HELP: Final = "kho gốc của người phát hành (thường là DIR/repository trong thư mục khóa)"
ABOUT: Final = """\
Kiểm bài (như kiosk lessons check), đóng gói, ký, ghi vào kho gốc rồi chép kho đó ra USB.

  kiosk packs publish lessons/ky-nang-so-co-ban --keys khoa --to /media/usb
  kiosk packs publish --keys khoa --to /media/usb2        chép lại kho ra USB khác, không ký gì mới

Trong kho có mọi gói và mọi bản đã phát hành; tệp không đổi chỉ chép một lần. Sửa bài rồi thì tăng số
version trong pack.yaml: một số bản chỉ có một nội dung. Đừng rút USB trước khi thấy chữ "Xong"; lỡ rút thì
USB vẫn dùng được như cũ, chạy lại lệnh là xong."""


def add_publish(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("publish", help="kiểm bài, đóng gói, ký, chép ra USB", description=ABOUT,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packs", nargs="*", type=Path, metavar="PACK",
                        help="thư mục soạn bài (có pack.yaml) hoặc gói đã đóng (có pack.json); bỏ trống: chỉ chép kho")
    add_places(parser)
    parser.add_argument("--keep", type=_count, metavar="N", help="chỉ giữ N bản mới nhất của mỗi gói (thường: giữ hết)")
    parser.add_argument("--no-voice", action="store_true", help="không làm giọng máy khi đóng gói")
    parser.add_argument("--assets", type=Path, default=ASSETS, help="hình và biểu tượng chung")
    parser.set_defaults(act=_publish)


def add_places(parser: argparse.ArgumentParser) -> None:
    """--keys, --repo and --to, the same for every command that signs."""
    parser.add_argument("--keys", type=Path, action="append", required=True, metavar="DIR", help=KEYS_HELP)
    parser.add_argument("--repo", type=Path, metavar="DIR", help=REPO_HELP)
    parser.add_argument("--to", type=Path, action="append", default=[], metavar="USB",
                        help="thư mục gốc của USB; nhiều USB thì lặp lại --to")


def publisher_of(chosen: argparse.Namespace) -> Publisher:
    """Keys, own copy and passphrases as the words say."""
    from kiosk.packs.format.atomic_files import Disk
    from kiosk.publishing.keyring import KeyRing
    from kiosk.publishing.publisher import Publisher

    ring = KeyRing(tuple(chosen.keys), Disk())
    return Publisher(ring, chosen.repo or ring.home / "repository", Passphrases(os.environ).tries)


def now() -> datetime:
    """The laptop's clock, UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def mb(size: int) -> str:
    """Bytes as megabytes, the Vietnamese way: 0,4."""
    return f"{size / 1e6:.1f}".replace(".", ",")


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("ít nhất là 1")
    return number


def _publish(chosen: argparse.Namespace) -> int:
    publisher = publisher_of(chosen)
    gather(publisher, chosen.to)
    with tempfile.TemporaryDirectory(prefix="phat-hanh-") as folder:
        publishables = _publishable_packs(chosen, Path(folder))
        if publishables is None:
            return 1
        update(publisher, publishables, keep=chosen.keep)
    fill_sticks(publisher, chosen.to)
    return 0


def gather(publisher: Publisher, sticks: list[Path]) -> None:
    """Takes over what a stick has and the own copy lost. Raises PackError where a stick cannot be used."""
    from kiosk.publishing.stick import take_over

    for stick in sticks:
        if take_over(publisher, stick, _shown if sys.stderr.isatty() else _unseen):
            say(f"Kho trên {stick} mới hơn: đã chép về kho gốc.")


def update(publisher: Publisher, publishables: list[PublishablePack], *, keep: int | None = None,
           renew: bool = False) -> None:
    """Brings the own copy up to date and tells what was done. Raises PackError."""
    from kiosk.publishing.publisher import publish

    done = publish(publisher, now(), publishables, keep=keep, renew=renew)
    for head in (publishable.head for publishable in publishables):
        say(f"Gói “{head.title}” ({head.id}) bản {head.version}: {len(head.files)} tệp, {mb(head.size)} MB.")
    say(f"Kho gốc {publisher.repo}: ghi mới {done.placed.written} tệp ({mb(done.placed.written_bytes)} MB), "
        f"giữ nguyên {done.placed.kept} tệp" + ("." if done.signed else "; không có gì phải ký lại."))
    until = done.repository.expiries
    say(f"Chữ ký có hạn đến {until['timestamp']:%d/%m/%Y}, khóa gốc đến {until['root']:%d/%m/%Y}.")


def fill_sticks(publisher: Publisher, sticks: list[Path]) -> None:
    """Copies the own copy onto every stick. Raises PackError."""
    from kiosk.publishing.stick import deliver

    for stick in sticks:
        placed = deliver(publisher, stick, _shown if sys.stderr.isatty() else _unseen)
        say(f"Xong {stick}: chép {placed.written} tệp ({mb(placed.written_bytes)} MB), {placed.kept} tệp đã có. "
            f"Nên kiểm lại: kiosk packs verify {stick} --root root.json")
    if not sticks:
        say("Chưa chép ra USB nào (thêm --to thư mục USB).")


def _shown(done: int, of: int) -> None:
    sys.stderr.write(f"\r  đang chép {done / 1e6:.0f} / {of / 1e6:.0f} MB" + ("\n" if done == of else ""))


def _line_shown(line: int, of: int) -> None:
    sys.stderr.write(f"\r  đang làm giọng máy, câu {line} / {of}" + ("\n" if line == of else ""))
    sys.stderr.flush()


def _unseen(_done: int, _of: int) -> None:
    """Nobody looks at a terminal."""


def _publishable_packs(chosen: argparse.Namespace, work: Path) -> list[PublishablePack] | None:
    """Every pack named, checked and built; None where something is to be mended (it was told)."""
    from kiosk.publishing.built_pack import read_publishable

    built = []
    for number, place in enumerate(chosen.packs):
        folders = [place] if (place / "pack.json").is_file() else _built(place, chosen, work / str(number))
        if folders is None:
            return None
        built += [read_publishable(folder, chosen.assets) for folder in folders]
    for twice in _twice(publishable.head.id for publishable in built):
        raise PackUnfit(f"gói “{twice}” được nêu hai lần trong một lệnh")
    return built


def _twice(names: Iterator[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield name
        seen.add(name)


def _built(place: Path, chosen: argparse.Namespace, out: Path) -> list[Path] | None:
    from kiosk.authoring.build import build_all
    from kiosk.authoring.check import checked, report
    from kiosk.authoring.findings import has_errors
    from kiosk.authoring.parallel import cores
    from kiosk.authoring.play_check import lesson_shown, silent_progress

    say(f"Đang kiểm bài ở {place}, mỗi bài vài giây; kiểm và đóng gói xong mới hỏi mật khẩu.")
    progress_of = lesson_shown if sys.stderr.isatty() else silent_progress
    # No cache: what is found good here is signed.
    gathered, findings = checked(place, chosen.assets, progress=progress_of, processes=cores())
    if has_errors(findings) or not gathered.packs:
        report(findings, gathered, as_json=False)
        sys.stderr.write("Chưa phát hành gì: sửa các chỗ trên trước đã.\n" if gathered.packs
                         else f"Chưa phát hành gì: ở {place} không có gói nào.\n")
        return None
    say("Đang đóng gói" + ("." if chosen.no_voice else " và làm giọng máy, một vài phút. Xin đợi."))
    with redirect_stdout(StringIO()) as progress:
        build_all(gathered, chosen.assets, out, voice=not chosen.no_voice,
                  progress=_line_shown if sys.stderr.isatty() else _unseen)
    for line in progress.getvalue().splitlines():
        if not line.startswith(str(out)):       # where it was built for the moment is nobody's concern
            say(line)
    return [out / source.pack.id for source in gathered.packs]
