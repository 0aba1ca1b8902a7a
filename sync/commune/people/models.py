"""People, their badges, and those of them who lead sessions.

Guarantees: badge secrets in the clear and PINs are in no table.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy

from sync.commune.tenancy.keys import CommuneForeignKey, CommuneRow
from sync.commune.tenancy.models import Site
from sync.commune.tenancy.querysets import CommuneQuerySet


class Person(CommuneRow):
    site = CommuneForeignKey(Site, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    birth_year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=3, choices=[("nam", gettext_lazy("Nam")), ("nữ", gettext_lazy("Nữ"))])

    objects = CommuneQuerySet.as_manager()

    class Meta:
        db_table = "commune_person"
        constraints = [models.UniqueConstraint(fields=["commune", "id"], name="person_key")]
        indexes = [models.Index(fields=["commune", "site"], name="person_site")]

    def __str__(self) -> str:
        return f"person {self.pk}"


class Badge(CommuneRow):
    """``secret_box``: the 16 secret bytes under DIR/keys/cards.key, for printing the card again."""

    learner = models.CharField(max_length=32)
    person = CommuneForeignKey(Person, on_delete=models.PROTECT, null=True)
    kind = models.PositiveSmallIntegerField()
    picture = models.CharField(max_length=20)
    secret_box = models.BinaryField()
    revoked_at = models.DateTimeField(null=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        db_table = "commune_badge"
        constraints = [
            models.UniqueConstraint(fields=["commune", "learner"], name="badge_learner"),
            models.UniqueConstraint(fields=["commune", "id"], name="badge_key"),
        ]
        indexes = [models.Index(fields=["commune", "person"], name="badge_person")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"badge {self.pk}"


class Facilitator(CommuneRow):
    """``unlock`` opens only with the badge's secret and the PIN (sync.protocol.unlock.seal_unlock)."""

    badge = CommuneForeignKey(Badge, on_delete=models.PROTECT)
    label = models.CharField(max_length=200)
    salt = models.CharField(max_length=24)      # base64, 16 bytes
    unlock = models.CharField(max_length=200)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        db_table = "commune_facilitator"
        constraints = [models.UniqueConstraint(fields=["commune", "badge"], name="facilitator_badge")]

    def __str__(self) -> str:
        return self.label
