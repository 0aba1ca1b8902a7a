"""Who may log in, and misses of those who may not."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from sync.commune.tenancy.models import Commune


class Staff(AbstractUser):
    """Somebody of the commune's office who may log in."""

    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, null=True)

    class Meta(AbstractUser.Meta):
        db_table = "commune_staff"


class LoginAttempt(models.Model):
    """Misses of one login name, also of names nobody has."""

    name = models.CharField(max_length=150, unique=True)
    misses = models.PositiveIntegerField(default=0)
    last = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "commune_loginattempt"

    def __str__(self) -> str:
        return f"attempt {self.pk}"
