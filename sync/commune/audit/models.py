"""Who saw or changed what."""

from __future__ import annotations

from django.db import models

from sync.commune.accounts.models import Staff


class AuditEntry(models.Model):
    """Who saw or changed what, when. ``about`` names a record, never a person."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True)     # None: a login under a name nobody has
    at = models.DateTimeField()
    page = models.CharField(max_length=40)
    about = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "commune_auditline"

    def __str__(self) -> str:
        return f"audit {self.pk}"
