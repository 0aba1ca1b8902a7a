"""The command ``commune``: sets COMMUNE_DIR from ``--dir``, then runs one of Django's management commands.

Its own commands are in the apps (``<app>/management/commands``), listed in ``base_command.COMMANDS``; Django's
(``migrate``, ``check``, ``shell`` …) run as well. Its own bring the database to this version's shape first.

Exit status 0 only where the thing asked for was done. Errors go to stderr as one Vietnamese sentence and a
stable code (``sync.commune.errors``).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sync.command_line import CommandParser, report_error
from sync.commune.errors import CommuneError, DatabaseUnusable, FolderUnusable
from sync.os_errors import reason
from sync.pipes import until_reader_leaves

SETTINGS: Final = "sync.commune.config.settings"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    return until_reader_leaves(lambda: _main(arguments))


def _main(arguments: Sequence[str] | None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0].startswith("-"):
        _overview().parse_args(words)
    os.umask(0o077)  # people's records, keys and cards are this account's alone
    try:
        _run(words[0], words[1:])
    except CommuneError as error:
        return report_error("commune", str(error), error.code)
    except BrokenPipeError:
        raise
    except OSError as error:
        unusable = FolderUnusable(f"Không ghi hoặc đọc được {error.filename or 'tệp'}: {reason(error)}.")
        return report_error("commune", str(unusable), unusable.code)
    except KeyboardInterrupt:
        return 130
    return 0


def _run(name: str, words: list[str]) -> None:
    """Sets Django up and hands the line on. Raises CommuneError, OSError, SystemExit."""
    from sync.commune.base_command import COMMANDS

    directory, others = _directory(words)
    wants_help = bool({"-h", "--help"} & set(words))
    if name not in COMMANDS and directory is None and not wants_help:
        _overview().parse_args([name])      # refuses what is no command at all
    if not wants_help:
        _use(directory, name)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.core import management

    django.setup()
    if name not in COMMANDS:
        management.execute_from_command_line(["commune", name, *others])
        return
    if not wants_help:
        _bring_up_to_date()
    app = management.get_commands()[name]
    management.load_command_class(str(app), name).run_from_argv(["commune", name, *words])


def _directory(words: list[str]) -> tuple[Path | None, list[str]]:
    """``--dir`` (else COMMUNE_DIR), and the line without it."""
    parser = CommandParser(prog="commune", add_help=False, allow_abbrev=False)
    parser.add_argument("--dir", type=Path)
    chosen, others = parser.parse_known_args(words)
    given: Path | None = chosen.dir
    return given or (Path(os.environ["COMMUNE_DIR"]) if os.environ.get("COMMUNE_DIR") else None), others


def _use(directory: Path | None, name: str) -> None:
    """Points Django's settings at ``directory``.

    Raises:
        FolderUnusable: not there (and not to be made).
    """
    if directory is None:
        CommandParser(prog=f"commune {name}").error("the following arguments are required: --dir")
    if name == "demo":
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not directory.is_dir():
        raise FolderUnusable(f"Không có thư mục {directory}.")
    os.environ["COMMUNE_DIR"] = str(directory.resolve())


def _bring_up_to_date() -> None:
    """Raises FolderUnusable where SQLite's file cannot be opened, DatabaseUnusable where PostgreSQL cannot, or where
    the database is not durable."""
    from django.core.management import call_command
    from django.db import DatabaseError

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        if os.environ.get("DATABASE_URL"):
            raise DatabaseUnusable("Không mở được sổ PostgreSQL ở DATABASE_URL.") from error
        raise FolderUnusable(f"Không mở được sổ trong {os.environ['COMMUNE_DIR']}.") from error


def _overview() -> CommandParser:
    """The list of commands: each has its own parser behind it."""
    from sync.commune.base_command import COMMANDS

    width = max(map(len, COMMANDS))
    parser = CommandParser(
        prog="commune", usage=f"commune [-h] {{{','.join(COMMANDS)}}} …",
        description="Máy chủ của xã cho các điểm thực hành.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {name:{width}}  {what}" for name, what in COMMANDS.items()),
    )
    parser.add_argument(
        "command", metavar="LỆNH", choices=list(COMMANDS),
        help="một trong các lệnh:",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
