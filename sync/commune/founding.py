"""A commune's first records: its keys, its people's badges, its facilitators' boxes.

Guarantees: private keys and badge secrets leave DIR/keys and a sealed column only as printed cards; a badge
made here reads back by the commune's public key. Does not choose secrets or PINs: they come as arguments.

    commune = found(folder, "mau", "xã Mẫu", url)
    badge = add_badge(commune, folder, secrets.token_bytes(16), BADGE_LEARNER, person)
    badge_text(badge, folder)                       # what the card's QR says
"""

from __future__ import annotations

import base64

from nacl.secret import SecretBox
from nacl.signing import SigningKey

from sync.commune.cards import badge_payload
from sync.commune.folder import Folder, KeyName
from sync.commune.models import Badge, Commune, Facilitator, Person
from sync.protocol import learner_id, picture_of
from sync.protocol.unlock import SALT_BYTES, seal_unlock


def found(folder: Folder, code: str, name: str, url: str) -> Commune:
    """The commune of this folder, its key pairs made."""
    return Commune.objects.create(
        code=code, name=name, url=url, badge_key=_public(folder, "badge"), server_key=_public(folder, "server")
    )


def add_badge(commune: Commune, folder: Folder, secret: bytes, kind: int, person: Person | None) -> Badge:
    """A badge around 16 ``secret`` bytes; ``person`` None for those who help."""
    learner = learner_id(secret)
    box = bytes(SecretBox(folder.key("cards")).encrypt(secret))
    return Badge.objects.create(
        commune=commune, learner=learner, person=person, kind=kind, picture=picture_of(learner), secret_box=box
    )


def add_facilitator(badge: Badge, folder: Folder, label: str, pin: str, salt: bytes) -> Facilitator:
    """Lets the holder of ``badge`` open sessions with ``pin``; ``salt`` is 16 random bytes."""
    assert len(salt) == SALT_BYTES
    unlock = seal_unlock(folder.key("roster"), badge_secret(badge, folder), pin, salt)
    return Facilitator.objects.create(
        badge=badge, label=label, salt=base64.b64encode(salt).decode(), unlock=unlock
    )


def badge_secret(badge: Badge, folder: Folder) -> bytes:
    return SecretBox(folder.key("cards")).decrypt(bytes(badge.secret_box))


def badge_text(badge: Badge, folder: Folder) -> str:
    """What the card's QR says. Never log it: who knows it holds the badge."""
    return badge_payload(badge_secret(badge, folder), badge.kind, SigningKey(folder.key("badge")))


def _public(folder: Folder, name: KeyName) -> str:
    return base64.b64encode(bytes(SigningKey(folder.key(name)).verify_key)).decode()
