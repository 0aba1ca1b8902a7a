"""Kiosks and the invitations by which they are enrolled.

Guarantees: an invitation's token is in no table, only its SHA-256.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from sync.commune.tenancy.models import Commune, Site
from sync.commune.tenancy.querysets import CommuneQuerySet


class Device(models.Model):
    """One kiosk. ``id`` is what it signs as; ``number`` counts within the commune."""

    id = models.CharField(max_length=100, primary_key=True)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    name = models.CharField(max_length=200, blank=True)
    public_key = models.CharField(max_length=44)    # base64 Ed25519
    created = models.DateTimeField()
    last_contact = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        db_table = "commune_device"
        constraints = [models.UniqueConstraint(fields=["commune", "number"], name="device_number")]
        ordering = ["number"]

    def __str__(self) -> str:
        return _("Máy {number}").format(number=self.number)


class Invitation(models.Model):
    """Single use. ``device`` set before use: that kiosk gets a new key and keeps its id."""

    token_sha256 = models.CharField(max_length=64, unique=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True)
    expires = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "commune_invitation"

    def __str__(self) -> str:
        return f"invitation {self.pk}"
