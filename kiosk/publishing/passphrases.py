"""Asks for the passphrases of the publishers' keys, or takes the one of ``KIOSK_PASSPHRASE``.

Guarantees: nothing typed is shown, logged or kept longer than the command runs; a new passphrase is typed twice
and has twelve letters at least (what comes from the environment is taken as it is).

    passphrases = Passphrases(os.environ)
    ring.signer(line, passphrases.tries)
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from getpass import getpass
from typing import Final

from kiosk.core.errors import KeyTrouble

VARIABLE: Final = "KIOSK_PASSPHRASE"
SHORTEST: Final = 12                    # letters
TRIES: Final = 3


class Passphrases:
    """``ask`` shows a question and returns the answer unseen."""

    def __init__(self, environment: Mapping[str, str], ask: Callable[[str], str] = getpass) -> None:
        self._given = environment.get(VARIABLE, "")
        self._ask = ask
        self._typed: list[str] = []
        self._working = ""

    def tries(self, name: str) -> Iterator[str]:
        """What may open the key ``name``: what opened others first. Raises KeyTrouble where nobody answers."""
        if self._given:
            yield self._given
            return
        yield from tuple(self._typed)
        for _attempt in range(TRIES):
            typed = self._answer(f"Mật khẩu của khóa {name}: ")
            self._typed.append(typed)
            yield typed
            _say("Mật khẩu chưa đúng.")

    def fresh(self, name: str) -> str:
        """The new passphrase for ``name``: each root key has its own, the working keys share one.

        Raises KeyTrouble where nobody answers.
        """
        if self._given:
            return self._given
        if name.startswith("root-"):
            return self._twice(f"khóa gốc {name} (do chính người giữ khóa này gõ)")
        self._working = self._working or self._twice("các khóa phát hành (targets, snapshot, timestamp)")
        return self._working

    def _twice(self, what: str) -> str:
        while True:
            first = self._answer(f"Đặt mật khẩu cho {what}: ")
            if len(first) < SHORTEST:
                _say(f"Mật khẩu cần ít nhất {SHORTEST} ký tự, ví dụ bốn từ không liên quan với nhau.")
            elif first != self._answer("Gõ lại lần nữa: "):
                _say("Hai lần gõ khác nhau, xin gõ lại.")
            else:
                return first

    def _answer(self, question: str) -> str:
        try:
            return self._ask(question)
        except EOFError as broken:
            raise KeyTrouble(f"không có ai gõ mật khẩu; chạy ở cửa sổ dòng lệnh, hoặc đặt {VARIABLE}") from broken


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
