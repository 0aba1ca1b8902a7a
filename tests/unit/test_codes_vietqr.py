"""Payment codes: the published vectors are read, whatever is not whole is refused with a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.codes.banks import BANKS, bank_name
from kiosk.core.codes.recognise import Recognised, recognise
from kiosk.core.codes.tlv import checksum, objects
from kiosk.core.codes.vietqr import OtherPayment, PaymentRefusal, VietQR, VNPay
from tests.support.code_samples import ALTERED, VIETQR, VNPAY, payment_fields, sealed, slow_checksum, tlv
from tests.support.fakes.core import fake_signer


def read(text: str | bytes) -> Recognised:
    payload = text if isinstance(text, bytes) else text.encode()
    return recognise(payload, fake_signer, frozenset())


ACB = VietQR("970416", "ACB", "account", dynamic=False, account="257678859")
AGRIBANK = VietQR("970405", "Agribank", "account", dynamic=False, account="0000000000001")
BVBANK = VietQR("970454", "BVBank", "account", dynamic=False)
READ = {
    "V1": ACB,
    "V2": replace(ACB, dynamic=True, amount_dong=10_000, note="Chuyen tien"),
    "V3": VietQR("970415", "VietinBank", "account", dynamic=True, account="0011001932418", amount_dong=120_000,
                 note="ung ho lu lut"),
    "V4": replace(BVBANK, wallet="MoMo", account="99MM24011M34875080"),
    "V5": replace(BVBANK, wallet="ZaloPay", account="99ZP24009M07248267"),
    "V7": VietQR("970415", "VietinBank", "account", dynamic=False, account="123456789"),
    "L1": AGRIBANK,
    "L2": replace(AGRIBANK, dynamic=True, amount_dong=5_000, note="THUC HANH QUET QR"),
    "L3": VietQR("970436", "Vietcombank", "account", dynamic=True, account="0000000000002", amount_dong=20_000,
                 note="mua rau"),
    "L4": VietQR("970422", "MB", "card", dynamic=True, account="9704229999999999", amount_dong=15_000, note="the"),
}


@pytest.mark.parametrize("name", VIETQR)
def test_every_known_vietqr_is_read(name: str) -> None:
    assert read(VIETQR[name]) == READ[name]


def test_vnpay_is_told_from_vietqr() -> None:
    assert read(VNPAY) == VNPay(dynamic=False, shop="CELLPHONES", amount_dong=21_090_000)


def test_an_altered_account_is_noticed() -> None:
    assert read(ALTERED) == PaymentRefusal("crc")
    assert read(ALTERED[:-4] + "CA33") == replace(
        READ["L2"], account="0000000000009"), "a right checksum passes: it is no proof of honesty"


def test_the_checksum_is_crc16_ccitt_false_and_nothing_is_appended() -> None:
    """Check value of the catalogue of CRC algorithms; the variant with two zero bytes behind differs."""
    assert checksum("123456789") == "29B1"
    body = VIETQR["V1"][:-4]
    assert checksum(body) == slow_checksum(body) == "AE9F"
    assert slow_checksum(body + "\0\0") != "AE9F"


@given(st.text(st.characters(max_codepoint=127), max_size=300))
def test_the_checksum_agrees_with_its_definition(text: str) -> None:
    assert checksum(text) == slow_checksum(text)


GOOD = payment_fields("970405", "0000000000001")
NAPAS = GOOD["38"]


@pytest.mark.parametrize(("text", "refusal"), [
    ("000201", PaymentRefusal("no_crc")),
    ("00020", None),
    (VIETQR["V1"][:-1], PaymentRefusal("truncated")),
    (VIETQR["V1"][:-8], PaymentRefusal("no_crc")),
    (VIETQR["V1"][:40], PaymentRefusal("truncated")),
    (VIETQR["V1"] + " ", PaymentRefusal("truncated")),
    (VIETQR["V1"] + "\n", PaymentRefusal("non_ascii")),
    ("\ufeff" + VIETQR["V1"], PaymentRefusal("non_ascii")),
    (VIETQR["V1"].lower(), PaymentRefusal("crc")),
    (VIETQR["V1"][:-4] + "ae9f", PaymentRefusal("crc")),
    (VIETQR["V1"][:-4] + "0000", PaymentRefusal("crc")),
    (sealed(GOOD) + "6401A", PaymentRefusal("no_crc")),
    ("000201" + "0101", PaymentRefusal("truncated")),
    ("000201" + "AB0211", PaymentRefusal("tag")),
    ("000201" + "01x211", PaymentRefusal("length")),
    ("000201" + "5400", PaymentRefusal("length")),
    ("000201" + "010211" * 2, PaymentRefusal("duplicate")),
    (sealed(GOOD | {"59": "Mẫu"}), PaymentRefusal("non_ascii")),
    (sealed(GOOD | {"59": "a\x00b"}), PaymentRefusal("non_ascii")),
    (sealed(GOOD | {str(n): "x" * 99 for n in range(80, 86)}), PaymentRefusal("too_long")),
    (sealed(GOOD | {"01": "13"}), PaymentRefusal("field", "01")),
    (sealed(GOOD | {"52": "12"}), PaymentRefusal("field", "52")),
    (sealed(GOOD | {"53": "840"}), PaymentRefusal("field", "53")),
    (sealed({k: v for k, v in GOOD.items() if k != "53"}), PaymentRefusal("field", "53")),
    (sealed(GOOD | {"54": "5.000"}), PaymentRefusal("field", "54")),
    (sealed(GOOD | {"54": "-5000"}), PaymentRefusal("field", "54")),
    (sealed(GOOD | {"54": "9" * 14}), PaymentRefusal("field", "54")),
    (sealed(GOOD | {"58": "TH"}), PaymentRefusal("field", "58")),
    (sealed({k: v for k, v in GOOD.items() if k != "58"}), PaymentRefusal("field", "58")),
    (sealed(GOOD | {"59": "x" * 26}), PaymentRefusal("field", "59")),
    (sealed(GOOD | {"60": "x" * 16}), PaymentRefusal("field", "60")),
    (sealed(GOOD | {"61": "x" * 11}), PaymentRefusal("field", "61")),
    (sealed(GOOD | {"38": "0010A00000"}), PaymentRefusal("field", "38")),
    (sealed(GOOD | {"38": tlv({"00": "A000000727"})}), PaymentRefusal("field", "38")),
    (sealed(GOOD | {"38": NAPAS.replace("QRIBFTTA", "QRIBFTTX")}), PaymentRefusal("field", "38")),
    (sealed(payment_fields("97040", "1")), PaymentRefusal("field", "38")),
    (sealed(payment_fields("970405", "1" * 20)), PaymentRefusal("field", "38")),
    (sealed(payment_fields("970405", "12-34")), PaymentRefusal("field", "38")),
    (sealed(payment_fields("970405", "99MM24011M34875080", "QRIBFTTC")), PaymentRefusal("field", "38")),
    (sealed(GOOD | {"62": "0830mua rau"}), PaymentRefusal("field", "62")),
    (sealed(GOOD | {"62": "0801a0801b"}), PaymentRefusal("field", "62")),
])
def test_what_is_not_whole_is_refused_with_its_reason(text: str, refusal: PaymentRefusal | None) -> None:
    found = read(text)
    assert found == refusal if refusal else not isinstance(found, (VietQR, VNPay, PaymentRefusal))


def test_the_example_without_the_scheme_s_name_is_no_vietqr() -> None:
    """A published step-by-step example drops 00=A000000727; it must not be read as a transfer."""
    nameless = tlv({"01": tlv({"00": "970405", "01": "1"}), "02": "QRIBFTTA"})
    assert read(sealed(GOOD | {"38": nameless})) == OtherPayment()


def test_a_payment_code_from_abroad_is_another_payment() -> None:
    fields = {"00": "01", "01": "11", "29": tlv({"00": "A000000677010111"}), "53": "764", "58": "TH"}
    assert read(sealed(fields)) == OtherPayment()


def test_a_code_of_both_schemes_is_a_vietqr() -> None:
    both = {"00": "01", "26": tlv({"00": "A000000775", "01": "0123"}), "38": NAPAS, "53": "704", "58": "VN"}
    assert read(sealed(both)) == AGRIBANK


@pytest.mark.parametrize(("service", "meaning"), [
    ("QRIBFTTA", "account"), ("QRIBFTTC", "card"), ("QRPUSH", "merchant"), ("QRCASH", "cash"),
])
def test_every_service_is_named(service: str, meaning: str) -> None:
    found = read(sealed(payment_fields("970405", "9704000000000001", service)))
    assert isinstance(found, VietQR)
    assert found.service == meaning


def test_an_unknown_bank_is_no_fault() -> None:
    found = read(sealed(payment_fields("999999", "1")))
    assert isinstance(found, VietQR)
    assert (found.bank_bin, found.bank) == ("999999", "")


def test_only_bvbank_carries_the_wallets() -> None:
    found = read(sealed(payment_fields("970405", "99MM000000")))
    assert isinstance(found, VietQR)
    assert found.wallet == ""


def test_the_bank_table_holds_bins_of_six_digits_and_one_bank_each() -> None:
    assert all(len(number) == 6 and number.isdigit() for number in BANKS)
    assert len(set(BANKS.values())) == len(BANKS) == 31
    assert (bank_name("970405"), bank_name("970436"), bank_name("546034")) == ("Agribank", "Vietcombank", "CAKE")


ASCII = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
ACCOUNTS = st.from_regex("[0-9A-Za-z]{1,19}", fullmatch=True)


@given(st.sampled_from([*BANKS, "999999"]), ACCOUNTS, st.none() | st.integers(0, 10**13 - 1),
       st.text(ASCII, max_size=25), st.booleans(), st.sampled_from(["", "BAC MAU"]))
def test_every_vietqr_we_write_is_read_back(
    number: str, account: str, amount: int | None, note: str, dynamic: bool, name: str,
) -> None:
    text = sealed(payment_fields(
        number, account, t01="12" if dynamic else "11", t54="" if amount is None else str(amount), t59=name,
        t62=tlv({"08": note}) if note else "",
    ))
    found = read(text)
    assert isinstance(found, VietQR), found
    assert (found.bank_bin, found.account, found.amount_dong) == (number, account, amount)
    assert (found.note, found.dynamic, found.bank) == (note, dynamic, BANKS.get(number, ""))


@pytest.mark.parametrize("text", [VIETQR["V2"], VIETQR["L4"], VNPAY])
def test_no_single_changed_byte_passes(text: str) -> None:
    """Every place, every other byte: nothing is read as a payment."""
    raw = text.encode()
    for place in range(len(raw)):
        for byte in {*range(0x20, 0x7F), 0, 10, 0x80, 0xFF} - {raw[place]}:
            changed = raw[:place] + bytes([byte]) + raw[place + 1:]
            assert not isinstance(read(changed), (VietQR, VNPay, OtherPayment))


@given(st.sampled_from(sorted(VIETQR)), st.data())
def test_no_cut_swap_or_insertion_passes(name: str, data: st.DataObject) -> None:
    text = VIETQR[name]
    place = data.draw(st.integers(0, len(text) - 2))
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2:]
    changed = data.draw(st.sampled_from([text[:place], text[place + 1:], text[:place] + text[place + 1:], swapped]))
    inserted = text[:place] + data.draw(ASCII) + text[place:]
    for other in {changed, inserted} - {text}:
        assert not isinstance(read(other), (VietQR, VNPay, OtherPayment))


@given(st.dictionaries(st.from_regex("[0-9]{2}", fullmatch=True), st.text(ASCII, min_size=1, max_size=99), max_size=20))
def test_objects_come_back_in_their_order(fields: dict[str, str]) -> None:
    found = objects(tlv(fields))
    assert isinstance(found, dict)
    assert list(found.items()) == list(fields.items())


@pytest.mark.parametrize("text", [*VIETQR.values(), VNPAY])
def test_no_account_amount_note_or_shop_shows_in_a_repr(text: str) -> None:
    found = read(text)
    assert isinstance(found, (VietQR, VNPay))
    hidden = {str(getattr(found, name, "")) for name in ("account", "amount_dong", "note", "shop")} - {"", "None"}
    assert hidden
    assert not [value for value in hidden if value in repr(found)]
