"""From the bytes of any QR to what it is, and to the kind sentence for the person who holds it.

Guarantees: one pure function; nothing raises on any input; nothing is opened, followed, paid or logged; no
record keeps the payload, and what is personal or secret in a record stays out of its ``repr``.
Does not prove honesty: only badges are signed. A payment code with a right checksum may still be a
fraudster's sticker, and a căn cước's text can be typed by anybody.

    recognise(b"000201010211...6304AE9F", signer, frozenset())  ->  VietQR(bank="ACB", ...)
    kind_name(found)                                            ->  "vietqr"
    sentence(found)                             ->  "Đây là mã trả tiền, không phải thẻ học ạ"
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.codes.badge import PREFIX as BADGE_PREFIX
from kiosk.core.codes.badge import Badge, BadgeRefusal, read_badge
from kiosk.core.codes.citizen_card import CitizenCard, CitizenCardRefusal, read_citizen_card
from kiosk.core.codes.everyday import Everyday, Wifi, read_everyday
from kiosk.core.codes.insurance import read_look_alike
from kiosk.core.codes.links import Link, read_link
from kiosk.core.codes.own import Enrolment, Own, OwnRefusal, PracticeCode, TimeCode, read_own
from kiosk.core.codes.sentences import badge_wanted, practice_wanted
from kiosk.core.codes.text import MAX_BYTES, decoded, readable, text_of, tidy
from kiosk.core.codes.vietqr import PREFIX as PAYMENT_PREFIX
from kiosk.core.codes.vietqr import OtherPayment, Payment, PaymentRefusal, VietQR, VNPay, read_payment, read_wallet
from kiosk.core.i18n import _
from kiosk.core.ports import Signer

OtherKind = Literal["health_insurance", "covid", "text", "binary", "too_large", "part"] | Everyday
Wanted = Literal["badge", "practice"]


@dataclass(frozen=True)
class Other:
    """A code that is not ours and of which nothing is kept but its kind."""

    kind: OtherKind


Recognised = Badge | BadgeRefusal | Own | Payment | CitizenCard | CitizenCardRefusal | Link | Wifi | Other

_KINDS: dict[type, str] = {
    PracticeCode: "practice", Enrolment: "enrolment", TimeCode: "time", VietQR: "vietqr", VNPay: "vnpay",
    OtherPayment: "payment", PaymentRefusal: "payment_damaged", CitizenCard: "citizen_card",
    CitizenCardRefusal: "citizen_card_damaged", Link: "url", Wifi: "wifi",
}


def recognise(
    payload: bytes, signer: Signer, revoked: frozenset[str], text: str | None = None, part_of: int = 0,
) -> Recognised:
    """The one function from bytes to a typed result.

    ``text``: the decoder's own reading, where the code declares another charset than UTF-8 (ECI, Kanji).
    ``part_of``: so many codes hold one text together and this is one of them (structured append); 0 = it is whole.
    """
    if part_of:
        return Other("part")
    if len(payload) > MAX_BYTES:
        return Other("too_large")
    if payload.startswith(BADGE_PREFIX):
        return read_badge(payload, signer, revoked)
    utf8 = decoded(payload)
    tidied = tidy(utf8)
    if tidied.startswith(PAYMENT_PREFIX):
        return read_payment(payload)
    certain = read_own(tidied) or read_wallet(tidied) or _card(utf8, tidied)
    if certain:
        return certain
    shown = tidied if text is None and readable(tidied) else tidy(text_of(payload) if text is None else text)
    return _everyday(shown) or _unknown(shown)


def _card(text: str, tidied: str) -> Recognised | None:
    look_alike = read_look_alike(tidied)
    return Other(look_alike) if look_alike else read_citizen_card(text)


def _everyday(text: str) -> Recognised | None:
    found = read_everyday(text)
    return Other(found) if isinstance(found, str) else found or read_link(text)


def _unknown(text: str) -> Other:
    return Other("text" if readable(text) else "binary")


def kind_name(found: Recognised) -> str:
    """The kind's stable English name, as ``kiosk scan`` prints it."""
    match found:
        case Badge(role=role):
            return {"learner": "badge", "facilitator": "facilitator_badge", "maintenance": "maintenance_badge"}[role]
        case BadgeRefusal(reason=reason):
            return {"forged": "badge_unknown"}.get(reason, f"badge_{reason}")
        case OwnRefusal(of=of):
            return f"{of}_damaged"
        case Other(kind=kind):
            return kind
    return _KINDS[type(found)]


def sentence(found: Recognised, wanted: Wanted = "badge") -> str:
    """What to say where a learner's badge, or a lesson's practice sheet, was wanted and ``found`` came instead."""
    key, kind = sentence_key(found), kind_name(found)
    practice = practice_wanted() if wanted == "practice" else {}
    if key in practice or kind in practice:
        return practice.get(key) or practice[kind]
    if isinstance(found, BadgeRefusal) and found.reason == "foreign" and found.commune:
        return _("Thẻ này của {commune}, bác học ở đây vẫn được ạ").format(commune=found.commune)
    if key == "url" and isinstance(found, Link) and found.host:
        return _("Mã này dẫn tới {host}, máy không mở đâu ạ").format(host=found.host)
    return badge_wanted()[key]


def sentence_key(found: Recognised) -> str:
    """The kind, or a finer one that has a sentence of its own, e.g. "vietqr_amount"."""
    kind = kind_name(found)
    match found:
        case VietQR(wallet=wallet) if wallet:
            return f"{kind}_wallet"
        case VietQR(amount_dong=amount) if amount is not None:
            return f"{kind}_amount"
        case OtherPayment(wallet=wallet) if wallet:
            return f"{kind}_wallet"
        case Link(leads_to=leads_to) if leads_to != "web":
            return f"{kind}_{leads_to}"
    return kind
