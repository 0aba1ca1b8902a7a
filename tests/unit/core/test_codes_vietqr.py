"""Payment codes: the published vectors are read, whatever is not whole is refused with a reason."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.codes.banks import BANKS, bank_name
from kiosk.core.codes.recognise import Other, Recognised, recognise
from kiosk.core.codes.tlv import checksum, objects
from kiosk.core.codes.vietqr import OtherPayment, PaymentRefusal, VietQR, VNPay
from tests.support.code_samples import ALTERED, VIETQR, VNPAY, payment_fields, sealed, slow_checksum, tlv
from tests.support.fakes.core import fake_signer

pytestmark = pytest.mark.heavy


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
    (VIETQR["V1"].lower(), PaymentRefusal("crc")),
    (VIETQR["V1"][:-4] + "0000", PaymentRefusal("crc")),
    (sealed(GOOD) + "6401A", PaymentRefusal("no_crc")),
    ("000201" + "0101", PaymentRefusal("truncated")),
    ("000201" + "AB0211", PaymentRefusal("tag")),
    ("000201" + "01x211", PaymentRefusal("length")),
    ("000201" + "5400", PaymentRefusal("no_crc")),
    (VIETQR["V1"][:20] + " " + VIETQR["V1"][20:], PaymentRefusal("tag")),
    (VIETQR["V1"].encode()[:-4] + b"\xe9" + b"AE9F", PaymentRefusal("encoding")),
    ("000201" + "010211" * 2, PaymentRefusal("duplicate")),
    (sealed(GOOD | {"59": "a\x00b"}), PaymentRefusal("encoding")),
    (sealed(GOOD | {str(n): "x" * 99 for n in range(80, 86)}), PaymentRefusal("too_long")),
    (sealed(GOOD | {"01": "13"}), PaymentRefusal("field", "01")),
    (sealed(GOOD | {"52": "12"}), PaymentRefusal("field", "52")),
    (sealed(GOOD | {"53": "840"}), PaymentRefusal("field", "53")),
    (sealed({k: v for k, v in GOOD.items() if k != "53"}), PaymentRefusal("field", "53")),
    (sealed(GOOD | {"54": "5.000"}), PaymentRefusal("field", "54")),
    (sealed(GOOD | {"54": "150000.50"}), PaymentRefusal("field", "54")),
    (sealed(GOOD | {"54": "150,000"}), PaymentRefusal("field", "54")),
    (sealed(GOOD | {"53": "VND"}), PaymentRefusal("field", "53")),
    (sealed(GOOD | {"54": "-5000"}), PaymentRefusal("field", "54")),
    (sealed(GOOD | {"54": "9" * 14}), PaymentRefusal("field", "54")),
    (sealed(GOOD | {"58": "TH"}), PaymentRefusal("field", "58")),
    (sealed({k: v for k, v in GOOD.items() if k != "58"}), PaymentRefusal("field", "58")),
    (sealed(GOOD | {"38": "0010A00000"}), PaymentRefusal("field", "38")),
    (sealed(GOOD | {"38": tlv({"00": "A000000727"})}), PaymentRefusal("field", "38")),
    (sealed(GOOD | {"38": NAPAS.replace("QRIBFTTA", "QRIBFTTX")}), PaymentRefusal("field", "38")),
    (sealed(payment_fields("97040", "1")), PaymentRefusal("field", "38")),
    (sealed(payment_fields("9704050", "1")), PaymentRefusal("field", "38")),
    (sealed(payment_fields("970405", "1" * 35)), PaymentRefusal("field", "38")),
    (sealed(payment_fields("970405", " 12")), PaymentRefusal("field", "38")),
    (sealed(payment_fields("970405", "12#34")), PaymentRefusal("field", "38")),
    (sealed(payment_fields("970405", "99MM24011M34875080", "QRIBFTTC")), PaymentRefusal("field", "38")),
])
def test_what_is_not_whole_is_refused_with_its_reason(text: str | bytes, refusal: PaymentRefusal | None) -> None:
    found = read(text)
    assert found == refusal if refusal else not isinstance(found, (VietQR, VNPay, PaymentRefusal))


@pytest.mark.parametrize("around", ["{}\r\n", "{}\n", "{} ", "{}\0", "\ufeff{}", " \t{}\t", "{}\u200b"])
def test_what_stands_around_a_code_is_no_harm(around: str) -> None:
    assert read(around.format(VIETQR["V2"])) == READ["V2"]


def test_a_checksum_in_small_letters_is_right_and_a_wrong_one_is_not() -> None:
    assert read(VIETQR["V1"][:-4] + "ae9f") == ACB
    assert read(VIETQR["V1"][:-4] + "ae9e") == PaymentRefusal("crc")


@pytest.mark.parametrize(("written", "dong"), [
    ("150000.00", 150_000), ("150000.0", 150_000), ("150000.", 150_000), ("000050000", 50_000), ("0", 0), ("", None),
])
def test_an_amount_is_read_however_generators_write_it(written: str, dong: int | None) -> None:
    assert read(with_empty("54", written)) == replace(AGRIBANK, amount_dong=dong)


def with_empty(tag: str, value: str) -> str:
    """``GOOD`` with an object that may have no value."""
    return sealed(dict(sorted((GOOD | {tag: value}).items())))


@pytest.mark.parametrize("tag", ["01", "52", "54", "59", "60", "61", "62"])
def test_an_object_without_a_value_is_as_if_it_were_not_there(tag: str) -> None:
    assert read(with_empty(tag, "")) == AGRIBANK
    assert read(with_empty("62", tlv({"01": "", "08": "mua rau"}))) == replace(AGRIBANK, note="mua rau")


@pytest.mark.parametrize("tag", ["53", "58"])
def test_currency_and_country_may_not_be_without_a_value(tag: str) -> None:
    assert read(with_empty(tag, "")) == PaymentRefusal("field", tag)


@pytest.mark.parametrize(("tag", "value"), [
    ("59", "CONG TY TNHH MOT THANH VIEN"), ("60", "THANH PHO HO CHI MINH"), ("61", "700000 - 700999"), ("58", "vn"),
    ("55", "01"), ("62", "naptien0001"), ("62", "0830mua rau"), ("62", tlv({"00": "GUID1", "05": "REF1"})),
    ("80", "046"), ("02", "4000000000000002"),
])
def test_what_real_codes_have_beside_the_account_is_no_harm(tag: str, value: str) -> None:
    assert read(with_empty(tag, value)) == AGRIBANK


def in_bytes(fields: dict[str, str]) -> str:
    """Like ``sealed``, every length counted in bytes of UTF-8."""
    text = "".join(f"{tag}{len(value.encode()):02}{value}" for tag, value in fields.items()) + "6304"
    return text + slow_checksum(text)


VIETNAMESE = GOOD | {"54": "5000", "59": "QUÁN BÀ MẪU", "60": "HÀ TĨNH"}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("seal", "note"), [(sealed, tlv({"08": "Tiền rau"})), (in_bytes, "0810Tiền rau")])
def test_lengths_may_count_characters_or_bytes(seal: Callable[[dict[str, str]], str], note: str, form: str) -> None:
    found = read(seal(VIETNAMESE | {"62": note}))
    assert found == replace(AGRIBANK, amount_dong=5000, note="Tiền rau")
    shop = GOOD | {"26": tlv({"00": "A000000775", "01": "0123"}), "59": unicodedata.normalize(form, "QUÁN BÀ MẪU")}  # type: ignore[arg-type]
    del shop["38"]
    assert read(seal(dict(sorted(shop.items())))) == VNPay(dynamic=False, shop=shop["59"])


def test_lengths_that_count_neither_are_refused() -> None:
    text = sealed(VIETNAMESE).replace("5911QUÁN", "5912QUÁN")[:-4]
    assert isinstance(read(text + slow_checksum(text)), PaymentRefusal)


def test_a_cut_letter_is_no_note() -> None:
    """The note's length is counted in characters inside a field that is counted in bytes."""
    found = read(in_bytes(GOOD | {"62": "0803Tiề"}))
    assert isinstance(found, VietQR)
    assert found.note == ""


