"""Payment codes: VietQR (NAPAS 247), VNPAY-QR, wallets' own codes, and any other code in EMVCo's format.

Guarantees: a ``VietQR`` or ``VNPay`` was whole (every length, no tag twice, at most 512 characters, checksum
right, in dong, in Việt Nam); anything else that begins like a payment code is a ``PaymentRefusal`` with a reason.
Nothing is ever paid or looked up.

Read as banks' apps read them, not as the letter of the standard says: names and places longer than EMVCo's 25 and 15
characters, Vietnamese letters (lengths that count characters, or bytes, whichever of the two fits), objects without a
value, a checksum in small letters, ``150000.00`` dong, blanks, a line end or a byte order mark around the text.

Does NOT tell honest from false: the checksum finds misprints, a fraudster's sticker has a right one.
The receiver's name is not in the code at all; only the bank knows it.

    read_payment(b"00020101021138530010A000000727...6304AE9F")
        ->  VietQR(bank="ACB", service="account", dynamic=False, amount_dong=None, ...)

Sources: EMVCo Merchant-Presented Mode 1.1 §4; NAPAS "QR_Format_T&C" 1.5.2 as documented by
github.com/xuannghia/vietnam-qr-pay, github.com/subiz/vietqr and napas-qr-python; VNPAY's gateway writes its acquirer
number 908405 where others write the scheme's id; MoMo's and ViettelPay's own texts as public shop plug-ins write them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

from kiosk.core.codes import tlv
from kiosk.core.codes.banks import bank_name, wallet_name

PREFIX = "000201"
MAX_CHARACTERS = 512        # EMVCo §3.1
NAPAS = "A000000727"
VNPAY = frozenset({"A000000775", "908405"})
SERVICES: dict[str, Service] = {
    "QRIBFTTA": "account", "QRIBFTTC": "card", "QRPUSH": "merchant", "QRCASH": "cash",
}
_EDGES = " \t\r\n\0\ufeff\u200b\u00a0"
_PATTERNS = {
    "01": re.compile("1[12]"), "52": re.compile("[0-9]{4}"), "53": re.compile("[0-9]{3}"),
    "58": re.compile("[A-Za-z]{2}"),
}
_AMOUNT = re.compile(r"([0-9]{1,13})(?:\.0{0,2})?")      # a dong has no hundredths; "5.000" may be 5 or 5,000
AMOUNT_LONGEST = 13
_DONG, _VIETNAM = "704", "VN"
_BIN = re.compile("[0-9]{6}(?:[0-9]{2})?")              # ISO/IEC 7812-1:2017 lengthens six digits to eight
_ACCOUNT, _CARD = re.compile("[0-9A-Za-z][0-9A-Za-z ._-]{0,33}"), re.compile("[0-9]{12,19}")
_MOMO = re.compile(r"2\|99\|[0-9+ ]{0,15}\|")
_VIETTEL_MONEY = re.compile(r'\{(?=[^{}]{0,2000}"bankCode"\s*:\s*"VTT")(?=[^{}]{0,2000}"cust_mobile"\s*:)')

Service = Literal["account", "card", "merchant", "cash"]
Reason = Literal["too_long", "encoding", "tag", "length", "truncated", "duplicate", "no_crc", "crc", "field"]
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
    """A whole EMVCo code of another scheme, e.g. from abroad, or a wallet's own code.

    ``wallet`` is "MoMo", "Viettel Money" or ''.
    """

    wallet: str = ""


@dataclass(frozen=True)
class PaymentRefusal:
    """Begins like a payment code but is not whole. ``tag`` names the object of a "field" refusal."""

    reason: Reason
    tag: str = ""


Payment = VietQR | VNPay | OtherPayment | PaymentRefusal


def read_wallet(text: str) -> OtherPayment | None:
    """A wallet's own text without EMVCo's format; None where ``text`` is none. Nothing of it is kept."""
    if _MOMO.match(text):
        return OtherPayment("MoMo")
    return OtherPayment("Viettel Money") if _VIETTEL_MONEY.match(text) else None


def read_payment(payload: bytes) -> Payment:
    """Judges a payload that begins with ``000201``, perhaps after a byte order mark and blanks."""
    try:
        text = payload.decode("utf-8").strip(_EDGES)
    except UnicodeDecodeError:
        return PaymentRefusal("encoding")
    if len(text) > MAX_CHARACTERS:
        return PaymentRefusal("too_long")
    if any(unicodedata.category(sign) == "Cc" for sign in text):
        return PaymentRefusal("encoding")
    counted = [_whole(units) for units in tlv.units(text)]
    whole = [found for found in counted if isinstance(found, dict)]
    if len(whole) != 1:
        return PaymentRefusal("length") if whole else _first_refusal(counted)
    if tlv.checksum(text[:-4]) != whole[0]["63"].upper():
        return PaymentRefusal("crc")
    by_bytes = whole[0] is not counted[0]
    return _common_refusal(whole[0]) or _by_scheme(whole[0], by_bytes)


def _whole(units: str) -> Objects | PaymentRefusal:
    """The objects, without those that have no value; a refusal where they do not end with a checksum."""
    found = tlv.objects(units)
    if isinstance(found, str):
        return PaymentRefusal(found)
    if list(found)[-1:] != ["63"] or len(found["63"]) != 4:
        return PaymentRefusal("no_crc")
    return {tag: value for tag, value in found.items() if value}


def _first_refusal(counted: list[Objects | PaymentRefusal]) -> PaymentRefusal:
    return next(found for found in counted if isinstance(found, PaymentRefusal))


def _common_refusal(found: Objects) -> PaymentRefusal | None:
    for tag, pattern in _PATTERNS.items():
        if tag in found and not pattern.fullmatch(found[tag]):
            return PaymentRefusal("field", tag)
    amount = found.get("54", "0")
    if len(amount) > AMOUNT_LONGEST or not _AMOUNT.fullmatch(amount):
        return PaymentRefusal("field", "54")
    return None


def _by_scheme(found: Objects, by_bytes: bool) -> Payment:
    """NAPAS first: a shop's code may serve both schemes, and then it is an ordinary VietQR too.

    The schemes have tags of their own (38 and 26), but some shops' codes have them at another one.
    """
    accounts = {tag: tlv.objects(value) for tag, value in found.items() if "26" <= tag <= "51"}
    schemes = {account.get("00", "").upper(): account for account in accounts.values() if isinstance(account, dict)}
    if NAPAS in schemes:
        return _not_domestic(found) or _vietqr(found, schemes[NAPAS], by_bytes)
    if VNPAY & set(schemes):
        return _not_domestic(found) or VNPay(_dynamic(found), _written(found.get("59", ""), by_bytes), _amount(found))
    broken = next((tag for tag, account in accounts.items() if isinstance(account, str)), "")
    return PaymentRefusal("field", broken) if broken else OtherPayment()


def _written(value: str, by_bytes: bool) -> str:
    """A value as people read it; '' where a length counted in bytes cuts a letter."""
    return (tlv.from_bytes(value) or "") if by_bytes else value


def _note(found: Objects, by_bytes: bool) -> str:
    """What the payer's bank will show; '' where field 62 holds something of its own, as some shops' codes do."""
    additional = tlv.objects(found.get("62", ""))
    return _written(additional.get("08", ""), by_bytes) if isinstance(additional, dict) else ""


def _not_domestic(found: Objects) -> PaymentRefusal | None:
    if found.get("53") != _DONG:
        return PaymentRefusal("field", "53")
    return PaymentRefusal("field", "58") if found.get("58", "").upper() != _VIETNAM else None


def _vietqr(found: Objects, napas: Objects, by_bytes: bool) -> VietQR | PaymentRefusal:
    receiver = tlv.objects(napas.get("01", ""))
    service = SERVICES.get(napas.get("02", "").upper())
    if isinstance(receiver, str) or service is None:
        return PaymentRefusal("field", "38")
    number, account = receiver.get("00", ""), receiver.get("01", "")
    shape = _CARD if service == "card" else _ACCOUNT
    if not _BIN.fullmatch(number) or not shape.fullmatch(account):
        return PaymentRefusal("field", "38")
    return VietQR(
        bank_bin=number, bank=bank_name(number), service=service, dynamic=_dynamic(found),
        wallet=wallet_name(number, account), account=account, amount_dong=_amount(found),
        note=_note(found, by_bytes),
    )


def _dynamic(found: Objects) -> bool:
    return found.get("01") == "12"


def _amount(found: Objects) -> int | None:
    return int(found["54"].partition(".")[0]) if "54" in found else None
