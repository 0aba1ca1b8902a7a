"""Badges: the text in the QR, and the box opened by badge and PIN."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import BADGE_FACILITATOR, BADGE_LEARNER, BADGE_MAINTENANCE, BADGE_PREFIX, base45
from sync.protocol.badges import BadgeContent, decode_badge, encode_badge
from sync.protocol.errors import Malformed
from sync.protocol.unlock import open_unlock, seal_unlock

SIGNATURE = bytes(range(64))
SECRET = bytes(range(100, 116))
SALT = bytes(16)

# RFC 9285 sections 4.3 and 4.4
RFC_VECTORS = [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")]


@pytest.mark.parametrize(("raw", "text"), RFC_VECTORS)
def test_base45_agrees_with_the_rfc_in_both_directions(raw: bytes, text: str) -> None:
    assert base45.encode(raw) == text
    assert base45.decode(text) == raw


@given(st.binary(max_size=200))
def test_whatever_is_encoded_decodes_to_itself(raw: bytes) -> None:
    assert base45.decode(base45.encode(raw)) == raw


@pytest.mark.parametrize("text", ["GGW", "::", "a00", "0", "ab", "BB8é", "BB8\n00", "B", "::::"])
def test_text_outside_the_alphabet_or_range_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        base45.decode(text)


@pytest.mark.parametrize("kind", [BADGE_LEARNER, BADGE_FACILITATOR, BADGE_MAINTENANCE])
def test_a_badge_reads_back_and_stays_in_the_dense_qr_alphabet(kind: int) -> None:
    content = BadgeContent(SECRET, kind, SIGNATURE)
    text = encode_badge(content)
    assert decode_badge(text) == content
    assert len(text) == len(BADGE_PREFIX) + 122
    assert SECRET.hex() not in repr(content)
    assert "secret" not in repr(content)


@given(st.text(max_size=200))
def test_foreign_text_is_malformed_and_nothing_else(text: str) -> None:
    for candidate in (text, BADGE_PREFIX + text):
        with pytest.raises(Malformed):
            decode_badge(candidate)


@pytest.mark.parametrize(("secret", "kind", "signature"), [
    (b"short", BADGE_LEARNER, SIGNATURE), (SECRET, 9, SIGNATURE), (SECRET, BADGE_LEARNER, b"short"),
])
def test_no_badge_is_made_of_a_wrong_part(secret: bytes, kind: int, signature: bytes) -> None:
    with pytest.raises(Malformed):
        encode_badge(BadgeContent(secret, kind, signature))
    raw = base45.encode(secret + bytes([kind]) + signature)
    with pytest.raises(Malformed):
        decode_badge(BADGE_PREFIX + raw)


def test_only_badge_and_pin_together_open_the_roster_key() -> None:
    unlock = seal_unlock(b"k" * 32, SECRET, "246810", SALT)
    assert open_unlock(unlock, SECRET, "246810", SALT) == b"k" * 32
    for secret, pin in ((SECRET, "246811"), (bytes(16), "246810")):
        with pytest.raises(Malformed):
            open_unlock(unlock, secret, pin, SALT)
    with pytest.raises(Malformed):
        open_unlock("không phải base64", SECRET, "246810", SALT)
