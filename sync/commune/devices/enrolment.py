"""Invitations and what becomes of them: a device of the commune.

Guarantees: a token works once and for 24 hours by the server's clock; the database keeps its SHA-256 only.
Asked again with the same key (the answer got lost), the same device comes back. An invitation for a known
device gives it a new key and keeps its id, so that what it has not sent yet still counts. Does not judge
where the kiosk stands.

    invitation = invite(site, now, url)             # the text of the QR: encode_invitation(invitation)
    reply = redeem(request, now)

Source of the rules: docs/protocol.md.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from sync.commune.devices.models import Device, Invitation
from sync.commune.tenancy.models import Commune, Site
from sync.protocol import EnrolReply, EnrolRequest, holds_nul, proof_bytes
from sync.protocol import Invitation as InvitationText
from sync.protocol import Site as SentSite
from sync.protocol.errors import EnrolmentRefused, Malformed

LIFETIME = timedelta(hours=24)
TOKEN_BYTES, KEY_BYTES, SIGNATURE_BYTES = 16, 32, 64


def invite(site: Site, now: datetime, url: str, device: Device | None = None) -> InvitationText:
    """A fresh invitation to ``site``, or for ``device`` of that site to get a new key."""
    token = secrets.token_hex(TOKEN_BYTES)
    Invitation.objects.create(
        commune_id=site.commune_id, token_sha256=_sha256(token), site=site, device=device, expires=now + LIFETIME
    )
    return InvitationText(url=url, pin="", token=token, commune=site.commune.name)


def redeem(request: EnrolRequest, now: datetime) -> EnrolReply:
    """The reply to a kiosk that holds the private key of ``request.public_key``.

    Raises:
        Malformed: no Ed25519 key, or the proof does not hold.
        EnrolmentRefused: the token is foreign, expired, or used by another key.
    """
    _check_proof(request)
    with transaction.atomic():
        invitation = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("site__commune", "device")
            .filter(token_sha256=_sha256(request.token)).first()
        )
        if invitation is None:
            raise EnrolmentRefused("foreign token")
        return reply_for(_device_of(invitation, request, now))


@transaction.atomic
def add_device(site: Site, public_key: str, name: str, now: datetime) -> Device:
    """A new device at ``site``."""
    commune = Commune.objects.select_for_update().get(pk=site.commune_id)
    last: int | None = Device.objects.for_commune(commune).aggregate(last=Max("number"))["last"]
    number = (last or 0) + 1
    return Device.objects.create(
        id=f"{commune.code}-{number:04d}", commune=commune, number=number, site=site, name=name,
        public_key=public_key, created=now,
    )


def reply_for(device: Device) -> EnrolReply:
    commune, site = device.commune, device.site
    return EnrolReply(
        device=device.pk, commune=commune.name, site=SentSite(site.code, site.name, site.thon),
        badge_key=commune.badge_key, server_key=commune.server_key,
    )


def _device_of(invitation: Invitation, request: EnrolRequest, now: datetime) -> Device:
    device = invitation.device
    if invitation.used_at is not None:
        if device is None or device.public_key != request.public_key or device.revoked_at is not None:
            raise EnrolmentRefused("token already used")
        return device
    if invitation.expires <= now:
        raise EnrolmentRefused("token expired")
    if device is None:
        device = add_device(invitation.site, request.public_key, request.name, now)
    else:
        device.public_key, device.revoked_at = request.public_key, None
        device.save(update_fields=["public_key", "revoked_at"])
    invitation.device, invitation.used_at = device, now
    invitation.save(update_fields=["device", "used_at"])
    return device


def _check_proof(request: EnrolRequest) -> None:
    if holds_nul([request.token, request.name]):
        raise Malformed("NUL in a text")
    try:
        key = base64.b64decode(request.public_key, validate=True)
        signature = base64.b64decode(request.proof, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("key or proof is not base64") from error
    if len(key) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        raise Malformed("key or proof of a wrong length")
    try:
        VerifyKey(key).verify(proof_bytes(request.token, request.public_key), signature)
    except BadSignatureError as error:
        raise Malformed("the proof does not hold") from error


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
