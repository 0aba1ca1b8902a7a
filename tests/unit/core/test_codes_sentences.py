"""Every kind has its name and its kind sentence; a code never shows, never waits, never stays."""

from __future__ import annotations

import re
import time
import unicodedata
from typing import get_args

import pytest

from kiosk.core.codes.links import LeadsTo
from kiosk.core.codes.recognise import OtherKind, Recognised, Wanted, kind_name, recognise, sentence, sentence_key
from kiosk.core.codes.sentences import badge_wanted, practice_wanted
from sync.protocol import learner_id
from tests.support.code_samples import ALTERED, CARDS, COVID, EVERYDAY, INSURANCE, NAMELESS_CARD, VIETQR, VNPAY
from tests.support.fakes.core import (
    NEIGHBOUR,
    NOBODY,
    badge,
    facilitator_badge,
    fake_signer,
    learner_badge,
    maintenance_badge,
)

SECRET, LOST = b"S" * 16, b"L" * 16
REVOKED = frozenset({learner_id(LOST)})
INVITATION = b'BDHVSEN1:{"url":"http://127.0.0.1:1","pin":"","token":"00112233445566778899aabbccddeeff"}'

KINDS: dict[str, bytes] = {
    "badge": learner_badge(1), "facilitator_badge": facilitator_badge(), "maintenance_badge": maintenance_badge(),
    "badge_damaged": badge(SECRET)[:-3], "badge_unknown": badge(SECRET, signature=NOBODY),
    "badge_foreign": badge(SECRET, signature=NEIGHBOUR), "badge_revoked": badge(LOST),
    "practice": b"BDHVSTAP1:rau-co-mau", "enrolment": INVITATION, "time": b"BDHVSTIME1:2026-11-22T19:30:00+07:00",
    "practice_damaged": b"BDHVSTAP1:", "enrolment_damaged": b"BDHVSEN1:", "time_damaged": b"BDHVSTIME1:",
    "citizen_card": CARDS["2024"].encode(), "citizen_card_damaged": NAMELESS_CARD.encode(),
    "vietqr": VIETQR["V4"].encode(), "vnpay": VNPAY.encode(), "payment_damaged": ALTERED.encode(),
    "health_insurance": INSURANCE.encode(), "covid": COVID.encode(),
    **{kind: text.encode() for kind, text in EVERYDAY.items()},
    "part": b"canary-mot-phan", "binary": b"\xff\xfe\x00", "too_large": b"x" * 5000,
    "payment": b"00020101021129370016A000000677010111011300669000000005303764" b"5802TH6304C926",
}
# finer than a kind: the same kind with a sentence of its own
FINER: dict[str, bytes] = {
    "vietqr": VIETQR["L1"].encode(), "vietqr_amount": VIETQR["L2"].encode(), "vietqr_wallet": VIETQR["V4"].encode(),
    "payment_wallet": b"2|99|0900000000|CANARY||0|0|50000|mua rau|transfer_myqr",
    "url_short": b"https://bit.ly/canary", "url_store": b"https://play.google.com/store/apps/details?id=canary",
    "url_zalo": b"https://zalo.me/0900000000", "url_facebook": b"https://facebook.com/canary.mau",
    "url_invoice": b"https://www.meinvoice.vn/tra-cuu?sc=canary", "url_sign_in": b"https://vidu.example/login?c=canary",
    "url_product": b"https://id.vidu.example/01/08930000000002", "url_app": b"canaryapp://canary/0900000000",
}
EVERY = KINDS | FINER
# look and language: words nobody should meet on the screen
FORBIDDEN = (
    "lỗi", "sai", "không hợp lệ", "thất bại", "hệ thống", "dữ liệu", "đăng nhập", "xác thực", "truy cập", "kết nối",
    "cập nhật", "click", "ok", "app", "mã hóa", "định dạng",
)


@pytest.mark.parametrize(("kind", "payload"), KINDS.items())
def test_every_kind_has_its_name(kind: str, payload: bytes) -> None:
    assert kind_name(seen(kind, payload)) == kind


@pytest.mark.parametrize(("key", "payload"), FINER.items())
def test_what_has_a_finer_sentence_is_told_apart(key: str, payload: bytes) -> None:
    found = seen(key, payload)
    assert sentence_key(found) == key
    assert kind_name(found) in KINDS


def seen(key: str, payload: bytes) -> Recognised:
    return recognise(payload, fake_signer, REVOKED, part_of=3 if key == "part" else 0)


def test_every_outcome_has_a_sentence_and_every_sentence_an_outcome() -> None:
    """Also from the other side: every kind the types allow, so that a new one cannot be forgotten here."""
    assert set(badge_wanted()) == {*KINDS, *FINER}
    assert set(practice_wanted()) <= {*KINDS, *FINER}
    kinds = {kind for literal in get_args(OtherKind) for kind in (get_args(literal) or (literal,))}
    assert kinds <= set(KINDS)
    assert {f"url_{where}" for where in get_args(LeadsTo)} - {"url_web"} <= set(FINER)


