"""The commune's tables. Events are append-only; lists and counts are computed from them.

Guarantees: an event is named by (commune, device, epoch, seq) and nothing else; private keys, badge secrets
in the clear, invitation tokens and PINs are in no table. Does not compute anything.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


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

    def __str__(self) -> str:
        return self.name


class Staff(AbstractUser):
    """Somebody of the commune's office who may log in."""

    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, null=True)


class Site(models.Model):
    """One practice point."""

    commune = models.ForeignKey(Commune, on_delete=models.PROTECT)
    code = models.SlugField()
    name = models.CharField(max_length=200)
    thon = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commune", "code"], name="site_code")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    birth_year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=3, choices=[("nam", "Nam"), ("nữ", "Nữ")])

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

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"badge {self.pk}"


class Facilitator(models.Model):
    """``unlock`` opens only with the badge's secret and the PIN (sync.protocol.unlock.seal_unlock)."""

    badge = models.OneToOneField(Badge, on_delete=models.PROTECT)
    label = models.CharField(max_length=200)
    salt = models.CharField(max_length=24)      # base64, 16 bytes
    unlock = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.label


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

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commune", "number"], name="device_number")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Máy {self.number}"


class Invitation(models.Model):
    """Single use. ``device`` set before use: that kiosk gets a new key and keeps its id."""

    token_sha256 = models.CharField(max_length=64, unique=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True)
    expires = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Event(models.Model):
    """One judged event. ``body`` is its canonical bytes; ``day`` the local calendar day of an opening
    (what the facilitator confirmed, else the wall clock), null for every other kind."""

    pk = models.CompositePrimaryKey("commune_id", "device_id", "epoch", "seq")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, db_index=False, db_constraint=False)
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

    class Meta:
        indexes = [
            models.Index(
                fields=["commune", "session"], name="event_session", condition=models.Q(session__isnull=False)
            ),
            models.Index(fields=["commune", "day"], name="event_day", condition=models.Q(day__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.device_id}/{self.epoch}/{self.seq}"


class Quarantine(models.Model):
    """What could not be stored, byte for byte as it came; sent again it is not kept twice."""

    commune = models.ForeignKey(Commune, on_delete=models.PROTECT)
    device = models.ForeignKey(Device, on_delete=models.PROTECT)
    epoch = models.CharField(max_length=16, blank=True)
    seq = models.BigIntegerField(default=0)
    verdict = models.CharField(max_length=10)
    problem = models.CharField(max_length=40)
    body = models.BinaryField()
    body_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "verdict", "body_sha256"], name="quarantine_once"),
        ]
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"quarantine {self.pk}"


class Announcement(models.Model):
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT)
    day = models.DateField()
    when = models.CharField(max_length=200)
    text = models.CharField(max_length=200)
    short = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.short


class AuditLine(models.Model):
    """Who saw or changed what, when. ``about`` names a record, never a person."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT)
    at = models.DateTimeField()
    page = models.CharField(max_length=40)
    about = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"audit {self.pk}"


class LoginAttempt(models.Model):
    """Misses of one login name, also of names nobody has."""

    name = models.CharField(max_length=150, unique=True)
    misses = models.PositiveIntegerField(default=0)
    last = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"attempt {self.pk}"
