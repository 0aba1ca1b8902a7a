"""From the bytes of any QR to what it is, and to the kind sentence for the person who holds it.

Never opens, follows or logs anything; never raises on any input.

    recognise(b"000201010211...", signer, frozenset())  ->  Other("payment")
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from kiosk.core.badges import PREFIX as BADGE_PREFIX
from kiosk.core.badges import Badge, BadgeRefusal, read_badge
from kiosk.core.lesson import PRACTICE_PREFIX
from kiosk.core.ports import Signer
from kiosk.core.words import _

ENROLMENT_PREFIX = b"BDHVSEN1:"
_CITIZEN = re.compile(r"^\d{12}\|")
_LINK = re.compile(r"^(https?://|www\.)", re.IGNORECASE)


@dataclass(frozen=True)
class PracticeCode:
    """A lesson's practice code; ``code`` is its name."""

    code: str


@dataclass(frozen=True)
class Enrolment:
    """A commune's invitation for this machine, still as text."""

    text: str


@dataclass(frozen=True)
class Other:
    """A code that is not ours. Its text is dropped here."""

    kind: Literal["payment", "citizen_card", "link", "text", "unreadable"]


Recognised = Badge | BadgeRefusal | PracticeCode | Enrolment | Other


def recognise(payload: bytes, signer: Signer, revoked: frozenset[str]) -> Recognised:
    """The one function from bytes to a typed result."""
    if payload.startswith(BADGE_PREFIX):
        return read_badge(payload, signer, revoked)
    try:
        text = unicodedata.normalize("NFC", payload.decode("utf-8")).strip("\ufeff \t\r\n")
    except UnicodeDecodeError:
        return Other("unreadable")
    if text.startswith(PRACTICE_PREFIX):
        return PracticeCode(text.removeprefix(PRACTICE_PREFIX))
    if payload.startswith(ENROLMENT_PREFIX):
        return Enrolment(text)
    return Other(_foreign_kind(text))


def _foreign_kind(text: str) -> Literal["payment", "citizen_card", "link", "text"]:
    if text.startswith("000201"):
        return "payment"
    if _CITIZEN.match(text):
        return "citizen_card"
    return "link" if _LINK.match(text) else "text"


def sentence(found: Recognised) -> str:
    """What to say where a learner's badge was wanted and ``found`` came instead."""
    if isinstance(found, BadgeRefusal):
        return _refusal_sentence(found)
    if isinstance(found, PracticeCode):
        return _("Đây là tờ mã để tập, không phải thẻ học ạ")
    if isinstance(found, Enrolment):
        return _("Đây là mã của cán bộ xã, không phải thẻ học ạ")
    if isinstance(found, Other):
        return {
            "payment": _("Đây là mã trả tiền, không phải thẻ học ạ"),
            "citizen_card": _("Đây là căn cước, bác cất đi kẻo mất nhé"),
            "link": _("Mã này dẫn lên mạng, máy không mở đâu ạ"),
            "text": _("Mã này không phải thẻ học ạ"),
            "unreadable": _("Mã này máy không đọc được ạ"),
        }[found.kind]
    return _("Bác giơ thẻ học của bác nhé")


def _refusal_sentence(refusal: BadgeRefusal) -> str:
    if refusal.reason == "foreign" and refusal.commune:
        return _("Thẻ này của {commune}, bác học ở đây vẫn được ạ").format(commune=refusal.commune)
    return {
        "damaged": _("Thẻ này bị mờ rồi, bác nhờ xã in lại nhé"),
        "forged": _("Thẻ này không phải xã mình làm ạ"),
        "foreign": _("Thẻ này của xã khác, bác học ở đây vẫn được ạ"),
        "revoked": _("Thẻ này xã đổi thẻ mới rồi, bác hỏi người hướng dẫn nhé"),
    }[refusal.reason]
