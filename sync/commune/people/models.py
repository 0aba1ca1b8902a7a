"""People, their badges, and those of them who lead sessions.

Guarantees: badge secrets in the clear and PINs are in no table.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy

from sync.commune.tenancy.models import Commune, Site
from sync.commune.tenancy.querysets import CommuneQuerySet


class Person(models.Model):
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    birth_year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=3, choices=[("nam", gettext_lazy("Nam")), ("nữ", gettext_lazy("Nữ"))])

    objects = CommuneQuerySet.as_manager()

    class Meta:
        db_table = "commune_person"

    def __str__(self) -> str:
        return f"person {self.pk}"


class Badge(models.Model):
    """``secret_box``: the 16 secret bytes under DIR/keys/cards.key, for printing the card again."""

    commune = models.ForeignKey(Commune, on_delete=models.PROTECT)
    learner = models.CharField(max_length=32, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    kind = models.PositiveSmallIntegerField()
    picture = models.CharField(max_length=20)
    secret_box = models.BinaryField()
    revoked_at = models.DateTimeField(null=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        db_table = "commune_badge"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"badge {self.pk}"


class Facilitator(models.Model):
    """``unlock`` opens only with the badge's secret and the PIN (sync.protocol.unlock.seal_unlock)."""

    badge = models.OneToOneField(Badge, on_delete=models.PROTECT)
    label = models.CharField(max_length=200)
    salt = models.CharField(max_length=24)      # base64, 16 bytes
    unlock = models.CharField(max_length=200)

    class Meta:
        db_table = "commune_facilitator"

    def __str__(self) -> str:
        return self.label
