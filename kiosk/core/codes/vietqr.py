"""Payment codes: VietQR (NAPAS 247), VNPAY-QR and any other code in EMVCo's format.

Guarantees: a ``VietQR`` or ``VNPay`` was whole (every length, no tag twice, ASCII, at most 512
characters, checksum right, in dong, in Việt Nam); anything else that begins like a payment code is a
``PaymentRefusal`` with a reason. Nothing is ever paid or looked up.

Does NOT tell honest from false: the checksum finds misprints, a fraudster's sticker has a right one.
The receiver's name is not in the code at all; only the bank knows it.

    read_payment(b"00020101021138530010A000000727...6304AE9F")
        ->  VietQR(bank="ACB", service="account", dynamic=False, amount_dong=None, ...)

Sources: EMVCo Merchant-Presented Mode 1.1 §4; NAPAS "QR_Format_T&C" 1.5.2 as documented by
github.com/xuannghia/vietnam-qr-pay, github.com/subiz/vietqr and napas-qr-python.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from kiosk.core.codes import tlv
from kiosk.core.codes.banks import bank_name, wallet_name

PREFIX = "000201"
MAX_CHARACTERS = 512        # EMVCo §3.1
NAPAS, VNPAY = "A000000727", "A000000775"
SERVICES: dict[str, Service] = {
    "QRIBFTTA": "account", "QRIBFTTC": "card", "QRPUSH": "merchant", "QRCASH": "cash",
}
_PRINTABLE = re.compile("[ -~]*")
_PATTERNS = {
    "01": re.compile("1[12]"), "52": re.compile("[0-9]{4}"), "53": re.compile("[0-9]{3}"),
    "54": re.compile("[0-9]{1,13}"), "58": re.compile("[A-Z]{2}"), "59": re.compile(".{1,25}"),
    "60": re.compile(".{1,15}"), "61": re.compile(".{1,10}"),
}
_DONG, _VIETNAM = "704", "VN"
_BIN = re.compile("[0-9]{6}")
_ACCOUNT, _CARD = re.compile("[0-9A-Za-z]{1,19}"), re.compile("[0-9]{12,19}")

Service = Literal["account", "card", "merchant", "cash"]
Reason = Literal["too_long", "non_ascii", "tag", "length", "truncated", "duplicate", "no_crc", "crc", "field"]
Objects = dict[str, str]


@dataclass(frozen=True)
class VietQR:
    """A transfer to one account or card. ``amount_dong`` is None where the payer types it.

    ``bank`` is '' for a BIN we do not know; ``wallet`` is "MoMo", "ZaloPay" or ''; ``dynamic`` codes
    are for one payment.
    """

    bank_bin: str
    bank: str
    service: Service
    dynamic: bool
    wallet: str = ""
    account: str = field(repr=False, default="")
    amount_dong: int | None = field(repr=False, default=None)
    note: str = field(repr=False, default="")


@dataclass(frozen=True)
class VNPay:
    """A shop's VNPAY-QR. ``shop`` is what the code says about itself, which anybody may write."""

    dynamic: bool
    shop: str = field(repr=False, default="")
    amount_dong: int | None = field(repr=False, default=None)


@dataclass(frozen=True)
class OtherPayment:
    """A whole EMVCo code of another scheme, e.g. from abroad."""


@dataclass(frozen=True)
class PaymentRefusal:
    """Begins like a payment code but is not whole. ``tag`` names the object of a "field" refusal."""

    reason: Reason
    tag: str = ""


Payment = VietQR | VNPay | OtherPayment | PaymentRefusal


def read_payment(payload: bytes) -> Payment:
    """Judges a payload that begins with ``000201``. Not one byte may be added, even at the ends."""
    if len(payload) > MAX_CHARACTERS:
        return PaymentRefusal("too_long")
    text = payload.decode("ascii", "replace")
    if not _PRINTABLE.fullmatch(text):
        return PaymentRefusal("non_ascii")
    found = tlv.objects(text)
    if isinstance(found, str):
        return PaymentRefusal(found)
    if list(found)[-1:] != ["63"] or len(found["63"]) != 4:
        return PaymentRefusal("no_crc")
    if tlv.checksum(text[:-4]) != found["63"]:
        return PaymentRefusal("crc")
    return _common_refusal(found) or _by_scheme(found)


def _common_refusal(found: Objects) -> PaymentRefusal | None:
    for tag, pattern in _PATTERNS.items():
        if tag in found and not pattern.fullmatch(found[tag]):
            return PaymentRefusal("field", tag)
    return None


def _by_scheme(found: Objects) -> Payment:
    """NAPAS first: a shop's code may serve both schemes, and then it is an ordinary VietQR too."""
    accounts = {tag: tlv.objects(value) for tag, value in found.items() if "26" <= tag <= "51"}
    additional = tlv.objects(found.get("62", ""))
    for tag, account in (*accounts.items(), ("62", additional)):
        if isinstance(account, str):
            return PaymentRefusal("field", tag)
    schemes = {tag: account for tag, account in accounts.items() if isinstance(account, dict)}
    note = additional.get("08", "") if isinstance(additional, dict) else ""
    if schemes.get("38", {}).get("00") == NAPAS:
        return _not_domestic(found) or _vietqr(found, schemes["38"], note)
    if schemes.get("26", {}).get("00") == VNPAY:
        return _not_domestic(found) or VNPay(_dynamic(found), found.get("59", ""), _amount(found))
    return OtherPayment()


def _not_domestic(found: Objects) -> PaymentRefusal | None:
    if found.get("53") != _DONG:
        return PaymentRefusal("field", "53")
    return PaymentRefusal("field", "58") if found.get("58") != _VIETNAM else None


def _vietqr(found: Objects, napas: Objects, note: str) -> VietQR | PaymentRefusal:
    receiver = tlv.objects(napas.get("01", ""))
    service = SERVICES.get(napas.get("02", ""))
    if isinstance(receiver, str) or service is None:
        return PaymentRefusal("field", "38")
    number, account = receiver.get("00", ""), receiver.get("01", "")
    shape = _CARD if service == "card" else _ACCOUNT
    if not _BIN.fullmatch(number) or not shape.fullmatch(account):
        return PaymentRefusal("field", "38")
    return VietQR(
        bank_bin=number, bank=bank_name(number), service=service, dynamic=_dynamic(found),
        wallet=wallet_name(number, account), account=account, amount_dong=_amount(found), note=note,
    )


def _dynamic(found: Objects) -> bool:
    return found.get("01") == "12"


def _amount(found: Objects) -> int | None:
    return int(found["54"]) if "54" in found else None
