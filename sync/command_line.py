"""The words typed after ``kiosk packs``, refused in Vietnamese.

Guarantees: a word missing, wrong or too many is told in one Vietnamese sentence that names it, with exit status
2 and the way to the help. Does not change what is accepted.

    WordReader(prog="kiosk packs").parse_args(["publish"])     # Lệnh gõ thiếu --keys. Xem cách gõ: …
"""

from __future__ import annotations

import argparse
import re
from typing import Final, NoReturn

_TELLINGS: Final = (
    (r"the following arguments are required: (.+)", r"thiếu \1"),
    (r"argument (.+?): invalid choice: '(.*)' \(choose from (.+)\)", r"không có \1 “\2”; chọn một trong \3"),
    (r"argument (.+?): expected (?:one|at least one) argument", r"thiếu chữ đi sau \1"),
    (r"argument (.+?): .+", r"sai chỗ \1"),
    (r"unrecognized arguments: (.+)", r"thừa \1"),
)


class WordReader(argparse.ArgumentParser):
    """An ``ArgumentParser`` whose sub-commands are of its own kind too."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"Lệnh gõ chưa đúng: {told(message)}. Xem cách gõ: {self.prog} --help\n")


def told(message: str) -> str:
    """argparse's English as Vietnamese; a sentence nobody foresaw stays vague rather than English."""
    for pattern, telling in _TELLINGS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return found.expand(telling).replace("'", "")
    return "có chỗ sai"
