"""Which exports were imported, with the receipt that goes back to the kiosk.

Guarantees: one row an export, however often it comes; its receipt can be had again. Holds no event.
"""

from __future__ import annotations

from django.db import models

from sync.commune.tenancy.keys import CommuneTable
from sync.commune.tenancy.querysets import CommuneQuerySet


class StickImport(CommuneTable):
    """One export of a kiosk. ``device`` is its id; ``stored`` counts the events that were new here, ``held`` those in
    the quarantine, ``judged`` all that the receipt names; ``whole`` is False while its end has not come."""

    pk = models.CompositePrimaryKey("commune_id", "device", "export")
    device = models.CharField(max_length=100)
    export = models.CharField(max_length=32)
    at = models.DateTimeField()
    stored = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    whole = models.BooleanField(default=False)
    receipt = models.BinaryField()

    objects = CommuneQuerySet.as_manager()

    class Meta:
        db_table = "commune_stickimport"
        indexes = [models.Index(fields=["commune", "-at"], name="stickimport_at")]

    def __str__(self) -> str:
        return f"export {self.export}"
