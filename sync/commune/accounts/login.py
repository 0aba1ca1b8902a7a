"""Staff's way in: name, password, and a wait after wrong tries (``throttle``).

Guarantees: the answer is the same whether or not anybody has the name; tries are counted before the password is looked
at, a try whose password could not be judged is not. Does not lock anybody out.
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.utils import timezone
from django.utils.translation import gettext_lazy

from sync.commune.accounts.hashers import PasswordsBusy
from sync.commune.accounts.throttle import begin_try, not_judged, succeeded

WRONG = gettext_lazy("Tên hoặc mật khẩu chưa đúng. Anh/chị thử lại giúp nhé.")
WAIT = gettext_lazy("Đã thử sai nhiều lần. Mời anh/chị đợi {minutes} phút rồi thử lại.")
BUSY = gettext_lazy("Nhiều người đang đăng nhập cùng lúc. Mời anh/chị bấm lại sau ít giây.")


class LoginForm(AuthenticationForm):
    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username", "")
        if not name:
            return super().clean()
        address = self.request.META.get("REMOTE_ADDR", "") if self.request is not None else ""
        wait = begin_try(name, address, timezone.now())
        if wait:
            raise forms.ValidationError(WAIT.format(minutes=_minutes(wait)), code="wait")
        try:
            cleaned = super().clean()
        except PasswordsBusy as error:
            not_judged(name, address)
            raise forms.ValidationError(BUSY, code="busy") from error
        succeeded(name, address, timezone.now())
        return cleaned


class Login(LoginView):
    form_class = LoginForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True


def _minutes(wait: timedelta) -> int:
    return max(1, math.ceil(wait.total_seconds() / 60))
