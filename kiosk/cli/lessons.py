"""``kiosk lessons check | build | prepare | preview | say | schema | voices``: the author's tools (lessons/README.md).

Exit status 0 only where nothing has to be mended. Warnings ("nhắc") do not fail. Every refusal is a
Vietnamese sentence.

    main(["check", "lessons"])
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from kiosk.authoring.check import checked, report
from kiosk.authoring.findings import Finding, has_errors
from kiosk.authoring.findings_cache import FindingsCache
from kiosk.authoring.parallel import cores
from kiosk.authoring.play_check import lesson_shown, silent_progress
from kiosk.authoring.workspace import Gathered
from kiosk.core.errors import KioskError
from kiosk.ui import ASSETS as DRAWN_WITH
from sync.command_line import CommandParser
from sync.os_errors import reason

ASSETS: Final = Path(__file__).resolve().parents[2] / "assets"
SCHEMAS: Final = ASSETS.parent / "lessons" / "schema"


def main(arguments: list[str] | None = None) -> int:
    """Runs one of the author's tools and returns its exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.act(chosen))
    except KioskError as refused:
        sys.stderr.write(f"{refused} ({refused.code})\n")
        return 1
    except BrokenPipeError:
        raise
    except OSError as broken:
        sys.stderr.write(f"Không đọc hoặc ghi được {broken.filename or 'tệp'}: {reason(broken)} ({KioskError.code}).\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = CommandParser(prog="kiosk lessons", description="Công cụ cho người soạn bài học.")
    commands = parser.add_subparsers(required=True)
    check = commands.add_parser("check", help="kiểm tra bài: chữ, hình, lối đi, chỗ tràn")
    check.add_argument("place", type=Path, metavar="DIR", help="lessons/, một gói, hoặc một bài")
    check.add_argument("--json", action="store_true", help="in kết quả kiểu JSON cho máy khác đọc")
    check.add_argument("--fresh", action="store_true", help="kiểm lại cả những bài không đổi từ lần trước")
    check.set_defaults(act=_check)
    build = commands.add_parser("build", help="đóng gói bài để mang đến máy học")
    build.add_argument("place", type=Path, metavar="DIR", help="lessons/ hoặc một gói")
    build.add_argument("--out", type=Path, required=True, help="thư mục để gói đã đóng")
    build.add_argument("--no-voice", action="store_true", help="không làm giọng máy")
    build.set_defaults(act=_build)
    prepare = commands.add_parser("prepare", help="dựng sẵn bài có sẵn trong máy, để máy mở nhanh")
    prepare.set_defaults(act=_prepare)
    preview = commands.add_parser("preview", help="xem thử một bài")
    preview.add_argument("place", type=Path, metavar="LESSON", help="thư mục của bài")
    preview.add_argument("--out", type=Path, help="ghi từng bước thành ảnh PNG vào đây")
    preview.add_argument("--panel", default="1280x800", choices=["1280x800", "1024x600", "1920x1080"])
    preview.add_argument("--percent", type=int, default=100, choices=[100, 125, 150], help="cỡ chữ")
    preview.set_defaults(act=_preview)
    say = commands.add_parser("say", help="in ra chữ mà giọng máy sẽ đọc cho một câu")
    say.add_argument("sentence", nargs="+", metavar="CÂU", help="câu viết như trong bài, trong ngoặc kép")
    say.set_defaults(act=_say)
    schema = commands.add_parser("schema", help="viết lược đồ JSON cho trình soạn thảo")
    schema.add_argument("--out", type=Path, default=SCHEMAS, help="thư mục để ghi; bỏ thì là lessons/schema")
    schema.set_defaults(act=_schema)
    voices = commands.add_parser("voices", help="gói các giọng thu ở máy này để mang sang máy khác")
    voices.add_argument("pack", metavar="PACK", help="gói bài mà giọng đọc cho, ví dụ ky-nang-so-co-ban")
    voices.add_argument("--data", type=Path, required=True, help="thư mục dữ liệu của máy (KIOSK_DATA)")
    voices.add_argument("--out", type=Path, required=True, help="thư mục để gói giọng")
    voices.add_argument("--version", default="1.0.0", help="số bản, tăng mỗi lần mang đi (1.0.0)")
    voices.set_defaults(act=_voices)
    for command in (check, build, preview):
        command.add_argument("--assets", type=Path, default=ASSETS, help="hình và biểu tượng chung")
    return parser


def _check(chosen: argparse.Namespace) -> int:
    gathered, findings = _checked(chosen, None if chosen.fresh else FindingsCache.usual(DRAWN_WITH))
    return report(findings, gathered, as_json=chosen.json)


def _checked(chosen: argparse.Namespace, cache: FindingsCache | None) -> tuple[Gathered, list[Finding]]:
    progress = lesson_shown if sys.stderr.isatty() else silent_progress
    return checked(chosen.place, chosen.assets, progress=progress, processes=cores(), cache=cache)


def _build(chosen: argparse.Namespace) -> int:
    from kiosk.authoring.build import build_all
    gathered, findings = _checked(chosen, FindingsCache.usual(DRAWN_WITH))
    if has_errors(findings) or not gathered.packs:
        report(findings, gathered, as_json=False)
        sys.stderr.write("Chưa đóng gói: sửa các chỗ trên trước đã.\n" if gathered.packs
                         else "Chưa đóng gói: ở đây không có gói nào.\n")
        return 1
    build_all(gathered, chosen.assets, chosen.out, voice=not chosen.no_voice)
    return 0


def _prepare(_chosen: argparse.Namespace) -> int:
    from kiosk.authoring.shipped_build import prepare_lessons
    from kiosk.config import config_from
    config = config_from()
    done = "Đã dựng sẵn bài" if prepare_lessons(config) else "Bài đã dựng sẵn từ trước"
    sys.stdout.write(f"{done}: {config.lessons_built}\n")
    return 0


def _preview(chosen: argparse.Namespace) -> int:
    from kiosk.authoring.preview import preview
    return preview(chosen.place, chosen.assets, chosen.out, chosen.panel, chosen.percent)


def _say(chosen: argparse.Namespace) -> int:
    from kiosk.core.text.speech import spoken
    sys.stdout.write(f"{spoken(' '.join(chosen.sentence))}\n")
    return 0


def _voices(chosen: argparse.Namespace) -> int:
    from kiosk.authoring.voices import export
    from kiosk.config import Config
    export(Config(data=chosen.data), chosen.pack, chosen.version, chosen.out)
    return 0


def _schema(chosen: argparse.Namespace) -> int:
    from kiosk.authoring.schema import write_schemas
    for path in write_schemas(chosen.out):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
