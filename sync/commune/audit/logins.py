"""Logins leave audit entries: who came in, who went, which account was tried in vain, from which address.

Guarantees: never holds a typed name that is nobody's (people type passwords there), nor a password.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils import timezone

from sync.commune.accounts.models import Staff
from sync.commune.audit.models import AuditEntry


def connect() -> None:
    """From now on logins are recorded."""
    user_logged_in.connect(_logged_in, dispatch_uid="audit.logged_in")
    user_logged_out.connect(_logged_out, dispatch_uid="audit.logged_out")
    user_login_failed.connect(_login_failed, dispatch_uid="audit.login_failed")


def _logged_in(request: HttpRequest | None, user: Staff, **_: Any) -> None:
    _record(user, "login", request)


def _logged_out(request: HttpRequest | None, user: Staff | None, **_: Any) -> None:
    if isinstance(user, Staff):
        _record(user, "logout", request)


def _login_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    name = credentials.get("username") or ""
    _record(Staff.objects.filter(username=name).first(), "login-failed", request)


def _record(staff: Staff | None, page: str, request: HttpRequest | None) -> None:
    address = request.META.get("REMOTE_ADDR", "") if request is not None else ""
    AuditEntry.objects.create(staff=staff, at=timezone.now(), page=page, about=address[:200])
