"""A badge as the commune writes it is a badge as the kiosk reads it, and nothing else is."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from kiosk.core.codes import badge as reader
from kiosk.core.codes.badge import Badge, BadgeRefusal, Role, read_badge
from kiosk.store.badges import BadgeSigner
from sync.commune.people.cards import badge_payload
from sync.protocol import (
    BADGE_FACILITATOR,
    BADGE_LEARNER,
    BADGE_MAINTENANCE,
    BADGE_PICTURES,
    BADGE_PREFIX,
    base45,
    learner_id,
    picture_of,
)

KEY, NEIGHBOUR, STRANGER = (SigningKey(bytes([number]) * 32) for number in (1, 2, 3))
SECRET = bytes(range(100, 116))
NOBODY: frozenset[str] = frozenset()


def public(key: SigningKey) -> str:
    return base64.b64encode(bytes(key.verify_key)).decode()


SIGNER = BadgeSigner(lambda: public(KEY), lambda: {"xã Bên": public(NEIGHBOUR)})


def read(text: str, revoked: frozenset[str] = NOBODY) -> Badge | BadgeRefusal:
    return read_badge(text.encode(), SIGNER, revoked)


@pytest.mark.parametrize(("kind", "role"), [
    (BADGE_LEARNER, "learner"), (BADGE_FACILITATOR, "facilitator"), (BADGE_MAINTENANCE, "maintenance"),
])
def test_every_kind_the_commune_writes_is_read_as_its_role(kind: int, role: Role) -> None:
    assert read(badge_payload(SECRET, kind, KEY)) == Badge(learner_id(SECRET), role, SECRET)


@given(st.binary(min_size=16, max_size=16))
@settings(max_examples=30)
def test_both_ends_name_and_picture_the_holder_alike(secret: bytes) -> None:
    found = read(badge_payload(secret, BADGE_LEARNER, KEY))
    assert isinstance(found, Badge)
    assert found.learner == learner_id(secret)
    assert reader.picture_of(found.learner) == f"badge-{picture_of(learner_id(secret))}"


def test_a_badge_of_another_commune_is_foreign_and_of_nobody_forged() -> None:
    assert read(badge_payload(SECRET, BADGE_LEARNER, NEIGHBOUR)) == BadgeRefusal("foreign", "xã Bên")
    assert read(badge_payload(SECRET, BADGE_LEARNER, STRANGER)) == BadgeRefusal("forged")


def test_a_badge_that_the_commune_revoked_is_refused() -> None:
    revoked = frozenset({learner_id(SECRET)})
    assert read(badge_payload(SECRET, BADGE_LEARNER, KEY), revoked) == BadgeRefusal("revoked")


def test_a_learner_cannot_promote_the_badge_to_a_facilitators() -> None:
    raw = bytearray(base45.decode(badge_payload(SECRET, BADGE_LEARNER, KEY).removeprefix(BADGE_PREFIX)))
    raw[16] = BADGE_FACILITATOR
    assert read(BADGE_PREFIX + base45.encode(bytes(raw))) == BadgeRefusal("forged")


@given(st.integers(0, 121), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"))
@settings(max_examples=60)
def test_one_changed_character_never_reads_as_a_badge(place: int, character: str) -> None:
    text = badge_payload(SECRET, BADGE_LEARNER, KEY)
    place += len(BADGE_PREFIX)
    changed = text[:place] + character + text[place + 1:]
    if changed != text:
        assert isinstance(read(changed), BadgeRefusal)


@given(st.binary(max_size=200))
def test_foreign_bytes_are_damaged_badges_and_nothing_else(raw: bytes) -> None:
    assert read_badge(reader.PREFIX + raw, SIGNER, NOBODY) == BadgeRefusal("damaged")


def test_every_picture_is_called_the_same_on_card_and_screen() -> None:
    learners = {picture_of(f"{number:08x}"): f"{number:08x}" for number in range(len(BADGE_PICTURES))}
    assert set(learners) == set(BADGE_PICTURES)
    assert len({reader.picture_name(learner) for learner in learners.values()}) == len(BADGE_PICTURES)
