"""Staff's way in: name, password, and a pause after five misses.

Guarantees: a miss is counted and committed before the password is looked at; after ``TRIES`` misses a name
waits ``PAUSE``, whether or not anybody has that name, and the answer is the same for both. Does not lock
anybody out for good.

Source of the rules: NIST SP 800-63B section 5.2.2 (rate limiting).
"""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from sync.commune.accounts.models import LoginAttempt

TRIES = 5
PAUSE = timedelta(minutes=5)
FORGET = timedelta(days=1)  # misses older than this do not count

WRONG = gettext_lazy("Tên hoặc mật khẩu chưa đúng. Anh/chị thử lại giúp nhé.")
LOCKED = gettext_lazy("Đã thử sai 5 lần. Mời anh/chị đợi 5 phút rồi thử lại.")


class LoginForm(AuthenticationForm):
    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def clean(self) -> dict[str, Any]:
        name = _folded(self.cleaned_data.get("username", ""))
        if not count_try(name, timezone.now()):
            raise forms.ValidationError(LOCKED, code="locked")
        cleaned = super().clean()
        LoginAttempt.objects.filter(name=name).delete()
        return cleaned


class Login(LoginView):
    form_class = LoginForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True


def count_try(name: str, now: datetime) -> bool:
    """Counts one try of ``name`` as a miss until it proves right; False while the name must wait."""
    with transaction.atomic():
        LoginAttempt.objects.filter(last__lt=now - FORGET).delete()
        LoginAttempt.objects.get_or_create(name=name, defaults={"last": now})
        attempt = LoginAttempt.objects.select_for_update().get(name=name)
        if attempt.locked_until is not None and attempt.locked_until > now:
            return False
        if attempt.locked_until is not None:
            attempt.misses, attempt.locked_until = 0, None
        attempt.misses, attempt.last = attempt.misses + 1, now
        if attempt.misses >= TRIES:
            attempt.locked_until = now + PAUSE
        attempt.save()
    return True


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()[:150]
