"""How every command of kiosk, commune and sync worker is read, and how it says what went wrong.

Guarantees: a word missing, wrong or too many is told in one Vietnamese sentence that names it, with exit status
2 and the way to the help, which is Vietnamese with its headings; a thing that could not be done is one line with its
stable code, and exit status 1. Does not change what argparse accepts.

    CommandParser(prog="kiosk packs").parse_args(["publish"])   # Lệnh gõ thiếu --keys. Xem cách gõ: …
    return report_error("commune", "Không có thư mục demo.", "C1")      # commune: Không có thư mục demo (C1)
"""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, Final, NoReturn

USAGE: Final = "cách gõ: "
WORDS: Final = "gõ thêm"
OPTIONS: Final = "tùy chọn"
COMMANDS: Final = "các lệnh"
_HELP: Final = {"_HelpAction": "xem phần này rồi dừng", "_VersionAction": "xem số bản rồi dừng"}
_SENTENCES: Final = (
    (r"the following arguments are required: (.+)", r"thiếu \1"),
    (r"argument (.+?): invalid choice: '(.*)' \(choose from (.+)\)", r"không có \1 “\2”; chọn một trong \3"),
    (r"argument (.+?): expected (?:one|at least one) argument", r"thiếu chữ đi sau \1"),
    (r"argument (.+?): .+", r"sai chỗ \1"),
    (r"unrecognized arguments: (.+)", r"thừa \1"),
)


class _VietnameseUsage(argparse.HelpFormatter):
    """The heading over how a command is typed."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, USAGE if prefix is None else prefix)


class CommandParser(argparse.ArgumentParser):
    """An ``ArgumentParser`` that speaks Vietnamese, headings too; its sub-commands are of its own kind."""

    def __init__(self, *given: Any, **named: Any) -> None:
        formatter = named.pop("formatter_class", argparse.HelpFormatter)
        named["formatter_class"] = type("_Formatter", (_VietnameseUsage, formatter), {})
        super().__init__(*given, **named)
        self._positionals.title, self._optionals.title = WORDS, OPTIONS
        for action in self._actions:
            action.help = _HELP.get(type(action).__name__, action.help)

    def add_argument(self, *given: Any, **named: Any) -> argparse.Action:
        if named.get("action") == "version":
            named.setdefault("help", _HELP["_VersionAction"])
        return super().add_argument(*given, **named)

    def add_subparsers(self, **named: Any) -> Any:
        return super().add_subparsers(**{"title": COMMANDS, **named})

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"Lệnh gõ chưa đúng: {in_vietnamese(message)}. Xem cách gõ: {self.prog} --help\n")


def in_vietnamese(message: str) -> str:
    """argparse's English as Vietnamese; a sentence nobody foresaw stays vague rather than English."""
    for pattern, sentence in _SENTENCES:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return found.expand(sentence).replace("'", "")
    return "có chỗ sai"


def report_error(command: str, sentence: str, code: str) -> int:
    """Prints ``command: sentence (code)`` to stderr; 1, the exit status of what was not done."""
    print(f"{command}: {sentence.rstrip('.')} ({code})", file=sys.stderr)
    return 1
