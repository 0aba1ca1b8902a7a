"""The commune, its practice points, its announcements: what every other table hangs on.

Guarantees: private keys are in no table.
"""

from __future__ import annotations

from django.db import models

from sync.commune.tenancy.keys import CommuneRow
from sync.commune.tenancy.querysets import CommuneQuerySet


class Commune(models.Model):
    """``url`` is how kiosks reach this server; ``version``/``snapshot`` number what goes down to them."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    url = models.CharField(max_length=200, blank=True)
    badge_key = models.CharField(max_length=44)     # base64 Ed25519 public key
    server_key = models.CharField(max_length=44)    # base64 Ed25519 public key
    address = models.CharField(max_length=20, default="bác")
    province = models.SlugField(max_length=40, blank=True)      # "ha-tinh": which variants of lessons hold here
    version = models.PositiveIntegerField(default=0)
    snapshot = models.CharField(max_length=64, blank=True)  # SHA-256 of what ``version`` said

    class Meta:
        db_table = "commune_commune"

    def __str__(self) -> str:
        return self.name


class Site(CommuneRow):
    """One practice point."""

    code = models.SlugField()
    name = models.CharField(max_length=200)
    thon = models.CharField(max_length=200)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        db_table = "commune_site"
        constraints = [
            models.UniqueConstraint(fields=["commune", "code"], name="site_code"),
            models.UniqueConstraint(fields=["commune", "id"], name="site_key"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Announcement(CommuneRow):
    day = models.DateField()
    when = models.CharField(max_length=200)
    text = models.CharField(max_length=200)
    short = models.CharField(max_length=200)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        db_table = "commune_announcement"

    def __str__(self) -> str:
        return self.short
