"""Badges: the text in the QR, its signature, and the box opened by badge and PIN."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from sync.protocol import BADGE_FACILITATOR, BADGE_LEARNER, BADGE_MAINTENANCE, BADGE_PICTURES, BADGE_PREFIX
from sync.protocol.badge_codec import (
    PICTURE_NAMES,
    badge_payload,
    base45_decode,
    base45_encode,
    open_unlock,
    read_payload,
    seal_unlock,
)
from sync.protocol.errors import Malformed

KEY = SigningKey(bytes(range(32)))
SECRET = bytes(range(100, 116))
SALT = bytes(16)

# RFC 9285 sections 4.3 and 4.4
RFC_VECTORS = [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")]


@pytest.mark.parametrize(("raw", "text"), RFC_VECTORS)
def test_base45_agrees_with_the_rfc_in_both_directions(raw: bytes, text: str) -> None:
    assert base45_encode(raw) == text
    assert base45_decode(text) == raw


@given(st.binary(max_size=200))
def test_whatever_is_encoded_decodes_to_itself(raw: bytes) -> None:
    assert base45_decode(base45_encode(raw)) == raw


@pytest.mark.parametrize("text", ["GGW", "::", "a00", "0", "ab", "BB8é", "BB8\n00", "B", "::::"])
def test_text_outside_the_alphabet_or_range_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        base45_decode(text)


@pytest.mark.parametrize("kind", [BADGE_LEARNER, BADGE_FACILITATOR, BADGE_MAINTENANCE])
def test_a_badge_reads_back_and_stays_in_the_dense_qr_alphabet(kind: int) -> None:
    text = badge_payload(SECRET, kind, KEY)
    content = read_payload(text, KEY.verify_key)
    assert (content.secret, content.kind) == (SECRET, kind)
    assert len(text) == len(BADGE_PREFIX) + 122
    assert SECRET.hex() not in repr(content)


def test_a_badge_of_another_commune_is_refused() -> None:
    with pytest.raises(Malformed, match="not signed"):
        read_payload(badge_payload(SECRET, BADGE_LEARNER, SigningKey(bytes(32))), KEY.verify_key)


def test_a_learner_cannot_promote_the_badge_to_a_facilitators() -> None:
    raw = bytearray(base45_decode(badge_payload(SECRET, BADGE_LEARNER, KEY).removeprefix(BADGE_PREFIX)))
    raw[16] = BADGE_FACILITATOR
    with pytest.raises(Malformed, match="not signed"):
        read_payload(BADGE_PREFIX + base45_encode(bytes(raw)), KEY.verify_key)


@given(st.integers(0, 121), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"))
@settings(max_examples=60)
def test_one_changed_character_never_reads_as_a_badge(place: int, character: str) -> None:
    text = badge_payload(SECRET, BADGE_LEARNER, KEY)
    place += len(BADGE_PREFIX)
    changed = text[:place] + character + text[place + 1:]
    if changed != text:
        with pytest.raises(Malformed):
            read_payload(changed, KEY.verify_key)


@given(st.text(max_size=200))
def test_foreign_text_is_malformed_and_nothing_else(text: str) -> None:
    for candidate in (text, BADGE_PREFIX + text):
        with pytest.raises(Malformed):
            read_payload(candidate, KEY.verify_key)


@pytest.mark.parametrize(("secret", "kind"), [(b"short", BADGE_LEARNER), (SECRET, 9)])
def test_no_badge_is_made_of_a_wrong_secret_or_kind(secret: bytes, kind: int) -> None:
    with pytest.raises(Malformed):
        badge_payload(secret, kind, KEY)


def test_only_badge_and_pin_together_open_the_roster_key() -> None:
    unlock = seal_unlock(b"k" * 32, SECRET, "246810", SALT)
    assert open_unlock(unlock, SECRET, "246810", SALT) == b"k" * 32
    for secret, pin in ((SECRET, "246811"), (bytes(16), "246810")):
        with pytest.raises(Malformed):
            open_unlock(unlock, secret, pin, SALT)
    with pytest.raises(Malformed):
        open_unlock("không phải base64", SECRET, "246810", SALT)


def test_every_picture_of_the_wire_has_its_vietnamese_name() -> None:
    assert set(PICTURE_NAMES) == set(BADGE_PICTURES)
