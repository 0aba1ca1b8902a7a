"""The log: events as kiosks sent them, how many of each epoch, and what could not be stored.

Guarantees: append-only; an event is named by (commune, device, epoch, seq) and nothing else. Computes nothing: lists
and counts are made from it by the apps above.
"""

from __future__ import annotations

from typing import Self

from django.db import models

from sync.commune.devices.models import Device
from sync.commune.tenancy.keys import CommuneForeignKey, CommuneRow, CommuneTable
from sync.commune.tenancy.models import Commune
from sync.commune.tenancy.querysets import CommuneQuerySet


class EventQuerySet(CommuneQuerySet["Event"]):
    def openings(self) -> Self:
        """The events that opened a session. That they stand in none lets the index ``event_outside`` serve."""
        return self.filter(kind="session.opened", session__isnull=True)


class Event(CommuneTable):
    """One judged event. ``body`` is its canonical bytes; ``session`` the one it happened in, null for an opening;
    ``day`` the local calendar day of an opening (what the facilitator confirmed, else the wall clock), null for every
    other kind."""

    pk = models.CompositePrimaryKey("commune_id", "device_id", "epoch", "seq")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    device = CommuneForeignKey(Device, on_delete=models.PROTECT, constrained=False)   # ingest has read it
    epoch = models.CharField(max_length=16)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    session = models.CharField(max_length=200, null=True)
    learner = models.CharField(max_length=32, null=True)
    boot = models.BigIntegerField()
    ms = models.BigIntegerField()
    wall = models.CharField(max_length=200)
    clock = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()
    received_at = models.DateTimeField()
    day = models.DateField(null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        db_table = "commune_event"
        indexes = [
            models.Index(
                fields=["commune", "session"], name="event_session", condition=models.Q(session__isnull=False)
            ),
            models.Index(fields=["commune", "day"], name="event_day", condition=models.Q(day__isnull=False)),
            models.Index(
                fields=["commune", "kind", "received_at"], name="event_outside",
                condition=models.Q(session__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id}/{self.epoch}/{self.seq}"


class EpochCount(CommuneTable):
    """How many events of one epoch are in the log and the highest number among them: kept by ingest in the same
    transaction, so that nobody counts a million rows to show a page."""

    pk = models.CompositePrimaryKey("commune_id", "device_id", "epoch")
    device = CommuneForeignKey(Device, on_delete=models.PROTECT, constrained=False)
    epoch = models.CharField(max_length=16)
    stored = models.BigIntegerField()
    highest = models.BigIntegerField()

    objects = CommuneQuerySet.as_manager()

    class Meta:
        db_table = "commune_epochcount"

    def __str__(self) -> str:
        return f"{self.device_id}/{self.epoch}: {self.stored}"


class QuarantinedEvent(CommuneRow):
    """What could not be stored, byte for byte as it came; sent again it is not kept twice."""

    device = CommuneForeignKey(Device, on_delete=models.PROTECT)
    epoch = models.CharField(max_length=16, blank=True)
    seq = models.BigIntegerField(default=0)
    verdict = models.CharField(max_length=10)
    problem = models.CharField(max_length=40)
    body = models.BinaryField()
    body_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    objects = CommuneQuerySet.as_manager()

    class Meta:
        db_table = "commune_quarantine"
        constraints = [
            models.UniqueConstraint(fields=["commune", "device", "verdict", "body_sha256"], name="quarantine_once"),
        ]
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"quarantined event {self.pk}"