@pytest.mark.parametrize("account", ["0001-234-567", "mau.ba", "4" * 24, "0001 2345 67", "PSP0001234"])
def test_accounts_as_banks_write_them_are_read(account: str) -> None:
    found = read(sealed(payment_fields("970436", account)))
    assert isinstance(found, VietQR)
    assert found.account == account


def test_a_bin_of_eight_digits_is_its_bank() -> None:
    found = read(sealed(payment_fields("97043600", "0001234567")))
    assert isinstance(found, VietQR)
    assert (found.bank_bin, found.bank) == ("97043600", "Vietcombank")


@pytest.mark.parametrize("tag", ["26", "27", "38", "51"])
def test_a_scheme_is_known_by_its_name_not_by_its_place(tag: str) -> None:
    base = {key: value for key, value in GOOD.items() if key != "38"}
    for guid in ("A000000775", "a000000775", "908405"):
        shop = dict(sorted((base | {tag: tlv({"00": guid, "01": "0100000001"}), "59": "QUANMAU"}).items()))
        assert read(sealed(shop)) == VNPay(dynamic=False, shop="QUANMAU")
    assert read(sealed(dict(sorted((base | {tag: NAPAS}).items())))) == AGRIBANK
    unknown = dict(sorted((base | {tag: tlv({"00": "vn.vidu", "01": "1"})}).items()))
    assert read(sealed(unknown)) == OtherPayment()


def test_an_account_of_another_scheme_that_is_not_whole_does_not_hide_the_known_one() -> None:
    assert read(sealed(dict(sorted((GOOD | {"30": "0010A00"}).items())))) == AGRIBANK
    alone = {key: value for key, value in GOOD.items() if key != "38"} | {"30": "0010A00"}
    assert read(sealed(dict(sorted(alone.items())))) == PaymentRefusal("field", "30")


@pytest.mark.parametrize(("text", "wallet"), [
    ("2|99|0900000000|NGUYEN VAN MAU||0|0|50000|mua rau|transfer_myqr", "MoMo"),
    ("2|99|0900000000|||0|0|0||transfer_myqr|1234", "MoMo"),
    ('{"bankCode":"VTT","bankcodeList":["VTT"],"cust_mobile":"0900000000","trans_amount":"5000"}', "Viettel Money"),
])
def test_a_wallet_s_own_text_is_a_payment_code(text: str, wallet: str) -> None:
    found = read(text)
    assert found == OtherPayment(wallet)
    assert "0900000000" not in f"{found!r}{vars(found)}"


@pytest.mark.parametrize("text", ["2|99", "2|98|0900000000|", "12|99|0900000000|", '{"bankCode":"VTT"}', "2|99|x|"])
def test_what_only_resembles_a_wallet_s_text_is_text(text: str) -> None:
    assert read(text) == Other("text")


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
ACCOUNTS = st.from_regex("[0-9A-Za-z][0-9A-Za-z ._-]{0,23}", fullmatch=True)


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
            if place >= len(raw) - 4 and changed[-4:].upper() == raw[-4:]:
                continue        # a checksum in small letters is the same checksum
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
