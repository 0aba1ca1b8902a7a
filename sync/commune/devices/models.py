"""Kiosks and the invitations by which they are enrolled.

Guarantees: an invitation's token is in no table, only its SHA-256.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from sync.commune.tenancy.keys import CommuneForeignKey, CommuneRow, CommuneTable
from sync.commune.tenancy.models import Site
from sync.commune.tenancy.querysets import CommuneQuerySet


class Device(CommuneTable):
    """One kiosk. ``id`` is what it signs as; ``number`` counts within the commune."""

    id = models.CharField(max_length=100, primary_key=True)
    number = models.PositiveIntegerField()
    site = CommuneForeignKey(Site, on_delete=models.PROTECT)
    name = models.CharField(max_length=200, blank=True)
    public_key = models.CharField(max_length=44)    # base64 Ed25519
    created = models.DateTimeField()
    last_contact = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    retry_quarantine = models.CharField(max_length=32, blank=True)  # the newest wish; 32 hex digits, fresh each time

    objects = CommuneQuerySet.as_manager()

    class Meta:
        db_table = "commune_device"
        constraints = [
            models.UniqueConstraint(fields=["commune", "number"], name="device_number"),
            models.UniqueConstraint(fields=["commune", "id"], name="device_key"),
        ]
        indexes = [models.Index(fields=["id"], name="device_by_id")]     # a signature names no commune
        ordering = ["number"]

    def __str__(self) -> str:
        return _("Máy {number}").format(number=self.number)


class Invitation(CommuneRow):
    """Single use. ``device`` set before use: that kiosk gets a new key and keeps its id."""

    token_sha256 = models.CharField(max_length=64)
    site = CommuneForeignKey(Site, on_delete=models.PROTECT)
    device = CommuneForeignKey(Device, on_delete=models.PROTECT, null=True)
    expires = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        db_table = "commune_invitation"
        constraints = [models.UniqueConstraint(fields=["commune", "token_sha256"], name="invitation_token")]
        indexes = [models.Index(fields=["token_sha256"], name="invitation_by_token")]     # it names no commune

    def __str__(self) -> str:
        return f"invitation {self.pk}"
