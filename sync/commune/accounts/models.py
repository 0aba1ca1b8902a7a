"""Who may log in, and misses of those who may not."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.auth.password_validation import validate_password
from django.db import models

from sync.commune.tenancy.models import Commune


class StaffManager(UserManager["Staff"]):
    """Every way of making an account judges its password, ``createsuperuser`` without a terminal too."""

    def _create_user_object(self, username: str, email: str | None, password: str | None, **fields: Any) -> Staff:
        """Raises ValidationError for a password that the rules refuse."""
        if password is not None:
            validate_password(password, self.model(username=username, **fields))
        made: Staff = super()._create_user_object(  # type: ignore[misc]  # Django's one place, missing in its stubs
            username, email, password, **fields)
        return made


class Staff(AbstractUser):
    """Somebody of the commune's office who may log in."""

    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, null=True)

    objects: ClassVar[StaffManager] = StaffManager()

    class Meta(AbstractUser.Meta):
        db_table = "commune_staff"


class LoginAttempt(models.Model):
    """Misses of one login name from one address, also of names nobody has. Without a name: of everything from that
    address; without an address: of that name from everywhere."""

    name = models.CharField(max_length=150, blank=True)
    address = models.CharField(max_length=45, blank=True)       # IPv4, or an IPv6 network of 64 bits
    misses = models.PositiveIntegerField(default=0)
    last = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)              # waits, for so long
    succeeded = models.DateTimeField(null=True)                 # the password was right from there

    class Meta:
        db_table = "commune_loginattempt"
        constraints = [models.UniqueConstraint(fields=["name", "address"], name="login_attempt_place")]

    def __str__(self) -> str:
        return f"attempt {self.pk}"