@pytest.mark.parametrize("wanted", ["badge", "practice"])
@pytest.mark.parametrize(("key", "payload"), EVERY.items())
def test_no_sentence_holds_anything_of_the_person(key: str, payload: bytes, wanted: Wanted) -> None:
    """But the host of a link, which is no person's, and the commune of a foreign badge."""
    said = sentence(seen(key, payload), wanted)
    pieces = {piece for piece in re.split(r"[|:;$?=/\s]+", payload.decode("utf-8", "replace")) if len(piece) >= 5}
    assert not [piece for piece in pieces - {"vidu.example"} if piece in said]
    assert "canary" not in said.lower()
    assert not re.search("[0-9]{4}", said)


def test_a_link_s_sentence_shows_the_true_host() -> None:
    found = recognise(b"https://zalo.me@xau.example/x?y", fake_signer, REVOKED)
    assert sentence(found) == "Mã này dẫn tới xau.example, máy không mở đâu ạ"
    assert sentence(recognise(b"https://", fake_signer, REVOKED)) == "Mã này dẫn lên mạng, máy không mở đâu ạ"


@pytest.mark.parametrize("wanted", ["badge", "practice"])
@pytest.mark.parametrize(("key", "payload"), EVERY.items())
def test_every_sentence_is_short_kind_and_in_our_words(key: str, payload: bytes, wanted: Wanted) -> None:
    said = sentence(seen(key, payload), wanted)
    words = re.findall(r"[\w.-]+", said.lower())
    assert 3 <= len(words) <= 12
    assert words[-1] in {"ạ", "nhé"}
    assert not {"ạ", "nhé"} & set(words[:-1])
    assert unicodedata.is_normalized("NFC", said)
    assert not [word for word in FORBIDDEN if re.search(rf"\b{word}\b", said.lower())]


def test_a_foreign_badge_is_greeted_with_its_commune() -> None:
    found = recognise(KINDS["badge_foreign"], fake_signer, REVOKED)
    assert sentence(found) == "Thẻ này của xã Bên, bác học ở đây vẫn được ạ"


def test_where_a_practice_sheet_is_wanted_nobody_is_asked_for_a_badge() -> None:
    asked = {key: sentence(seen(key, payload), "practice") for key, payload in EVERY.items()}
    assert [kind for kind, said in asked.items() if "giơ thẻ" in said or "không phải thẻ" in said] == []
    assert asked["badge"] == "Đây là thẻ học, bác lấy tờ mã tập nhé"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in {"too_large", "binary"}])
def test_no_record_shows_its_payload_or_a_piece_of_it(kind: str) -> None:
    """Pieces: whatever stands between the signs of the formats, from seven characters on."""
    payload = KINDS[kind]
    text = payload.decode("utf-8", "replace")
    shown = repr(recognise(payload, fake_signer, REVOKED))
    pieces = [piece for piece in re.split(r"[|:;$?=\n]", text) if len(piece) >= 7]
    allowed = {"rau-co-mau"}        # a practice code's name is nobody's secret
    assert not [piece for piece in pieces if piece in shown and piece not in allowed]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in {"enrolment"}])
def test_no_record_keeps_its_payload(kind: str) -> None:
    payload = KINDS[kind]
    found = recognise(payload, fake_signer, REVOKED)
    assert payload not in [v.encode() if isinstance(v, str) else v for v in vars(found).values()]


LONG = {
    "blanks": b" " * 4096, "digits": b"0" * 4096, "bars": b"|" * 4096, "card of bars": b"042048999001" + b"|" * 4000,
    "dots": b"a." * 2048, "labels": ("https://" + "ﷺ" * 1300).encode(), "host": ("https://" + "đ" * 2000).encode(),
    "wifi": b"WIFI:" + b"S:;" * 1360, "escapes": b"WIFI:S:" + b"\\" * 4000,
    "hex": b"0000000000|" + b"61" * 2000 + b"|1948|1||||",
    "json": b"BDHVSEN1:" + b"[" * 4000, "payment": b"000201" + b"0101x" * 800, "nested": b"000201" + b"2699" * 100,
    "kana": b"042048999001||" + "ﾃ｢".encode() * 600, "marks": ("a" + "\u0301" * 2000).encode(),
    "www": b"www." + b"a" * 4000, "bare": b"a" * 4000 + b".vn", "newlines": b"\n" * 4096,
    "badge": b"BDHVS1:" + b":" * 4000, "10,000 bytes": b"000201" + b"0" * 10_000, "a megabyte": b"|" * 1_000_000,
}


@pytest.mark.parametrize("payload", LONG.values(), ids=LONG)
def test_long_input_is_judged_within_five_milliseconds(payload: bytes) -> None:
    def cpu_ms() -> float:
        began = time.process_time()
        recognise(payload, fake_signer, REVOKED)
        return (time.process_time() - began) * 1000

    assert min(cpu_ms() for _n in range(5)) < 5
