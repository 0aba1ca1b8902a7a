"""What a password must not be, beyond Django's own rules: what anybody who knows the village would try first.

    GuessablePasswordValidator().validate("xaMau2026", staff)      # ValidationError

Source of the rules: NIST SP 800-63B section 5.1.1.2 (context-specific words, repetitive and sequential characters).
"""

from __future__ import annotations

from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sync.protocol.folding import without_marks

MIN_DIFFERENT: Final = 5        # characters
MIN_UNFORESEEN: Final = 4       # letters and digits that stay when the foreseen words are taken out
WORDS: Final = (
    "binhdanhocvuso", "binhdanhocvu", "nhavanhoa", "congngheso", "chuyendoiso", "matkhau", "password", "canbo", "uyban",
    "ubnd", "vanhoa", "vietnam", "admin", "dangvien", "doanvien", "quantri", "phuong", "xa",
)
RUNS: Final = ("01234567890", "9876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
MIN_RUN: Final = 4


class GuessablePasswordValidator:
    """Refuses the office's own words, its commune's name and the account's, a year and little else; runs of keys."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if len(set(password)) < MIN_DIFFERENT:
            sentence = _("Mật khẩu phải có ít nhất {number} chữ khác nhau.").format(number=MIN_DIFFERENT)
            raise ValidationError(sentence, code="repeated")
        left = _plain(password)
        for word in sorted({*WORDS, *_own_words(user)}, key=len, reverse=True):
            left = left.replace(word, " ")
        if len(_without_runs(left).replace(" ", "")) < MIN_UNFORESEEN:
            raise ValidationError(
                _("Mật khẩu này dễ đoán quá (tên xã, tên mình, năm, dãy phím). Mời chọn vài từ không liên quan nhau."),
                code="guessable")

    def get_help_text(self) -> str:
        return _("Mật khẩu không được là tên xã, tên mình, năm hay một dãy phím.")


def _own_words(user: AbstractBaseUser | None) -> set[str]:
    """The account's own words, the commune's name, word by word."""
    commune = getattr(user, "commune", None)
    texts = [getattr(user, "username", ""), getattr(user, "first_name", ""), getattr(user, "last_name", ""),
             getattr(commune, "name", ""), getattr(commune, "code", "")]
    return {_plain(word) for text in texts for word in (text or "").split() if len(_plain(word)) > 1}


def _plain(text: str) -> str:
    """Lower case without marks, letters and digits only."""
    return "".join(each for each in without_marks(text) if each.isalnum())


def _without_runs(text: str) -> str:
    """Without years and runs of neighbouring keys."""
    for year in (str(number) for number in range(1940, 2100)):
        text = text.replace(year, " ")
    for run in RUNS:
        for length in range(len(run), MIN_RUN - 1, -1):
            for start in range(len(run) - length + 1):
                text = text.replace(run[start:start + length], " ")
    return text
