"""One line for every look at, and every change of, something about people or devices.

Guarantees: the line is written before the page is built, so that a page that was seen has its line. Never
holds a person's name.

    record(request, "session", "mau-0001/00ff00ff00ff00ff/1")
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from sync.commune.accounts.models import Staff
from sync.commune.audit.models import AuditEntry


def record(request: HttpRequest, page: str, about: str = "") -> None:
    """Writes who (the one logged in), when (now), which ``page``, and which record it was ``about``."""
    assert isinstance(request.user, Staff)  # every page but the login requires it
    AuditEntry.objects.create(staff=request.user, at=timezone.now(), page=page, about=about[:200])
