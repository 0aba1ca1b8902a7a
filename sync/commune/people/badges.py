"""Badges and the facilitators' boxes, as the commune makes them.

Guarantees: private keys and badge secrets leave DIR/keys and a sealed column only as printed cards; a badge
made here reads back by the commune's public key. Does not choose secrets or PINs: they come as arguments.

    badge = add_badge(commune, data_dir, secrets.token_bytes(16), BADGE_LEARNER, person)
    badge_text(badge, data_dir)                       # what the card's QR says
"""

from __future__ import annotations

import base64

from nacl.secret import SecretBox
from nacl.signing import SigningKey

from sync.commune.data_dir import DataDir
from sync.commune.people.cards import badge_payload
from sync.commune.people.models import Badge, Facilitator, Person
from sync.commune.tenancy.models import Commune
from sync.protocol import learner_id, picture_of
from sync.protocol.unlock import SALT_BYTES, seal_unlock


def add_badge(commune: Commune, data_dir: DataDir, secret: bytes, kind: int, person: Person | None) -> Badge:
    """A badge around 16 ``secret`` bytes; ``person`` None for those who help."""
    learner = learner_id(secret)
    box = bytes(SecretBox(data_dir.key("cards")).encrypt(secret))
    return Badge.objects.create(
        commune=commune, learner=learner, person=person, kind=kind, picture=picture_of(learner), secret_box=box
    )


def add_facilitator(badge: Badge, data_dir: DataDir, label: str, pin: str, salt: bytes) -> Facilitator:
    """Lets the holder of ``badge`` open sessions with ``pin``; ``salt`` is 16 random bytes."""
    assert len(salt) == SALT_BYTES
    unlock = seal_unlock(data_dir.key("roster"), badge_secret(badge, data_dir), pin, salt)
    return Facilitator.objects.create(
        commune_id=badge.commune_id, badge=badge, label=label, salt=base64.b64encode(salt).decode(), unlock=unlock
    )


def badge_secret(badge: Badge, data_dir: DataDir) -> bytes:
    return SecretBox(data_dir.key("cards")).decrypt(bytes(badge.secret_box))


def badge_text(badge: Badge, data_dir: DataDir) -> str:
    """What the card's QR says. Never log it: who knows it holds the badge."""
    return badge_payload(badge_secret(badge, data_dir), badge.kind, SigningKey(data_dir.key("badge")))
