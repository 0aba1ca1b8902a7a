"""Whatever is held before the camera: nothing raises, nothing shows, nothing false is accepted.

``FUZZ_EXAMPLES`` (default 300) is how many inputs each test makes up; ``make faults`` sets it to 100000.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import fields, is_dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.core.codes.badge import Badge
from kiosk.core.codes.citizen_card import CitizenCard
from kiosk.core.codes.recognise import Recognised, kind_name, recognise, sentence
from kiosk.core.codes.sentences import badge_wanted
from kiosk.core.codes.tlv import objects
from kiosk.core.codes.vietqr import VietQR, VNPay
from tests.support.code_samples import ALTERED, CARDS, COVID, EVERYDAY, INSURANCE, VIETQR, VNPAY, payment_fields, sealed
from tests.support.fakes.core import NOBODY, badge, fake_signer, learner_badge

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "300"))
many = settings(max_examples=EXAMPLES, deadline=None,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])

KNOWN = [text.encode() for text in (
    *CARDS.values(), *VIETQR.values(), VNPAY, ALTERED, INSURANCE, COVID, *EVERYDAY.values(), "BDHVSTAP1:rau-co-mau",
    "BDHVSTIME1:2026-11-22T19:30:00+07:00", 'BDHVSEN1:{"url":"http://127.0.0.1:1","pin":"","token":"00112233445566778899aabbccddeeff"}',
)] + [learner_badge(1), badge(b"S" * 16, signature=NOBODY)]
BEGINNINGS = [b"", b"BDHVS1:", b"BDHVSTAP1:", b"BDHVSEN1:", b"BDHVSTIME1:", b"000201", b"042048999001|", b"https://",
              b"www.", b"WIFI:", b"\xef\xbb\xbf", b"BEGIN:", b"otpauth:"]
PRINTABLE = st.characters(min_codepoint=0x20, max_codepoint=0x7E)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A known code with up to four pieces cut out, put in, doubled or overwritten."""
    raw = draw(st.sampled_from(KNOWN))
    for _n in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(raw)))
        end = draw(st.integers(start, min(len(raw), start + 12)))
        signs = st.sampled_from([b"|", b"00", b"\n", b" "])
        new = draw(st.one_of(st.binary(max_size=6), st.just(raw[start:end] * 2), signs))
        raw = raw[:start] + new + raw[end:]
    return raw


ANYTHING = st.one_of(st.binary(max_size=150), st.text(max_size=100).map(str.encode))
PAYLOADS = st.one_of(
    mutated(), ANYTHING, st.tuples(st.sampled_from(BEGINNINGS), ANYTHING).map(b"".join),
    st.lists(st.text(max_size=12), max_size=13).map(lambda parts: ("042048999001|" + "|".join(parts)).encode()),
    st.dictionaries(st.from_regex("[0-9]{2}", fullmatch=True), st.text(PRINTABLE, min_size=1, max_size=20), max_size=8)
    .map(lambda found: sealed({"00": "01"} | found).encode()),
)


def judge(payload: bytes) -> Recognised:
    return recognise(payload, fake_signer, frozenset())


@many
@given(PAYLOADS)
def test_nothing_raises_and_everything_has_a_kind_and_a_sentence(payload: bytes) -> None:
    found = judge(payload)
    assert kind_name(found) in badge_wanted()
    for said in (sentence(found), sentence(found, "practice")):
        assert said
        assert unicodedata.is_normalized("NFC", said)
    assert is_dataclass(found)
    assert found == judge(payload)


@many
@given(PAYLOADS)
def test_no_code_of_other_people_shows_in_a_repr(payload: bytes) -> None:
    text = payload.decode("utf-8", "replace").strip()
    assert len(text) < 12 or text not in repr(judge(payload))


@many
@given(PAYLOADS)
def test_what_is_accepted_keeps_every_bound(payload: bytes) -> None:
    """Checked from outside, without the rules' own code."""
    found = judge(payload)
    if isinstance(found, CitizenCard):
        assert found.number.isascii()
        assert len(found.number) == 12
        assert 1900 <= found.birth_year <= 2099
        assert any(sign.isalpha() for sign in found.name)
        assert not any(sign.isdigit() for sign in found.name)
    elif isinstance(found, (VietQR, VNPay)):
        whole = objects(payload.decode("ascii"))
        assert isinstance(whole, dict)
        assert sealed({tag: value for tag, value in whole.items() if tag != "63"}).encode() == payload
    elif isinstance(found, Badge):
        assert payload == learner_badge(1), "only the signed badge passes"


@many
@given(st.text(PRINTABLE, min_size=1, max_size=25), st.integers(0, 10**13 - 1), st.integers(0, 400), st.integers(1, 94))
def test_a_vietqr_with_one_character_changed_is_never_accepted(note: str, amount: int, place: int, by: int) -> None:
    text = sealed(payment_fields("970405", "0000000000001", t54=str(amount), t62=f"08{len(note):02}{note}"))
    place %= len(text)
    other = chr(0x20 + (ord(text[place]) - 0x20 + by) % 95)
    assert isinstance(judge(text.encode()), VietQR), "control: unchanged it is read"
    assert not isinstance(judge((text[:place] + other + text[place + 1:]).encode()), (VietQR, VNPay))


def test_personal_fields_are_kept_out_of_every_repr() -> None:
    harmless = {"bank_bin", "bank", "service", "dynamic", "wallet"}
    shown = {CitizenCard: {"warnings"}, VietQR: harmless, VNPay: {"dynamic"}}
    for record, open_names in shown.items():
        assert {field.name for field in fields(record) if field.repr} == open_names
